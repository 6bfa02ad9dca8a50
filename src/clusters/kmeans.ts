/**
 * Lloyd's k-means with the bounds of Hamerly (2010): a row is looked at again only where the centres have moved far enough
 * for another to be nearer. Same rows and first centres, same result: all sums run in row order. No cluster is left empty.
 */
import { type Matrix, squaredDistance } from './matrix.ts';

export interface Clustering {
  readonly centres: Matrix;
  /** From 0, by row. */
  readonly labels: Uint8Array;
  /** Sum of the squared distances of the rows to their centres. */
  readonly inertia: number;
  readonly iterations: number;
}

const MOST_ITERATIONS = 500;

class Run {
  readonly #x: Matrix;
  readonly #k: number;
  readonly #centres: Float64Array;
  readonly labels: Uint8Array;
  /** At least the distance to the own centre, at most the distance to any other. */
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;

  constructor(x: Matrix, first: Matrix) {
    this.#x = x;
    this.#k = first.rows;
    this.#centres = first.values.slice();
    this.labels = new Uint8Array(x.rows);
    this.#upper = new Float64Array(x.rows).fill(Number.POSITIVE_INFINITY);
    this.#lower = new Float64Array(x.rows);
    this.#counts = new Float64Array(first.rows);
    this.#sums = new Float64Array(first.values.length);
  }

  get centres(): Matrix {
    return { rows: this.#k, columns: this.#x.columns, values: this.#centres };
  }

  /** Half the distance from each centre to the nearest other. */
  #halfGaps(): Float64Array {
    const gaps = new Float64Array(this.#k).fill(Number.POSITIVE_INFINITY);
    for (let a = 0; a < this.#k; a++) {
      for (let b = 0; b < a; b++) {
        const half = Math.sqrt(squaredDistance(this.#centres, a, this.#centres, b, this.#x.columns)) / 2;
        if (half < gaps[a]) gaps[a] = half;
        if (half < gaps[b]) gaps[b] = half;
      }
    }
    return gaps;
  }

  /** Gives each row its nearest centre; how many changed. */
  assign(): number {
    const { rows, columns, values } = this.#x;
    const centres = this.#centres;
    const upper = this.#upper;
    const lower = this.#lower;
    const { labels } = this;
    const gaps = this.#halfGaps();
    let changed = 0;
    for (let i = 0; i < rows; i++) {
      const own = labels[i];
      const bound = Math.max(gaps[own], lower[i]);
      if (upper[i] < bound) continue;
      upper[i] = Math.sqrt(squaredDistance(values, i, centres, own, columns));
      if (upper[i] < bound) continue;
      let nearest = 0;
      let first = Number.POSITIVE_INFINITY;
      let second = Number.POSITIVE_INFINITY;
      for (let j = 0; j < this.#k; j++) {
        const distance = squaredDistance(values, i, centres, j, columns);
        if (distance < first) {
          second = first;
          first = distance;
          nearest = j;
        } else if (distance < second) second = distance;
      }
      upper[i] = Math.sqrt(first);
      lower[i] = Math.sqrt(second);
      if (nearest !== own) {
        labels[i] = nearest;
        changed++;
      }
    }
    return changed;
  }

  /** Nothing is known of any distance any more. */
  forget(): void {
    this.#upper.fill(Number.POSITIVE_INFINITY);
    this.#lower.fill(0);
  }

  /** Moves the centres to the middle of their rows. */
  move(): void {
    const { rows, columns, values } = this.#x;
    const { labels } = this;
    const sums = this.#sums.fill(0);
    const counts = this.#counts.fill(0);
    for (let i = 0, at = 0; i < rows; i++) {
      counts[labels[i]]++;
      for (let p = labels[i] * columns, end = p + columns; p < end; p++) sums[p] += values[at++];
    }
    if (counts.includes(0)) this.#fillEmpty();
    let most = 0;
    let next = 0;
    let mover = -1;
    const moved = new Float64Array(this.#k);
    for (let j = 0; j < this.#k; j++) {
      let square = 0;
      for (let p = j * columns, end = p + columns; p < end; p++) {
        const value = sums[p] / counts[j];
        square += (value - this.#centres[p]) ** 2;
        this.#centres[p] = value;
      }
      moved[j] = Math.sqrt(square);
      if (moved[j] > most) {
        next = most;
        most = moved[j];
        mover = j;
      } else if (moved[j] > next) next = moved[j];
    }
    for (let i = 0; i < rows; i++) {
      this.#upper[i] += moved[labels[i]];
      this.#lower[i] -= labels[i] === mover ? next : most;
    }
  }

  /** An empty cluster takes the row that is farthest from its centre, one that is not alone. */
  #fillEmpty(): void {
    const { rows, columns, values } = this.#x;
    const { labels } = this;
    for (let empty = 0; empty < this.#k; empty++) {
      if (this.#counts[empty] > 0) continue;
      let farthest = -1;
      let most = -1;
      for (let i = 0; i < rows; i++) {
        if (this.#counts[labels[i]] < 2) continue;
        const distance = squaredDistance(values, i, this.#centres, labels[i], columns);
        if (distance > most) {
          most = distance;
          farthest = i;
        }
      }
      for (let j = 0; j < columns; j++) {
        const value = values[farthest * columns + j];
        this.#sums[labels[farthest] * columns + j] -= value;
        this.#sums[empty * columns + j] = value;
        this.#centres[empty * columns + j] = value;
      }
      this.#counts[labels[farthest]]--;
      this.#counts[empty] = 1;
      labels[farthest] = empty;
    }
    this.forget();
  }

  inertia(): number {
    const { rows, columns, values } = this.#x;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += squaredDistance(values, i, this.#centres, this.labels[i], columns);
    return sum;
  }
}

/**
 * k is the number of first centres: 255 at most, and no more than there are different rows. It is over when no row changes,
 * or no more than `still` of them.
 */
export function kmeans(x: Matrix, first: Matrix, still = 0): Clustering {
  const run = new Run(x, first);
  let iterations = 0;
  let changed = run.assign();
  while (iterations < MOST_ITERATIONS) {
    iterations++;
    run.move();
    changed = run.assign();
    if (changed > still) continue;
    if (still > 0) break;
    // Bounds gather rounding: before it is over, every distance is looked at once more.
    run.forget();
    changed = run.assign();
    if (changed === 0) break;
  }
  return { centres: run.centres, labels: run.labels, inertia: run.inertia(), iterations };
}
