/** Values over time: lines, or areas that stand on each other, as counts or as shares of the whole. */
import { type Reading, withCursor } from './cursor.ts';
import { svg } from './dom.ts';
import { clock, day, moment, percent, percentTick, short } from './format.ts';
import { DASHES, paint, stroke } from './paint.ts';
import { linear, type Scale, timeTicks } from './scales.ts';

export interface Series {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Index of its colour, texture and dash. */
  readonly paint: number;
}

export interface TimeChart {
  /** Beginning of the first step and width of each, seconds of UTC. */
  readonly start: number;
  readonly step: number;
  readonly series: readonly Series[];
  readonly form: 'lines' | 'areas' | 'shares';
  /** Values as percent. */
  readonly percent?: boolean;
  readonly picked?: ((from: number, to: number) => void) | undefined;
}

export const HEIGHT = 230;
export const MARGIN = { left: 52, right: 12, top: 12, bottom: 34 };

export function drawTime(chart: TimeChart, width: number): SVGSVGElement {
  const { start, step, series, form } = chart;
  const steps = Math.max(0, ...series.map(({ values }) => values.length));
  const left = MARGIN.left;
  const right = width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const totals = new Float64Array(steps);
  for (const { values } of series) for (let i = 0; i < steps; i++) totals[i] += values[i];
  const asShare = form === 'shares' || chart.percent === true;
  const most =
    form === 'shares'
      ? 1
      : form === 'areas'
        ? Math.max(...totals, 1)
        : Math.max(...series.map(({ values }) => largest(values)), chart.percent === true ? 0.001 : 1);
  const y = linear(0, most, bottom, MARGIN.top, 5);
  const x = (at: number): number => left + (at / Math.max(1, steps)) * (right - left);
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: 'chart',
    role: 'img',
    'aria-label': `Chart over time of ${series.map(({ name }) => name).join(', ')}; arrow keys read its values.`,
  });
  drawing.append(grid(y, left, right, value => (asShare ? percentTick(value) : short(value))));
  drawing.append(timeAxis(start, start + steps * step, x, step, bottom, right - left));
  if (form === 'lines') for (const one of series) drawing.append(line(one, x, y, step));
  else drawing.append(...areas(series, totals, form === 'shares', x, y));
  const read = (i: number): Reading => ({
    title: moment(start + i * step, step),
    lines: series.map(({ name, values }) => [
      name,
      form === 'shares'
        ? `${percent(totals[i] > 0 ? values[i] / totals[i] : Number.NaN)} (${short(values[i])})`
        : asShare
          ? percent(values[i])
          : values[i].toLocaleString('en-US'),
    ]),
  });
  withCursor(drawing, {
    steps,
    place: i => x(i + 0.5),
    stepAt: at => Math.floor(((at - left) / (right - left)) * steps),
    top: MARGIN.top,
    bottom,
    read,
    ...(chart.picked === undefined ? {} : { picked: chart.picked }),
  });
  return drawing;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}

/** Horizontal rules with their values. */
export function grid(y: Scale, left: number, right: number, text: (value: number) => string): SVGGElement {
  const group = svg('g', { class: 'axis' });
  for (const tick of y.ticks) {
    const at = y.place(tick);
    group.append(svg('path', { class: tick === 0 ? 'base' : 'rule', d: `M${left} ${at}H${right}` }));
    group.append(svg('text', { x: left - 6, y: at + 4, 'text-anchor': 'end' }, text(tick)));
  }
  return group;
}

/** Pixels of a letter of the axis, and a little more. */
const LETTER = 7.5;

function timeAxis(
  from: number,
  to: number,
  x: (at: number) => number,
  step: number,
  bottom: number,
  room: number,
): SVGGElement {
  const group = svg('g', { class: 'axis' });
  const { step: apart, ticks } = timeTicks(from, to, Math.max(2, Math.floor(room / 64)));
  let before = '';
  for (const tick of ticks) {
    const at = x((tick - from) / step);
    const date = day(tick);
    const anchor = at > MARGIN.left + room - 20 ? 'end' : 'middle';
    group.append(svg('path', { class: 'base', d: `M${at} ${bottom}v4` }));
    const first = apart >= 86_400 ? date : clock(tick, apart);
    // A label that ends at its tick needs the room of one and a half.
    if (anchor === 'end' && (apart / step) * (x(1) - x(0)) < 1.5 * LETTER * first.length) continue;
    group.append(svg('text', { x: at, y: bottom + 16, 'text-anchor': anchor }, first));
    const below = apart >= 86_400 ? String(new Date(tick * 1000).getUTCFullYear()) : date;
    if (below !== before)
      group.append(svg('text', { x: at, y: bottom + 29, 'text-anchor': anchor, class: 'date' }, below));
    before = below;
  }
  return group;
}

/** Steps, since a bin is a stretch of time and no point. */
function line(
  { values, paint: index, name }: Series,
  x: (at: number) => number,
  y: Scale,
  step: number,
): SVGPathElement {
  let path = '';
  let before: number | undefined;
  for (let i = 0; i < values.length; i++) {
    const at = y.place(values[i]);
    if (Number.isNaN(values[i])) before = undefined;
    else {
      path += before === undefined ? `M${r(x(i))} ${r(at)}` : at === before ? '' : `V${r(at)}`;
      path += `H${r(x(i + 1))}`;
      before = at;
    }
  }
  return svg('path', {
    d: path,
    class: 'line',
    stroke: stroke(index),
    'stroke-dasharray': DASHES[index % DASHES.length],
    'data-series': name,
    'data-step': step,
  });
}

function areas(
  series: readonly Series[],
  totals: Float64Array,
  shares: boolean,
  x: (at: number) => number,
  y: Scale,
): SVGPathElement[] {
  const below = new Float64Array(totals.length);
  return series.map(({ values, paint: index, name }) => {
    let upper = '';
    let lower = '';
    for (let i = 0; i < totals.length; i++) {
      const unit = shares ? totals[i] : 1;
      const low = unit > 0 ? below[i] / unit : 0;
      below[i] += values[i];
      const high = unit > 0 ? below[i] / unit : 0;
      upper += `${i === 0 ? 'M' : 'L'}${r(x(i))} ${r(y.place(high))}H${r(x(i + 1))}`;
      lower = `L${r(x(i + 1))} ${r(y.place(low))}H${r(x(i))}${lower}`;
    }
    return svg('path', { d: `${upper}${lower}Z`, fill: paint(index), class: 'area', 'data-series': name });
  });
}

const r = (value: number): number => Math.round(value * 10) / 10;
