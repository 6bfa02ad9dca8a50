/** A hub that ends TCAP on both sides: two dialogues of one subject, linked (reading 8). */
import type { Tcap } from '../messages.ts';
import { titleOf } from './addresses.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { micros } from './units.ts';

export function link(state: State, d: Dialogue, m: Tcap, at: number, address: string): void {
  if (d.row.imsi === '') return;
  const subject = (x: Dialogue): string =>
    `${x.row.protocol} ${x.row.imsi} ${x.row.type === 'OTHER' ? x.row.operation : x.row.type}`;
  const same = (x: Dialogue): boolean => x.phase !== 'closed' && x.deadline > state.now && subject(x) === subject(d);
  let first = state.refused.find(
    x => same(x) && x.phase === 'ended' && !x.invalid && x.row.reason === 'Abort' && d.row.version < x.row.version,
  );
  if (first) state.refused.splice(state.refused.indexOf(first), 1);
  first ??= state.begun.find(x => {
    if (!same(x) || x.phase !== 'open' || x.answered || x.sides[0].address === address) return false;
    if (Math.abs(at - micros(x.row.start)) > 1e6) return false;
    const called = titleOf(m.called).slice(3);
    const calling = titleOf(m.calling).slice(3);
    if (calling !== '' && x.row.calledGt === calling) return true;
    if (called !== '' && x.row.callingGt === called) return true;
    if (x.row.legs === 2 || x.row.opc === null || d.row.opc === null) return false;
    return x.row.dpc === d.row.opc || x.row.opc === d.row.dpc;
  });
  if (first) {
    first.linkedTo ??= first;
    d.linkedTo = first.linkedTo;
  }
  state.begun.unshift(d);
}

/** It passed a relay, where nothing ends: what is linked to it by point codes alone is another's. */
export function relayed(state: State, d: Dialogue): void {
  if (d.linkedTo === null) return;
  const others = state.begun
    .slice(0)
    .filter(x => x !== d && x.phase !== 'closed' && x.linkedTo === d.linkedTo && x.row.imsi === d.row.imsi);
  const belongs = (x: Dialogue): boolean =>
    x.sides[0].address === d.sides[0].address
      ? x.row.version !== d.row.version
      : (x.row.calledGt !== '' && x.row.calledGt === d.row.callingGt) ||
        (x.row.callingGt !== '' && x.row.callingGt === d.row.calledGt);
  if (others.length === 0 || others.some(belongs)) return;
  d.linkedTo = null;
  if (others.length === 1) for (const x of others) x.linkedTo = null;
}
