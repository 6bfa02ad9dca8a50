/** Identifiers of 63 bits, hashes all of them: PLAIN. */
import * as block from '../../block.ts';
import { type Bounds, int64, UNBOUNDED } from '../bounds.ts';
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
    const first = this.#column * block.BLOCK_ROWS;
    const to = this.#values;
    let p = 2 * this.#count;
    this.#count += rows - nulls;
    if (nulls === 0) {
      to.set(words.subarray(2 * first, 2 * (first + rows)), p);
      return;
    }
    const from = nulls === rows ? 0 : block.list(this.#column, rows, nulls);
    for (let k = from; k < from + rows - nulls; k++) {
      const i = 2 * (first + listed[k]);
      to[p] = words[i];
      to[p + 1] = words[i + 1];
      p += 2;
    }
  }

  /** By their high words, and by the low ones where those are the same. */
  #bounds(): Bounds {
    const values = this.#values;
    let [least, greatest] = [0, 0];
    for (let i = 2; i < 2 * this.#count; i += 2) {
      const high = values[i + 1];
      if (high <= values[least + 1] && (high < values[least + 1] || values[i] < values[least])) least = i;
      if (high >= values[greatest + 1] && (high > values[greatest + 1] || values[i] > values[greatest])) greatest = i;
    }
    return [int64(values[least], values[least + 1]), int64(values[greatest], values[greatest + 1])];
  }

  finish(pages: Pages): Chunk {
    const { rows, nulls } = this.#levels;
    pages.open();
    pages.levels(this.#levels);
    pages.octets(this.#octets, 0, 8 * this.#count);
    pages.noise(rows, PLAIN);
    if (this.#count === 0) return pages.close(PLAIN, nulls, UNBOUNDED);
    return pages.close(PLAIN, nulls, this.#bounds());
  }
}
