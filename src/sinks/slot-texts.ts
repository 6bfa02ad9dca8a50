/**
 * Texts of slots (slots.ts) as ASCII, octet by octet, without a string: digits, identifiers in hex, addresses, cells.
 */
import { CELL, DIGITS, END_USER, HEX, IP, type Slot } from './slots.ts';

/** Digits of a TBCD octet's nibbles (TS 29.002 §17.7.8); 0xf is the filler. */
export const SIGNS: Uint8Array<ArrayBuffer> = new Uint8Array([...'0123456789*#abc'].map(sign => sign.charCodeAt(0)));
export const HEX_DIGITS: Uint8Array<ArrayBuffer> = new Uint8Array(
  [...'0123456789abcdef'].map(digit => digit.charCodeAt(0)),
);
/** Both digits of a TBCD octet, the first one low; 0 where one of them is the filler. */
const SIGN_PAIRS = Uint16Array.from({ length: 256 }, (_, octet) =>
  (octet & 15) === 15 || octet >> 4 === 15 ? 0 : SIGNS[octet & 15] | (SIGNS[octet >> 4] << 8),
);
export const HEX_PAIRS: Uint16Array<ArrayBuffer> = Uint16Array.from(
  { length: 256 },
  (_, octet) => HEX_DIGITS[octet >> 4] | (HEX_DIGITS[octet & 15] << 8),
);
/** An octet in decimal, without leading zeros: its digits, the first one low, and above them how many there are. */
const DECIMALS = Int32Array.from({ length: 256 }, (_, octet) =>
  [...String(octet)].reduce((word, digit, i) => word + (digit.charCodeAt(0) << (8 * i)) + (1 << 24), 0),
);

/**
 * Writes the value whose octets begin at from[at], in the block or as a key (keys.ts), to out[p]; gives the place behind it.
 * `length` of slotLengths.
 */
export function writeSlot(
  slot: Slot,
  from: Uint8Array,
  at: number,
  length: number,
  out: Uint8Array,
  p: number,
): number {
  switch (slot.format) {
    case DIGITS:
      return writeDigits(from, at, length, out, p);
    case HEX:
      return writeHex(from, at, length, out, p);
    case IP:
      return writeAddress(from, at, length, out, p);
    case END_USER: {
      let q = length !== 16 ? writeIpv4(from, at, out, p) : p;
      if (length === 20) out[q++] = 0x20;
      if (length !== 4) q = writeIpv6(from, at + 4, out, q);
      return q;
    }
    default:
      return writeArea(from, at, slot.format === CELL, out, p);
  }
}

/** An address of 4 or 16 octets. */
export function writeAddress(from: Uint8Array, at: number, length: number, out: Uint8Array, p: number): number {
  return length === 4 ? writeIpv4(from, at, out, p) : writeIpv6(from, at, out, p);
}

function writeDigits(from: Uint8Array, at: number, length: number, out: Uint8Array, p: number): number {
  let q = p;
  for (let i = at; i < at + length; i++) {
    const octet = from[i];
    const pair = SIGN_PAIRS[octet];
    if (pair === 0) {
      // The filler ends the number, wherever it stands.
      if ((octet & 15) !== 15) out[q++] = SIGNS[octet & 15];
      return q;
    }
    out[q] = pair;
    out[q + 1] = pair >> 8;
    q += 2;
  }
  return q;
}

/** The record holds the identifier as a number, the lowest octet first; on the wire it is `length` octets, the highest first. */
function writeHex(from: Uint8Array, at: number, length: number, out: Uint8Array, p: number): number {
  let q = p;
  for (let i = at + length - 1; i >= at; i--) {
    const pair = HEX_PAIRS[from[i]];
    out[q] = pair;
    out[q + 1] = pair >> 8;
    q += 2;
  }
  return q;
}

/** An octet without leading zeros; up to two octets behind it are written too. */
function writeOctet(value: number, out: Uint8Array, p: number): number {
  const word = DECIMALS[value];
  out[p] = word;
  out[p + 1] = word >> 8;
  out[p + 2] = word >> 16;
  return p + (word >> 24);
}

