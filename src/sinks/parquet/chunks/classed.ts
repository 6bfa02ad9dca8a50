/** A column that is the same for all rows of a class: a dictionary of what its classes say; booleans PLAIN. */
import { COLUMNS } from '../../columns.ts';
import type { Meanings } from '../../meanings.ts';
import { WIDTH_BITS, widthOf } from '../bits.ts';
import { type Bounds, int32, UNBOUNDED } from '../bounds.ts';
import type { ClassColumn, ClassColumns } from '../class-columns.ts';
import { type Chunk, PLAIN, RLE_DICTIONARY } from '../format.ts';
import type { Pages } from '../pages.ts';

/** Values whose numbers stand in a table. */
const DIRECT = 1 << 16;
/** Number in the dictionary, from 1, by value; cleared behind each column. */
const direct = new Uint16Array(DIRECT);

export class Classed {
  readonly #column: number;
  readonly #columns: ClassColumns;
  readonly #meanings: Meanings;

  constructor(column: number, columns: ClassColumns, meanings: Meanings) {
    this.#column = column;
    this.#columns = columns;
    this.#meanings = meanings;
  }

  finish(pages: Pages): Chunk {
    const { of, rows } = this.#columns.classes;
    const column = this.#columns.column(this.#column);
    const levels = this.#columns.levels(column.valid);
    const { nulls } = levels;
    const { type } = COLUMNS[this.#column];
    pages.open();
    if (nulls === rows) {
      pages.levels(levels);
      pages.data(rows, PLAIN);
      return pages.close(PLAIN, nulls, UNBOUNDED);
    }
    if (type === 'boolean') {
      pages.levels(levels);
      pages.bitsOf(of, rows, column.values.map(entryOf(column, 1)), rows - nulls);
      pages.data(rows, PLAIN);
      return pages.close(PLAIN, nulls, UNBOUNDED);
    }
    const [numbers, distinct] = numbered(column);
    if (type === 'text') this.#texts(pages, distinct);
    else pages.dictionary(distinct.length, new Uint8Array(Int32Array.from(distinct).buffer), false);
    pages.levels(levels);
    const entries = numbers.map(entryOf(column, widthOf(distinct.length)));
    pages.numbersOf(of, rows, entries, rows - nulls, distinct.length);
    pages.data(rows, RLE_DICTIONARY);
    return pages.close(RLE_DICTIONARY, nulls, type === 'int32' ? bounds(distinct) : UNBOUNDED);
  }

  #texts(pages: Pages, distinct: readonly number[]): void {
    const { octets, starts, lengths } = this.#meanings.texts;
    for (const id of distinct) {
      pages.word(lengths[id]);
      pages.octets(octets, starts[id], starts[id] + lengths[id]);
    }
    pages.dictionaryOfPage(distinct.length);
  }
}

/** What bits.ts packs for a class: nothing where it has no value. */
function entryOf({ valid }: ClassColumn, width: number): (number: number, k: number) => number {
  return (number, k) => (valid[k] === 0 ? 0 : (number << WIDTH_BITS) | width);
}

/** Of each class the number of its value among the distinct ones, in order of the classes; and those. */
function numbered({ valid, values }: ClassColumn): readonly [numbers: Int32Array, distinct: readonly number[]] {
  const numbers = new Int32Array(values.length);
  const distinct: number[] = [];
  const others = new Map<number, number>();
  for (let k = 0; k < values.length; k++) {
    if (valid[k] === 0) continue;
    const value = values[k];
    const small = value >= 0 && value < DIRECT;
    let number = small ? direct[value] : (others.get(value) ?? 0);
    if (number === 0) {
      number = distinct.push(value);
      if (small) direct[value] = number;
      else others.set(value, number);
    }
    numbers[k] = number - 1;
  }
  for (const value of distinct) if (value >= 0 && value < DIRECT) direct[value] = 0;
  return [numbers, distinct];
}

function bounds(distinct: readonly number[]): Bounds {
  let [min, max] = [distinct[0], distinct[0]];
  for (const value of distinct) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [int32(min), int32(max)];
}
