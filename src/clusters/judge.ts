/**
 * How well a clustering holds apart, on a sample: both measures look at every pair of rows. The distances are taken once
 * and serve every k.
 */
import { type Matrix, squaredDistance } from './matrix.ts';

/** Distances of all pairs: that of i and j, i > j, stands at i (i - 1) / 2 + j. */
export function pairDistances({ rows, columns, values }: Matrix): Float64Array {
  const pairs = new Float64Array((rows * (rows - 1)) / 2);
  let put = 0;
  for (let i = 1; i < rows; i++) {
    for (let j = 0; j < i; j++) pairs[put++] = Math.sqrt(squaredDistance(values, i, values, j, columns));
  }
  return pairs;
}

export interface Judgement {
  /**
   * Mean over the rows of (b - a) / max(a, b): a is the mean distance to the others of the own cluster, b the least mean
   * distance to another cluster (Rousseeuw 1987); 0 for a row that is alone in its cluster.
   */
  readonly silhouette: number | null;
  /** Least distance of two rows of different clusters over the greatest of two of one cluster (Dunn 1974). */
  readonly dunn: number | null;
}

/** Both are null where the rows are of one cluster; Dunn also where no cluster has two different rows. */
export function judge(pairs: Float64Array, labels: Uint8Array, k: number): Judgement {
  const rows = labels.length;
  const counts = new Float64Array(k);
  for (const label of labels) counts[label]++;
  if (counts.filter(count => count > 0).length < 2) return { silhouette: null, dunn: null };
  // Sums of the distances from each row to the rows of each cluster.
  const sums = new Float64Array(rows * k);
  let apart = Number.POSITIVE_INFINITY;
  let within = 0;
  for (let i = 1, at = 0; i < rows; i++) {
    const own = labels[i];
    for (let j = 0; j < i; j++) {
      const distance = pairs[at++];
      const other = labels[j];
      sums[i * k + other] += distance;
      sums[j * k + own] += distance;
      if (own === other) {
        if (distance > within) within = distance;
      } else if (distance < apart) apart = distance;
    }
  }
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const own = labels[i];
    if (counts[own] < 2) continue;
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      if (j !== own && counts[j] > 0) nearest = Math.min(nearest, sums[i * k + j] / counts[j]);
    }
    const cohesion = sums[i * k + own] / (counts[own] - 1);
    const most = Math.max(cohesion, nearest);
    if (most > 0) total += (nearest - cohesion) / most;
  }
  return { silhouette: total / rows, dunn: within > 0 ? apart / within : null };
}
