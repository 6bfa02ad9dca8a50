/** The formats by name: all that is to be known of them before an encoder or a sink is loaded. */
export type Format = 'parquet' | 'ndjson' | 'csv' | 'none';

/** Extension of the file, without the dot; '' where there is none. */
export const EXTENSIONS: Readonly<Record<Format, string>> = {
  parquet: 'parquet',
  ndjson: 'ndjson',
  csv: 'csv',
  none: '',
};
