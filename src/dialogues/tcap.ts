/**
 * Pairing of TCAP messages into dialogues (specification §3; Q.773, Q.774).
 *
 * A message to a side is found by (identifier, node) first; where the node does not agree, by the identifier alone,
 * provided that nothing contradicts it: the other identifier, the second leg's address, the point code.
 */
import {
  COMPONENT_SIZE,
  FLAG_CONTINUED,
  FLAG_LOSS,
  FLAG_SNAPPED,
  HAS_ABORT_SOURCE,
  HAS_ASSOCIATE_RESULT,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_CONTEXT,
  HAS_LABEL,
  HAS_MAP_REASON,
  HAS_P_ABORT,
  HAS_VISITED_PLMN,
  message,
  SLOT_CODE,
  SLOT_FLAGS,
  SLOT_HAS_CODE,
  SLOT_HAS_INVOKE_ID,
  SLOT_HAS_OPERATION,
  SLOT_HAS_PARAMETER,
  SLOT_INVOKE_ID,
  SLOT_OPERATION,
  SLOT_PARAMETER,
  SLOT_TYPE,
  SLOT_WANTS_AUTHENTICATION,
} from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { type Closing, INVOKE_EARLY, INVOKE_OPEN } from './closing.ts';
import { current } from './current.ts';
import { fold } from './hash.ts';
import { fillIdentity, fillNodes, openRecord } from './identity.ts';
import { Links } from './links.ts';
import { calledNode, callingNode, visitedNode } from './nodes.ts';
import {
  INVOKE_SIZE,
  INVOKES,
  type OpenDialogues,
  open,
  PHASE_ENDED,
  PHASE_OPEN,
  PHASE_ORPHAN,
  PHASE_WAITING,
  SIGHTING_WORDS,
  SIGHTINGS,
  STATE_ANSWERED,
  STATE_EARLY_RESULT,
  STATE_ENDED,
  STATE_HAS_OPENING,
  STATE_HAS_RESPONDER,
  STATE_INVALID_ORDER,
} from './open.ts';
import { classOf, INSERT_SUBSCRIBER_DATA, TIMER_M, timeouts, timerOf, typeOf } from './operations.ts';
import type { DialogueOptions } from './options.ts';
import {
  CAUSES,
  DIALOGUE_HAS_CALLED_SSN,
  DIALOGUE_HAS_CALLING_SSN,
  DIALOGUE_HAS_CONTEXT,
  DIALOGUE_HAS_LABEL,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_RESPONSE,
  DIALOGUE_HAS_VISITED_PLMN,
  dialogue,
  MATCHES,
  OUTCOMES,
  REASONS,
  TYPES,
} from './record.ts';
import type { Statistics } from './statistics.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { map: MAP, tcap: TCAP } = PROTOCOL;
const CL = TYPES.indexOf('CL');
const OTHER = TYPES.indexOf('OTHER');
const REJECT_OUTCOME = OUTCOMES.indexOf('reject');
const ERROR = OUTCOMES.indexOf('error');
const MAP_ERROR = REASONS.indexOf('map-error');
const ABORT = REASONS.indexOf('Abort');
const REJECT = REASONS.indexOf('Reject');
const UNDELIVERABLE = REASONS.indexOf('Undeliverable');
const CAUSE_PARAMETER = CAUSES.indexOf('parameter');
const CAUSE_MAP_ERROR = CAUSES.indexOf('map-error');
const CAUSE_P_ABORT = CAUSES.indexOf('p-abort');
const CAUSE_U_ABORT = CAUSES.indexOf('u-abort');
const CAUSE_REFUSE = CAUSES.indexOf('refuse');
const CAUSE_PROBLEM = CAUSES.indexOf('problem');
const CAUSE_RETURN = CAUSES.indexOf('sccp-return');
const BY_TID_AND_ADDRESS = MATCHES.indexOf('tid+address');
const BY_TID = MATCHES.indexOf('tid');
const BY_RETURN = MATCHES.indexOf('returned');

// TCAP message tags, Q.773 §4.2.1
const UNIDIRECTIONAL = 0x61;
const BEGIN = 0x62;
const END = 0x64;
const CONTINUE = 0x65;
const TC_ABORT = 0x67;
// Component tags, Q.773 §4.2.2
const INVOKE = 0xa1;
const RESULT_LAST = 0xa2;
const RETURN_ERROR = 0xa3;
const TC_REJECT = 0xa4;
const RESULT_NOT_LAST = 0xa7;
// SCCP messages that return another one, Q.713 §2.1
const UDTS = 10;
const XUDTS = 18;
const LUDTS = 20;

const OPENER = 0;
const RESPONDER = 1;
/** Entries that share an identifier and are compared before the search gives up. */
const CROWD = 16;
/** Microseconds within which the same octets of a dialogue are a second sighting. */
const SIGHTING_WINDOW = 10e6;

