/**
 * The rules by which a perfect observer of the taps makes records of what he is shown (specification of dialogues §3 to
 * §5), told by dialogue and step and never by octets: he knows at once whose message it is, and has only time, order and
 * what was not shown against him.
 */
import { Contexts } from './contexts.ts';
import { type Dialogue, DTID, IMSI, NO_PORTION, OPENER, REFUSAL, type Step } from './dialogue.ts';
import { CREATE_REQUEST } from './gtp.ts';
import { CLOSED, ENDED, type Kept, Observation, OPEN, ORPHAN, UNSEEN, WAITING } from './observation.ts';
import { ABORT, CONTINUE } from './tcap.ts';
import type { Rider } from './world.ts';

/** An answer waits so long for its request, and an ended dialogue for what is late. */
const WINDOW = 2e6;
/** The two Begins of a hub that ends transactions lie no further apart. */
const HUB_WINDOW = 1e6;
const SECOND_LEG = 10e6;
/** The rest of a transaction whose request was not shown: timer m of TS 29.002, doubled. */
const ORPHAN_STAY = 60e6;
/** P-Abort cause: the peer knows no dialogue portion. Q.773 §3.1.5. */
const INCORRECT_PORTION = 3;
const MOST_REFUSED = 4096;

/** What a frame left of a message. */
export const WHOLE = 0;
/** Its end is cut away: it stands, but for what stood there. */
export const CLIPPED = 1;
/** Nothing that can be used. */
export const CUT = 2;

/** Where and when a frame was seen. */
export interface Place {
  readonly time: number;
  /** Number of the tap. */
  readonly tap: number;
  readonly capture: string;
  readonly frame: number;
}

export class Observer {
  private readonly contexts = new Contexts();
  /** By subject, the last dialogue whose context was refused. */
  private readonly refused = new Map<string, Dialogue>();
  private readonly opened: (d: Dialogue) => void;
  private readonly skew: number;
  /** The latest time that any clock has shown: what time-outs count from. */
  private now = 0;

  /**
   * `opened` is told of each dialogue as its record begins. `skew`: microseconds by which the clocks of the taps may differ; the
   * order of what two of them show so near to each other says nothing.
   */
  constructor(opened: (d: Dialogue) => void, skew = 0) {
    this.opened = opened;
    this.skew = skew;
  }

  /** Another tap showed something at `time`, and it may have been before or after this. */
  private unordered(tap: number, time: number, place: Place): boolean {
    return this.skew > 0 && tap !== place.tap && Math.abs(place.time - time) <= this.skew;
  }

  /** A message, or a piece of one, is shown. */
  see(r: Rider, place: Place, left: number): void {
    const d = r.dialogue;
    d.seen ??= new Observation();
    const o = d.seen;
    if (left !== WHOLE) o.touched = true;
    if (left === CUT) return;
    if (place.time > this.now) this.now = place.time;
    const { whole } = r;
    if (whole !== null) {
      // Of a message in pieces only the piece that makes it whole counts; a piece that is shown again is nothing.
      if (r.shown) return;
      r.shown = true;
      if (--whole.missing > 0) return;
    }
    o.missed[r.leg] = o.missed[r.leg]! & ~(1 << r.index);
    if (d.kind.protocol === 'map') this.map(d, o, r, place);
    else this.gtp(d, o, r, place);
  }

  // --- MAP --------------------------------------------------------------------------------------------------------

