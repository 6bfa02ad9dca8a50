/** The clusters as `sigprobe cluster` wrote them. */
import type { ChoiceFile, Profile, ProfilesFile } from '../../clusters/files.ts';
import { OperatorError } from '../../errors.ts';
import type { Clusters } from '../page/model.ts';
import { readJson } from './inputs.ts';

/** Features named with a cluster, and devices. */
const MOST_NAMED = 3;
const MOST_EXAMPLES = 5;

/** Four digits that count: what a table shows. */
function rounded(values: Readonly<Record<string, number | null>>): Record<string, number | null> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    value === null ? null : Number(value.toPrecision(4)),
  ]);
  return Object.fromEntries(entries);
}

export async function clustersOf(profilesFile: string, choiceFile: string | undefined): Promise<Clusters> {
  const file: Partial<ProfilesFile> = await readJson(profilesFile);
  const { thresholds, k, devices } = file;
  const clusters: readonly Profile[] = Array.isArray(file.clusters) ? file.clusters : [];
  const whole =
    Array.isArray(file.clusters) &&
    clusters.every(
      ({ means, marks, words, stands_out, examples }) => means && marks && words && stands_out && examples,
    );
  if (!whole) {
    throw new OperatorError('no-clusters', `${profilesFile} lists no whole clusters: is it what sigprobe wrote?`);
  }
  const choice: Partial<ChoiceFile> = choiceFile === undefined ? {} : await readJson(choiceFile);
  return {
    k: k ?? clusters.length,
    devices: devices ?? clusters.reduce((sum, one) => sum + one.devices, 0),
    chosenBy: choice.chosen_by ?? null,
    sample: choice.sample ?? null,
    thresholds: thresholds ?? {},
    clusters: clusters.map(one => ({
      cluster: one.cluster,
      devices: one.devices,
      share: one.share,
      means: rounded(one.means),
      marks: one.marks,
      words: one.words,
      standsOut: one.stands_out
        .slice(0, MOST_NAMED)
        .map(({ feature, deviation }) => `${feature}\u00a0${deviation > 0 ? '▲' : '▼'}`),
      examples: one.examples.slice(0, MOST_EXAMPLES),
    })),
    curve: (choice.curve ?? []).map(point => ({ k: point.k, silhouette: point.silhouette, dunn: point.dunn })),
  };
}
