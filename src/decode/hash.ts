/**
 * Hashes of octets and numbers: for telling copies of a packet and the legs of a relay. The same octets give the same
 * number in every run; who must not be flooded with chosen octets bounds its table instead.
 */

/** The two halves that `hashOctets` and `foldNumber` leave. */
export const halves = new Int32Array(new ArrayBuffer(8));

const H = halves;
const ODD_A = 0x85ebca6b;
const ODD_B = 0xc2b2ae35;

/** Spreads every bit over the others (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The octets looked at last, for reading words of them at any place. */
let viewed: Uint8Array = new Uint8Array(0);
let view = new DataView(viewed.buffer);

/**
 * Hashes `b[at]` to `b[end - 1]` into `halves`: two lanes, four octets each in turn. Identifiers of dialogues are made of
 * it: another hash would give every record another identifier.
 */
export function hashOctets(b: Uint8Array, at: number, end: number): void {
  if (b !== viewed) {
    viewed = b;
    view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  }
  const words = view;
  let one = 0x9e3779b1 ^ (end - at);
  let two = 0x27d4eb2f;
  let p = at;
  for (; end - p >= 16; p += 16) {
    one = Math.imul(((one << 5) | (one >>> 27)) ^ words.getInt32(p, true), ODD_A);
    two = Math.imul(((two << 5) | (two >>> 27)) ^ words.getInt32(p + 4, true), ODD_B);
    one = Math.imul(((one << 5) | (one >>> 27)) ^ words.getInt32(p + 8, true), ODD_A);
    two = Math.imul(((two << 5) | (two >>> 27)) ^ words.getInt32(p + 12, true), ODD_B);
  }
  if (end - p >= 8) {
    one = Math.imul(((one << 5) | (one >>> 27)) ^ words.getInt32(p, true), ODD_A);
    two = Math.imul(((two << 5) | (two >>> 27)) ^ words.getInt32(p + 4, true), ODD_B);
    p += 8;
  }
  for (; p < end; p++) one = Math.imul(((one << 5) | (one >>> 27)) ^ b[p], ODD_A);
  H[0] = mix(one ^ ((two << 16) | (two >>> 16)));
  H[1] = mix(two + Math.imul(one, ODD_B));
}

/** Hashes four words into `halves`, never to 0 and 0. */
export function hashWords(a: number, b: number, c: number, d: number): void {
  const one = Math.imul(a ^ Math.imul((c << 7) | (c >>> 25), ODD_B), ODD_A);
  const mixed = ((d << 11) | (d >>> 21)) ^ ((a << 17) | (a >>> 15));
  const two = Math.imul((b + Math.imul(mixed, ODD_A)) ^ c, ODD_B);
  H[0] = mix(one ^ ((two << 16) | (two >>> 16)));
  H[1] = mix(two + Math.imul(one, ODD_B)) | 1;
}

/** Folds one more number into `halves`; `sealHalves` ends a row of folds. */
export function foldNumber(value: number): void {
  const one = H[0];
  const two = H[1];
  H[0] = Math.imul(((one << 7) | (one >>> 25)) ^ value, ODD_A);
  H[1] = Math.imul(((two << 11) | (two >>> 21)) + value, ODD_B) ^ one;
}

/** Spreads the bits of both halves, and keeps them from being 0 and 0, which means that there is no key. */
export function sealHalves(): void {
  H[0] = mix(H[0]);
  H[1] = mix(H[1]) | 1;
}