  private map(d: Dialogue, o: Observation, r: Rider, place: Place): void {
    const step = d.script[r.index]!;
    const bit = 1 << r.index;
    this.expire(d, o);
    if (r.whole === null) {
      // The very chunk once more, although what it said is nobody's.
      const before = r.shown;
      r.shown = true;
      if (before && ((o.shown[0]! | o.shown[1]!) & bit) === 0) {
        if (o.phase === CLOSED || o.phase === UNSEEN) this.stray(d, o, place.time);
        if (o.phase !== CLOSED && o.phase !== UNSEEN) o.copies++;
        return;
      }
    }
    if (((o.shown[0]! | o.shown[1]!) & bit) !== 0) {
      if (o.phase === CLOSED || o.phase === ORPHAN) this.stray(d, o, place.time);
      this.again(o, r, bit, place);
      return;
    }
    let kept: Kept[] = [];
    if (r.index === 0) {
      const before = o.phase === WAITING && this.unordered(o.waitsAt, o.start, place);
      if (before) kept = o.kept;
      if (o.phase === UNSEEN || o.phase === ORPHAN || before) {
        o.forget();
        this.open(d, o, r, place);
      } else if (o.phase === WAITING) this.adopt(d, o, r, place);
      else return;
    } else {
      // An End or Abort of the opener carries the responder's identifier alone.
      const told = step.side !== OPENER || o.conversed || step.type === CONTINUE;
      if (!told || o.phase === CLOSED || o.phase === ORPHAN) this.stray(d, o, place.time);
      if (!told || o.phase === CLOSED) return;
      if (o.phase === ORPHAN) {
        if (step.outcome === null) o.deadline = this.now + ORPHAN_STAY;
        return;
      }
      if (d.onSsn && step.side !== OPENER && r.leg === 1 && !(o.shown[0]! & 1)) o.unclear.add('point');
      if (o.phase === UNSEEN) {
        const before = d.reuses?.seen;
        if ((before?.phase === OPEN || before?.phase === ENDED) && before.deadline > place.time) {
          before.unclear.add('early');
          o.unclear.add('early');
        }
        this.wait(o, place);
      }
      this.keep(o, r, place);
      this.count(o, place);
    }
    o.shown[r.leg] = o.shown[r.leg]! | bit;
    o.shownAt[r.index] = place.time;
    o.shownBy[r.index] = place.tap;
    this.take(d, o, step, r.index, place);
    if (r.index === 0) this.link(d, o, place.time);
    for (const before of kept) {
      // A message in pieces is whole once.
      before.r.shown = before.r.whole !== null;
      this.map(d, o, before.r, before.place);
    }
  }

  /** What waits for its request, to be taken again behind it. */
  private keep(o: Observation, r: Rider, place: Place): void {
    if (this.skew > 0 && o.phase === WAITING) o.kept.push({ r, place });
  }

  /** A message that was shown before: on the same leg a copy, on the other its second showing. */
  private again(o: Observation, r: Rider, bit: number, place: Place): void {
    if (o.phase === CLOSED || o.phase === ORPHAN) return;
    this.keep(o, r, place);
    if (o.shown[r.leg]! & bit) {
      o.copies++;
      return;
    }
    o.shown[r.leg] = o.shown[r.leg]! | bit;
    const since = Math.abs(place.time - o.shownAt[r.index]!);
    if (o.legs === 2 || since >= SECOND_LEG) return;
    o.legs = 2;
    o.transit = since;
  }

  private open(d: Dialogue, o: Observation, r: Rider, place: Place): void {
    this.begin(d, o, r, place.time);
    o.phase = OPEN;
    o.start = place.time;
    o.end = place.time;
    o.capture = place.capture;
    o.firstFrame = place.frame;
    o.lastFrame = place.frame;
    o.messages = 1;
    this.opened(d);
  }

  /** The request of an answer that was shown first. */
  private adopt(d: Dialogue, o: Observation, r: Rider, place: Place): void {
    this.begin(d, o, r, place.time);
    o.invalid = true;
    o.answered = -1;
    o.phase = o.verdict === null ? OPEN : ENDED;
    o.start = Math.min(o.start, place.time);
    o.end = Math.max(o.end, place.time);
    o.lastFrame = place.frame;
    o.messages++;
    this.opened(d);
  }

