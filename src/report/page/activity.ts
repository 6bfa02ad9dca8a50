/** Dialogues and active devices over time, and the share of each procedure. */
import { h } from './dom.ts';
import { Figure } from './figure.ts';
import { moment, whole, width } from './format.ts';
import type { Facts } from './model.ts';
import { DASHES, paint, stroke } from './paint.ts';
import { grid, type Section, section } from './section.ts';
import type { View } from './state.ts';
import { drawTime, type Series } from './time-chart.ts';

export function activity(facts: Facts, picked: (fromSlot: number, toSlot: number) => void): Section {
  const { time, kinds } = facts;
  if (time === null)
    return section({ id: 'activity', title: 'Over time', children: [h('p', {}, 'There are no dialogues.')] });
  const protocols = [...new Set(kinds.map(({ protocol }) => protocol))];
  const ratio = time.slot / time.bin;
  const each = width(time.bin);
  const clock = { title: 'time, UTC' };
  const counted = (title: string) => ({ title, numeric: true, format: whole });
  const dialogues = new Figure(`Dialogues per ${each} by protocol`, [clock, ...protocols.map(counted)]);
  const devices = new Figure(`Active devices per ${each}`, [clock, counted('devices')]);
  const shared = protocols.filter(protocol => kinds.filter(kind => kind.protocol === protocol).length > 1);
  const shares = shared.map(protocol => {
    const of = kinds.flatMap((kind, i) => (kind.protocol === protocol ? [i] : []));
    const figure = new Figure(`Share of each procedure, ${protocol}`, [clock, ...of.map(i => counted(kinds[i].name))]);
    return { protocol, of, figure };
  });
  const pick =
    (view: View) =>
    (from: number, to: number): void => {
      const { from: first } = view.bins;
      picked(Math.floor((first + from) / ratio), Math.floor((first + to) / ratio) + 1);
    };
  const rows = (series: readonly Series[], start: number) => () =>
    Array.from(series[0]?.values ?? [], (_, i) => [
      moment(start + i * time.bin, time.bin),
      ...series.map(({ values }) => values[i]),
    ]);
  return section({
    id: 'activity',
    title: 'Over time',
    note: `All times are UTC. Draw over a chart, or use the filters on top, to look at a part of the time (step: ${width(time.slot)}).`,
    children: [grid(dialogues.root, devices.root, ...shares.map(({ figure }) => figure.root))],
    update(view) {
      const { from, to } = view.bins;
      const start = time.start + from * time.bin;
      const counts = view.sums('bins', ['kind', 'bin']);
      const of = (kind: number): Float64Array => counts.slice(kind * time.bins + from, kind * time.bins + to);
      const chosen = facts.choices[view.filter.choice].kinds;
      const summed = (list: readonly number[]): Float64Array => {
        const sum = new Float64Array(to - from);
        for (const kind of list) {
          const counted = of(kind);
          for (let i = 0; i < sum.length; i++) sum[i] += counted[i];
        }
        return sum;
      };
      const byProtocol = protocols
        .map((name, i) => ({ name, paint: i, values: summed(chosen.filter(kind => kinds[kind].protocol === name)) }))
        .filter(({ name }) => chosen.some(kind => kinds[kind].protocol === name));
      const base = { start, step: time.bin, picked: pick(view) };
      dialogues.show(
        size => drawTime({ ...base, series: byProtocol, form: 'areas' }, size),
        rows(
          protocols.map(
            (name, i) =>
              byProtocol.find(one => one.name === name) ?? { name, paint: i, values: new Float64Array(to - from) },
          ),
          start,
        ),
        'each at the time it began',
        byProtocol.map(({ name, paint: index }) => ({ name, fill: paint(index) })),
      );
      const active = [{ name: 'devices', values: view.activeByBin().slice(from, to), paint: 0 }];
      devices.show(
        size => drawTime({ ...base, series: active, form: 'lines' }, size),
        rows(active, start),
        `different subscribers seen in the ${each}`,
        [{ name: 'devices', fill: stroke(0), dash: DASHES[0] }],
      );
      for (const { of: list, figure, protocol } of shares) {
        const series = list.map((kind, i) => ({ name: kinds[kind].name, values: of(kind), paint: i }));
        const any = list.some(kind => chosen.includes(kind));
        figure.root.hidden = !any;
        figure.show(
          size => drawTime({ ...base, series, form: 'shares' }, size),
          rows(series, start),
          `of all ${protocol} dialogues of the ${each}`,
          series.map(({ name, paint: index }) => ({ name, fill: paint(index) })),
        );
      }
    },
  });
}
