/**
 * Dialogue records to one row group: each column a chunk of one data page (version 1), with a dictionary page before it
 * where values repeat; every page zstd. Which encoding a column gets is told in chunks/, one file a kind of column.
 */
import * as block from '../block.ts';
import { COLUMNS } from '../columns.ts';
import { fill, SLOTS } from '../fill.ts';
import { Meanings } from '../meanings.ts';
import { Pseudonyms } from '../pseudonymise.ts';
import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from '../sink.ts';
import { Titles } from '../titles.ts';
import { type Chunker, MOST_ROWS } from './chunks/chunker.ts';
import { Differences } from './chunks/differences.ts';
import { Flags } from './chunks/flags.ts';
import { Identifiers } from './chunks/identifiers.ts';
import { Integers } from './chunks/integers.ts';
import { Numbered } from './chunks/numbered.ts';
import { Seconds } from './chunks/seconds.ts';
import { Slots } from './chunks/slots.ts';
import { Pages } from './pages.ts';

const { BLOCK_ROWS } = block;

export class ParquetEncoder implements Encoder {
  readonly format = 'parquet';
  readonly #meanings = new Meanings(text => text);
  readonly #pages = new Pages();
  readonly #nulls = new Uint32Array(COLUMNS.length);
  readonly #titles: Titles | undefined;
  readonly #chunkers: readonly Chunker[];

  constructor({ pseudonym }: EncoderOptions = {}) {
    this.#titles = pseudonym === undefined ? undefined : new Titles(pseudonym);
    const pseudonyms = pseudonym === undefined ? undefined : new Pseudonyms(pseudonym);
    this.#chunkers = COLUMNS.map((_, c) => chunkerOf(c, this.#meanings, pseudonyms));
  }

  encode(input: EncodeInput): EncodedPart {
    if (input.count > MOST_ROWS) throw new Error('too many rows for a row group');
    const meanings = this.#meanings;
    const chunkers = this.#chunkers;
    meanings.begin(input);
    for (const chunker of chunkers) chunker.begin(input.count);
    for (let from = 0; from < input.count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, input.count - from);
      fill(input.records, from, rows, meanings, this.#nulls, this.#titles);
      for (let c = 0; c < chunkers.length; c++) chunkers[c].add(rows, this.#nulls[c]);
    }
    this.#pages.begin();
    const meta = input.count === 0 ? [] : chunkers.map(chunker => chunker.finish(this.#pages));
    return { number: input.number, rows: input.count, octets: this.#pages.whole(), meta };
  }
}

function chunkerOf(c: number, meanings: Meanings, pseudonyms: Pseudonyms | undefined): Chunker {
  const slot = SLOTS[c];
  if (slot !== undefined) return new Slots(c, slot, pseudonyms);
  const { type, read } = COLUMNS[c];
  switch (type) {
    case 'text':
      return new Numbered(c, meanings);
    case 'int32':
      return new Integers(c);
    case 'int64':
      return read.from === 'u32' ? new Differences(c, false) : new Identifiers(c);
    case 'timestamp':
      return new Differences(c, true);
    case 'double':
      return new Seconds(c);
    case 'boolean':
      return new Flags(c);
  }
}
