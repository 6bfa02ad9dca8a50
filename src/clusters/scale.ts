/**
 * Each column on the scale of its own spread (z-score). A missing value takes the mean of its column.
 *
 * Why the mean: it is 0 on the new scale, so that a missing value pulls a device neither towards a cluster nor away from
 * one, and the column stays centred, as the PCA needs it. (The median of a skewed column is not 0 there: all devices
 * that lack the value would stand together, apart from the middle, for no reason of their own.) Mean and deviation are
 * those of the known values, so that the unit of a column does not depend on how many devices lack it.
 */
import type { Matrix } from './matrix.ts';

export interface Scale {
  /** Places of the columns that are kept. */
  readonly kept: readonly number[];
  /** By kept column. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Missing values by kept column. */
  readonly missing: readonly number[];
  readonly dropped: readonly {
    readonly column: number;
    readonly reason: 'constant' | 'empty';
    /** NaN where none is known. */
    readonly value: number;
  }[];
}

/** Ranges below this share of the value are what rounding leaves of a constant. */
const CONSTANT = 1e-9;

/** Whether two values, NaN where not known, are one but for rounding. */
export function sameValue(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return Math.abs(a - b) <= CONSTANT * Math.max(Math.abs(a), Math.abs(b));
}

/** Of rows in which NaN stands for a missing value. */
export function scaleOf({ rows, columns, values }: Matrix): Scale {
  const count = new Float64Array(columns);
  const least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = values[at];
      if (Number.isNaN(value)) continue;
      count[j]++;
      mean[j] += value;
      if (value < least[j]) least[j] = value;
      if (value > most[j]) most[j] = value;
    }
  }
  for (let j = 0; j < columns; j++) mean[j] /= count[j];
  // A second look, at what is left after the mean: what rounding took from the sum comes back, and squares stay small.
  const rest = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const difference = values[at] - mean[j];
      if (Number.isNaN(difference)) continue;
      rest[j] += difference;
      deviation[j] += difference * difference;
    }
  }
  const kept: number[] = [];
  const dropped: Scale['dropped'][number][] = [];
  for (let j = 0; j < columns; j++) {
    const correction = rest[j] / count[j];
    mean[j] += correction;
    deviation[j] = Math.sqrt(Math.max(0, deviation[j] / count[j] - correction * correction));
    const size = Math.max(Math.abs(least[j]), Math.abs(most[j]));
    if (count[j] === 0) dropped.push({ column: j, reason: 'empty', value: Number.NaN });
    else if (most[j] - least[j] <= CONSTANT * size || deviation[j] === 0)
      dropped.push({ column: j, reason: 'constant', value: most[j] });
    else kept.push(j);
  }
  return {
    kept,
    mean: Float64Array.from(kept, j => mean[j]),
    deviation: Float64Array.from(kept, j => deviation[j]),
    missing: kept.map(j => rows - count[j]),
    dropped,
  };
}

/** The places, means and deviations that a row is put on the scale by. */
export type Scaling = Pick<Scale, 'kept' | 'mean' | 'deviation'>;

/** Rows `from` to before `to` on the scale, into `into`, row behind row. */
export function scaleRows(matrix: Matrix, scaling: Scaling, from: number, to: number, into: Float64Array): void {
  const { kept, mean, deviation } = scaling;
  let put = 0;
  for (let i = from; i < to; i++) {
    const at = i * matrix.columns;
    for (let j = 0; j < kept.length; j++) {
      const value = matrix.values[at + kept[j]];
      into[put++] = Number.isNaN(value) ? 0 : (value - mean[j]) / deviation[j];
    }
  }
}
