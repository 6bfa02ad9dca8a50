import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { compress, init } from '@bokuweb/zstd-wasm';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { FileOctets, OpenFiles } from '../../src/capture/octets.ts';
import { recognise } from '../../src/capture/recognise.ts';
import { ZstdHere, type ZstdPlace, ZstdThread } from '../../src/capture/zstd-octets.ts';
import { classic, folder, join_, type Read, read } from './make.ts';

const { put } = folder();
const T = 1_600_000_000;
// About 4.7 MB, so that several batches, blocks and chunks are needed.
const times = Array.from({ length: 60_000 }, (_, i) => T * 1e6 + i * 10);
const capture = classic(times);
const small = classic(times.slice(0, 1000));

function pieces(octets: Uint8Array, count: number): Uint8Array[] {
  const size = Math.ceil(octets.length / count);
  return Array.from({ length: count }, (_, i) => octets.slice(i * size, (i + 1) * size));
}

/** All frames of the start of `capture` that came, as numbers of frames. */
function firstFrames(result: Read): number {
  expect(result.frames.map(f => f.time)).toEqual(times.slice(0, result.frames.length));
  return result.frames.length;
}

beforeAll(() => init());

describe('gzip', () => {
  it('is read, several members too', async () => {
    const one = await read([put('one', gzipSync(capture))]);
    expect([firstFrames(one), one.notes]).toEqual([times.length, []]);
    const many = await read([put('many', join_(...pieces(capture, 7).map(p => new Uint8Array(gzipSync(p)))))]);
    expect([firstFrames(many), many.notes]).toEqual([times.length, []]);
  });

  it('keeps all that lies before a cut, with one note', async () => {
    // Stored, not deflated: the octets before the cut can be counted. 10 octets of header, then blocks of at most
    // 65,535 octets with 5 octets each in front (RFC 1951 §3.2.4).
    const stored = new Uint8Array(gzipSync(small, { level: 0 }));
    expect(stored.length).toBeGreaterThan(small.length);
    const cut = 50_000;
    const result = await read([put('cut', stored.slice(0, cut))]);
    const blocks = 1 + Math.floor((cut - 10) / 65_540);
    expect(firstFrames(result)).toBeGreaterThanOrEqual(Math.floor((cut - 10 - 5 * (blocks + 2) - 24) / 76));
    expect(result.notes.map(n => n.code)).toEqual(['cut-gzip']);
    expect(result.notes[0].frame).toBe(result.frames.length);
  });

  it('with no capture in it leaves nothing open', async () => {
    // Random octets do not shrink: there is more of the file to be read when the first of it shows what it is.
    const files = new OpenFiles();
    const raw = new FileOctets(files, put('no-capture', new Uint8Array(gzipSync(randomBytes(1 << 20)))));
    const unpacking = { zstd: new ZstdHere(), chunk: 64 << 10 };
    await expect(recognise(raw, 'no-capture', unpacking)).rejects.toThrow('no-capture: neither pcap nor pcapng');
    await raw.close();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(files.size).toBe(0);
  });

  it('is told when it is cut only in its trailer', async () => {
    const result = await read([put('trailer', new Uint8Array(gzipSync(small)).slice(0, -3))]);
    expect(firstFrames(result)).toBe(1000);
    expect(result.notes.map(n => n.code)).toEqual(['cut-gzip']);
  });

  it('is told when its octets are wrong, and always gives the same', async () => {
    const damaged = new Uint8Array(gzipSync(capture));
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 64);
    const file = put('damaged', damaged);
    const [a, b] = [await read([file]), await read([file])];
    expect(a.notes.at(-1)?.code).toBe('bad-gzip');
    expect(a.frames.length).toBe(b.frames.length);
    firstFrames(a);
  });

  it('must hold a capture', async () => {
    const code = (octets: Uint8Array): Promise<unknown> =>
      read([put('no', octets)]).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
    expect(await code(gzipSync('no capture'))).toBe('not-a-capture');
    expect(await code(gzipSync(''))).toBe('empty-file');
    expect(await code(Uint8Array.of(0x1f, 0x8b))).toBe('cut-gzip');
    expect(await code(Uint8Array.of(0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9))).toBe('bad-gzip');
    expect(await code(gzipSync(gzipSync(small)))).toBe('not-a-capture');
  });
});

