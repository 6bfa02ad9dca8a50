/** Texts by number (texts.ts): always a dictionary, in order of first use. */
import * as block from '../../block.ts';
import type { Meanings } from '../../meanings.ts';
import { UNBOUNDED } from '../bounds.ts';
import { type Chunk, PLAIN, RLE_DICTIONARY } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const ids = block.ids;
const listed = block.some;

export class Numbered implements Chunker {
  readonly #column: number;
  readonly #meanings: Meanings;
  readonly #levels = new Levels();
  #numbers = new Uint16Array(0);
  #count = 0;
  /** Of each text its number in the dictionary, from 1; 0 where it is not used yet. */
  #local = new Uint32Array(0);
  #used: number[] = [];

  constructor(column: number, meanings: Meanings) {
    this.#column = column;
    this.#meanings = meanings;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#count = 0;
    for (const id of this.#used) this.#local[id] = 0;
    this.#used = [];
    if (this.#numbers.length < rows) this.#numbers = new Uint16Array(rows);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const texts = this.#meanings.texts;
    if (this.#local.length < texts.count) {
      const longer = new Uint32Array(texts.count * 2);
      longer.set(this.#local);
      this.#local = longer;
    }
    const local = this.#local;
    const numbers = this.#numbers;
    const first = this.#column * block.BLOCK_ROWS;
    const from = block.list(this.#column, rows, nulls);
    const end = from + rows - nulls;
    let n = this.#count;
    for (let k = from; k < end; k++) {
      const id = ids[first + listed[k]];
      let number = local[id];
      if (number === 0) {
        this.#used.push(id);
        number = this.#used.length;
        local[id] = number;
      }
      numbers[n++] = number - 1;
    }
    this.#count = n;
  }

  finish(pages: Pages): Chunk {
    const levels = this.#levels;
    pages.open();
    if (this.#count === 0) {
      pages.levels(levels);
      pages.data(levels.rows, PLAIN);
      return pages.close(PLAIN, levels.nulls, UNBOUNDED);
    }
    const { octets, starts, lengths } = this.#meanings.texts;
    for (const id of this.#used) {
      pages.word(lengths[id]);
      pages.octets(octets, starts[id], starts[id] + lengths[id]);
    }
    pages.dictionaryOfPage(this.#used.length);
    pages.levels(levels);
    pages.numbers(this.#numbers, this.#count, this.#used.length);
    pages.data(levels.rows, RLE_DICTIONARY);
    return pages.close(RLE_DICTIONARY, levels.nulls, UNBOUNDED);
  }
}
