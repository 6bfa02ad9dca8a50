/** GTP responses: the request that they answer, or waiting for it (reading 13). */
import type { Gtp } from '../messages.ts';
import { ip } from './addresses.ts';
import { fail } from './closing.ts';
import { fillGranted, settle } from './contexts.ts';
import { counted, identify, lost } from './filling.ts';
import { newest, sameKey } from './gtp-finding.ts';
import { place } from './gtp-records.ts';
import { ANSWER, accepted, REQUEST } from './gtp-types.ts';
import { blank, blankDialogue, type Dialogue } from './records.ts';
import type { State } from './state.ts';
import { keep } from './taps.ts';
import { micros, seconds } from './units.ts';

export function takeResponse(state: State, m: Gtp, at: number, copy: boolean): void {
  const port = m.dstPort ?? 2123;
  const answers = (d: Dialogue): boolean =>
    d.phase !== 'waiting' && (ANSWER[d.row.operation ?? 0] === m.gtp || m.gtp === 3 || m.gtp === 31);
  const teid = (d: Dialogue): number | null => {
    if (d.row.src !== (d.toSgsn ? d.row.ggsnAddress : d.row.sgsnAddress)) return null;
    return d.toSgsn ? d.row.teidGgsn : d.row.teidSgsn;
  };
  const known = (d: Dialogue): boolean => teid(d) !== null && (m.teid ?? 0) !== 0;
  // Answered already, and this one goes to another: its request comes behind it.
  const another = (d: Dialogue): boolean => d.phase === 'ended' && known(d) && teid(d) !== m.teid;
  let found = newest(state).find(d => sameKey(d, m, m.dst, m.src, port) && answers(d) && !another(d));
  let rule = 'sequence';
  if (!found) {
    rule = 'sequence+teid';
    const others = newest(state).filter(
      d => d.row.src === ip(m.dst) && d.port === port && (d.row.sequence ?? 0) === (m.sequence ?? 0) && answers(d),
    );
    const agree = others.filter(d => !known(d) || teid(d) === m.teid);
    const open = agree.filter(d => d.phase === 'open');
    found = open.find(known);
    if (!found && open.length === 1) found = open[0];
    // Answered already: the same answer again.
    if (!found && open.length === 0) found = agree[0];
  }
  if (!found) {
    const early = newest(state).find(
      d => d.phase === 'waiting' && d.awaits === m.gtp && sameKey(d, m, m.dst, m.src, port),
    );
    if (copy && early) early.row.copies++;
    if (!copy) waitGtp(state, m, at, port);
    return;
  }
  if (copy) {
    found.row.copies++;
    return;
  }
  if (found.phase !== 'open' || (found.awaits !== m.gtp && found.row.match !== '')) {
    state.anomaly('late-duplicate');
    return;
  }
  const d = found;
  counted(state, d, m, at);
  d.row.responseTime = seconds(Math.max(0, at - micros(d.row.start)));
  if (d.row.match === '') d.row.match = rule;
  identify(d.row, m);
  place(d.row, m);
  const cause = judge(d, m);
  if (m.gtp === 51 && accepted(cause) && !d.acknowledged) {
    d.awaits = 52;
    return;
  }
  d.awaits = 0;
  d.phase = 'ended';
  if (accepted(cause) && (d.row.operation === 16 || d.row.operation === 18)) fillGranted(d, m);
  settle(state, d, cause, m.teid ?? 0);
}

export function judge(d: Dialogue, m: Gtp): number | undefined {
  if (m.gtp === 3 || m.gtp === 31) {
    fail(d, 'error', `gtp-cause ${m.gtp === 3 ? 198 : 214}`, null, true);
    return undefined;
  }
  if (m.cause === undefined) return undefined;
  if (accepted(m.cause)) d.row.cause = `gtp ${m.cause}`;
  else fail(d, 'error', `gtp-cause ${m.cause}`, `gtp ${m.cause}`, true);
  return m.cause;
}

function waitGtp(state: State, m: Gtp, at: number, port: number): void {
  if (!(m.gtp in REQUEST)) {
    state.counts.orphans++;
    state.counts.orphanMessages++;
    return;
  }
  if (newest(state).some(d => d.phase === 'waiting' && d.awaits === m.gtp && sameKey(d, m, m.dst, m.src, port))) {
    state.anomaly('late-duplicate');
    return;
  }
  const d = blankDialogue({
    ...blank(),
    protocol: 'gtp',
    type: 'OTHER',
    operation: REQUEST[m.gtp] ?? null,
    sequence: m.sequence ?? null,
    start: seconds(at),
    end: seconds(at),
    messages: 1,
    firstFrame: state.frame,
    lastFrame: state.frame,
    file: m.file ?? 0,
    src: ip(m.dst),
    dst: ip(m.src),
    loss: lost(m),
  });
  Object.assign(d, { gtp: true, phase: 'waiting', port, awaits: m.gtp, askersTeid: m.teid ?? 0 });
  d.deadline = state.now + micros(state.options.reorderWindow);
  identify(d.row, m);
  place(d.row, m);
  keep(state, d, () => takeResponse(state, m, at, false));
  const cause = judge(d, m);
  if (accepted(cause) && m.gtp === 17) fillGranted(d, m);
  d.sides[0].stamp = ++state.stamp;
  state.live.push(d);
}
