/**
 * Dialogues that belong together although their transactions do not (specification §3 version fallback, §5 hub legs):
 * two tables of the most recent candidates by IMSI. An entry is a hint, checked against the slot.
 */
import { HAS_LABEL, message } from '../../decoders/message.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import { fold } from './hash.ts';
import { open, PHASE_ENDED, PHASE_OPEN, STATE_ANSWERED, STATE_INVALID_ORDER, slab } from './open.ts';
import { CAUSES, DIALOGUE_HAS_LABEL, dialogue, REASONS, TYPES } from './record.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;
/**
 * Sets of a table, by the hash of the IMSI, and the most recent candidates that each keeps: half a cache line. Those that
 * were declined are few.
 */
const BEGUN_SETS = 1 << 15;
const DECLINED_SETS = 1 << 11;
const WAYS = 8;
/**
 * A candidate is its slot + 1 (0 where none) and, above, bits of the hash of IMSI and operation, so that the slots of others
 * are not looked at.
 */
const SLOT = (1 << 23) - 1;
const OTHER = TYPES.indexOf('OTHER');
const ABORT = REASONS.indexOf('Abort');
const REFUSE = CAUSES.indexOf('refuse');
const P_ABORT = CAUSES.indexOf('p-abort');
/** incorrectTransactionPortion (Q.773): the peer knows no dialogue portion, so no version above 1. */
const INCORRECT_TRANSACTION_PORTION = 3;
/** Microseconds between the two Begins of a hub that terminates TCAP. A new attempt follows a refusal while that lingers. */
const HUB_WINDOW = 1e6;

export class Links {
  private readonly closing: Closing;
  private readonly begun = new Int32Array(BEGUN_SETS * WAYS);
  private readonly declined = new Int32Array(DECLINED_SETS * WAYS);

  constructor(closing: Closing) {
    this.closing = closing;
  }

  /** A dialogue has been opened by the current message, from the node `from`. */
  begin(slot: number, from: number): void {
    if (u8[slot * STRIDE + D.imsiLength] === 0) return;
    const { begun, declined } = this;
    const imsi = imsiHash(slot);
    const mark = fold(imsi, this.subject(slot)) & ~SLOT;
    const set = setOf(imsi);
    const few = (imsi & (DECLINED_SETS - 1)) * WAYS;
    let first = -1;
    for (let i = few; i < few + WAYS && first < 0; i++) {
      const candidate = (declined[i] & SLOT) - 1;
      if ((declined[i] & ~SLOT) !== mark || candidate < 0 || candidate === slot) continue;
      if (this.fallsBack(candidate, slot)) {
        first = candidate;
        declined[i] = 0;
      }
    }
    for (let i = set; i < set + WAYS && first < 0; i++) {
      const candidate = (begun[i] & SLOT) - 1;
      if ((begun[i] & ~SLOT) !== mark || candidate < 0 || candidate === slot) continue;
      if (this.throughHub(candidate, slot, from)) first = candidate;
    }
    if (first >= 0) this.link(first, slot);
    push(begun, set, (slot + 1) | mark);
  }

  /**
   * A message of the dialogue has been seen on both sides of a relay: no hub ended it there. What was linked to it by point
   * codes alone, which are the same for all that passes a relay, is another dialogue about the same subscriber.
   */
  relayed(slot: number): void {
    const at4 = (slot * STRIDE) / 4;
    const low = u32[at4 + D.linkedLow];
    const high = u32[at4 + D.linkedHigh];
    if ((low | high) === 0) return;
    const { begun } = this;
    const set = setOf(imsiHash(slot));
    const others: number[] = [];
    for (let i = set; i < set + WAYS; i++) {
      const candidate = (begun[i] & SLOT) - 1;
      if (candidate < 0 || candidate === slot || u8[candidate * STRIDE + O.phase] === 0) continue;
      // Past its time it is over, although the wheel has not come round: ticks decide nothing.
      if (f64[(candidate * STRIDE) / 8 + O.deadline] <= this.closing.now) continue;
      const c4 = (candidate * STRIDE) / 4;
      // A slot that is used again for the same subscriber stands here twice.
      if (others.includes(c4)) continue;
      if (u32[c4 + D.linkedLow] !== low || u32[c4 + D.linkedHigh] !== high) continue;
      if (this.belongs(slot, candidate)) return;
      others.push(c4);
    }
    if (others.length === 0) return;
    // Several others are each other's: a hub ended one of them.
    for (const at of others.length === 1 ? [at4, others[0]] : [at4]) {
      u32[at + D.linkedLow] = 0;
      u32[at + D.linkedHigh] = 0;
    }
  }

  /** Linked by more than point codes: one asks again in another version, or calls where the other is called, by its title. */
  private belongs(a: number, b: number): boolean {
    const a8 = a * STRIDE;
    const b8 = b * STRIDE;
    if (o32[a8 / 4 + O.node] === o32[b8 / 4 + O.node]) return u8[a8 + D.version] !== u8[b8 + D.version];
    return (
      sameTitle(a8 + D.calledGt, u8[a8 + D.calledGtLength], u8, b8 + D.callingGt, u8[b8 + D.callingGtLength]) ||
      sameTitle(a8 + D.callingGt, u8[a8 + D.callingGtLength], u8, b8 + D.calledGt, u8[b8 + D.calledGtLength])
    );
  }

