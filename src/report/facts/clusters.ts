/** The clusters as `sigprobe cluster` wrote them. */
import type { ChoiceFile, ProfilesFile } from '../../clusters/files.ts';
import { isChoice, profilesTrouble } from '../../clusters/whole.ts';
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

async function choiceOf(path: string): Promise<ChoiceFile> {
  const file: unknown = await readJson(path);
  if (!isChoice(file)) {
    throw new OperatorError('no-choice', `${path}: it is no choice of k: is it what sigprobe cluster wrote?`);
  }
  return file as ChoiceFile;
}

export async function clustersOf(profilesFile: string, choiceFile: string | undefined): Promise<Clusters> {
  const file: unknown = await readJson(profilesFile);
  const trouble = profilesTrouble(file);
  if (trouble !== undefined) {
    throw new OperatorError('no-clusters', `${profilesFile}: ${trouble}: is it what sigprobe cluster wrote?`);
  }
  const { k, devices, thresholds, clusters } = file as ProfilesFile;
  const choice = choiceFile === undefined ? undefined : await choiceOf(choiceFile);
  return {
    k,
    devices,
    chosenBy: choice?.chosen_by ?? null,
    sample: choice?.sample ?? null,
    thresholds,
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
    curve: (choice?.curve ?? []).map(point => ({ k: point.k, silhouette: point.silhouette, dunn: point.dunn })),
  };
}
