/** The essentials in the terminal: quality, totals, outcomes, reasons, countries, response times, clusters. */
import { lowerEnds, percentile, total } from '../page/buckets.ts';
import { seconds, share } from '../page/format.ts';
import { type Facts, FLAGS, OUTCOMES } from '../page/model.ts';
import { row as part, sizeOf, sums } from '../page/sums.ts';
import { type Cell, number, type TextOptions, table } from '../text.ts';
import { isoTime } from '../time.ts';

const MOST_ROWS = 12;

const right = (text: string): Cell => ({ right: text });
const count = (value: number): Cell => right(number(value));

/** Letters that a terminal would obey are shown as what they are: names come from captures. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, letter => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export function reportText(facts: Facts, { bold }: TextOptions): string {
  const heading = (text: string): string => (bold ? `\u001b[1m${text}\u001b[22m` : text);
  const lines: string[] = [];
  const section = (title: string, rows: readonly (readonly Cell[])[]): void => {
    if (rows.length > 0) lines.push('', heading(title), ...table(rows));
  };
  const { time, dialogues, cubes } = facts;
  lines.push(heading(`sigprobe ${facts.sigprobe}, ${plain(facts.name)}`));
  if (time === null) lines.push('  There are no dialogues.');
  else {
    lines.push(
      ...table([
        ['time', `${isoTime(time.first * 1e6)} to ${isoTime(time.last * 1e6)}`],
        ['dialogues', number(dialogues)],
        ['devices', number(facts.devices ?? 0)],
      ]),
    );
  }
  section('Quality', quality(facts));
  const labels = facts.reasons.length + 1;
  const byKind = sums(cubes.reasons, ['kind', 'reason']);
  const width = OUTCOMES.length * labels;
  const outcomesOf = (base: number): number[] =>
    OUTCOMES.map((_, o) => total(byKind.subarray(base + o * labels, base + (o + 1) * labels)));
  section('Outcomes', [
    ...(facts.kinds.length > 0 ? [['procedure', ...['dialogues', ...OUTCOMES].map(right)]] : []),
    ...facts.kinds.map(({ name }, kind) => {
      const counts = outcomesOf(kind * width);
      const all = total(counts);
      return [plain(name), count(all), ...counts.map(each => right(share(each, all)))];
    }),
  ]);
  section('First reasons', reasonRows(facts, byKind, width, labels));
  section('First visited countries', countryRows(facts, labels));
  section('Response times', responseRows(facts));
  section('Clusters', clusterRows(facts));
  if (facts.missing.length > 0) {
    section(
      'Not here',
      facts.missing.map(({ what, command }) => [what, `made by: ${plain(command)}`]),
    );
  }
  return `${lines.join('\n')}\n`;
}

function quality(facts: Facts): Cell[][] {
  const flags = sums(facts.cubes.flags, ['flag']);
  const all = facts.dialogues;
  const row = (n: number, of: number | undefined, text: string): Cell[] => [
    count(n),
    right(of === undefined ? '' : share(n, of)),
    plain(text),
  ];
  const rows = (facts.quality?.remarks ?? []).slice(0, MOST_ROWS).map(({ what, count: n, of }) => row(n, of, what));
  if (facts.outside > 0) rows.push(row(facts.outside, all + facts.outside, 'dialogues with wild times, left out'));
  const names = {
    loss: 'touched by loss',
    edge: 'at an edge',
    copies: 'with copies',
    retransmissions: 'with retransmissions',
    anonymous: 'without a subscriber',
  };
  FLAGS.forEach((flag, i) => {
    // The summary has said it already.
    if (flag === 'edge' && facts.quality !== null) return;
    if (flags[i] > 0) rows.push(row(flags[i], all, `dialogues ${names[flag]}`));
  });
  return rows;
}

function reasonRows(facts: Facts, byKind: Float64Array, width: number, labels: number): Cell[][] {
  const rows: { all: number; text: Cell[] }[] = [];
  for (let place = labels; place < width; place++) {
    const each = facts.kinds.map((_, kind) => byKind[kind * width + place]);
    const all = total(each);
    if (all === 0) continue;
    const name = facts.reasons[place % labels] ?? 'other reasons';
    const where = facts.kinds.filter((_, kind) => each[kind] > 0).map(kind => kind.name);
    rows.push({
      all,
      text: [
        count(all),
        right(share(all, facts.dialogues)),
        OUTCOMES[Math.floor(place / labels)],
        plain(name),
        plain(where.join(' ')),
      ],
    });
  }
  return rows
    .sort((a, b) => b.all - a.all)
    .slice(0, MOST_ROWS)
    .map(({ text }) => text);
}

function countryRows(facts: Facts, labels: number): Cell[][] {
  const { names } = facts.entities.country;
  const counts = sums(facts.cubes['by-country'], ['entity', 'reason']);
  const width = OUTCOMES.length * labels;
  const rows = names.slice(0, MOST_ROWS).map((name, place) => {
    const of = OUTCOMES.map((_, o) =>
      total(counts.subarray(place * width + o * labels, place * width + (o + 1) * labels)),
    );
    const all = total(of);
    return [plain(name), count(all), ...of.map(each => right(share(each, all)))];
  });
  return rows.length === 0 ? [] : [['country', ...['dialogues', ...OUTCOMES].map(right)], ...rows];
}

function responseRows(facts: Facts): Cell[][] {
  const counts = sums(facts.cubes.response, ['measure', 'bucket']);
  const size = sizeOf(facts.cubes.response, 'bucket');
  const names = [...facts.kinds.map(({ name }) => name), 'set-up of a tunnel'];
  const rows = names.flatMap((name, measure) => {
    const buckets = part(counts, size, measure);
    const all = total(buckets);
    return all === 0
      ? []
      : [
          [
            plain(name),
            count(all),
            ...[0.5, 0.95, 0.99].map(p => right(seconds(percentile(buckets, p, lowerEnds(size))))),
          ],
        ];
  });
  return rows.length === 0 ? [] : [['procedure', ...['answered', '50 %', '95 %', '99 %'].map(right)], ...rows];
}

const SIGNS: Readonly<Record<string, string>> = { high: '▲', low: '▼' };

function clusterRows({ clusters }: Facts): Cell[][] {
  if (clusters === null) return [];
  return [
    [right('cluster'), right('devices'), right('share'), 'mobility', 'data usage', 'rejects', 'protocol usage'],
    ...clusters.clusters.map(({ cluster, devices, share: part, words }) => [
      count(cluster),
      count(devices),
      right(share(part, 1)),
      words.mobility,
      words.data_usage,
      words.rejects,
      plain(words.protocol_usage.map(({ name, mark }) => `${SIGNS[mark] ?? ''}${name}`).join(' ') || '–'),
    ]),
  ];
}
