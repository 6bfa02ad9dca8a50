/**
 * Dialogue records to one row group: each column a chunk of one data page (version 1), with a dictionary page before it
 * where values repeat; every page zstd. Which encoding a column gets is told in chunks/, one file a kind of column.
 */
import * as block from '../block.ts';
import { COLUMNS } from '../columns.ts';
import { fillColumns, SLOTS } from '../fill.ts';
import { KIND_COLUMNS, Kinds } from '../kinds.ts';
import { Meanings } from '../meanings.ts';
import { HOME_COLUMNS, Homes, VISITED_COLUMNS, Visits } from '../networks.ts';
import { Pseudonyms } from '../pseudonymise.ts';
import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from '../sink.ts';
import { Titles } from '../titles.ts';
import { type Chunker, MOST_ROWS } from './chunks/chunker.ts';
import { Classed } from './chunks/classed.ts';
import { Differences } from './chunks/differences.ts';
import { Flags } from './chunks/flags.ts';
import { Identifiers } from './chunks/identifiers.ts';
import { Integers } from './chunks/integers.ts';
import { Numbered } from './chunks/numbered.ts';
import { Seconds } from './chunks/seconds.ts';
import { Slots } from './chunks/slots.ts';
import { ClassColumns } from './class-columns.ts';
import type { Chunk } from './format.ts';
import { Pages } from './pages.ts';

const { BLOCK_ROWS } = block;

export class ParquetEncoder implements Encoder {
  readonly format = 'parquet';
  readonly #meanings = new Meanings(text => text);
  readonly #pages = new Pages();
  readonly #nulls = new Uint32Array(COLUMNS.length);
  readonly #titles: Titles | undefined;
  readonly #groups: readonly ClassColumns[];
  /** Columns that take their values from every block, by number. */
  readonly #chunkers: ReadonlyMap<number, Chunker>;
  readonly #columns: readonly number[];
  /** All of them, in order. */
  readonly #chunks: readonly { finish(pages: Pages): Chunk }[];

  constructor({ pseudonym }: EncoderOptions = {}) {
    const meanings = this.#meanings;
    this.#titles = pseudonym === undefined ? undefined : new Titles(pseudonym);
    const pseudonyms = pseudonym === undefined ? undefined : new Pseudonyms(pseudonym);
    this.#groups = [
      new ClassColumns(new Kinds(), KIND_COLUMNS),
      new ClassColumns(new Homes(meanings), HOME_COLUMNS),
      new ClassColumns(new Visits(meanings), VISITED_COLUMNS),
    ];
    const groupOf = (c: number): ClassColumns | undefined => this.#groups.find(({ columns }) => columns.includes(c));
    this.#columns = COLUMNS.flatMap((_, c) => (groupOf(c) === undefined ? [c] : []));
    this.#chunkers = new Map(this.#columns.map(c => [c, chunkerOf(c, meanings, pseudonyms)]));
    this.#chunks = COLUMNS.map((_, c) => this.#chunkers.get(c) ?? new Classed(c, groupOf(c) as ClassColumns, meanings));
  }

  encode(input: EncodeInput): EncodedPart {
    if (input.count > MOST_ROWS) throw new Error('too many rows for a row group');
    const meanings = this.#meanings;
    const groups = this.#groups;
    meanings.begin(input);
    for (const group of groups) group.begin(input.count);
    for (const chunker of this.#chunkers.values()) chunker.begin(input.count);
    for (let from = 0; from < input.count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, input.count - from);
      block.load(input.records, from, rows);
      this.#titles?.hide(rows);
      for (const group of groups) group.classes.add(rows);
      fillColumns(this.#columns, rows, meanings, this.#nulls);
      for (const [c, chunker] of this.#chunkers) chunker.add(rows, this.#nulls[c]);
    }
    for (const group of groups) group.settle(meanings);
    this.#pages.begin();
    const meta = input.count === 0 ? [] : this.#chunks.map(chunk => chunk.finish(this.#pages));
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
