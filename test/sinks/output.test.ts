import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorError } from '../../src/errors.ts';
import { StreamSink } from '../../src/sinks/output.ts';
import type { EncodedPart } from '../../src/sinks/sink.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sinks-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const part = (text: string): EncodedPart => ({
  number: 0,
  rows: 1,
  octets: new TextEncoder().encode(text),
  meta: null,
});

describe('a file', () => {
  it('stands under its name only when it is whole', async () => {
    const path = join(folder, 'dialogues.csv');
    const sink = new StreamSink(path, new TextEncoder().encode('h\n'));
    await sink.open();
    await sink.append(part('a\n'));
    expect(await readdir(folder)).toEqual([`.dialogues.csv.${process.pid}.part`]);
    await sink.finish();
    expect(await readdir(folder)).toEqual(['dialogues.csv']);
    expect(await readFile(path, 'utf8')).toBe('h\na\n');
    expect(sink.rows).toBe(1);
  });

  it('leaves nothing when it is given up, and what was there before', async () => {
    const path = join(folder, 'dialogues.csv');
    await writeFile(path, 'before');
    const sink = new StreamSink(path);
    await sink.open();
    await sink.append(part('a\n'));
    await sink.abort();
    await sink.abort();
    expect(await readdir(folder)).toEqual(['dialogues.csv']);
    expect(await readFile(path, 'utf8')).toBe('before');
  });

  it('in a folder that is not there is an operator error of one line that names it', async () => {
    const path = join(folder, 'none', 'x.csv');
    const error = await new StreamSink(path).open().catch(each => each as Error);
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as Error).message).toBe(`cannot write ${path}: no such folder`);
  });

  it.skipIf(process.getuid?.() === 0)('in a folder that may not be written to is an operator error', async () => {
    await chmod(folder, 0o500);
    const path = join(folder, 'x.csv');
    await expect(new StreamSink(path).open()).rejects.toThrow(`cannot write ${path}: permission denied`);
    await chmod(folder, 0o700);
  });

  it.skipIf(process.platform !== 'linux')('on a full device is an operator error', async () => {
    // /dev/full refuses every write with ENOSPC; a temporary name beside it cannot be made, so it is a stream here.
    const { createWriteStream } = await import('node:fs');
    const stream = createWriteStream('/dev/full');
    const sink = new StreamSink(stream);
    await sink.open();
    await expect(sink.append(part('a\n'))).rejects.toThrow('cannot write standard output: no space left on the device');
    await sink.abort();
    stream.destroy();
  });
});

/** A stream that keeps what it is given and calls back when told. */
class Slow extends Writable {
  readonly chunks: string[] = [];
  pending: ((error?: Error) => void) | undefined;
  override _write(chunk: Buffer, _: string, done: (error?: Error) => void): void {
    this.chunks.push(chunk.toString());
    this.pending = done;
  }
}

describe('a stream', () => {
  it('holds the next part back until it has taken the one before', async () => {
    const stream = new Slow();
    const sink = new StreamSink(stream);
    await sink.open();
    let taken = false;
    const first = sink.append(part('a')).then(() => {
      taken = true;
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(taken).toBe(false);
    stream.pending?.();
    await first;
    expect(stream.chunks).toEqual(['a']);
  });

  it('whose reader has gone ends quietly and says so', async () => {
    const stream = new Slow();
    const sink = new StreamSink(stream);
    await sink.open();
    const first = sink.append(part('a'));
    await new Promise(resolve => setImmediate(resolve));
    stream.pending?.(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await first;
    expect(sink.closed).toBe(true);
    await sink.append(part('b'));
    await sink.finish();
    expect(stream.chunks).toEqual(['a']);
  });

  it('is left open', async () => {
    const stream = new Slow();
    const sink = new StreamSink(stream);
    await sink.open();
    await sink.finish();
    expect(stream.writableEnded).toBe(false);
  });
});
