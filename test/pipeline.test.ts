/** The pool and the order of what comes out of it, whatever the number of workers. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { make } from '../captures/maker/make.ts';
import { viewsOf } from '../decoders/layout.ts';
import { message } from '../decoders/message.ts';
import { type FrameBatch, type FrameSource, frameEntry } from '../src/capture/batch.ts';
import { openCaptures } from '../src/capture/open.ts';
import { DEFAULTS } from '../src/dialogues/options.ts';
import { dialogue } from '../src/dialogues/record.ts';
import { decodeInOrder, type SetAside } from '../src/pipeline/decode.ts';
import { Demand } from '../src/pipeline/demand.ts';
import { OrderedOutput } from '../src/pipeline/encode.ts';
import { openOutputs } from '../src/pipeline/outputs.ts';
import { AHEAD, Pool } from '../src/pipeline/pool.ts';
import { run } from '../src/pipeline/run.ts';
import { Window } from '../src/pipeline/window.ts';
import type { Sink } from '../src/sinks/sink.ts';
import { echo, scratchFolder } from './commands/tool.ts';

const folder = scratchFolder();
const failing = fileURLToPath(new URL('./failing-worker.mjs', import.meta.url));

/** `count` batches of one echo frame each; `outstanding` is how many have been given and not come back. */
class FewFrames implements FrameSource {
  readonly files = ['few.pcap'];
  readonly totalOctets = 0;
  readonly notes = [];
  outstanding = 0;
  most = 0;
  given = 0;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  consumedOctets(): number {
    return 0;
  }

  async *batches(): AsyncGenerator<FrameBatch> {
    for (let number = 0; number < this.#count; number++) {
      this.outstanding++;
      this.given++;
      this.most = Math.max(this.most, this.outstanding);
      yield FewFrames.batch(number);
    }
  }

  recycle(): void {
    this.outstanding--;
  }

  static batch(number: number): FrameBatch {
    const frame = echo(1, number, 1.7e9 + number).subarray(16);
    const data = new SharedArrayBuffer(4096);
    new Uint8Array(data).set(frame);
    const index = new SharedArrayBuffer(frameEntry.stride);
    const { u16, u32, f64 } = viewsOf(index);
    const { at } = frameEntry;
    f64[at.time] = (1.7e9 + number) * 1e6;
    u32[at.length] = frame.length;
    u32[at.original] = frame.length;
    u32[at.frame] = number + 1;
    u16[at.link] = 1;
    return { number, count: 1, data, index };
  }
}

describe('the pool', () => {
  const pool = new Pool({ workers: 2, settings: { formats: ['ndjson'] } });
  afterAll(() => pool.close());

  it('shares the buffers of a batch with the worker, and its records with us', async () => {
    const batch = FewFrames.batch(0);
    const { data, index, records, counts, count } = await pool.decode(batch);
    expect([data === batch.data, index === batch.index]).toEqual([true, true]);
    expect(counts.frames).toBe(1);
    expect(records).toBeInstanceOf(SharedArrayBuffer);
    // What the worker writes into a buffer of ours, we see.
    new Uint8Array(records).fill(0xee);
    pool.recycle(records);
    const next = await pool.decode(FewFrames.batch(1));
    expect([next.records === records, next.count]).toEqual([true, count]);
    expect(viewsOf(next.records).u32[message.at.frame]).toBe(2);
  });

  it('fills the octets of an answer again', async () => {
    const records = new SharedArrayBuffer(dialogue.stride * 8);
    const input = { number: 0, count: 8, records, texts: [], files: ['a'] };
    const first = await pool.encode(input);
    const text = Buffer.from(first.parts[0].octets).toString();
    expect(text.split('\n').length).toBe(9);
    pool.recycleOctets(first.octets);
    const second = await pool.encode({ ...input, number: 1 });
    expect(second.octets).toBe(first.octets);
    expect(Buffer.from(second.parts[0].octets).toString()).toBe(text);
    expect(second.parts[0].number).toBe(1);
  });

  it('takes no buffer away from any thread: V8 asks at every access once one was', async () => {
    for (const file of ['src/pipeline/pool.ts', 'src/pipeline/worker.ts', 'src/pipeline/encode.ts']) {
      const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
      expect(text).not.toMatch(/transfer/);
    }
  });
});

