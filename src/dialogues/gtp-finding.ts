/**
 * Which open dialogue a GTP message is for (specification §4; TS 29.060 §7.6): by requester's address and port, responder
 * and sequence number; where a GSN answers from another of its addresses, by the TEID of the header instead of the
 * responder.
 */
import {
  RESPONSE_OF,
  SUPPORTED_EXTENSION_HEADERS_NOTIFICATION,
  VERSION_NOT_SUPPORTED,
} from '../../decoders/gtp-messages.ts';
import { message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { type Contexts, ipLength } from './contexts.ts';
import { current } from './current.ts';
import { fold } from './hash.ts';
import { open, PHASE_ENDED, PHASE_OPEN, PHASE_WAITING, slab } from './open.ts';
import { DIALOGUE_HAS_TEID_GGSN, DIALOGUE_HAS_TEID_SGSN, dialogue, MATCHES } from './record.ts';
import { firstExact, firstLoose, nextExact, nextLoose } from './sides.ts';
import { ENTRY, EXACT, LOOSE } from './slab.ts';

const { u8: m8, u16: m16, u32: m32 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { gtp: GTP } = PROTOCOL;
const BY_SEQUENCE = MATCHES.indexOf('sequence');
const BY_SEQUENCE_AND_TEID = MATCHES.indexOf('sequence+teid');

/** Entries that share requester and sequence number and are compared before the search gives up. */
export const CROWD = 32;

export class GtpFinding {
  /** Which rule found the slot that `findRequest` or `findWaiting` gave. */
  rule = 0;
  private readonly closing: Closing;
  private readonly contexts: Contexts;
  private readonly seed: number;

  /** `seed` spreads the tables; no result depends on it. */
  constructor(closing: Closing, contexts: Contexts, seed: number) {
    this.closing = closing;
    this.contexts = contexts;
    this.seed = seed;
  }

  /** The slot whose request the current response answers, or -1. */
  findRequest(type: number): number {
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
  findWaiting(type: number, exact: number, port: number): number {
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
  waitingFor(type: number, exact: number, port: number): number {
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

  isRequester(slot: number, requester: number, responder: number, port: number): boolean {
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
  expired(slot: number): boolean {
    if (f64[(slot * STRIDE) / 8 + O.deadline] > this.closing.now) return false;
    this.closing.close(slot, false);
    return true;
  }

  exactHash(requester: number, responder: number, port: number): number {
    return fold(hashAddress(responder, this.looseHash(requester)), port);
  }

  looseHash(requester: number): number {
    return fold(hashAddress(requester, this.seed), m16[M.sequenceNumber]);
  }
}

/** Version Not Supported and Supported Extension Headers Notification (TS 29.060 §7.2.3, §7.2.4). */
export function answersAnything(type: number): boolean {
  return type === VERSION_NOT_SUPPORTED || type === SUPPORTED_EXTENSION_HEADERS_NOTIFICATION;
}

function hashAddress(at: number, seed: number): number {
  let h = seed;
  const length = ipLength();
  for (let i = 0; i < length; i += 4) {
    h = fold(h, m8[at + i] | (m8[at + i + 1] << 8) | (m8[at + i + 2] << 16) | (m8[at + i + 3] << 24));
  }
  return h;
}

export function sameOctets(a: Uint8Array, atA: number, b: Uint8Array, atB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}
