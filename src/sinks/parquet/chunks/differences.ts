/** Times, frame numbers and 32-bit identifiers, 64-bit integers in the file: differences (DELTA_BINARY_PACKED). */
import * as block from '../../block.ts';
import { type Bounds, UNBOUNDED, whole } from '../bounds.ts';
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
    const first = this.#column * block.BLOCK_ROWS;
    const to = this.#values;
    const n = this.#count;
    this.#count = n + rows - nulls;
    if (this.#times && nulls === 0) {
      to.set(doubles.subarray(first, first + rows), n);
      return;
    }
    const from = nulls === rows ? 0 : block.list(this.#column, rows, nulls);
    const shift = n - from;
    const end = from + rows - nulls;
    if (this.#times) for (let k = from; k < end; k++) to[shift + k] = doubles[first + listed[k]];
    else for (let k = from; k < end; k++) to[shift + k] = words[2 * (first + listed[k])];
  }

  #bounds(): Bounds {
    const values = this.#values;
    let [min, max] = [values[0], values[0]];
    for (let i = 1; i < this.#count; i++) {
      const value = values[i];
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return [whole(min), whole(max)];
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
    return pages.close(DELTA_BINARY_PACKED, nulls, this.#bounds());
  }
}
