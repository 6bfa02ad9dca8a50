import { describe, expect, it } from 'vitest';
import { BATCH_FRAMES, BATCH_OCTETS } from '../../src/capture/batch.ts';
import { classic, classicHeader, classicRecord, folder, frameOctets, join_, type Order, read } from './make.ts';

const { put } = folder();
const T = 1_600_000_000;

describe('classic pcap', () => {
  it('begins with small batches, each twice the one before', async () => {
    const times = Array.from({ length: 20_000 }, (_, i) => T * 1e6 + i);
    const { frames, batches } = await read([put('ramp', classic(times, { length: 112 }))]);
    expect(frames.length).toBe(times.length);
    // 128 octets a record, 64 KiB, and the header of the file in the first
    expect(batches.slice(0, 5)).toEqual([511, 1024, 2048, 4096, 8192]);
  });

  for (const order of ['little', 'big'] satisfies Order[]) {
    it(`reads microseconds, ${order}-endian`, async () => {
      const a = frameOctets(1, 60);
      const b = frameOctets(2, 0x123);
      const file = put(
        `micro-${order}`,
        join_(
          classicHeader({ order, link: 113 }),
          classicRecord(T, 999_999, a, { order }),
          classicRecord(0xfedcba98, 1, b, { order, original: 0x89abcdef }),
        ),
      );
      const { frames, notes } = await read([file]);
      expect(frames).toEqual([
        { time: T * 1e6 + 999_999, nanos: 0, octets: a, original: 60, frame: 1, file: 0, link: 113 },
        { time: 0xfedcba98 * 1e6 + 1, nanos: 0, octets: b, original: 0x89abcdef, frame: 2, file: 0, link: 113 },
      ]);
      expect(notes).toEqual([]);
    });

    it(`reads nanoseconds, ${order}-endian`, async () => {
      const record = classicRecord(T, 123_456_789, frameOctets(1, 60), { order });
      const { frames } = await read([put(`nano-${order}`, join_(classicHeader({ order, magic: 0xa1b23c4d }), record))]);
      expect([frames[0].time, frames[0].nanos]).toEqual([T * 1e6 + 123_456, 789]);
    });
  }

  it('reads the variant with 8 more octets a record', async () => {
    const a = frameOctets(1, 40);
    // seconds, fraction, captured, original, then interface (4), protocol (2), packet type (1), filler (1)
    const record = (seed: number): Uint8Array =>
      join_(
        classicRecord(T + seed, 5, new Uint8Array(0)).slice(0, 8),
        Uint8Array.of(40, 0, 0, 0, 40, 0, 0, 0),
        new Uint8Array(8),
        a,
      );
    const { frames } = await read([put('modified', join_(classicHeader({ magic: 0xa1b2cd34 }), record(0), record(1)))]);
    expect(frames.map(f => f.time)).toEqual([T * 1e6 + 5, (T + 1) * 1e6 + 5]);
    expect(frames[1].octets).toEqual(a);
  });

  it('takes only the low 16 bits of the link type', async () => {
    const { frames } = await read([put('fcs', classic([T * 1e6], { link: 0x44000001 }))]);
    expect(frames[0].link).toBe(1);
  });

  it('keeps a captured length above the original one', async () => {
    const record = classicRecord(T, 0, frameOctets(1, 60), { original: 20 });
    const { frames, notes } = await read([put('padded', join_(classicHeader(), record))]);
    expect([frames[0].octets.length, frames[0].original, notes.length]).toEqual([60, 20, 0]);
  });

  it('gives no frames and no note for a header alone', async () => {
    const result = await read([put('header-only', classicHeader())]);
    expect([result.frames, result.notes, result.batches]).toEqual([[], [], []]);
  });

  it('carries the record that a batch leaves unfinished into the next one', async () => {
    // 1,500 octets a frame: some record lies across every end of a batch.
    const count = Math.ceil((2.5 * BATCH_OCTETS) / 1516);
    const times = Array.from({ length: count }, (_, i) => T * 1e6 + i);
    const { frames, batches } = await read([put('long', classic(times, { length: 1500 }))]);
    // six that grow from 64 KiB to 2 MiB, one of the usual size, the rest
    expect(batches.length).toBe(8);
    expect(frames.map(f => f.time)).toEqual(times);
    expect(frames.map(f => f.frame)).toEqual(times.map((_, i) => i + 1));
    expect(frames.every((f, i) => Buffer.compare(f.octets, frameOctets(i, 1500)) === 0)).toBe(true);
  });

  it('ends a batch at its most frames', async () => {
    const times = Array.from({ length: 2 * BATCH_FRAMES + 2000 }, (_, i) => T * 1e6 + i);
    const { frames, batches } = await read([put('many', classic(times, { length: 108 }))]);
    expect(batches.filter(count => count === BATCH_FRAMES)).toHaveLength(1);
    expect(Math.max(...batches)).toBe(BATCH_FRAMES);
    expect(frames.map(f => f.time)).toEqual(times);
  });

  it('gives a frame larger than a batch a batch of its own size', async () => {
    const large = frameOctets(3, BATCH_OCTETS + 5000);
    const small = frameOctets(4, 70);
    const file = put(
      'large',
      join_(
        classicHeader({ snap: 8 << 20 }),
        classicRecord(T, 1, small),
        classicRecord(T, 2, large),
        classicRecord(T, 3, small),
      ),
    );
    const { frames, notes } = await read([file]);
    expect(frames.map(f => f.octets.length)).toEqual([70, large.length, 70]);
    expect(Buffer.compare(frames[1].octets, large)).toBe(0);
    expect(notes).toEqual([]);
  });
});
