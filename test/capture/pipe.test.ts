import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCaptures } from '../../src/capture/open.ts';
import { classic, classicRecord, enhanced, face, folder, frameOctets, join_, read, section } from './make.ts';

const { put, path } = folder();
const T = 1_600_000_000;
const record = (i: number): Uint8Array => classicRecord(T, i, frameOctets(i, 60));
const packet = (i: number): Uint8Array => enhanced('little', 0, BigInt(T) * 1_000_000n + BigInt(i), frameOctets(i, 60));

describe('standard input', () => {
  it('is read to its end, however it is chopped', async () => {
    const capture = classic([1, 2, 3, 4, 5].map(i => T * 1e6 + i));
    const octets = [...capture].map(b => Buffer.of(b));
    const { frames, files } = await read(['-'], { stdin: Readable.from(octets, { objectMode: false }) });
    expect(frames.map(f => f.time - T * 1e6)).toEqual([1, 2, 3, 4, 5]);
    expect(files).toEqual(['-']);
  });

  it('is recognised when it is gzip', async () => {
    const { frames } = await read(['-'], { stdin: Readable.from([gzipSync(classic([T * 1e6]))]) });
    expect(frames.length).toBe(1);
  });

  const lives: readonly [string, Uint8Array, (i: number) => Uint8Array][] = [
    ['pcap', classic([]), record],
    ['pcapng', join_(section(), face()), packet],
  ];
  for (const [name, header, make] of lives) {
    it(`gives what is there when a live ${name} pauses, and goes on`, async () => {
      const stdin = new PassThrough();
      stdin.write(header);
      const source = await openCaptures(['-'], { stdin, patience: 20 });
      const batches = source.batches();
      // Two records and the beginning of a third
      const third = make(3);
      stdin.write(join_(make(1), make(2), third.slice(0, 30)));
      const first = await batches.next();
      expect(first.value?.count).toBe(2);
      stdin.write(third.slice(30));
      const second = await batches.next();
      expect(second.value?.count).toBe(1);
      expect(new Float64Array(second.value?.index ?? new ArrayBuffer(8))[0]).toBe(T * 1e6 + 3);
      stdin.end();
      expect((await batches.next()).done).toBe(true);
      expect(source.notes).toEqual([]);
    });
  }

  it('gives a trickle in time although it never pauses', async () => {
    const stdin = new PassThrough();
    stdin.write(classic([]));
    const source = await openCaptures(['-'], { stdin, patience: 50 });
    let i = 0;
    const timer = setInterval(() => stdin.write(record(i++)), 5);
    const first = await source.batches().next();
    clearInterval(timer);
    expect(first.value?.count).toBeGreaterThan(0);
  });

  it('ends at once when it is told to, with what was read', async () => {
    const stdin = new PassThrough();
    const stop = new AbortController();
    stdin.write(join_(classic([]), record(1), record(2).slice(0, 20)));
    const source = await openCaptures(['-'], { stdin, patience: 60_000, signal: stop.signal });
    const batches = source.batches();
    setTimeout(() => stop.abort(), 10);
    expect((await batches.next()).value?.count).toBe(1);
    expect((await batches.next()).done).toBe(true);
    // Where it was cut is the reader's doing, not the capture's.
    expect(source.notes).toEqual([]);
  });

  it('that is empty or no capture is named', async () => {
    await expect(read(['-'], { stdin: Readable.from([]) })).rejects.toMatchObject({
      code: 'empty-file',
      message: 'standard input: empty, no capture in it',
    });
    await expect(read(['-'], { stdin: Readable.from([Buffer.from('hello')]) })).rejects.toMatchObject({
      code: 'not-a-capture',
    });
  });

  it('is merged with files', async () => {
    const file = put('file', classic([T * 1e6 + 1, T * 1e6 + 3]));
    const stdin = Readable.from([Buffer.from(classic([T * 1e6 + 2, T * 1e6 + 4]))]);
    const { frames } = await read([file, '-'], { stdin });
    expect(frames.map(f => [f.file, f.time - T * 1e6])).toEqual([
      [0, 1],
      [1, 2],
      [0, 3],
      [1, 4],
    ]);
  });
});

describe('a named pipe', () => {
  it('is read as a stream', async () => {
    const fifo = join(path, 'fifo');
    await promisify(execFile)('mkfifo', [fifo]);
    createWriteStream(fifo).end(classic([T * 1e6 + 1, T * 1e6 + 2]));
    expect((await read([fifo])).frames.length).toBe(2);
  });
});
