/** Definition levels of a column of a row group: which rows have a value. All columns are optional, none is nested. */
import * as block from '../block.ts';

const { BLOCK_ROWS } = block;
const valid = block.valid;

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
    let p = this.rows >> 3;
    const end = p + ((rows + 7) >> 3);
    this.rows += rows;
    this.nulls += nulls;
    if (nulls === 0 || nulls === rows) {
      bits.fill(nulls === 0 ? 0xff : 0, p, end);
      return;
    }
    // Rows behind the last of the input are whatever they are: nobody reads them.
    for (let i = c * BLOCK_ROWS; p < end; i += 8) {
      bits[p++] =
        (valid[i] !== 0 ? 1 : 0) |
        (valid[i + 1] !== 0 ? 2 : 0) |
        (valid[i + 2] !== 0 ? 4 : 0) |
        (valid[i + 3] !== 0 ? 8 : 0) |
        (valid[i + 4] !== 0 ? 16 : 0) |
        (valid[i + 5] !== 0 ? 32 : 0) |
        (valid[i + 6] !== 0 ? 64 : 0) |
        (valid[i + 7] !== 0 ? 128 : 0);
    }
  }
}
