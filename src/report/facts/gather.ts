/** All that the report says, aggregated from the files of an output folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { all } from 'mcc-mnc-list';
import { Database } from '../../database/database.ts';
import { OperatorError, systemReason } from '../../errors.ts';
import { isDataFault, operatorFault } from '../../features/faults.ts';
import { version } from '../../version.ts';
import {
  type Cube,
  type CubeName,
  ENTITIES,
  type Entity,
  type Facts,
  type Names,
  type Timeline,
} from '../page/model.ts';
import { clustersOf } from './clusters.ts';
import { makeCodes } from './codes.ts';
import { distributionsOf } from './features.ts';
import { findInputs, type Inputs } from './inputs.ts';
import { readQuality } from './quality.ts';
import { relation } from './relation.ts';
import { sessionsOf, tunnelsOf } from './sessions.ts';
import { countSlabs, ROWS, slabsOf } from './slabs.ts';
import { timelineOf, usualHours } from './timeline.ts';

/** What the database may take before it writes to a temporary folder. */
const MEMORY = '1500MB';

const NOTHING: Names = { names: [], distinct: 0, untold: false };

type Dialogues = Pick<
  Facts,
  | 'time'
  | 'dialogues'
  | 'outside'
  | 'kinds'
  | 'choices'
  | 'countries'
  | 'reasons'
  | 'entities'
  | 'operators'
  | 'devices'
> & { readonly cubes: Partial<Record<CubeName, Cube>> };

type Progress = (what: string, share: number) => void;

/** Where in the whole what follows the names of the records begins, by its usual time. */
const COUNTING = 0.2;
const TABLES = 0.85;

export interface GatherOptions {
  /** As the database writes it: `2GB`. */
  readonly memoryLimit?: string;
  /** Where the folder of temporary files is made. */
  readonly temporary?: string;
  /** Records that are counted at once, about. */
  readonly rows?: number;
  /** Told what is being done, and how far the whole has come, 0 to 1. */
  readonly progress?: Progress;
  /** Ends the query under way and with it the whole; the temporary files go too. */
  readonly signal?: AbortSignal;
}

export async function gather(folder: string, options: GatherOptions = {}): Promise<Facts> {
  const inputs = await findInputs(folder);
  const { signal, memoryLimit = MEMORY, rows = ROWS, progress = () => {} } = options;
  const temporary = await temporaryFolder(options.temporary ?? tmpdir());
  const database = await Database.open({ memoryLimit, temporaryFolder: temporary });
  const interrupt = (): void => database.interrupt();
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) interrupt();
  try {
    // Many queries read the same files, whose metadata takes longer to read than some of them last.
    await database.run('SET parquet_metadata_cache = true');
    return await gathered(database, inputs, rows, progress);
  } catch (error) {
    const fault = operatorFault(error, { memory: memoryLimit, temporary });
    if (fault !== error || !(isDataFault(error) || isBroken(error))) throw fault;
    // What the database says may hold values of the records.
    throw new OperatorError('damaged', `${folder}: a table in it cannot be read: was it cut or damaged?`);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    database.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What the reader of Parquet says of pages that are none. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && /^(Invalid|Serialization) Error/i.test(error.message);
}

async function temporaryFolder(above: string): Promise<string> {
  try {
    return await mkdtemp(join(above, 'sigprobe-report-'));
  } catch (error) {
    throw new OperatorError(
      'cannot-write',
      `cannot make a folder for temporary files in ${above}: ${systemReason(error)}`,
    );
  }
}

