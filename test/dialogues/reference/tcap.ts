/** A TCAP message, to whoever takes its kind. */
import type { Tcap } from '../messages.ts';
import { isReturned } from './addresses.ts';
import { takeAnswer } from './answers.ts';
import { takeBegin } from './begins.ts';
import { components } from './components.ts';
import { takeReturned } from './returned.ts';
import type { State } from './state.ts';
import { fresh } from './tcap-records.ts';
import { micros } from './units.ts';

export function takeTcap(state: State, m: Tcap, at: number, copy: boolean): void {
  if (isReturned(m)) takeReturned(state, m, at, copy);
  else if (m.type === 'begin') takeBegin(state, m, at, copy);
  else if (m.type === 'unidirectional') {
    if (copy) return;
    const d = fresh(state, m, at);
    d.phase = 'ended';
    d.deadline = state.now + micros(state.options.reorderWindow);
    components(state, d, m, at, 0);
    d.invokes = [];
    d.answered = true;
    state.live.push(d);
  } else takeAnswer(state, m, at, copy);
}
