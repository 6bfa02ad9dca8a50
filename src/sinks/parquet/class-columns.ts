/** Columns that are the same for all rows of a class (classes.ts): each filled for the classes' first records alone. */
import * as block from '../block.ts';
import type { Classes } from '../classes.ts';
import { COLUMNS } from '../columns.ts';
import { fillColumns } from '../fill.ts';
import type { Meanings } from '../meanings.ts';
import type { LevelBits } from './levels.ts';

const { BLOCK_ROWS } = block;

/** A column, by class. */
export interface ClassColumn {
  /** 1 where the class has a value. */
  readonly valid: Uint8Array;
  /** Numbers of texts, integers, booleans. */
  readonly values: Int32Array;
}

export class ClassColumns {
  readonly classes: Classes;
  /** Numbers of the columns. */
  readonly columns: readonly number[];
  readonly #nulls = new Uint32Array(COLUMNS.length);
  #filled = new Map<number, ClassColumn>();
  /** Levels made for the row group: many columns are missing in the same classes. */
  #levels: (LevelBits & { readonly valid: Uint8Array })[] = [];

  constructor(classes: Classes, names: readonly string[]) {
    this.classes = classes;
    this.columns = names.map(name => COLUMNS.findIndex(column => column.name === name));
  }

  begin(rows: number): void {
    this.classes.begin(rows);
    this.#levels = [];
  }

  /** Fills the columns, now that all rows have their class. */
  settle(meanings: Meanings): void {
    const { count, specimens } = this.classes;
    this.#filled = new Map(
      this.columns.map(c => [c, { valid: new Uint8Array(count), values: new Int32Array(count) }] as const),
    );
    for (let from = 0; from < count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - from);
      block.load(specimens.buffer, from, rows);
      fillColumns(this.columns, rows, meanings, this.#nulls);
      for (const [c, { valid, values }] of this.#filled) {
        const first = c * BLOCK_ROWS;
        const source = COLUMNS[c].type === 'text' ? block.ids : block.ints;
        valid.set(block.valid.subarray(first, first + rows), from);
        values.set(source.subarray(first, first + rows), from);
      }
    }
  }

  column(c: number): ClassColumn {
    return this.#filled.get(c) as ClassColumn;
  }

  /** Definition levels of the rows. */
  levels(valid: Uint8Array): LevelBits {
    const known = this.#levels.find(each => Buffer.compare(each.valid, valid) === 0);
    if (known !== undefined) return known;
    const { of, rows, count, times } = this.classes;
    let nulls = 0;
    for (let k = 0; k < count; k++) if (valid[k] === 0) nulls += times[k];
    const bits = nulls === 0 || nulls === rows ? new Uint8Array(0) : levelBits(of, rows, valid);
    const levels = { valid, bits, rows, nulls };
    this.#levels.push(levels);
    return levels;
  }
}

function levelBits(of: Uint16Array, rows: number, valid: Uint8Array): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  const whole = rows >> 3;
  for (let p = 0, i = 0; p < whole; p++, i += 8) {
    bits[p] =
      valid[of[i]] |
      (valid[of[i + 1]] << 1) |
      (valid[of[i + 2]] << 2) |
      (valid[of[i + 3]] << 3) |
      (valid[of[i + 4]] << 4) |
      (valid[of[i + 5]] << 5) |
      (valid[of[i + 6]] << 6) |
      (valid[of[i + 7]] << 7);
  }
  for (let i = 8 * whole; i < rows; i++) bits[whole] |= valid[of[i]] << (i & 7);
  return bits;
}
