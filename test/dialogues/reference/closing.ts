/** The end of a dialogue: time-outs, what is missing where it ends, and the failure that stands (readings 1 to 3, 9 and 10). */
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros } from './units.ts';

/** Whatever is past its time-out now. */
export function expire(state: State): void {
  for (const d of state.live) {
    if (d.phase === 'waiting' && d.deadline <= state.now && !d.ended && !d.gtp) {
      d.phase = 'orphan';
      d.deadline += micros(state.options.mapTimeout.m);
    }
    if (d.deadline <= state.now) close(state, d, false);
  }
}

export function close(state: State, d: Dialogue, atEnd: boolean): void {
  const { row } = d;
  const phase = d.phase;
  d.phase = 'closed';
  state.live = state.live.filter(other => other !== d);
  if (phase === 'waiting' || phase === 'orphan') {
    state.counts.orphans++;
    state.counts.orphanMessages += row.messages;
    const horizon = Math.max(state.options.mapTimeout.m, state.options.gtpTimeout);
    if (micros(row.start) - (state.started ?? 0) < micros(horizon)) {
      state.counts.orphansAtStart++;
      row.edge = 'start';
    }
    if (!state.options.keepOrphans) return;
    Object.assign(row, { type: 'OTHER', outcome: 'error', reason: '_Incomplete' });
  } else if (d.invalid) {
    Object.assign(row, { outcome: 'error', reason: '_InvalidOrder' });
  } else if (!d.failed) {
    if (isUnanswered(d)) {
      Object.assign(row, { outcome: 'error', reason: '_Incomplete' });
      if (atEnd && phase === 'open' && d.deadline > state.now) {
        row.edge = 'end';
        state.counts.edges++;
      }
      if (!d.gtp && state.gapAt(d.port) >= micros(row.start)) row.loss = true;
    } else Object.assign(row, { outcome: 'success', reason: '' });
  }
  if (phase !== 'waiting' && phase !== 'orphan' && !d.invalid && d.invokes.some(i => i.early)) {
    row.loss = true;
    state.anomaly('orphan-result');
  }
  state.counts.dialogues++;
  state.closed.push(d);
}

function isUnanswered(d: Dialogue): boolean {
  if (d.gtp) return d.awaits !== 0;
  if (d.opening === null) {
    if (d.row.match === '' && d.row.otid !== '') return true;
  } else if (!d.answered && (d.opening.class === 1 || d.opening.class === 3)) return true;
  return d.invokes.some(i => !i.early && (i.class === 1 || i.class === 3));
}

export function fail(d: Dialogue, outcome: string, reason: string, cause: string | null, final: boolean): boolean {
  if (d.final || (d.failed && !final)) return false;
  d.failed = true;
  d.final = final;
  d.row.outcome = outcome;
  d.row.reason = reason;
  if (cause !== null) d.row.cause = cause;
  return true;
}
