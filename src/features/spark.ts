/**
 * The same SQL by Apache Spark: one script for spark-sql, found by SPARK_HOME or on PATH. Every layer becomes a table of
 * Parquet files in the work folder, so that nothing is computed twice and nothing must fit a memory; what comes out stands
 * there as the parts of each output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { OperatorError, systemReason } from '../errors.ts';
import { type Queries, type Query, queries } from './contracts.ts';
import { forSpark } from './dialects.ts';
import { featuresQuery, needs, type Period, type Timings, withPeriod } from './duckdb.ts';
import type { Source } from './inputs.ts';
import { NEEDED, type Needed } from './records.ts';

export interface SparkWork extends Period {
  readonly sources: readonly Source[];
  /** For tables and parts; Spark's workers see it too. `owned.parquet` and `models.parquet` stand there. */
  readonly folder: string;
  readonly master?: string;
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly wanted: readonly string[];
  readonly timings: Timings;
  readonly step: (what: string, share: number) => void;
  readonly signal?: AbortSignal;
}

/** The program and the arguments that make it run a script of SQL. */
export function findSpark(): readonly string[] | undefined {
  const home = process.env.SPARK_HOME;
  const folders = [
    ...(home === undefined || home === '' ? [] : [join(home, 'bin')]),
    ...(process.env.PATH ?? '').split(delimiter).filter(folder => folder !== ''),
  ];
  for (const folder of folders) {
    const sql = join(folder, 'spark-sql');
    if (existsSync(sql)) return [sql];
    const submit = join(folder, 'spark-submit');
    if (existsSync(submit)) return [submit, '--class', 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver'];
  }
  return undefined;
}

const TYPES = { text: 'STRING', integer: 'BIGINT', time: 'TIMESTAMP' } as const;

/** A text as Spark's literal: with backslashes as it takes them. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function value({ name, type }: Needed, columns: ReadonlyMap<string, string>): string {
  if (columns.has(name)) return `CAST(\`${name}\` AS ${TYPES[type]}) AS ${name}`;
  if (name === 'tac' && columns.has('imei')) {
    return "CASE WHEN imei RLIKE '^[0-9]{14,16}$' THEN substr(imei, 1, 8) END AS tac";
  }
  return `CAST(NULL AS ${TYPES[type]}) AS ${name}`;
}

/** A view of each file, and of all of them. */
function records(sources: readonly Source[]): string[] {
  const views = sources.map(({ path, format, columns }, i) => {
    const at = `path ${literal(/^[a-z0-9]+:\/\//i.test(path) ? path : resolve(path))}`;
    const keys = [...columns.keys()].filter(name => NEEDED.some(needed => needed.name === name) || name === 'imei');
    if (format === 'parquet') return `CREATE TEMPORARY VIEW file_${i} USING parquet OPTIONS (${at})`;
    if (format === 'csv') {
      return `CREATE TEMPORARY VIEW file_${i} USING csv OPTIONS (${at}, header 'true', quote '"', escape '"', mode 'FAILFAST')`;
    }
    return `CREATE TEMPORARY VIEW file_${i} (${keys.map(name => `\`${name}\` STRING`).join(', ')}) USING json OPTIONS (${at}, mode 'FAILFAST')`;
  });
  const selects = sources.map(
    ({ columns }, i) => `SELECT ${NEEDED.map(needed => value(needed, columns)).join(', ')} FROM file_${i}`,
  );
  return [...views, `CREATE TEMPORARY VIEW records AS ${selects.join(' UNION ALL ')}`];
}

interface Statement {
  readonly what: string;
  readonly sql: string;
}

function script(work: SparkWork, all: Queries): Statement[] {
  const { folder, wanted } = work;
  const tables = all.tables.filter(({ table }) => wanted.includes(table.replace('table_', '')));
  const needed = needs(all, [...all.groups, ...tables]);
  const layers = all.layers.filter(({ table }) => needed.has(table));
  const kept = ({ table, sql }: Query): string =>
    `CREATE TABLE ${table} USING parquet AS ${forSpark(withPeriod(sql, work))}`;
  const seen = ({ table, sql }: Query): string => `CREATE TEMPORARY VIEW ${table} AS ${forSpark(sql)}`;
  const into = (output: string, sql: string): string =>
    `INSERT OVERWRITE DIRECTORY ${literal(join(folder, output))} USING parquet ${sql}`;
  return [
    ...records(work.sources).map(sql => ({ what: 'records', sql })),
    ...['owned', 'models'].map(name => ({
      what: name,
      sql: `CREATE TEMPORARY VIEW ${name} USING parquet OPTIONS (path ${literal(join(folder, `${name}.parquet`))})`,
    })),
    ...layers.map(query => ({ what: query.file, sql: query.view ? seen(query) : kept(query) })),
    ...all.groups.map(query => ({ what: query.file, sql: seen(query) })),
    { what: 'features', sql: into('features', featuresQuery(all)) },
    ...tables.map(({ file, table, sql }) => ({ what: file, sql: into(table.replace('table_', ''), forSpark(sql)) })),
  ];
}

/** Which error it was: its name, and not its text, which may quote the data. */
function reasonOf(text: string): string {
  const found = text.match(/\[([A-Z][A-Z0-9_.]+)\]/) ?? text.match(/\b((?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error))\b/);
  return found?.[1] ?? text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

export class SparkFailed extends OperatorError {
  constructor(status: number | string | null, text: string) {
    super('spark', `Spark ended with ${status}: ${reasonOf(text)}`);
  }
}

/** `1.5GB` as Spark takes it: whole megabytes. */
function megabytes(size: string): string {
  const [, number, unit] = size.match(/^([\d.]+)\s*([KMGT])/i) ?? [];
  return `${Math.ceil(Number(number) * 1024 ** ('KMGT'.indexOf(unit.toUpperCase()) - 1))}m`;
}

function configuration(work: SparkWork): string[] {
  const { folder, master, memoryLimit, threads } = work;
  const settings = {
    // No metastore: the tables live as long as the run.
    'spark.sql.catalogImplementation': 'in-memory',
    'spark.sql.warehouse.dir': join(folder, 'tables'),
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.ansi.enabled': 'true',
    'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS',
    'spark.ui.enabled': 'false',
    'spark.log.level': 'ERROR',
    ...(master === undefined || master.startsWith('local') ? { 'spark.local.dir': join(folder, 'spill') } : {}),
  };
  return [
    '--master',
    master ?? `local[${threads ?? '*'}]`,
    ...(memoryLimit === undefined ? [] : ['--driver-memory', megabytes(memoryLimit)]),
    ...Object.entries(settings).flatMap(([name, each]) => ['--conf', `${name}=${each}`]),
  ];
}

function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(signal ?? status));
  });
}

export async function workOnSpark(work: SparkWork): Promise<void> {
  const spark = findSpark();
  if (spark === undefined) {
    throw new OperatorError('no-spark', '--engine spark: no spark-sql and no spark-submit in SPARK_HOME or on PATH');
  }
  const statements = script(work, queries());
  const file = join(work.folder, 'features.sql');
  for (const name of ['tables', 'spill']) mkdirSync(join(work.folder, name), { recursive: true });
  writeFileSync(file, statements.map(({ sql }) => `${sql};\n`).join('\n'));
  const [program, ...first] = spark;
  work.step('starting Spark', 0);
  const child = spawn(program, [...first, ...configuration(work), '-f', file], {
    cwd: work.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = (): void => void child.kill('SIGTERM');
  work.signal?.addEventListener('abort', end);
  let text = '';
  let line = '';
  let done = 0;
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-20_000);
    const lines = (line + part).split('\n');
    line = lines.pop() ?? '';
    // One such line a statement.
    for (const each of lines) {
      const time = each.match(/^Time taken: ([\d.]+) seconds/)?.[1];
      if (time === undefined) continue;
      const { what } = statements[Math.min(done, statements.length - 1)];
      const entry = work.timings.get(what) ?? { seconds: 0, processor: 0, times: 0 };
      work.timings.set(what, { seconds: entry.seconds + Number(time), processor: 0, times: entry.times + 1 });
      done++;
      work.step(what, done / statements.length);
    }
  });
  try {
    const status = await ended(child);
    work.signal?.throwIfAborted();
    if (status !== 0) throw new SparkFailed(status, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || error instanceof OperatorError) throw error;
    throw new OperatorError('no-spark', `--engine spark: cannot run ${program}: ${systemReason(error)}`);
  } finally {
    work.signal?.removeEventListener('abort', end);
  }
}
