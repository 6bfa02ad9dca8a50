/** The widths of time that suit a capture of any length, and the records whose clock was wrong. */
import type { Timeline } from '../page/model.ts';

const MINUTE = 60;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Bins that a chart can show apart; beyond, they are wider. A month of hours fits. */
const MOST_BINS = 800;
/** Bins that little traffic is shown in all the same, and dialogues a bin that allow more of them. */
const LEAST_BINS = 24;
const PER_BIN = 20;
/** Slots that a person would pick from. */
const MOST_SLOTS = 36;
const BINS = [1, 5, 10, 30, MINUTE, 5 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, WEEK, 4 * WEEK, 52 * WEEK, 520 * WEEK];
const SLOTS = [1, 5, 10, 30, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
const LONG_SLOTS = [DAY, 2 * DAY, WEEK, 4 * WEEK, 52 * WEEK, 520 * WEEK];

/** Weeks begin on a Monday; 1970-01-01 was a Thursday. */
const MONDAY = 4 * DAY;

/** Dialogues that began in one hour since 1970, with the first and last of them in seconds. */
export interface HourCount {
  readonly hour: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Share of the dialogues on either side that may be far off. */
const FAR = 0.001;

/**
 * The hours to show. One frame with a wild clock (1970, 2100) must not squeeze a capture into one bin: hours that lie
 * further from the middle 99.8 % than these are wide, a day at least, are left out.
 */
export function usualHours(hours: readonly HourCount[]): readonly HourCount[] {
  const sorted = [...hours].sort((a, b) => a.hour - b.hour);
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  const cut = Math.floor(all * FAR);
  const edge = (list: readonly HourCount[]): number => {
    let before = 0;
    for (const { hour, count } of list) {
      before += count;
      if (before > cut) return hour;
    }
    return 0;
  };
  const from = edge(sorted);
  const to = edge([...sorted].reverse());
  const margin = Math.max(to - from + 1, DAY / HOUR);
  return sorted.filter(({ hour }) => hour >= from - margin && hour <= to + margin);
}

function aligned(seconds: number, width: number): number {
  const offset = width >= WEEK ? MONDAY : 0;
  return Math.floor((seconds - offset) / width) * width + offset;
}

/** For so many dialogues between two times: bins hold some twenty each, so that shares of them mean something. */
export function timelineOf(first: number, last: number, dialogues: number): Timeline {
  const most = Math.min(MOST_BINS, Math.max(LEAST_BINS, dialogues / PER_BIN));
  const count = (width: number, from: number): number => Math.floor((last - from) / width) + 1;
  const bin = BINS.find(width => count(width, aligned(first, width)) <= most) ?? BINS[BINS.length - 1];
  const slot =
    [...SLOTS, ...LONG_SLOTS].find(width => width % bin === 0 && count(width, aligned(first, width)) <= MOST_SLOTS) ??
    520 * WEEK;
  const start = aligned(first, slot);
  return { start, bin, bins: count(bin, start), slot, slots: count(slot, start), first, last };
}
