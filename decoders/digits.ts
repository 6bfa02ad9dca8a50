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
