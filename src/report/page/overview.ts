/** First the capture's quality, then what it holds. */
import { h } from './dom.ts';
import { Figure } from './figure.ts';
import { moment, octets, percent, share, whole, width } from './format.ts';
import { type Facts, FLAGS, OUTCOMES, type Remark } from './model.ts';
import { recordRemarks, silences } from './remarks.ts';
import { lacking, type Section, section } from './section.ts';
import type { View } from './state.ts';
import { type Row, Table } from './table.ts';
import { drawTime } from './time-chart.ts';

const WEIGHTS = {
  plain: ['○', 'for the record'],
  notable: ['▲', 'notable'],
  bad: ['■', 'bad'],
} as const;

function remarkRow({ what, count, of, meaning, weight, first }: Remark): Row {
  const [sign, name] = WEIGHTS[weight];
  return [
    {
      sort: Object.keys(WEIGHTS).indexOf(weight),
      show: h('span', { class: `weight ${weight}`, title: name }, sign, h('span', { class: 'spoken' }, ` ${name}`)),
    },
    what,
    count,
    of === undefined ? Number.NaN : count / of,
    first === undefined || meaning.includes('(frame') ? meaning : `${meaning} (first: ${first})`,
  ];
}

const REMARK_COLUMNS = [
  { title: '' },
  { title: 'what' },
  { title: 'count', numeric: true, format: whole },
  { title: 'share', numeric: true, format: percent },
  { title: 'meaning' },
];

export function overview(facts: Facts): Section {
  const tiles = h('div', { class: 'tiles' });
  const capture = new Table('The capture: what is missing, cut, duplicated, one-way', REMARK_COLUMNS, 30);
  const records = new Table('The records: what they show of it', REMARK_COLUMNS, 30);
  const touched = new Figure('Dialogues without an answer and touched by loss', [
    { title: 'time, UTC' },
    { title: '_Incomplete', numeric: true, format: percent },
    { title: 'touched by loss', numeric: true, format: percent },
  ]);
  const { quality, time } = facts;
  if (quality !== null) capture.show(quality.remarks.map(remarkRow));
  const far: Remark[] =
    facts.outside === 0
      ? []
      : [
          {
            what: 'wild times',
            count: facts.outside,
            of: facts.dialogues + facts.outside,
            meaning: 'dialogues so far from all others that the charts leave them out: was a clock wrong?',
            weight: 'bad',
          },
        ];
  return section({
    id: 'overview',
    title: 'The capture and its quality',
    children: [
      tiles,
      quality === null
        ? lacking(
            facts,
            'quality',
            'What the decoder met (gaps, cuts, orphans, faults) stands in summary.json, which is not here:',
          )
        : h('p', { class: 'lead' }, captureLine(facts)),
      quality === null ? null : capture.root,
      records.root,
      time === null ? null : h('div', { class: 'grid' }, touched.root),
    ],
    update(view) {
      const outcomes = view.sums('bins', ['outcome']);
      const total = outcomes.reduce((sum, count) => sum + count, 0);
      const { count, exact } = view.devices();
      tiles.replaceChildren(
        tile('dialogues', whole(total), view.whole ? '' : `${share(total, facts.dialogues)} of all`),
        tile(
          'devices',
          `${exact ? '' : '≥ '}${whole(count)}`,
          exact ? 'different subscribers' : `most in one ${time === null ? 'slot' : width(time.slot)}`,
        ),
        ...OUTCOMES.map((outcome, o) =>
          tile(outcome, share(outcomes[o] ?? 0, total), `${whole(outcomes[o] ?? 0)} dialogues`),
        ),
        ...(quality !== null && view.whole
          ? [tile('tunnels', whole(quality.tunnels.opened), `${whole(quality.tunnels.closed)} closed in the capture`)]
          : []),
      );
      records.show(
        [...far, ...silences(facts, view.facts === facts ? allBins(view) : []), ...recordRemarks(view, total)].map(
          remarkRow,
        ),
      );
      if (time === null) return;
      const { from, to } = view.filter;
      const all = view.sums('reasons', ['slot']);
      const label = facts.reasons.indexOf('_Incomplete');
      const incomplete = view.sums('reasons', ['slot'], {
        reason: place => label >= 0 && place % view.labels === label,
      });
      const loss = view.sums('flags', ['slot'], { flag: place => place === FLAGS.indexOf('loss') });
      const of = (counts: Float64Array): Float64Array =>
        counts.map((n, i) => (all[i] > 0 ? n / all[i] : Number.NaN)).slice(from, to);
      const series = [
        { name: '_Incomplete', values: of(incomplete), paint: 1 },
        { name: 'touched by loss', values: of(loss), paint: 2 },
      ];
      const start = time.start + from * time.slot;
      touched.show(
        size => drawTime({ start, step: time.slot, series, form: 'lines', percent: true }, size),
        () =>
          Array.from(series[0].values, (value, i) => [
            moment(start + i * time.slot, time.slot),
            value,
            series[1].values[i],
          ]),
        `share of the dialogues of each ${width(time.slot)}`,
        series.map(({ name, paint }) => ({ name, fill: `var(--c${paint})`, dash: paint === 1 ? '6 3' : '2 3' })),
      );
    },
  });
}

/** Of the whole capture, whatever the filters. */
function allBins(view: View): Float64Array {
  const every = () => true;
  return view.sums('bins', ['bin'], { kind: every, country: every, bin: every });
}

function tile(name: string, value: string, note: string): HTMLElement {
  return h(
    'div',
    { class: 'tile', 'data-tile': name },
    h('span', { class: 'name' }, name),
    h('strong', {}, value),
    h('span', { class: 'note' }, note),
  );
}

function captureLine({ quality }: Facts): string {
  if (quality === null) return '';
  const { packets, octets: size, messages, inputs, firstTime, lastTime, interrupted } = quality;
  const files =
    inputs.length === 1 ? inputs[0] : `${inputs.length} inputs from ${inputs[0]} to ${inputs[inputs.length - 1]}`;
  const counts = messages.map(([name, count]) => `${name} ${whole(count)}`).join(', ');
  const cut = interrupted === null ? '' : ` Ended by ${interrupted} before the end of the input.`;
  return `${files}: ${whole(packets)} packets (${octets(size)}), ${firstTime ?? '–'} to ${lastTime ?? '–'}. Messages by innermost protocol: ${counts}.${cut}`;
}
