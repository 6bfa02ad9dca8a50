/** Two results of clustering side by side, in the terminal. */
import type { CompareFile, Moved, Pair, ProfilesFile, Words } from '../clusters/files.ts';
import { percent, usageText } from './clusters.ts';
import { type Cell, number, table } from './text.ts';

/** Features named of a pair. */
const NAMED = 3;

/** `pct_rejects`, `0.01`, `→ 0.55 ▲`. */
function movedRow({ feature, before, after, deviations }: Moved): Cell[] {
  const short = (value: number): string =>
    Math.abs(value) >= 100 ? number(Math.round(value)) : String(Number(value.toPrecision(2)));
  return [feature, { right: short(before) }, `→ ${short(after)} ${deviations > 0 ? '▲' : '▼'}`];
}

const WORDS: readonly (readonly [string, (words: Words) => string])[] = [
  ['mobility', words => words.mobility],
  ['data', words => words.data_usage],
  ['rejects', words => words.rejects],
  ['usage', usageText],
];

function wordsText([before, after]: Pair['words']): string {
  return WORDS.filter(([, of]) => of(before) !== of(after))
    .map(([name, of]) => `${name} ${of(before)} → ${of(after)}`)
    .join(', ');
}

export function comparedText(found: CompareFile, before: ProfilesFile, after: ProfilesFile): string {
  const right = (text: string): Cell => ({ right: text });
  const head: Cell[] = [right('before'), right('after'), right('share'), right('then'), right('distance'), '', 'words'];
  const rows = found.pairs.map((pair): Cell[] => [
    right(String(pair.before)),
    right(String(pair.after)),
    right(percent(pair.share[0])),
    right(percent(pair.share[1])),
    right(pair.distance.toFixed(2)),
    pair.alike ? '' : 'not alike',
    wordsText(pair.words) || 'the same',
  ]);
  const alone = (clusters: readonly number[], of: ProfilesFile): string =>
    clusters.map(cluster => `${cluster} (${percent(of.clusters[cluster - 1].share)})`).join(', ');
  // The name of a pair on its first line alone.
  const named = (name: string, features: readonly Moved[]): Cell[][] =>
    features.slice(0, NAMED).map((one, i) => [i === 0 ? name : '', ...movedRow(one)]);
  const moved = [
    ...found.pairs.flatMap(pair => named(`${pair.before} → ${pair.after}`, pair.moved)),
    ...named('all devices', found.moved),
  ];
  const lines = [
    `  before  ${found.before}: ${number(found.devices[0])} devices, ${before.clusters.length} clusters`,
    `  after   ${found.after}: ${number(found.devices[1])} devices, ${after.clusters.length} clusters`,
    '',
    ...table([head, ...rows]),
    ...(found.gone.length === 0 ? [] : ['', `  without a match after:  ${alone(found.gone, before)}`]),
    ...(found.new.length === 0 ? [] : ['', `  without a match before: ${alone(found.new, after)}`]),
    '',
    ...table(moved),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
