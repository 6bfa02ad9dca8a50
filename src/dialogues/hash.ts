/**
 * Hashes of this room. `mix` is a 32-bit avalanche (xor-shift and odd multiplications), enough for tables and for
 * identifiers made of two of them; it is no secret. The tables add a seed of their own per process, so that nobody can
 * choose identifiers that all fall into one bucket; no result depends on that seed.
 */

/**
 * Spreads every bit of `h` over all 32. Hashes are signed: V8 keeps those in a register, and makes an object of every
 * unsigned one above 2^31 that goes from function to function. They are compared with what an Int32Array holds.
 */
export function mix(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Folds one more 32-bit value into a hash. Two small numbers (point code and subsystem) do not cancel each other out. */
export function fold(h: number, value: number): number {
  return mix(Math.imul(h, 0x9e3779b1) ^ value);
}

/** Hash of `length` octets. */
export function hashOctets(u8: Uint8Array, at: number, length: number): number {
  let h = length;
  for (let i = 0; i < length; i++) h = Math.imul(h ^ u8[at + i], 0x01000193);
  return mix(h);
}
