/** Empirical distributions over devices, and points joined over whole numbers. */
import { withCursor } from './cursor.ts';
import { svg } from './dom.ts';
import { percentTick, short } from './format.ts';
import { PROBABILITIES } from './model.ts';
import { stroke } from './paint.ts';
import { linear, type Scale, symlog } from './scales.ts';
import { grid } from './time-chart.ts';

const HEIGHT = 180;
const LEFT = 46;
const BOTTOM = 26;

export interface Curve {
  readonly name: string;
  /** At `PROBABILITIES`. */
  readonly values: readonly number[];
  readonly paint: number;
  readonly dash: string;
}

export interface CurveChart {
  readonly curves: readonly Curve[];
  /** A share is linear up to 1; all others are logarithmic, with a place for 0. */
  readonly share: boolean;
  readonly ticks: readonly number[];
  /** Pixels between ticks at least, where their labels are short. */
  readonly room?: number | undefined;
  readonly text: (value: number) => string;
  /** The same on the axis, where it differs. */
  readonly tickText?: ((value: number) => string) | undefined;
}

export function drawCurves(
  { curves, share, ticks, room, text, tickText = text }: CurveChart,
  width: number,
): SVGSVGElement {
  const right = width - 14;
  const bottom = HEIGHT - BOTTOM;
  const most = Math.max(...curves.map(({ values }) => values[values.length - 1]), share ? 1 : 0);
  const x: Scale = share
    ? linear(0, Math.max(1, most), LEFT, right, Math.min(5, (right - LEFT) / 60))
    : symlog(most, LEFT, right, ticks, room);
  const y = linear(0, 1, bottom, 10, 4);
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: 'chart',
    role: 'img',
    'aria-label': 'Share of devices at or below a value; arrow keys read its values.',
  });
  drawing.append(grid(y, LEFT, right, percentTick));
  const axis = svg('g', { class: 'axis' });
  for (const tick of x.ticks) {
    const at = x.place(tick);
    const anchor = at > right - 12 ? 'end' : 'middle';
    axis.append(svg('path', { class: 'base', d: `M${at} ${bottom}v4` }));
    axis.append(
      svg('text', { x: at, y: bottom + 16, 'text-anchor': anchor }, share ? percentTick(tick) : tickText(tick)),
    );
  }
  drawing.append(axis);
  for (const { values, paint, dash, name } of curves) {
    let path = `M${LEFT} ${y.place(0)}`;
    values.forEach((value, i) => {
      path += `H${x.place(value).toFixed(1)}V${y.place(PROBABILITIES[i]).toFixed(1)}`;
    });
    path += `H${right}`;
    drawing.append(
      svg('path', {
        d: path,
        class: 'line',
        stroke: stroke(paint),
        'stroke-dasharray': dash,
        'data-series': name,
      }),
    );
  }
  // The pointer chooses a value; the keys walk over the shares.
  const of = curves[0]?.values ?? [];
  withCursor(drawing, {
    steps: of.length,
    place: i => x.place(of[i]),
    stepAt: at =>
      Math.max(
        0,
        of.findLastIndex(value => x.place(value) <= at),
      ),
    top: 10,
    bottom,
    read: i => ({
      title: `${percentTick(PROBABILITIES[i])} of the devices are at or below`,
      lines: curves.map(({ name, values }) => [name, text(values[i])]),
    }),
  });
  return drawing;
}

export interface Points {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly chosen: number;
}

/** A curve with a mark on each whole number, and a ring on the chosen one. */
export function drawPoints({ name, points, chosen }: Points, width: number): SVGSVGElement {
  const right = width - 14;
  const bottom = HEIGHT - BOTTOM;
  const values = points.map(([, y]) => y);
  const x = linear(Math.min(...points.map(([k]) => k)), Math.max(...points.map(([k]) => k)), LEFT + 8, right, 13);
  const low = Math.min(0, ...values);
  const y = linear(low, Math.max(...values, low + 1e-9), bottom, 14, 4);
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: 'chart',
    role: 'img',
    'aria-label': `${name} by number of clusters; ${chosen} was chosen; arrow keys read its values.`,
  });
  drawing.append(grid(y, LEFT, right, short));
  const axis = svg('g', { class: 'axis' });
  for (const [k] of points) {
    axis.append(svg('text', { x: x.place(k), y: bottom + 16, 'text-anchor': 'middle' }, String(k)));
  }
  drawing.append(axis);
  const path = points.map(([k, value], i) => `${i === 0 ? 'M' : 'L'}${x.place(k)} ${y.place(value)}`).join('');
  drawing.append(svg('path', { d: path, class: 'line', stroke: stroke(0), 'data-series': name }));
  for (const [k, value] of points) {
    const dot = { cx: x.place(k), cy: y.place(value) };
    drawing.append(svg('circle', { ...dot, r: 3.2, fill: stroke(0) }));
    if (k !== chosen) continue;
    drawing.append(svg('circle', { ...dot, r: 8, class: 'ring' }));
    const above = dot.cy > 36;
    drawing.append(
      svg(
        'text',
        {
          x: dot.cx,
          y: dot.cy + (above ? -14 : 24),
          'text-anchor': dot.cx > right - 40 ? 'end' : 'middle',
          class: 'label',
        },
        `chosen: ${k}`,
      ),
    );
  }
  withCursor(drawing, {
    steps: points.length,
    place: i => x.place(points[i][0]),
    stepAt: at => {
      const distances = points.map(([k]) => Math.abs(x.place(k) - at));
      return distances.indexOf(Math.min(...distances));
    },
    top: 10,
    bottom,
    read: i => ({ title: `${points[i][0]} clusters`, lines: [[name, String(Number(points[i][1].toPrecision(4)))]] }),
  });
  return drawing;
}
