/** Booleans: PLAIN, a bit each. */
import * as block from '../../block.ts';
import { UNBOUNDED } from '../bounds.ts';
import { type Chunk, PLAIN } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const ints = block.ints;
const listed = block.some;

export class Flags implements Chunker {
  readonly #column: number;
  readonly #levels = new Levels();
  #bits = new Uint8Array(0);
  #count = 0;

  constructor(column: number) {
    this.#column = column;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#count = 0;
    if (this.#bits.length * 8 < rows) this.#bits = new Uint8Array((rows + 7) >> 3);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    const end = from + rows - nulls;
    const first = this.#column * block.BLOCK_ROWS;
    const bits = this.#bits;
    let n = this.#count;
    for (let k = from; k < end; k++) {
      if ((n & 7) === 0) bits[n >> 3] = 0;
      if (ints[first + listed[k]] !== 0) bits[n >> 3] |= 1 << (n & 7);
      n++;
    }
    this.#count = n;
  }

  finish(pages: Pages): Chunk {
    const { rows, nulls } = this.#levels;
    pages.open();
    pages.levels(this.#levels);
    pages.octets(this.#bits, 0, (this.#count + 7) >> 3);
    pages.data(rows, PLAIN);
    return pages.close(PLAIN, nulls, UNBOUNDED);
  }
}
