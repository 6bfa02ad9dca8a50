/**
 * Texts that stand in the record as octets (digits, identifiers, addresses, cells): how long each is, and how it is
 * written as ASCII, without a string. The block (block.ts) is what is read.
 */
import {
  DIALOGUE_HAS_END_USER_V4,
  DIALOGUE_HAS_END_USER_V6,
  DIALOGUE_HAS_LOCATION,
  DIALOGUE_HAS_RAI,
  dialogue,
} from '../dialogues/record.ts';
import * as block from './block.ts';
import type { Read, SlotFormat } from './columns.ts';

const u8 = block.u8;
const u32 = block.u32;
const gtpRow = block.gtpRow;
const STRIDE = dialogue.stride;
const { present: PRESENT } = dialogue.at;
const HAS_V4 = DIALOGUE_HAS_END_USER_V4;
const HAS_V6 = DIALOGUE_HAS_END_USER_V6;
const HAS_LOCATION = DIALOGUE_HAS_LOCATION;
const HAS_RAI = DIALOGUE_HAS_RAI;

export type SlotRead = Extract<Read, { from: 'slot' }>;

/** Numbers of the formats, for switches. */
const DIGITS = 0;
const HEX = 1;
const IP = 2;
const END_USER = 3;
const CELL = 4;
const RAI = 5;

/** A slot column taken apart for the loops below. */
export interface Slot {
  readonly format: number;
  /** First octet in the record. */
  readonly offset: number;
  /** Octets of a key that tells values apart, at most 20. */
  readonly size: number;
  /** Most characters of its text. */
  readonly longest: number;
  readonly read: SlotRead;
}

const FORMATS: Readonly<Record<SlotFormat, readonly [format: number, size: number, longest: number]>> = {
  digits: [DIGITS, 12, 24],
  tac: [DIGITS, 4, 8],
  hex: [HEX, 4, 8],
  ip: [IP, 16, 39],
  address: [IP, 16, 39],
  'end-user': [END_USER, 20, 55],
  cell: [CELL, 7, 19],
  rai: [RAI, 6, 17],
};

export function slotOf(read: SlotRead): Slot {
  const [format, size, longest] = FORMATS[read.format];
  return { format, offset: format === HEX ? read.at * 4 : read.at, size, longest, read };
}

/** Digits of a TBCD octet's nibbles (TS 29.002 §17.7.8); 0xf is the filler. */
const SIGNS = new Uint8Array([...'0123456789*#abc'].map(sign => sign.charCodeAt(0)));
const HEX_DIGITS = new Uint8Array([...'0123456789abcdef'].map(digit => digit.charCodeAt(0)));
/** Both digits of a TBCD octet, the first one low; 0 where one of them is the filler. */
const SIGN_PAIRS = Uint16Array.from({ length: 256 }, (_, octet) =>
  (octet & 15) === 15 || octet >> 4 === 15 ? 0 : SIGNS[octet & 15] | (SIGNS[octet >> 4] << 8),
);
const HEX_PAIRS = Uint16Array.from(
  { length: 256 },
  (_, octet) => HEX_DIGITS[octet >> 4] | (HEX_DIGITS[octet & 15] << 8),
);
/** An octet in decimal, without leading zeros: its digits, the first one low, and above them how many there are. */
const DECIMALS = Int32Array.from({ length: 256 }, (_, octet) =>
  [...String(octet)].reduce((word, digit, i) => word + (digit.charCodeAt(0) << (8 * i)) + (1 << 24), 0),
);

/**
 * For each row of the block how many octets its value has: 0 where null. What the number says is the format's own: of
 * an end user's address 4, 16 or 20 (both), of all others the octets in the record. Gives the rows that are null.
 */
