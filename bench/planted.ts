/**
 * Feature tables with planted clusters, from a seed: normal clouds around centres in a space of hidden factors, spread over
 * the columns with a little noise. Some columns lack values, one is the same everywhere.
 */
import { CLUSTER_COLUMNS } from '../src/clusters/columns.ts';
import { type Matrix, sharedMatrix } from '../src/clusters/matrix.ts';
import { Random } from '../src/clusters/random.ts';
import { Database, literal } from '../src/database/database.ts';

export interface Plant {
  readonly devices: number;
  readonly seed: number;
  /** Share of each cluster; they add to 1. */
  readonly shares?: readonly number[];
  readonly factors?: number;
  /** Deviation of the centres, where that of a cloud is 1. */
  readonly apart?: number;
  /** Of the clouds and their places, where it is to differ from `seed`. */
  readonly shape?: number;
}

export interface Planted {
  readonly matrix: Matrix;
  /** From 0, by row. */
  readonly labels: Uint8Array;
}

export const SHARES = [0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06, 0.04];
/** Columns that lack values, and how many. */
const LACKING = ['mean_dt_update', 'sd_dt_update', 'pct_ul_error_all_uls'];
const LACK = 0.3;
export const CONSTANT = 'pct_unknown';
const PER_COLUMN = 6;

/** Nearly normal: twelve draws. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.unit();
  return sum;
}

export function planted(plant: Plant): Planted {
  const { devices, seed, shares = SHARES, factors = 30, apart = 2, shape = seed } = plant;
  const columns = CLUSTER_COLUMNS.length;
  const form = new Random(shape, 1);
  const centres = shares.map(() => Array.from({ length: factors }, () => normal(form) * apart));
  // Each column listens to a few factors.
  const factor = new Uint16Array(columns * PER_COLUMN).map(() => form.below(factors));
  const weight = new Float64Array(columns * PER_COLUMN).map(() => normal(form));
  const random = new Random(seed, 2);
  const matrix = sharedMatrix(devices, columns);
  const labels = new Uint8Array(devices);
  const hidden = new Float64Array(factors);
  const lacking = LACKING.map(name => CLUSTER_COLUMNS.indexOf(name));
  const constant = CLUSTER_COLUMNS.indexOf(CONSTANT);
  for (let i = 0; i < devices; i++) {
    let draw = random.unit();
    let own = 0;
    while (own < shares.length - 1 && draw >= shares[own]) draw -= shares[own++];
    labels[i] = own;
    for (let f = 0; f < factors; f++) hidden[f] = centres[own][f] + normal(random);
    for (let j = 0, at = 0; j < columns; j++) {
      let value = normal(random) / 2;
      for (const end = at + PER_COLUMN; at < end; at++) value += weight[at] * hidden[factor[at]];
      matrix.values[i * columns + j] = value;
    }
    matrix.values[i * columns + constant] = 0.25;
    for (const j of lacking) if (random.unit() < LACK) matrix.values[i * columns + j] = Number.NaN;
  }
  return { matrix, labels };
}

export function identity(i: number): string {
  return String(901_700_000_000_000 + i);
}

/** As `sigprobe features` would leave it, as far as clustering looks. */
export async function writeFeatures(path: string, matrix: Matrix, names = CLUSTER_COLUMNS): Promise<void> {
  const db = await Database.open();
  try {
    const columns = names.map((name, j) => ({
      name,
      type: 'DOUBLE' as const,
      values: Float64Array.from({ length: matrix.rows }, (_, i) => matrix.values[i * matrix.columns + j]),
    }));
    const devices = Array.from({ length: matrix.rows }, (_, i) => identity(i));
    await db.create('features', [{ name: 'simId', type: 'VARCHAR', values: devices }, ...columns]);
    // NaN is how this file says null.
    const values = names.map(name => `CASE WHEN isnan("${name}") THEN NULL ELSE "${name}" END AS "${name}"`);
    await db.run(`COPY (SELECT "simId", ${values.join(', ')} FROM features) TO ${literal(path)} (FORMAT parquet)`);
  } finally {
    db.close();
  }
}
