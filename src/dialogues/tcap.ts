/**
 * Pairing of TCAP messages into dialogues (specification §3; Q.773, Q.774): each message finds its dialogue, is told
 * from its copies and its second leg, and moves the dialogue on.
 */
import {
  FLAG_CONTINUED,
  FLAG_SNAPPED,
  HAS_ABORT_SOURCE,
  HAS_ASSOCIATE_RESULT,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_CONTEXT,
  HAS_LABEL,
  HAS_MAP_REASON,
  HAS_P_ABORT,
  message,
} from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { Begins } from './begins.ts';
import type { Closing } from './closing.ts';
import { Components } from './components.ts';
import { current, currentSigned } from './current.ts';
import { Finding, isReturned, OPENER, RESPONDER } from './finding.ts';
import { fold } from './hash.ts';
import { fillIdentity, fillNodes, openRecord } from './identity.ts';
import { Links } from './links.ts';
import { calledNode, callingNode, callingPoint } from './nodes.ts';
import {
  NODE,
  type OpenDialogues,
  open,
  PHASE_ENDED,
  PHASE_OPEN,
  PHASE_ORPHAN,
  PHASE_WAITING,
  POINT_CODE,
  STATE_ANSWERED,
  STATE_ENDED,
  STATE_HAS_RESPONDER,
  STATE_INVALID_ORDER,
  sideOf,
  slab,
} from './open.ts';
import { TIMER_M, timeouts } from './operations.ts';
import type { DialogueOptions } from './options.ts';
import {
  CAUSES,
  DIALOGUE_HAS_CALLED_SSN,
  DIALOGUE_HAS_CALLING_SSN,
  DIALOGUE_HAS_CONTEXT,
  DIALOGUE_HAS_LABEL,
  DIALOGUE_HAS_RESPONSE,
  dialogue,
  MATCHES,
  OUTCOMES,
  REASONS,
  TYPES,
} from './record.ts';
import { firstExact, nextExact } from './sides.ts';
import { SEEN_ELSEWHERE, SEEN_HERE, SEEN_NOT, WINDOW } from './sightings.ts';
import { ENTRY, EXACT } from './slab.ts';
import type { Statistics } from './statistics.ts';
import type { Kept } from './taps.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { map: MAP, tcap: TCAP, gtp: GTP } = PROTOCOL;
const OTHER = TYPES.indexOf('OTHER');
const ERROR = OUTCOMES.indexOf('error');
const ABORT = REASONS.indexOf('Abort');
const UNDELIVERABLE = REASONS.indexOf('Undeliverable');
const CAUSE_P_ABORT = CAUSES.indexOf('p-abort');
const CAUSE_U_ABORT = CAUSES.indexOf('u-abort');
const CAUSE_REFUSE = CAUSES.indexOf('refuse');
const CAUSE_RETURN = CAUSES.indexOf('sccp-return');
const BY_TID_AND_ADDRESS = MATCHES.indexOf('tid+address');
const BY_RETURN = MATCHES.indexOf('returned');

// TCAP message tags, Q.773 §4.2.1
const UNIDIRECTIONAL = 0x61;
const BEGIN = 0x62;
const END = 0x64;
const CONTINUE = 0x65;
const TC_ABORT = 0x67;
/** Tells a returned message from the message that it returns, whose octets are the same. */
const RETURNED = 0x5a5a5a5a;
/** Most entries of one node's identifier that a new Begin looks through. */
const CROWD = 32;

export class TcapPairing {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly links: Links;
  private readonly finding: Finding;
  private readonly components: Components;
  readonly begins: Begins;
  private readonly timeouts: Float64Array;
  private readonly linger: number;
  /** Dialogue and sender of the message before, for records that continue its components. */
  private lastSlot = -1;
  private lastSender = OPENER;
  /** Of the message at hand: what tells its leg from another. */
  private path = 0;
  /** The messages at hand have been counted already. */
  private replaying = false;

