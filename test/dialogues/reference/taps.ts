/** Several taps, whose clocks differ: an answer seen before its request is kept and taken again behind it. */
import type { Message } from '../messages.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros } from './units.ts';

/** Two messages of different taps so near that either may have been first. */
export function unordered(state: State, file: number, time: number, m: Message): boolean {
  const { taps, skew } = state;
  return taps !== null && taps(file) !== taps(m.file ?? 0) && Math.abs(micros(m.at) - time) <= skew * 1e6;
}

/** What waits for its request; `again` takes it once more. */
export function keep(state: State, d: Dialogue, again: () => void): void {
  if (state.taps !== null && d.phase === 'waiting') d.kept.push({ frame: state.frame, again });
}

/** What waited is taken again, now that its request is there. */
export function replay(state: State, d: Dialogue): void {
  const { frame } = state;
  const { copies, secondLegs } = state.counts;
  for (const kept of d.kept) {
    state.frame = kept.frame;
    kept.again();
  }
  Object.assign(state.counts, { copies, secondLegs });
  state.frame = frame;
}
