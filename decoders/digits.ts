/**
 * Telephony BCD (TS 29.002 §17.7.8 TBCD-STRING, E.164 and E.212 numbers): two digits an octet, the low nibble first.
 * The rules for fillers stand here and nowhere else:
 *
 *  - 0xf is the filler; the first one ends the string, wherever it stands;
 *  - octets behind the one with the filler do not belong to the string;
 *  - a digit behind a filler is an anomaly (FLAG_DIGIT_AFTER_FILLER), never part of the string.
 */

/** 1 for octets with a filler in either nibble. */
export const HAS_FILLER = new Uint8Array(256).map((_, octet) =>
  (octet & 0x0f) === 0x0f || octet >> 4 === 0x0f ? 1 : 0,
);

/** What `trim` adds to its answer where a digit follows a filler. */
export const AFTER_FILLER = 0x100;

/**
 * Octets of the string in `b[at]` to `b[at + length - 1]` that hold digits (its filler's high nibble included), plus
 * AFTER_FILLER where a digit stands behind the filler. `length` below 256.
 */
export function trim(b: Uint8Array, at: number, length: number): number {
  for (let i = 0; i < length; i++) {
    const octet = b[at + i];
    if (HAS_FILLER[octet] === 0) continue;
    let used = i + 1;
    let odd = 0;
    if ((octet & 0x0f) === 0x0f) {
      used = i;
      if (octet !== 0xff) odd = AFTER_FILLER;
    }
    for (let k = i + 1; k < length; k++) if (b[at + k] !== 0xff) odd = AFTER_FILLER;
    return used + odd;
  }
  return length;
}

/**
 * Whether a filler stands before the last half octet of `b[at]` to `b[stop - 1]`, which are four to eight octets: looked
 * for in the first four and the last four as words, a half octet being 0xf where all of its bits are set.
 */
export function fillsBefore(b: Uint8Array, at: number, stop: number): boolean {
  const first = b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24);
  const last = b[stop - 4] | (b[stop - 3] << 8) | (b[stop - 2] << 16) | (b[stop - 1] << 24);
  const inFirst = first & (first >>> 1) & (first >>> 2) & (first >>> 3);
  const inLast = last & (last >>> 1) & (last >>> 2) & (last >>> 3);
  return ((inFirst & (stop - at > 4 ? 0x11111111 : 0x01111111)) | (inLast & 0x01111111)) !== 0;
}

/** Number of digits in `b[at]` to `b[at + length - 1]`. */
export function digitCount(b: Uint8Array, at: number, length: number): number {
  for (let i = 0; i < length; i++) {
    const octet = b[at + i];
    if ((octet & 0x0f) === 0x0f) return i * 2;
    if (octet >> 4 === 0x0f) return i * 2 + 1;
  }
  return length * 2;
}

/** Nibbles 10 to 14 as TBCD-STRING of TS 29.002 §17.7.8 names them; 15 is the filler. */
const SIGNS = '0123456789*#abc';

/** The string in `b[at]` to `b[at + length - 1]`; for the last step, not for the hot path. */
export function digits(b: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const octet = b[at + i];
    if ((octet & 0x0f) === 0x0f) break;
    text += SIGNS[octet & 0x0f];
    if (octet >> 4 === 0x0f) break;
    text += SIGNS[octet >> 4];
  }
  return text;
}