describe('batches in order', () => {
  it('uses answers in the order of the input, however they come, and sets aside the batch that a worker failed on', async () => {
    const pool = new Pool({ workers: 3, settings: { formats: [] }, file: failing });
    const used: number[] = [];
    const aside: SetAside[] = [];
    await decodeInOrder(new FewFrames(9), pool, {
      use: batch => void used.push(batch.number),
      setAside: what => aside.push(what),
    });
    await pool.close();
    expect(used).toEqual([0, 2, 3, 4, 5, 6, 7, 8]);
    expect(aside).toEqual([
      { stage: 'decode', batch: 1, file: 'few.pcap', frame: 2, count: 1, text: 'TypeError: assertion: batch 1' },
    ]);
  });

  it.each([1, 2, 4])('has at most workers + AHEAD batches under way with %d', async workers => {
    const pool = new Pool({ workers, settings: { formats: [] } });
    const source = new FewFrames(40);
    await decodeInOrder(source, pool, { use: () => new Promise(resolve => setTimeout(resolve, 2)), setAside() {} });
    await pool.close();
    expect(source.most).toBeLessThanOrEqual(workers + AHEAD);
    expect(source.outstanding).toBe(0);
    expect(source.given).toBe(40);
  });

  it('stops reading when told, and still uses what is under way', async () => {
    const pool = new Pool({ workers: 1, settings: { formats: [] } });
    const stop = new AbortController();
    const source = new FewFrames(1000);
    let used = 0;
    const use = (): void => {
      if (++used === 5) stop.abort();
    };
    await decodeInOrder(source, pool, { use, setAside() {}, stop: stop.signal });
    await pool.close();
    expect(source.given).toBeLessThan(20);
    expect(source.outstanding).toBeLessThanOrEqual(1);
  });

  it('throws what the consumer throws, and stops reading', async () => {
    const pool = new Pool({ workers: 1, settings: { formats: [] } });
    const source = new FewFrames(1000);
    const use = (): void => {
      throw new Error('no room');
    };
    await expect(decodeInOrder(source, pool, { use, setAside() {} })).rejects.toThrow('no room');
    await pool.close();
    expect(source.given).toBeLessThan(10);
  });
});

describe('demand', () => {
  /** After how many batches of 10 ms another worker is asked for, where `waited` of each went by waiting. */
  function asked(waited: (batch: number) => number, batches = 60): number[] {
    const demand = new Demand(0);
    const found: number[] = [];
    for (let batch = 1; batch <= batches; batch++) {
      demand.waited(waited(batch));
      if (demand.batch(batch * 10)) found.push(batch);
    }
    return found;
  }

  it('asks for no worker where the main thread does not wait', () => {
    expect(asked(() => 0)).toEqual([]);
    expect(asked(() => 1.9)).toEqual([]);
  });

  it('asks for one after each eight batches that waited for a fifth of their time', () => {
    expect(asked(() => 2.1)).toEqual([24, 32, 40, 48, 56]);
    expect(asked(batch => (batch > 30 && batch < 40 ? 5 : 0))).toEqual([32 + 8]);
  });

  it('leaves the first sixteen alone', () => {
    expect(asked(batch => (batch <= 16 ? 10 : 0))).toEqual([]);
  });
});

describe('a pool as needed', () => {
  it('begins with one worker, and starts others where it is waited for, up to as many as there may be', async () => {
    const pool = new Pool({ workers: 3, asNeeded: true, settings: { formats: [] } });
    expect(pool.started).toBe(1);
    const source = new FewFrames(80);
    const started: number[] = [];
    const setAside = (): void => {};
    await decodeInOrder(source, pool, {
      // what is waited for elsewhere counts as well
      use: () => pool.awaited(new Promise(resolve => setTimeout(resolve, 1))),
      setAside,
    });
    started.push(pool.started);
    expect(source.most).toBeLessThanOrEqual(3 + AHEAD);
    const idle = new Pool({ workers: 3, asNeeded: true, settings: { formats: [] } });
    await decodeInOrder(new FewFrames(20), idle, { use() {}, setAside });
    started.push(idle.started);
    await Promise.all([pool.close(), idle.close()]);
    expect(started).toEqual([3, 1]);
  });
});

