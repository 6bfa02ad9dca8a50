/**
 * The features by DuckDB. All dialogues are read once and written, slim, into buckets by a hash of their device; then
 * each bucket is worked through in memory, since all that is asked of a device stands on its own dialogues; the buckets'
 * rows are sorted by device at the end, so that their number leaves no trace.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, identifier, literal } from '../database/database.ts';
import { type Given, publishedName, type Queries, type Query, queries } from './contracts.ts';
import { DUCKDB, DUCKDB_TYPES } from './dialects.ts';

export interface Period {
  /** Microseconds since 1970; from ≤ start < to. */
  readonly fromMicros?: bigint;
  readonly toMicros?: bigint;
  readonly includeEdges: boolean;
}

/** Where the time went: seconds by query, and how often it ran. */
export type Timings = Map<string, { seconds: number; times: number }>;

export interface Work extends Period {
  readonly db: Database;
  /** For buckets and parts; there, and removed by the caller. */
  readonly folder: string;
  readonly buckets: number;
  /** Dialogues that count; 0 is worked through like any other number. */
  readonly wanted: readonly string[];
  readonly timings: Timings;
  readonly step: (what: string, share: number) => void;
}

/** Largest bucket that is worked through in memory, rows; about 1.5 GB. */
export const BUCKET_ROWS = 3_000_000;

export async function prepare(db: Database): Promise<void> {
  for (const statement of DUCKDB) await db.run(statement);
}

const FAR = 9_000_000_000_000_000_000n;

/** The clean view with the user's period in it. */
export function withPeriod(sql: string, { fromMicros = -FAR, toMicros = FAR, includeEdges }: Period): string {
  return sql
    .replaceAll(':from_us', String(fromMicros))
    .replaceAll(':to_us', String(toMicros))
    .replaceAll(':include_edges', includeEdges ? 'TRUE' : 'FALSE');
}

export class Broken extends Error {}

function databaseType({ type }: Given): string {
  return DUCKDB_TYPES[type] ?? type;
}

/** The columns that came out against those promised. */
async function checkColumns(db: Database, query: Query, grouped: boolean): Promise<void> {
  const rows = await db.rows(`DESCRIBE SELECT * FROM ${query.table}`);
  const is = rows.map(row => `${row.column_name} ${row.column_type}`);
  const promised = query.gives.map(given => `${given.name} ${databaseType(given)}`);
  if (grouped) promised.unshift('device INTEGER');
  // Layers may list columns of a kind on one line: the order among them is not part of the contract.
  const same = grouped ? is.join() === promised.join() : [...is].sort().join() === [...promised].sort().join();
  if (same) return;
  const lost = promised.filter(each => !is.includes(each));
  const more = is.filter(each => !promised.includes(each));
  throw new Broken(
    `${query.file} breaks its contract: promised and not given: ${lost.join(', ') || 'nothing'}; given and not promised: ${more.join(', ') || 'nothing'}`,
  );
}

/** One row a device, no null where none is promised. */
async function checkRows(db: Database, { file, table, gives }: Query): Promise<void> {
  const never = gives.filter(({ whenNull }) => whenNull === 'never');
  const [row] = await db.rows(
    `SELECT count(*) AS n, count(DISTINCT device) AS devices${never.map(({ name }, i) => `, count(${name}) AS c${i}`).join('')} FROM ${table}`,
  );
  if (row.n !== row.devices) throw new Broken(`${file} breaks its contract: ${row.n} rows for ${row.devices} devices`);
  const broken = never.find((_, i) => row[`c${i}`] !== row.n);
  if (broken !== undefined) throw new Broken(`${file} breaks its contract: ${broken.name} is null`);
}

/** The feature table of one bucket: the groups side by side, a row a device. */
function featuresQuery({ groups }: Queries): string {
  const columns = groups.flatMap(({ table, gives, empty }) =>
    gives.map(({ name, whenNull }) => {
      const column = `${table}.${name}`;
      const value = whenNull === 'never' && empty !== 'no rows' ? `coalesce(${column}, ${empty})` : column;
      return `${value} AS ${identifier(publishedName(name))}`;
    }),
  );
  const joins = groups.map(({ table }) => `LEFT JOIN ${table} ON ${table}.device = devices.device`);
  return `SELECT ${columns.join(', ')} FROM devices ${joins.join(' ')}`;
}

