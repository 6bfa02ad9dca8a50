/** Durations in seconds, doubles: PLAIN. */
import * as block from '../../block.ts';
import { double, UNBOUNDED } from '../bounds.ts';
import { type Chunk, PLAIN } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const doubles = block.doubles;
const listed = block.some;

export class Seconds implements Chunker {
  readonly #column: number;
  readonly #levels = new Levels();
  #values = new Float64Array(0);
  #octets = new Uint8Array(0);
  #count = 0;
  #min = 0;
  #max = 0;

  constructor(column: number) {
    this.#column = column;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#count = 0;
    if (this.#values.length < rows) {
      this.#values = new Float64Array(rows);
      this.#octets = new Uint8Array(this.#values.buffer);
    }
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    const end = from + rows - nulls;
    const first = this.#column * block.BLOCK_ROWS;
    const to = this.#values;
    let n = this.#count;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = doubles[first + listed[k]] / 1e6;
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
    pages.octets(this.#octets, 0, 8 * this.#count);
    pages.noise(rows, PLAIN);
    return pages.close(PLAIN, nulls, this.#count === 0 ? UNBOUNDED : [double(this.#min), double(this.#max)]);
  }
}
