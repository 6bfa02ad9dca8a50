/**
 * Pairing of TCAP messages into dialogues (specification §3; Q.773, Q.774): each message finds its dialogue, is told
 * from its copies and its second leg, and moves the dialogue on.
 */
import { FLAG_CONTINUED, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { Begins } from './begins.ts';
import type { Closing } from './closing.ts';
import { current, currentSigned } from './current.ts';
import { fillIdentity, fillNodes } from './identity.ts';
import { Links } from './links.ts';
import { calledNode, callingNode } from './nodes.ts';
import {
  type OpenDialogues,
  open,
  PHASE_ENDED,
  PHASE_OPEN,
  PHASE_WAITING,
  STATE_ENDED,
  STATE_HAS_RESPONDER,
  slab,
} from './open.ts';
import { TIMER_M } from './operations.ts';
import type { DialogueOptions } from './options.ts';
import { DIALOGUE_HAS_RESPONSE, dialogue, MATCHES } from './record.ts';
import { SEEN_HERE, SEEN_NOT, WINDOW } from './sightings.ts';
import type { Statistics } from './statistics.ts';
import type { Kept } from './taps.ts';
import { BeginFinding } from './tcap-begin-finding.ts';
import { Components } from './tcap-components.ts';
import { Deadlines } from './tcap-deadlines.ts';
import { Early } from './tcap-early.ts';
import { TcapEnding } from './tcap-ending.ts';
import { Finding, isReturned, OPENER, RESPONDER } from './tcap-finding.ts';
import { countMessage, fillOpening } from './tcap-record.ts';
import { pathHash, Repeats } from './tcap-repeats.ts';

const { u8: m8, u16: m16, u32: m32 } = current;
const { u8, u16, u32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { tcap: TCAP, gtp: GTP } = PROTOCOL;
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

export class TcapPairing {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  readonly links: Links;
  private readonly finding: Finding;
  private readonly begun: BeginFinding;
  private readonly components: Components;
  readonly begins: Begins;
  private readonly deadlines: Deadlines;
  private readonly repeats: Repeats;
  private readonly early: Early;
  private readonly ending: TcapEnding;
  /** Dialogue and sender of the message before, for records that continue its components. */
  private lastSlot = -1;
  private lastSender = OPENER;

  /** `seed` spreads the tables; no result depends on it. */
  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.links = new Links(closing);
    this.begins = new Begins(WINDOW);
    this.components = new Components(opened, closing);
    this.deadlines = new Deadlines(opened, closing, this.components, options);
    this.finding = new Finding(opened, closing, statistics, seed, this.deadlines.timeouts[TIMER_M]);
    this.begun = new BeginFinding(opened, closing, statistics, this.finding);
    this.repeats = new Repeats(opened, this.links, statistics);
    this.early = new Early(opened, closing, this.finding, this.components, this.deadlines, this.begun);
    this.ending = new TcapEnding(closing, this.components, this.deadlines, this.links);
  }

  /** Takes the current message. `copy`: the same SCTP chunk has been seen before. */
  take(copy: boolean): void {
    if (m32[M.flags] & FLAG_CONTINUED) {
      if (!copy && this.isOpen(this.lastSlot)) this.more(this.lastSlot, this.lastSender);
      return;
    }
    this.lastSlot = -1;
    this.repeats.path = pathHash();
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
    const known = this.begun.same(tid, length, from, this.repeats.path);
    if (known >= 0) {
      this.repeats.again(known, copy, i32[M.octetsHash], this.begun.sighting);
      return;
    }
    if (copy) return;
    // The dialogue has ended and been written: this leg came too late for it.
    if (this.begins.again(from)) {
      this.statistics.anomaly('late-leg', m16[M.file], m32[M.frame]);
      return;
    }
    const early = this.closing.waiting > 0 ? this.begun.waiting(tid, length, from) : -1;
    if (early >= 0 && this.closing.mayFollow(early)) {
      const kept = this.closing.takeBack(early);
      this.fresh(tid, length, from);
      this.replay(kept);
    } else if (early >= 0) this.adopt(early, from);
    else this.fresh(tid, length, from);
  }

  /** What another tap showed a little before its request, taken behind it. */
  private replay(messages: readonly Kept[]): void {
    const { lastSlot, lastSender, repeats } = this;
    const { path } = repeats;
    repeats.replaying = true;
    this.closing.taps.replay(messages, copy => this.take(copy));
    repeats.replaying = false;
    this.lastSlot = lastSlot;
    this.lastSender = lastSender;
    repeats.path = path;
  }

  private fresh(tid: number, length: number, from: number): void {
    this.begun.reuse(tid, length, from);
    const slot = this.closing.takeSlot();
    fillOpening(slot, from);
    const { wheel } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_OPEN;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.finding.indexOpener(slot, from);
    this.repeats.remember(slot, i32[M.octetsHash]);
    this.components.take(slot, OPENER);
    this.links.begin(slot, from);
    this.deadlines.set(slot);
    wheel.add(slot);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** The request of an answer that came first (specification §5). */
  private adopt(slot: number, from: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const at64 = at8 / 8;
    this.early.takeOver(slot, from);
    this.closing.stopWaiting(slot);
    this.finding.indexOpener(slot, from);
    this.repeats.remember(slot, i32[M.octetsHash]);
    this.components.take(slot, OPENER);
    // What came before its request has no response time.
    u32[at4 + D.present] &= ~DIALOGUE_HAS_RESPONSE;
    f64[at64 + D.answered] = 0;
    this.links.begin(slot, from);
    this.deadlines.set(slot);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  private unidirectional(): void {
    const slot = this.closing.takeSlot();
    fillOpening(slot, callingNode());
    const { wheel } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.deadlines.lingerFrom(slot);
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
    else this.deadlines.set(slot);
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
    const seen = copy ? SEEN_HERE : this.repeats.seen(slot, hash);
    const sender = entry & 1 ? OPENER : RESPONDER;
    if (seen !== SEEN_NOT) this.repeats.again(slot, copy, hash, seen);
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
    countMessage(slot);
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.finding.rule;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = m8[M.protocol];
    this.repeats.remember(slot, i32[M.octetsHash]);
    if (sender === RESPONDER && m8[M.otidLength] > 0 && !(u8[at8 + O.flags] & STATE_HAS_RESPONDER)) {
      this.learnResponder(slot);
    }
    fillIdentity(slot);
    fillNodes(slot);
    this.components.take(slot, sender);
    if (sender === RESPONDER) this.components.answeredAtAll(slot);
    const type = m8[M.tcapType];
    if (type === TC_ABORT) this.ending.abort(slot, sender);
    if (type === CONTINUE) this.deadlines.set(slot);
    else {
      u8[at8 + O.endedBy] |= 1 << sender;
      if (sender === RESPONDER) u16[at8 / 2 + O.answerer] = callingNode();
      this.ending.ended(slot);
    }
    this.lastSlot = slot;
    this.lastSender = sender;
  }

  private learnResponder(slot: number): void {
    this.setResponder(slot, i32[M.otid], m8[M.otidLength], callingNode(), i32[M.opc]);
  }

  private setResponder(slot: number, tid: number, length: number, node: number, pointCode: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    u32[at4 + D.dtid] = tid;
    u8[at8 + D.dtidLength] = length;
    u8[at8 + O.flags] |= STATE_HAS_RESPONDER;
    this.finding.indexResponder(slot, node, pointCode);
  }

  /** An answer without request: it waits for it (specification §5). */
  private wait(tid: number, length: number): void {
    const slot = this.early.waitingSlot(tid, length, calledNode(), i32[M.dpc]);
    this.keep(slot);
    this.finding.rule = BY_TID_AND_ADDRESS;
    this.apply(slot, RESPONDER);
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
      slot = this.early.waitingSlot(tid, length, node, pointCode);
      this.keep(slot);
    } else {
      this.keep(slot, copy);
      const seen = copy ? SEEN_HERE : this.repeats.seen(slot, hash);
      if (seen !== SEEN_NOT) {
        this.repeats.again(slot, copy, hash, seen);
        return;
      }
    }
    const at8 = slot * STRIDE;
    countMessage(slot);
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = BY_RETURN;
    this.repeats.remember(slot, hash);
    this.ending.undelivered(slot);
  }
}
