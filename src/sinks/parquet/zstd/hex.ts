/**
 * Characters of numbers in hex: all sixteen get a code of four bits, in the order of their values, so that the code of a
 * digit is its value and a stream, which is read from its end, is the octets in reverse.
 */

import { HEX_DIGITS } from '../../slot-texts.ts';
import { BLOCK, begin, beginLiterals, end, endLiterals, octets, raw, words } from './frame.ts';
import { makeCodes } from './prefix.ts';

/** Octets of a block at most: two characters each. */
const OCTETS = BLOCK / 2;
/** Octets that the table of codes is worth for. */
const LEAST = 256;
const LONGEST = 4;
const HIGHEST = HEX_DIGITS[15];
/** As if each digit came once. */
const ONCE = new Int32Array(256);
for (const digit of HEX_DIGITS) ONCE[digit] = 1;

/**
 * `before`, then the octets reversed[first] and on in hex, the last of them first, as one frame; a view, gone with the next
 * call.
 */
export function hexFrame(before: Uint8Array, reversed: Uint8Array, first: number): Uint8Array {
  let left = reversed.length - first;
  let p = begin(before.length + 2 * left);
  p = raw(before, 0, before.length, left === 0, p);
  makeCodes(ONCE);
  while (left >= LEAST) {
    // Four streams of as many octets each.
    const size = Math.min(left, OCTETS) & ~3;
    p = block(reversed, first + left, size, left === size, p);
    left -= size;
  }
  return end(left === 0 ? p : asTheyAre(reversed, first, first + left, p));
}

/** One block of the `size` octets in front of `behind`. */
function block(from: Uint8Array, behind: number, size: number, last: boolean, p: number): number {
  const out = octets();
  const jumps = beginLiterals(HIGHEST, LONGEST, p);
  let q = jumps + 6;
  const quarter = size >> 2;
  for (let stream = 0; stream < 4; stream++) {
    const stop = behind - stream * quarter;
    out.set(from.subarray(stop - quarter, stop), q);
    q += quarter;
    // The bit that closes the stream.
    out[q++] = 1;
    if (stream < 3) words().setUint16(jumps + 2 * stream, quarter + 1, true);
  }
  return endLiterals(p, q, 2 * size, last);
}

function asTheyAre(reversed: Uint8Array, first: number, behind: number, p: number): number {
  const characters = new Uint8Array(2 * (behind - first));
  let q = 0;
  for (let i = behind - 1; i >= first; i--) {
    characters[q++] = HEX_DIGITS[reversed[i] >> 4];
    characters[q++] = HEX_DIGITS[reversed[i] & 15];
  }
  return raw(characters, 0, q, true, p);
}
