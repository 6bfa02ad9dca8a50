/**
 * How busy the hours of a week are. A device waits in busy time, which runs fast where a rhythm is high and stands still
 * where it is 0; the rhythm turns busy time into time of day. So a rhythm moves activities and never changes how many
 * there are in a week.
 */
export const SECOND = 1e6;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Weights of five minutes; a week of them, from Monday. */
const BIN = 5 * MINUTE;
const BINS = WEEK / BIN;
const BINS_A_DAY = DAY / BIN;
/** Entries of the table that finds a bin again: several to a bin. */
const STEPS = 8192;

export class Rhythm {
  /** Busy time at the begin of each bin. */
  private readonly sums = new Float64Array(BINS + 1);
  private readonly starts = new Uint16Array(STEPS + 1);

  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < BINS; i++) {
      this.sums[i + 1] = (this.sums[i] as number) + ((weights[i] as number) / total) * WEEK;
    }
    this.sums[BINS] = WEEK;
    let bin = 0;
    for (let step = 0; step <= STEPS; step++) {
      while (bin < BINS - 1 && (this.sums[bin + 1] as number) <= (step / STEPS) * WEEK) bin++;
      this.starts[step] = bin;
    }
  }

  /** Busy time of the last `span` before a Monday 00:00; of a week at most. */
  before(span: number): number {
    const from = Math.max(0, WEEK - span);
    const bin = Math.min(BINS - 1, Math.floor(from / BIN));
    const low = this.sums[bin] as number;
    const high = this.sums[bin + 1] as number;
    return WEEK - (low + ((from - bin * BIN) / BIN) * (high - low));
  }

  /** Time from busy time, both in microseconds from a Monday 00:00. */
  time(busy: number): number {
    const { sums } = this;
    const week = Math.floor(busy / WEEK);
    const within = busy - week * WEEK;
    let bin = this.starts[Math.floor((within / WEEK) * STEPS)] as number;
    while (bin < BINS - 1 && (sums[bin + 1] as number) <= within) bin++;
    const low = sums[bin] as number;
    const high = sums[bin + 1] as number;
    return week * WEEK + bin * BIN + (high > low ? ((within - low) / (high - low)) * BIN : 0);
  }
}

/** 24 weights a day; the weekend times `weekend`; and the first five minutes of each day `storm` times an even one. */
function rhythm(hours: readonly number[], weekend: number, storm = 0): Rhythm {
  const weights: number[] = [];
  for (let i = 0; i < BINS; i++) {
    const hour = Math.floor((i % BINS_A_DAY) / 12);
    const weight = (hours[hour] as number) * (i >= 5 * BINS_A_DAY ? weekend : 1);
    weights.push(weight + (i % BINS_A_DAY === 0 ? storm : 0));
  }
  return new Rhythm(weights);
}

const EVEN = new Array<number>(24).fill(1);
const WORK = [2, 2, 2, 2, 3, 5, 9, 14, 18, 19, 19, 18, 16, 17, 18, 18, 17, 15, 11, 8, 6, 4, 3, 2].map(w => w / 10);
const PEOPLE = [4, 3, 2, 2, 2, 3, 6, 9, 11, 12, 12, 13, 13, 12, 12, 12, 13, 14, 15, 15, 14, 12, 9, 6].map(w => w / 10);
const NIGHT = [20, 24, 24, 20, 14, 8, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6, 8, 12, 16].map(w => w / 10);

export const RHYTHMS = {
  even: rhythm(EVEN, 1),
  /** Vehicles and machines of a working week. */
  work: rhythm(WORK, 0.35),
  people: rhythm(PEOPLE, 1.1),
  /** Meters that are read when it is quiet, many of them on the stroke of midnight. */
  night: rhythm(NIGHT, 1, 20),
  /** Timers that are set to midnight. */
  midnight: rhythm(EVEN, 1, 24),
} as const;

export type RhythmName = keyof typeof RHYTHMS;
