/** The search: for each k the best of several starts, judged on a sample; then the choice. */
import { OperatorError } from '../errors.ts';
import { choose } from './choice.ts';
import type { ChoiceFile, ChoicePoint } from './files.ts';
import { judge, pairDistances } from './judge.ts';
import type { Clustering } from './kmeans.ts';
import { type Matrix, pickRows } from './matrix.ts';
import { numbered } from './numbering.ts';
import { Random } from './random.ts';
import type { Task } from './tasks.ts';
import { Threads } from './threads.ts';

export interface SearchOptions {
  /** One k, or several to choose from, rising. */
  readonly ks: readonly number[];
  /** The one k was asked for. */
  readonly given?: boolean;
  readonly seed: number;
  /** Devices that silhouette and Dunn index are taken on. */
  readonly sample: number;
  readonly starts: number;
  readonly workers: number;
  readonly progress?: (share: number) => void;
}

export interface Found {
  readonly clustering: Clustering;
  readonly choice: ChoiceFile;
}

/** Rows that starts are tried on: enough that the best start there is the best, few enough to try many. */
const TRIAL_ROWS = 20_000;

/** Streams of chance that are no k. */
const TRIAL = -1;
const SAMPLE = -2;

export async function search(x: Matrix, options: SearchOptions): Promise<Found> {
  const { ks, seed, starts, progress = () => undefined } = options;
  const pick = (stream: number, size: number): Uint32Array => new Random(seed, stream).sample(x.rows, size);
  const trial = x.rows > TRIAL_ROWS ? pickRows(x, pick(TRIAL, TRIAL_ROWS)) : x;
  const threads = new Threads({ seed, all: x, trial }, options.workers);
  let done = 0;
  const one = (): void => progress(++done / (ks.length * (starts + 1)));
  try {
    // The longest first, so that no thread is left alone with one at the end.
    const falling = [...ks].reverse();
    const tried = await threads.run(
      falling.flatMap(k => Array.from({ length: starts }, (_, start): Task => ({ kind: 'start', k, start }))),
      one,
    );
    const best = falling.map((_, i) => bestOf(tried.slice(i * starts, (i + 1) * starts)));
    const whole = falling.filter((k, i) => best[i].centres.rows === k);
    if (whole.length < ks.length && (ks.length === 1 || whole.length === 0)) {
      const different = Math.max(...best.map(({ centres }) => centres.rows));
      throw new OperatorError(
        'too-few-different',
        `${ks[0]} clusters are asked for, but only ${different} of the devices differ from each other`,
      );
    }
    const refined = await threads.run(
      falling.flatMap((k, i): Task[] =>
        best[i].centres.rows === k ? [{ kind: 'refine', centres: best[i].centres }] : [],
      ),
      one,
    );
    const clusterings = refined.reverse();
    const sample = pick(SAMPLE, options.sample);
    const curve = curveOf(x, sample, clusterings);
    const chosen = options.given ? { place: 0, by: 'given with --k' } : choose(curve);
    return {
      clustering: numbered(clusterings[chosen.place]),
      choice: { k: curve[chosen.place].k, chosen_by: chosen.by, seed, sample: sample.length, starts, curve },
    };
  } finally {
    await threads.close();
  }
}

/** The first of those with the least inertia. */
function bestOf(tried: readonly Clustering[]): Clustering {
  return tried.reduce((best, next) => (next.inertia < best.inertia ? next : best));
}

function curveOf(x: Matrix, sample: Uint32Array, clusterings: readonly Clustering[]): ChoicePoint[] {
  const pairs = pairDistances(pickRows(x, sample));
  return clusterings.map(({ centres, labels, inertia }) => {
    const judged = judge(
      pairs,
      Uint8Array.from(sample, i => labels[i]),
      centres.rows,
    );
    return { k: centres.rows, ...judged, inertia };
  });
}
