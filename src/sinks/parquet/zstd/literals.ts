/**
 * Octets as they are, then characters by prefix codes, and no search for what repeats. Digits of identities, titles and
 * identifiers that differ from row to row hold little else to be found than that they are digits; a search takes five
 * times as long. Characters above 128 are not taken: the weights of their codes would have to be compressed themselves.
 */
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

/** The weights stand as they are for octets up to this one. */
const HIGHEST = 128;

const histogram = new Int32Array(256);
/** Every other octet is counted here: the same digit twice in a row need not wait for itself. */
const others = new Int32Array(256);

/**
 * `before`, then `characters`, as one frame; a view, gone with the next call. Undefined where a character is above 128.
 */
export function literalsFrame(before: Uint8Array, characters: Uint8Array): Uint8Array | undefined {
  let p = begin(before.length + characters.length);
  p = raw(before, 0, before.length, characters.length === 0, p);
  for (let from = 0; from < characters.length; from += BLOCK) {
    const behind = Math.min(from + BLOCK, characters.length);
    p = block(characters, from, behind, behind === characters.length, p);
    if (p < 0) return undefined;
  }
  return end(p);
}

/** One block; -1 where a character is above 128. */
function block(from: Uint8Array, start: number, behind: number, last: boolean, p: number): number {
  const size = behind - start;
  if (size < LEAST) return raw(from, start, behind, last, p);
  histogram.fill(0);
  others.fill(0);
  let i = start;
  for (; i < behind - 1; i += 2) {
    histogram[from[i]]++;
    others[from[i + 1]]++;
  }
  if (i < behind) histogram[from[i]]++;
  for (let octet = 0; octet < 256; octet++) histogram[octet] += others[octet];
  let highest = 255;
  while (histogram[highest] === 0) highest--;
  if (highest > HIGHEST) return -1;
  if (histogram[highest] === size) {
    const q = head(p, last, RLE, size);
    octets()[q] = highest;
    return q + 1;
  }
  const longest = makeCodes(histogram);
  let total = 0;
  for (let octet = 0; octet <= highest; octet++) total += histogram[octet] * bits[octet];
  // Room for the streams' ends and the tables: where it does not become smaller it stays as it is.
  if (total / 8 + HIGHEST / 2 + 32 >= size) return raw(from, start, behind, last, p);
  const jumps = beginLiterals(highest, longest, p);
  let q = jumps + 6;
  const quarter = (size + 3) >> 2;
  for (let stream = 0; stream < 4; stream++) {
    const first = start + stream * quarter;
    const stop = Math.min(first + quarter, behind);
    const next = longest <= 6 ? packFour(from, first, stop, q) : packTwo(from, first, stop, q);
    if (stream < 3) words().setUint16(jumps + 2 * stream, next - q, true);
    q = next;
  }
  return endLiterals(p, q, size, last);
}

/** A stream is read from its end: the last octet is written first. Codes of up to 6 bits. */
function packFour(from: Uint8Array, first: number, behind: number, p: number): number {
  const view = words();
  let q = p;
  let held = 0;
  let count = 0;
  let i = behind - 1;
  for (; i >= first + 3; i -= 4) {
    const a = codes[from[i]];
    const b = codes[from[i - 1]];
    const c = codes[from[i - 2]];
    const d = codes[from[i - 3]];
    held |= (a >> 4) << count;
    count += a & 15;
    held |= (b >> 4) << count;
    count += b & 15;
    held |= (c >> 4) << count;
    count += c & 15;
    held |= (d >> 4) << count;
    count += d & 15;
    view.setInt32(q, held, true);
    q += count >> 3;
    held >>>= count & 24;
    count &= 7;
  }
  return rest(from, first, i, held, count, q);
}

/** The same for codes of up to 11 bits. */
function packTwo(from: Uint8Array, first: number, behind: number, p: number): number {
  const view = words();
  let q = p;
  let held = 0;
  let count = 0;
  let i = behind - 1;
  for (; i > first; i -= 2) {
    const a = codes[from[i]];
    const b = codes[from[i - 1]];
    held |= (a >> 4) << count;
    count += a & 15;
    held |= (b >> 4) << count;
    count += b & 15;
    view.setInt32(q, held, true);
    q += count >> 3;
    held >>>= count & 24;
    count &= 7;
  }
  return rest(from, first, i, held, count, q);
}

function rest(from: Uint8Array, first: number, at: number, before: number, bitsBefore: number, p: number): number {
  const out = octets();
  let held = before;
  let count = bitsBefore;
  let q = p;
  for (let i = at; i >= first; i--) {
    const code = codes[from[i]];
    held |= (code >> 4) << count;
    count += code & 15;
    while (count >= 8) {
      out[q++] = held;
      held >>>= 8;
      count -= 8;
    }
  }
  return endStream(held, count, q);
}
