/**
 * Files of dialogue records, whatever their format: found, their columns held against what is needed, and read as one
 * table. Parquet, NDJSON or CSV; a folder stands for the files below it, a partitioned one for its key=value parts too.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type Database, identifier, literal } from '../database/database.ts';
import { OperatorError } from '../errors.ts';
import { DATABASE_TYPES, KNOWN, NEEDED, type Needed } from './records.ts';

export type Format = 'parquet' | 'ndjson' | 'csv';

export interface Source {
  readonly path: string;
  readonly format: Format;
  /** Its columns and their types, as the database reads them. */
  readonly columns: ReadonlyMap<string, string>;
}

const ENDINGS: readonly (readonly [RegExp, Format])[] = [
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(ndjson|jsonl|json)(\.gz|\.zst)?$/i, 'ndjson'],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
];

function formatOf(path: string): Format | undefined {
  return ENDINGS.find(([ending]) => ending.test(path))?.[1];
}

/** Parquet begins with PAR1, whatever its name. */
function isParquet(path: string): boolean {
  const start = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    return readSync(file, start, 0, 4, 0) === 4 && start.toString('latin1') === 'PAR1';
  } finally {
    closeSync(file);
  }
}

/** What the arguments stand for, in the order given and each file once; the files of a folder or pattern in name order. */
async function expand(db: Database, inputs: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const input of inputs) {
    const about = statSync(input, { throwIfNoEntry: false });
    if (about?.isFile()) {
      found.push(input);
      continue;
    }
    const pattern = about?.isDirectory() ? `${input.replace(/\/+$/, '')}/**` : input;
    const rows = await db.rows(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`);
    // Spark and others leave files beside the data whose names begin so.
    const files = rows
      .map(row => String(row.file))
      .filter(file => !/(^|\/)[._][^/]*(\/|$)/.test(file.slice(input.length)));
    const known = about?.isDirectory() ? files.filter(file => formatOf(file) !== undefined) : files;
    if (known.length === 0) {
      if (about === undefined && !/[*?[]/.test(input))
        throw new OperatorError('no-such-file', `${input}: no such file`);
      throw new OperatorError('no-such-file', `${input}: no .parquet, .ndjson or .csv file there`);
    }
    const formats = new Set(known.map(formatOf));
    if (about?.isDirectory() && formats.size > 1) {
      throw new OperatorError(
        'mixed-formats',
        `${input}: holds ${[...formats].join(' and ')} files, perhaps the same records twice: name the files`,
      );
    }
    found.push(...known);
  }
  return [...new Set(found)];
}

/** `day=2026-01-05` on the way to a file is a column of it. */
function partitions(path: string): [string, string][] {
  return [...path.matchAll(/(?:^|\/)([^/=]+)=[^/]*(?=\/)/g)].map(([, name]) => [name, 'VARCHAR']);
}

async function columnsOf(db: Database, path: string, format: Format): Promise<Map<string, string>> {
  if (format !== 'parquet' && statSync(path).size === 0) {
    return new Map(NEEDED.map(({ name }) => [name, 'VARCHAR']));
  }
  const reader = {
    parquet: `read_parquet(${literal(path)})`,
    csv: `read_csv(${literal(path)}, header = true, all_varchar = true)`,
    ndjson: `read_ndjson(${literal(path)}, sample_size = 20480, maximum_depth = 1)`,
  }[format];
  try {
    const rows = await db.rows(`DESCRIBE SELECT * FROM ${reader}`);
    return new Map([
      ...partitions(path),
      ...rows.map(row => [String(row.column_name), String(row.column_type)] as [string, string]),
    ]);
  } catch (error) {
    throw unreadable(path, format, error);
  }
}

/** The first line of what the database says: those behind it quote the data. */
function unreadable(path: string, format: Format, error: unknown): OperatorError {
  const why = String((error as Error).message).split('\n')[0];
  return new OperatorError('not-records', `${path}: cannot be read as ${format}: ${why}`);
}

const INTEGERS = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const NOTHING = '"NULL"';

/** Whether a type of a Parquet column will do; text may hold anything and is read value by value. */
function fits(type: string, needed: Needed['type']): boolean {
  if (type === 'VARCHAR' || type === NOTHING) return true;
  if (needed === 'text') return type.startsWith('ENUM');
  return needed === 'integer' ? INTEGERS.test(type) : type.startsWith('TIMESTAMP');
}

const WANTED = { text: 'a text', integer: 'a whole number', time: 'a time' } as const;

function check({ path, format, columns }: Source): void {
  const missing = NEEDED.filter(({ name, optional }) => !columns.has(name) && optional !== true).map(
    ({ name }) => name,
  );
  if (missing.length > 0) {
    throw new OperatorError(
      'missing-column',
      `${path}: ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    );
  }
  if (format !== 'parquet') return;
  for (const { name, type } of NEEDED) {
    const is = columns.get(name);
    if (is === undefined || fits(is, type)) continue;
    throw new OperatorError(
      'wrong-type',
      `${path}: the column ${name} is ${is} from row 1 on, ${WANTED[type]} is needed${type === 'text' && INTEGERS.test(is) ? ' (a number loses leading zeros)' : ''}`,
    );
  }
}

