/**
 * Which open dialogue a TCAP message is for (specification §3).
 *
 * A message to a side is found by (identifier, node). Where no node agrees, by the identifier alone, provided that
 * nothing contradicts it; where several dialogues share the identifier, what else agrees decides, and a tie decides
 * nothing.
 */
import { HAS_CALLED_PC, HAS_CALLED_SSN, HAS_CALLING_PC, HAS_CONTEXT, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';
import { bothPoints, bothTitled, calledNode, callingNode } from './nodes.ts';
import {
  NODE,
  type OpenDialogues,
  open,
  PHASE_ENDED,
  PHASE_ORPHAN,
  PHASE_WAITING,
  POINT_CODE,
  STATE_ENDED,
  sideOf,
  slab,
} from './open.ts';
import { DIALOGUE_HAS_CALLING_SSN, DIALOGUE_HAS_CONTEXT, dialogue, MATCHES } from './record.ts';
import { firstExact, firstLoose, nextExact, nextLoose } from './sides.ts';
import { SEEN_NOT, type Sightings } from './sightings.ts';
import { ENTRY, EXACT, LOOSE } from './slab.ts';
import type { Statistics } from './statistics.ts';

const { gtp: GTP } = PROTOCOL;
const { u8: m8, u16: m16, u32: m32 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const BY_TID_AND_ADDRESS = MATCHES.indexOf('tid+address');
const BY_TID = MATCHES.indexOf('tid');

export const OPENER = 0;
export const RESPONDER = 1;

/** Entries of one identifier that are compared before the search gives up. */
const CROWD = 32;

const HAS_PC = HAS_CALLED_PC | HAS_CALLING_PC;

// How far a dialogue of the same identifier agrees with a message. Two titles that differ are two nodes.
const CONTRADICTS = -1;
const NOTHING_MORE = 0;
const SAME_POINT_CODE = 1;
const SENDER = 2;
const OTHER_ADDRESS = 4;
const BOTH_IDENTIFIERS = 8;
const SAME_OCTETS = 16;

// TCAP message tags, Q.773 §4.2.1
const CONTINUE = 0x65;
const TC_ABORT = 0x67;

// SCCP messages that return another one, Q.713 §2.1
const UDTS = 10;
const XUDTS = 18;
const LUDTS = 20;

export function isReturned(sccp: number): boolean {
  return sccp === UDTS || sccp === XUDTS || sccp === LUDTS;
}

export class Finding {
  /** Which rule found the last entry: a number in MATCHES. */
  rule = 0;
  private readonly opened: OpenDialogues;
  private readonly sightings: Sightings;
  private readonly closing: Closing;
  private readonly statistics: Statistics;
  private readonly seed: number;
  /** Microseconds that an orphan is kept for the rest of its transaction. */
  private readonly orphanStay: number;

  constructor(opened: OpenDialogues, closing: Closing, statistics: Statistics, seed: number, orphanStay: number) {
    this.opened = opened;
    this.sightings = opened.sightings;
    this.closing = closing;
    this.statistics = statistics;
    this.seed = seed;
    this.orphanStay = orphanStay;
  }

  looseHash(tid: number, length: number): number {
    return fold(this.seed ^ tid, length);
  }

  /** Puts the opener's side into the indexes, under the identifier in the record and the node. */
  indexOpener(slot: number, node: number): void {
    const at8 = slot * STRIDE;
    const loose = this.looseHash(o32[at8 / 4 + D.otid], u8[at8 + D.otidLength]);
    this.opened.index(slot, OPENER, fold(loose, node), loose);
  }

  /** Likewise the responder's. */
  indexResponder(slot: number, node: number, pointCode: number): void {
    const at8 = slot * STRIDE;
    const loose = this.looseHash(o32[at8 / 4 + D.dtid], u8[at8 + D.dtidLength]);
    this.opened.index(slot, RESPONDER, fold(loose, node), loose);
    const side = sideOf(slot, RESPONDER);
    o32[side + NODE] = node;
    o32[side + POINT_CODE] = pointCode;
  }

  /**
   * The entry (slot * 2 + side) that a message to (tid, node) is for, or -1. `from` is the sender's node, `other` its
   * own identifier where the message carries one; `openers`: only dialogues that were opened with this identifier.
   */
  find(
    tid: number,
    length: number,
    node: number,
    pointCode: number,
    from: number,
    other: number,
    otherLength: number,
    openers: boolean,
  ): number {
    const loose = this.looseHash(tid, length);
    if (node !== 0) {
      const exact = fold(loose, node);
      let crowd = 0;
      for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
        next = nextExact(s);
        if (o32[s + EXACT] !== exact) continue;
        const e = o32[s + ENTRY];
        const at8 = (e >> 1) * STRIDE;
        const side = e & 1;
        if (u8[at8 + O.phase] === 0) continue;
        if (++crowd > CROWD) {
          this.crowded();
          break;
        }
        if (o32[s + NODE] !== node || (openers && side !== OPENER)) continue;
        if (!this.carries(at8, side, tid, length) || this.contradicts(at8, side, other, otherLength)) continue;
        if (this.expired(e >> 1)) continue;
        this.rule = BY_TID_AND_ADDRESS;
        return e;
      }
    }
    let best = -1;
    let bestAgreement = CONTRADICTS;
    let crowd = 0;
    for (let s = firstLoose(loose), next = 0; s !== 0; s = next) {
      next = nextLoose(s);
      if (o32[s + LOOSE] !== loose) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      const side = e & 1;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) {
        this.crowded();
        // Others that were not compared may agree as far.
        if (bestAgreement < OTHER_ADDRESS) best = -1;
        break;
      }
      if ((openers && side !== OPENER) || !this.carries(at8, side, tid, length)) continue;
      if (this.contradicts(at8, side, other, otherLength) || this.expired(e >> 1)) continue;
      const agreement = this.agreement(s, e >> 1, side, node, pointCode, from, otherLength);
      if (agreement === CONTRADICTS || agreement < bestAgreement) continue;
      best = agreement === bestAgreement ? -1 : e;
      bestAgreement = agreement;
    }
    this.rule = BY_TID;
    return best;
  }

  /**
   * The slot of the dialogue that the sender of a Continue has opened with its own identifier, where nothing has told the
   * other's yet: its first answer was not seen, or comes later. -1 where there is none.
   */
  findOwn(tid: number, length: number, from: number): number {
    if (length === 0 || from === 0) return -1;
    const exact = fold(this.looseHash(tid, length), from);
    let crowd = 0;
    for (let s = firstExact(exact), next = 0; s !== 0; s = next) {
      next = nextExact(s);
      if (o32[s + EXACT] !== exact) continue;
      const e = o32[s + ENTRY];
      const at8 = (e >> 1) * STRIDE;
      if (u8[at8 + O.phase] === 0) continue;
      if (++crowd > CROWD) {
        this.crowded();
        return -1;
      }
      if ((e & 1) !== OPENER || o32[s + NODE] !== from || !this.carries(at8, OPENER, tid, length)) continue;
      if (u8[at8 + D.dtidLength] !== 0 || this.expired(e >> 1) || this.foreign(e >> 1, OPENER)) continue;
      this.rule = BY_TID_AND_ADDRESS;
      return e >> 1;
    }
    return -1;
  }

  /**
   * Whether the current message, whose octets are new to the dialogue, is another's: what has ended takes what is late, but
   * no second End of the side that ended it, and nothing from or to another node than the one that answered.
   */
  foreign(slot: number, sender: number): boolean {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    if (!(u8[at8 + O.flags] & STATE_ENDED)) return false;
    if (m8[M.tcapType] !== CONTINUE && u8[at8 + O.endedBy] & (1 << sender)) return true;
    const answerer = u16[at8 / 2 + O.answerer];
    const node = sender === OPENER ? calledNode() : callingNode();
    if ((node & 0xffff) === answerer || !bothTitled(node, answerer)) return false;
    return sender === RESPONDER || node !== o32[at4 + O.otherNode + RESPONDER];
  }

  /** Past its time-out although the wheel has not come round: closed now, so that ticks decide nothing. */
  expired(slot: number): boolean {
    if (f64[(slot * STRIDE) / 8 + O.deadline] > this.closing.now) return false;
    if (u8[slot * STRIDE + O.phase] === PHASE_WAITING && !(u8[slot * STRIDE + O.flags] & STATE_ENDED)) {
      this.orphaned(slot);
      return this.expired(slot);
    }
    this.closing.close(slot, false);
    return true;
  }

  /** Its request did not come. Further messages of the transaction still belong to it. */
  orphaned(slot: number): void {
    u8[slot * STRIDE + O.phase] = PHASE_ORPHAN;
    this.closing.stopWaiting(slot);
    f64[(slot * STRIDE) / 8 + O.deadline] += this.orphanStay;
  }

  /** Whether the side has the identifier. */
  carries(at8: number, side: number, tid: number, length: number): boolean {
    // Both protocols stand in one index: a request of GTP without addresses may hash as an identifier does.
    if (u8[at8 + D.protocol] === GTP) return false;
    return side === OPENER
      ? o32[at8 / 4 + D.otid] === tid && u8[at8 + D.otidLength] === length
      : o32[at8 / 4 + D.dtid] === tid && u8[at8 + D.dtidLength] === length;
  }

  /** The sender's identifier is known, and is another one. */
  private contradicts(at8: number, side: number, other: number, otherLength: number): boolean {
    if (otherLength === 0) return false;
    const knownLength = side === OPENER ? u8[at8 + D.dtidLength] : u8[at8 + D.otidLength];
    if (knownLength === 0) return false;
    const known = side === OPENER ? o32[at8 / 4 + D.dtid] : o32[at8 / 4 + D.otid];
    return knownLength !== otherLength || known !== other;
  }

  /** How far a dialogue that has the identifier agrees; its node at that side is known to be none or another one. */
  private agreement(
    s: number,
    slot: number,
    side: number,
    node: number,
    pointCode: number,
    from: number,
    otherLength: number,
  ): number {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    // An End that carries one identifier and a short result reads the same from many nodes: two titles that differ tell.
    const titlesDiffer = bothTitled(node, o32[s + NODE]) && node !== o32[at4 + O.otherNode + side];
    if (
      (otherLength > 0 || !titlesDiffer) &&
      this.sightings.look(o32[at4 + O.sightings], i32[M.octetsHash], 0) !== SEEN_NOT
    ) {
      return SAME_OCTETS;
    }
    if (otherLength > 0 && u8[at8 + (side === OPENER ? D.dtidLength : D.otidLength)] !== 0) return BOTH_IDENTIFIERS;
    if (node !== 0 && node === o32[at4 + O.otherNode + side]) return OTHER_ADDRESS;
    const phase = u8[at8 + O.phase];
    const known = o32[s + NODE];
    // An identifier of the responder, used by the very node that opened. Of answers alone that node is a guess.
    const guessed = (phase === PHASE_WAITING || phase === PHASE_ORPHAN) && bothTitled(node, known);
    if (side === RESPONDER && from !== 0 && from === o32[at4 + O.node] && !guessed) return SENDER;
    // What has ended is no more the only one that it could be.
    if (phase === PHASE_ENDED) return CONTRADICTS;
    if (bothTitled(node, known)) return CONTRADICTS;
    if (side === OPENER && (this.otherSubsystem(at8) || this.otherContext(at8))) return CONTRADICTS;
    if (pointCode !== 0 && pointCode === o32[s + POINT_CODE]) return SAME_POINT_CODE;
    // Of what was never asked, the identifier alone tells nothing.
    if (phase === PHASE_ORPHAN) return CONTRADICTS;
    // A relay puts its own point code into the label, but leaves that of the address.
    return bothPoints(node, known) && m32[M.present] & HAS_PC ? CONTRADICTS : NOTHING_MORE;
  }

  /** An answer goes to the subsystem that asked. */
  private otherSubsystem(at8: number): boolean {
    if (!(m32[M.present] & HAS_CALLED_SSN) || m8[M.calledSsn] === 0) return false;
    if (isReturned(m8[M.sccpType]) || !(u32[at8 / 4 + D.present] & DIALOGUE_HAS_CALLING_SSN)) return false;
    return u8[at8 + D.callingSsn] !== m8[M.calledSsn];
  }

  /** An answer speaks in the context that was asked for; a refusal may name another. */
  private otherContext(at8: number): boolean {
    if (!(m32[M.present] & HAS_CONTEXT) || m8[M.tcapType] === TC_ABORT || isReturned(m8[M.sccpType])) return false;
    if (!(u32[at8 / 4 + D.present] & DIALOGUE_HAS_CONTEXT)) return false;
    return u16[at8 / 2 + D.contextNumber] !== m16[M.contextNumber];
  }

  crowded(): void {
    this.statistics.anomaly('identifier-crowded', m16[M.file], m32[M.frame]);
  }
}