export class TcapPairing {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly links: Links;
  private readonly timeouts: Float64Array;
  private readonly linger: number;
  private readonly seed: number;
  /** Dialogue and sender of the message before, for records that continue its components. */
  private lastSlot = -1;
  private lastSender = OPENER;
  /** Answers that wait for their request. */
  private waiting = 0;
  /** Which rule found the entry that `find` gave. */
  private rule = 0;

  /** `seed` spreads the tables; no result depends on it. */
  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.links = new Links(opened);
    this.timeouts = timeouts(options);
    this.linger = options.reorderWindow * 1e6;
    this.seed = seed;
  }

  /** Takes the current message. `copy`: the same SCTP chunk has been seen before. */
  take(copy: boolean): void {
    if (m32[M.flags] & FLAG_CONTINUED) {
      if (this.lastSlot >= 0 && !copy) {
        this.components(this.lastSlot, this.lastSender);
        this.setDeadline(this.lastSlot);
      }
      return;
    }
    this.lastSlot = -1;
    const sccp = m8[M.sccpType];
    if (sccp === UDTS || sccp === XUDTS || sccp === LUDTS) {
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
    const { u8, f64, wheel } = this.opened;
    const at8 = slot * STRIDE;
    const deadline = f64[at8 / 8 + O.deadline];
    if (deadline > this.closing.now) {
      wheel.add(slot, deadline);
      return;
    }
    if (u8[at8 + O.phase] === PHASE_WAITING && !(u8[at8 + O.flags] & STATE_ENDED)) {
      // Its request did not come. Further messages of the transaction still belong to it.
      u8[at8 + O.phase] = PHASE_ORPHAN;
      this.waiting--;
      f64[at8 / 8 + O.deadline] = deadline + this.timeouts[TIMER_M];
      wheel.add(slot, f64[at8 / 8 + O.deadline]);
      return;
    }
    this.close(slot);
  }

  private close(slot: number): void {
    if (this.opened.u8[slot * STRIDE + O.phase] === PHASE_WAITING) this.waiting--;
    this.closing.close(slot, false);
  }

  // --- Begin ------------------------------------------------------------------------------------------------------

  private begin(copy: boolean): void {
    const tid = m32[M.otid];
    const length = m8[M.otidLength];
    const from = callingNode();
    const loose = fold(this.seed ^ tid, length);
    const exact = fold(loose, from);
    const known = this.sameBegin(tid, length, loose);
    if (known >= 0) {
      this.again(known, copy);
      return;
    }
    if (copy) return;
    if (this.waiting > 0) {
      const entry = this.find(tid, length, from, m32[M.opc], 0, 0);
      const early = entry >> 1;
      if (entry >= 0 && !(entry & 1) && this.opened.u8[early * STRIDE + O.phase] === PHASE_WAITING) {
        this.waiting--;
        this.adopt(early, from, exact, loose);
        return;
      }
    }
    this.reuse(tid, length, from, exact);
    const slot = this.takeSlot();
    this.fillOpening(slot, from);
    const { u8, u32 } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_OPEN;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.opened.index(slot, OPENER, exact, loose);
    this.remember(slot);
    this.components(slot, OPENER);
    this.links.begin(slot, from);
    this.setDeadline(slot);
    this.opened.wheel.add(slot, this.opened.f64[(slot * STRIDE) / 8 + O.deadline]);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** A new Begin ends whatever its node still has under the same identifier. */
  private reuse(tid: number, length: number, from: number, exact: number): void {
    const { u8, u32, exact: index } = this.opened;
    for (let e = index.first(exact), next = -1; e >= 0; e = next) {
      next = index.next[e];
      if (e & 1) continue;
      const at8 = (e >> 1) * STRIDE;
      const phase = u8[at8 + O.phase];
      if (phase === 0 || u32[at8 / 4 + O.node] !== from || !this.carries(at8, OPENER, tid, length)) continue;
      if (phase === PHASE_OPEN && this.opened.f64[at8 / 8 + O.deadline] > m64[M.time]) {
        this.statistics.anomaly('identifier-reused', m16[M.file], m32[M.frame]);
      }
      this.close(e >> 1);
    }
  }

  /** The request of an answer that came first (specification §5). */
  private adopt(slot: number, from: number, exact: number, loose: number): void {
    const { u8, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const at64 = at8 / 8;
    // The record was opened by the answer: keep what counts from it, take the rest from the request.
    const start = Math.min(f64[at64 + D.start], m64[M.time]);
    const firstFrame = u32[at4 + D.firstFrame];
    const file = this.opened.u16[at8 / 2 + D.file];
    const messages = u32[at4 + D.messages] + 1;
    const end = Math.max(f64[at64 + D.end], m64[M.time]);
    const dtid = u32[at4 + D.dtid];
    const dtidLength = u8[at8 + D.dtidLength];
    const flags = u8[at8 + O.flags];
    this.fillOpening(slot, from);
    f64[at64 + D.start] = start;
    f64[at64 + D.end] = end;
    u32[at4 + D.firstFrame] = firstFrame;
    this.opened.u16[at8 / 2 + D.file] = file;
    u32[at4 + D.messages] = messages;
    u32[at4 + D.dtid] = dtid;
    u8[at8 + D.dtidLength] = dtidLength;
    u8[at8 + O.flags] = flags | STATE_INVALID_ORDER;
    u8[at8 + O.phase] = flags & STATE_ENDED ? PHASE_ENDED : PHASE_OPEN;
    this.opened.index(slot, OPENER, exact, loose);
    this.remember(slot);
    this.components(slot, OPENER);
    this.setDeadline(slot);
    this.lastSlot = slot;
    this.lastSender = OPENER;
  }

  /** An open dialogue that this very Begin opened, seen on another leg or again; -1 where none. */
  private sameBegin(tid: number, length: number, loose: number): number {
    const { u8, u32 } = this.opened;
    const hash = m32[M.octetsHash];
    let crowd = 0;
    for (let e = this.opened.loose.first(loose); e >= 0; e = this.opened.loose.next[e]) {
      if (e & 1) continue;
      const at8 = (e >> 1) * STRIDE;
      const at4 = at8 / 4;
      if (u32[at4 + D.otid] !== tid || u8[at8 + D.otidLength] !== length) continue;
      if (this.sighting(e >> 1, hash) >= 0) return e >> 1;
      if (++crowd > CROWD) return -1;
    }
    return -1;
  }

  private unidirectional(): void {
    const slot = this.takeSlot();
    this.fillOpening(slot, callingNode());
    const { u8, u32, f64, wheel } = this.opened;
    u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    this.components(slot, OPENER);
    // Nobody answers a Unidirectional: whatever its operations, they are done (Q.774 §3.3.3).
    u8[slot * STRIDE + O.openingClass] = 4;
    for (let i = 0; i < INVOKES; i++) u8[slot * STRIDE + O.invokes + i * INVOKE_SIZE + 2] = 0;
    f64[(slot * STRIDE) / 8 + O.deadline] = m64[M.time] + this.linger;
    wheel.add(slot, f64[(slot * STRIDE) / 8 + O.deadline]);
    this.lastSlot = slot;
  }

  // --- Continue, End, Abort ---------------------------------------------------------------------------------------

  private answer(copy: boolean): void {
    const tid = m32[M.dtid];
    const length = m8[M.dtidLength];
    if (length === 0) return;
    const entry = this.find(tid, length, calledNode(), m32[M.dpc], m32[M.otid], m8[M.otidLength]);
    if (entry < 0) {
      if (!copy) this.wait(tid, length);
      return;
    }
    const slot = entry >> 1;
    if (copy || this.sighting(slot, m32[M.octetsHash]) >= 0) {
      this.again(slot, copy);
      return;
    }
    this.apply(slot, entry & 1 ? OPENER : RESPONDER);
  }

  /** One more message of a dialogue, from `sender`. */
  private apply(slot: number, sender: number): void {
    const opened = this.opened;
    const { u8, u32, f64 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const at64 = at8 / 8;
    u32[at4 + D.messages]++;
    if (m64[M.time] > f64[at64 + D.end]) f64[at64 + D.end] = m64[M.time];
    u32[at4 + D.lastFrame] = m32[M.frame];
    if (m32[M.flags] & (FLAG_SNAPPED | FLAG_LOSS) || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.rule;
    this.remember(slot);
    if (sender === RESPONDER && m8[M.otidLength] > 0 && !(u8[at8 + O.flags] & STATE_HAS_RESPONDER)) {
      this.learnResponder(slot);
    }
    fillIdentity(opened, slot);
    fillNodes(opened, slot);
    this.components(slot, sender);
    const type = m8[M.tcapType];
    if (type === TC_ABORT) this.abort(slot, sender);
    if (type === CONTINUE) {
      this.setDeadline(slot);
    } else {
      u8[at8 + O.flags] |= STATE_ENDED;
      if (u8[at8 + O.phase] === PHASE_OPEN) u8[at8 + O.phase] = PHASE_ENDED;
      if (u8[at8 + O.phase] !== PHASE_WAITING) this.bringForward(slot, m64[M.time] + this.linger);
    }
    this.lastSlot = slot;
    this.lastSender = sender;
  }

  private learnResponder(slot: number): void {
    const opened = this.opened;
    const { u8, u32 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const tid = m32[M.otid];
    const length = m8[M.otidLength];
    const node = callingNode();
    u32[at4 + D.dtid] = tid;
    u8[at8 + D.dtidLength] = length;
    u8[at8 + O.flags] |= STATE_HAS_RESPONDER;
    u32[at4 + O.node + RESPONDER] = node;
    u32[at4 + O.pointCode + RESPONDER] = m32[M.opc];
    const loose = fold(this.seed ^ tid, length);
    opened.index(slot, RESPONDER, fold(loose, node), loose);
  }

  /** An answer without request: it waits for it (specification §5). */
  private wait(tid: number, length: number): void {
    const slot = this.takeSlot();
    const opened = this.opened;
    const { u8, u32, f64 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(opened, slot);
    u8[at8 + O.phase] = PHASE_WAITING;
    this.waiting++;
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.protocol] = m8[M.protocol];
    u32[at4 + D.otid] = tid;
    u8[at8 + D.otidLength] = length;
    const node = calledNode();
    u32[at4 + O.node] = node;
    u32[at4 + O.pointCode] = m32[M.dpc];
    const loose = fold(this.seed ^ tid, length);
    opened.index(slot, OPENER, fold(loose, node), loose);
    f64[at8 / 8 + O.deadline] = m64[M.time] + this.linger;
    opened.wheel.add(slot, f64[at8 / 8 + O.deadline]);
    this.rule = BY_TID_AND_ADDRESS;
    this.apply(slot, RESPONDER);
  }

  private abort(slot: number, sender: number): void {
    const present = m32[M.present];
    const { u8, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    if (sender === RESPONDER && !(u8[at8 + O.flags] & STATE_ANSWERED)) this.answered(slot);
    this.closing.fail(slot, ERROR, ABORT, 0, false);
    if (u32[at8 / 4 + D.reasonCode] !== 0 || u8[at8 + D.reason] !== ABORT) return;
    if (present & HAS_P_ABORT) this.closing.cause(slot, CAUSE_P_ABORT, m8[M.pAbortCause]);
    else if (present & HAS_ASSOCIATE_RESULT && m8[M.associateResult] !== 0) {
      const refuse = present & HAS_MAP_REASON ? m8[M.mapReason] : m8[M.sourceDiagnostic] & 0x7f;
      this.closing.cause(slot, CAUSE_REFUSE, refuse);
    } else if (present & HAS_MAP_REASON) this.closing.cause(slot, CAUSE_U_ABORT, m8[M.mapReason]);
    else if (present & HAS_ABORT_SOURCE) this.closing.cause(slot, CAUSE_U_ABORT, m8[M.abortSource]);
    this.links.refused(slot, f64[at8 / 8 + D.end]);
  }

  // --- UDTS, XUDTS, LUDTS -----------------------------------------------------------------------------------------

  /** A message that came back: it belongs to the dialogue of the message it returns, and its addresses are swapped. */
  private returned(copy: boolean): void {
    const type = m8[M.tcapType];
    const begin = type === BEGIN;
    const tid = begin ? m32[M.otid] : m32[M.dtid];
    const length = begin ? m8[M.otidLength] : m8[M.dtidLength];
    const node = begin ? calledNode() : callingNode();
    const pointCode = begin ? m32[M.dpc] : m32[M.opc];
    const entry = length === 0 ? -1 : this.find(tid, length, node, pointCode, 0, 0);
    if (entry < 0) {
      if (!copy) {
        this.statistics.orphans++;
        this.statistics.orphanMessages++;
      }
      return;
    }
    const slot = entry >> 1;
    const { u8, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const hash = (m32[M.octetsHash] ^ 0x5a5a5a5a) >>> 0;
    if (copy || this.sighting(slot, hash) >= 0) {
      this.againAs(slot, hash, copy);
      return;
    }
    u32[at4 + D.messages]++;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at4 + D.lastFrame] = m32[M.frame];
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = BY_RETURN;
    this.rememberAs(slot, hash);
    this.closing.fail(slot, ERROR, UNDELIVERABLE, 0, true);
    this.closing.cause(slot, CAUSE_RETURN, m8[M.returnCause]);
    u8[at8 + O.flags] |= STATE_ENDED;
    if (u8[at8 + O.phase] === PHASE_OPEN) u8[at8 + O.phase] = PHASE_ENDED;
    this.bringForward(slot, m64[M.time] + this.linger);
  }

  // --- components -------------------------------------------------------------------------------------------------

  private components(slot: number, sender: number): void {
    const count = m8[M.componentCount];
    for (let i = 0; i < count; i++) {
      const c = M.components + i * COMPONENT_SIZE;
      const type = m8[c + SLOT_TYPE];
      if (type === INVOKE) this.invoke(slot, sender, c);
      else if (type === RESULT_LAST || type === RESULT_NOT_LAST || type === RETURN_ERROR || type === TC_REJECT) {
        this.outcome(slot, sender, c, type);
      }
    }
  }

  private invoke(slot: number, sender: number, c: number): void {
    const { u8, u16 } = this.opened;
    const at8 = slot * STRIDE;
    const flags = m8[c + SLOT_FLAGS];
    const id = m8[c + SLOT_INVOKE_ID];
    const operation = m16[(c + SLOT_OPERATION) / 2];
    const opens = sender === OPENER && !(u8[at8 + O.flags] & STATE_HAS_OPENING);
    if (opens) this.opening(slot, flags, operation, id);
    const protocol = u8[at8 + D.protocol];
    const version = u8[at8 + D.version];
    if (protocol === MAP && operation === INSERT_SUBSCRIBER_DATA && flags & SLOT_HAS_OPERATION) {
      u16[at8 / 2 + D.isd]++;
    }
    const kind = classOf(protocol, operation, version);
    let free = -1;
    for (let i = 0; i < INVOKES; i++) {
      const at = at8 + O.invokes + i * INVOKE_SIZE;
      const state = u8[at + 2];
      if (state === 0) {
        if (free < 0) free = at;
      } else if (state === INVOKE_EARLY + sender && u8[at] === id) {
        // Its answer came first.
        u8[at + 2] = 0;
        u8[at8 + O.flags] |= STATE_INVALID_ORDER | (opens ? STATE_ANSWERED : 0);
        if (!this.hasEarly(slot)) u8[at8 + O.flags] &= ~STATE_EARLY_RESULT;
        return;
      }
    }
    if (free < 0) {
      if (u8[at8 + O.untracked] < 255) u8[at8 + O.untracked]++;
      return;
    }
    u8[free] = id;
    u8[free + 1] = operation > 255 ? 255 : operation;
    u8[free + 2] = INVOKE_OPEN + sender;
    u8[free + 3] = kind;
  }

  /** The first invoke of the opener gives the dialogue its type. */
  private opening(slot: number, flags: number, operation: number, id: number): void {
    const { u8, u16, u32 } = this.opened;
    const at8 = slot * STRIDE;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = m8[M.protocol];
    const protocol = u8[at8 + D.protocol];
    const version = u8[at8 + D.version];
    u8[at8 + O.flags] |= STATE_HAS_OPENING;
    u8[at8 + O.openingInvoke] = id;
    u8[at8 + O.openingClass] = classOf(protocol, operation, version);
    if (!(flags & SLOT_HAS_OPERATION)) return;
    u16[at8 / 2 + D.operationCode] = operation;
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_OPERATION;
    const type = typeOf(protocol, operation, version, (flags & SLOT_WANTS_AUTHENTICATION) !== 0);
    u8[at8 + D.type] = type;
    u8[at8 + D.visitedNode] = visitedNode(type);
  }

  /** A result, an error or a reject for an invoke of the other side. */
  private outcome(slot: number, sender: number, c: number, type: number): void {
    const { u8 } = this.opened;
    const at8 = slot * STRIDE;
    const flags = m8[c + SLOT_FLAGS];
    const invoker = 1 - sender;
    const id = m8[c + SLOT_INVOKE_ID];
    let found = -1;
    let free = -1;
    if (flags & SLOT_HAS_INVOKE_ID) {
      for (let i = 0; i < INVOKES; i++) {
        const at = at8 + O.invokes + i * INVOKE_SIZE;
        const state = u8[at + 2];
        if (state === INVOKE_OPEN + invoker && u8[at] === id) {
          found = at;
          break;
        }
        if (state === 0 && free < 0) free = at;
      }
    }
    const opening =
      invoker === OPENER &&
      (u8[at8 + O.flags] & STATE_HAS_OPENING) !== 0 &&
      (u8[at8 + O.flags] & STATE_ANSWERED) === 0 &&
      found >= 0 &&
      id === u8[at8 + O.openingInvoke];
    if (type === TC_REJECT) {
      if (found >= 0) u8[found + 2] = 0;
      if (opening) this.answered(slot);
      this.closing.fail(slot, ERROR, REJECT, m16[(c + SLOT_CODE) / 2], opening);
      if (u8[at8 + D.reason] === REJECT) {
        this.closing.cause(slot, CAUSE_PROBLEM, flags & SLOT_HAS_CODE ? m16[(c + SLOT_CODE) / 2] : 0);
      }
      return;
    }
    if (found < 0) {
      if (u8[at8 + O.untracked] > 0) {
        if (type !== RESULT_NOT_LAST) u8[at8 + O.untracked]--;
      } else if (free >= 0 && type !== RESULT_NOT_LAST) {
        u8[free] = id;
        u8[free + 2] = INVOKE_EARLY + invoker;
        u8[at8 + O.flags] |= STATE_EARLY_RESULT;
      }
      if (type === RETURN_ERROR) this.returnError(slot, c, false);
      return;
    }
    if (opening && u8[at8 + O.flags] & STATE_ANSWERED) return;
    if (opening) this.firstAnswer(slot);
    if (type === RESULT_NOT_LAST) return;
    u8[found + 2] = 0;
    if (opening) {
      u8[at8 + O.flags] |= STATE_ANSWERED;
    } else if (u8[at8 + O.flags] & STATE_ANSWERED && invoker === RESPONDER) {
      // The closing result stood before this one (specification §5).
      u8[at8 + O.flags] |= STATE_INVALID_ORDER;
    }
    if (type === RETURN_ERROR) this.returnError(slot, c, opening);
  }

  private returnError(slot: number, c: number, opening: boolean): void {
    const { u8 } = this.opened;
    const type = u8[slot * STRIDE + D.type];
    const code = m16[(c + SLOT_CODE) / 2];
    // A CL's error is never a reject, nor is one that answers an operation inside.
    const outcome = opening && type !== CL ? REJECT_OUTCOME : ERROR;
    this.closing.fail(slot, outcome, MAP_ERROR, code, opening);
    if (u8[slot * STRIDE + D.reason] !== MAP_ERROR) return;
    if (m8[c + SLOT_FLAGS] & SLOT_HAS_PARAMETER) this.closing.cause(slot, CAUSE_PARAMETER, m8[c + SLOT_PARAMETER]);
    else this.closing.cause(slot, CAUSE_MAP_ERROR, code);
  }

  /** The opening operation has its whole answer. */
  private answered(slot: number): void {
    this.firstAnswer(slot);
    this.opened.u8[slot * STRIDE + O.flags] |= STATE_ANSWERED;
  }

  private firstAnswer(slot: number): void {
    const { u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    if (u32[at8 / 4 + D.present] & DIALOGUE_HAS_RESPONSE) return;
    f64[at8 / 8 + D.answered] = m64[M.time];
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_RESPONSE;
  }

  private hasEarly(slot: number): boolean {
    const { u8 } = this.opened;
    const at8 = slot * STRIDE;
    for (let i = 0; i < INVOKES; i++) {
      if (u8[at8 + O.invokes + i * INVOKE_SIZE + 2] >= INVOKE_EARLY) return true;
    }
    return false;
  }

  // --- finding ----------------------------------------------------------------------------------------------------

  /**
   * The entry (slot * 2 + side) that a message to (tid, node) is for, or -1; `rule` says how it was found.
   * `other` is the sender's own identifier where the message carries one.
   */
  private find(
    tid: number,
    length: number,
    node: number,
    pointCode: number,
    other: number,
    otherLength: number,
  ): number {
    const opened = this.opened;
    const { u8, u32 } = opened;
    const loose = fold(this.seed ^ tid, length);
    if (node !== 0) {
      const exact = fold(loose, node);
      for (let e = opened.exact.first(exact), next = -1; e >= 0; e = next) {
        next = opened.exact.next[e];
        const at8 = (e >> 1) * STRIDE;
        const at4 = at8 / 4;
        const side = e & 1;
        if (u32[at4 + O.exactHash + side] !== exact || u32[at4 + O.node + side] !== node) continue;
        if (u8[at8 + O.phase] === 0) continue;
        if (!this.carries(at8, side, tid, length) || this.contradicts(at8, side, other, otherLength)) continue;
        if (this.expired(e >> 1)) continue;
        this.rule = BY_TID_AND_ADDRESS;
        return e;
      }
    }
    const hash = m32[M.octetsHash];
    let only = -1;
    let crowd = 0;
    for (let e = opened.loose.first(loose), next = -1; e >= 0; e = next) {
      next = opened.loose.next[e];
      const at8 = (e >> 1) * STRIDE;
      const at4 = at8 / 4;
      const side = e & 1;
      if (u8[at8 + O.phase] === 0 || u32[at4 + O.looseHash + side] !== loose) continue;
      if (!this.carries(at8, side, tid, length)) continue;
      if (++crowd > CROWD) {
        this.statistics.anomaly('identifier-crowded', m16[M.file], m32[M.frame]);
        break;
      }
      if (this.contradicts(at8, side, other, otherLength) || this.expired(e >> 1)) continue;
      this.rule = BY_TID;
      if (this.sighting(e >> 1, hash) >= 0) return e;
      if (otherLength > 0 && u8[at8 + (side ? D.otidLength : D.dtidLength)] !== 0) return e;
      const known = u32[at4 + O.node + side];
      if (node !== 0 && node === u32[at4 + O.otherNode + side]) return e;
      if (
        pointCode !== 0 &&
        (pointCode === u32[at4 + O.pointCode + side] || pointCode === u32[at4 + O.otherPointCode + side])
      ) {
        return e;
      }
      // Two global titles that differ, at two point codes that differ: another node's identifier.
      if (node !== 0 && known !== 0) continue;
      only = only === -1 ? e : -2;
    }
    this.rule = BY_TID;
    return only >= 0 ? only : -1;
  }

  private carries(at8: number, side: number, tid: number, length: number): boolean {
    const { u8, u32 } = this.opened;
    return side === OPENER
      ? u32[at8 / 4 + D.otid] === tid && u8[at8 + D.otidLength] === length
      : u32[at8 / 4 + D.dtid] === tid && u8[at8 + D.dtidLength] === length;
  }

  /** The sender's identifier is known, and is another one. */
  private contradicts(at8: number, side: number, other: number, otherLength: number): boolean {
    if (otherLength === 0) return false;
    const { u8, u32 } = this.opened;
    const knownLength = side === OPENER ? u8[at8 + D.dtidLength] : u8[at8 + D.otidLength];
    if (knownLength === 0) return false;
    const known = side === OPENER ? u32[at8 / 4 + D.dtid] : u32[at8 / 4 + D.otid];
    return knownLength !== otherLength || known !== other;
  }

  /** Past its time-out although the wheel has not come round: closed now, so that ticks decide nothing. */
  private expired(slot: number): boolean {
    if (this.opened.f64[(slot * STRIDE) / 8 + O.deadline] > m64[M.time]) return false;
    const phase = this.opened.u8[slot * STRIDE + O.phase];
    if (phase === PHASE_WAITING && !(this.opened.u8[slot * STRIDE + O.flags] & STATE_ENDED)) {
      this.opened.u8[slot * STRIDE + O.phase] = PHASE_ORPHAN;
      this.waiting--;
      this.opened.f64[(slot * STRIDE) / 8 + O.deadline] += this.timeouts[TIMER_M];
      return false;
    }
    this.close(slot);
    return true;
  }

  // --- second sightings -------------------------------------------------------------------------------------------

  /** Number of the sighting with these octets within the window, or -1. */
  private sighting(slot: number, hash: number): number {
    if (hash === 0) return -1;
    const { u32, f64 } = this.opened;
    const at4 = (slot * STRIDE) / 4 + O.sightings;
    for (let i = 0; i < SIGHTINGS; i++) {
      if (u32[at4 + i * SIGHTING_WORDS] !== hash) continue;
      const then = f64[(slot * STRIDE) / 8 + D.start] + u32[at4 + i * SIGHTING_WORDS + 2] * 1000;
      if (Math.abs(m64[M.time] - then) < SIGHTING_WINDOW) return i;
    }
    return -1;
  }

  private again(slot: number, copy: boolean): void {
    this.againAs(slot, m32[M.octetsHash], copy);
  }

  /** A message of the dialogue, seen once more: a copy on the same path, a second leg on another. */
  private againAs(slot: number, hash: number, copy: boolean): void {
    const { u8, u16, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const seen = this.sighting(slot, hash);
    const path = pathHash();
    if (copy || seen < 0 || u32[at4 + O.sightings + seen * SIGHTING_WORDS + 1] === path) {
      if (u16[at8 / 2 + D.copies] < 65535) u16[at8 / 2 + D.copies]++;
      this.statistics.copies++;
      return;
    }
    this.statistics.secondLegs++;
    const type = m8[M.tcapType];
    const side = type === BEGIN ? OPENER : RESPONDER;
    if (type === BEGIN || u32[at4 + O.otherNode + side] === 0) {
      u32[at4 + O.otherNode + side] = callingNode();
      u32[at4 + O.otherPointCode + side] = m32[M.opc];
    }
    if (u8[at8 + D.legs] === 1) {
      u8[at8 + D.legs] = 2;
      const at = at4 + O.sightings + seen * SIGHTING_WORDS;
      const then = f64[at8 / 8 + D.start] + u32[at + 2] * 1000;
      // Millisecond-grained for later messages; exact for the first one, which is the usual case.
      f64[at8 / 8 + D.otherLeg] = Math.abs(m64[M.time] - (u32[at + 2] === 0 ? f64[at8 / 8 + D.start] : then));
    }
    // Its own path is known from now on, so that a third sighting there is a copy.
    this.rememberAs(slot, hash);
  }

  private remember(slot: number): void {
    this.rememberAs(slot, m32[M.octetsHash]);
  }

  private rememberAs(slot: number, hash: number): void {
    const { u8, u32, f64 } = this.opened;
    const at8 = slot * STRIDE;
    const i = u8[at8 + O.nextSighting];
    u8[at8 + O.nextSighting] = (i + 1) % SIGHTINGS;
    const at4 = at8 / 4 + O.sightings + i * SIGHTING_WORDS;
    u32[at4] = hash;
    u32[at4 + 1] = pathHash();
    u32[at4 + 2] = Math.max(0, Math.floor((m64[M.time] - f64[at8 / 8 + D.start]) / 1000));
  }

  // --- slots ------------------------------------------------------------------------------------------------------

  private takeSlot(): number {
    const opened = this.opened;
    if (opened.full) {
      this.statistics.anomaly('dialogues-full', m16[M.file], m32[M.frame]);
      const victim = opened.wheel.nearest();
      if (victim >= 0) this.close(victim);
    }
    return opened.take();
  }

  /** The record and the opener's side from a Begin or Unidirectional. */
  private fillOpening(slot: number, from: number): void {
    const opened = this.opened;
    const { u8, u16, u32 } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(opened, slot);
    const present = m32[M.present];
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.protocol] = m8[M.protocol];
    u32[at4 + D.otid] = m32[M.otid];
    u8[at8 + D.otidLength] = m8[M.otidLength];
    u32[at4 + O.node] = from;
    u32[at4 + O.pointCode] = m32[M.opc];
    u32[at4 + O.association] = m32[M.association];
    u32[at4 + D.opc] = m32[M.opc];
    u32[at4 + D.dpc] = m32[M.dpc];
    u8[at8 + D.calledSsn] = m8[M.calledSsn];
    u8[at8 + D.callingSsn] = m8[M.callingSsn];
    u8[at8 + D.calledGtLength] = m8[M.calledGtLength];
    u8[at8 + D.callingGtLength] = m8[M.callingGtLength];
    for (let i = 0; i < 12; i++) {
      u8[at8 + D.calledGt + i] = m8[M.calledGt + i];
      u8[at8 + D.callingGt + i] = m8[M.callingGt + i];
    }
    let has = 0;
    if (present & HAS_LABEL) has |= DIALOGUE_HAS_LABEL;
    if (present & HAS_CALLED_SSN) has |= DIALOGUE_HAS_CALLED_SSN;
    if (present & HAS_CALLING_SSN) has |= DIALOGUE_HAS_CALLING_SSN;
    // A Begin without a dialogue portion is MAP version 1 (specification §3).
    if (present & HAS_CONTEXT) {
      has |= DIALOGUE_HAS_CONTEXT;
      u16[at8 / 2 + D.contextNumber] = m16[M.contextNumber];
      u8[at8 + D.contextVersion] = m8[M.contextVersion];
      if (m8[M.protocol] === MAP || m8[M.protocol] === TCAP) u8[at8 + D.version] = m8[M.contextVersion];
    } else if (m8[M.dialoguePdu] === 0 && m32[M.text] === 0 && m8[M.protocol] === MAP) {
      u8[at8 + D.version] = 1;
    }
    u32[at4 + D.contextText] = m32[M.text];
    if (present & HAS_VISITED_PLMN) {
      has |= DIALOGUE_HAS_VISITED_PLMN;
      for (let i = 0; i < 3; i++) u8[at8 + D.visitedPlmn + i] = m8[M.visitedPlmn + i];
    }
    u32[at4 + D.present] |= has;
    fillIdentity(opened, slot);
    fillNodes(opened, slot);
  }

  /** The longest timer among the open operations, from this message on (specification §5). */
  private setDeadline(slot: number): void {
    const { u8, f64 } = this.opened;
    const at8 = slot * STRIDE;
    const phase = u8[at8 + O.phase];
    if (phase === PHASE_WAITING) return;
    if (phase === PHASE_ENDED) {
      this.bringForward(slot, m64[M.time] + this.linger);
      return;
    }
    const protocol = u8[at8 + D.protocol];
    const version = u8[at8 + D.version];
    let wait = 0;
    for (let i = 0; i < INVOKES; i++) {
      const at = at8 + O.invokes + i * INVOKE_SIZE;
      const state = u8[at + 2];
      if (state !== INVOKE_OPEN && state !== INVOKE_OPEN + 1) continue;
      const timeout = this.timeouts[timerOf(protocol, u8[at + 1], version)];
      if (timeout > wait) wait = timeout;
    }
    if (wait === 0) wait = this.timeouts[TIMER_M];
    f64[at8 / 8 + O.deadline] = m64[M.time] + wait;
    if (phase === PHASE_ORPHAN) f64[at8 / 8 + O.deadline] = m64[M.time] + this.timeouts[TIMER_M];
  }

  /** A deadline that may lie before the bucket in which the wheel holds the dialogue. */
  private bringForward(slot: number, deadline: number): void {
    const opened = this.opened;
    opened.f64[(slot * STRIDE) / 8 + O.deadline] = deadline;
    opened.wheel.remove(slot);
    opened.wheel.add(slot, deadline);
  }
}

/** What tells one leg from the other: the label, or the addresses where there is none. */
function pathHash(): number {
  if (m32[M.present] & HAS_LABEL) return fold(m32[M.opc], m32[M.dpc]);
  return fold(fold(m32[M.src / 4], m32[M.src / 4 + 3]), fold(m32[M.dst / 4], m32[M.dst / 4 + 3]));
}
