/** Files that say more than they have, hold garbage in the middle, or unpack to more than memory holds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCaptures } from '../../src/capture/open.ts';
import { ZstdHere } from '../../src/capture/zstd-octets.ts';
import { hex, join, udt } from './build.ts';

const folder = mkdtempSync(path(tmpdir(), 'sigprobe-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const little = (n: number): number[] => [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff, n >>> 24];
const short = (n: number): number[] => [n & 0xff, n >> 8];
const FRAME = udt(hex('620648010a6c0100'));
const classicHeader = Uint8Array.from([
  ...little(0xa1b2c3d4),
  ...short(2),
  ...short(4),
  ...little(0),
  ...little(0),
  ...little(65535),
  ...little(142),
]);
const record = (frame: Uint8Array, i: number, says = frame.length): Uint8Array =>
  join(little(1.7e9 + i), little(5), little(says), little(says), frame);
const block = (type: number, content: Uint8Array | readonly number[], says?: number): Uint8Array => {
  const pad = -content.length & 3;
  const n = says ?? content.length + pad + 12;
  return join(little(type), little(n), content, new Uint8Array(pad), little(n));
};
const section = block(0x0a0d0d0a, [
  ...little(0x1a2b3c4d),
  ...short(1),
  ...short(0),
  ...little(0xffffffff),
  ...little(0xffffffff),
]);
const face = block(1, [...short(142), ...short(0), ...little(0)]);
const packet = (frame: Uint8Array): Uint8Array =>
  block(6, join(little(0), little(400000), little(5), little(frame.length), little(frame.length), frame));

interface Read {
  readonly frames: number;
  readonly codes: readonly string[];
  /** Most octets of buffers held beyond those before, at any batch. */
  readonly held: number;
}

async function read(octets: Uint8Array): Promise<Read> {
  const file = path(folder, 'capture');
  writeFileSync(file, octets);
  const before = process.memoryUsage().arrayBuffers;
  let held = 0;
  const source = await openCaptures([file], { zstd: new ZstdHere() });
  let frames = 0;
  for await (const { count, data, index } of source.batches()) {
    frames += count;
    held = Math.max(held, process.memoryUsage().arrayBuffers - before);
    source.recycle(data, index);
  }
  held = Math.max(held, process.memoryUsage().arrayBuffers - before);
  return { frames, codes: [...new Set(source.notes.map(({ code }) => code))], held };
}

const MIB = 1 << 20;
const many = (n: number, of: (i: number) => Uint8Array): Uint8Array =>
  join(...Array.from({ length: n }, (_, i) => of(i)));

describe('sizes that are only claimed', () => {
  it('a record of 4 GiB in a file of a hundred octets takes no memory', async () => {
    const { frames, codes, held } = await read(join(classicHeader, record(FRAME, 0, 0xffffffff), new Uint8Array(100)));
    expect([frames, codes.includes('bad-record-length')]).toEqual([0, true]);
    expect(held).toBeLessThan(8 * MIB);
  });

  it('a block of 16 MiB in a file of a thousand octets takes no memory', async () => {
    const { frames, held } = await read(
      join(section, face, packet(FRAME), little(6), little(0xfffff0), new Uint8Array(1000)),
    );
    expect(frames).toBe(1);
    expect(held).toBeLessThan(8 * MIB);
  });

  it('a zstd window of 2 GiB is refused, one of 128 MiB is not taken before it is filled', async () => {
    const raw = (size: number): Uint8Array =>
      join(hex('28b52ffd00'), [size], little((classicHeader.length << 3) | 1).slice(0, 3), classicHeader);
    const refused = read(raw(21 << 3));
    await expect(refused).rejects.toMatchObject({ code: 'zstd-window' });
    const { held } = await read(raw(17 << 3));
    expect(held).toBeLessThan(150 * MIB);
  });
});

describe('octets between records that are none', () => {
  const garbage = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) >> 3);

  it('are skipped in classic pcap, and what follows is read', async () => {
    const good = (from: number): Uint8Array => many(50, i => record(FRAME, from + i));
    const { frames, codes } = await read(join(classicHeader, good(0), garbage, good(50), garbage, good(100)));
    expect(frames).toBeGreaterThanOrEqual(148);
    expect(codes).toContain('resynchronised');
  });

  it('are skipped in pcapng, and what follows is read', async () => {
    const good = many(50, () => packet(FRAME));
    const { frames, codes } = await read(join(section, face, good, garbage, good, garbage, good));
    expect(frames).toBeGreaterThanOrEqual(148);
    expect(codes).toContain('resynchronised');
  });

  it('that look like long blocks, one behind the other, are not carried along again and again', async () => {
    // a block that says 16 MiB and has no such end, then a good one of 12 octets
    const unit = join(little(5), little(0xfffff0), block(4, []));
    const size = 20 * MIB;
    const octets = new Uint8Array(section.length + face.length + size);
    octets.set(section);
    octets.set(face, section.length);
    for (let p = section.length + face.length; octets.length - p >= unit.length; p += unit.length) octets.set(unit, p);
    const set = Uint8Array.prototype.set;
    let moved = 0;
    Uint8Array.prototype.set = function (from: ArrayLike<number>, at?: number): void {
      moved += from.length;
      set.call(this, from, at);
    };
    try {
      await read(octets);
    } finally {
      // it is TypedArray's own again
      Reflect.deleteProperty(Uint8Array.prototype, 'set');
    }
    expect(moved / octets.length).toBeLessThan(12);
  });
});

describe('decompression bombs', () => {
  // 256 MiB of frames, each of 60,000 zeros
  const frame = new Uint8Array(60_000);
  const records = Math.ceil((256 * MIB) / (frame.length + 16));

  it('of gzip are read as a stream: memory is bounded, every frame counted', async () => {
    const one = many(64, i => record(frame, i));
    const member = gzipSync(one, { level: 9 });
    const members = join(gzipSync(classicHeader), ...Array.from({ length: Math.ceil(records / 64) }, () => member));
    expect(members.length).toBeLessThan(2 * MIB);
    const { frames, held } = await read(members);
    expect(frames).toBe(Math.ceil(records / 64) * 64);
    expect(held).toBeLessThan(96 * MIB);
  });

  it('of zstd are read as a stream: memory is bounded', async () => {
    // RFC 8878 §3.1.1.2: a block of one octet, repeated 128 Ki times
    const run = [...little(((128 << 10) << 3) | 2).slice(0, 3), 0];
    const bomb = join(
      hex('28b52ffd0050'),
      little(classicHeader.length << 3).slice(0, 3),
      classicHeader,
      many(2048, () => Uint8Array.from(run)),
      [1, 0, 0],
    );
    expect(bomb.length).toBeLessThan(16_384);
    const { frames, held } = await read(bomb);
    expect(frames).toBe(0);
    expect(held).toBeLessThan(96 * MIB);
  });
});
