/**
 * The end of a dialogue: its outcome and reason (specification §2), then out to the sinks.
 */
import { message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Associations } from '../decode/batch.ts';
import { current } from './current.ts';
import {
  INVOKE_SIZE,
  INVOKES,
  type OpenDialogues,
  open,
  PHASE_OPEN,
  PHASE_ORPHAN,
  PHASE_WAITING,
  SECOND_INVOKES,
  SECOND_UNTRACKED,
  STATE_ANSWERED,
  STATE_EARLY_RESULT,
  STATE_FAILED,
  STATE_FINAL,
  STATE_HAS_OPENING,
  STATE_INVALID_ORDER,
  secondOf,
  slab,
} from './open.ts';
import type { DialogueOptions } from './options.ts';
import type { Output } from './output.ts';
import { DIALOGUE_HAS_CAUSE, dialogue, EDGES, OUTCOMES, REASONS, TYPES } from './record.ts';
import { reasonKey, type Statistics } from './statistics.ts';
import type { Kept, Taps } from './taps.ts';
import { Visited } from './visited.ts';

const { u16: m16, u32: m32 } = current;
const { u8, u16, u32, f64 } = slab;
const M = message.at;
const { gtp: GTP, map: MAP } = PROTOCOL;
const STRIDE = open.stride;
const D = dialogue.at;
const O = open.at;

const SUCCESS = OUTCOMES.indexOf('success');
const ERROR = OUTCOMES.indexOf('error');
const INCOMPLETE = REASONS.indexOf('_Incomplete');
const INVALID_ORDER = REASONS.indexOf('_InvalidOrder');
const EDGE_START = EDGES.indexOf('start');
const EDGE_END = EDGES.indexOf('end');
const OTHER = TYPES.indexOf('OTHER');

/** Invoke states: 0 free; 1 + side: open, sent by that side; 3 + side: the answer to that side's invoke came first. */
export const INVOKE_OPEN = 1;
export const INVOKE_EARLY = 3;
/** The bits of the state, and where the class stands above them. */
export const INVOKE_STATE = 15;
export const INVOKE_CLASS = 4;

export class Closing {
  private readonly opened: OpenDialogues;
  private readonly output: Output;
  private readonly statistics: Statistics;
  private readonly associations: Associations;
  private readonly options: DialogueOptions;
  /** Capture time of the first message, microseconds. */
  startOfInput = 0;
  /** The clock of time-outs: the latest capture time of the messages so far, microseconds. It never goes back. */
  now = 0;
  /** Transactions of TCAP and responses of GTP that wait for their request. */
  waiting = 0;

  readonly taps: Taps;
  private readonly visited: Visited;

  constructor(
    opened: OpenDialogues,
    output: Output,
    statistics: Statistics,
    associations: Associations,
    options: DialogueOptions,
    taps: Taps,
  ) {
    this.taps = taps;
    this.opened = opened;
    this.output = output;
    this.statistics = statistics;
    this.associations = associations;
    this.options = options;
    this.visited = new Visited(options.prefixes, options.learnPrefixes);
  }

  /** A zeroed slot. Where all are taken the dialogue nearest its time-out is closed. */
  takeSlot(): number {
    const { opened } = this;
    if (opened.full) {
      this.statistics.anomaly('dialogues-full', m16[M.file], m32[M.frame]);
      const victim = opened.wheel.nearest();
      if (victim >= 0) this.close(victim, false);
    }
    return opened.take();
  }

  /**
   * Writes outcome and reason into the record unless a failure stands there already. The first failure stands, but the
   * answer to the opening operation (`final`) overrides one that came from inside. False where another stands.
   */
  fail(slot: number, outcome: number, reason: number, reasonCode: number, final: boolean): boolean {
    const at8 = slot * STRIDE;
    const flags = u8[at8 + O.flags];
    if (flags & STATE_FINAL || (flags & STATE_FAILED && !final)) return false;
    u8[at8 + D.outcome] = outcome;
    u8[at8 + D.reason] = reason;
    u32[at8 / 4 + D.reasonCode] = reasonCode;
    u8[at8 + O.flags] = flags | STATE_FAILED | (final ? STATE_FINAL : 0);
    return true;
  }

  /** The cause that stands beside the reason, or beside a success (accepted GTP causes). */
  cause(slot: number, kind: number, code: number): void {
    const at8 = slot * STRIDE;
    u8[at8 + D.causeKind] = kind;
    u32[at8 / 4 + D.causeCode] = code;
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_CAUSE;
  }

  /** Its request has come, or comes no more. */
  stopWaiting(slot: number): readonly Kept[] {
    this.waiting--;
    return this.taps.release(slot);
  }

  /** Forgets what waited, to take its messages once more: behind their request. */
  takeBack(slot: number): readonly Kept[] {
    const messages = this.stopWaiting(slot);
    this.opened.release(slot);
    return messages;
  }

  /** Whether what waits came from another tap than the current message, so near that either may have been first. */
  mayFollow(slot: number): boolean {
    return this.taps.unordered(u16[(slot * STRIDE) / 2 + D.file], f64[(slot * STRIDE) / 8 + D.start]);
  }

