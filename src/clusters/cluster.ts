/** Features in; labels, components, the choice of k, profiles and a model out. */
import type { Database } from '../database/database.ts';
import { OperatorError } from '../errors.ts';
import { type Distances, distancesOf } from './distances.ts';
import type { ChoiceFile, ModelFile, PcaFile, ProfilesFile } from './files.ts';
import { type Matrix, rowsOf } from './matrix.ts';
import { modelOf } from './model.ts';
import { type Pca, pca, project } from './pca.ts';
import { profilesOf } from './profiles.ts';
import { type Scale, scaleOf } from './scale.ts';
import { search } from './search.ts';
import { type FeatureTable, readFeatures } from './table.ts';

/** Share of the variance that the kept components explain. */
const EXPLAINED = 0.8;
export const LEAST_K = 2;
export const MOST_K = 15;

export interface ClusterOptions {
  readonly columns: readonly string[];
  readonly k: number | 'auto';
  readonly seed: number;
  readonly sample: number;
  readonly starts: number;
  readonly workers: number;
  readonly sigprobe: string;
  /** Fewer devices than this are refused. */
  readonly fewest?: number;
  /** Told what is being done, and how far the whole has come, 0 to 1. */
  readonly progress?: (what: string, share: number) => void;
}

export interface Clusters {
  readonly devices: readonly string[];
  readonly distances: Distances;
  readonly centres: Matrix;
  readonly pca: PcaFile;
  readonly choice: ChoiceFile;
  readonly profiles: ProfilesFile;
  readonly model: ModelFile;
}

function counted(devices: number): string {
  return devices === 1 ? '1 device' : `${devices} devices`;
}

/** The k to try: one that was given, or all that so many devices allow. */
function candidates(path: string, k: number | 'auto', devices: number): number[] {
  if (k !== 'auto') {
    if (devices >= k) return [k];
    throw new OperatorError('too-few-devices', `${path}: ${k} clusters are asked for, it holds ${counted(devices)}`);
  }
  const most = Math.min(MOST_K, devices - 1);
  if (most < LEAST_K) {
    throw new OperatorError('too-few-devices', `${path}: it holds ${counted(devices)}, a choice of k needs 3 at least`);
  }
  return Array.from({ length: most - LEAST_K + 1 }, (_, i) => LEAST_K + i);
}

function pcaFile({ devices, columns }: FeatureTable, scale: Scale, found: Pca): PcaFile {
  const missing = scale.kept.map((place, j) => [columns[place], scale.missing[j]] as const);
  return {
    devices: devices.length,
    columns: scale.kept.map(place => columns[place]),
    dropped: scale.dropped.map(({ column, reason }) => ({ column: columns[column], reason })),
    filled: Object.fromEntries(missing.filter(([, count]) => count > 0)),
    components: found.components,
    least_explained: EXPLAINED,
    explained: Array.from(found.explained),
    variance: Array.from(found.variance.subarray(0, found.components)),
    loadings: rowsOf(found.loadings),
  };
}

export async function cluster(db: Database, path: string, options: ClusterOptions): Promise<Clusters> {
  const { progress = () => undefined, seed, sample, starts, workers, sigprobe } = options;
  progress('reading', 0);
  const table = await readFeatures(db, path, options.columns);
  const { length: devices } = table.devices;
  const { fewest = 0 } = options;
  if (devices < fewest) {
    throw new OperatorError('too-few-devices', `${path}: ${counted(devices)}, clusters need ${fewest} at least`);
  }
  const ks = candidates(path, options.k, devices);
  const scale = scaleOf(table.matrix);
  if (scale.kept.length === 0) {
    const what = `all ${devices} devices have the same values in all ${options.columns.length} columns`;
    throw new OperatorError('all-constant', `${path}: ${what}: nothing tells them apart`);
  }
  progress('principal components', 0.05);
  const components = pca(table.matrix, scale, EXPLAINED);
  const x = project(table.matrix, scale, components.loadings);
  const { clustering, choice } = await search(x, {
    ks,
    given: options.k !== 'auto',
    seed,
    sample,
    starts,
    workers,
    progress: share => progress('k-means', 0.1 + 0.8 * share),
  });
  progress('profiles', 0.9);
  const distances = distancesOf(x, clustering.centres);
  const profiles = profilesOf(table, clustering, distances.distance);
  const model = modelOf({
    columns: options.columns,
    scale,
    loadings: components.loadings,
    centres: clustering.centres,
    labels: clustering.labels,
    distance: distances.distance,
    profiles,
    sigprobe,
  });
  return {
    devices: table.devices,
    distances,
    centres: clustering.centres,
    pca: pcaFile(table, scale, components),
    choice,
    profiles,
    model,
  };
}
