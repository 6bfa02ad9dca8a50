/**
 * Pairing of GTPv1-C messages into dialogues (specification §4; TS 29.060 §7.6): requests, their retransmissions and
 * answers. Which request an answer is for is asked of gtp-finding.ts; what they say of tunnels goes to contexts.ts.
 */
import {
  IS_REQUEST,
  REQUEST_OF,
  RESPONSE_OF,
  SGSN_CONTEXT_ACKNOWLEDGE,
  SGSN_CONTEXT_RESPONSE,
} from '../../decoders/gtp-messages.ts';
import { HAS_RECOVERY, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { Contexts, CREATE_REQUEST, isAccepted, UPDATE_REQUEST } from './contexts.ts';
import { current, currentSigned } from './current.ts';
import { answersAnything, CROWD, GtpFinding, sameOctets } from './gtp-finding.ts';
import { GtpRecords } from './gtp-record.ts';
import { fillIdentity } from './identity.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_OPEN, PHASE_WAITING, STATE_INVALID_ORDER, slab } from './open.ts';
import type { DialogueOptions } from './options.ts';
import { DIALOGUE_HAS_RESPONSE, dialogue } from './record.ts';
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

export class GtpPairing {
  readonly contexts: Contexts;
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly timeout: number;
  private readonly linger: number;
  private readonly finding: GtpFinding;
  private readonly records: GtpRecords;

  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, options: DialogueOptions, seed: number) {
    this.opened = opened;
    this.closing = closing;
    this.statistics = statistics;
    this.timeout = options.gtpTimeout * 1e6;
    this.linger = options.reorderWindow * 1e6;
    this.contexts = new Contexts(statistics, options, seed);
    this.finding = new GtpFinding(closing, this.contexts, seed);
    this.records = new GtpRecords(closing, this.contexts);
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
    const exact = this.finding.exactHash(M.src, M.dst, port);
    const { now } = this.closing;
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const slot = o32[s + ENTRY] >> 1;
      if (!this.finding.isRequester(slot, M.src, M.dst, port)) continue;
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
    const early = this.closing.waiting > 0 ? this.finding.findWaiting(type, exact, port) : -1;
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
    const slot = this.closing.takeSlot();
    this.records.fromRequest(slot, type);
    const { wheel } = opened;
    const at8 = slot * STRIDE;
    u8[at8 + O.phase] = PHASE_OPEN;
    u8[at8 + O.awaits] = RESPONSE_OF[type];
    u32[at8 / 4 + D.messages] = 1;
    opened.index(slot, 0, exact, this.finding.looseHash(M.src));
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
    this.records.fromRequest(slot, type);
    f64[at8 / 8 + D.start] = start;
    f64[at8 / 8 + D.end] = end;
    u32[at4 + D.firstFrame] = firstFrame;
    u16[at8 / 2 + D.file] = file;
    u32[at4 + D.messages]++;
    u8[at8 + O.flags] |= STATE_INVALID_ORDER;
    u8[at8 + D.match] = this.finding.rule;
    this.closing.stopWaiting(slot);
    opened.index(slot, 0, exact, this.finding.looseHash(M.src));
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

  // --- responses --------------------------------------------------------------------------------------------------

  private response(type: number, copy: boolean): void {
    const slot = this.finding.findRequest(type);
    if (slot < 0) {
      const port = m16[M.dstPort];
      const early = copy ? this.finding.waitingFor(type, this.finding.exactHash(M.dst, M.src, port), port) : -1;
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
    this.records.count(slot);
    // Between two taps, or where time runs backwards, never before the request.
    f64[at8 / 8 + D.answered] = Math.max(m64[M.time], f64[at8 / 8 + D.start]);
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_RESPONSE;
    if (u8[at8 + D.match] === 0) u8[at8 + D.match] = this.finding.rule;
    fillIdentity(slot);
    this.contexts.fillContext(slot);
    const cause = this.records.judge(slot, type);
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

  /** A response without request: it waits for it (specification §5). */
  private wait(type: number): void {
    const port = m16[M.dstPort];
    const exact = this.finding.exactHash(M.dst, M.src, port);
    if (REQUEST_OF[type] === 0) {
      this.statistics.orphans++;
      this.statistics.orphanMessages++;
      return;
    }
    if (this.finding.waitingFor(type, exact, port) >= 0) {
      this.statistics.anomaly('late-duplicate', m16[M.file], m32[M.frame]);
      return;
    }
    const slot = this.closing.takeSlot();
    const opened = this.opened;
    const { wheel } = opened;
    const at8 = slot * STRIDE;
    this.records.fromResponse(slot, type);
    u8[at8 + O.phase] = PHASE_WAITING;
    this.closing.waiting++;
    this.closing.taps.keep(slot);
    opened.index(slot, 0, exact, this.finding.looseHash(M.dst));
    f64[at8 / 8 + O.deadline] = this.closing.now + this.linger;
    wheel.add(slot);
  }

  /** The third message of the SGSN context procedure, from the requester (TS 29.060 §7.5.5). */
  private acknowledge(copy: boolean): void {
    const loose = this.finding.looseHash(M.src);
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
      if (!sameOctets(u8, at8 + D.src, m8, M.src, 16) || this.finding.expired(slot)) continue;
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
    this.records.count(slot);
    u8[at8 + O.acknowledged] = 1;
    this.records.judge(slot, SGSN_CONTEXT_ACKNOWLEDGE);
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
    const slot = this.closing.takeSlot();
    this.records.fromRequest(slot, type);
    u32[(slot * STRIDE) / 4 + D.messages] = 1;
    u8[slot * STRIDE + O.phase] = PHASE_ENDED;
    this.closing.close(slot, false);
  }
}
