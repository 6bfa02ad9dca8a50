/** Identifiers of 63 bits, hashes all of them: PLAIN. */
import * as block from '../../block.ts';
import { int64, UNBOUNDED } from '../bounds.ts';
import { type Chunk, PLAIN } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const words = block.words;
const listed = block.some;

export class Identifiers implements Chunker {
  readonly #column: number;
  readonly #levels = new Levels();
  #values = new Uint32Array(0);
  #octets = new Uint8Array(0);
  #count = 0;
  #minLow = 0;
  #minHigh = 0;
  #maxLow = 0;
  #maxHigh = 0;

  constructor(column: number) {
    this.#column = column;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#count = 0;
    if (this.#values.length < 2 * rows) {
      this.#values = new Uint32Array(2 * rows);
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
    let p = 2 * this.#count;
    let begun = p > 0;
    let minLow = this.#minLow;
    let minHigh = this.#minHigh;
    let maxLow = this.#maxLow;
    let maxHigh = this.#maxHigh;
    for (let k = from; k < end; k++) {
      const i = listed[k];
      const low = words[2 * (first + i)];
      const high = words[2 * (first + i) + 1];
      to[p] = low;
      to[p + 1] = high;
      p += 2;
      if (!begun || high < minHigh || (high === minHigh && low < minLow)) {
        minLow = low;
        minHigh = high;
      }
      if (!begun || high > maxHigh || (high === maxHigh && low > maxLow)) {
        maxLow = low;
        maxHigh = high;
      }
      begun = true;
    }
    this.#minLow = minLow;
    this.#minHigh = minHigh;
    this.#maxLow = maxLow;
    this.#maxHigh = maxHigh;
    this.#count = p >> 1;
  }

  finish(pages: Pages): Chunk {
    const { rows, nulls } = this.#levels;
    pages.open();
    pages.levels(this.#levels);
    pages.octets(this.#octets, 0, 8 * this.#count);
    pages.noise(rows, PLAIN);
    if (this.#count === 0) return pages.close(PLAIN, nulls, UNBOUNDED);
    return pages.close(PLAIN, nulls, [int64(this.#minLow, this.#minHigh), int64(this.#maxLow, this.#maxHigh)]);
  }
}
