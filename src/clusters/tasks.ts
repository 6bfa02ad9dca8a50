/** What a thread is given to do and what it answers: all of it follows from the numbers of the task. */
import { type Clustering, kmeans } from './kmeans.ts';
import type { Matrix } from './matrix.ts';
import { Random } from './random.ts';
import { seedCentres } from './seeding.ts';

/** Matrices in shared memory; the same for every task. */
export interface Ground {
  readonly seed: number;
  /** Every device. */
  readonly all: Matrix;
  /** Those that starts are tried on. */
  readonly trial: Matrix;
}

export type Task =
  /** One start of k-means, on the trial rows, until it is plain how good it is. */
  | { readonly kind: 'start'; readonly k: number; readonly start: number }
  /** From centres that are good already, on all rows. */
  | { readonly kind: 'refine'; readonly centres: Matrix };

/** Share of the rows that may still change at the end of a start; the best one is carried on to the very end. */
const STILL = 0.002;

export function work(ground: Ground, task: Task): Clustering {
  if (task.kind === 'refine') return kmeans(ground.all, task.centres);
  const random = new Random(ground.seed, task.k, task.start);
  return kmeans(ground.trial, seedCentres(ground.trial, task.k, random), Math.floor(ground.trial.rows * STILL));
}
