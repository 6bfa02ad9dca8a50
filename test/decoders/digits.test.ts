import { describe, expect, it } from 'vitest';
import { AFTER_FILLER, digitCount, digits, HAS_FILLER, trim } from '../../decoders/digits.ts';
import { octets } from './tcap-helpers.ts';

const read = (hex: string): [string, number, number] => {
  const b = octets(`ff ${hex} 55`); // neighbours that must not count
  const n = b.length - 2;
  return [digits(b, 1, n), digitCount(b, 1, n), trim(b, 1, n)];
};

describe('telephony BCD', () => {
  it('reads the low nibble first', () => {
    expect(read('21 43 65')).toEqual(['123456', 6, 3]);
  });

  it('ends an odd string at the filler in the last octet', () => {
    expect(read('21 43 f5')).toEqual(['12345', 5, 3]);
  });

  it('keeps leading zeros', () => {
    expect(read('00 01 01')).toEqual(['001010', 6, 3]);
  });

  it('names the nibbles 10 to 14', () => {
    expect(read('ba dc fe')).toEqual(['*#abc', 5, 3]);
  });

  it('ends at a filler in the low nibble, and drops that octet', () => {
    expect(read('21 ff ff')).toEqual(['12', 2, 1]);
  });

  it('tells of a digit behind a filler, in the same octet or a later one', () => {
    expect(read('21 4f 65')).toEqual(['12', 2, 1 + AFTER_FILLER]);
    expect(read('21 5f')).toEqual(['12', 2, 1 + AFTER_FILLER]);
    expect(read('f1 21')).toEqual(['1', 1, 1 + AFTER_FILLER]);
    expect(read('f1 ff')).toEqual(['1', 1, 1]);
  });

  it('reads nothing out of nothing, and out of fillers alone', () => {
    expect(read('')).toEqual(['', 0, 0]);
    expect(read('ff ff')).toEqual(['', 0, 0]);
  });

  it('agrees with itself on every octet', () => {
    for (let octet = 0; octet < 256; octet++) {
      const b = Uint8Array.of(octet);
      const filler = octet >> 4 === 15 || (octet & 15) === 15;
      expect(HAS_FILLER[octet]).toBe(filler ? 1 : 0);
      expect(digits(b, 0, 1)).toHaveLength(digitCount(b, 0, 1));
    }
  });
});