describe('window', () => {
  it('waits for room and for entries', async () => {
    const window = new Window<number>(() => 1);
    window.push(Promise.resolve(1));
    let room = false;
    const waiting = window.room().then(() => {
      room = true;
    });
    expect(await (await window.next())?.answer).toBe(1);
    await Promise.resolve();
    expect(room).toBe(false);
    window.release();
    await waiting;
    window.close();
    expect(await window.next()).toBeUndefined();
  });
});

describe('the whole run', () => {
  let capture = '';
  beforeAll(async () => {
    capture = join(folder, 'made.pcap');
    await make({ packets: 60_000, seed: 7, output: capture });
  });

  async function outputOf(workers: number): Promise<Record<string, string>> {
    const out = join(folder, `out-${workers}`);
    const outputs = openOutputs(out, ['parquet', 'ndjson', 'csv']);
    await outputs.prepare();
    const pool = new Pool({ workers, settings: { formats: outputs.formats } });
    const source = await openCaptures([capture]);
    const outcome = await run({ source, pool, sinks: outputs.sinks, dialogues: DEFAULTS });
    await pool.close();
    expect(outcome.setAsideCount).toBe(0);
    expect(outcome.statistics.dialogues).toBeGreaterThan(1000);
    const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
    return Object.fromEntries(outputs.written().map(({ format, path }) => [format, digest(path)]));
  }

  it('writes the same octets with 1, 2 and 4 workers', async () => {
    const one = await outputOf(1);
    expect(Object.keys(one)).toEqual(['parquet', 'ndjson', 'csv']);
    expect(await outputOf(2)).toEqual(one);
    expect(await outputOf(4)).toEqual(one);
    expect(statSync(join(folder, 'out-1', 'dialogues.parquet')).size).toBeGreaterThan(10_000);
  });

  it('sets aside what an encoder of ours fails on, and goes on', async () => {
    const outputs = openOutputs(join(folder, 'aside'), ['csv']);
    await outputs.prepare();
    const pool = new Pool({ workers: 1, settings: { formats: outputs.formats }, file: failing });
    const aside: SetAside[] = [];
    const output = new OrderedOutput(pool, outputs.sinks, ['a.pcap'], what => aside.push(what));
    await output.open();
    output.take({ number: 0, count: 3, records: new ArrayBuffer(3 * dialogue.stride), firstText: 1, texts: [] });
    await output.finish();
    await pool.close();
    expect(aside).toEqual([
      { stage: 'encode', batch: 0, file: '', frame: 0, count: 3, text: 'RangeError: assertion: encode' },
    ]);
    expect(outputs.sinks[0].rows).toBe(0);
  });

  it('asks no worker for what is only counted', async () => {
    const outputs = openOutputs(join(folder, 'counted'), ['none']);
    const pool = new Pool({ workers: 1, settings: { formats: outputs.formats }, file: failing });
    const output = new OrderedOutput(pool, outputs.sinks, ['a.pcap'], ({ text }) => {
      throw new Error(text);
    });
    await output.open();
    const batch = { number: 0, records: new ArrayBuffer(5 * dialogue.stride), firstText: 1, texts: [] };
    output.take({ ...batch, count: 3 });
    await output.flow();
    output.take({ ...batch, count: 5 });
    await output.finish();
    await pool.close();
    expect(outputs.sinks[0].rows).toBe(8);
  });

  it('leaves nothing behind when a sink refuses', async () => {
    const calls: string[] = [];
    const sink: Sink = {
      closed: false,
      rows: 0,
      open: async () => void calls.push('open'),
      append: async () => {
        throw new Error('disk full');
      },
      finish: async () => void calls.push('finish'),
      abort: async () => void calls.push('abort'),
    };
    const pool = new Pool({ workers: 2, settings: { formats: ['ndjson'] } });
    const source = await openCaptures([capture]);
    await expect(run({ source, pool, sinks: [sink], dialogues: DEFAULTS })).rejects.toThrow('disk full');
    await pool.close();
    expect(calls).toEqual(['open', 'abort']);
  });
});
