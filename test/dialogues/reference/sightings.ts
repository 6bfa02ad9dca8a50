/** The same octets again: a copy on the same path, a second leg on another (reading 7). */
import type { Tcap } from '../messages.ts';
import { addressOf, isReturned, pathOf } from './addresses.ts';
import { lost } from './filling.ts';
import { relayed } from './links.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { seconds } from './units.ts';

export function seen(d: Dialogue, hash: number, path: string, at: number): 'not' | 'here' | 'elsewhere' {
  const same = d.seen.slice(0, 32).filter(x => x.hash === hash && Math.abs(at - x.at) < 10e6);
  if (same.length === 0) return 'not';
  return same.some(x => x.path === path) ? 'here' : 'elsewhere';
}

export function again(state: State, d: Dialogue, m: Tcap, hash: number, at: number, copy: boolean): void {
  const path = pathOf(m);
  if (lost(m)) d.row.loss = true;
  if (copy || seen(d, hash, path, at) !== 'elsewhere') {
    d.row.copies++;
    if (!copy) state.counts.copies++;
    return;
  }
  state.counts.secondLegs++;
  if (m.type === 'begin' && !isReturned(m)) {
    const from = addressOf(m.calling, m.opc);
    // The same title on both legs: answers may go to the point code of this one.
    const { gt: _, ...point } = m.calling ?? {};
    d.sides[0].other = from === d.sides[0].address ? addressOf(point, m.opc) : from;
  }
  if (d.row.legs === 1) {
    d.row.legs = 2;
    const first = d.seen.filter(x => x.hash === hash && Math.abs(at - x.at) < 10e6).at(-1);
    d.row.transitTime = seconds(Math.abs(at - (first?.at ?? at)));
    relayed(state, d);
  }
  d.seen.unshift({ hash, path, at });
}
