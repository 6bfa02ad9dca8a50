/** 32-bit integers, none below 0: a dictionary while it pays, then differences (DELTA_BINARY_PACKED). */
import * as block from '../../block.ts';
import { type Bounds, int32, UNBOUNDED } from '../bounds.ts';
import { type Chunk, DELTA_BINARY_PACKED, PLAIN, RLE_DICTIONARY } from '../format.ts';
import { IntDictionary } from '../int-dictionary.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import { pays } from '../pays.ts';
import type { Chunker } from './chunker.ts';

const ints = block.ints;
const listed = block.some;

export class Integers implements Chunker {
  readonly #column: number;
  readonly #levels = new Levels();
  readonly #dictionary = new IntDictionary();
  /** Numbers of the values in the dictionary, while there is one. */
  #numbers = new Uint16Array(0);
  #count = 0;
  #plain = false;
  /** Without a dictionary: the values. */
  #values = new Float64Array(0);
  /** Rows of the input. */
  #size = 0;

  constructor(column: number) {
    this.#column = column;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#dictionary.clear();
    this.#count = 0;
    this.#plain = false;
    this.#size = rows;
    if (this.#numbers.length < rows) this.#numbers = new Uint16Array(rows);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    const end = from + rows - nulls;
    if (!this.#plain) {
      const dictionary = this.#dictionary;
      dictionary.add(this.#column, from, end, this.#numbers, this.#count);
      this.#count += rows - nulls;
      if (!pays(dictionary.count, this.#count)) this.#giveUp();
      return;
    }
    const to = this.#values;
    const first = this.#column * block.BLOCK_ROWS;
    let n = this.#count;
    for (let k = from; k < end; k++) to[n++] = ints[first + listed[k]];
    this.#count = n;
  }

  /** From the dictionary to none: what was numbered so far is written out. */
  #giveUp(): void {
    this.#plain = true;
    if (this.#values.length < this.#size) this.#values = new Float64Array(this.#size);
    const to = this.#values;
    const values = this.#dictionary.values;
    const numbers = this.#numbers;
    for (let i = 0; i < this.#count; i++) to[i] = values[numbers[i]];
  }

  /** Of the dictionary's values where there is one, else of all. */
  #bounds(): Bounds {
    const values = this.#plain ? this.#values.subarray(0, this.#count) : this.#dictionary.values;
    let min = values[0];
    let max = values[0];
    for (let i = 1; i < values.length; i++) {
      const value = values[i];
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return [int32(min), int32(max)];
  }

  finish(pages: Pages): Chunk {
    const levels = this.#levels;
    const dictionary = this.#dictionary;
    pages.open();
    if (this.#count === 0) {
      pages.levels(levels);
      pages.data(levels.rows, PLAIN);
      return pages.close(PLAIN, levels.nulls, UNBOUNDED);
    }
    if (!this.#plain) pages.dictionary(dictionary.count, octetsOf(dictionary.values), false);
    pages.levels(levels);
    if (this.#plain) pages.deltas(this.#values, this.#count);
    else pages.numbers(this.#numbers, this.#count, dictionary.count);
    const encoding = this.#plain ? DELTA_BINARY_PACKED : RLE_DICTIONARY;
    pages.data(levels.rows, encoding);
    return pages.close(encoding, levels.nulls, this.#bounds());
  }
}

function octetsOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
