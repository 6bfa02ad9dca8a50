/**
 * What a perfect observer would report: one JSON line a dialogue, in the order of (start_time, first_frame).
 *
 * Nothing here looks at octets. The taps say which message of which dialogue stood in which frame, and the rules of the
 * specification of records (observer.ts) make the line from that. Dialogues wait in the order in which they were first
 * seen, so the file comes out sorted without being held. Whether an unanswered request is an edge is known only at the end
 * of the input: its line is written with room for that, and patched. (What is still held at the end needs no such room.)
 */
import { type Dialogue, INCOMPLETE, OPENER, type TypeName } from './dialogue.ts';
import { Stream } from './files.ts';
import { headOf, restOf } from './lines.ts';
import { ENDED, Observation } from './observation.ts';
import { Observer, type Place } from './observer.ts';
import type { Rider } from './world.ts';

/** Dialogues that are held back before any is written. */
const HELD = 8192;
/** A record that begins with an answer shown before its request may still go before others that began so long ago. */
const SETTLED = 3e6;

interface Pending {
  readonly position: number;
  readonly deadline: number;
  readonly seen: Observation;
}

const TYPES: readonly TypeName[] = ['SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'];
const NAMES = Object.fromEntries(
  TYPES.map(t => [t, { success: `${t} success`, reject: `${t} reject`, error: `${t} error` }]),
) as Record<TypeName, Record<'success' | 'reject' | 'error', string>>;

export class Truth {
  private readonly out: Stream | null;
  private readonly observer: Observer;
  private waiting: Dialogue[] = [];
  private head = 0;
  /** Unanswered requests that may yet prove to be edges, by time-out. */
  private readonly pending = new Map<number, Pending[]>();
  dialogues = 0;
  readonly outcomes = new Map<string, number>();

  /** `skew`: microseconds by which the clocks of the taps may differ, as the observer knows. */
  constructor(path: string | null, skew = 0) {
    this.observer = new Observer(d => this.enter(d), skew);
    this.out = path === null ? null : new Stream(path);
  }

  /** A message, or a piece of one, is shown in a frame; `left` is what the frame kept of it. */
  see(r: Rider, place: Place, left: number): void {
    this.observer.see(r, place, left);
  }

  /** The tap misses a packet. */
  miss(riders: readonly Rider[]): void {
    for (const { dialogue: d, index, leg } of riders) {
      d.seen ??= new Observation();
      d.seen.missed[leg] = d.seen.missed[leg]! | (1 << index);
    }
  }

  /** Writes the lines of all that is over, up to the first that is not; what is little waits for the end. */
  drain(now: number): void {
    const { waiting } = this;
    if (waiting.length - this.head < HELD) return;
    while (this.head < waiting.length) {
      const d = waiting[this.head]!;
      if (!(d.over || d.givenUp) || d.pending > 0 || d.seen!.start + SETTLED > now) break;
      this.line(d, now, false);
      waiting[this.head++] = undefined as unknown as Dialogue;
    }
    if (this.head > 4096 && this.head * 2 > waiting.length) {
      this.waiting = waiting.slice(this.head);
      this.head = 0;
    }
  }

  /** The input ends at this time. */
  finish(now: number): void {
    for (; this.head < this.waiting.length; this.head++) this.line(this.waiting[this.head]!, now, true);
    const { out } = this;
    if (out === null) return;
    out.flush();
    for (const list of this.pending.values()) {
      for (const { position, deadline, seen } of list) {
        if (deadline > now && !seen.replaced) out.patch(position, '"end"');
      }
    }
    out.close();
  }

  /** A record begins; most begin now, some with an answer that was shown a while ago. */
  private enter(d: Dialogue): void {
    const { waiting } = this;
    const { start } = d.seen!;
    let i = waiting.length;
    while (i > this.head && waiting[i - 1]!.seen!.start > start) i--;
    if (i === waiting.length) waiting.push(d);
    else waiting.splice(i, 0, d);
  }

  private line(d: Dialogue, now: number, atEnd: boolean): void {
    this.dialogues++;
    const seen = d.seen!;
    const outcome = seen.outcome(unanswered(d, seen), d.kind.silent === true);
    const name = NAMES[d.kind.type][outcome.outcome];
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    const { out } = this;
    if (out === null) return;
    const open =
      outcome === INCOMPLETE && seen.phase !== ENDED && seen.verdict === null && !seen.replaced && seen.deadline > now;
    const at = out.length;
    const head = headOf(d, seen, outcome);
    out.text(head);
    out.text(!open ? '""' : atEnd ? '"end"' : '""   ');
    out.text(restOf(d, seen));
    if (!open || atEnd) return;
    const list = this.pending.get(d.kind.timeout);
    const entry = { position: at + head.length, deadline: seen.deadline, seen };
    if (list === undefined) this.pending.set(d.kind.timeout, [entry]);
    else {
      list.push(entry);
      // Those that have run out are no edges: let them go, now and then.
      if (list.length % 4096 === 0)
        this.pending.set(
          d.kind.timeout,
          list.filter(e => e.deadline > now),
        );
    }
  }
}

/** An operation inside was shown without its result: insertSubscriberData, whose results come in the message behind. */
function unanswered(d: Dialogue, { taken }: Observation): boolean {
  for (const [i, step] of d.script.entries()) {
    if (step.isd === 0 || !(taken & (1 << i))) continue;
    if (d.script[i + 1]?.side === OPENER && !(taken & (2 << i))) return true;
  }
  return false;
}
