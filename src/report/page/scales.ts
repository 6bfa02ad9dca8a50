/** Places on an axis and the ticks that a person would choose. */

/** Pixels from one tick to the next that leave room for labels as long as `10 min`. */
const LEAST_ROOM = 44;

export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

export function linear(from: number, to: number, begin: number, end: number, most: number): Scale {
  const span = to - from || 1;
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(each => each >= rough) ?? rough;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to + step * 1e-9; tick += step) ticks.push(round(tick));
  return { place: value => begin + ((value - from) / span) * (end - begin), ticks };
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * Logarithm of 1 + value: zero has a place, and what lies below it (a delete before its create) has that one too. `least` is
 * the room between ticks.
 */
export function symlog(
  to: number,
  begin: number,
  end: number,
  candidates: readonly number[],
  least = LEAST_ROOM,
): Scale {
  const span = Math.log1p(Math.max(to, 1));
  const place = (value: number): number => begin + (Math.log1p(Math.max(0, value)) / span) * (end - begin);
  return {
    place,
    ticks: spaced(
      candidates.filter(tick => tick <= to),
      place,
      least,
    ),
  };
}

export function logarithmic(
  from: number,
  to: number,
  begin: number,
  end: number,
  candidates: readonly number[],
): Scale {
  const low = Math.log(from);
  const span = Math.log(to) - low || 1;
  const place = (value: number): number => begin + ((Math.log(value) - low) / span) * (end - begin);
  return {
    place,
    ticks: spaced(
      candidates.filter(tick => tick >= from && tick <= to),
      place,
    ),
  };
}

/** Ticks far enough apart for their labels. */
function spaced(ticks: readonly number[], place: (value: number) => number, least = LEAST_ROOM): number[] {
  const kept: number[] = [];
  for (const tick of ticks) {
    if (kept.length === 0 || Math.abs(place(tick) - place(kept[kept.length - 1])) >= least) kept.push(tick);
  }
  return kept;
}

export const COUNTS = [0, 1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000, 1_000_000];
export const DURATIONS = [
  0.0001, 0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000,
];
export const MINUTES = [0, 1, 10, 60, 360, 1440, 10_080, 43_200, 525_600];

const STEPS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600];
const MONDAY = 345_600;

/** Round times between two, no more than `most`. */
export function timeTicks(from: number, to: number, most: number): { readonly step: number; readonly ticks: number[] } {
  const fitting = STEPS.find(each => (to - from) / each <= most);
  const step = fitting ?? Math.ceil((to - from) / most / 2_419_200) * 2_419_200;
  const offset = step % 604_800 === 0 ? MONDAY : 0;
  const ticks: number[] = [];
  for (let tick = Math.ceil((from - offset) / step) * step + offset; tick <= to; tick += step) ticks.push(tick);
  return { step, ticks };
}
