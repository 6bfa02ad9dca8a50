/**
 * The values of a slot column of the block as keys: the words that tell them apart, one value behind the other, so that what
 * works on them (dictionaries, packing) need not look at the records again.
 */
import { dialogue } from '../dialogues/record.ts';
import * as block from './block.ts';
import type { Slot } from './slots.ts';

const STRIDE = dialogue.stride;
const { BLOCK_ROWS } = block;
const view = block.view;
const valid = block.valid;
const listed = block.some;

/** Words of a key: its octets, the first one lowest, 0 behind the value's end; the length of slotLengths in the last one. */
export const KEY = 6;
export const LENGTH = 5;
/** Octets of a key's first three words: longer values have words 3 and 4 too, which mean nothing in all others. */
export const SHORT = 12;

export const keys: Int32Array<ArrayBuffer> = new Int32Array(BLOCK_ROWS * KEY);
export const hashes: Int32Array<ArrayBuffer> = new Int32Array(BLOCK_ROWS);

/** Of each word of a key the octets that belong to a value of so many. */
const masks = (word: number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, octets) => {
    const more = octets - 4 * word;
    return more <= 0 ? 0 : more >= 4 ? -1 : (1 << (8 * more)) - 1;
  });
const MASKS_0 = masks(0);
const MASKS_1 = masks(1);
const MASKS_2 = masks(2);
const MASKS_3 = masks(3);
const MASKS_4 = masks(4);

const TIMES_0 = 0x9e3779b1 | 0;
const TIMES_1 = 0x85ebca6b | 0;
const TIMES_2 = 0xc2b2ae35 | 0;
const TIMES_3 = 0x27d4eb2f;
const TIMES_4 = 0x165667b1;
const TIMES_LENGTH = 0x2545f491;

function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}

/** The hash of a key among others of the same layout, as readKeys gives it. */
export function hashOf(from: Int32Array, key: number): number {
  const length = from[key + LENGTH];
  let hash = Math.imul(length, TIMES_LENGTH) ^ Math.imul(from[key], TIMES_0);
  hash ^= Math.imul(from[key + 1], TIMES_1) ^ Math.imul(from[key + 2], TIMES_2);
  if (length > SHORT) hash ^= Math.imul(from[key + 3], TIMES_3) ^ Math.imul(from[key + 4], TIMES_4);
  return mixed(hash);
}

/** Makes the keys and hashes of the rows listed[from] to listed[end - 1] of column c. */
export function readKeys(c: number, slot: Slot, from: number, end: number): void {
  const first = c * BLOCK_ROWS;
  if (slot.size <= 4) one(first, slot.offset, from, end);
  else if (slot.size <= SHORT) three(first, slot.offset, from, end);
  else five(first, slot.offset, slot.size, from, end);
}

function one(first: number, offset: number, from: number, end: number): void {
  let key = 0;
  for (let row = from; row < end; row++) {
    const i = listed[row];
    const length = valid[first + i];
    const w0 = view.getInt32(i * STRIDE + offset, true) & MASKS_0[length];
    keys[key] = w0;
    keys[key + 1] = 0;
    keys[key + 2] = 0;
    keys[key + LENGTH] = length;
    key += KEY;
    hashes[row - from] = mixed(Math.imul(length, TIMES_LENGTH) ^ Math.imul(w0, TIMES_0));
  }
}

function three(first: number, offset: number, from: number, end: number): void {
  let key = 0;
  for (let row = from; row < end; row++) {
    const i = listed[row];
    const length = valid[first + i];
    const p = i * STRIDE + offset;
    const w0 = view.getInt32(p, true) & MASKS_0[length];
    const w1 = view.getInt32(p + 4, true) & MASKS_1[length];
    const w2 = view.getInt32(p + 8, true) & MASKS_2[length];
    keys[key] = w0;
    keys[key + 1] = w1;
    keys[key + 2] = w2;
    keys[key + LENGTH] = length;
    key += KEY;
    const hash = Math.imul(length, TIMES_LENGTH) ^ Math.imul(w0, TIMES_0);
    hashes[row - from] = mixed(hash ^ Math.imul(w1, TIMES_1) ^ Math.imul(w2, TIMES_2));
  }
}

