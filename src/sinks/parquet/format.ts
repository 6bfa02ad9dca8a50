/** Numbers of parquet.thrift, and what a part tells the footer of each of its columns. */
import type { ColumnType } from '../columns.ts';

export const BOOLEAN = 0;
export const INT32 = 1;
export const INT64 = 2;
export const DOUBLE = 5;
export const BYTE_ARRAY = 6;

export const PLAIN = 0;
export const RLE = 3;
export const DELTA_BINARY_PACKED = 5;
export const DELTA_LENGTH_BYTE_ARRAY = 6;
export const RLE_DICTIONARY = 8;

export const ZSTD = 6;
export const DATA_PAGE = 0;
export const DICTIONARY_PAGE = 2;
export const OPTIONAL = 1;

export const PHYSICAL: Readonly<Record<ColumnType, number>> = {
  timestamp: INT64,
  double: DOUBLE,
  int32: INT32,
  int64: INT64,
  boolean: BOOLEAN,
  text: BYTE_ARRAY,
};

/** A column of a row group; places are octets of the part. */
export interface Chunk {
  /** -1 where there is no dictionary. */
  readonly dictionaryAt: number;
  readonly dataAt: number;
  /** Of the values of the data page. */
  readonly encoding: number;
  readonly compressed: number;
  readonly uncompressed: number;
  readonly nulls: number;
  /** PLAIN encoded; undefined where all is null, or where it would cost. */
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
}
