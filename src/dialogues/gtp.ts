/**
 * Pairing of GTPv1-C messages into dialogues (specification §4; TS 29.060 §7.6): requester's address and port,
 * responder, sequence number and pair of types; what they say of tunnels goes to contexts.ts.
 */
import {
  IS_REQUEST,
  REQUEST_OF,
  RESPONSE_OF,
  SGSN_CONTEXT_ACKNOWLEDGE,
  SGSN_CONTEXT_RESPONSE,
  SUPPORTED_EXTENSION_HEADERS_NOTIFICATION,
  VERSION_NOT_SUPPORTED,
} from '../../decoders/gtp-messages.ts';
import { FLAG_SNAPPED, HAS_CAUSE, HAS_RECOVERY, HAS_SEQUENCE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { Contexts, CREATE_REQUEST, DELETE_REQUEST, ipLength, isAccepted, UPDATE_REQUEST } from './contexts.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';
import { fillIdentity, openRecord } from './identity.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_OPEN, PHASE_WAITING, STATE_INVALID_ORDER, slab } from './open.ts';
import type { DialogueOptions } from './options.ts';
import {
  CAUSES,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_RESPONSE,
  DIALOGUE_HAS_SEQUENCE,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  dialogue,
  MATCHES,
  NODES,
  OUTCOMES,
  REASONS,
  TYPES,
} from './record.ts';
import { firstExact, firstLoose, nextExact, nextLoose } from './sides.ts';
import { ENTRY, EXACT, LOOSE } from './slab.ts';
import type { Statistics } from './statistics.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { gtp: GTP } = PROTOCOL;
const PDP_CREATE = TYPES.indexOf('PDP_CREATE');
const PDP_UPDATE = TYPES.indexOf('PDP_UPDATE');
const PDP_DELETE = TYPES.indexOf('PDP_DELETE');
const OTHER = TYPES.indexOf('OTHER');
const SGSN = NODES.indexOf('SGSN');
const ERROR = OUTCOMES.indexOf('error');
const GTP_CAUSE = REASONS.indexOf('gtp-cause');
const CAUSE_GTP = CAUSES.indexOf('gtp');
const BY_SEQUENCE = MATCHES.indexOf('sequence');
const BY_SEQUENCE_AND_TEID = MATCHES.indexOf('sequence+teid');
const CAUSE_VERSION_NOT_SUPPORTED = 198;
const CAUSE_UNKNOWN_EXTENSION_HEADER = 214;

/** Entries that share requester and sequence number and are compared before the search gives up. */
const CROWD = 32;

export class GtpPairing {
  readonly contexts: Contexts;
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly timeout: number;
  private readonly linger: number;
  private readonly seed: number;
  /** Which rule found the slot that `findRequest` or `findWaiting` gave. */
  private rule = 0;

  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.timeout = options.gtpTimeout * 1e6;
    this.linger = options.reorderWindow * 1e6;
    this.seed = seed;
    this.contexts = new Contexts(statistics, options, seed);
  }

  /** Takes the current message. `copy`: the same IP packet has been seen before. */
  take(copy: boolean): void {
    if (!copy && m32[M.present] & HAS_RECOVERY) this.contexts.recovery();
    const type = m8[M.messageType];
    if (type === SGSN_CONTEXT_ACKNOWLEDGE) this.acknowledge(copy);
    else if (IS_REQUEST[type]) this.request(type, copy);
    else if (REQUEST_OF[type] !== 0 || answersAnything(type)) this.response(type, copy);
    else if (!copy) this.alone(type);
  }

  /** The phase of an entry of the wheel has ended. */
  due(slot: number): void {
    const { wheel } = this.opened;
    const deadline = f64[(slot * STRIDE) / 8 + O.deadline];
    if (deadline > this.closing.now) wheel.add(slot);
    else this.closing.close(slot, false);
  }

  // --- requests ---------------------------------------------------------------------------------------------------

  private request(type: number, copy: boolean): void {
    const port = m16[M.srcPort];
    const exact = this.exactHash(M.src, M.dst, port);
    const { now } = this.closing;
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const slot = o32[s + ENTRY] >> 1;
      if (!this.isRequester(slot, M.src, M.dst, port)) continue;
      if (++crowd > CROWD) break;
      const at8 = slot * STRIDE;
      const phase = u8[at8 + O.phase];
      // One sequence number may serve requests of several types at once.
      if (phase === PHASE_WAITING || u16[at8 / 2 + D.operationCode] !== type) continue;
      const past = f64[at8 / 8 + O.deadline] <= now;
      if (!past && u32[at8 / 4 + O.requestHash] === m32[M.octetsHash]) {
        this.repeated(slot, copy);
        return;
      }
      if (copy) return;
      if (phase === PHASE_OPEN && !past) this.statistics.anomaly('sequence-reused', m16[M.file], m32[M.frame]);
      this.closing.close(slot, false);
    }
    if (copy) return;
    const early = this.closing.waiting > 0 ? this.findWaiting(type, exact, port) : -1;
    if (early >= 0 && this.closing.mayFollow(early)) {
      const copies = u16[(early * STRIDE) / 2 + D.copies];
      const kept = this.closing.takeBack(early);
      u16[(this.fresh(type, exact) * STRIDE) / 2 + D.copies] = copies;
      this.closing.taps.replay(kept, () => this.response(m8[M.messageType], false));
    } else if (early >= 0) this.adopt(early, type, exact);
    else this.fresh(type, exact);
  }

  private fresh(type: number, exact: number): number {
    const { opened } = this;
    const slot = this.takeSlot();
    this.fillRequest(slot, type);
    const { wheel } = opened;
    const at8 = slot * STRIDE;
    u8[at8 + O.phase] = PHASE_OPEN;
    u8[at8 + O.awaits] = RESPONSE_OF[type];
    u32[at8 / 4 + D.messages] = 1;
    opened.index(slot, 0, exact, this.looseHash(M.src));
    f64[at8 / 8 + O.deadline] = this.closing.now + this.timeout;
    wheel.add(slot);
    return slot;
  }

  private repeated(slot: number, copy: boolean): void {
    const at8 = slot * STRIDE;
    if (copy) {
      this.copied(slot);
      return;
    }
    if (u16[at8 / 2 + D.retransmissions] < 65535) u16[at8 / 2 + D.retransmissions]++;
    this.statistics.retransmissions++;
    f64[at8 / 8 + O.deadline] = this.closing.now + this.timeout;
    if (u8[at8 + O.phase] !== PHASE_OPEN) return;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at8 / 4 + D.lastFrame] = m32[M.frame];
  }

  private copied(slot: number): void {
    const at = (slot * STRIDE) / 2 + D.copies;
    if (u16[at] < 65535) u16[at]++;
  }

  /** The request of a response that came first (specification §5). */
  private adopt(slot: number, type: number, exact: number): void {
    const opened = this.opened;
    const { wheel } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const start = Math.min(f64[at8 / 8 + D.start], m64[M.time]);
    const end = Math.max(f64[at8 / 8 + D.end], m64[M.time]);
    const firstFrame = u32[at4 + D.firstFrame];
    const file = u16[at8 / 2 + D.file];
    const cause = u32[at4 + D.causeCode];
    const askersTeid = o32[at4 + O.requestHash];
    const awaited = RESPONSE_OF[u8[at8 + O.awaits]];
    this.fillRequest(slot, type);
    f64[at8 / 8 + D.start] = start;
    f64[at8 / 8 + D.end] = end;
    u32[at4 + D.firstFrame] = firstFrame;
    u16[at8 / 2 + D.file] = file;
    u32[at4 + D.messages]++;
    u8[at8 + O.flags] |= STATE_INVALID_ORDER;
    u8[at8 + D.match] = this.rule;
    this.closing.stopWaiting(slot);
    opened.index(slot, 0, exact, this.looseHash(M.src));
    f64[at8 / 8 + O.deadline] = this.closing.now + this.timeout;
    wheel.remove(slot);
    wheel.add(slot);
    if (awaited !== 0 && isAccepted(cause)) {
      u8[at8 + O.phase] = PHASE_OPEN;
      u8[at8 + O.awaits] = awaited;
      return;
    }
    u8[at8 + O.phase] = PHASE_ENDED;
    u8[at8 + O.awaits] = 0;
    this.contexts.settle(slot, cause, type, askersTeid);
  }

  private fillRequest(slot: number, type: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] = typeOf(type);
    u16[at8 / 2 + D.operationCode] = type;
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at4 + D.present] |= DIALOGUE_HAS_OPERATION | (m32[M.present] & HAS_SEQUENCE ? DIALOGUE_HAS_SEQUENCE : 0);
    u32[at4 + O.requestHash] = m32[M.octetsHash];
    u32[at4 + O.requestPort] = m16[M.srcPort];
    u8[at8 + O.teardown] = m8[M.teardown];
    this.contexts.fillContext(slot);
    fillIdentity(slot);
    if (u8[at8 + D.type] === OTHER) return;
    u8[at8 + D.visitedNode] = SGSN;
    if (type === CREATE_REQUEST) this.contexts.fillCreate(slot);
    else this.contexts.fillFromTunnel(slot, type);
  }

  // --- responses --------------------------------------------------------------------------------------------------

  private response(type: number, copy: boolean): void {
    const slot = this.findRequest(type);
    if (slot < 0) {
      const port = m16[M.dstPort];
      const early = copy ? this.waitingFor(type, this.exactHash(M.dst, M.src, port), port) : -1;
      if (early >= 0) this.copied(early);
      if (!copy) this.wait(type);
      return;
    }
    const at8 = slot * STRIDE;
    if (copy) this.copied(slot);
    else if (u8[at8 + O.phase] === PHASE_OPEN && (u8[at8 + O.awaits] === type || u8[at8 + D.match] === 0)) {
      this.apply(slot, type);
    } else this.statistics.anomaly('late-duplicate', m16[M.file], m32[M.frame]);
  }

  private apply(slot: number, type: number): void {
    const at8 = slot * STRIDE;
    this.count(slot);
    // Between two taps, or where time runs backwards, never before the request.
    f64[at8 / 8 + D.answered] = Math.max(m64[M.time], f64[at8 / 8 + D.start]);
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_RESPONSE;
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.rule;
    fillIdentity(slot);
    this.contexts.fillContext(slot);
    const cause = this.judge(slot, type);
    // SGSN Context Response awaits its acknowledgement (TS 29.060 §7.5.5); a refusal awaits nothing.
    if (type === SGSN_CONTEXT_RESPONSE && isAccepted(cause) && u8[at8 + O.acknowledged] === 0) {
      u8[at8 + O.awaits] = SGSN_CONTEXT_ACKNOWLEDGE;
      return;
    }
    u8[at8 + O.awaits] = 0;
    u8[at8 + O.phase] = PHASE_ENDED;
    const operation = u16[at8 / 2 + D.operationCode];
    if (isAccepted(cause) && (operation === CREATE_REQUEST || operation === UPDATE_REQUEST)) {
      this.contexts.fillGranted(slot);
    }
    this.contexts.settle(slot, cause, operation, currentSigned[M.teid]);
  }

  private count(slot: number): void {
    const at8 = slot * STRIDE;
    u32[at8 / 4 + D.messages]++;
    if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
    u32[at8 / 4 + D.lastFrame] = m32[M.frame];
    if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
  }

  /** Outcome and cause from the response; gives the cause, 0 where there is none. */
  private judge(slot: number, type: number): number {
    if (type === VERSION_NOT_SUPPORTED) {
      this.closing.fail(slot, ERROR, GTP_CAUSE, CAUSE_VERSION_NOT_SUPPORTED, true);
      return 0;
    }
    if (type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION) {
      this.closing.fail(slot, ERROR, GTP_CAUSE, CAUSE_UNKNOWN_EXTENSION_HEADER, true);
      return 0;
    }
    if (!(m32[M.present] & HAS_CAUSE)) return 0;
    const cause = m8[M.cause];
    if (isAccepted(cause) || this.closing.fail(slot, ERROR, GTP_CAUSE, cause, true)) {
      this.closing.cause(slot, CAUSE_GTP, cause);
    }
    return cause;
  }

  /** A response without request: it waits for it (specification §5). */
  private wait(type: number): void {
    const port = m16[M.dstPort];
    const exact = this.exactHash(M.dst, M.src, port);
    if (REQUEST_OF[type] === 0) {
      this.statistics.orphans++;
      this.statistics.orphanMessages++;
      return;
    }
    if (this.waitingFor(type, exact, port) >= 0) {
      this.statistics.anomaly('late-duplicate', m16[M.file], m32[M.frame]);
      return;
    }
    const slot = this.takeSlot();
    const opened = this.opened;
    const { wheel } = opened;
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    for (let i = 0; i < 16; i++) {
      u8[at8 + D.src + i] = m8[M.dst + i];
      u8[at8 + D.dst + i] = m8[M.src + i];
    }
    u8[at8 + O.phase] = PHASE_WAITING;
    this.closing.waiting++;
    this.closing.taps.keep(slot);
    u8[at8 + O.awaits] = type;
    u8[at8 + D.protocol] = GTP;
    u8[at8 + D.type] = OTHER;
    u16[at8 / 2 + D.operationCode] = REQUEST_OF[type];
    u16[at8 / 2 + D.sequenceNumber] = m16[M.sequenceNumber];
    u32[at4 + D.present] |= DIALOGUE_HAS_OPERATION | (m32[M.present] & HAS_SEQUENCE ? DIALOGUE_HAS_SEQUENCE : 0);
    u32[at4 + O.requestPort] = port;
    u32[at4 + O.requestHash] = m32[M.teid];
    u32[at4 + D.messages] = 1;
    fillIdentity(slot);
    this.contexts.fillContext(slot);
    const cause = this.judge(slot, type);
    if (isAccepted(cause) && REQUEST_OF[type] === CREATE_REQUEST) this.contexts.fillGranted(slot);
    opened.index(slot, 0, exact, this.looseHash(M.dst));
    f64[at8 / 8 + O.deadline] = this.closing.now + this.linger;
    wheel.add(slot);
  }

  /** The third message of the SGSN context procedure, from the requester (TS 29.060 §7.5.5). */
  private acknowledge(copy: boolean): void {
    const loose = this.looseHash(M.src);
    let crowd = 0;
    for (let s = firstLoose(loose), next = 0; s !== 0; s = next) {
      next = nextLoose(s);
      if (o32[s + LOOSE] !== loose) continue;
      const slot = o32[s + ENTRY] >> 1;
      const at8 = slot * STRIDE;
      if (++crowd > CROWD) break;
      if (u8[at8 + O.phase] === PHASE_WAITING || u8[at8 + D.protocol] !== GTP) continue;
      if (u16[at8 / 2 + D.sequenceNumber] !== m16[M.sequenceNumber]) continue;
      if (RESPONSE_OF[u16[at8 / 2 + D.operationCode]] !== SGSN_CONTEXT_RESPONSE) continue;
      if (!sameOctets(u8, at8 + D.src, m8, M.src, 16) || this.expired(slot)) continue;
      if (copy) this.copied(slot);
      else if (u8[at8 + O.phase] !== PHASE_OPEN || u8[at8 + O.acknowledged] !== 0) {
        this.statistics.anomaly('late-duplicate', m16[M.file], m32[M.frame]);
      } else this.acknowledged(slot);
      return;
    }
    if (copy) return;
    this.statistics.orphans++;
    this.statistics.orphanMessages++;
  }

  private acknowledged(slot: number): void {
    const at8 = slot * STRIDE;
    this.count(slot);
    u8[at8 + O.acknowledged] = 1;
    this.judge(slot, SGSN_CONTEXT_ACKNOWLEDGE);
    if (u8[at8 + O.awaits] !== SGSN_CONTEXT_ACKNOWLEDGE) {
      // Before the response that it acknowledges.
      u8[at8 + O.flags] |= STATE_INVALID_ORDER;
      return;
    }
    u8[at8 + O.awaits] = 0;
    u8[at8 + O.phase] = PHASE_ENDED;
  }

  /** A message that asks nothing and answers nothing (error indication, RAN information relay). */
  private alone(type: number): void {
    const slot = this.takeSlot();
    this.fillRequest(slot, type);
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    this.closing.close(slot, false);
  }

  // --- finding ----------------------------------------------------------------------------------------------------

  /** The slot whose request the current response answers, or -1. */
  private findRequest(type: number): number {
    const port = m16[M.dstPort];
    const exact = this.exactHash(M.dst, M.src, port);
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const slot = o32[s + ENTRY] >> 1;
      if (!this.isRequester(slot, M.dst, M.src, port)) continue;
      if (++crowd > CROWD) break;
      if (!this.answers(slot, type) || this.expired(slot)) continue;
      // Answered already, and this answer goes to another TEID: its request comes behind it, with the same number.
      if (u8[slot * STRIDE + O.phase] === PHASE_ENDED && this.toAnother(slot)) continue;
      this.rule = BY_SEQUENCE;
      return slot;
    }
    // Another address of a multi-homed GSN: requester, port and sequence number, and the TEID of the header.
    let only = -1;
    let done = -1;
    crowd = 0;
    const loose = this.looseHash(M.dst);
    for (let s = firstLoose(loose), next = 0; s !== 0; s = next) {
      next = nextLoose(s);
      if (o32[s + LOOSE] !== loose) continue;
      const slot = o32[s + ENTRY] >> 1;
      const at8 = slot * STRIDE;
      if (++crowd > CROWD) return -1;
      if (u8[at8 + D.protocol] !== GTP) continue;
      if (u16[at8 / 2 + D.sequenceNumber] !== m16[M.sequenceNumber] || !this.answers(slot, type)) continue;
      if (!sameOctets(u8, at8 + D.src, m8, M.dst, 16) || u32[at8 / 4 + O.requestPort] !== port) continue;
      if (this.expired(slot)) continue;
      if (this.toAnother(slot)) continue;
      const told = m32[M.teid] !== 0 && this.requesterTeid(slot) >= 0;
      this.rule = BY_SEQUENCE_AND_TEID;
      if (u8[at8 + O.phase] !== PHASE_OPEN) {
        // Answered already: this is the answer again, unless another request waits for it.
        if (done < 0) done = slot;
      } else if (told) return slot;
      else only = only === -1 ? slot : -2;
    }
    return only === -1 ? done : Math.max(only, -1);
  }

  /** The response that waits for the request at hand, or -1. */
  private findWaiting(type: number, exact: number, port: number): number {
    const loose = this.looseHash(M.src);
    let only = -1;
    let crowd = 0;
    for (let s = firstLoose(loose), next = 0; s !== 0; s = next) {
      next = nextLoose(s);
      if (o32[s + LOOSE] !== loose) continue;
      const slot = o32[s + ENTRY] >> 1;
      const at8 = slot * STRIDE;
      const at4 = at8 / 4;
      if (++crowd > CROWD) return -1;
      if (u8[at8 + O.phase] !== PHASE_WAITING || u8[at8 + D.protocol] !== GTP) continue;
      if (u16[at8 / 2 + D.operationCode] !== type || u32[at4 + O.requestPort] !== port) continue;
      if (u16[at8 / 2 + D.sequenceNumber] !== m16[M.sequenceNumber]) continue;
      if (!sameOctets(u8, at8 + D.src, m8, M.src, 16) || this.expired(slot)) continue;
      this.rule = BY_SEQUENCE;
      if (o32[s + EXACT] === exact && sameOctets(u8, at8 + D.dst, m8, M.dst, 16)) return slot;
      // From another address: the TEID of the request's sender tells, where both are known.
      this.rule = BY_SEQUENCE_AND_TEID;
      const own = this.contexts.askersTeid();
      if (own < 0 || u32[at4 + O.requestHash] === 0) only = only === -1 ? slot : -2;
      else if (own === u32[at4 + O.requestHash]) return slot;
    }
    return Math.max(only, -1);
  }

  /** The slot in which the same response waits already, or -1. */
  private waitingFor(type: number, exact: number, port: number): number {
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const slot = o32[s + ENTRY] >> 1;
      if (!this.isRequester(slot, M.dst, M.src, port)) continue;
      if (++crowd > CROWD) return slot;
      if (u8[slot * STRIDE + O.phase] !== PHASE_WAITING || u8[slot * STRIDE + O.awaits] !== type) continue;
      if (!this.expired(slot)) return slot;
    }
    return -1;
  }

  /**
   * The control TEID that the requester gave itself, -1 where it is not known. What the tunnel says of another address is
   * not: the tunnel may have moved here unseen.
   */
  private requesterTeid(slot: number): number {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const byGgsn = u8[at8 + O.toSgsn] !== 0;
    if (!(u32[at4 + D.present] & (byGgsn ? DIALOGUE_HAS_TEID_GGSN : DIALOGUE_HAS_TEID_SGSN))) return -1;
    if (!sameOctets(u8, at8 + D.src, u8, at8 + (byGgsn ? D.ggsnAddress : D.sgsnAddress), 16)) return -1;
    return u32[at4 + (byGgsn ? D.teidControlGgsn : D.teidControlSgsn)];
  }

  /** The response at hand goes to another control TEID than the requester of the slot has. */
  private toAnother(slot: number): boolean {
    const own = this.requesterTeid(slot);
    return own >= 0 && m32[M.teid] !== 0 && own !== m32[M.teid];
  }

  /** Whether a response of the type may answer the request of the slot, which waits for none itself. */
  private answers(slot: number, type: number): boolean {
    if (u8[slot * STRIDE + O.phase] === PHASE_WAITING) return false;
    return RESPONSE_OF[u16[(slot * STRIDE) / 2 + D.operationCode]] === type || answersAnything(type);
  }

  private isRequester(slot: number, requester: number, responder: number, port: number): boolean {
    const at8 = slot * STRIDE;
    return (
      u8[at8 + O.phase] !== 0 &&
      u8[at8 + D.protocol] === GTP &&
      u16[at8 / 2 + D.sequenceNumber] === m16[M.sequenceNumber] &&
      u32[at8 / 4 + O.requestPort] === port &&
      sameOctets(u8, at8 + D.src, m8, requester, 16) &&
      sameOctets(u8, at8 + D.dst, m8, responder, 16)
    );
  }

  /** Past its time-out although the wheel has not come round: closed now, so that ticks decide nothing. */
  private expired(slot: number): boolean {
    if (f64[(slot * STRIDE) / 8 + O.deadline] > this.closing.now) return false;
    this.closing.close(slot, false);
    return true;
  }

  private exactHash(requester: number, responder: number, port: number): number {
    return fold(hashAddress(responder, this.looseHash(requester)), port);
  }

  private looseHash(requester: number): number {
    return fold(hashAddress(requester, this.seed), m16[M.sequenceNumber]);
  }

  // --- slots ------------------------------------------------------------------------------------------------------

  private takeSlot(): number {
    const opened = this.opened;
    if (opened.full) {
      this.statistics.anomaly('dialogues-full', m16[M.file], m32[M.frame]);
      const victim = opened.wheel.nearest();
      if (victim >= 0) this.closing.close(victim, false);
    }
    return opened.take();
  }
}

/** Version Not Supported and Supported Extension Headers Notification (TS 29.060 §7.2.3, §7.2.4). */
function answersAnything(type: number): boolean {
  return type === VERSION_NOT_SUPPORTED || type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION;
}

function typeOf(type: number): number {
  if (type === CREATE_REQUEST) return PDP_CREATE;
  if (type === UPDATE_REQUEST) return PDP_UPDATE;
  return type === DELETE_REQUEST ? PDP_DELETE : OTHER;
}

function hashAddress(at: number, seed: number): number {
  let h = seed;
  const length = ipLength();
  for (let i = 0; i < length; i += 4) {
    h = fold(h, m8[at + i] | (m8[at + i + 1] << 8) | (m8[at + i + 2] << 16) | (m8[at + i + 3] << 24));
  }
  return h;
}

function sameOctets(a: Uint8Array, atA: number, b: Uint8Array, atB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}