export function slotLengths(slot: Slot, rows: number, lengths: Uint8Array): number {
  const { at, lengthAt, format, variant } = slot.read;
  let nulls = 0;
  switch (format) {
    case 'digits':
      // 2: neither variant, any row.
      nulls = digitLengths(at, lengthAt, variant === '' ? 2 : variant === 'gtp' ? 1 : 0, rows, lengths);
      break;
    case 'tac':
      nulls = tacLengths(at, lengthAt, rows, lengths);
      break;
    case 'hex':
      nulls = hexLengths(lengthAt, rows, lengths);
      break;
    case 'ip':
      for (let i = 0; i < rows; i++) {
        const version = u8[i * STRIDE + lengthAt];
        const length = version === 4 ? 4 : version === 6 ? 16 : 0;
        lengths[i] = length;
        if (length === 0) nulls++;
      }
      break;
    case 'address':
      for (let i = 0; i < rows; i++) {
        const says = gtpRow[i] === 1 ? u8[i * STRIDE + lengthAt] : 0;
        const length = says === 4 || says === 16 ? says : 0;
        lengths[i] = length;
        if (length === 0) nulls++;
      }
      break;
    case 'end-user':
      for (let i = 0; i < rows; i++) {
        const present = u32[(i * STRIDE) / 4 + PRESENT];
        const length = ((present & HAS_V4) !== 0 ? 4 : 0) + ((present & HAS_V6) !== 0 ? 16 : 0);
        lengths[i] = length;
        if (length === 0) nulls++;
      }
      break;
    case 'cell':
      nulls = areaLengths(at, lengthAt, HAS_LOCATION, 7, rows, lengths);
      break;
    case 'rai':
      nulls = areaLengths(at, -1, HAS_RAI, 6, rows, lengths);
      break;
  }
  return nulls;
}

function digitLengths(at: number, lengthAt: number, variant: number, rows: number, lengths: Uint8Array): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const base = i * STRIDE;
    let length = 0;
    // A string that begins with its filler is empty.
    if ((variant === 2 || gtpRow[i] === variant) && (u8[base + at] & 15) !== 15) length = u8[base + lengthAt];
    lengths[i] = length;
    if (length === 0) nulls++;
  }
  return nulls;
}

function tacLengths(at: number, lengthAt: number, rows: number, lengths: Uint8Array): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const base = i * STRIDE;
    let good = u8[base + lengthAt] >= 4 ? 1 : 0;
    for (let k = 0; k < 4; k++) {
      const octet = u8[base + at + k];
      if ((octet & 15) > 9 || octet >> 4 > 9) good = 0;
    }
    lengths[i] = good * 4;
    if (good === 0) nulls++;
  }
  return nulls;
}

function hexLengths(lengthAt: number, rows: number, lengths: Uint8Array): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const length = gtpRow[i] === 0 ? u8[i * STRIDE + lengthAt] : 0;
    lengths[i] = Math.min(length, 4);
    if (length === 0) nulls++;
  }
  return nulls;
}

/** Cells and areas: only where the PLMN in front is digits, and for cells where the type is CGI (0) or SAI (1). */
function areaLengths(at: number, typeAt: number, bit: number, size: number, rows: number, lengths: Uint8Array): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const base = i * STRIDE;
    let length = (u32[base / 4 + PRESENT] & bit) !== 0 ? size : 0;
    if (length !== 0 && typeAt >= 0 && u8[base + typeAt] > 1) length = 0;
    if (length !== 0 && !isPlmn(base + at)) length = 0;
    lengths[i] = length;
    if (length === 0) nulls++;
  }
  return nulls;
}

/** Whether the three octets at p of the block are digits, the third of the MNC or a filler (TS 24.008 §10.5.1.3). */
export function isPlmn(p: number): boolean {
  const a = u8[p];
  const b = u8[p + 1];
  const c = u8[p + 2];
  const third = b >> 4;
  return (a & 15) <= 9 && a >> 4 <= 9 && (b & 15) <= 9 && (c & 15) <= 9 && c >> 4 <= 9 && (third <= 9 || third === 15);
}