export async function findSources(db: Database, inputs: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of await expand(db, inputs)) {
    const format = isParquet(path) ? 'parquet' : formatOf(path);
    if (format === undefined || (format === 'parquet' && !isParquet(path))) {
      throw new OperatorError('not-records', `${path}: no Parquet, NDJSON or CSV file`);
    }
    const source = { path, format, columns: await columnsOf(db, path, format) };
    check(source);
    sources.push(source);
  }
  return sources;
}

/** A guard that our CSV puts before a text that a spreadsheet would run. */
const UNGUARDED = (name: string): string =>
  `CASE WHEN regexp_matches(${name}, '^''[=+@\\-]') THEN substr(${name}, 2) ELSE ${name} END`;

function value({ name, type }: Needed, format: Format, columns: ReadonlyMap<string, string>): string {
  const column = identifier(name);
  const to = DATABASE_TYPES[type];
  if (!columns.has(name)) {
    const imei = name === 'tac' && columns.has('imei') ? `CAST(imei AS VARCHAR)` : undefined;
    return imei === undefined
      ? `CAST(NULL AS ${to}) AS ${column}`
      : `CASE WHEN regexp_full_match(${imei}, '\\d{14,16}') THEN substr(${imei}, 1, 8) END AS ${column}`;
  }
  if (format === 'csv' && name === 'apn') return `${UNGUARDED(column)} AS ${column}`;
  return columns.get(name) === to ? column : `CAST(${column} AS ${to}) AS ${column}`;
}

/** Reads files of one format that have the same columns. */
function reader(format: Format, paths: readonly string[], columns: ReadonlyMap<string, string>): string {
  const list = `[${paths.map(literal).join(', ')}]`;
  const hive = partitions(paths[0]).length > 0;
  const parts = `hive_partitioning = ${hive}${hive ? ', hive_types_autocast = false' : ''}`;
  if (format === 'parquet') return `read_parquet(${list}, ${parts})`;
  if (format === 'csv') return `read_csv(${list}, header = true, all_varchar = true, ${parts})`;
  const inFile = new Set(partitions(paths[0]).map(([name]) => name));
  const keys = [...NEEDED.map(({ name }) => name), 'imei'].filter(name => columns.has(name) && !inFile.has(name));
  return `read_ndjson(${list}, columns = {${keys.map(name => `${identifier(name)}: 'VARCHAR'`).join(', ')}}, ${parts})`;
}

/** All sources as one table of the columns needed. */
export function recordsQuery(sources: readonly Source[]): string {
  const alike = new Map<string, Source[]>();
  for (const source of sources) {
    if (source.format !== 'parquet' && statSync(source.path).size === 0) continue;
    const key = JSON.stringify([source.format, ...[...source.columns].sort(), partitions(source.path)]);
    alike.set(key, [...(alike.get(key) ?? []), source]);
  }
  const queries = [...alike.values()].map(same => {
    const [{ format, columns }] = same;
    const read = format === 'ndjson' ? new Map([...columns.keys()].map(name => [name, 'VARCHAR'])) : columns;
    const values = NEEDED.map(needed => value(needed, format, read));
    return `SELECT ${values.join(', ')} FROM ${reader(
      format,
      same.map(({ path }) => path),
      columns,
    )}`;
  });
  if (queries.length > 0) return queries.join('\nUNION ALL\n');
  const none = NEEDED.map(({ name, type }) => `CAST(NULL AS ${DATABASE_TYPES[type]}) AS ${identifier(name)}`);
  return `SELECT ${none.join(', ')} WHERE FALSE`;
}

/** A word is shown; what may be an identity of a line whose columns slipped is not. */
function shown(value: unknown): string {
  const text = String(value);
  return /^[A-Za-z_ ]{0,24}$/.test(text) ? JSON.stringify(text) : 'something else';
}

/** The first value that cannot be used, where a query over the sources failed for its data; undefined where none is. */
export async function firstFault(db: Database, sources: readonly Source[]): Promise<OperatorError | undefined> {
  for (const source of sources) {
    const { path, format, columns } = source;
    if (format !== 'parquet' && statSync(path).size === 0) continue;
    for (const needed of NEEDED) {
      const { name, type, always } = needed;
      if (!columns.has(name)) continue;
      const column = identifier(name);
      const faults = [
        ...(type === 'text'
          ? []
          : [`(${column} IS NOT NULL AND TRY_CAST(${column} AS ${DATABASE_TYPES[type]}) IS NULL)`]),
        ...(always ? [`${column} IS NULL`] : []),
        ...(KNOWN[name] === undefined ? [] : [`${column} NOT IN (${KNOWN[name].map(literal).join(', ')})`]),
      ];
      if (faults.length === 0) continue;
      try {
        const [fault] = await db.rows(
          `SELECT row, value FROM (SELECT row_number() OVER () AS row, ${column} AS value, ${faults.join(' OR ')} AS bad
           FROM ${reader(format, [path], columns)}) WHERE bad ORDER BY row LIMIT 1`,
        );
        if (fault === undefined) continue;
        const what =
          fault.value === null
            ? 'is missing'
            : KNOWN[name] !== undefined
              ? `is ${shown(fault.value)}, one of ${KNOWN[name].join(', ')} is needed`
              : `is not ${WANTED[type]}`;
        return new OperatorError('wrong-value', `${path}: the column ${name} ${what}, first in row ${fault.row}`);
      } catch (error) {
        return unreadable(path, format, error);
      }
    }
  }
  return undefined;
}
