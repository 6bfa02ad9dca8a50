/**
 * The distinct values of an integer column of a row group, numbered by first appearance: small ones by a table of their own,
 * the others by open addressing.
 */
import * as block from '../block.ts';

const ints = block.ints;
const listed = block.some;

/** Integers that a table of their own finds: codes, counts, flags. */
const DIRECT = 1024;

export class IntDictionary {
  count = 0;
  #values = new Int32Array(1024);
  /** Number by value, from 1, of those below DIRECT: found without a hash. */
  readonly #direct = new Int32Array(DIRECT);
  #table = new Int32Array(2048);
  #hashed = false;

  /** The values, in order of their numbers. */
  get values(): Int32Array {
    return this.#values.subarray(0, this.count);
  }

  clear(): void {
    this.count = 0;
    if (this.#hashed) this.#table.fill(0);
    this.#hashed = false;
    this.#direct.fill(0);
  }

  /** Numbers the values of the rows listed[from] to listed[end - 1] of column c into to[at] and on. */
  add(c: number, from: number, end: number, to: Uint16Array, at: number): void {
    const first = c * block.BLOCK_ROWS;
    const direct = this.#direct;
    let n = at;
    for (let row = from; row < end; row++) {
      const value = ints[first + listed[row]];
      let number = 0;
      if (value >= 0 && value < DIRECT) {
        number = direct[value];
        if (number === 0) number = direct[value] = this.#append(value);
      } else number = this.#find(value);
      to[n++] = number - 1;
    }
  }

  #append(value: number): number {
    if (this.count === this.#values.length) {
      const longer = new Int32Array(this.count * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.count++] = value;
    return this.count;
  }

  /** The number, from 1, of an integer that is not below DIRECT. */
  #find(value: number): number {
    this.#hashed = true;
    const mask = this.#table.length - 1;
    let place = placeOf(value) & mask;
    for (let number = this.#table[place]; number !== 0; number = this.#table[place]) {
      if (this.#values[number - 1] === value) return number;
      place = (place + 1) & mask;
    }
    const number = this.#append(value);
    this.#table[place] = number;
    if (this.count * 2 > this.#table.length) this.#grow();
    return number;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let number = 1; number <= this.count; number++) {
      const value = this.#values[number - 1];
      if (value >= 0 && value < DIRECT) continue;
      let place = placeOf(value) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = number;
    }
    this.#table = table;
  }
}

function placeOf(value: number): number {
  const hash = Math.imul(value, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