  private begin(d: Dialogue, o: Observation, r: Rider, time: number): void {
    o.opc = r.opc;
    o.dpc = r.dpc;
    o.srcIp = r.from.text;
    o.dstIp = r.to.text;
    o.called = r.called;
    const older = d.reuses?.seen;
    if (older == null) return;
    this.expire(d.reuses!, older);
    for (let before: Dialogue | null = d.reuses; before?.seen != null; before = before.reuses) {
      const { seen } = before;
      const waits = (seen.phase === WAITING || seen.phase === ORPHAN) && seen.deadline > time;
      if (waits || time - seen.strayAt <= WINDOW) d.seen!.unclear.add('stray');
    }
    if (older.phase === WAITING || older.phase === ORPHAN) older.forget();
    if (older.phase === CLOSED || older.phase === UNSEEN) return;
    older.phase = CLOSED;
    older.replaced = true;
  }

  /** A message of it is shown that is nobody's: whoever has its identifier now may be given it. */
  private stray(d: Dialogue, o: Observation, time: number): void {
    o.strayAt = time;
    for (let { heir } = d; heir !== null; heir = heir.heir) {
      const { seen } = heir;
      if (seen === null || seen.phase === UNSEEN || seen.phase === CLOSED) continue;
      if (seen.deadline > time) seen.unclear.add('stray');
    }
  }

  private wait(o: Observation, place: Place): void {
    o.phase = WAITING;
    o.deadline = this.now + WINDOW;
    o.waitsAt = place.tap;
    o.start = place.time;
    o.end = place.time;
    o.capture = place.capture;
    o.firstFrame = place.frame;
  }

  private count(o: Observation, place: Place): void {
    o.messages++;
    o.end = Math.max(o.end, place.time);
    o.lastFrame = place.frame;
  }

  private take(d: Dialogue, o: Observation, step: Step, index: number, place: Place): void {
    const { time } = place;
    o.known |= step.learns;
    // Both identifiers stand in a Continue, whoever sends it.
    if (index > 0 && step.type === CONTINUE) {
      o.conversed = true;
      o.known |= DTID;
    }
    o.isd += step.isd;
    const { taken } = o;
    o.taken = taken | (1 << index);
    const early = index > 0 && step.isd > 0 && taken & (2 << index); // its result came first
    if (early && !this.unordered(o.shownBy[index + 1]!, o.shownAt[index + 1]!, place)) o.invalid = true;
    const asked = index > 1 && step.type === CONTINUE && step.side === OPENER && d.script[index - 1]!.isd > 0;
    const closed = asked && taken & (1 << (index - 1)) && o.verdict !== null; // the closing result came first
    if (closed && !this.unordered(o.verdictBy, o.verdictAt, place)) o.invalid = true;
    if (step.answers && o.answered < 0 && o.phase !== WAITING) o.answered = time;
    if (step.outcome !== null) {
      if (o.verdict === null) {
        o.verdict = step.outcome;
        o.verdictAt = time;
        o.verdictBy = place.tap;
      }
      this.declined(d, step);
      if (o.phase === OPEN) o.phase = ENDED;
    }
    if (o.phase === ENDED) o.deadline = this.now + WINDOW;
    else if (o.phase === OPEN) o.deadline = this.now + d.kind.timeout;
  }

  /** Phases end by themselves. */
  private expire(d: Dialogue, o: Observation): void {
    if (o.phase === UNSEEN || o.phase === CLOSED || o.deadline > this.now) return;
    if (o.phase === OPEN || o.phase === ENDED) o.phase = CLOSED;
    else if (o.phase === ORPHAN || o.verdict !== null || d.kind.protocol === 'gtp') o.forget();
    else {
      // What else belongs to it is no request's either.
      o.phase = ORPHAN;
      o.deadline += ORPHAN_STAY;
      this.expire(d, o);
    }
  }

  // --- dialogues that belong together -----------------------------------------------------------------------------

  /** A record has begun: it may ask again what was refused, or be the other half of what the hub ended. */
  private link(d: Dialogue, o: Observation, time: number): void {
    const first = this.fallback(d) ?? this.half(d, time);
    if (first === null) return;
    const other = first.seen!;
    other.linked ??= `${other.capture}:${other.firstFrame}:${first.otid}`;
    o.linked = other.linked;
  }

