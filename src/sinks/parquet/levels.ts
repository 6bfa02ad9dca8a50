/** Definition levels of a column of a row group: which rows have a value. All columns are optional, none is nested. */
import * as block from '../block.ts';

/** What a page is told of them. */
export interface LevelBits {
  readonly bits: Uint8Array;
  readonly rows: number;
  readonly nulls: number;
}

export class Levels implements LevelBits {
  /** Bit-packed: 1 where there is a value. */
  bits = new Uint8Array(0);
  rows = 0;
  nulls = 0;

  begin(rows: number): void {
    this.rows = 0;
    this.nulls = 0;
    if (this.bits.length * 8 < rows) this.bits = new Uint8Array((rows + 7) >> 3);
  }

  /** Takes those of column c of the block. Blocks begin at multiples of eight rows. */
  add(c: number, rows: number, nulls: number): void {
    const bits = this.bits;
    const p = this.rows >> 3;
    this.rows += rows;
    this.nulls += nulls;
    if (nulls === 0 || nulls === rows) {
      bits.fill(nulls === 0 ? 0xff : 0, p, p + ((rows + 7) >> 3));
      return;
    }
    block.levels(c, rows, bits, p);
  }
}
