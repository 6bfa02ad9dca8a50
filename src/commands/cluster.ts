/** `sigprobe cluster`: one row of features a device → clusters, profiles and a model. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cluster as compute } from '../clusters/cluster.ts';
import { CLUSTER_COLUMNS } from '../clusters/columns.ts';
import { FILES } from '../clusters/files.ts';
import { Files, writeClusters } from '../clusters/folder.ts';
import { Database } from '../database/database.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { defaultWorkers } from '../pipeline/pool.ts';
import { signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { clustersText } from '../report/clusters.ts';
import { stepsBar } from '../report/steps.ts';
import { version } from '../version.ts';

export interface ClusterCommandOptions {
  readonly output: string;
  readonly k: number | 'auto';
  readonly seed: number;
  readonly sample: number;
  readonly starts: number;
  readonly columns?: string;
  readonly workers?: number;
  readonly quiet?: boolean;
  /** Fewer devices than this are refused. */
  readonly fewest?: number;
}

/** What the command line takes where nothing is given. */
export const DEFAULTS = { k: 'auto', seed: 1, sample: 5000, starts: 20 } as const;

/** Reading needs little of it: the table goes straight into memory of our own. */
export const MEMORY = '512MB';

/** Names, one a line; empty lines and those that begin with # say nothing. */
async function namesIn(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError('no-such-file', `cannot read ${path}: ${systemReason(error)}`);
  }
  const names = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
  if (names.length === 0) throw new OperatorError('no-columns', `${path}: it names no column`);
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw new OperatorError('column-twice', `${path}: ${again} stands in it twice`);
  return names;
}

export async function cluster(input: string, options: ClusterCommandOptions): Promise<number> {
  const { output, k, seed, sample, starts, quiet, fewest = 0 } = options;
  const columns = options.columns === undefined ? CLUSTER_COLUMNS : await namesIn(options.columns);
  await Files.probe(join(output, FILES.labels));
  const db = await Database.open({ memoryLimit: MEMORY });
  const bar = stepsBar(!quiet);
  const stop = stopOnSignals();
  const files = new Files();
  try {
    const computing = compute(db, input, {
      columns,
      k,
      seed,
      sample,
      starts,
      workers: options.workers ?? defaultWorkers(),
      fewest,
      sigprobe: version(),
      progress: (what, share) => bar.update(what, share),
    });
    const found = await Promise.race([computing, aborted(stop.reading)]);
    bar.stop();
    if (found !== undefined) {
      // It takes a moment: a signal that comes now is heeded behind it.
      await writeClusters(files, db, output, found);
      await files.finish();
      if (!quiet) process.stdout.write(clustersText(found, output));
      return stop.signal === undefined ? 0 : signalStatus(stop.signal);
    }
    // The process ends, and its threads with it; nobody waits for what they find.
    computing.catch(() => undefined);
    process.stderr.write(`sigprobe: ended by ${stop.signal} before the clusters were whole: nothing was written\n`);
    return signalStatus(stop.signal ?? 'SIGINT');
  } finally {
    bar.stop();
    await files.abort();
    stop.dispose();
    if (stop.signal === undefined) db.close();
  }
}

/** Resolves when the signal comes. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}