  /** The dialogue of the same subject and operation whose context was refused a moment ago, in a higher version. */
  private fallback(d: Dialogue): Dialogue | null {
    if (!(d.seen!.known & IMSI)) return null;
    const subject = subjectOf(d);
    const first = this.refused.get(subject);
    if (first === undefined || first.kind.version <= d.kind.version) return null;
    if (first.seen!.phase !== ENDED || first.seen!.deadline <= this.now || first.seen!.invalid) return null;
    this.refused.delete(subject);
    return first;
  }

  /** The transaction on the other side of a hub that ends them, open and unanswered, begun a moment ago. */
  private half(d: Dialogue, time: number): Dialogue | null {
    const other = d.half?.seen;
    if (other == null || other.phase !== OPEN || other.answered >= 0) return null;
    return Math.abs(time - other.start) <= HUB_WINDOW ? d.half : null;
  }

  /** A dialogue was broken off by its responder because of its version. */
  private declined(d: Dialogue, step: Step): void {
    const portion = step.type === ABORT && step.portion === NO_PORTION && step.value === INCORRECT_PORTION;
    if (step.side === OPENER || (step.portion !== REFUSAL && !portion)) return;
    if (this.refused.size >= MOST_REFUSED) this.refused.clear();
    this.refused.set(subjectOf(d), d);
  }

  // --- GTP --------------------------------------------------------------------------------------------------------

  private gtp(d: Dialogue, o: Observation, r: Rider, place: Place): void {
    const step = d.script[r.index]!;
    this.expire(d, o);
    if (r.shown) {
      // The same packet once more.
      if (o.phase !== UNSEEN && o.phase !== CLOSED) o.copies++;
      return;
    }
    r.shown = true;
    if (r.recovery >= 0) this.contexts.recovery(r.from.text, r.named, r.recovery);
    if (step.side === OPENER) this.request(d, o, r, step, place);
    else this.response(d, o, step, r, place);
  }

  private request(d: Dialogue, o: Observation, r: Rider, step: Step, place: Place): void {
    if (o.phase === CLOSED) return;
    if (o.phase === OPEN || o.phase === ENDED) {
      o.retransmissions++;
      o.deadline = this.now + d.kind.timeout;
      if (o.phase === OPEN) {
        o.end = Math.max(o.end, place.time);
        o.lastFrame = place.frame;
      }
      return;
    }
    let early = o.phase === WAITING ? o.early : null;
    const before = early !== null && this.unordered(o.waitsAt, o.start, place) ? o.kept[0] : undefined;
    if (before !== undefined) {
      const { copies } = o;
      o.forget();
      o.copies = copies;
      early = null;
    }
    if (early === null) {
      this.open(d, o, r, place);
      o.deadline = this.now + d.kind.timeout;
    } else {
      this.adopt(d, o, r, place);
      o.phase = ENDED;
      o.deadline = this.now + d.kind.timeout;
    }
    o.known |= step.learns;
    if (d.tunnel !== null) this.contexts.asked(d, o, step);
    if (before !== undefined) this.response(d, o, d.script[before.r.index]!, before.r, before.place);
    if (d.tunnel === null) return;
    if (early !== null) this.contexts.answered(d, o, early);
  }

  private response(d: Dialogue, o: Observation, step: Step, r: Rider, place: Place): void {
    if (o.phase === UNSEEN) {
      this.wait(o, place);
      this.keep(o, r, place);
      o.messages = 1;
      o.lastFrame = place.frame;
      o.verdict = step.outcome;
      o.early = step;
      // What a create is granted stands in its answer alone.
      if (d.script[0]!.type === CREATE_REQUEST) o.known |= step.learns;
      return;
    }
    if (o.phase !== OPEN) return; // once more, or nobody asks any longer
    this.count(o, place);
    o.known |= step.learns;
    o.answered = place.time;
    o.verdict = step.outcome;
    o.phase = ENDED;
    if (d.tunnel !== null) this.contexts.answered(d, o, step);
  }
}

/** Versions of one operation may have several codes where the type has a name. */
function subjectOf({ imsi, kind }: Dialogue): string {
  return `${imsi}:${kind.type === 'OTHER' ? kind.operation : kind.type}`;
}
