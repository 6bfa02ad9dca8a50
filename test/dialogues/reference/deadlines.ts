/** Until when a TCAP dialogue is waited for: the longest timer of its open operations (reading 2). */
import { operationTimer, TIMER_LIMIT } from '../../../decoders/map-operations.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros } from './units.ts';

export function setDeadline(state: State, d: Dialogue): void {
  const { m, ml } = state.options.mapTimeout;
  if (d.phase === 'waiting') return;
  if (d.phase === 'ended') d.deadline = state.now + micros(state.options.reorderWindow);
  else if (d.phase === 'orphan') d.deadline = state.now + micros(m);
  else {
    const waits = d.invokes
      .filter(i => !i.early)
      .map(i => (d.row.protocol === 'map' ? timeout(state, i.operation) : m));
    if (d.row.protocol === 'cap' || d.row.protocol === 'inap') waits.push(ml);
    d.deadline = state.now + micros(waits.length === 0 ? m : Math.max(...waits));
  }
}

function timeout(state: State, operation: number): number {
  const limit = TIMER_LIMIT[operationTimer(operation, 3)];
  const { s, m, ml, l } = state.options.mapTimeout;
  return limit === 10_000 ? s : limit === 30_000 ? m : limit === 600_000 ? ml : l;
}
