/** What the encoder sees of a column of the row group being made. */
import type { Chunk } from '../format.ts';
import type { Pages } from '../pages.ts';

export interface Chunker {
  /** Before the blocks of a row group of so many rows. */
  begin(rows: number): void;
  /** Takes the column's values of the block, of which `nulls` are missing. */
  add(rows: number, nulls: number): void;
  /** Writes the chunk's pages. */
  finish(pages: Pages): Chunk;
}

/** Rows of a row group at most: numbers in a dictionary have 16 bits. */
export const MOST_ROWS = 1 << 16;