  /** A dialogue has been aborted by its responder; remembered where a lower version may follow. */
  refused(slot: number): void {
    const at8 = slot * STRIDE;
    const kind = u8[at8 + D.causeKind];
    const fallback =
      kind === REFUSE || (kind === P_ABORT && u32[at8 / 4 + D.causeCode] === INCORRECT_TRANSACTION_PORTION);
    if (!fallback || u8[at8 + D.imsiLength] === 0) return;
    const { declined } = this;
    const imsi = imsiHash(slot);
    const set = (imsi & (DECLINED_SETS - 1)) * WAYS;
    // A dialogue of before may have left the slot's number behind: one refusal is asked again once.
    for (let i = set; i < set + WAYS; i++) if ((declined[i] & SLOT) === slot + 1) declined[i] = 0;
    push(declined, set, (slot + 1) | (fold(imsi, this.subject(slot)) & ~SLOT));
  }

  /** Versions of one operation have several codes where the type has a name. */
  private subject(slot: number): number {
    const at8 = slot * STRIDE;
    const type = u8[at8 + D.type];
    return type === OTHER ? 256 + u16[at8 / 2 + D.operationCode] : type;
  }

  /** Reads what `begin` will look at, so that many such reads wait for memory at once. What it gives means nothing. */
  touch(first: number, second: number): number {
    return this.begun[setOf(fold(first, second))];
  }

  private same(a: number, b: number): boolean {
    const a8 = a * STRIDE;
    const b8 = b * STRIDE;
    if (u8[a8 + D.protocol] !== u8[b8 + D.protocol] || this.subject(a) !== this.subject(b)) return false;
    if (u8[a8 + D.imsiLength] !== u8[b8 + D.imsiLength]) return false;
    for (let i = 0; i < 8; i++) if (u8[a8 + D.imsi + i] !== u8[b8 + D.imsi + i]) return false;
    return true;
  }

  private fallsBack(first: number, second: number): boolean {
    const at8 = first * STRIDE;
    return (
      u8[at8 + O.phase] === PHASE_ENDED &&
      u8[at8 + D.reason] === ABORT &&
      !(u8[at8 + O.flags] & STATE_INVALID_ORDER) &&
      this.same(first, second) &&
      u8[second * STRIDE + D.version] < u8[at8 + D.version] &&
      f64[at8 / 8 + O.deadline] > this.closing.now
    );
  }

  /** The first is open and unanswered, and who was called there is who calls here; or the other way round. */
  private throughHub(first: number, second: number, from: number): boolean {
    const at8 = first * STRIDE;
    const at4 = at8 / 4;
    if (u8[at8 + O.phase] !== PHASE_OPEN || u8[at8 + O.flags] & STATE_ANSWERED) return false;
    if (o32[at4 + O.node] === from || !this.same(first, second)) return false;
    if (Math.abs(m64[M.time] - f64[at8 / 8 + D.start]) > HUB_WINDOW) return false;
    if (f64[at8 / 8 + O.deadline] <= this.closing.now) return false;
    if (sameTitle(at8 + D.calledGt, u8[at8 + D.calledGtLength], m8, M.callingGt, m8[M.callingGtLength])) return true;
    if (sameTitle(at8 + D.callingGt, u8[at8 + D.callingGtLength], m8, M.calledGt, m8[M.calledGtLength])) return true;
    // A relay's point codes say nothing: what was seen on both of its sides did not end there.
    if (u8[at8 + D.legs] === 2) return false;
    if (!(u32[at4 + D.present] & DIALOGUE_HAS_LABEL) || !(m32[M.present] & HAS_LABEL)) return false;
    return u32[at4 + D.dpc] === m32[M.opc] || u32[at4 + D.opc] === m32[M.dpc];
  }

  private link(first: number, second: number): void {
    const a4 = (first * STRIDE) / 4;
    const b4 = (second * STRIDE) / 4;
    if (u32[a4 + D.linkedLow] === 0 && u32[a4 + D.linkedHigh] === 0) {
      u32[a4 + D.linkedLow] = u32[a4 + D.idLow];
      u32[a4 + D.linkedHigh] = u32[a4 + D.idHigh];
    }
    u32[b4 + D.linkedLow] = u32[a4 + D.linkedLow];
    u32[b4 + D.linkedHigh] = u32[a4 + D.linkedHigh];
  }
}

/** Puts a candidate in front of a set. */
function push(table: Int32Array, set: number, candidate: number): void {
  for (let i = set + WAYS - 1; i > set; i--) table[i] = table[i - 1];
  table[set] = candidate;
}

/** A title of a dialogue, and one of another or of the current message. */
function sameTitle(at: number, length: number, of: Uint8Array, there: number, thereLength: number): boolean {
  if (length === 0 || length !== thereLength) return false;
  for (let i = 0; i < length; i++) if (u8[at + i] !== of[there + i]) return false;
  return true;
}

/** Of an IMSI as its two words. */
function imsiHash(slot: number): number {
  const at = (slot * STRIDE + D.imsi) / 4;
  return fold(o32[at], o32[at + 1]);
}

function setOf(imsi: number): number {
  return (imsi & (BEGUN_SETS - 1)) * WAYS;
}
