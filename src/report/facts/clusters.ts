/** The clusters as `sigprobe cluster` wrote them. */
import { OperatorError } from '../../errors.ts';
import type { ClusterProfile, Clusters } from '../page/model.ts';
import { readJson } from './inputs.ts';

interface Choice {
  readonly k?: number;
  readonly chosen_by?: string;
  readonly sample?: number | null;
  readonly curve?: Clusters['curve'];
}

interface Profiles {
  readonly k?: number;
  readonly thresholds?: Clusters['thresholds'];
  readonly clusters?: readonly ClusterProfile[];
}

export async function clustersOf(profilesFile: string, choiceFile: string | undefined): Promise<Clusters> {
  const profiles = (await readJson(profilesFile)) as Profiles;
  if (!Array.isArray(profiles.clusters)) {
    throw new OperatorError('no-clusters', `${profilesFile} lists no clusters: is it what sigprobe wrote?`);
  }
  const choice: Choice = choiceFile === undefined ? {} : ((await readJson(choiceFile)) as Choice);
  const clusters = profiles.clusters.map(given => ({
    cluster: given.cluster,
    devices: given.devices,
    share: given.share,
    means: given.means ?? {},
    marks: given.marks ?? {},
    words: {
      mobility: given.words?.mobility ?? 'medium',
      data_usage: given.words?.data_usage ?? 'medium',
      rejects: given.words?.rejects ?? 'medium',
      protocol_usage: given.words?.protocol_usage ?? [],
    },
    examples: given.examples ?? [],
  }));
  return {
    k: profiles.k ?? clusters.length,
    chosenBy: choice.chosen_by ?? null,
    sample: choice.sample ?? null,
    thresholds: profiles.thresholds ?? {},
    clusters,
    curve: (choice.curve ?? []).map(({ k, silhouette, dunn }) => ({
      k,
      silhouette: silhouette ?? null,
      dunn: dunn ?? null,
    })),
  };
}
