/** What each cluster is like: means, marks against all devices, words, examples. */
import type { ByFeature, Mark, Profile, ProfilesFile } from './files.ts';
import type { Clustering } from './kmeans.ts';
import type { Matrix } from './matrix.ts';
import { sizes } from './numbering.ts';
import type { FeatureTable } from './table.ts';
import { wordsOf } from './words.ts';

const LOW = 0.2;
const HIGH = 0.8;
/** Features that are told of a cluster, and devices shown of it. */
const STANDING_OUT = 8;
const EXAMPLES = 5;

/** The value below which a share `q` of the sorted values lies, between two of them in proportion. */
export function quantile(sorted: Float64Array, q: number): number {
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** Known values of a column, in rising order. */
function sortedColumn({ rows, columns, values }: Matrix, j: number): Float64Array {
  const known = new Float64Array(rows);
  let count = 0;
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    if (!Number.isNaN(values[at])) known[count++] = values[at];
  }
  return known.subarray(0, count).sort();
}

/** Mean of each column over the rows of each cluster that have a value, and over all rows; NaN where there is none. */
function means(
  { rows, columns, values }: Matrix,
  labels: Uint8Array,
  k: number,
): { of: Float64Array; all: Float64Array } {
  const sums = new Float64Array((k + 1) * columns);
  const counts = new Float64Array((k + 1) * columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const own = labels[i] * columns;
    for (let j = 0; j < columns; j++, at++) {
      const value = values[at];
      if (Number.isNaN(value)) continue;
      sums[own + j] += value;
      counts[own + j]++;
    }
  }
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < columns; j++) {
      sums[k * columns + j] += sums[c * columns + j];
      counts[k * columns + j] += counts[c * columns + j];
    }
  }
  const of = sums.map((sum, at) => sum / counts[at]);
  return { of, all: of.subarray(k * columns) };
}

/** Deviations of the known values, divisor n. */
function deviations({ rows, columns, values }: Matrix, mean: Float64Array): Float64Array {
  const squares = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      if (Number.isNaN(values[at])) continue;
      squares[j] += (values[at] - mean[j]) ** 2;
      counts[j]++;
    }
  }
  return squares.map((sum, j) => Math.sqrt(sum / counts[j]));
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Rows of each cluster that are nearest to its centre, nearest first. */
function nearest(labels: Uint8Array, distances: Float64Array, k: number): number[][] {
  const rows: number[][] = Array.from({ length: k }, () => []);
  for (let i = 0; i < labels.length; i++) {
    const best = rows[labels[i]];
    if (best.length === EXAMPLES && distances[i] >= distances[best[EXAMPLES - 1]]) continue;
    let at = best.length;
    while (at > 0 && distances[i] < distances[best[at - 1]]) at--;
    best.splice(at, 0, i);
    if (best.length > EXAMPLES) best.pop();
  }
  return rows;
}

export function profilesOf(table: FeatureTable, clustering: Clustering, distances: Float64Array): ProfilesFile {
  const { matrix, columns, devices } = table;
  const k = clustering.centres.rows;
  const counts = sizes(clustering.labels, k);
  const { of, all } = means(matrix, clustering.labels, k);
  const deviation = deviations(matrix, all);
  const thresholds: Record<string, { low: number; high: number }> = {};
  const overall: Record<string, { mean: number; deviation: number }> = {};
  const varying = new Set<string>();
  columns.forEach((name, j) => {
    const sorted = sortedColumn(matrix, j);
    if (sorted.length === 0) return;
    thresholds[name] = { low: quantile(sorted, LOW), high: quantile(sorted, HIGH) };
    overall[name] = { mean: all[j], deviation: deviation[j] };
    if (sorted[0] < sorted[sorted.length - 1]) varying.add(name);
  });
  const examples = nearest(clustering.labels, distances, k);
  const clusters = counts.map((count, c): Profile => {
    const mean = (j: number): number => of[c * columns.length + j];
    const marks: Record<string, Mark> = {};
    columns.forEach((name, j) => {
      if (!varying.has(name)) return;
      if (mean(j) > thresholds[name].high) marks[name] = 'high';
      else if (mean(j) < thresholds[name].low) marks[name] = 'low';
    });
    const byName = Object.fromEntries(columns.map((name, j) => [name, known(mean(j))]));
    return {
      cluster: c + 1,
      devices: count,
      share: count / devices.length,
      means: byName,
      marks,
      words: wordsOf({
        mean: name => byName[name] ?? null,
        mark: name => marks[name],
        varies: name => varying.has(name),
      }),
      stands_out: standing(byName, overall),
      examples: examples[c].map(i => devices[i]),
    };
  });
  return { k, devices: devices.length, thresholds, overall, clusters };
}

function standing(
  mean: ByFeature<number | null>,
  overall: ByFeature<{ mean: number; deviation: number }>,
): Profile['stands_out'] {
  return Object.entries(overall)
    .flatMap(([feature, { mean: middle, deviation }]) => {
      const value = mean[feature];
      return value === null || !(deviation > 0) ? [] : [{ feature, deviation: (value - middle) / deviation }];
    })
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
    .slice(0, STANDING_OUT);
}
