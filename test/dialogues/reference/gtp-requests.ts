/** GTP requests: a retransmission, the request of an answer that waits, or a new dialogue (readings 12 and 13). */
import { type Gtp, octetsOf } from '../messages.ts';
import { ip } from './addresses.ts';
import { close } from './closing.ts';
import { settle } from './contexts.ts';
import { newest, sameKey } from './gtp-finding.ts';
import { gtpRequest } from './gtp-records.ts';
import { ANSWER, accepted } from './gtp-types.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { replay, unordered } from './taps.ts';
import { tunnelAt } from './tunnels.ts';
import { micros, seconds } from './units.ts';

export function takeRequest(state: State, m: Gtp, at: number, copy: boolean): void {
  const port = m.srcPort ?? 2123;
  const hash = octetsOf(m);
  for (const d of newest(state)) {
    if (!sameKey(d, m, m.src, m.dst, port) || d.phase === 'waiting' || d.row.operation !== m.gtp) continue;
    if (d.hash === hash) {
      if (copy) {
        d.row.copies++;
        return;
      }
      d.row.retransmissions++;
      state.counts.retransmissions++;
      d.deadline = state.now + micros(state.options.gtpTimeout);
      if (d.phase !== 'open') return;
      d.row.end = Math.max(d.row.end, seconds(at));
      d.row.lastFrame = state.frame;
      return;
    }
    if (copy) return;
    if (d.phase === 'open') state.anomaly('sequence-reused');
    close(state, d, false);
  }
  if (copy) return;
  const waits: Dialogue[] = [];
  for (const d of newest(state)) {
    if (!d.gtp || d.phase !== 'waiting' || d.row.operation !== m.gtp || d.port !== port) continue;
    if (d.row.src !== ip(m.src) || (d.row.sequence ?? 0) !== (m.sequence ?? 0)) continue;
    waits.push(d);
  }
  const own = ownTeid(state, m);
  const known = (d: Dialogue): boolean => own !== null && d.askersTeid !== 0;
  const here = waits.find(d => d.row.dst === ip(m.dst) || (known(d) && own === d.askersTeid));
  const unknown = waits.filter(d => d.row.dst !== ip(m.dst) && !known(d));
  const d = here ?? (unknown.length === 1 ? unknown[0] : undefined);
  if (d !== undefined) {
    const rule = d.row.dst === ip(m.dst) ? 'sequence' : 'sequence+teid';
    if (!unordered(state, d.row.file, micros(d.row.start), m)) {
      adoptGtp(state, d, m, at, rule);
      return;
    }
    state.live.splice(state.live.indexOf(d), 1);
    openGtp(state, m, at);
    const opened = state.live.at(-1);
    if (opened) opened.row.copies = d.row.copies;
    replay(state, d);
    return;
  }
  openGtp(state, m, at);
}

/** Control TEID of who asks: as the request says, or as its tunnel knows it of that address. */
function ownTeid(state: State, m: Gtp): number | null {
  if (m.teidControl !== undefined) return m.teidControl;
  for (const end of ['ggsn', 'sgsn'] as const) {
    const t = tunnelAt(state, end, m.dst, m.teid ?? 0, m.nsapi);
    if (t === null) continue;
    const asker = end === 'ggsn' ? t.sgsn : t.ggsn;
    return asker === ip(m.src) ? (end === 'ggsn' ? t.teidSgsn : t.teidGgsn) : null;
  }
  return null;
}

function openGtp(state: State, m: Gtp, at: number): void {
  const d = gtpRequest(state, m, at);
  d.phase = 'open';
  d.awaits = ANSWER[m.gtp];
  d.deadline = state.now + micros(state.options.gtpTimeout);
  d.sides[0].stamp = ++state.stamp;
  state.live.push(d);
}

function adoptGtp(state: State, d: Dialogue, m: Gtp, at: number, match: string): void {
  const before = d.row;
  const cause = before.cause === null ? undefined : Number(before.cause.split(' ')[1]);
  const awaited = ANSWER[d.awaits] ?? 0;
  const opened = gtpRequest(state, m, at, before);
  d.row = {
    ...opened.row,
    start: Math.min(before.start, seconds(at)),
    end: Math.max(before.end, seconds(at)),
    firstFrame: before.firstFrame,
    file: before.file,
    messages: before.messages + 1,
    copies: before.copies,
    loss: before.loss || opened.row.loss,
    cause: before.cause,
    outcome: before.outcome,
    reason: before.reason,
    match,
  };
  Object.assign(d, { hash: opened.hash, toSgsn: opened.toSgsn, teardown: opened.teardown, tunnel: opened.tunnel });
  d.movesSgsn = opened.movesSgsn;
  d.invalid = true;
  d.sides[0].stamp = ++state.stamp;
  d.deadline = state.now + micros(state.options.gtpTimeout);
  if (awaited !== 0 && accepted(cause)) {
    d.phase = 'open';
    d.awaits = awaited;
    return;
  }
  d.phase = 'ended';
  d.awaits = 0;
  settle(state, d, cause, d.askersTeid);
}
