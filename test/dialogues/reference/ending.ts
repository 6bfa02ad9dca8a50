/** Two moments of a TCAP dialogue: its first answer, and its end. */
import type { Tcap } from '../messages.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros, seconds } from './units.ts';

/** The first answer to the opening operation; never before its request, whatever the clocks say. */
export function noteAnswer(d: Dialogue, m: Tcap, at: number): void {
  if (d.row.responseTime !== null) return;
  d.row.responseTime = seconds(Math.max(0, at - micros(d.row.start)));
  d.answeredAt = Math.max(at, micros(d.row.start));
  d.answeredFile = m.file ?? 0;
}

export function hasEnded(state: State, d: Dialogue): void {
  d.ended = true;
  if (d.phase === 'open') d.phase = 'ended';
  if (d.phase === 'ended') d.deadline = state.now + micros(state.options.reorderWindow);
}
