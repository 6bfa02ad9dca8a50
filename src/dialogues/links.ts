/**
 * Dialogues that belong together although their transactions do not (specification §3 version fallback, §5 hub legs):
 * a table of the most recent candidates by (IMSI, operation). An entry is a hint, checked against the slot.
 */
import { HAS_LABEL, message } from '../../decoders/message.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import { fold, hashOctets } from './hash.ts';
import { open, PHASE_ENDED, PHASE_OPEN, STATE_ANSWERED, STATE_INVALID_ORDER, slab } from './open.ts';
import { CAUSES, DIALOGUE_HAS_LABEL, dialogue, REASONS, TYPES } from './record.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;
/** Sets of a table, and the most recent candidates that each keeps. */
const SETS = 1 << 16;
const WAYS = 4;
const CANDIDATE = 2;
/** Words of a set, and where the declined begin in it. */
const SET = 2 * WAYS * CANDIDATE;
const DECLINED = WAYS * CANDIDATE;
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
  /**
   * By set, in one line of the cache: the candidates that begun, and those that were declined, each as slot + 1 (0 where
   * none) and more of the hash of (IMSI, operation), so that the slots of others are not looked at.
   */
  private readonly table = new Int32Array(SETS * SET);

  constructor(closing: Closing) {
    this.closing = closing;
  }

  /** A dialogue has been opened by the current message, from the node `from`. */
  begin(slot: number, from: number): void {
    if (u8[slot * STRIDE + D.imsiLength] === 0) return;
    const { table } = this;
    const hash = this.hash(slot);
    const set = (hash & (SETS - 1)) * SET;
    let first = -1;
    for (let i = set + DECLINED; i < set + SET && first < 0; i += CANDIDATE) {
      if (table[i + 1] !== hash || table[i] === 0) continue;
      const candidate = table[i] - 1;
      if (candidate !== slot && this.fallsBack(candidate, slot)) {
        first = candidate;
        table[i] = 0;
      }
    }
    for (let i = set; i < set + DECLINED && first < 0; i += CANDIDATE) {
      if (table[i + 1] !== hash || table[i] === 0) continue;
      const candidate = table[i] - 1;
      if (candidate !== slot && this.throughHub(candidate, slot, from)) first = candidate;
    }
    if (first >= 0) this.link(first, slot);
    push(table, set, slot, hash);
  }

  /** A dialogue has been aborted by its responder; remembered where a lower version may follow. */
  refused(slot: number): void {
    const at8 = slot * STRIDE;
    const kind = u8[at8 + D.causeKind];
    const fallback =
      kind === REFUSE || (kind === P_ABORT && u32[at8 / 4 + D.causeCode] === INCORRECT_TRANSACTION_PORTION);
    if (!fallback || u8[at8 + D.imsiLength] === 0) return;
    const { table } = this;
    const hash = this.hash(slot);
    const from = (hash & (SETS - 1)) * SET + DECLINED;
    // A dialogue of before may have left the slot's number behind: one refusal is asked again once.
    for (let i = from; i < from + DECLINED; i += CANDIDATE) if (table[i] === slot + 1) table[i] = 0;
    push(table, from, slot, hash);
  }

  /** Versions of one operation have several codes where the type has a name. */
  private subject(slot: number): number {
    const at8 = slot * STRIDE;
    const type = u8[at8 + D.type];
    return type === OTHER ? 256 + u16[at8 / 2 + D.operationCode] : type;
  }

  private hash(slot: number): number {
    return fold(hashOctets(u8, slot * STRIDE + D.imsi, 8), this.subject(slot));
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
    if (sameTitle(at8 + D.calledGt, u8[at8 + D.calledGtLength], M.callingGt, m8[M.callingGtLength])) return true;
    if (sameTitle(at8 + D.callingGt, u8[at8 + D.callingGtLength], M.calledGt, m8[M.calledGtLength])) return true;
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

/** Puts a candidate in front of the WAYS that begin at `from`. */
function push(table: Int32Array, from: number, slot: number, hash: number): void {
  for (let i = from + (WAYS - 1) * CANDIDATE; i > from; i -= CANDIDATE) {
    table[i] = table[i - CANDIDATE];
    table[i + 1] = table[i + 1 - CANDIDATE];
  }
  table[from] = slot + 1;
  table[from + 1] = hash;
}

function sameTitle(at: number, length: number, here: number, hereLength: number): boolean {
  if (length === 0 || length !== hereLength) return false;
  for (let i = 0; i < length; i++) if (u8[at + i] !== m8[here + i]) return false;
  return true;
}