  /** The dialogue is over: outcome, statistics, record, and the slot is free again. */
  close(slot: number, atEndOfInput: boolean): void {
    const opened = this.opened;
    const at8 = slot * STRIDE;
    const phase = u8[at8 + O.phase];
    if (phase === PHASE_WAITING || phase === PHASE_ORPHAN) {
      if (phase === PHASE_WAITING) this.stopWaiting(slot);
      this.orphan(slot);
      opened.release(slot);
      return;
    }
    const flags = u8[at8 + O.flags];
    if (flags & STATE_INVALID_ORDER) {
      u8[at8 + D.outcome] = ERROR;
      u8[at8 + D.reason] = INVALID_ORDER;
      u32[at8 / 4 + D.reasonCode] = 0;
    } else if (!(flags & STATE_FAILED)) {
      if (this.unanswered(slot)) {
        u8[at8 + D.outcome] = ERROR;
        u8[at8 + D.reason] = INCOMPLETE;
        if (atEndOfInput && phase === PHASE_OPEN && f64[at8 / 8 + O.deadline] > this.now) {
          u8[at8 + D.edge] = EDGE_END;
          this.statistics.edges++;
        }
        this.markLoss(slot);
      } else {
        u8[at8 + D.outcome] = SUCCESS;
      }
    }
    if (flags & STATE_EARLY_RESULT && !(flags & STATE_INVALID_ORDER)) {
      // Its invoke was lost.
      u8[at8 + D.loss] = 1;
      this.statistics.anomaly('orphan-result', u16[at8 / 2 + D.file], u32[at8 / 4 + D.firstFrame]);
    }
    this.emit(slot);
    opened.release(slot);
  }

  /** Whether a request that must be answered was not (operation classes: Q.771 §3.1.3, X.219). */
  private unanswered(slot: number): boolean {
    const at8 = slot * STRIDE;
    if (u8[at8 + D.protocol] === GTP) return u8[at8 + O.awaits] !== 0;
    const flags = u8[at8 + O.flags];
    if (!(flags & STATE_HAS_OPENING)) {
      // An empty Begin that nobody answered; a Unidirectional, without identifiers, asks nothing.
      if (u8[at8 + D.match] === 0 && u8[at8 + D.otidLength] !== 0) return true;
    } else if (!(flags & STATE_ANSWERED)) {
      const kind = u8[at8 + O.openingClass];
      // Class 2 reports failure alone, class 4 nothing: silence is success.
      if (kind === 1 || kind === 3) return true;
    }
    const second = secondOf(slot);
    if (second === 0) return false;
    for (let at = second + SECOND_INVOKES, i = 0; i < INVOKES; i++, at += INVOKE_SIZE) {
      const state = u8[at + 2] & INVOKE_STATE;
      if (state === INVOKE_OPEN || state === INVOKE_OPEN + 1) {
        const kind = u8[at + 2] >> INVOKE_CLASS;
        if (kind === 1 || kind === 3) return true;
      }
    }
    return u8[second + SECOND_UNTRACKED] > 0;
  }

  /** An answer may have been lost by the capture: a TSN gap on the association, in either direction, since the start. */
  private markLoss(slot: number): void {
    const at8 = slot * STRIDE;
    if (u8[at8 + D.protocol] === GTP) return;
    const association = u32[at8 / 4 + O.association];
    if (association === 0) return;
    const start = f64[at8 / 8 + D.start];
    const opposite = this.associations.opposite(association);
    const { associations, now } = this;
    const gap = Math.max(associations.lastGap(association, now), opposite ? associations.lastGap(opposite, now) : 0);
    if (gap >= start) u8[at8 + D.loss] = 1;
  }

  private orphan(slot: number): void {
    const at8 = slot * STRIDE;
    const statistics = this.statistics;
    statistics.orphans++;
    statistics.orphanMessages += u32[at8 / 4 + D.messages];
    const sinceStart = (f64[at8 / 8 + D.start] - this.startOfInput) / 1e6;
    if (sinceStart < Math.max(this.options.mapTimeout.m, this.options.gtpTimeout)) {
      statistics.orphansAtStart++;
      u8[at8 + D.edge] = EDGE_START;
    }
    if (!this.options.keepOrphans) return;
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.outcome] = ERROR;
    u8[at8 + D.reason] = INCOMPLETE;
    u32[at8 / 4 + D.reasonCode] = 0;
    this.emit(slot);
  }

  private emit(slot: number): void {
    const at8 = slot * STRIDE;
    const statistics = this.statistics;
    statistics.dialogues++;
    statistics.outcomes[u8[at8 + D.type] * OUTCOMES.length + u8[at8 + D.outcome]]++;
    const reason = u8[at8 + D.reason];
    if (reason !== 0) {
      const key = reasonKey(u8[at8 + D.protocol], reason, u32[at8 / 4 + D.reasonCode] & 0xffff, u8[at8 + D.version]);
      statistics.reasons.set(key, (statistics.reasons.get(key) ?? 0) + 1);
    }
    if (u8[at8 + D.protocol] === MAP) this.visited.settle(at8);
    this.output.add(at8 / 8);
  }
}
