/** Dialogue records as plain objects with every column, and how they are read from and written to files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { COLUMNS, type Column } from '../../src/sinks/columns.ts';
import { query } from '../sinks/duckdb.ts';
import type { Dialogue } from './reference-records.ts';

type Cell = string | number | bigint | boolean | null;

/** Every column of the outputs, in their order; times are microseconds. */
export type Row = Dialogue & Readonly<Record<string, Cell>>;

/** What no column is null of, where the dialogue at hand does not say. */
const USUAL: Readonly<Record<string, Cell>> = {
  duration: 0.25,
  n_messages: 2,
  n_isd: 0,
  retransmissions: 0,
  copies: 0,
  capture_loss: false,
  legs: 1,
  capture: 'made.pcap',
};

export function complete(given: Partial<Dialogue> & Record<string, Cell>): Row {
  const cells = COLUMNS.map(({ name }) => [name, given[name] ?? USUAL[name] ?? null]);
  const row = Object.fromEntries(cells) as Record<string, Cell>;
  row.end_time ??= (row.start_time as bigint) + 250_000n;
  row.first_frame ??= 1n;
  row.last_frame ??= 2n;
  return row as Row;
}

/** ISO 8601 with six decimals. */
export function iso(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
}

export function micros(text: string): bigint {
  const [, second, fraction] = /^(.{19})\.(\d{6})Z$/.exec(text)!;
  return BigInt(Date.parse(`${second}Z`)) * 1000n + BigInt(fraction);
}

/** As our own outputs of text write a value: 64 bits quoted in JSON. */
function said(column: Column, value: Cell): string | number | boolean | null {
  if (typeof value !== 'bigint') return value;
  return column.type === 'timestamp' ? iso(value) : String(value);
}

export function ndjson(rows: readonly Row[]): string {
  const line = (row: Row): string =>
    JSON.stringify(Object.fromEntries(COLUMNS.map(column => [column.name, said(column, row[column.name])])));
  return rows.map(row => `${line(row)}\n`).join('');
}

export function csv(rows: readonly Row[]): string {
  const line = (row: Row): string => COLUMNS.map(column => said(column, row[column.name]) ?? '').join(',');
  return [COLUMNS.map(({ name }) => name).join(','), ...rows.map(line)].map(text => `${text}\r\n`).join('');
}

const SQL_TYPES = {
  timestamp: 'TIMESTAMPTZ',
  double: 'DOUBLE',
  int32: 'INTEGER',
  int64: 'BIGINT',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
} as const;

/** The columns with their types, as readers of the database take them. */
export function columnTypes(): string {
  return `{${COLUMNS.map(({ name, type }) => `${name}: '${SQL_TYPES[type]}'`).join(', ')}}`;
}

/** In the order given, a row group every 2,048 rows. */
async function writeParquet(path: string, rows: readonly Row[]): Promise<void> {
  const lines = `${path}.ndjson`;
  writeFileSync(lines, ndjson(rows));
  await query(`SET TimeZone = 'UTC'`);
  await query(
    `COPY (FROM read_json('${lines}', format = 'newline_delimited', columns = ${columnTypes()}))
     TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
}

/** The end of the name says how. */
export async function write(path: string, rows: readonly Row[]): Promise<string> {
  if (path.endsWith('.parquet')) await writeParquet(path, rows);
  else writeFileSync(path, path.endsWith('.csv') ? csv(rows) : ndjson(rows));
  return path;
}

/** The rows of a Parquet file. */
export async function stored(path: string): Promise<Row[]> {
  const times = COLUMNS.filter(({ type }) => type === 'timestamp').map(({ name }) => `epoch_us(${name}) AS ${name}`);
  return (await query(`SELECT * REPLACE (${times.join(', ')}) FROM read_parquet('${path}')`)) as unknown as Row[];
}

/** A table of ours without quotes: a field that is empty is null. */
export function table(path: string | URL): Record<string, string | null>[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map(line => {
    const cells = line.split(',');
    if (cells.length !== names.length) throw new Error(`${names.length} columns, not ${cells.length}: ${line}`);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] === '' ? null : cells[i]]));
  });
}

/** A row of a table as a record: identifiers and times as numbers. */
export function record(cells: Readonly<Record<string, string | null>>): Row {
  const { dialogue_id, start_time, tunnel_id } = cells;
  return complete({
    ...cells,
    dialogue_id: BigInt(dialogue_id!),
    start_time: micros(start_time!),
    tunnel_id: tunnel_id === null ? null : BigInt(tunnel_id),
  });
}
