/** A GTP message, to whoever takes its kind; and what is said beside pairing: restarts and third messages. */
import type { Gtp } from '../messages.ts';
import { ip } from './addresses.ts';
import { close } from './closing.ts';
import { counted } from './filling.ts';
import { judge, takeResponse } from './gtp-answers.ts';
import { newest } from './gtp-finding.ts';
import { gtpRequest } from './gtp-records.ts';
import { takeRequest } from './gtp-requests.ts';
import { ANSWER, REQUEST } from './gtp-types.ts';
import type { State } from './state.ts';

export function takeGtp(state: State, m: Gtp, at: number, copy: boolean): void {
  if (!copy && m.recovery !== undefined) noteRecovery(state, m);
  if (m.gtp === 52) takeAcknowledge(state, m, at, copy);
  else if (m.gtp in ANSWER && m.gtp !== 51) takeRequest(state, m, at, copy);
  else if (m.gtp in REQUEST || m.gtp === 3 || m.gtp === 31) takeResponse(state, m, at, copy);
  else if (!copy) {
    const d = gtpRequest(state, m, at);
    d.phase = 'ended';
    d.awaits = 0;
    close(state, d, false);
  }
}

function noteRecovery(state: State, m: Gtp): void {
  let restarted = false;
  for (const gsn of new Set([m.src, m.controlAddress])) {
    if (gsn === undefined) continue;
    const before = state.counters.get(gsn);
    state.counters.set(gsn, m.recovery ?? 0);
    if (before === undefined || before === m.recovery) continue;
    restarted = true;
    state.epochs.set(gsn, (state.epochs.get(gsn) ?? 0) + 1);
  }
  if (restarted) state.anomaly('node-restart');
}

function takeAcknowledge(state: State, m: Gtp, at: number, copy: boolean): void {
  const d = newest(state).find(
    x =>
      x.phase !== 'waiting' &&
      x.row.operation === 50 &&
      (x.row.sequence ?? 0) === (m.sequence ?? 0) &&
      x.row.src === ip(m.src),
  );
  if (!d) {
    if (copy) return;
    state.counts.orphans++;
    state.counts.orphanMessages++;
  } else if (copy) d.row.copies++;
  else if (d.phase !== 'open' || d.acknowledged) state.anomaly('late-duplicate');
  else {
    counted(state, d, m, at);
    d.acknowledged = true;
    judge(d, m);
    if (d.awaits !== 52) d.invalid = true;
    else {
      d.awaits = 0;
      d.phase = 'ended';
    }
  }
}
