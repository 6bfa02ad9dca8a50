/**
 * First centres of k-means: greedy k-means++ (Arthur and Vassilvitskii 2007). Each next centre is the best of a few rows
 * drawn with the weight of their squared distance to the nearest centre so far.
 */
import { type Matrix, squaredDistance } from './matrix.ts';
import type { Random } from './random.ts';

/** 2 + ln k, rounded down, as a table: logarithms may differ in their last bit from one engine to the next. */
function trials(k: number): number {
  return k < 3 ? 2 : k < 8 ? 3 : k < 21 ? 4 : k < 55 ? 5 : 6;
}

/** First row at which the running sum of `weights` exceeds `target`; the last with a weight where rounding ends it. */
function rowAt(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > 0) last = i;
    sum += weights[i];
    if (sum > target) return i;
  }
  return last;
}

/** Centres that are rows of `x`. Rows that are all alike end it early: fewer than k may come back. */
export function seedCentres(x: Matrix, k: number, random: Random): Matrix {
  const { rows, columns, values } = x;
  const centres = new Float64Array(k * columns);
  const put = (j: number, i: number): void => centres.set(values.subarray(i * columns, (i + 1) * columns), j * columns);
  put(0, random.below(rows));
  const nearest = new Float64Array(rows);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    nearest[i] = squaredDistance(values, i, centres, 0, columns);
    total += nearest[i];
  }
  let best = new Float64Array(rows);
  let trial = new Float64Array(rows);
  for (let j = 1; j < k; j++) {
    if (!(total > 0)) return { rows: j, columns, values: centres.slice(0, j * columns) };
    let bestTotal = Number.POSITIVE_INFINITY;
    let bestRow = 0;
    for (let t = trials(k); t > 0; t--) {
      const row = rowAt(nearest, random.unit() * total);
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const distance = squaredDistance(values, i, values, row, columns);
        const least = Math.min(distance, nearest[i]);
        trial[i] = least;
        sum += least;
      }
      if (sum < bestTotal) {
        bestTotal = sum;
        bestRow = row;
        [best, trial] = [trial, best];
      }
    }
    put(j, bestRow);
    nearest.set(best);
    total = bestTotal;
  }
  return { rows: k, columns, values: centres };
}
