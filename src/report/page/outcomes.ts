/** How dialogues ended and why: by procedure, and by where and with whom. */

import { drawOutcomes } from './bar-chart.ts';
import { h, svg } from './dom.ts';
import { Figure } from './figure.ts';
import { country, percent, share, whole } from './format.ts';
import { ENTITIES, type Entity, type Facts, OUTCOMES } from './model.ts';
import { outcomePaint } from './paint.ts';
import { grid, type Section, section } from './section.ts';
import type { View } from './state.ts';
import { type Cell, Table } from './table.ts';

const TITLES: Readonly<Record<Entity, readonly [title: string, column: string, note: string]>> = {
  country: ['By visited country', 'country', ''],
  operator: ['By visited operator', 'operator', 'MCC-MNC as the network stated it'],
  home: ['By home network', 'home network', 'MCC-MNC of the IMSI'],
  apn: ['By access point name', 'APN', 'dialogues that tell an APN'],
  node: ['By visited node', 'node', 'number of the VLR or SGSN, address of the SGSN; dialogues that tell one'],
  ggsn: ['By GGSN', 'GGSN', 'dialogues that tell its address'],
};

const NO_BREAK = '\u00a0';

/** Reasons named in a row. */
const TOP_REASONS = 3;

export function outcomes(facts: Facts): Section {
  const labels = facts.reasons.length + 1;
  const procedures = new Figure('Outcomes by procedure', [
    { title: 'procedure' },
    { title: 'dialogues', numeric: true, format: whole },
    ...OUTCOMES.map(title => ({ title, numeric: true, format: whole })),
    { title: 'not a success', numeric: true, format: percent },
  ]);
  const reasons = new Table('Reasons by procedure', [
    { title: 'reason' },
    { title: 'outcome' },
    { title: 'all', numeric: true, format: whole },
    { title: 'share', numeric: true, format: percent },
    ...facts.kinds.map(({ name }) => ({
      title: name,
      numeric: true,
      format: (value: number) => (value === 0 ? '' : whole(value)),
    })),
  ]);
  const tables = ENTITIES.map(entity => ({
    entity,
    table: new Table(TITLES[entity][0], [
      { title: TITLES[entity][1] },
      { title: 'dialogues', numeric: true, format: whole },
      { title: 'outcomes' },
      { title: 'reject', numeric: true, format: percent },
      { title: 'error', numeric: true, format: percent },
      { title: 'first reasons' },
    ]),
    note: h('p', { class: 'note' }),
  }));
  return section({
    id: 'outcomes',
    title: 'Outcomes and reasons',
    note: 'A reject is a refusal of the home network (a MAP error); an error is an interaction that failed. Reasons that begin with an underscore are made by the probe.',
    children: [
      grid(procedures.root),
      reasons.root,
      ...tables.map(({ table, note }) => h('div', { class: 'by' }, table.root, note)),
    ],
    update(view) {
      const chosen = facts.choices[view.filter.choice]?.kinds ?? [];
      const counts = view.sums('reasons', ['kind', 'reason']);
      const width = OUTCOMES.length * labels;
      const rows = chosen.map(kind => ({
        name: facts.kinds[kind].name,
        counts: OUTCOMES.map((_, o) => sum(counts, kind * width + o * labels, labels)),
      }));
      procedures.show(
        size => drawOutcomes(rows, size),
        () => rows.map(({ name, counts: [s, r, e] }) => [name, s + r + e, s, r, e, (r + e) / (s + r + e)]),
        '',
        OUTCOMES.map((name, o) => ({ name, fill: outcomePaint(o) })),
      );
      const total = rows.reduce((all, { counts: [s, r, e] }) => all + s + r + e, 0);
      reasons.show(reasonRows(view, counts, width, total));
      for (const { entity, table, note } of tables) {
        const { rows: found, distinct } = entityRows(view, entity);
        table.show(found);
        const { names } = facts.entities[entity];
        const more = distinct > names.length ? `${whole(distinct)} in all, ${names.length} shown apart` : '';
        note.textContent = [TITLES[entity][2], more].filter(text => text !== '').join('; ');
      }
    },
  });
}

function sum(counts: Float64Array, from: number, length: number): number {
  let all = 0;
  for (let i = from; i < from + length; i++) all += counts[i];
  return all;
}

function reasonRows(view: View, counts: Float64Array, width: number, total: number): (string | number)[][] {
  const rows: (string | number)[][] = [];
  for (let place = view.labels; place < width; place++) {
    const each = view.facts.kinds.map((_, kind) => counts[kind * width + place]);
    const all = each.reduce((a, b) => a + b, 0);
    if (all === 0) continue;
    const { outcome, label } = view.reason(place);
    rows.push([label, OUTCOMES[outcome], all, total > 0 ? all / total : Number.NaN, ...each]);
  }
  return rows.sort((a, b) => Number(b[2]) - Number(a[2]));
}

/** The parts as a small bar, so that a column of them can be read at a glance. */
function smallBar(parts: readonly number[], total: number): Element {
  const width = 120;
  const bar = svg('svg', {
    width,
    height: 12,
    class: 'small',
    role: 'img',
    'aria-label': OUTCOMES.map((name, o) => `${name} ${share(parts[o], total)}`).join(', '),
  });
  let at = 0;
  parts.forEach((part, o) => {
    const size = (part / total) * width;
    if (size > 0) bar.append(svg('rect', { x: at, y: 0, width: size, height: 12, fill: outcomePaint(o) }));
    at += size;
  });
  return bar;
}

export function entityName(facts: Facts, entity: Entity, place: number): string {
  const { names } = facts.entities[entity];
  if (place === names.length) return 'all others';
  if (place === names.length + 1) return 'not told';
  const name = names[place];
  if (entity === 'country') return country(name);
  if (entity === 'operator' || entity === 'home') {
    const known = facts.operators[name];
    return known === undefined ? name : `${name} ${known}`;
  }
  return name;
}

function entityRows(view: View, entity: Entity): { rows: (string | number | Cell)[][]; distinct: number } {
  const { counts, places, reasons } = view.entity(entity);
  const rows: (string | number | Cell)[][] = [];
  const size = (place: number): number => sum(counts, place * reasons, reasons);
  // The largest first; the rest and what was not told stand behind them whatever their size.
  const order = Array.from({ length: counts.length > 0 ? places : 0 }, (_, place) => place).sort(
    (a, b) => Number(a >= places - 2) - Number(b >= places - 2) || size(b) - size(a) || a - b,
  );
  for (const place of order) {
    const base = place * reasons;
    const parts = OUTCOMES.map((_, o) => sum(counts, base + o * view.labels, view.labels));
    const total = parts.reduce((a, b) => a + b, 0);
    if (total === 0) continue;
    const top = [...counts.subarray(base + view.labels, base + reasons)]
      .map((count, i) => ({ count, ...view.reason(view.labels + i) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, TOP_REASONS);
    rows.push([
      entityName(view.facts, entity, place),
      total,
      { sort: (parts[1] + parts[2]) / total, show: smallBar(parts, total) },
      parts[1] / total,
      parts[2] / total,
      top.map(({ label, count }) => `${label} ${share(count, total).replaceAll(' ', NO_BREAK)}`).join(', '),
    ]);
  }
  return { rows, distinct: view.facts.entities[entity].distinct };
}
