/**
 * zstd frames (RFC 8878) that are written here: octets as they are, and literals by prefix codes without sequences. What
 * the files beside this one put into them is one frame at a time, in a buffer that the next one takes.
 */
import { bits } from './prefix.ts';

/** Octets of a block at most, after decompression (§3.1.1.2.4). */
export const BLOCK: number = 1 << 17;
/** Literals that four streams are worth for. */
export const LEAST = 64;

export const RAW = 0;
export const RLE = 1;
export const COMPRESSED = 2;

const MAGIC = 0xfd2fb528;
/** Single segment, four octets of content size (§3.1.1.1.1). */
const DESCRIPTOR = 0xa0;
/** Literals by prefix codes in four streams, sizes of 18 bits (§3.1.1.3.1.1). */
const FOUR_STREAMS = 2 | (3 << 2);
/** Octets in front of the table of codes: the block's head, the literals' sizes. */
const HEADS = 3 + 5;

let out = new Uint8Array(1 << 16);
let view = new DataView(out.buffer);

/** The buffer, large enough since begin(). */
export const octets = (): Uint8Array<ArrayBuffer> => out;
export const words = (): DataView<ArrayBuffer> => view;

/** Begins a frame of `size` octets after decompression; gives the place behind its head. */
export function begin(size: number): number {
  // A block may grow by its heads and tables alone: what does not become smaller stays as it is.
  const bound = size + 64 + (Math.ceil(size / BLOCK) + 2) * 256;
  if (out.length < bound) {
    out = new Uint8Array(bound * 2);
    view = new DataView(out.buffer);
  }
  view.setUint32(0, MAGIC, true);
  out[4] = DESCRIPTOR;
  view.setUint32(5, size, true);
  // A frame has a block.
  return size === 0 ? head(9, true, RAW, 0) : 9;
}

/** The frame up to p; gone with the next one. */
export function end(p: number): Uint8Array<ArrayBuffer> {
  return out.subarray(0, p);
}

export function head(p: number, last: boolean, type: number, size: number): number {
  const word = (last ? 1 : 0) | (type << 1) | (size << 3);
  out[p] = word;
  out[p + 1] = word >> 8;
  out[p + 2] = word >> 16;
  return p + 3;
}

/** Octets as they are, in as many blocks as they take. */
export function raw(from: Uint8Array, start: number, behind: number, last: boolean, p: number): number {
  let q = p;
  for (let at = start; at < behind; at += BLOCK) {
    const stop = Math.min(at + BLOCK, behind);
    q = head(q, last && stop === behind, RAW, stop - at);
    out.set(from.subarray(at, stop), q);
    q += stop - at;
  }
  return q;
}

/** Begins a block of literals by the codes of prefix.ts, of which `highest` is the last octet; gives the place of its jump table. */
export function beginLiterals(highest: number, longest: number, p: number): number {
  // Weights of the octets below the highest one, four bits each; that one's follows from them (§4.2.1.1).
  const weight = (octet: number): number => (bits[octet] === 0 ? 0 : longest + 1 - bits[octet]);
  let q = p + HEADS;
  out[q++] = 127 + highest;
  for (let octet = 0; octet < highest; octet += 2) {
    out[q++] = (weight(octet) << 4) | (octet + 1 < highest ? weight(octet + 1) : 0);
  }
  return q;
}

/** Ends the block that began at p with literals up to q, `size` after decompression; gives the place behind it. */
export function endLiterals(p: number, q: number, size: number, last: boolean): number {
  const compressed = q - p - HEADS;
  // Type and format, regenerated size, compressed size: 4, 18 and 18 bits, the lowest first.
  view.setUint32(p + 3, (FOUR_STREAMS | (size << 4) | (compressed << 22)) >>> 0, true);
  out[p + 7] = compressed >> 10;
  // No sequences.
  out[q] = 0;
  head(p, last, COMPRESSED, q + 1 - p - 3);
  return q + 1;
}

/** Ends a stream, which is read from its end, with what is held and the bit that closes it; gives the place behind it. */
export function endStream(held: number, count: number, p: number): number {
  let q = p;
  let rest = held;
  for (let left = count; left >= 8; left -= 8) {
    out[q++] = rest;
    rest >>>= 8;
  }
  out[q++] = rest | (1 << (count & 7));
  return q;
}

/** A frame of octets as they are. */
export function stored(from: Uint8Array): Uint8Array {
  return end(raw(from, 0, from.length, true, begin(from.length)));
}
