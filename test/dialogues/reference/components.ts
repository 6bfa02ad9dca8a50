/** Components: invokes and their answers, and what these make of the outcome (readings 9 to 11). */
import { CLASS } from '../../../decoders/map-operations.ts';
import type { Component, Tcap } from '../messages.ts';
import { fail } from './closing.ts';
import { noteAnswer } from './ending.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { unordered } from './taps.ts';
import { typeOf, visited } from './types.ts';

export function components(state: State, d: Dialogue, m: Tcap, at: number, sender: 0 | 1): void {
  for (const c of m.components ?? []) {
    if (c.kind === 'invoke') invoke(state, d, m, c, sender);
    else outcome(state, d, m, c, at, sender);
  }
}

function invoke(state: State, d: Dialogue, m: Tcap, c: Component, sender: 0 | 1): void {
  const { row } = d;
  const operation = c.operation ?? 0;
  const opens = sender === 0 && d.opening === null && (d.phase === 'open' || d.phase === 'ended');
  if (opens) {
    if (row.protocol === 'tcap') row.protocol = m.protocol ?? 'map';
    const isMap = row.protocol === 'map';
    if (isMap && d.bare) row.version = 1;
    d.opening = { id: c.id ?? 0, class: isMap ? CLASS[operation] : 1 };
    row.operation = operation;
    row.type = isMap ? typeOf(operation, row.version, c.wantsAuthentication === true) : 'OTHER';
    row.visitedNode = visited(row.type, row.version, m);
  }
  const isMap = row.protocol === 'map';
  if (isMap && operation === 7) row.isd++;
  const early = d.invokes.findIndex(i => i.early && i.side === sender && i.id === c.id);
  if (early >= 0) {
    d.invokes.splice(early, 1);
    if (!unordered(state, d.earlyFile, d.earlyAt, m)) d.invalid = true;
    if (opens) d.answered = true;
    return;
  }
  d.invokes.push({ side: sender, id: c.id ?? 0, operation, class: isMap ? CLASS[operation] : 2, early: false });
}

function outcome(state: State, d: Dialogue, m: Tcap, c: Component, at: number, sender: 0 | 1): void {
  const { row } = d;
  const invoker = sender === 0 ? 1 : 0;
  const found = c.id === undefined ? -1 : d.invokes.findIndex(i => !i.early && i.side === invoker && i.id === c.id);
  const opening = found >= 0 && invoker === 0 && d.opening !== null && !d.answered && c.id === d.opening.id;
  const error = (final: boolean): void => {
    const unseen = invoker === 0 && d.opening === null;
    const refusal = row.type !== 'CL' && (final || unseen || row.type === 'OTHER');
    const cause = c.parameter === undefined ? `map-error ${c.code ?? 0}` : `parameter ${c.parameter}`;
    fail(d, refusal ? 'reject' : 'error', `map-error ${c.code ?? 0}`, cause, final);
  };
  if (c.kind === 'reject') {
    if (found >= 0) d.invokes.splice(found, 1);
    if (opening) {
      noteAnswer(d, m, at);
      d.answered = true;
    }
    fail(d, 'error', 'Reject', `problem ${c.code ?? 0}`, opening);
    return;
  }
  if (found < 0) {
    const again = invoker === 0 && d.opening !== null && c.id === d.opening.id;
    if (c.kind !== 'resultNotLast' && !again) {
      d.invokes.push({ side: invoker, id: c.id ?? 0, operation: 0, class: 0, early: true });
      d.earlyAt = at;
      d.earlyFile = m.file ?? 0;
    }
    if (c.kind === 'error') error(false);
    return;
  }
  if (opening) noteAnswer(d, m, at);
  if (c.kind === 'resultNotLast') return;
  d.invokes.splice(found, 1);
  if (opening) d.answered = true;
  else if (d.answered && invoker === 1 && !unordered(state, d.answeredFile, d.answeredAt, m)) d.invalid = true;
  if (c.kind === 'error') error(opening);
}
