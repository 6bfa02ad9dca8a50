/** The encoder of each format: apart from the sinks, since it is another thread that needs them. */
import { CsvEncoder } from './csv.ts';
import { NdjsonEncoder } from './ndjson.ts';
import { ParquetEncoder } from './parquet/encode.ts';
import type { Encoder, EncoderOptions, Format } from './sink.ts';

export const ENCODERS: Readonly<Record<Format, (options?: EncoderOptions) => Encoder>> = {
  parquet: options => new ParquetEncoder(options),
  ndjson: options => new NdjsonEncoder(options),
  csv: options => new CsvEncoder(options),
  none: () => ({
    format: 'none',
    encode: input => ({ number: input.number, rows: input.count, octets: new Uint8Array(0), meta: null }),
  }),
};
