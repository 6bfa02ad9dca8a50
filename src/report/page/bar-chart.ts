/** Bars that lie: outcomes as parts of a whole, one value each, and ranges of percentiles. */
import { hideTip, type Reading, showTip } from './cursor.ts';
import { svg } from './dom.ts';
import { percentTick, seconds, secondsTick, share, whole } from './format.ts';
import { OUTCOMES } from './model.ts';
import { outcomePaint, paint } from './paint.ts';
import { DURATIONS, linear, logarithmic } from './scales.ts';

const ROW = 26;
const BAR = 16;

/** Width of a letter, on the wide side: most names are capitals. */
const LETTER = 7.4;
/** Of a character of a number with its share. */
const DIGIT = 6.8;

/** Room for the names, in units of the drawing. */
function nameRoom(names: readonly string[], width: number): number {
  return Math.min(width * 0.4, 12 + Math.max(0, ...names.map(name => name.length)) * LETTER);
}

function cut(name: string, room: number): string {
  const letters = Math.max(4, Math.floor((room - 12) / LETTER));
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
}

/** A row that answers to the pointer and to the tabulator. */
function hoverable(element: SVGElement, reading: () => Reading): void {
  element.setAttribute('tabindex', '0');
  const { title, lines } = reading();
  element.setAttribute('aria-label', `${title}: ${lines.map(([name, value]) => `${name} ${value}`).join(', ')}`);
  element.setAttribute('role', 'img');
  const at = (x?: number, y?: number): void => {
    const box = element.getBoundingClientRect();
    showTip(reading(), x ?? box.left + box.width / 3, y ?? box.bottom);
  };
  element.addEventListener('pointermove', event => at(event.clientX, event.clientY));
  element.addEventListener('pointerleave', hideTip);
  element.addEventListener('focus', () => at());
  element.addEventListener('blur', hideTip);
}

export interface OutcomeRow {
  readonly name: string;
  /** Success, reject, error. */
  readonly counts: readonly number[];
}

function base(width: number, height: number, label: string): SVGSVGElement {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'group', 'aria-label': label });
}

/** Shares of the outcomes of each row, with its number of dialogues at the end. */
export function drawOutcomes(rows: readonly OutcomeRow[], width: number): SVGSVGElement {
  const left = nameRoom(
    rows.map(({ name }) => name),
    width,
  );
  const right = width - 78;
  const height = rows.length * ROW + 26;
  const x = linear(0, 1, left, right, Math.min(5, (right - left) / 50));
  const drawing = base(width, height, 'Outcomes');
  const axis = svg('g', { class: 'axis' });
  for (const tick of x.ticks) {
    axis.append(svg('path', { class: 'rule', d: `M${x.place(tick)} 2V${height - 22}` }));
    axis.append(svg('text', { x: x.place(tick), y: height - 6, 'text-anchor': 'middle' }, percentTick(tick)));
  }
  drawing.append(axis);
  rows.forEach(({ name, counts }, i) => {
    const top = i * ROW + 4;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const group = svg('g', { class: 'row', 'data-series': name });
    group.append(svg('rect', { x: 0, y: top - 4, width, height: ROW, class: 'hit' }));
    group.append(svg('text', { x: left - 8, y: top + 12, 'text-anchor': 'end', class: 'label' }, cut(name, left)));
    let before = 0;
    counts.forEach((count, outcome) => {
      if (count === 0) return;
      const from = x.place(before / total);
      before += count;
      group.append(
        svg('rect', {
          x: from,
          y: top,
          width: Math.max(0.5, x.place(before / total) - from),
          height: BAR,
          fill: outcomePaint(outcome),
          class: 'bar',
        }),
      );
    });
    group.append(svg('text', { x: width - 2, y: top + 12, 'text-anchor': 'end' }, whole(total)));
    hoverable(group, () => ({
      title: `${name}, ${whole(total)} dialogues`,
      lines: OUTCOMES.map((outcome, o) => [outcome, `${whole(counts[o])} (${share(counts[o], total)})`]),
    }));
    drawing.append(group);
  });
  return drawing;
}

export interface BarRow {
  readonly name: string;
  readonly value: number;
}

