/** Dialogue records → feature table, sessions, tunnels: opens what is needed, runs the engine, puts whole files in place. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Database, literal } from '../database/database.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { makeFolders } from '../pipeline/folders.ts';
import { BUCKET_ROWS } from './buckets.ts';
import { queries } from './contracts.ts';
import { booked, merge, type Period, prepare, type Timings, work } from './duckdb.ts';
import { isDataFault, operatorFault } from './faults.ts';
import { findSources, firstFault, recordsQuery, type Source } from './inputs.ts';
import { workOnSpark } from './spark.ts';
import { loadDevices, loadModels } from './user-tables.ts';

export interface FeatureOptions extends Period {
  /** Feature table to write. */
  readonly output: string;
  readonly sessions?: string;
  readonly tunnels?: string;
  /** The user's tables. */
  readonly devices?: string;
  readonly tac?: string;
  readonly memoryLimit?: string;
  readonly temporary?: string;
  readonly threads?: number;
  readonly buckets?: number;
  readonly engine?: 'duckdb' | 'spark';
  /** Where Spark runs: `local[2]`, `yarn`, `spark://host:7077`. */
  readonly master?: string;
  /** What is being done, and how far the whole has come, 0 to 1. */
  readonly progress?: (what: string, share: number) => void;
  /** Ends the work; nothing is written then. */
  readonly signal?: AbortSignal;
}

export interface Told {
  readonly files: number;
  readonly dialogues: number;
  readonly withoutDevice: number;
  readonly edges: number;
  readonly outside: number;
  readonly devices: number;
  readonly written: readonly { readonly path: string; readonly rows: number }[];
  readonly timings: Timings;
}

/** As much as the work needs, on a machine that has it. */
function defaultLimit(): string {
  return `${Math.max(512, Math.min(3072, Math.floor((totalmem() / 2 ** 20) * 0.6)))}MB`;
}

/** A folder of our own beside the output, hidden, gone at the end. */
function workFolder(options: FeatureOptions): string {
  const parent = options.temporary ?? dirname(resolve(options.output));
  try {
    return mkdtempSync(join(parent, '.sigprobe-'));
  } catch (error) {
    const what = options.temporary === undefined ? options.output : `--temp ${options.temporary}`;
    throw new OperatorError('cannot-write', `cannot write ${what}: ${systemReason(error)}`);
  }
}

interface Left {
  readonly withoutDevice: number;
  readonly edges: number;
  readonly outside: number;
}

/** Why some dialogues do not count. */
async function whatIsLeft(db: Database, { fromMicros, toMicros, includeEdges }: FeatureOptions): Promise<Left> {
  const outside = [
    ...(fromMicros === undefined ? [] : [`epoch_us(start_time) < ${fromMicros}`]),
    ...(toMicros === undefined ? [] : [`epoch_us(start_time) >= ${toMicros}`]),
  ];
  const [row] = await db.rows(`SELECT
      count(*) FILTER (WHERE coalesce(imsi, '') = '') AS without_device,
      count(*) FILTER (WHERE imsi <> '' AND edge <> '' AND NOT ${includeEdges}) AS edges,
      count(*) FILTER (WHERE imsi <> '' AND (coalesce(edge, '') = '' OR ${includeEdges}) AND (${outside.join(' OR ') || 'FALSE'})) AS outside
    FROM records`);
  return { withoutDevice: Number(row.without_device), edges: Number(row.edges), outside: Number(row.outside) };
}

async function outputsOf(options: FeatureOptions): Promise<Map<string, string>> {
  const outputs = new Map([['features', options.output]]);
  for (const name of ['sessions', 'tunnels'] as const) {
    const path = options[name];
    if (path !== undefined) outputs.set(name, path);
  }
  for (const path of outputs.values()) {
    const folder = dirname(resolve(path));
    await makeFolders(folder).catch((error: NodeJS.ErrnoException) => {
      throw new OperatorError('cannot-write', `cannot write ${path}: ${systemReason(error)}`);
    });
    if (existsSync(path) && statSync(path).isDirectory()) {
      throw new OperatorError('cannot-write', `cannot write ${path}: it is a folder`);
    }
  }
  return outputs;
}

/** What an engine is given and gives back. */
interface Engine {
  /** Runs; gives how many dialogues counted. */
  run(sources: readonly Source[], dialogues: number): Promise<number>;
  /** Pattern of the parts of an output. */
  parts(output: string): string;
}

