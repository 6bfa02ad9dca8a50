/** Checksums of the headers: CRC32c (RFC 9260 appendix A) and the Internet checksum (RFC 1071). */

/** Eight tables: slicing by eight octets. Reflected polynomial of CRC32c. */
const T = new Uint32Array(8 * 256);
for (let i = 0; i < 256; i++) {
  let c = i;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  T[i] = c;
}
for (let t = 1; t < 8; t++) {
  for (let i = 0; i < 256; i++) {
    const c = T[(t - 1) * 256 + i] as number;
    T[t * 256 + i] = (c >>> 8) ^ (T[c & 0xff] as number);
  }
}

/** CRC32c of b[at] to b[end - 1]. The value goes into an SCTP header with its lowest octet first. */
export function crc32c(b: Uint8Array, at: number, end: number): number {
  let c = 0xffffffff | 0;
  let p = at;
  while (end - p >= 8) {
    const low = c ^ (b[p]! | (b[p + 1]! << 8) | (b[p + 2]! << 16) | (b[p + 3]! << 24));
    c =
      T[1792 + (low & 0xff)]! ^
      T[1536 + ((low >>> 8) & 0xff)]! ^
      T[1280 + ((low >>> 16) & 0xff)]! ^
      T[1024 + (low >>> 24)]! ^
      T[768 + b[p + 4]!]! ^
      T[512 + b[p + 5]!]! ^
      T[256 + b[p + 6]!]! ^
      T[b[p + 7]!]!;
    p += 8;
  }
  while (p < end) c = (c >>> 8) ^ T[(c ^ b[p++]!) & 0xff]!;
  return ~c >>> 0;
}

/** Sum of 16-bit words, not yet folded; an odd last octet counts as the high half. */
export function wordSum(b: Uint8Array, at: number, end: number): number {
  let sum = 0;
  let p = at;
  for (; end - p >= 2; p += 2) sum += (b[p]! << 8) | b[p + 1]!;
  if (p < end) sum += b[p]! << 8;
  return sum;
}

/** Folds a sum into the 16-bit checksum. */
export function fold(sum: number): number {
  let s = sum;
  while (s > 0xffff) s = (s & 0xffff) + Math.floor(s / 65536);
  return ~s & 0xffff;
}
