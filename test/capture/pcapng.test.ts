import { describe, expect, it } from 'vitest';
import {
  block,
  enhanced,
  face,
  folder,
  frameOctets,
  join_,
  Octets,
  type Order,
  option,
  read,
  section,
} from './make.ts';

const { put } = folder();
const T = 1_600_000_000n;

describe('pcapng', () => {
  for (const order of ['little', 'big'] satisfies Order[]) {
    it(`reads enhanced, simple and obsolete packets, ${order}-endian`, async () => {
      const a = frameOctets(1, 61);
      const stamp = T * 1_000_000n + 7n;
      // Obsolete packet block: interface (2), drops (2), time (4 + 4), captured, original
      const old = new Octets(order)
        .u16(0)
        .u16(9)
        .u32(Number(stamp >> 32n))
        .u32(Number(stamp & 0xffffffffn))
        .u32(61)
        .u32(99);
      // Simple packet block: original length, then the octets
      const simple = new Octets(order).u32(61).raw(a).bytes;
      const parts = [section(order), face(order, 113), enhanced(order, 0, stamp, a, { original: 70 })];
      const file = put(`kinds-${order}`, join_(...parts, block(order, 2, old.raw(a).bytes), block(order, 3, simple)));
      const { frames, notes } = await read([file]);
      const time = Number(stamp);
      expect(frames).toEqual([
        { time, nanos: 0, octets: a, original: 70, frame: 1, file: 0, link: 113 },
        { time, nanos: 0, octets: a, original: 99, frame: 2, file: 0, link: 113 },
        // No time of its own: that of the frame before.
        { time, nanos: 0, octets: a, original: 61, frame: 3, file: 0, link: 113 },
      ]);
      expect(notes).toEqual([]);
    });
  }

  it('cuts a simple packet at the snap length of its interface', async () => {
    // 100 octets on the wire, 50 kept, 2 of filler
    const simple = block('little', 3, new Octets('little').u32(100).raw(frameOctets(1, 50)).bytes);
    const { frames } = await read([put('simple', join_(section(), face('little', 1, 50), simple))]);
    expect([frames[0].octets.length, frames[0].original]).toEqual([50, 100]);
  });

  it('keeps interfaces apart, with a link type and a clock each', async () => {
    const seconds = 1_600_000_000;
    const nano = face('little', 101, 0, [option('little', 9, [9])]);
    const stamp = T * 1_000_000_000n + 123_456_789n;
    const file = put(
      'faces',
      join_(
        section(),
        face('little', 1),
        nano,
        enhanced('little', 1, stamp, frameOctets(1, 40)),
        enhanced('little', 0, T * 1_000_000n + 5n, frameOctets(2, 40)),
      ),
    );
    const { frames } = await read([file]);
    expect(frames.map(f => [f.link, f.time, f.nanos])).toEqual([
      [101, seconds * 1e6 + 123_456, 789],
      [1, seconds * 1e6 + 5, 0],
    ]);
  });

  // if_tsresol: 10^-n, or 2^-n with the highest bit set
  const clocks: readonly [name: string, resolution: number, stamp: bigint, time: number, nanos: number][] = [
    ['seconds', 0, T, 1.6e15, 0],
    ['milliseconds', 3, T * 1000n + 250n, 1.6e15 + 250_000, 0],
    ['tens of nanoseconds', 8, T * 100_000_000n + 12_345_678n, 1.6e15 + 123_456, 780],
    ['picoseconds', 12, 1_600_000n * 10n ** 12n + 123_456_789_999n, 1.6e12 + 123_456, 789],
    ['2^-10 seconds', 0x8a, T * 1024n + 256n, 1.6e15 + 250_000, 0],
    // 2^31 / 2^32 of a second, and one tick more: 232.8 picoseconds, below what is kept
    ['2^-32 seconds', 0xa0, (T << 32n) + 0x80000001n, 1.6e15 + 500_000, 0],
    ['2^-0 seconds', 0x80, T, 1.6e15, 0],
    ['10^-127 seconds', 127, 5n, 0, 0],
  ];
  for (const [name, resolution, stamp, time, nanos] of clocks) {
    it(`reads times in ${name}`, async () => {
      const parts = [section(), face('little', 1, 0, [option('little', 9, [resolution])])];
      const { frames } = await read([put('clock', join_(...parts, enhanced('little', 0, stamp, frameOctets(1, 40))))]);
      expect([frames[0].time, frames[0].nanos]).toEqual([time, nanos]);
    });
  }

  for (const order of ['little', 'big'] satisfies Order[]) {
    it(`adds the offset of the clock, negative too, ${order}-endian`, async () => {
      const low = (n: number): Uint8Array => new Octets(order).u32(n).bytes;
      const word = (high: number, n: number): Uint8Array =>
        order === 'little' ? join_(low(n), low(high)) : join_(low(high), low(n));
      const parts = [
        section(order),
        face(order, 1, 0, [option(order, 14, word(0, 3600))]),
        face(order, 1, 0, [option(order, 9, [9]), option(order, 14, word(0xffffffff, 0xfffffffe))]), // -2 seconds
        enhanced(order, 0, T * 1_000_000n, frameOctets(1, 40)),
        enhanced(order, 1, T * 1_000_000_000n + 7n, frameOctets(1, 40)),
      ];
      const { frames } = await read([put('offset', join_(...parts))]);
      expect(frames.map(f => [f.time, f.nanos])).toEqual([
        [1.6e15 + 3600e6, 0],
        [1.6e15 - 2e6, 7],
      ]);
    });
  }

  it('starts anew with each section, in its own byte order', async () => {
    const stamp = T * 1_000_000n;
    const parts = [
      ...[section('little'), face('little', 1), face('little', 113), enhanced('little', 1, stamp, frameOctets(1, 40))],
      ...[section('big'), face('big', 276), enhanced('big', 0, stamp + 1n, frameOctets(2, 40))],
      enhanced('big', 1, stamp + 2n, frameOctets(3, 40)), // its section has only one interface
    ];
    const { frames, notes } = await read([put('sections', join_(...parts))]);
    expect(frames.map(f => [f.frame, f.link, f.time])).toEqual([
      [1, 113, 1.6e15],
      [2, 276, 1.6e15 + 1],
    ]);
    expect(notes.map(n => n.code)).toEqual(['bad-interface']);
  });

  it('skips blocks that it does not know and options of any kind', async () => {
    const comment = option('little', 1, new TextEncoder().encode('hello'));
    // An option that says more than there is ends the options, nothing else.
    const lying = new Octets('little').u16(2).u16(500).bytes;
    const parts = [
      section(),
      block('little', 0x80000077, new Uint8Array(5)),
      face('little', 1, 0, [comment, option('little', 9, [9]), lying]),
      block('little', 5, new Uint8Array(12)), // interface statistics
      block('little', 4, new Uint8Array(4)), // name resolution
      enhanced('little', 0, T * 1_000_000_000n, frameOctets(1, 41), { options: comment }),
    ];
    const { frames, notes } = await read([put('unknown', join_(...parts))]);
    expect(frames.map(f => [f.frame, f.time, f.octets.length])).toEqual([[1, 1.6e15, 41]]);
    expect(notes).toEqual([]);
  });

  it('counts the blocks that Wireshark numbers', async () => {
    const custom = block('little', 0xbad, new Octets('little').u32(32473).bytes);
    const parts = [section(), face(), custom, enhanced('little', 0, T * 1_000_000n, frameOctets(1, 40))];
    const { frames } = await read([put('custom', join_(...parts))]);
    expect(frames.map(f => f.frame)).toEqual([2]);
  });
});