/** One value a row, its share of the total beside it. */
export function drawBars(rows: readonly BarRow[], total: number, unit: string, width: number): SVGSVGElement {
  const left = nameRoom(
    rows.map(({ name }) => name),
    width,
  );
  const said = ({ value }: BarRow): string => `${whole(value)} · ${share(value, total)}`;
  const right = width - 12 - DIGIT * Math.max(0, ...rows.map(row => said(row).length));
  const drawing = base(width, rows.length * ROW + 6, unit);
  const x = linear(0, Math.max(1, ...rows.map(({ value }) => value)), left, right, 5);
  rows.forEach((row, i) => {
    const { name, value } = row;
    const top = i * ROW + 4;
    const group = svg('g', { class: 'row', 'data-series': name });
    group.append(svg('rect', { x: 0, y: top - 4, width, height: ROW, class: 'hit' }));
    group.append(svg('text', { x: left - 8, y: top + 12, 'text-anchor': 'end', class: 'label' }, cut(name, left)));
    group.append(
      svg('rect', {
        x: left,
        y: top,
        width: Math.max(0.5, x.place(value) - left),
        height: BAR,
        fill: paint(0),
        class: 'bar',
      }),
    );
    group.append(svg('text', { x: x.place(value) + 6, y: top + 12 }, said(row)));
    hoverable(group, () => ({
      title: name,
      lines: [
        [unit, whole(value)],
        ['share', share(value, total)],
      ],
    }));
    drawing.append(group);
  });
  return drawing;
}

export interface RangeRow {
  readonly name: string;
  readonly count: number;
  /** At 5, 25, 50, 75, 95 and 99 percent, seconds. */
  readonly percentiles: readonly number[];
}

export const RANGE_PERCENTILES = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** A line from 5 to 95 %, a box from 25 to 75 %, a bar at the median, a tick at 99 %. */
export function drawRanges(rows: readonly RangeRow[], width: number): SVGSVGElement {
  const left = nameRoom(
    rows.map(({ name }) => name),
    width,
  );
  const right = width - 24;
  const height = rows.length * ROW + 28;
  const from = Math.min(...rows.map(({ percentiles }) => percentiles[0])) / 1.3;
  const to = Math.max(...rows.map(({ percentiles }) => percentiles[5])) * 1.3;
  const x = logarithmic(from, to, left, right, DURATIONS);
  const drawing = base(width, height, 'Percentiles');
  const axis = svg('g', { class: 'axis' });
  for (const tick of x.ticks) {
    axis.append(svg('path', { class: 'rule', d: `M${x.place(tick)} 2V${height - 24}` }));
    axis.append(svg('text', { x: x.place(tick), y: height - 8, 'text-anchor': 'middle' }, secondsTick(tick)));
  }
  drawing.append(axis);
  rows.forEach(({ name, count, percentiles }, i) => {
    const middle = i * ROW + 12;
    const [p5, p25, p50, p75, p95, p99] = percentiles.map(x.place);
    const group = svg('g', { class: 'row', 'data-series': name });
    group.append(svg('rect', { x: 0, y: middle - 13, width, height: ROW, class: 'hit' }));
    group.append(svg('text', { x: left - 8, y: middle + 4, 'text-anchor': 'end', class: 'label' }, cut(name, left)));
    group.append(
      svg('path', { class: 'whisker', d: `M${p5} ${middle}H${p99}M${p5} ${middle - 4}v8M${p95} ${middle - 4}v8` }),
    );
    group.append(svg('rect', { x: p25, y: middle - 7, width: Math.max(1, p75 - p25), height: 14, class: 'box' }));
    group.append(svg('path', { class: 'median', d: `M${p50} ${middle - 9}v18` }));
    group.append(svg('path', { class: 'tick', d: `M${p99} ${middle - 4}l4 4l-4 4l-4 -4Z` }));
    hoverable(group, () => ({
      title: `${name}, ${whole(count)} answered`,
      lines: RANGE_PERCENTILES.map((p, j) => [`${Math.round(p * 100)} %`, seconds(percentiles[j])]),
    }));
    drawing.append(group);
  });
  return drawing;
}
