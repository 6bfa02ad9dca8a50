/**
 * A zstd frame (RFC 8878) written here: octets as they are, then characters by prefix codes, and no search for what
 * repeats. Digits of identities, titles and identifiers that differ from row to row hold little else to be found than
 * that they are digits; a search takes five times as long. Frames of characters above 128 are not written: the weights
 * of their codes would have to be compressed themselves.
 */
import { bits, codes, makeCodes } from './prefix.ts';

/** Octets of a block at most (§3.1.1.2.4). */
const BLOCK = 1 << 17;
const MAGIC = 0xfd2fb528;
/** Single segment, four octets of content size (§3.1.1.1.1). */
const DESCRIPTOR = 0xa0;
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;
/** Literals by prefix codes in four streams, sizes of 18 bits (§3.1.1.3.1.1). */
const FOUR_STREAMS = 2 | (3 << 2);
/** Literals that four streams are worth for. */
const LEAST = 64;
/** The weights stand as they are for octets up to this one. */
const HIGHEST = 128;

const histogram = new Int32Array(256);
/** Every other octet is counted here: the same digit twice in a row need not wait for itself. */
const others = new Int32Array(256);
let out = new Uint8Array(1 << 16);
let view = new DataView(out.buffer);

/**
 * `before`, then `characters`, as one frame; a view, gone with the next call. Undefined where a character is above 128.
 */
export function literalsFrame(before: Uint8Array, characters: Uint8Array): Uint8Array | undefined {
  const size = before.length + characters.length;
  const bound = size + 64 + (Math.ceil(size / BLOCK) + 2) * 256;
  if (out.length < bound) {
    out = new Uint8Array(bound * 2);
    view = new DataView(out.buffer);
  }
  view.setUint32(0, MAGIC, true);
  out[4] = DESCRIPTOR;
  view.setUint32(5, size, true);
  let p = 9;
  if (size === 0) return out.subarray(0, head(p, true, RAW, 0));
  for (let from = 0; from < before.length; from += BLOCK) {
    const end = Math.min(from + BLOCK, before.length);
    p = raw(before, from, end, end === size, p);
  }
  for (let from = 0; from < characters.length; from += BLOCK) {
    const end = Math.min(from + BLOCK, characters.length);
    p = block(characters, from, end, end === characters.length, p);
    if (p < 0) return undefined;
  }
  return out.subarray(0, p);
}

function head(p: number, last: boolean, type: number, size: number): number {
  const word = (last ? 1 : 0) | (type << 1) | (size << 3);
  out[p] = word;
  out[p + 1] = word >> 8;
  out[p + 2] = word >> 16;
  return p + 3;
}

function raw(from: Uint8Array, start: number, end: number, last: boolean, p: number): number {
  const q = head(p, last, RAW, end - start);
  out.set(from.subarray(start, end), q);
  return q + end - start;
}

/** One block; -1 where a character is above 128. */
function block(from: Uint8Array, start: number, end: number, last: boolean, p: number): number {
  const size = end - start;
  if (size < LEAST) return raw(from, start, end, last, p);
  histogram.fill(0);
  others.fill(0);
  let i = start;
  for (; i < end - 1; i += 2) {
    histogram[from[i]]++;
    others[from[i + 1]]++;
  }
  if (i < end) histogram[from[i]]++;
  for (let octet = 0; octet < 256; octet++) histogram[octet] += others[octet];
  let highest = 255;
  while (histogram[highest] === 0) highest--;
  if (highest > HIGHEST) return -1;
  if (histogram[highest] === size) {
    const q = head(p, last, RLE, size);
    out[q] = highest;
    return q + 1;
  }
  const longest = makeCodes(histogram);
  let total = 0;
  for (let octet = 0; octet <= highest; octet++) total += histogram[octet] * bits[octet];
  // Room for the streams' ends and the tables: where it does not become smaller it stays as it is.
  if (total / 8 + HIGHEST / 2 + 32 >= size) return raw(from, start, end, last, p);
  const begin = p + 3;
  let q = tree(highest, longest, begin + 5);
  const jumps = q;
  q += 6;
  const quarter = (size + 3) >> 2;
  for (let stream = 0; stream < 4; stream++) {
    const first = start + stream * quarter;
    const behind = Math.min(first + quarter, end);
    const next = longest <= 6 ? packFour(from, first, behind, q) : packTwo(from, first, behind, q);
    if (stream < 3) view.setUint16(jumps + 2 * stream, next - q, true);
    q = next;
  }
  const compressed = q - begin - 5;
  // Type and format, regenerated size, compressed size: 4, 18 and 18 bits, the lowest first.
  view.setUint32(begin, (FOUR_STREAMS | (size << 4) | (compressed << 22)) >>> 0, true);
  out[begin + 4] = compressed >> 10;
  // No sequences.
  out[q++] = 0;
  head(p, last, COMPRESSED, q - begin);
  return q;
}

/** Weights of the octets below the highest one, four bits each; that one's follows from them (§4.2.1.1). */
function tree(highest: number, longest: number, p: number): number {
  const weight = (octet: number): number => (bits[octet] === 0 ? 0 : longest + 1 - bits[octet]);
  let q = p;
  out[q++] = 127 + highest;
  for (let octet = 0; octet < highest; octet += 2) {
    out[q++] = (weight(octet) << 4) | (octet + 1 < highest ? weight(octet + 1) : 0);
  }
  return q;
}

/** A stream is read from its end: the last octet is written first, and a single bit closes it. Codes of up to 6 bits. */
function packFour(from: Uint8Array, first: number, end: number, p: number): number {
  let q = p;
  let held = 0;
  let count = 0;
  let i = end - 1;
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
  return close(from, first, i, held, count, q);
}

/** The same for codes of up to 11 bits. */
function packTwo(from: Uint8Array, first: number, end: number, p: number): number {
  let q = p;
  let held = 0;
  let count = 0;
  let i = end - 1;
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
  return close(from, first, i, held, count, q);
}

function close(from: Uint8Array, first: number, at: number, held: number, count: number, p: number): number {
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
  out[q++] = held | (1 << count);
  return q;
}
