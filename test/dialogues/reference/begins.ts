/** A Begin: seen before, the request of what already waits for it, or a new dialogue (readings 6 and 7). */
import { octetsOf, type Tcap } from '../messages.ts';
import type { Row } from '../rows.ts';
import { addressOf, bothTitles, pathOf } from './addresses.ts';
import { close } from './closing.ts';
import { components } from './components.ts';
import { setDeadline } from './deadlines.ts';
import { link } from './links.ts';
import type { Dialogue } from './records.ts';
import { again, seen } from './sightings.ts';
import type { State } from './state.ts';
import { replay, unordered } from './taps.ts';
import { fresh } from './tcap-records.ts';
import { micros, seconds } from './units.ts';

export function takeBegin(state: State, m: Tcap, at: number, copy: boolean): void {
  const hash = octetsOf(m);
  const address = addressOf(m.calling, m.opc);
  const openers = state.live
    .filter(d => !d.gtp && d.sides[0].tid === m.otid)
    .sort((a, b) => b.sides[0].stamp - a.sides[0].stamp);
  const same = openers.find(d => {
    const nobody = (m.components ?? []).length === 0;
    if (nobody && address !== d.sides[0].address && bothTitles(address, d.sides[0].address)) return false;
    // The node that was asked asks in its own name.
    if (address !== d.sides[0].address && address === d.sides[1].other) return false;
    return seen(d, hash, '', at) !== 'not';
  });
  if (same) {
    again(state, same, m, hash, at, copy);
    return;
  }
  if (copy) return;
  const before = state.begins.get(`${hash} ${m.otid} ${address}`);
  if (before !== undefined && Math.abs(at - before) < 10e6) {
    state.anomaly('late-leg');
    return;
  }
  state.begins.set(`${hash} ${m.otid} ${address}`, at);
  const early = state.live
    .filter(d => !d.gtp && d.phase === 'waiting')
    .flatMap(d => ([0, 1] as const).filter(side => d.sides[side].tid === m.otid).map(side => ({ d, side })))
    .sort((a, b) => b.d.sides[b.side].stamp - a.d.sides[a.side].stamp)
    .find(({ d, side }) => {
      const known = d.sides[side];
      return known.address === address || (!bothTitles(known.address, address) && known.pc === (m.opc ?? 0));
    });
  if (early && !unordered(state, early.d.row.file, micros(early.d.row.start), m)) {
    adopt(state, early.d, early.side, m, at, address);
    return;
  }
  if (early) state.live.splice(state.live.indexOf(early.d), 1);
  for (const d of openers) {
    if (d === early?.d || d.sides[0].address !== address) continue;
    if (d.phase === 'open') state.anomaly('identifier-reused');
    close(state, d, false);
  }
  const d = fresh(state, m, at);
  d.phase = 'open';
  d.sides[0] = { tid: m.otid ?? '', address, other: '', pc: m.opc ?? 0, stamp: ++state.stamp };
  d.sides[1].other = addressOf(m.called, m.dpc);
  d.seen.unshift({ hash, path: pathOf(m), at });
  components(state, d, m, at, 0);
  link(state, d, m, at, address);
  setDeadline(state, d);
  state.live.push(d);
  if (early) replay(state, early.d);
}

/** The request of what waited for it. */
function adopt(state: State, d: Dialogue, side: 0 | 1, m: Tcap, at: number, address: string): void {
  const match = d.sides[side].address === address ? 'tid+address' : 'tid';
  if (side === 1) {
    d.sides = [d.sides[1], { ...d.sides[0], stamp: ++state.stamp }];
    d.row.dtid = d.sides[1].tid;
    for (const i of d.invokes) i.side = i.side === 0 ? 1 : 0;
  }
  const before = d.row;
  const opened = fresh(state, m, at);
  const row: Row = {
    ...opened.row,
    start: Math.min(before.start, seconds(at)),
    end: Math.max(before.end, seconds(at)),
    firstFrame: before.firstFrame,
    file: before.file,
    legs: before.legs,
    transitTime: before.transitTime,
    messages: before.messages + 1,
    copies: before.copies,
    isd: before.isd,
    dtid: before.dtid,
    loss: before.loss || opened.row.loss,
    cause: before.cause,
    outcome: before.outcome,
    reason: before.reason,
    match,
    protocol: opened.row.protocol === 'tcap' ? before.protocol : opened.row.protocol,
  };
  for (const field of ['imsi', 'msisdn', 'imei', 'sgsnNumber', 'vlrNumber', 'mscNumber', 'visitedPlmn'] as const) {
    if (before[field] !== '') row[field] = before[field];
  }
  d.row = row;
  d.bare = opened.bare;
  d.port = m.association ?? 0;
  d.invalid = true;
  d.phase = d.ended ? 'ended' : 'open';
  d.sides[0] = { tid: m.otid ?? '', address, other: '', pc: m.opc ?? 0, stamp: ++state.stamp };
  d.sides[1].other = addressOf(m.called, m.dpc);
  d.seen.unshift({ hash: octetsOf(m), path: pathOf(m), at });
  components(state, d, m, at, 0);
  d.row.responseTime = null;
  link(state, d, m, at, address);
  setDeadline(state, d);
}