function writeIpv4(from: Uint8Array, at: number, out: Uint8Array, p: number): number {
  let q = writeOctet(from[at], out, p);
  out[q++] = 0x2e;
  q = writeOctet(from[at + 1], out, q);
  out[q++] = 0x2e;
  q = writeOctet(from[at + 2], out, q);
  out[q++] = 0x2e;
  return writeOctet(from[at + 3], out, q);
}

/** RFC 5952: lower case, no leading zeros, `::` for the first longest run of two or more zero groups. */
function writeIpv6(from: Uint8Array, at: number, out: Uint8Array, p: number): number {
  let run = 0;
  let longest = 1;
  let zeros = -1;
  for (let i = 0; i < 8; i++) {
    run = from[at + 2 * i] === 0 && from[at + 2 * i + 1] === 0 ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      zeros = i - run + 1;
    }
  }
  // §5: an IPv4-mapped address keeps its last 32 bits dotted.
  const mapped = zeros === 0 && longest === 5 && from[at + 10] === 0xff && from[at + 11] === 0xff;
  let q = p;
  for (let i = 0; i < 8; i++) {
    if (i === zeros) {
      out[q++] = 0x3a;
      out[q++] = 0x3a;
      i += longest - 1;
      continue;
    }
    if (i > 0 && i !== zeros + longest) out[q++] = 0x3a;
    if (mapped && i === 6) return writeIpv4(from, at + 12, out, q);
    const group = (from[at + 2 * i] << 8) | from[at + 2 * i + 1];
    if (group >= 0x1000) out[q++] = HEX_DIGITS[group >> 12];
    if (group >= 0x100) out[q++] = HEX_DIGITS[(group >> 8) & 15];
    if (group >= 0x10) out[q++] = HEX_DIGITS[(group >> 4) & 15];
    out[q++] = HEX_DIGITS[group & 15];
  }
  return q;
}

/** mcc-mnc-lac-ci or mcc-mnc-lac-rac, codes in decimal. */
function writeArea(from: Uint8Array, at: number, cell: boolean, out: Uint8Array, p: number): number {
  let q = p;
  const a = from[at];
  const b = from[at + 1];
  const c = from[at + 2];
  out[q++] = 48 + (a & 15);
  out[q++] = 48 + (a >> 4);
  out[q++] = 48 + (b & 15);
  out[q++] = 0x2d;
  out[q++] = 48 + (c & 15);
  out[q++] = 48 + (c >> 4);
  if (b >> 4 !== 15) out[q++] = 48 + (b >> 4);
  out[q++] = 0x2d;
  q = writeWhole((from[at + 3] << 8) | from[at + 4], out, q);
  out[q++] = 0x2d;
  return writeWhole(cell ? (from[at + 5] << 8) | from[at + 6] : from[at + 5], out, q);
}

/** `00` to `99` as two characters, the first one low. */
export const DIGIT_PAIRS: Uint16Array<ArrayBuffer> = Uint16Array.from(
  { length: 100 },
  (_, n) => (48 + ((n / 10) | 0)) | ((48 + (n % 10)) << 8),
);

/** A whole number from 0 up to 2^53 - 1 in decimal. */
export function writeWhole(value: number, out: Uint8Array, p: number): number {
  if (value < 10) {
    out[p] = 48 + value;
    return p + 1;
  }
  let digits = 2;
  for (let bound = 100; value >= bound; bound *= 10) digits++;
  let rest = value;
  let at = p + digits;
  while (rest > 0x7fffffff) {
    const next = Math.floor(rest / 100);
    at = putPair(rest - next * 100, out, at - 2);
    rest = next;
  }
  let low = rest | 0;
  while (low >= 100) {
    const next = (low / 100) | 0;
    at = putPair(low - next * 100, out, at - 2);
    low = next;
  }
  if (low >= 10) putPair(low, out, p);
  else out[p] = 48 + low;
  return p + digits;
}

function putPair(value: number, out: Uint8Array, at: number): number {
  const pair = DIGIT_PAIRS[value];
  out[at] = pair;
  out[at + 1] = pair >> 8;
  return at;
}
