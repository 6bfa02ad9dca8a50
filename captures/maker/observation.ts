/** What an observer of the taps has of a dialogue so far. */
import type { Context } from './contexts.ts';
import { INCOMPLETE, type Outcome, type Step, SUCCESS } from './dialogue.ts';
import type { Place } from './observer.ts';
import type { Address } from './sccp.ts';
import type { Rider } from './world.ts';

/** What whoever has octets alone can not tell from what the taps show, in words. */
export const UNCLEAR = {
  stray: 'another dialogue of the node had the identifier before, and a message of it was shown when that one was over',
  early:
    'the dialogue before with the same identifier was open when an answer was shown, and the request of that answer later',
  point: 'an answer was addressed by a point code, and the leg of the request that tells it was shown later or never',
} as const;
export type Unclear = keyof typeof UNCLEAR;

/** Nothing that counts. */
export const UNSEEN = 0;
/** Answers alone: they wait for their request. */
export const WAITING = 1;
/** Answers whose request did not come in time. */
export const ORPHAN = 2;
export const OPEN = 3;
/** Ended; a while longer, what comes late is still its own. */
export const ENDED = 4;
export const CLOSED = 5;

/** A message that waits for its request. */
export interface Kept {
  readonly r: Rider;
  readonly place: Place;
}

export class Observation {
  phase = UNSEEN;
  /** Time at which the phase is over. */
  deadline = 0;
  start = 0;
  end = 0;
  answered = -1;
  messages = 0;
  isd = 0;
  retransmissions = 0;
  copies = 0;
  legs = 1;
  /** Microseconds between the first message seen on two legs and its second showing; -1: none. */
  transit = -1;
  capture = '';
  firstFrame = 0;
  lastFrame = 0;
  known = 0;
  /** Messages seen on either leg, and those that the record took, as bits of their step. */
  readonly shown = [0, 0];
  taken = 0;
  /** First showing of each message, while it may still be of use. */
  readonly shownAt: number[] = [];
  /** The tap that showed it. */
  readonly shownBy: number[] = [];
  /** What waits, and the tap that showed the first of it. */
  kept: Kept[] = [];
  waitsAt = -1;
  verdictAt = 0;
  verdictBy = -1;
  /** Something came before what it answers. */
  invalid = false;
  /** The answer to the opening request, or what broke it off. */
  verdict: Outcome | null = null;
  /** An answer of GTP that waits for its request. */
  early: Step | null = null;
  /** The responder's identifier is known. */
  conversed = false;
  /** A message of it was cut. */
  touched = false;
  /** Messages that the taps missed on either leg, as bits of their step, until they are shown after all. */
  readonly missed = [0, 0];
  /** What the taps leave open about it: names of `UNCLEAR`. */
  readonly unclear = new Set<Unclear>();
  /** When a message of it was shown last that was nobody's. */
  strayAt = Number.NEGATIVE_INFINITY;
  /** Another dialogue took its identifier: what is open is closed with that. */
  replaced = false;
  linked: string | null = null;
  // What its first message says of the path.
  opc = 0;
  dpc = 0;
  srcIp = '';
  dstIp = '';
  called: Address | null = null;
  // Ends of the tunnel as far as messages have told.
  ggsnIp = '';
  sgsnIp = '';
  ggsnTeid = -1;
  sgsnTeid = -1;
  toSgsn = false;
  context: Context | null = null;
  /** The dialogue itself named that end. */
  namedSgsn = false;
  namedGgsn = false;

  /** Back to nothing: what came before its request is nobody's. */
  forget(): void {
    this.phase = UNSEEN;
    this.kept = [];
    this.answered = -1;
    this.messages = 0;
    this.isd = 0;
    this.copies = 0;
    this.known = 0;
    this.taken = 0;
    this.legs = 1;
    this.transit = -1;
    this.invalid = false;
    this.verdict = null;
    this.early = null;
    this.conversed = false;
    this.shown[0] = 0;
    this.shown[1] = 0;
  }

  /** Outcome with what is known at the end. `unanswered`: an operation inside has no answer; `silent`: none is expected. */
  outcome(unanswered: boolean, silent: boolean): Outcome {
    const { verdict } = this;
    if (this.invalid) {
      return { outcome: 'error', reason: '_InvalidOrder', cause: verdict === null ? null : verdict.cause };
    }
    if (verdict === null) return silent ? SUCCESS : INCOMPLETE;
    return verdict.outcome === 'success' && unanswered ? INCOMPLETE : verdict;
  }
}
