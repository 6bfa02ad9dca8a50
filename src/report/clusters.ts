/** Clusters in the terminal: which there are, how large, and what stands out. */
import type { Clusters } from '../clusters/cluster.ts';
import type { Level, Mark, Profile, Words } from '../clusters/files.ts';
import { type Cell, number, table } from './text.ts';

/** Features named of a cluster. */
const NAMED = 2;

export const ARROWS: Readonly<Record<Level | Mark, string>> = { high: '▲', medium: '–', low: '▼' };

export function usageText({ protocol_usage }: Words): string {
  return protocol_usage.length === 0 ? '–' : protocol_usage.map(({ name, mark }) => ARROWS[mark] + name).join(' ');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `pct_rejects 0.97`: large numbers whole, small ones with what they need. */
function value(mean: number): string {
  const size = Math.abs(mean);
  if (size >= 100) return number(Math.round(mean));
  return size >= 0.1 || size === 0 ? String(Number(mean.toFixed(2))) : mean.toPrecision(2);
}

function standing({ stands_out, means }: Profile): string {
  return stands_out
    .slice(0, NAMED)
    .map(({ feature, deviation }) => `${feature} ${value(means[feature] ?? 0)} ${deviation > 0 ? '▲' : '▼'}`)
    .join(', ');
}

export function clustersText(found: Clusters, written: string): string {
  const { profiles, pca, choice } = found;
  const right = (text: string): Cell => ({ right: text });
  const head: Cell[] = [
    'cluster',
    right('devices'),
    right('share'),
    'mobility',
    'data',
    'rejects',
    'usage',
    'stands out',
  ];
  const rows = profiles.clusters.map((one): Cell[] => [
    { right: String(one.cluster) },
    right(number(one.devices)),
    right(percent(one.share)),
    one.words.mobility,
    one.words.data_usage,
    one.words.rejects,
    usageText(one.words),
    standing(one),
  ]);
  const kept = pca.explained.slice(0, pca.components).reduce((sum, share) => sum + share, 0);
  const facts: Cell[][] = [
    ['devices', number(profiles.devices)],
    [
      'columns',
      `${pca.columns.length}${pca.dropped.length > 0 ? `, ${pca.dropped.length} left out (${reasons(pca)})` : ''}`,
    ],
    ['components', `${pca.components}, ${percent(kept)} of the variance`],
    ['clusters', `${choice.k}: ${choice.chosen_by}`],
    ['sample', `${number(choice.sample)} devices for silhouette and Dunn index, seed ${choice.seed}`],
  ];
  const curve: Cell[][] = [
    [right('k'), right('silhouette'), right('Dunn'), right('inertia')],
    ...choice.curve.map(point => [
      right(`${point.k === choice.k ? '* ' : ''}${point.k}`),
      right(point.silhouette === null ? '–' : point.silhouette.toFixed(3)),
      right(point.dunn === null ? '–' : point.dunn.toFixed(3)),
      right(number(Math.round(point.inertia))),
    ]),
  ];
  const parts = [table(facts), table(curve), table([head, ...rows]), [`  written to ${written}`]];
  return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

/** `3 constant: a, b, c; 1 empty: d`: names as long as there are few. */
function reasons({ dropped }: Clusters['pca']): string {
  return (['constant', 'empty'] as const)
    .map(reason => dropped.filter(one => one.reason === reason).map(({ column }) => column))
    .map((names, i) => ({ names, what: i === 0 ? 'the same for every device' : 'never known' }))
    .filter(({ names }) => names.length > 0)
    .map(({ names, what }) => {
      const some = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
      return `${what}: ${some}`;
    })
    .join('; ');
}