function five(first: number, offset: number, size: number, from: number, end: number): void {
  let key = 0;
  for (let row = from; row < end; row++) {
    const i = listed[row];
    const length = valid[first + i];
    const p = i * STRIDE + offset;
    // Of an end user's two addresses the second alone stands in its own place, behind the first.
    const octets = length > SHORT ? size : length;
    keys[key] = view.getInt32(p, true) & MASKS_0[octets];
    keys[key + 1] = view.getInt32(p + 4, true) & MASKS_1[octets];
    keys[key + 2] = view.getInt32(p + 8, true) & MASKS_2[octets];
    keys[key + 3] = view.getInt32(p + 12, true) & MASKS_3[octets];
    keys[key + 4] = view.getInt32(p + 16, true) & MASKS_4[octets];
    keys[key + LENGTH] = length;
    hashes[row - from] = hashOf(keys, key);
    key += KEY;
  }
}

/**
 * Places of a table of values, PLACE words each: the first three words of the key, then the number from 1 below the length.
 * The first words beside the number, so that a look-up touches one line of the cache.
 */
export const PLACE = 4;
export const NUMBER_BITS = 20;
export const NUMBER: number = (1 << NUMBER_BITS) - 1;

/** Places that these look-ups go through at most. */
const FEW_STEPS = 8;

/**
 * Looks rows from `from` on up in such a table of 2^bits places, without making their keys: writes the numbers of the values to
 * to[at] and on, and gives the first row whose value was not found. Values of at most four octets; longer ones are not found.
 */
export function findOnes(
  c: number,
  offset: number,
  from: number,
  end: number,
  table: Int32Array,
  bits: number,
  to: Uint16Array,
  at: number,
): number {
  const first = c * BLOCK_ROWS;
  const mask = (PLACE << bits) - 1;
  let row = from;
  for (; row < end; row++) {
    const i = listed[row];
    const length = valid[first + i];
    const w0 = view.getInt32(i * STRIDE + offset, true) & MASKS_0[length];
    const hash = mixed(Math.imul(length, TIMES_LENGTH) ^ Math.imul(w0, TIMES_0));
    let place = (hash >>> (32 - bits)) * PLACE;
    let word = table[place + 3];
    for (let steps = 0; word >>> NUMBER_BITS !== length || table[place] !== w0; steps++) {
      if (word === 0 || steps === FEW_STEPS) return row;
      place = (place + PLACE) & mask;
      word = table[place + 3];
    }
    if (length > 4) return row;
    to[at + row - from] = (word & NUMBER) - 1;
  }
  return row;
}

/** The same for values of at most twelve octets. */
export function findThrees(
  c: number,
  offset: number,
  from: number,
  end: number,
  table: Int32Array,
  bits: number,
  to: Uint16Array,
  at: number,
): number {
  const first = c * BLOCK_ROWS;
  const mask = (PLACE << bits) - 1;
  let row = from;
  for (; row < end; row++) {
    const i = listed[row];
    const length = valid[first + i];
    const p = i * STRIDE + offset;
    const w0 = view.getInt32(p, true) & MASKS_0[length];
    const w1 = view.getInt32(p + 4, true) & MASKS_1[length];
    const w2 = view.getInt32(p + 8, true) & MASKS_2[length];
    const hash = Math.imul(length, TIMES_LENGTH) ^ Math.imul(w0, TIMES_0);
    let place = (mixed(hash ^ Math.imul(w1, TIMES_1) ^ Math.imul(w2, TIMES_2)) >>> (32 - bits)) * PLACE;
    let word = table[place + 3];
    for (
      let steps = 0;
      word >>> NUMBER_BITS !== length || table[place] !== w0 || table[place + 1] !== w1 || table[place + 2] !== w2;
      steps++
    ) {
      if (word === 0 || steps === FEW_STEPS) return row;
      place = (place + PLACE) & mask;
      word = table[place + 3];
    }
    if (length > SHORT) return row;
    to[at + row - from] = (word & NUMBER) - 1;
  }
  return row;
}
