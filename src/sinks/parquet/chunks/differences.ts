/** Times, frame numbers and 32-bit identifiers, 64-bit integers in the file: differences (DELTA_BINARY_PACKED). */
import * as block from '../../block.ts';
import { UNBOUNDED, whole } from '../bounds.ts';
import { type Chunk, DELTA_BINARY_PACKED, PLAIN } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const words = block.words;
const doubles = block.doubles;
const listed = block.some;

export class Differences implements Chunker {
  readonly #column: number;
  /** Whole µs stand in `doubles`, numbers of 32 bits in `words`. */
  readonly #times: boolean;
  readonly #levels = new Levels();
  #values = new Float64Array(0);
  #count = 0;
  #min = 0;
  #max = 0;

  constructor(column: number, times: boolean) {
    this.#column = column;
    this.#times = times;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#count = 0;
    if (this.#values.length < rows) this.#values = new Float64Array(rows);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    if (this.#times) this.#addTimes(from, from + rows - nulls);
    else this.#addWords(from, from + rows - nulls);
  }

  #addTimes(from: number, end: number): void {
    const first = this.#column * block.BLOCK_ROWS;
    const to = this.#values;
    let n = this.#count;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = doubles[first + listed[k]];
      if (n === 0 || value < min) min = value;
      if (n === 0 || value > max) max = value;
      to[n++] = value;
    }
    this.#min = min;
    this.#max = max;
    this.#count = n;
  }

  #addWords(from: number, end: number): void {
    const first = this.#column * block.BLOCK_ROWS;
    const to = this.#values;
    let n = this.#count;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = words[2 * (first + listed[k])];
      if (n === 0 || value < min) min = value;
      if (n === 0 || value > max) max = value;
      to[n++] = value;
    }
    this.#min = min;
    this.#max = max;
    this.#count = n;
  }

  finish(pages: Pages): Chunk {
    const { rows, nulls } = this.#levels;
    pages.open();
    pages.levels(this.#levels);
    if (this.#count === 0) {
      pages.data(rows, PLAIN);
      return pages.close(PLAIN, nulls, UNBOUNDED);
    }
    pages.deltas(this.#values, this.#count);
    pages.data(rows, DELTA_BINARY_PACKED);
    return pages.close(DELTA_BINARY_PACKED, nulls, [whole(this.#min), whole(this.#max)]);
  }
}