const program = new URL('../../dist/src/capture/zstd-worker.js', import.meta.url);
const threaded = existsSync(fileURLToPath(program));

describe.each([
  { place: 'in this thread', able: true, make: () => new ZstdHere() },
  {
    place: threaded ? 'in a thread' : 'in a thread (skipped: not built)',
    able: threaded,
    make: () => new ZstdThread(program),
  },
])('zstd $place', ({ able, make }) => {
  const it = able ? test : test.skip;
  const options = (): { zstd: ZstdPlace } => ({ zstd: make() });
  // A frame to be skipped (RFC 8878 §3.1.2): magic, length 5, five octets.
  const skipped = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5);

  it('is read', async () => {
    const result = await read([put('one.zst', compress(capture, 3))], options());
    expect([firstFrames(result), result.notes]).toEqual([times.length, []]);
  });

  it('is read in many frames, with some to be skipped', async () => {
    const frames = pieces(capture, 9).flatMap(p => [skipped, compress(p, 1)]);
    const result = await read([put('many.zst', join_(...frames, skipped))], options());
    expect([firstFrames(result), result.notes]).toEqual([times.length, []]);
  });

  it('is read in thousands of tiny frames', async () => {
    const frames = pieces(small, 5000).map(p => compress(p, 1));
    const result = await read([put('tiny.zst', join_(...frames))], options());
    expect([firstFrames(result), result.notes]).toEqual([1000, []]);
  });

  it('keeps whole blocks before a cut, with one note', async () => {
    const whole = compress(capture, 3);
    const result = await read([put('cut.zst', whole.slice(0, whole.length - 1000))], options());
    // A block is 128 KiB at most, of records of 76 octets.
    expect(firstFrames(result)).toBeGreaterThan(times.length - 3 * Math.ceil((128 << 10) / 76));
    expect(result.notes.map(n => n.code)).toEqual(['cut-zstd']);
  });

  it('keeps all frames before a cut', async () => {
    const [a, b] = pieces(capture, 2);
    const result = await read([put('cut2.zst', join_(compress(a, 3), compress(b, 3).slice(0, 7)))], options());
    expect(firstFrames(result)).toBe(Math.floor((a.length - 24) / 76));
    expect(result.notes.map(n => n.code)).toEqual(['cut-zstd']);
  });

  it('is told when something else follows', async () => {
    const result = await read([put('tail.zst', join_(compress(small, 3), Uint8Array.of(1, 2, 3, 4, 5, 6)))], options());
    expect(firstFrames(result)).toBe(1000);
    expect(result.notes.map(n => n.code)).toEqual(['bad-zstd']);
  });

  it('is refused a window beyond the bound', async () => {
    // Frame header: no content size, window descriptor 2^(10 + 21) octets (RFC 8878 §3.1.1.1.2)
    const window = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0);
    await expect(read([put('window.zst', window)], options())).rejects.toMatchObject({ code: 'zstd-window' });
  });

  it('never throws, whatever its octets', async () => {
    const whole = compress(small, 3);
    for (let i = 0; i < 20; i++) {
      const octets = whole.slice();
      octets[6 + ((i * 7919) % (octets.length - 6))] ^= 1 << (i & 7);
      const error = await read([put('fuzz.zst', octets)], options()).catch((e: { name: string }) => e.name);
      if (typeof error === 'string') expect(error).toBe('OperatorError');
    }
  });

  it('must hold a capture', async () => {
    const text = new TextEncoder().encode('no capture');
    await expect(read([put('no.zst', compress(text, 3))], options())).rejects.toMatchObject({ code: 'not-a-capture' });
    await expect(read([put('skip.zst', skipped)], options())).rejects.toMatchObject({ code: 'empty-file' });
  });
});