async function gathered(database: Database, inputs: Inputs, rows: number, progress: Progress): Promise<Facts> {
  const { folder } = inputs;
  const dialogues = await dialoguesOf(database, inputs.dialogues, rows, progress);
  progress('devices and sessions', TABLES);
  const { time } = dialogues;
  const cubes = { ...dialogues.cubes };
  const missing: { what: string; command: string }[] = [];
  const lacks = (what: string, command: string): void => {
    missing.push({ what, command });
  };

  const quality = inputs.summary === undefined ? null : await readQuality(inputs.summary);
  if (quality === null)
    lacks('quality', `sigprobe decode INPUT -o ${folder} --summary ${join(folder, 'summary.json')}`);
  const clusters = inputs.profiles === undefined ? null : await clustersOf(inputs.profiles, inputs.choice);
  if (clusters === null) {
    lacks('clusters', `sigprobe cluster ${join(folder, 'features.parquet')} -o ${join(folder, 'clusters')}`);
  }
  const features =
    inputs.features === undefined
      ? null
      : await distributionsOf(database, inputs.features, inputs.labels, clusters?.clusters.length ?? 0);
  const makeFeatures = `sigprobe features ${inputs.dialogues.join(' ')} -o ${join(folder, 'features.parquet')} --sessions --tunnels`;
  if (features === null) lacks('devices', makeFeatures);
  let sessions: Facts['sessions'] = null;
  let tunnels: Facts['tunnels'] = null;
  if (inputs.sessions === undefined) lacks('sessions', makeFeatures);
  else if (time !== null) {
    const found = await sessionsOf(database, inputs.sessions, time);
    sessions = found.sessions;
    Object.assign(cubes, found.cubes);
  }
  if (inputs.tunnels === undefined) lacks('tunnels', makeFeatures);
  else if (time !== null) {
    const found = await tunnelsOf(database, inputs.tunnels, time);
    tunnels = found.tunnels;
    Object.assign(cubes, found.cubes);
  }
  return {
    sigprobe: version(),
    name: basename(resolve(folder)),
    ...dialogues,
    quality,
    featureRows: features?.devices ?? null,
    distributions: features?.distributions ?? [],
    sessions,
    tunnels,
    clusters,
    missing,
    cubes,
  };
}

async function dialoguesOf(
  database: Database,
  files: readonly string[],
  rows: number,
  progress: Progress,
): Promise<Dialogues> {
  const records = await relation(database, files, ['protocol', 'type', 'outcome', 'start_time']);
  const hours = await database.rows(
    `SELECT CAST(epoch_us(start_time) // 3600000000 AS INTEGER) AS hour, CAST(count(*) AS DOUBLE) AS count,
       CAST(min(epoch_us(start_time)) AS DOUBLE) / 1e6 AS first, CAST(max(epoch_us(start_time)) AS DOUBLE) / 1e6 AS last
     FROM ${records.from} WHERE start_time IS NOT NULL GROUP BY hour`,
  );
  const counted = hours as { hour: number; count: number; first: number; last: number }[];
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const usual = usualHours(counted);
  if (usual.length === 0) {
    const entities = Object.fromEntries(ENTITIES.map(entity => [entity, NOTHING])) as Record<Entity, Names>;
    return {
      time: null,
      dialogues: 0,
      outside: 0,
      kinds: [],
      choices: [],
      countries: [],
      reasons: [],
      entities,
      operators: {},
      devices: 0,
      cubes: {},
    };
  }
  const inside = usual.reduce((sum, { count }) => sum + count, 0);
  const time: Timeline = timelineOf(usual[0].first, usual[usual.length - 1].last, inside);
  const until = time.start + time.slots * time.slot;
  const where = `start_time >= make_timestamp(CAST(${time.start * 1e6} AS BIGINT)) AND start_time < make_timestamp(CAST(${until * 1e6} AS BIGINT))`;
  progress('names', COUNTING / 4);
  const codes = await makeCodes(database, records, where, inside);
  const { cubes, kept, devices } = await countSlabs(
    database,
    records,
    where,
    codes,
    time,
    slabsOf(usual, time, rows),
    share => progress('dialogues', COUNTING + (TABLES - COUNTING) * share),
  );
  const entities = {} as Record<Entity, Names>;
  for (const entity of ENTITIES) {
    const { names, distinct, untold } = codes.entities[entity].names;
    entities[entity] = { names: names.slice(0, kept[entity]), distinct, untold };
  }
  const { kinds, choices, countries, reasons } = codes;
  const operators = operatorNames([...entities.operator.names, ...entities.home.names]);
  return {
    time,
    dialogues: inside,
    outside: total - inside,
    kinds,
    choices,
    countries,
    reasons,
    entities,
    operators,
    devices,
    cubes,
  };
}

/** What the networks are called, of those that the report shows. */
function operatorNames(codes: readonly string[]): Record<string, string> {
  const wanted = new Set(codes);
  const names: Record<string, string> = {};
  for (const { mcc, mnc, brand, operator, status } of all()) {
    const code = `${mcc}-${mnc}`;
    const name = brand ?? operator;
    if (wanted.has(code) && name && (names[code] === undefined || status === 'Operational')) names[code] = name;
  }
  return names;
}
