/** Distributions over the devices, as the studies read them. */
import { type Curve, drawCurves } from './curve-chart.ts';
import { h } from './dom.ts';
import { Figure, legendOf } from './figure.ts';
import { percent, seconds, secondsTick, short, whole } from './format.ts';
import { type Distribution, type Facts, PROBABILITIES } from './model.ts';
import { DASHES, stroke } from './paint.ts';
import { COUNTS, DURATIONS, MINUTES } from './scales.ts';
import { lacking, type Section, section } from './section.ts';

interface Look {
  readonly title: string;
  readonly share?: boolean;
  readonly ticks: readonly number[];
  readonly room?: number;
  readonly text: (value: number) => string;
  readonly tickText?: (value: number) => string;
}

const shares = (title: string): Look => ({ title, share: true, ticks: [], text: percent });
const minutes = (title: string): Look => ({
  title,
  ticks: MINUTES,
  text: value => seconds(value * 60),
  tickText: value => secondsTick(value * 60),
});
const changes = (title: string): Look => ({ title, ticks: COUNTS, room: 18, text: short });
const durations = (title: string): Look => ({
  title,
  ticks: [0, ...DURATIONS.filter(tick => tick >= 1)],
  text: seconds,
  tickText: secondsTick,
});

/** In groups, each under a heading. */
const GROUPS: readonly (readonly [heading: string, looks: Readonly<Record<string, Look>>])[] = [
  [
    'Shares of dialogues',
    {
      pct_gtp: shares('GTP of all dialogues'),
      pct_sigtran: shares('MAP of all dialogues'),
      pct_rejects: shares('rejects of all dialogues'),
      pct_errors: shares('errors of all dialogues'),
    },
  ],
  [
    'Shares of sessions',
    {
      pct_sessions_with_sai: shares('sessions with SAI'),
      pct_sessions_with_pdp: shares('sessions with PDP (a valid tunnel)'),
      pct_sessions_without_pdp: shares('sessions without PDP (no GTP)'),
    },
  ],
  [
    'Activity',
    {
      active_minutes: minutes('active minutes'),
      active_pdp_minutes: minutes('active PDP minutes'),
      total_activity_in_minutes: minutes('first to last dialogue'),
    },
  ],
  [
    'Mobility',
    {
      n_ci_changes: changes('changes of cell'),
      n_operator_changes: changes('changes of operator'),
      n_vlr_changes: changes('changes of VLR'),
      n_sgsn_changes: changes('changes of SGSN'),
    },
  ],
  [
    'Durations and inter-arrival times (means of each device)',
    {
      mean_context_duration: durations('duration of a context'),
      mean_iat_in_session: durations('between dialogues of a session'),
      mean_session_iat: durations('between sessions'),
      mean_session_iat_pdp: durations('between sessions with GTP'),
      mean_session_iat_sig: durations('between sessions without GTP'),
    },
  ],
];

const ALL = { name: 'all devices', paint: 0, dash: DASHES[0] };

/** Where colours come round, dashes do not yet. */
function clusterLook(cluster: number): Omit<Curve, 'values'> {
  const paint = (cluster % 9) + 1;
  return { name: `cluster ${cluster + 1}`, paint, dash: DASHES[(paint + 4 * Math.floor(cluster / 9)) % DASHES.length] };
}

function figureOf(
  distribution: Distribution,
  look: Look,
  byCluster: () => boolean,
): { figure: Figure; draw: () => void } {
  const { values, clusters, devices } = distribution;
  const figure = new Figure(look.title, [
    { title: 'share of devices', numeric: true, format: percent },
    { title: 'at or below', numeric: true, format: look.text },
    ...clusters.map((_, i) => ({ title: `cluster ${i + 1}`, numeric: true, format: look.text })),
  ]);
  const draw = (): void => {
    const curves: Curve[] = [{ ...ALL, values }];
    if (byCluster()) {
      clusters.forEach((of, i) => {
        if (of !== null) curves.push({ ...clusterLook(i), values: of });
      });
    }
    figure.show(
      width =>
        drawCurves(
          {
            curves,
            share: look.share === true,
            ticks: look.ticks,
            room: look.room,
            text: look.text,
            tickText: look.tickText,
          },
          width,
        ),
      () => PROBABILITIES.map((p, i) => [p, values[i], ...clusters.map(of => of?.[i] ?? Number.NaN)]),
      `${whole(devices)} devices with a value`,
    );
  };
  return { figure, draw };
}

export function devices(facts: Facts): Section {
  const lack = lacking(facts, 'devices', 'Distributions over devices need features.parquet, which is not here:');
  const drawn: { figure: Figure; draw: () => void }[] = [];
  const redraw = (): void => {
    legend.hidden = !box.checked;
    for (const { draw } of drawn) draw();
  };
  const box = h('input', { type: 'checkbox', id: 'by-cluster', change: redraw });
  const looks = [ALL, ...(facts.clusters?.clusters ?? []).map((_, i) => clusterLook(i))];
  const legend = legendOf(looks.map(({ name, paint, dash }) => ({ name, fill: stroke(paint), dash })));
  legend.hidden = true;
  const children: (Node | null)[] = [lack];
  if (
    (facts.clusters?.clusters.length ?? 0) > 0 &&
    facts.distributions.some(({ clusters }) => clusters.some(of => of !== null))
  ) {
    children.push(h('p', { class: 'choice' }, h('label', {}, box, ' a curve for each cluster')), legend);
  }
  for (const [heading, of] of GROUPS) {
    const figures = facts.distributions
      .filter(({ feature }) => of[feature] !== undefined)
      .map(each => figureOf(each, of[each.feature], () => box.checked));
    if (figures.length === 0) continue;
    drawn.push(...figures);
    children.push(
      h('h3', { class: 'group' }, heading),
      h('div', { class: 'grid small' }, ...figures.map(({ figure }) => figure.root)),
    );
  }
  let once = false;
  return section({
    id: 'devices',
    title: 'Devices: distributions',
    ...(lack === null
      ? { note: 'Share of the devices at or below a value. Of the whole time: the filters do not bind them.' }
      : {}),
    children,
    update() {
      if (once) return;
      once = true;
      redraw();
    },
  });
}
