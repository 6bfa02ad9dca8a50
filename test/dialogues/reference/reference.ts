/**
 * Pairing, slow and obvious: every message looks at every dialogue. Written from the rules and the readings of README.md,
 * over plain objects; it shares nothing with the room that it checks but the names of the result.
 */
import type { Message } from '../messages.ts';
import type { Counts, Row } from '../rows.ts';
import { close, expire } from './closing.ts';
import { takeGtp } from './gtp.ts';
import { type ReferenceOptions, State } from './state.ts';
import { takeTcap } from './tcap.ts';
import { micros } from './units.ts';

export class Reference {
  private readonly state: State;

  constructor(
    options: ReferenceOptions,
    gapAt: (association: number) => number = () => Number.NEGATIVE_INFINITY,
    taps: ((file: number) => number) | null = null,
    skew = 0,
  ) {
    this.state = new State(options, gapAt, taps, skew);
  }

  get counts(): Counts {
    return this.state.counts;
  }

  get anomalies(): Record<string, number> {
    return this.state.anomalies;
  }

  run(messages: readonly Message[]): Row[] {
    const { state } = this;
    for (const m of messages) take(state, m);
    for (const d of state.live) close(state, d, true);
    for (const d of state.closed) d.row.linked = d.linkedTo === null ? null : String(d.linkedTo.row.firstFrame);
    return state.closed.map(d => d.row).sort((a, b) => a.start - b.start || a.firstFrame - b.firstFrame);
  }
}

function take(state: State, m: Message): void {
  state.frame++;
  const at = micros(m.at);
  if (state.started === null) {
    state.started = at;
    state.now = at;
  }
  state.now = Math.max(state.now, at);
  expire(state);
  const copy = isCopy(state, m, at);
  if (copy) state.counts.copies++;
  if ('gtp' in m) takeGtp(state, m, at, copy);
  else takeTcap(state, m, at, copy);
}

function isCopy(state: State, m: Message, at: number): boolean {
  if (!m.copyKey) return false;
  const window = micros('gtp' in m ? state.options.copyWindow : state.options.chunkWindow);
  const key = `${'gtp' in m} ${m.copyKey}`;
  const before = state.copies.get(key);
  if (before !== undefined && Math.abs(at - before) <= window) return true;
  state.copies.set(key, at);
  return false;
}
