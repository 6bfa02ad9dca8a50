/**
 * Texts that stand in the record as octets (digits, identifiers, addresses, cells): where, and how long each is in the
 * block (block.ts). slot-texts.ts writes them.
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
const view = block.view;
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
export const DIGITS = 0;
export const HEX = 1;
export const IP = 2;
export const END_USER = 3;
export const CELL = 4;
export const RAI = 5;

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
    const length = u8[base + lengthAt] >= 4 && notDigits(view.getInt32(base + at, true)) === 0 ? 4 : 0;
    lengths[i] = length;
    if (length === 0) nulls++;
  }
  return nulls;
}

/** Of each nibble above 9 the highest bit: it is set beside one of the next two. */
function notDigits(word: number): number {
  return word & ((word << 1) | (word << 2)) & 0x88888888;
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
  const word = view.getInt32(p, true) & 0xffffff;
  const wrong = notDigits(word);
  return wrong === 0 || (wrong === 0x8000 && (word & 0xf000) === 0xf000);
}