  /** `seed` spreads the tables; no result depends on it. */
  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.links = new Links(closing);
    this.begins = new Begins(WINDOW);
    this.timeouts = timeouts(options);
    this.finding = new Finding(opened, closing, statistics, seed, this.timeouts[TIMER_M]);
    this.components = new Components(opened, closing);
    this.linger = options.reorderWindow * 1e6;
  }

  /** Takes the current message. `copy`: the same SCTP chunk has been seen before. */
  take(copy: boolean): void {
    if (m32[M.flags] & FLAG_CONTINUED) {
      if (!copy && this.isOpen(this.lastSlot)) this.more(this.lastSlot, this.lastSender);
      return;
    }
    this.lastSlot = -1;
    this.path = pathHash();
    if (isReturned(m8[M.sccpType])) {
      this.returned(copy);
      return;
    }
    const type = m8[M.tcapType];
    if (type === BEGIN) this.begin(copy);
    else if (type === UNIDIRECTIONAL) {
      if (!copy) this.unidirectional();
    } else if (type === END || type === CONTINUE || type === TC_ABORT) this.answer(copy);
  }

  /** The phase of an entry of the wheel has ended. */
  due(slot: number): void {
    const { wheel } = this.opened;
    const at8 = slot * STRIDE;
    if (f64[at8 / 8 + O.deadline] <= this.closing.now) {
      if (u8[at8 + O.phase] !== PHASE_WAITING || u8[at8 + O.flags] & STATE_ENDED) {
        this.closing.close(slot, false);
        return;
      }
      this.finding.orphaned(slot);
    }
    wheel.add(slot);
  }

  // --- Begin ------------------------------------------------------------------------------------------------------

  private begin(copy: boolean): void {
    const tid = i32[M.otid];
    const length = m8[M.otidLength];
    const from = callingNode();
    const known = this.finding.sameBegin(tid, length, from, this.path);
    if (known >= 0) {
      this.again(known, copy, i32[M.octetsHash], this.finding.sighting);
      return;
    }
    if (copy) return;
    // The dialogue has ended and been written: this leg came too late for it.
    if (this.begins.again(from)) {
      this.statistics.anomaly('late-leg', m16[M.file], m32[M.frame]);
      return;
    }
    const early = this.closing.waiting > 0 ? this.finding.findWaiting(tid, length, from) : -1;
    if (early >= 0 && this.closing.mayFollow(early)) {
      const kept = this.closing.takeBack(early);
      this.fresh(tid, length, from);
      this.replay(kept);
    } else if (early >= 0) this.adopt(early, from);
    else this.fresh(tid, length, from);
  }

  /** What another tap showed a little before its request, taken behind it. */
  private replay(messages: readonly Kept[]): void {
    const { lastSlot, lastSender, path } = this;
    this.replaying = true;
    this.closing.taps.replay(messages, copy => this.take(copy));
    this.replaying = false;
    this.lastSlot = lastSlot;
    this.lastSender = lastSender;
    this.path = path;
  }

  private fresh(tid: number, length: number, from: number): void {
    this.reuse(tid, length, from);
    const slot = this.closing.takeSlot();
    this.fillOpening(slot, from);
    const { wheel } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_OPEN;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.indexOpener(slot, from);
    this.remember(slot, i32[M.octetsHash]);
    this.components.take(slot, OPENER);
    this.links.begin(slot, from);
    this.setDeadline(slot);
    wheel.add(slot);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** A new Begin ends whatever its node still has under the same identifier. */
  private reuse(tid: number, length: number, from: number): void {
    const exact = fold(this.finding.looseHash(tid, length), from);
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      const at4 = at8 / 4;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) return;
      if (e & 1 || o32[s + NODE] !== from) continue;
      if (o32[at4 + D.otid] !== tid || u8[at8 + D.otidLength] !== length) continue;
      if (u8[at8 + O.phase] === PHASE_OPEN && f64[at8 / 8 + O.deadline] > this.closing.now) {
        this.statistics.anomaly('identifier-reused', m16[M.file], m32[M.frame]);
      }
      this.closing.close(e >> 1, false);
    }
  }

  /** The request of an answer that came first (specification §5). */
  private adopt(slot: number, from: number): void {
    const { finding } = this;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const at64 = at8 / 8;
    if (finding.swapped) this.swap(slot);
    // The record was opened by the answer: keep what counts from it, take the rest from the request.
    const start = Math.min(f64[at64 + D.start], m64[M.time]);
    const end = Math.max(f64[at64 + D.end], m64[M.time]);
    const firstFrame = u32[at4 + D.firstFrame];
    const file = u16[at8 / 2 + D.file];
    const legs = u8[at8 + D.legs];
    const otherLeg = f64[at64 + D.otherLeg];
    const protocol = u8[at8 + D.protocol];
    this.fillOpening(slot, from);
    f64[at64 + D.start] = start;
    f64[at64 + D.end] = end;
    u32[at4 + D.firstFrame] = firstFrame;
    u16[at8 / 2 + D.file] = file;
    u8[at8 + D.legs] = legs;
    f64[at64 + D.otherLeg] = otherLeg;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = protocol;
    u32[at4 + D.messages]++;
    u8[at8 + D.match] = finding.rule;
    const flags = u8[at8 + O.flags];
    u8[at8 + O.flags] = flags | STATE_INVALID_ORDER;
    u8[at8 + O.phase] = flags & STATE_ENDED ? PHASE_ENDED : PHASE_OPEN;
    this.closing.stopWaiting(slot);
    this.indexOpener(slot, from);
    this.remember(slot, i32[M.octetsHash]);
    this.components.take(slot, OPENER);
    // What came before its request has no response time.
    u32[at4 + D.present] &= ~DIALOGUE_HAS_RESPONSE;
    f64[at64 + D.answered] = 0;
    this.links.begin(slot, from);
    this.setDeadline(slot);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** What was taken for the responder is the opener. */
  private swap(slot: number): void {
    const opened = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const tid = o32[at4 + D.otid];
    const length = u8[at8 + D.otidLength];
    const node = o32[at4 + O.node];
    o32[at4 + D.dtid] = tid;
    u8[at8 + D.dtidLength] = length;
    const loose = this.finding.looseHash(tid, length);
    opened.index(slot, RESPONDER, fold(loose, node), loose);
    const side = sideOf(slot, RESPONDER);
    o32[side + NODE] = node;
    o32[side + POINT_CODE] = o32[at4 + O.pointCode];
    this.components.swap(slot);
  }

  private unidirectional(): void {
    const slot = this.closing.takeSlot();
    this.fillOpening(slot, callingNode());
    const { wheel } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    f64[(slot * STRIDE) / 8 + O.deadline] = this.closing.now + this.linger;
    wheel.add(slot);
    this.more(slot, OPENER);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** Whether a slot still holds a dialogue of TCAP: nothing else is written to as one. */
  private isOpen(slot: number): boolean {
    return slot >= 0 && u8[slot * STRIDE + O.phase] !== 0 && u8[slot * STRIDE + D.protocol] !== GTP;
  }

  /** Keeps the current message where its dialogue waits for its request. */
  private keep(slot: number, copy = false): void {
    if (u8[slot * STRIDE + O.phase] === PHASE_WAITING) this.closing.taps.keep(slot, copy);
  }

  /** Components of a message whose dialogue is known already. */
  private more(slot: number, sender: number): void {
    this.keep(slot);
    this.components.take(slot, sender);
    // Nobody answers a Unidirectional: whatever its operations, they are done (Q.774 §3.3.3).
    if (m8[M.tcapType] === UNIDIRECTIONAL) this.components.forget(slot);
    else this.setDeadline(slot);
  }

  // --- Continue, End, Abort ---------------------------------------------------------------------------------------

  private answer(copy: boolean): void {
    const tid = i32[M.dtid];
    const length = m8[M.dtidLength];
    if (length === 0) return;
    const pointCode = i32[M.dpc];
    const other = i32[M.otid];
    const otherLength = m8[M.otidLength];
    const entry = this.finding.find(tid, length, calledNode(), pointCode, callingNode(), other, otherLength, false);
    if (entry < 0) {
      if (!copy) this.unmatched(tid, length);
      return;
    }
    const slot = entry >> 1;
    this.keep(slot, copy);
    const hash = i32[M.octetsHash];
    const seen = copy ? SEEN_HERE : this.seen(slot, hash);
    const sender = entry & 1 ? OPENER : RESPONDER;
    if (seen !== SEEN_NOT) this.again(slot, copy, hash, seen);
    else if (this.finding.foreign(slot, sender)) this.unmatched(tid, length);
    else this.apply(slot, sender);
  }

  /** No dialogue has the identifier that the message goes to. */
  private unmatched(tid: number, length: number): void {
    const own = this.finding.findOwn(i32[M.otid], m8[M.otidLength], callingNode());
    if (own < 0) {
      this.wait(tid, length);
      return;
    }
    this.setResponder(own, tid, length, calledNode(), i32[M.dpc]);
    this.apply(own, OPENER);
  }

  /** One more message of a dialogue, from `sender`. */
  private apply(slot: number, sender: number): void {
    const at8 = slot * STRIDE;
    this.count(slot);
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.finding.rule;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = m8[M.protocol];
    this.remember(slot, i32[M.octetsHash]);
    if (sender === RESPONDER && m8[M.otidLength] > 0 && !(u8[at8 + O.flags] & STATE_HAS_RESPONDER)) {
      this.learnResponder(slot);
    }
    fillIdentity(slot);
    fillNodes(slot);
    this.components.take(slot, sender);
    if (sender === RESPONDER) this.components.answeredAtAll(slot);
    const type = m8[M.tcapType];
    if (type === TC_ABORT) this.abort(slot, sender);
    if (type === CONTINUE) {
      this.setDeadline(slot);
    } else {
      u8[at8 + O.flags] |= STATE_ENDED;
      u8[at8 + O.endedBy] |= 1 << sender;
      if (sender === RESPONDER) u16[at8 / 2 + O.answerer] = callingNode();
      if (u8[at8 + O.phase] === PHASE_OPEN) u8[at8 + O.phase] = PHASE_ENDED;
      if (u8[at8 + O.phase] === PHASE_ENDED) this.bringForward(slot, this.closing.now + this.linger);
    }
    this.lastSlot = slot;
    this.lastSender = sender;
  }

  private count(slot: number): void {
    const at8 = slot * STRIDE;
    u32[at8 / 4 + D.messages]++;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at8 / 4 + D.lastFrame] = m32[M.frame];
    if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
  }

  private learnResponder(slot: number): void {
    this.setResponder(slot, i32[M.otid], m8[M.otidLength], callingNode(), i32[M.opc]);
  }

  private setResponder(slot: number, tid: number, length: number, node: number, pointCode: number): void {
    const opened = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    u32[at4 + D.dtid] = tid;
    u8[at8 + D.dtidLength] = length;
    u8[at8 + O.flags] |= STATE_HAS_RESPONDER;
    const loose = this.finding.looseHash(tid, length);
    opened.index(slot, RESPONDER, fold(loose, node), loose);
    const side = sideOf(slot, RESPONDER);
    o32[side + NODE] = node;
    o32[side + POINT_CODE] = pointCode;
  }

  /** An answer without request: it waits for it (specification §5). */
  private wait(tid: number, length: number): void {
    const slot = this.waitingSlot(tid, length, calledNode(), i32[M.dpc]);
    this.keep(slot);
    this.finding.rule = BY_TID_AND_ADDRESS;
    this.apply(slot, RESPONDER);
  }

  /** A slot for what came before its request, addressed to (tid, node). */
  private waitingSlot(tid: number, length: number, node: number, pointCode: number): number {
    const slot = this.closing.takeSlot();
    const opened = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    u8[at8 + O.phase] = PHASE_WAITING;
    this.closing.waiting++;
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.protocol] = m8[M.protocol];
    u32[at4 + D.otid] = tid;
    u8[at8 + D.otidLength] = length;
    u32[at4 + O.node] = node;
    u32[at4 + O.pointCode] = pointCode;
    this.indexOpener(slot, node);
    f64[at8 / 8 + O.deadline] = this.closing.now + this.linger;
    opened.wheel.add(slot);
    return slot;
  }

  private abort(slot: number, sender: number): void {
    const present = m32[M.present];
    const { closing } = this;
    const at8 = slot * STRIDE;
    if (sender === RESPONDER && !(u8[at8 + O.flags] & STATE_ANSWERED)) this.components.answered(slot);
    if (!closing.fail(slot, ERROR, ABORT, 0, false)) return;
    if (present & HAS_P_ABORT) closing.cause(slot, CAUSE_P_ABORT, m8[M.pAbortCause]);
    else if (present & HAS_ASSOCIATE_RESULT && m8[M.associateResult] !== 0) {
      const refuse = present & HAS_MAP_REASON ? m8[M.mapReason] : m8[M.sourceDiagnostic] & 0x7f;
      closing.cause(slot, CAUSE_REFUSE, refuse);
    } else if (present & HAS_MAP_REASON) closing.cause(slot, CAUSE_U_ABORT, m8[M.mapReason]);
    else if (present & HAS_ABORT_SOURCE) closing.cause(slot, CAUSE_U_ABORT, m8[M.abortSource]);
    if (sender === RESPONDER && !(u8[at8 + O.flags] & STATE_HAS_RESPONDER)) this.links.refused(slot);
  }

  // --- UDTS, XUDTS, LUDTS -----------------------------------------------------------------------------------------

  /** A message that came back: it belongs to the dialogue of the message it returns, and its addresses are swapped. */
  private returned(copy: boolean): void {
    const begin = m8[M.tcapType] === BEGIN;
    const tid = begin ? i32[M.otid] : i32[M.dtid];
    const length = begin ? m8[M.otidLength] : m8[M.dtidLength];
    if (length === 0) return;
    const node = begin ? calledNode() : callingNode();
    const from = begin ? 0 : calledNode();
    const pointCode = begin ? i32[M.dpc] : i32[M.opc];
    const entry = this.finding.find(tid, length, node, pointCode, from, 0, 0, begin);
    const hash = i32[M.octetsHash] ^ RETURNED;
    let slot = entry >> 1;
    if (entry < 0) {
      if (copy) return;
      slot = this.waitingSlot(tid, length, node, pointCode);
      this.keep(slot);
    } else {
      this.keep(slot, copy);
      const seen = copy ? SEEN_HERE : this.seen(slot, hash);
      if (seen !== SEEN_NOT) {
        this.again(slot, copy, hash, seen);
        return;
      }
    }
    const at8 = slot * STRIDE;
    this.count(slot);
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = BY_RETURN;
    this.remember(slot, hash);
    if (this.closing.fail(slot, ERROR, UNDELIVERABLE, 0, true)) {
      this.closing.cause(slot, CAUSE_RETURN, m8[M.returnCause]);
    }
    u8[at8 + O.flags] |= STATE_ENDED;
    if (u8[at8 + O.phase] === PHASE_OPEN) u8[at8 + O.phase] = PHASE_ENDED;
    if (u8[at8 + O.phase] === PHASE_ENDED) this.bringForward(slot, this.closing.now + this.linger);
  }

  // --- second sightings -------------------------------------------------------------------------------------------

  private seen(slot: number, hash: number): number {
    const { sightings } = this.opened;
    return sightings.look(u32[(slot * STRIDE) / 4 + O.sightings], hash, this.path);
  }

  private remember(slot: number, hash: number): void {
    const { sightings } = this.opened;
    const at = (slot * STRIDE) / 4 + O.sightings;
    u32[at] = sightings.add(u32[at], hash, this.path);
  }

  /** A message of the dialogue, seen once more: a copy on the same path, a second leg on another. */
  private again(slot: number, copy: boolean, hash: number, seen: number): void {
    const at8 = slot * STRIDE;
    if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
    if (copy || seen !== SEEN_ELSEWHERE) {
      if (u16[at8 / 2 + D.copies] < 65535) u16[at8 / 2 + D.copies]++;
      if (!copy && !this.replaying) this.statistics.copies++;
      return;
    }
    if (!this.replaying) this.statistics.secondLegs++;
    if (m8[M.tcapType] === BEGIN) {
      // Where the title is the same on both legs, the point code of this one may be what answers go to.
      const from = callingNode();
      o32[at8 / 4 + O.otherNode + OPENER] = from === o32[at8 / 4 + O.node] ? callingPoint() : from;
    }
    if (u8[at8 + D.legs] === 1) {
      u8[at8 + D.legs] = 2;
      f64[at8 / 8 + D.otherLeg] = this.opened.sightings.firstAgo;
      this.links.relayed(slot);
    }
    // Its own path is known from now on, so that a third sighting there is a copy.
    this.remember(slot, hash);
  }

  // --- slots ------------------------------------------------------------------------------------------------------

  private indexOpener(slot: number, from: number): void {
    const at8 = slot * STRIDE;
    const loose = this.finding.looseHash(o32[at8 / 4 + D.otid], u8[at8 + D.otidLength]);
    this.opened.index(slot, OPENER, fold(loose, from), loose);
  }

  /** The record and the opener's side from a Begin or Unidirectional. */
  private fillOpening(slot: number, from: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    const present = m32[M.present];
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.protocol] = m8[M.protocol];
    u32[at4 + D.otid] = m32[M.otid];
    u8[at8 + D.otidLength] = m8[M.otidLength];
    u32[at4 + O.node] = from;
    u32[at4 + O.otherNode + RESPONDER] = calledNode();
    u32[at4 + O.pointCode] = m32[M.opc];
    u32[at4 + O.association] = m32[M.association];
    u32[at4 + D.opc] = m32[M.opc];
    u32[at4 + D.dpc] = m32[M.dpc];
    u8[at8 + D.calledSsn] = m8[M.calledSsn];
    u8[at8 + D.callingSsn] = m8[M.callingSsn];
    u8[at8 + D.calledPlan] = m8[M.calledPlan];
    u8[at8 + D.callingPlan] = m8[M.callingPlan];
    u8[at8 + D.calledGtLength] = m8[M.calledGtLength];
    u8[at8 + D.callingGtLength] = m8[M.callingGtLength];
    for (let i = 0; i < 3; i++) {
      o32[at4 + D.calledGt / 4 + i] = i32[M.calledGt / 4 + i];
      o32[at4 + D.callingGt / 4 + i] = i32[M.callingGt / 4 + i];
    }
    let has = 0;
    if (present & HAS_LABEL) has |= DIALOGUE_HAS_LABEL;
    if (present & HAS_CALLED_SSN) has |= DIALOGUE_HAS_CALLED_SSN;
    if (present & HAS_CALLING_SSN) has |= DIALOGUE_HAS_CALLING_SSN;
    if (present & HAS_CONTEXT) {
      has |= DIALOGUE_HAS_CONTEXT;
      u16[at8 / 2 + D.contextNumber] = m16[M.contextNumber];
      u8[at8 + D.contextVersion] = m8[M.contextVersion];
      if (m8[M.protocol] === MAP || m8[M.protocol] === TCAP) u8[at8 + D.version] = m8[M.contextVersion];
    } else if (m8[M.dialoguePdu] === 0 && m32[M.text] === 0) {
      // A Begin without a dialogue portion is MAP version 1 (specification §3), once it is known to be MAP.
      u8[at8 + O.bare] = 1;
      if (m8[M.protocol] === MAP) u8[at8 + D.version] = 1;
    }
    u32[at4 + D.contextText] = m32[M.text];
    u32[at4 + D.present] |= has;
    fillIdentity(slot);
    fillNodes(slot);
  }

  /** The longest timer among the open operations, from this message on (specification §5). */
  private setDeadline(slot: number): void {
    const at8 = slot * STRIDE;
    const phase = u8[at8 + O.phase];
    const { now } = this.closing;
    if (phase === PHASE_WAITING) return;
    if (phase === PHASE_ENDED) {
      this.bringForward(slot, now + this.linger);
      return;
    }
    if (phase === PHASE_ORPHAN) {
      f64[at8 / 8 + O.deadline] = now + this.timeouts[TIMER_M];
      return;
    }
    const before = f64[at8 / 8 + O.deadline];
    const deadline = now + (this.components.longest(slot, this.timeouts) || this.timeouts[TIMER_M]);
    if (deadline < before) this.bringForward(slot, deadline);
    else f64[at8 / 8 + O.deadline] = deadline;
  }

  /** A deadline that may lie before the bucket in which the wheel holds the dialogue. */
  private bringForward(slot: number, deadline: number): void {
    const opened = this.opened;
    f64[(slot * STRIDE) / 8 + O.deadline] = deadline;
    opened.wheel.remove(slot);
    opened.wheel.add(slot);
  }
}

/** What tells one leg from the other: the label, or the addresses where there is none. */
function pathHash(): number {
  if (m32[M.present] & HAS_LABEL) return fold(i32[M.opc], i32[M.dpc]);
  return fold(fold(i32[M.src / 4], i32[M.src / 4 + 3]), fold(i32[M.dst / 4], i32[M.dst / 4 + 3]));
}
