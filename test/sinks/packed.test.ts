/** Digits and identifiers packed straight from their octets: what a decompressor makes of them, beside the plain way to write them. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hexFrame } from '../../src/sinks/parquet/zstd/hex.ts';
import { tbcdFrame } from '../../src/sinks/parquet/zstd/tbcd.ts';
import { draws, tbcd } from './records.ts';

const { decompress, init } = createRequire(import.meta.url)(
  '@bokuweb/zstd-wasm',
) as typeof import('@bokuweb/zstd-wasm');

beforeAll(async () => {
  await init();
});

function readsAs(frame: Uint8Array, before: Uint8Array, text: string): void {
  const whole = Buffer.concat([before, Buffer.from(text, 'latin1')]);
  expect(Buffer.compare(Buffer.from(decompress(frame)), whole)).toBe(0);
}

function checkTbcd(numbers: readonly string[], before = new Uint8Array(0)): number {
  const octets = Uint8Array.from(numbers.flatMap(number => tbcd(number.replaceAll('*', 'a').replaceAll('#', 'b'))));
  const lengths = Float64Array.from(numbers, number => number.length);
  const digits = numbers.join('').length;
  const frame = tbcdFrame(before, { octets, lengths, count: numbers.length, digits });
  readsAs(frame, before, numbers.join(''));
  return frame.length;
}

function checkHex(numbers: readonly string[], before = new Uint8Array(0)): number {
  const octets = Buffer.from(numbers.join(''), 'hex');
  const room = 7;
  const reversed = new Uint8Array(room + octets.length);
  reversed.set(octets.toReversed(), room);
  const frame = hexFrame(before, reversed, room);
  readsAs(frame, before, numbers.join(''));
  return frame.length;
}

const many = (count: number, each: (draw: (below: number) => number) => string): string[] => {
  const draw = draws(count);
  return Array.from({ length: count }, () => each(draw));
};
const digits = (length: number, draw: (below: number) => number, base = 10): string =>
  Array.from({ length }, () => draw(base).toString(base)).join('');

describe('tbcdFrame', () => {
  it.each([0, 1, 3, 4, 5, 6, 7, 100, 8738, 8739, 20_000])('takes %i numbers of 15 digits', count => {
    const numbers = many(count, draw => digits(15, draw));
    const size = checkTbcd(numbers);
    if (count >= 100) expect(size).toBeLessThan(count * 15 * 0.6);
  });

  it('takes numbers of any lengths, so that streams begin within an octet', () => {
    for (let count = 20; count < 60; count++) checkTbcd(many(count, draw => digits(1 + draw(24), draw)));
    checkTbcd(many(30_000, draw => digits(1 + draw(24), draw)));
  });

  it('takes one digit alone, and a rare one beside it', () => {
    checkTbcd(many(10_000, () => '0000000'));
    checkTbcd(many(10_000, draw => (draw(5000) === 0 ? '0#00' : '0000')));
  });

  it('takes digits of which one comes as often as all behind it', () => {
    // Codes of more than six bits: fewer go at a time.
    const skewed = (draw: (below: number) => number): string => {
      let digit = 0;
      while (digit < 9 && draw(2) === 0) digit++;
      return String(digit);
    };
    checkTbcd(many(20_000, draw => Array.from({ length: 1 + draw(16) }, () => skewed(draw)).join('')));
  });

  it('takes any numbers behind any octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(fc.stringMatching(/^[0-9*#]{1,24}$/), { maxLength: 300 }),
        (before, numbers) => {
          checkTbcd(numbers, before);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('hexFrame', () => {
  it.each([0, 1, 63, 64, 65, 1000, 16_384, 16_385, 32_768, 40_000])('takes %i numbers of 4 octets', count => {
    const size = checkHex(many(count, draw => digits(8, draw, 16)));
    if (count >= 1000) expect(size).toBeLessThan(count * 4 * 1.05);
  });

  it('takes any numbers behind any octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(fc.stringMatching(/^([0-9a-f]{2}){1,4}$/), { maxLength: 400 }),
        (before, numbers) => {
          checkHex(numbers, before);
        },
      ),
      { numRuns: 300 },
    );
  });
});
