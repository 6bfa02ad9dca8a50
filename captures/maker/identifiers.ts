/** Transaction identifiers that are used again: at once, when they come round, or where a scenario asks for it. */
import type { Asked, Dialogue } from './dialogue.ts';
import { BIT } from './faults.ts';
import type { Random } from './random.ts';

/** For so long a transaction identifier is its dialogue's at most: a week, in microseconds. */
const MOST_HELD = 7 * 24 * 60 * 60e6;
/** A node that uses an identifier again soon waits so long, for what is still under way. */
const REST = 2.5e6;

/** Gives a dialogue its identifiers; at the chance of `rate` one that was used a moment ago. False where none is free. */
export function takeIdentifiers(d: Dialogue, now: number, rate: number, chance: Random): boolean {
  const held = now + MOST_HELD;
  const { past } = d.opener;
  const free = past !== null && past.device !== d.device && now - past.overAt >= REST;
  if (free && rate > 0 && chance.chance(rate)) reuse(d, past, now);
  else d.otid = d.opener.identifiers.take(now, held);
  if (d.otid < 0) return false;
  d.otidWidth = d.opener.identifiers.width;
  comesRound(d);
  if (d.converses) {
    d.dtid = d.responder.identifiers.take(now, held);
    if (d.dtid < 0) {
      d.opener.identifiers.hold(d.otid, now);
      return false;
    }
    d.dtidWidth = d.responder.identifiers.width;
  }
  return true;
}

/** What a scenario asks for: identifiers and the choice of links. */
export function obey(d: Dialogue, { otid, dtid, sls, answerSls }: Asked): void {
  if (otid !== undefined) {
    d.otid = Number.parseInt(otid, 16);
    d.otidWidth = otid.length / 2;
    // Another width than the node's own: nobody keeps account of these.
    const key = d.otid + d.otidWidth * 2 ** 32;
    d.reuses = d.opener.users.get(key) ?? null;
    if (d.reuses !== null) d.reuses.heir = d;
    d.opener.users.set(key, d);
  }
  if (dtid !== undefined) {
    d.dtid = Number.parseInt(dtid, 16);
    d.dtidWidth = dtid.length / 2;
  }
  d.sls = sls ?? d.sls;
  d.answerSls = answerSls ?? d.answerSls;
}

/** Short identifiers come round: who had this one before may still be open to an observer. */
function comesRound(d: Dialogue): void {
  if (d.otidWidth > 2) return;
  const { users } = d.opener;
  const before = users.get(d.otid) ?? null;
  if (before !== null) {
    before.reuses = null;
    before.heir = d;
  }
  d.reuses = before;
  users.set(d.otid, d);
}

/** Takes the transaction identifier of a dialogue that is over, or that nobody answers. */
function reuse(d: Dialogue, past: Dialogue, now: number): void {
  d.otid = past.otid;
  d.reuses = past;
  past.heir = d;
  d.why |= BIT.identifier;
  past.why |= BIT.identifier;
  d.opener.past = null;
  d.opener.identifiers.hold(d.otid, now + MOST_HELD);
}
