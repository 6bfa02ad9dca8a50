/**
 * The distinct values of a slot column of a row group, numbered by first appearance, found by their keys (keys.ts) with
 * open addressing. A place holds the first words of the key itself beside the number, so that a look-up touches one line
 * of the cache; texts are written when the chunk is, of the values that are left then.
 */
import * as block from '../block.ts';
import {
  findOnes,
  findThrees,
  hashes,
  hashOf,
  KEY,
  keys,
  LENGTH,
  NUMBER,
  NUMBER_BITS,
  PLACE,
  readKeys,
  SHORT,
} from '../keys.ts';
import type { Slot } from '../slots.ts';

const { BLOCK_ROWS } = block;
const valid = block.valid;
const listed = block.some;

/** Bits of a place's number: from one to the next when three quarters of the places are taken. */
const SIZES = [11, 14, 16, 17];
const MOST_TAKEN = 3;
/**
 * Places looked at: a value whose hash many others share (somebody chose them so) counts as new each time, and stands in the
 * dictionary more than once, which the format allows.
 */
const MOST_STEPS = 64;
/** Bits from which on a table is first touched where it will be looked up: the cache fetches many lines at once. */
const LARGE = 14;

export class SlotDictionary {
  count = 0;
  /** Keys of the values, by number. */
  keys: Int32Array<ArrayBuffer> = new Int32Array(KEY << SIZES[0]);
  /** Which of SIZES: the first one again with every row group, since what is found must not depend on the one before. */
  #size = 0;
  #table = new Int32Array(PLACE << SIZES[0]);
  /** Whether many values of the block before were new. */
  #growing = true;
  /** What the touching loop read, so that it is not left out. */
  touched = 0;

  clear(): void {
    if (this.count > 0) this.#table.fill(0, 0, PLACE << SIZES[this.#size]);
    this.count = 0;
    this.#size = 0;
    this.#growing = true;
  }

  /** Numbers the values of the rows listed[from] to listed[end - 1] of column c into to[at] and on. */
  add(c: number, slot: Slot, from: number, end: number, to: Uint16Array, at: number): void {
    const n = end - from;
    while (this.count + n > MOST_TAKEN << (SIZES[this.#size] - 2)) this.#grow();
    if ((this.count + n) * KEY > this.keys.length) this.#room();
    const bits = SIZES[this.#size];
    const before = this.count;
    if (bits >= LARGE || this.#growing || (slot.size > SHORT && valid[c * BLOCK_ROWS + listed[from]] > 4)) {
      readKeys(c, slot, from, end);
      if (bits >= LARGE) this.#touch(n);
      this.#addKeys(n, to, at);
    } else this.#find(c, slot, from, end, to, at);
    this.#growing = this.count - before > n >> 3;
  }

  /** One after the other: most are there. */
  #find(c: number, slot: Slot, from: number, end: number, to: Uint16Array, at: number): void {
    const bits = SIZES[this.#size];
    const table = this.#table;
    const shift = at - from;
    for (let row = from; row < end; row++) {
      row =
        slot.size <= SHORT && slot.size > 4
          ? findThrees(c, slot.offset, row, end, table, bits, to, shift + row)
          : findOnes(c, slot.offset, row, end, table, bits, to, shift + row);
      if (row === end) return;
      readKeys(c, slot, row, row + 1);
      this.#addKeys(1, to, shift + row);
    }
  }

  /** The same of the first n values of keys.ts. Written out in one loop: in columns that hardly repeat most are new. */
  #addKeys(n: number, to: Uint16Array, at: number): void {
    const table = this.#table;
    const own = this.keys;
    const bits = SIZES[this.#size];
    const shift = 32 - bits;
    const mask = (PLACE << bits) - 1;
    let count = this.count;
    for (let k = 0, key = 0; k < n; k++, key += KEY) {
      const w0 = keys[key];
      const w1 = keys[key + 1];
      const w2 = keys[key + 2];
      const length = keys[key + LENGTH];
      let place = (hashes[k] >>> shift) * PLACE;
      let number = 0;
      let word = table[place + 3];
      for (let steps = 0; word !== 0 && steps < MOST_STEPS; steps++) {
        if (
          table[place] === w0 &&
          table[place + 1] === w1 &&
          table[place + 2] === w2 &&
          word >>> NUMBER_BITS === length
        ) {
          number = word & NUMBER;
          const end = (number - 1) * KEY + SHORT / 4;
          const ownEnd = key + SHORT / 4;
          if (length <= SHORT || (own[end] === keys[ownEnd] && own[end + 1] === keys[ownEnd + 1])) break;
          number = 0;
        }
        place = (place + PLACE) & mask;
        word = table[place + 3];
      }
      if (number !== 0) {
        to[at + k] = number - 1;
        continue;
      }
      to[at + k] = count;
      if (word === 0) {
        table[place] = w0;
        table[place + 1] = w1;
        table[place + 2] = w2;
        table[place + 3] = (count + 1) | (length << NUMBER_BITS);
      }
      const own0 = count++ * KEY;
      own[own0] = w0;
      own[own0 + 1] = w1;
      own[own0 + 2] = w2;
      own[own0 + 3] = keys[key + 3];
      own[own0 + 4] = keys[key + 4];
      own[own0 + LENGTH] = length;
    }
    this.count = count;
  }

  #touch(n: number): void {
    const table = this.#table;
    const shift = 32 - SIZES[this.#size];
    let touched = 0;
    for (let k = 0; k < n; k++) touched |= table[(hashes[k] >>> shift) * PLACE];
    this.touched = touched;
  }

  #room(): void {
    const longer = new Int32Array((this.count + BLOCK_ROWS) * KEY * 2);
    longer.set(this.keys.subarray(0, this.count * KEY));
    this.keys = longer;
  }

  #grow(): void {
    this.#table.fill(0, 0, PLACE << SIZES[this.#size]);
    const bits = SIZES[++this.#size];
    if (this.#table.length < PLACE << bits) this.#table = new Int32Array(PLACE << bits);
    const table = this.#table;
    const mask = (PLACE << bits) - 1;
    const own = this.keys;
    for (let number = 1, key = 0; number <= this.count; number++, key += KEY) {
      let place = (hashOf(own, key) >>> (32 - bits)) * PLACE;
      let steps = 0;
      while (table[place + 3] !== 0 && steps++ < MOST_STEPS) place = (place + PLACE) & mask;
      if (table[place + 3] !== 0) continue;
      table[place] = own[key];
      table[place + 1] = own[key + 1];
      table[place + 2] = own[key + 2];
      table[place + 3] = number | (own[key + LENGTH] << NUMBER_BITS);
    }
  }
}
