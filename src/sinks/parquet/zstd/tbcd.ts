/**
 * The characters of numbers in TBCD, straight from its octets: each stands for two digits, so that half as many steps
 * count and pack them as of the characters themselves (literals.ts).
 */

import { SIGNS } from '../../slot-texts.ts';
import {
  BLOCK,
  begin,
  beginLiterals,
  end,
  endLiterals,
  endStream,
  head,
  LEAST,
  octets,
  RLE,
  raw,
  words,
} from './frame.ts';
import { bits, codes, makeCodes } from './prefix.ts';

/** Bits of a pair's length, below its codes. */
const LENGTH_BITS = 5;
const LENGTH = (1 << LENGTH_BITS) - 1;
const FILLER = 15;

/** Four counts of each octet: the same one again and again need not wait for itself. */
const counts = new Int32Array(4 * 256);
const histogram = new Int32Array(256);
/** Of each octet the codes of its second and its first digit, above their length. */
const pairs = new Int32Array(256);

/** Numbers of lengths[i] digits, (lengths[i] + 1) >> 1 octets each; an odd one's last octet has a filler. */
export interface Numbers {
  readonly octets: Uint8Array;
  readonly lengths: Float64Array;
  readonly count: number;
  /** Digits of all. */
  readonly digits: number;
}

/** `before`, then the digits of the numbers, as one frame; a view, gone with the next call. */
export function tbcdFrame(before: Uint8Array, numbers: Numbers): Uint8Array {
  const { lengths, count } = numbers;
  let p = begin(before.length + numbers.digits);
  p = raw(before, 0, before.length, numbers.digits === 0, p);
  let at = 0;
  for (let first = 0; first < count; ) {
    let behind = first;
    let size = 0;
    let stop = at;
    while (behind < count && size + lengths[behind] <= BLOCK) {
      size += lengths[behind];
      stop += (lengths[behind++] + 1) >> 1;
    }
    if (size > 0) p = block(numbers, first, at, stop, size, behind === count, p);
    first = behind;
    at = stop;
  }
  return end(p);
}

/** One block: the numbers from `first` on, octets at to stop - 1. */
function block(
  { octets: from, lengths }: Numbers,
  first: number,
  at: number,
  stop: number,
  size: number,
  last: boolean,
  p: number,
): number {
  if (size < LEAST) return asTheyAre(from, at, stop, last, p);
  const highest = count(from, at, stop);
  if (histogram[highest] === size) {
    const q = head(p, last, RLE, size);
    octets()[q] = highest;
    return q + 1;
  }
  const longest = makeCodes(histogram);
  let total = 0;
  for (const sign of SIGNS) total += histogram[sign] * bits[sign];
  if (total / 8 + highest / 2 + 32 >= size) return asTheyAre(from, at, stop, last, p);
  makePairs();
  const jumps = beginLiterals(highest, longest, p);
  let q = jumps + 6;
  const quarter = (size + 3) >> 2;
  // Where a stream begins: the octet, and whether its first digit is the stream's before.
  let octet = at;
  let half = 0;
  let number = first;
  /** Digits of the block in front of this number, and its first octet. */
  let digits = 0;
  let begun = at;
  for (let stream = 0; stream < 4; stream++) {
    const target = Math.min((stream + 1) * quarter, size);
    while (digits + lengths[number] <= target && digits < size) {
      digits += lengths[number];
      begun += (lengths[number++] + 1) >> 1;
    }
    const nextOctet = begun + ((target - digits) >> 1);
    const nextHalf = (target - digits) & 1;
    const next = pack(from, octet, half, nextOctet, nextHalf, longest, q);
    if (stream < 3) words().setUint16(jumps + 2 * stream, next - q, true);
    q = next;
    octet = nextOctet;
    half = nextHalf;
  }
  return endLiterals(p, q, size, last);
}

/** Counts the digits of these octets; gives the highest one. */
function count(from: Uint8Array, at: number, stop: number): number {
  counts.fill(0);
  let i = at;
  for (; i < stop - 3; i += 4) {
    counts[from[i]]++;
    counts[256 + from[i + 1]]++;
    counts[512 + from[i + 2]]++;
    counts[768 + from[i + 3]]++;
  }
  for (; i < stop; i++) counts[from[i]]++;
  histogram.fill(0);
  for (let octet = 0; octet < 256; octet++) {
    const times = counts[octet] + counts[256 + octet] + counts[512 + octet] + counts[768 + octet];
    if (times === 0) continue;
    histogram[SIGNS[octet & 15]] += times;
    if (octet >> 4 !== FILLER) histogram[SIGNS[octet >> 4]] += times;
  }
  let highest = 255;
  while (histogram[highest] === 0) highest--;
  return highest;
}

function makePairs(): void {
  for (let octet = 0; octet < 256; octet++) {
    // The filler as a first digit is in no number.
    if ((octet & 15) === FILLER) continue;
    const first = codes[SIGNS[octet & 15]];
    const second = octet >> 4 === FILLER ? 0 : codes[SIGNS[octet >> 4]];
    const length = (first & 15) + (second & 15);
    pairs[octet] = (((second >> 4) | ((first >> 4) << (second & 15))) << LENGTH_BITS) | length;
  }
}

/** A stream: the digits from an octet, or its second digit, up to another one, or its first digit; the last digit is written first. */
function pack(
  from: Uint8Array,
  octet: number,
  half: number,
  stop: number,
  stopHalf: number,
  longest: number,
  p: number,
): number {
  const view = words();
  let q = p;
  let held = 0;
  let length = 0;
  if (stopHalf === 1) {
    const code = codes[SIGNS[from[stop] & 15]];
    held = code >> 4;
    length = code & 15;
  }
  const first = octet + half;
  let i = stop - 1;
  // Two octets are 24 bits at most; and up to 7 are held from before, or the 6 of a half.
  if (longest <= 6) {
    for (; i > first; i -= 2) {
      const a = pairs[from[i]];
      const b = pairs[from[i - 1]];
      held |= (a >> LENGTH_BITS) << length;
      length += a & LENGTH;
      held |= (b >> LENGTH_BITS) << length;
      length += b & LENGTH;
      view.setInt32(q, held, true);
      q += length >> 3;
      held >>>= length & 24;
      length &= 7;
    }
  }
  for (; i >= first; i--) {
    // A half may hold 11 bits: they go before 22 more come.
    view.setInt32(q, held, true);
    q += length >> 3;
    held >>>= length & 24;
    length &= 7;
    const a = pairs[from[i]];
    held |= (a >> LENGTH_BITS) << length;
    length += a & LENGTH;
  }
  if (half === 1) {
    view.setInt32(q, held, true);
    q += length >> 3;
    held >>>= length & 24;
    length &= 7;
    const code = codes[SIGNS[from[octet] >> 4]];
    held |= (code >> 4) << length;
    length += code & 15;
  }
  return endStream(held, length, q);
}

function asTheyAre(from: Uint8Array, at: number, stop: number, last: boolean, p: number): number {
  const characters = new Uint8Array(2 * (stop - at));
  let q = 0;
  for (let i = at; i < stop; i++) {
    characters[q++] = SIGNS[from[i] & 15];
    if (from[i] >> 4 !== FILLER) characters[q++] = SIGNS[from[i] >> 4];
  }
  return raw(characters, 0, q, last, p);
}
