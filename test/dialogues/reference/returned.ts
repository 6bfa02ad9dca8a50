/** What SCCP brings back to its sender (UDTS, XUDTS, LUDTS) makes its dialogue undeliverable. */
import { octetsOf, type Tcap } from '../messages.ts';
import { addressOf, pathOf, pointInside } from './addresses.ts';
import { fail } from './closing.ts';
import { hasEnded } from './ending.ts';
import { counted } from './filling.ts';
import { find } from './finding.ts';
import { again, seen } from './sightings.ts';
import type { State } from './state.ts';
import { keep } from './taps.ts';
import { waiting } from './tcap-records.ts';

export function takeReturned(state: State, m: Tcap, at: number, copy: boolean): void {
  const begins = m.type === 'begin';
  const tid = begins ? m.otid : m.dtid;
  if (tid === undefined) return;
  const address = begins ? addressOf(m.called, m.dpc) : addressOf(m.calling, m.opc);
  const from = begins ? '' : addressOf(m.called, m.dpc);
  const pc = (begins ? m.dpc : m.opc) ?? 0;
  state.ssn = 0;
  state.context = null;
  const found = find(state, tid, address, pc, from, '', octetsOf(m), at, begins, pointInside(m));
  const hash = -octetsOf(m);
  if (found === null && copy) return;
  const d = found?.d ?? waiting(state, m, at, tid, address, pc);
  keep(state, d, () => takeReturned(state, m, at, copy));
  if (found !== null && (copy || seen(d, hash, '', at) !== 'not')) {
    again(state, d, m, hash, at, copy);
    return;
  }
  counted(state, d, m, at);
  if (d.row.match === '') d.row.match = 'returned';
  d.seen.unshift({ hash, path: pathOf(m), at });
  fail(d, 'error', 'Undeliverable', `sccp-return ${m.returnCause ?? 0}`, true);
  hasEnded(state, d);
}