/** Writes the value of the row that begins at `base` to out[p]; gives the place behind it. `length` of slotLengths. */
export function writeSlot(slot: Slot, base: number, length: number, out: Uint8Array, p: number): number {
  const at = base + slot.offset;
  switch (slot.format) {
    case DIGITS:
      return writeDigits(at, length, out, p);
    case HEX:
      return writeHex(at, length, out, p);
    case IP:
      return length === 4 ? writeIpv4(at, out, p) : writeIpv6(at, out, p);
    case END_USER: {
      let q = length !== 16 ? writeIpv4(at, out, p) : p;
      if (length === 20) out[q++] = 0x20;
      if (length !== 4) q = writeIpv6(at + 4, out, q);
      return q;
    }
    default:
      return writeArea(at, slot.format === CELL, out, p);
  }
}

function writeDigits(at: number, length: number, out: Uint8Array, p: number): number {
  let q = p;
  for (let i = at; i < at + length; i++) {
    const octet = u8[i];
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

/** The record holds the identifier as a number; on the wire it is `length` octets, the highest first. */
function writeHex(at: number, length: number, out: Uint8Array, p: number): number {
  const word = u32[at >> 2];
  let q = p;
  for (let shift = length * 8 - 8; shift >= 0; shift -= 8) {
    const pair = HEX_PAIRS[(word >>> shift) & 255];
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

function writeIpv4(at: number, out: Uint8Array, p: number): number {
  let q = writeOctet(u8[at], out, p);
  out[q++] = 0x2e;
  q = writeOctet(u8[at + 1], out, q);
  out[q++] = 0x2e;
  q = writeOctet(u8[at + 2], out, q);
  out[q++] = 0x2e;
  return writeOctet(u8[at + 3], out, q);
}

/** RFC 5952: lower case, no leading zeros, `::` for the first longest run of two or more zero groups. */
function writeIpv6(at: number, out: Uint8Array, p: number): number {
  let run = 0;
  let longest = 1;
  let from = -1;
  for (let i = 0; i < 8; i++) {
    run = u8[at + 2 * i] === 0 && u8[at + 2 * i + 1] === 0 ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      from = i - run + 1;
    }
  }
  // §5: an IPv4-mapped address keeps its last 32 bits dotted.
  const mapped = from === 0 && longest === 5 && u8[at + 10] === 0xff && u8[at + 11] === 0xff;
  let q = p;
  for (let i = 0; i < 8; i++) {
    if (i === from) {
      out[q++] = 0x3a;
      out[q++] = 0x3a;
      i += longest - 1;
      continue;
    }
    if (i > 0 && i !== from + longest) out[q++] = 0x3a;
    if (mapped && i === 6) return writeIpv4(at + 12, out, q);
    const group = (u8[at + 2 * i] << 8) | u8[at + 2 * i + 1];
    if (group >= 0x1000) out[q++] = HEX_DIGITS[group >> 12];
    if (group >= 0x100) out[q++] = HEX_DIGITS[(group >> 8) & 15];
    if (group >= 0x10) out[q++] = HEX_DIGITS[(group >> 4) & 15];
    out[q++] = HEX_DIGITS[group & 15];
  }
  return q;
}

/** mcc-mnc-lac-ci or mcc-mnc-lac-rac, codes in decimal. */
function writeArea(at: number, cell: boolean, out: Uint8Array, p: number): number {
  let q = p;
  const a = u8[at];
  const b = u8[at + 1];
  const c = u8[at + 2];
  out[q++] = 48 + (a & 15);
  out[q++] = 48 + (a >> 4);
  out[q++] = 48 + (b & 15);
  out[q++] = 0x2d;
  out[q++] = 48 + (c & 15);
  out[q++] = 48 + (c >> 4);
  if (b >> 4 !== 15) out[q++] = 48 + (b >> 4);
  out[q++] = 0x2d;
  q = writeWhole((u8[at + 3] << 8) | u8[at + 4], out, q);
  out[q++] = 0x2d;
  return writeWhole(cell ? (u8[at + 5] << 8) | u8[at + 6] : u8[at + 5], out, q);
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
