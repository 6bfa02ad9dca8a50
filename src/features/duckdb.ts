/**
 * The features by DuckDB. All dialogues are read once and written, slim, into buckets by a hash of their device; then
 * each bucket is worked through in memory, since all that is asked of a device stands on its own dialogues; the buckets'
 * rows are sorted by device at the end, so that their number leaves no trace.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Database, identifier, literal } from '../database/database.ts';
import { writing } from './buckets.ts';
import { type Given, publishedName, type Queries, type Query, queries } from './contracts.ts';
import { DUCKDB, DUCKDB_TYPES } from './dialects.ts';

export interface Period {
  /** Microseconds since 1970; from ≤ start < to. */
  readonly fromMicros?: bigint;
  readonly toMicros?: bigint;
  readonly includeEdges: boolean;
}

/** Where the time went, by query: seconds, seconds of all threads, and how often it ran. */
export type Timings = Map<string, { seconds: number; processor: number; times: number }>;

/** Does it, and books its time. */
export async function booked<T>(timings: Timings, what: string, doing: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const before = process.cpuUsage();
  const result = await doing();
  const { user, system } = process.cpuUsage(before);
  const entry = timings.get(what) ?? { seconds: 0, processor: 0, times: 0 };
  entry.seconds += (performance.now() - began) / 1000;
  entry.processor += (user + system) / 1e6;
  entry.times++;
  timings.set(what, entry);
  return result;
}

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
  if (grouped) promised.unshift(`device ${DUCKDB_TYPES.device_key}`);
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
export function featuresQuery({ groups }: Queries): string {
  const columns = groups.flatMap(({ table, gives, empty }) =>
    gives.map(({ name, whenNull }) => {
      const column = `${table}.${name}`;
      const value = whenNull === 'never' && empty !== 'no rows' ? `coalesce(${column}, ${empty})` : column;
      return `${value} AS ${name}`;
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

/** What a query needs, all the way down. */
export function needs(all: Queries, wanted: readonly Query[]): Set<string> {
  const found = new Set<string>();
  const walk = (table: string): void => {
    if (found.has(table)) return;
    found.add(table);
    for (const each of all.layers.find(layer => layer.table === table)?.reads ?? []) walk(each);
  };
  for (const { reads } of wanted) reads.forEach(walk);
  return found;
}

/** Rows and missing values of the clean dialogues, as the footers of the buckets tell. */
async function lookAtBuckets(db: Database, clean: Query, pattern: string): Promise<number> {
  const never = clean.gives.filter(({ whenNull }) => whenNull === 'never').map(({ name }) => literal(name));
  const [row] = await db.rows(
    `SELECT coalesce(sum(num_values) FILTER (WHERE path_in_schema = 'device'), 0)::BIGINT AS n,
       coalesce(sum(stats_null_count) FILTER (WHERE path_in_schema IN (${never.join(', ')})), 0)::BIGINT AS nulls
     FROM parquet_metadata(${literal(pattern)})`,
  );
  if (Number(row.nulls) > 0) throw new Error('Invalid Input Error: a value is missing');
  return Number(row.n);
}

/** The clean dialogues of all devices, in buckets; gives the source of each bucket and how many dialogues there are. */
async function clean(
  options: Work,
  all: Queries,
  columns: readonly string[],
): Promise<{ sources: string[]; dialogues: number }> {
  const { db, folder, buckets, timings } = options;
  const [dialogues] = all.layers;
  const parts = join(folder, 'buckets');
  mkdirSync(parts, { recursive: true });
  const sql = `SELECT ${columns.join(', ')} FROM (${withPeriod(dialogues.sql, options)})`;
  const { memory, threads } = await db.limits();
  const { waiting, group } = writing(memory, threads, buckets);
  const how = `FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE ${group}`;
  await db.run(`SET partitioned_write_flush_threshold = ${waiting}`);
  await db.run('SET preserve_insertion_order = false');
  await booked(timings, dialogues.file, () =>
    db.run(
      buckets === 1
        ? `COPY (${sql}) TO ${literal(join(parts, 'all.parquet'))} (${how})`
        : `COPY (SELECT *, device % ${buckets} AS bucket FROM (${sql})) TO ${literal(parts)} (${how}, PARTITION_BY (bucket), OVERWRITE_OR_IGNORE)`,
    ),
  );
  await db.run('SET preserve_insertion_order = true');
  const there = readdirSync(parts).sort();
  const sources = there.map(name => (name.endsWith('.parquet') ? join(parts, name) : join(parts, name, '*.parquet')));
  // A partitioned copy of nothing leaves nothing.
  if (sources.length === 0) return clean({ ...options, buckets: 1 }, all, columns);
  const number = await lookAtBuckets(db, dialogues, join(parts, buckets === 1 ? '*.parquet' : '*/*.parquet'));
  return { sources, dialogues: number };
}

/** No two devices under one key: with 64 bits and ten million devices, a chance of one in 370,000. */
async function checkKeys(db: Database): Promise<void> {
  const [{ n, keys }] = await db.rows('SELECT count(*) AS n, count(DISTINCT device) AS keys FROM names');
  if (n !== keys) throw new Broken('two devices have the same key of 64 bits');
}

/**
 * Runs all of it; the parts of each output stand in `folder` then, for `merge`. `records`, `owned`, `models` are there.
 * Gives the number of dialogues that counted.
 */
export async function work(options: Work): Promise<number> {
  const { db, folder, wanted, step, timings } = options;
  const all = queries();
  const tables = all.tables.filter(({ table }) => wanted.includes(table.replace('table_', '')));
  const needed = needs(all, [...all.groups, ...tables]);
  const timed = (what: string, sql: string): Promise<void> => booked(timings, what, () => db.run(sql));
  const [dialogues, ...rest] = all.layers.filter(({ table }) => needed.has(table));
  const overall = rest.filter(({ reads }) => reads.includes('records'));
  const layers = rest.filter(query => !overall.includes(query));

  step('reading', 0);
  for (const query of overall) {
    await timed(query.file, `CREATE TABLE ${query.table} AS ${query.sql}`);
    await checkColumns(db, query, false);
  }
  await checkKeys(db);
  // A column that no query of this run names need not be written.
  const readers = [...layers, ...all.groups, ...tables].filter(({ reads }) => reads.includes('dialogues'));
  const carried = dialogues.gives.filter(({ name }) =>
    readers.some(({ sql }) => new RegExp(`\\b${name}\\b`).test(sql)),
  );
  const cleaned = await clean(
    options,
    all,
    carried.map(({ name }) => name),
  );

  for (const [number, source] of cleaned.sources.entries()) {
    step('devices', number / cleaned.sources.length);
    // Enumerations come back from Parquet as texts.
    const columns = carried.map(({ name, type }) =>
      DUCKDB_TYPES[type]?.startsWith('ENUM') ? `CAST(${name} AS ${type}) AS ${name}` : name,
    );
    await db.run(
      `CREATE VIEW dialogues AS SELECT ${columns.join(', ')} FROM read_parquet(${literal(source)}, hive_partitioning = false)`,
    );
    const made = [{ table: 'dialogues', view: true }];
    if (number === 0) await checkColumns(db, { ...dialogues, gives: carried }, false);
    for (const query of layers) {
      await timed(query.file, `CREATE ${query.view ? 'VIEW' : 'TABLE'} ${query.table} AS ${query.sql}`);
      made.push(query);
      if (number === 0) await checkColumns(db, query, false);
    }
    for (const query of all.groups) {
      await timed(query.file, `CREATE TABLE ${query.table} AS ${query.sql}`);
      made.push(query);
      if (number === 0) await checkColumns(db, query, true);
      await checkRows(db, query);
    }
    const part = (output: string): string =>
      literal(join(folder, `${output}-${String(number).padStart(6, '0')}.parquet`));
    await timed(
      'features',
      `COPY (${featuresQuery(all)}) TO ${part('features')} (FORMAT parquet, COMPRESSION lz4_raw)`,
    );
    for (const query of tables) {
      await timed(
        query.file,
        `COPY (${query.sql}) TO ${part(query.table.replace('table_', ''))} (FORMAT parquet, COMPRESSION lz4_raw)`,
      );
    }
    for (const { table, view } of made.reverse()) await db.run(`DROP ${view ? 'VIEW' : 'TABLE'} ${table}`);
    rmSync(dirname(source).endsWith('buckets') ? source : dirname(source), { recursive: true, force: true });
  }
  return cleaned.dialogues;
}

/** The contract of an output: of all groups together, or of its table. */
function givenBy(output: string): readonly Given[] {
  const { groups, tables } = queries();
  if (output === 'features') return groups.flatMap(({ gives }) => gives);
  return tables.find(({ table }) => table === `table_${output}`)?.gives ?? [];
}

/** The parts of an output (a pattern) as one file, in order and by the published names; gives its rows. */
export async function merge(
  { db, timings }: Pick<Work, 'db' | 'timings'>,
  output: string,
  parts: string,
  path: string,
): Promise<number> {
  const gives = givenBy(output);
  const columns = gives.map(
    given => `CAST(${given.name} AS ${databaseType(given)}) AS ${identifier(publishedName(given.name))}`,
  );
  await booked(timings, `${output}.parquet`, () =>
    db.run(
      `COPY (SELECT ${columns.join(', ')} FROM read_parquet(${literal(parts)}) ORDER BY ${ORDER[output]}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
    ),
  );
  return booked(timings, 'checks', () => checkWhole(db, output, path));
}

/** The finished file held to the contract once more: a row a device, and no null where none is promised. */
async function checkWhole(db: Database, output: string, path: string): Promise<number> {
  const never = givenBy(output).filter(({ whenNull }) => whenNull === 'never');
  const [row] = await db.rows(
    `SELECT count(*) AS n${output === 'features' ? ', count(DISTINCT simId) AS devices' : ''}${never.map(({ name }, i) => `, count(${identifier(publishedName(name))}) AS c${i}`).join('')}
     FROM read_parquet(${literal(path)})`,
  );
  const broken = never.find((_, i) => row[`c${i}`] !== row.n);
  if (broken !== undefined) throw new Broken(`${output} break their contract: ${broken.name} is null`);
  if (output === 'features' && row.n !== row.devices) {
    throw new Broken(`features break their contract: ${row.n} rows for ${row.devices} devices`);
  }
  return Number(row.n);
}