/** How the rows of each output stand in its file. */
const ORDER: Readonly<Record<string, string>> = {
  features: 'simId',
  sessions: 'simId, start_time, session_id',
  tunnels: 'simId, create_time NULLS FIRST, last_time, tunnel_id',
};

/** Runs all of it; the parts of each output stand in `folder` then, for `merge`. `records`, `owned`, `models` are there. */
export async function work(options: Work): Promise<void> {
  const { db, folder, buckets, wanted, step } = options;
  const all = queries();
  const [clean, ...layers] = all.layers;
  const tables = all.tables.filter(({ table }) => wanted.includes(table.replace('table_', '')));
  const timed = async (what: string, sql: string): Promise<void> => {
    const began = performance.now();
    await db.run(sql);
    const entry = options.timings.get(what) ?? { seconds: 0, times: 0 };
    entry.seconds += (performance.now() - began) / 1000;
    entry.times++;
    options.timings.set(what, entry);
  };
  const bucketFolder = join(folder, 'buckets');
  const source = withPeriod(clean.sql, options);
  step('reading', 0);
  if (buckets > 1) {
    mkdirSync(bucketFolder, { recursive: true });
    await timed(
      'buckets',
      `COPY (SELECT *, hash(sim_id) % ${buckets} AS bucket FROM (${source}))
       TO ${literal(bucketFolder)} (FORMAT parquet, PARTITION_BY (bucket), COMPRESSION lz4_raw, OVERWRITE_OR_IGNORE)`,
    );
  }
  const there = buckets > 1 ? readdirSync(bucketFolder).sort() : [''];
  for (const [number, bucket] of there.entries()) {
    step('devices', number / there.length);
    const made: Query[] = [];
    // Enumerations come back from the buckets as texts.
    const columns = clean.gives.map(({ name, type }) =>
      type.includes('_') && type !== 'value_key' ? `CAST(${name} AS ${type}) AS ${name}` : name,
    );
    await timed(
      clean.file,
      bucket === ''
        ? `CREATE TABLE dialogues AS ${source}`
        : `CREATE TABLE dialogues AS SELECT ${columns.join(', ')} FROM read_parquet(${literal(join(bucketFolder, bucket, '*.parquet'))}, hive_partitioning = false)`,
    );
    if (number === 0) await checkColumns(db, clean, false);
    for (const query of layers) {
      await timed(query.file, `CREATE ${query.view ? 'VIEW' : 'TABLE'} ${query.table} AS ${query.sql}`);
      made.push(query);
      if (number === 0) await checkColumns(db, query, false);
      if (query.table === 'ordered') await db.run('DROP TABLE dialogues');
    }
    for (const query of all.groups) {
      await timed(query.file, `CREATE TABLE ${query.table} AS ${query.sql}`);
      made.push(query);
      if (number === 0) await checkColumns(db, query, true);
      await checkRows(db, query);
    }
    const part = String(number).padStart(6, '0');
    await timed(
      'features',
      `COPY (${featuresQuery(all)}) TO ${literal(join(folder, `features-${part}.parquet`))} (FORMAT parquet, COMPRESSION lz4_raw)`,
    );
    for (const query of tables) {
      const output = query.table.replace('table_', '');
      await timed(
        query.file,
        `COPY (${query.sql}) TO ${literal(join(folder, `${output}-${part}.parquet`))} (FORMAT parquet, COMPRESSION lz4_raw)`,
      );
    }
    for (const { table, view } of made.reverse()) await db.run(`DROP ${view ? 'VIEW' : 'TABLE'} ${table}`);
    if (bucket !== '') rmSync(join(bucketFolder, bucket), { recursive: true, force: true });
  }
}

/** The parts of an output as one file, in order. */
export async function merge(options: Work, output: string, path: string): Promise<void> {
  const parts = literal(join(options.folder, `${output}-*.parquet`));
  const began = performance.now();
  await options.db.run(
    `COPY (SELECT * FROM read_parquet(${parts}) ORDER BY ${ORDER[output]}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  options.timings.set(`${output}.parquet`, { seconds: (performance.now() - began) / 1000, times: 1 });
}
