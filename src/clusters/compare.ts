/** Two results side by side: which cluster of one is which of the other, and what moved. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError, systemReason } from '../errors.ts';
import { assign } from './assignment.ts';
import { type CompareFile, FILES, type Moved, type Pair, type Profile, type ProfilesFile } from './files.ts';
import { profilesTrouble } from './whole.ts';

/** Features told of a pair, and of all devices. */
const TOLD = 6;
/** A feature has moved where its mean has, by this many deviations. */
const MOVED = 0.1;

/** Of a folder that `cluster` wrote, or of one that `run` wrote, where it is one below. */
export async function readProfiles(folder: string): Promise<ProfilesFile> {
  const below = join(folder, 'clusters', FILES.profiles);
  const own = join(folder, FILES.profiles);
  const path = !existsSync(own) && existsSync(below) ? below : own;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError('no-such-file', `cannot read ${path}: ${systemReason(error)}`);
  }
  let read: ProfilesFile;
  try {
    read = JSON.parse(text);
  } catch {
    throw new OperatorError('not-profiles', `${path}: it is no JSON`);
  }
  const trouble = profilesTrouble(read);
  if (trouble !== undefined) {
    throw new OperatorError('not-profiles', `${path}: ${trouble}: is it what sigprobe cluster wrote?`);
  }
  return read;
}

class Sides {
  readonly features: readonly string[];
  readonly #scale: ReadonlyMap<string, number>;

  /** Features that both know and in which devices of one at least differ, on the scale of the spread in both. */
  constructor(before: ProfilesFile, after: ProfilesFile) {
    const scale = new Map<string, number>();
    for (const [feature, { deviation }] of Object.entries(before.overall)) {
      const other = after.overall[feature]?.deviation;
      if (other === undefined) continue;
      const both = Math.sqrt((deviation * deviation + other * other) / 2);
      if (both > 0) scale.set(feature, both);
    }
    this.#scale = scale;
    this.features = [...scale.keys()];
  }

  /** Deviations from one mean to the other; undefined where one is not known. */
  between(feature: string, a: number | null | undefined, b: number | null | undefined): number | undefined {
    const scale = this.#scale.get(feature);
    return a == null || b == null || scale === undefined ? undefined : (b - a) / scale;
  }

  /** Root of the mean square over the features that both clusters have. */
  distance(a: Profile, b: Profile): number {
    let sum = 0;
    let count = 0;
    for (const feature of this.features) {
      const step = this.between(feature, a.means[feature], b.means[feature]);
      if (step === undefined) continue;
      sum += step * step;
      count++;
    }
    return count === 0 ? Number.MAX_VALUE : Math.sqrt(sum / count);
  }

  /** The features whose means differ, most first. */
  moved(a: (feature: string) => number | null | undefined, b: typeof a): Moved[] {
    return this.features
      .flatMap((feature): Moved[] => {
        const before = a(feature);
        const after = b(feature);
        const deviations = this.between(feature, before, after);
        if (before == null || after == null || deviations === undefined || Math.abs(deviations) < MOVED) return [];
        return [{ feature, before, after, deviations }];
      })
      .sort((x, y) => Math.abs(y.deviations) - Math.abs(x.deviations))
      .slice(0, TOLD);
  }
}

/** The distance from a cluster to the nearest other of its own result. */
function room(sides: Sides, one: Profile, { clusters }: ProfilesFile): number {
  const others = clusters.filter(other => other !== one).map(other => sides.distance(one, other));
  return others.length === 0 ? Number.MAX_VALUE : Math.min(...others);
}

export function compare(before: ProfilesFile, after: ProfilesFile, names: readonly [string, string]): CompareFile {
  const sides = new Sides(before, after);
  if (sides.features.length === 0) {
    throw new OperatorError('nothing-in-common', `${names.join(' and ')} have no feature in common`);
  }
  const costs = before.clusters.map(a => after.clusters.map(b => sides.distance(a, b)));
  const partner = assign(costs);
  const pairs = before.clusters.flatMap((a, i): Pair[] => {
    const j = partner[i];
    if (j === undefined) return [];
    const b = after.clusters[j];
    const distance = costs[i][j];
    return [
      {
        before: a.cluster,
        after: b.cluster,
        distance,
        // Two are alike where each is nearer to the other than to the rest of its own kind.
        alike: distance < Math.min(room(sides, a, before), room(sides, b, after)),
        devices: [a.devices, b.devices],
        share: [a.share, b.share],
        words: [a.words, b.words],
        moved: sides.moved(
          feature => a.means[feature],
          feature => b.means[feature],
        ),
      },
    ];
  });
  const matched = new Set(pairs.map(pair => pair.after));
  return {
    before: names[0],
    after: names[1],
    devices: [before.devices, after.devices],
    features: sides.features.length,
    pairs,
    gone: before.clusters.filter((_, i) => partner[i] === undefined).map(({ cluster }) => cluster),
    new: after.clusters.filter(({ cluster }) => !matched.has(cluster)).map(({ cluster }) => cluster),
    moved: sides.moved(
      feature => before.overall[feature]?.mean,
      feature => after.overall[feature]?.mean,
    ),
  };
}
