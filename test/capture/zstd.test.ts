/** The decompressor on its own, against zstd's own compressor. */
import { compress, init } from '@bokuweb/zstd-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZstdFrames } from '../../src/capture/zstd.ts';

beforeAll(() => init());

/** A fixed generator of numbers below `n`. */
function dice(seed: number): (n: number) => number {
  let x = seed;
  return n => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return Math.floor((x / 2 ** 32) * n);
  };
}

/** Decompresses with input in pieces and output in pulls of the given sizes. */
function unpack(octets: Uint8Array, piece = 100_000, pull = 1 << 20): { out: Uint8Array; fault: string | undefined } {
  const frames = new ZstdFrames();
  const out: Uint8Array[] = [];
  for (let at = 0; ; ) {
    out.push(frames.pull(pull));
    if (frames.done) return { out: new Uint8Array(Buffer.concat(out)), fault: frames.fault?.code };
    if (!frames.hungry) continue;
    if (at === octets.length) frames.finish();
    else frames.push(octets.slice(at, at + piece));
    at = Math.min(octets.length, at + piece);
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Contents that make use of every kind of block and table. */
const contents: readonly [name: string, make: () => Uint8Array][] = [
  ['nothing', () => new Uint8Array(0)],
  ['one octet', () => Uint8Array.of(7)],
  ['zeros (repeated blocks)', () => new Uint8Array(500_000)],
  [
    'noise (raw blocks)',
    () => {
      const next = dice(1);
      return Uint8Array.from({ length: 300_000 }, () => next(256));
    },
  ],
  [
    'few symbols (Huffman codes, few matches)',
    () => {
      const next = dice(2);
      return Uint8Array.from({ length: 400_000 }, () => Math.min(next(40), next(40)));
    },
  ],
  [
    'two symbols (single-stream and short codes)',
    () => {
      const next = dice(3);
      return Uint8Array.from({ length: 700 }, () => (next(9) === 0 ? 1 : 0));
    },
  ],
  [
    'records (matches at repeated offsets)',
    () => {
      const next = dice(4);
      const b = new Uint8Array(600_000);
      for (let i = 0; i < b.length; i++) b[i] = i % 76 < 20 ? next(3) : (i % 76) * 3;
      return b;
    },
  ],
  [
    'short patterns again and again (matches longer than their offset)',
    () => {
      const next = dice(8);
      const parts = Array.from({ length: 400 }, (_, i) => {
        const pattern = Array.from({ length: 1 + (i % 9) }, () => next(256));
        return Uint8Array.from({ length: 60 + next(1500) }, (_, k) => pattern[k % pattern.length]);
      });
      return new Uint8Array(Buffer.concat(parts));
    },
  ],
  [
    'a piece from far back (a window of its whole length)',
    () => {
      const next = dice(5);
      const b = Uint8Array.from({ length: 1_500_000 }, () => next(256));
      b.copyWithin(1_000_000, 100, 400_000);
      return b;
    },
  ],
  [
    'words (all of it)',
    () => {
      const next = dice(6);
      const words = Array.from({ length: 3000 }, () =>
        String.fromCharCode(...Array.from({ length: 2 + next(9) }, () => 97 + next(26))),
      );
      return new TextEncoder().encode(
        Array.from({ length: 100_000 }, () => words[Math.min(next(3000), next(3000))]).join(' '),
      );
    },
  ],
];

describe('zstd', () => {
  for (const [name, make] of contents) {
    for (const level of [1, 3, 9, 19]) {
      it(`gives back ${name}, level ${level}`, () => {
        const content = make();
        const { out, fault } = unpack(compress(content, level));
        expect(fault).toBeUndefined();
        expect(same(out, content)).toBe(true);
      });
    }
  }

  it('does not care where its input and output are cut', () => {
    const content = contents[9][1]().slice(0, 300_000);
    const packed = compress(content, 5);
    for (const [piece, pull] of [
      [1, 1 << 20],
      [17, 1],
      [packed.length, 1],
    ]) {
      const { out, fault } = unpack(packed, piece, pull);
      expect(fault).toBeUndefined();
      expect(same(out, content)).toBe(true);
    }
  });

  it('gives a beginning of the content for every cut, and says that it is cut', () => {
    const content = contents[4][1]();
    const packed = compress(content, 3);
    for (let cut = 1; cut < packed.length; cut += 997) {
      const { out, fault } = unpack(packed.slice(0, cut));
      expect(fault).toBe('cut-zstd');
      expect(same(out, content.slice(0, out.length))).toBe(true);
      // Whole blocks of 128 KiB each.
      expect(out.length % (128 << 10)).toBe(0);
    }
  });

  it('gives no more than a block for a block, whatever its octets', () => {
    const next = dice(9);
    const packed = compress(contents[6][1]().slice(0, 100_000), 3);
    let broken = 0;
    for (let i = 0; i < 1000; i++) {
      const octets = packed.slice();
      for (let k = next(4); k >= 0; k--) octets[6 + next(octets.length - 6)] = next(256);
      const { out, fault } = unpack(octets);
      if (fault !== undefined) broken++;
      // Damage can make one block into a few small ones, each of three octets at least.
      expect(out.length).toBeLessThanOrEqual((128 << 10) * Math.ceil(octets.length / 3));
    }
    expect(broken).toBeGreaterThan(500);
  });

  // A frame with a window of 1 KiB (descriptor 0), then a last compressed block (RFC 8878 §3.1.1.2: bit 0 last, bits 1
  // and 2 kind 2, then the size).
  const frame = (...block: number[]): Uint8Array =>
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, (block.length << 3) | 5, 0, 0, ...block);

  it('reads a block of literals alone', () => {
    // Raw literals, 3 of them (size << 3), no sequences
    expect(unpack(frame(3 << 3, 1, 2, 3, 0))).toEqual({ out: Uint8Array.of(1, 2, 3), fault: undefined });
    // One literal, 5 times (kind 1)
    expect(unpack(frame((5 << 3) | 1, 9, 0))).toEqual({ out: Uint8Array.of(9, 9, 9, 9, 9), fault: undefined });
  });

  it('reads one sequence by single-code tables', () => {
    // Literals 1 2; one sequence; modes 0x54: a code each. Literal length 2, offset code 0 (value 1: the first repeated
    // offset, 1), match length code 3 (6 octets). No bits: only the mark.
    const block = [2 << 3, 1, 2, 1, 0x54, 2, 0, 3, 0x01];
    expect(unpack(frame(...block))).toEqual({ out: Uint8Array.of(1, 2, 2, 2, 2, 2, 2, 2), fault: undefined });
  });

  it('refuses what contradicts itself', () => {
    const bad: readonly [why: string, block: number[]][] = [
      ['a match from before the beginning: offset 4, third code', [2 << 3, 1, 2, 1, 0x54, 2, 1, 3, 0x02]],
      ['more literals taken than there are', [1 << 3, 1, 1, 0x54, 2, 0, 3, 0x01]],
      ['bits left over', [2 << 3, 1, 2, 1, 0x54, 2, 0, 3, 0x02]],
      ['no mark of the bits’ end', [2 << 3, 1, 2, 1, 0x54, 2, 0, 3, 0x00]],
      ['a table of the block before, in the first block', [2 << 3, 1, 2, 1, 0xfc, 0x01]],
      ['reserved modes', [2 << 3, 1, 2, 1, 0x55, 2, 0, 3, 0x01]],
      ['a tree of the block before, in the first block', [3, 0, 0, 0]],
      ['more literals than octets', [31 << 3, 1]],
      ['nothing', []],
    ];
    for (const [why, block] of bad) expect([why, unpack(frame(...block)).fault]).toEqual([why, 'bad-zstd']);
  });
});
