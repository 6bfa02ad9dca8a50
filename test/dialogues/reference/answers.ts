/** Continue, End and Abort: which dialogue they belong to and what they do to it. */
import { octetsOf, type Tcap } from '../messages.ts';
import { addressOf, bothTitles, pathOf, pointInside } from './addresses.ts';
import { fail } from './closing.ts';
import { components } from './components.ts';
import { setDeadline } from './deadlines.ts';
import { hasEnded, noteAnswer } from './ending.ts';
import { counted, identify } from './filling.ts';
import { find } from './finding.ts';
import type { Dialogue } from './records.ts';
import { again, seen } from './sightings.ts';
import type { State } from './state.ts';
import { keep } from './taps.ts';
import { waiting } from './tcap-records.ts';

export function takeAnswer(state: State, m: Tcap, at: number, copy: boolean): void {
  if (m.dtid === undefined) return;
  const to = addressOf(m.called, m.dpc);
  state.ssn = m.called?.ssn ?? 0;
  state.context = m.type === 'abort' ? null : (m.context?.[0] ?? null);
  const found = find(
    state,
    m.dtid,
    to,
    m.dpc ?? 0,
    addressOf(m.calling, m.opc),
    m.otid ?? '',
    octetsOf(m),
    at,
    false,
    pointInside(m),
  );
  const hash = octetsOf(m);
  if (found === null && copy) return;
  if (found !== null) {
    keep(state, found.d, () => takeAnswer(state, m, at, copy));
    const sender = found.side === 1 ? 0 : 1;
    if (copy || seen(found.d, hash, '', at) !== 'not') {
      again(state, found.d, m, hash, at, copy);
      return;
    }
    if (!foreign(found.d, m, sender)) {
      apply(state, found.d, m, at, sender, found.rule);
      return;
    }
  }
  const own = openedBySender(state, m);
  if (own !== undefined) {
    own.row.dtid = m.dtid;
    own.sides[1] = { tid: m.dtid, address: to, other: own.sides[1].other, pc: m.dpc ?? 0, stamp: ++state.stamp };
    apply(state, own, m, at, 0, 'tid+address');
    return;
  }
  const d = waiting(state, m, at, m.dtid, to, m.dpc ?? 0);
  keep(state, d, () => takeAnswer(state, m, at, false));
  apply(state, d, m, at, 1, 'tid+address');
}

/** What has ended takes what is late, but no second End of a side, and nothing from or to others than who answered. */
function foreign(d: Dialogue, m: Tcap, sender: 0 | 1): boolean {
  if (!d.ended) return false;
  if (m.type !== 'continue' && d.endedBy.has(sender)) return true;
  const node = sender === 0 ? addressOf(m.called, m.dpc) : addressOf(m.calling, m.opc);
  if (node === d.answerer || !bothTitles(node, d.answerer)) return false;
  return sender === 1 || node !== d.sides[1].other;
}

/** The dialogue that the sender of a Continue opened, as long as nothing has told the other's identifier. */
function openedBySender(state: State, m: Tcap): Dialogue | undefined {
  const from = addressOf(m.calling, m.opc);
  if (m.otid === undefined || from === '') return undefined;
  return state.live
    .filter(d => !d.gtp && d.row.dtid === '' && d.sides[0].tid === m.otid && d.sides[0].address === from)
    .filter(d => !foreign(d, m, 0))
    .sort((a, b) => b.sides[0].stamp - a.sides[0].stamp)[0];
}

function apply(state: State, d: Dialogue, m: Tcap, at: number, sender: 0 | 1, rule: string): void {
  const { row } = d;
  counted(state, d, m, at);
  if (row.match === '') row.match = rule;
  if (row.protocol === 'tcap') row.protocol = m.protocol ?? 'map';
  d.seen.unshift({ hash: octetsOf(m), path: pathOf(m), at });
  if (sender === 1 && m.otid !== undefined && row.dtid === '') {
    row.dtid = m.otid;
    d.sides[1] = {
      tid: m.otid,
      address: addressOf(m.calling, m.opc),
      other: d.sides[1].other,
      pc: m.opc ?? 0,
      stamp: ++state.stamp,
    };
  }
  identify(row, m);
  components(state, d, m, at, sender);
  if (sender === 1 && row.protocol !== 'map' && d.opening !== null && !d.answered) {
    d.answered = true;
    noteAnswer(d, m, at);
  }
  if (m.type === 'abort') {
    if (sender === 1 && !d.answered) {
      d.answered = true;
      noteAnswer(d, m, at);
    }
    const refusal = m.associateResult !== undefined && m.associateResult !== 0;
    const cause =
      m.pAbort !== undefined
        ? `p-abort ${m.pAbort}`
        : refusal
          ? `refuse ${m.mapReason ?? (m.sourceDiagnostic ?? 0) & 0x7f}`
          : m.mapReason !== undefined
            ? `u-abort ${m.mapReason}`
            : m.abortSource !== undefined
              ? `u-abort ${m.abortSource}`
              : null;
    if (fail(d, 'error', 'Abort', cause, false) && sender === 1 && row.dtid === '') {
      if (refusal || m.pAbort === 3) state.refused.unshift(d);
    }
  }
  if (m.type === 'continue') setDeadline(state, d);
  else {
    d.endedBy.add(sender);
    if (sender === 1) d.answerer = addressOf(m.calling, m.opc);
    hasEnded(state, d);
  }
}