function duckdb(
  db: Database,
  folder: string,
  options: FeatureOptions,
  outputs: readonly string[],
  timings: Timings,
): Engine {
  const progress = options.progress ?? (() => {});
  return {
    run: (_, dialogues) =>
      work({
        ...options,
        db,
        folder,
        buckets: options.buckets ?? Math.max(1, Math.ceil(dialogues / BUCKET_ROWS)),
        wanted: outputs,
        timings,
        step: (what, share) => progress(what, what === 'reading' ? 0.05 : 0.35 + 0.6 * share),
      }),
    parts: output => join(folder, `${output}-*.parquet`),
  };
}

function spark(
  db: Database,
  folder: string,
  options: FeatureOptions,
  outputs: readonly string[],
  timings: Timings,
): Engine {
  const progress = options.progress ?? (() => {});
  return {
    async run(sources) {
      for (const table of ['owned', 'models']) {
        await db.run(`COPY ${table} TO ${literal(join(folder, `${table}.parquet`))} (FORMAT parquet)`);
      }
      await workOnSpark({
        ...options,
        sources,
        folder,
        wanted: outputs,
        timings,
        step: (what, share) => progress(what, 0.05 + 0.9 * share),
      });
      const [{ n }] = await db.rows(
        `SELECT count(*) AS n FROM read_parquet(${literal(join(folder, 'tables', 'dialogues', '*.parquet'))})`,
      );
      return Number(n);
    },
    parts: output => join(folder, output, '*.parquet'),
  };
}

export async function features(inputs: readonly string[], options: FeatureOptions): Promise<Told> {
  const outputs = await outputsOf(options);
  const memory = options.memoryLimit ?? defaultLimit();
  const folder = workFolder(options);
  const progress = options.progress ?? (() => {});
  const timings: Timings = new Map();
  let db: Database | undefined;
  try {
    db = await Database.open({
      memoryLimit: memory,
      temporaryFolder: join(folder, 'spill'),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    const open = db;
    options.signal?.addEventListener('abort', () => open.interrupt());
    options.signal?.throwIfAborted();
    await prepare(db);
    const engine = (options.engine === 'spark' ? spark : duckdb)(db, folder, options, [...outputs.keys()], timings);
    const sources = await findSources(db, inputs);
    await loadDevices(db, options.devices);
    await loadModels(db, options.tac);
    try {
      await db.run(`CREATE VIEW records AS ${recordsQuery(sources)}`);
      progress('counting', 0);
      const [{ n }] = await booked(timings, 'counting', () => open.rows('SELECT count(*) AS n FROM records'));
      const dialogues = Number(n);
      const counted = await engine.run(sources, dialogues);
      const left =
        counted === dialogues
          ? { withoutDevice: 0, edges: 0, outside: 0 }
          : await booked(timings, 'counting', () => whatIsLeft(open, options));
      progress('writing', 0.95);
      const written = [];
      for (const [name, path] of outputs) {
        written.push({
          path,
          rows: await merge({ db, timings }, name, engine.parts(name), join(folder, `${name}.whole`)),
        });
      }
      options.signal?.throwIfAborted();
      for (const [name, path] of outputs) putInPlace(join(folder, `${name}.whole`), path);
      return { files: sources.length, dialogues, ...left, devices: written[0].rows, written, timings };
    } catch (error) {
      if (options.signal?.aborted || !isDataFault(error)) throw error;
      throw (await firstFault(db, sources)) ?? error;
    }
  } catch (error) {
    throw operatorFault(error, { memory, temporary: dirname(folder) });
  } finally {
    db?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whole under its name, or not at all: --temp may be another disk, from which nothing can be renamed. */
function putInPlace(part: string, path: string): void {
  try {
    try {
      renameSync(part, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
      try {
        copyFileSync(part, beside);
        renameSync(beside, path);
      } finally {
        rmSync(beside, { force: true });
      }
    }
  } catch (error) {
    throw new OperatorError('cannot-write', `cannot write ${path}: ${systemReason(error)}`);
  }
}

/** Names of the feature columns in their order: for those who show them. */
export function featureNames(): string[] {
  return queries().groups.flatMap(({ gives }) => gives.map(({ name }) => name));
}
