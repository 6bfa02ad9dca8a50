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
  /** What the notes of resynchronising say. */
  readonly skipped: readonly string[];
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
  const skipped = source.notes
    .filter(({ code }) => code === 'resynchronised')
    .map(({ text }) => text.replace(/^.*: (.*) \(after.*/, '$1'));
  return { frames, codes: [...new Set(source.notes.map(({ code }) => code))], skipped, held };
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

  it('that are runs of one octet hide nothing: what follows is found where it begins', async () => {
    const big = (n: number): number[] => little(n).reverse();
    // 0x01 begins the headers in big-endian order, 0xff and 0 are what holes are made of
    const runs = (seed: number): Uint8Array =>
      join(
        ...Array.from({ length: 60 }, (_, i) => {
          const length = [1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 31, 32, 33, 100, 4099][(i * 7 + seed) % 17];
          return new Uint8Array(length).fill([0xff, 0, 0x65, 1, 10, 0xff, 2][(i + seed) % 7]);
        }),
      );
    for (const order of [little, big]) {
      const header = join(order(0xa1b2c3d4), order(0x00040002), order(0), order(0), order(65535), order(142));
      const good = (from: number): Uint8Array =>
        many(20, i => join(order(0x65010101 + from + i), order(5), order(FRAME.length), order(FRAME.length), FRAME));
      for (let seed = 0; seed < 40; seed++) {
        const before = join(header, good(0));
        const lost = join(
          [0xff, 0xff, 0xff, 0xff],
          new Uint8Array(8).fill(0xee),
          new Uint8Array(8).fill(0xff),
          runs(seed),
        );
        const { frames, skipped } = await read(join(before, lost, good(30)));
        expect([frames, skipped]).toEqual([40, [`${lost.length} octets skipped`]]);
      }
    }
    const good = many(20, () => packet(FRAME));
    for (let seed = 0; seed < 40; seed++) {
      const lost = join(new Uint8Array(12).fill(0xee), runs(seed));
      const { frames, skipped } = await read(join(section, face, good, lost, good));
      expect([frames, skipped]).toEqual([40, [`${lost.length} octets skipped`]]);
    }
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

  it('of zstd cost what comes out of them: garbage takes at most three times as long as frames', async () => {
    // blocks of 128 KiB: frames of almost so many zeros in one, nothing but runs of 0x0a in the other
    const run = (octet: number, size: number): number[] => [...little((size << 3) | 2).slice(0, 3), octet];
    const size = (128 << 10) - 16;
    const whole = join(little(1.7e9), little(5), little(size), little(size));
    const raw = (octets: Uint8Array): Uint8Array => join(little(octets.length << 3).slice(0, 3), octets);
    const good = join(raw(whole), run(0, size));
    const begin = join(hex('28b52ffd0058'), raw(classicHeader));
    const files = [good, Uint8Array.from(run(10, 128 << 10))].map(piece =>
      join(
        begin,
        many(512, () => piece),
        [1, 0, 0],
      ),
    );
    const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let i = 0; i < 10; i++) {
      const began = performance.now();
      const { frames } = await read(files[i & 1]);
      least[i & 1] = Math.min(least[i & 1], performance.now() - began);
      expect(frames).toBe((i & 1) === 0 ? 512 : 0);
    }
    expect(least[1] / least[0]).toBeLessThan(3);
  });
});
