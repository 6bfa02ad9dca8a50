/** A Parquet file: magic, row groups in order, footer. */
import { COLUMNS } from '../columns.ts';
import { type Output, outputTo, type Target } from '../output.ts';
import type { EncodedPart, Sink } from '../sink.ts';
import { type Chunk, OPTIONAL, PHYSICAL, PLAIN, RLE, ZSTD } from './format.ts';
import { Thrift } from './thrift.ts';

const MAGIC = new TextEncoder().encode('PAR1');
const UTF8 = 0;
const TIMESTAMP_MICROS = 10;

export class ParquetSink implements Sink {
  rows = 0;
  readonly #output: Output;
  /** Row groups as the footer wants them: some kilobytes for each. */
  readonly #groups = new Thrift();
  #count = 0;
  #position = 0;

  constructor(target: Target) {
    this.#output = outputTo(target);
  }

  get closed(): boolean {
    return this.#output.closed;
  }

  async open(): Promise<void> {
    await this.#output.open();
    await this.#write(MAGIC);
  }

  async append(part: EncodedPart): Promise<void> {
    if (part.rows === 0) return;
    const at = this.#position;
    await this.#write(part.octets);
    this.#group(part.meta as readonly Chunk[], part.rows, at, part.octets.length);
    this.rows += part.rows;
  }

  async finish(): Promise<void> {
    const footer = this.#footer();
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, footer.length, true);
    await this.#write(footer);
    await this.#write(length);
    await this.#write(MAGIC);
    await this.#output.finish();
  }

  async abort(): Promise<void> {
    await this.#output.abort();
  }

  async #write(octets: Uint8Array): Promise<void> {
    await this.#output.write(octets);
    this.#position += octets.length;
  }

  /** RowGroup of parquet.thrift. */
  #group(chunks: readonly Chunk[], rows: number, at: number, length: number): void {
    const t = this.#groups;
    t.element();
    t.structList(1, chunks.length);
    for (let c = 0; c < chunks.length; c++) {
      const chunk = chunks[c];
      const column = COLUMNS[c];
      const first = chunk.dictionaryAt >= 0 ? chunk.dictionaryAt : chunk.dataAt;
      t.element();
      t.i64(2, at + first);
      t.struct(3);
      t.i32(1, PHYSICAL[column.type]);
      // The dictionary page is PLAIN, the levels are RLE.
      t.i32List(2, chunk.dictionaryAt >= 0 ? [PLAIN, RLE, chunk.encoding] : [RLE, chunk.encoding]);
      t.textList(3, [column.name]);
      t.i32(4, ZSTD);
      t.i64(5, rows);
      t.i64(6, chunk.uncompressed);
      t.i64(7, chunk.compressed);
      t.i64(9, at + chunk.dataAt);
      if (chunk.dictionaryAt >= 0) t.i64(11, at + chunk.dictionaryAt);
      t.struct(12);
      t.i64(3, chunk.nulls);
      if (chunk.min !== undefined && chunk.max !== undefined) {
        t.binary(5, chunk.max);
        t.binary(6, chunk.min);
      }
      t.end();
      t.end();
      t.end();
    }
    t.i64(
      2,
      chunks.reduce((sum, chunk) => sum + chunk.uncompressed, 0),
    );
    t.i64(3, rows);
    t.i64(5, at);
    t.i64(6, length);
    if (this.#count < 0x8000) t.i16(7, this.#count);
    t.end();
    this.#count++;
  }

  /** FileMetaData of parquet.thrift. */
  #footer(): Uint8Array {
    const t = new Thrift();
    t.i32(1, 2);
    t.structList(2, COLUMNS.length + 1);
    t.element();
    t.text(4, 'dialogue');
    t.i32(5, COLUMNS.length);
    t.end();
    for (const { name, type } of COLUMNS) {
      t.element();
      t.i32(1, PHYSICAL[type]);
      t.i32(3, OPTIONAL);
      t.text(4, name);
      if (type === 'text') {
        t.i32(6, UTF8);
        // LogicalType: STRING
        t.struct(10);
        t.struct(1);
        t.end();
        t.end();
      } else if (type === 'timestamp') {
        t.i32(6, TIMESTAMP_MICROS);
        // LogicalType: TIMESTAMP, adjusted to UTC, unit MICROS
        t.struct(10);
        t.struct(8);
        t.bool(1, true);
        t.struct(2);
        t.struct(2);
        t.end();
        t.end();
        t.end();
        t.end();
      }
      t.end();
    }
    t.i64(3, this.rows);
    t.structList(4, this.#count);
    t.raw(this.#groups.written);
    t.text(6, 'sigprobe');
    // ColumnOrder: TYPE_ORDER, so that readers use the statistics.
    t.structList(7, COLUMNS.length);
    for (let c = 0; c < COLUMNS.length; c++) {
      t.element();
      t.struct(1);
      t.end();
      t.end();
    }
    t.end();
    return t.written;
  }
}
