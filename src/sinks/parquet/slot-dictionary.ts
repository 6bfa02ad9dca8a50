/**
 * The distinct values of a slot column of a row group, numbered by first appearance, found by their keys (keys.ts) with
 * open addressing. A place holds the first words of the key itself beside the number, so that a look-up touches one line
 * of the cache; texts are written when the chunk is, of the values that are left then.
 */
import { BLOCK_ROWS } from '../block.ts';
import { hashes, hashOf, KEY, keys, LENGTH, SHORT } from '../keys.ts';

/** Words of a place: three of the key, then the number from 1 below the length. */
const PLACE = 4;
const NUMBER_BITS = 20;
const NUMBER = (1 << NUMBER_BITS) - 1;
/** Bits of a place's number: from one to the next when half of the places are taken. */
const SIZES = [11, 14, 16, 17];
/**
 * Places looked at: a value whose hash many others share (somebody chose them so) counts as new each time, and stands in the
 * dictionary more than once, which the format allows.
 */
const MOST_STEPS = 64;
/** Words of a table that a loop of look-ups first touches, all of them at once instead of one after the other. */
const LARGE = 1 << 15;

export class SlotDictionary {
  count = 0;
  /** Keys of the values, by number. */
  keys: Int32Array<ArrayBuffer> = new Int32Array(KEY << SIZES[0]);
  /** Which of SIZES: the first one again with every row group, since what is found must not depend on the one before. */
  #size = 0;
  #table = new Int32Array(PLACE << SIZES[0]);
  /** What the touching loop read, so that it is not left out. */
  touched = 0;

  clear(): void {
    if (this.count > 0) this.#table.fill(0, 0, PLACE << SIZES[this.#size]);
    this.count = 0;
    this.#size = 0;
  }

  /** Numbers the first n values of keys.ts into to[at] and on. */
  add(n: number, to: Uint16Array, at: number): void {
    while (this.count + n > 1 << (SIZES[this.#size] - 1)) this.#grow();
    if ((this.count + n) * KEY > this.keys.length) this.#room();
    const table = this.#table;
    const own = this.keys;
    const bits = SIZES[this.#size];
    const shift = 32 - bits;
    const mask = (PLACE << bits) - 1;
    if (mask > LARGE) {
      let touched = 0;
      for (let k = 0; k < n; k++) touched |= table[(hashes[k] >>> shift) * PLACE];
      this.touched = touched;
    }
    let count = this.count;
    for (let k = 0, key = 0; k < n; k++, key += KEY) {
      const w0 = keys[key];
      const w1 = keys[key + 1];
      const w2 = keys[key + 2];
      const length = keys[key + LENGTH];
      let place = (hashes[k] >>> shift) * PLACE;
      let found = -1;
      for (let steps = 0; steps < MOST_STEPS; steps++) {
        const word = table[place + 3];
        if (word === 0) break;
        if (
          table[place] === w0 &&
          table[place + 1] === w1 &&
          table[place + 2] === w2 &&
          word >>> NUMBER_BITS === length &&
          (length <= SHORT || sameEnd(own, ((word & NUMBER) - 1) * KEY, key))
        ) {
          found = (word & NUMBER) - 1;
          break;
        }
        place = (place + PLACE) & mask;
      }
      if (found < 0) {
        found = count++;
        if (table[place + 3] === 0) {
          table[place] = w0;
          table[place + 1] = w1;
          table[place + 2] = w2;
          table[place + 3] = count | (length << NUMBER_BITS);
        }
        const to = found * KEY;
        own[to] = w0;
        own[to + 1] = w1;
        own[to + 2] = w2;
        own[to + 3] = keys[key + 3];
        own[to + 4] = keys[key + 4];
        own[to + LENGTH] = length;
      }
      to[at + k] = found;
    }
    this.count = count;
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
    for (let entry = 0, key = 0; entry < this.count; entry++, key += KEY) {
      let place = (hashOf(own, key) >>> (32 - bits)) * PLACE;
      let steps = 0;
      while (table[place + 3] !== 0 && steps++ < MOST_STEPS) place = (place + PLACE) & mask;
      if (table[place + 3] !== 0) continue;
      table[place] = own[key];
      table[place + 1] = own[key + 1];
      table[place + 2] = own[key + 2];
      table[place + 3] = (entry + 1) | (own[key + LENGTH] << NUMBER_BITS);
    }
  }
}

/** Whether the words behind the first three are the same. */
function sameEnd(own: Int32Array, at: number, key: number): boolean {
  return own[at + 3] === keys[key + 3] && own[at + 4] === keys[key + 4];
}
