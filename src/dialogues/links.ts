/**
 * Dialogues that belong together although their transactions do not (specification §3 version fallback, §5 hub legs):
 * two tables of the most recent candidate by (IMSI, operation). An entry is a hint, checked against the slot.
 */
import { HAS_LABEL, message } from '../../decoders/message.ts';
import { current } from './current.ts';
import { fold, hashOctets } from './hash.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_OPEN, STATE_ANSWERED } from './open.ts';
import { CAUSES, DIALOGUE_HAS_LABEL, dialogue, REASONS } from './record.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;
const SIZE = 1 << 16;
const ABORT = REASONS.indexOf('Abort');
const REFUSE = CAUSES.indexOf('refuse');
const P_ABORT = CAUSES.indexOf('p-abort');
/** incorrectTransactionPortion (Q.773): the peer knows no dialogue portion, so no version above 1. */
const INCORRECT_TRANSACTION_PORTION = 3;
/** Microseconds between the two Begins of a hub that terminates TCAP, and between a refusal and the new attempt. */
const HUB_WINDOW = 1e6;
const FALLBACK_WINDOW = 5e6;

export class Links {
  private readonly opened: OpenDialogues;
  private readonly begun = new Int32Array(SIZE).fill(-1);
  private readonly declined = new Int32Array(SIZE).fill(-1);

  constructor(opened: OpenDialogues) {
    this.opened = opened;
  }

  /** A dialogue has been opened by the current message, from the node `from`. */
  begin(slot: number, from: number): void {
    const { u8 } = this.opened;
    if (u8[slot * STRIDE + D.imsiLength] === 0) return;
    const key = this.key(slot);
    const refusedSlot = this.declined[key];
    if (refusedSlot >= 0 && refusedSlot !== slot && this.fallsBack(refusedSlot, slot)) {
      this.link(refusedSlot, slot);
      this.declined[key] = -1;
    } else {
      const first = this.begun[key];
      if (first >= 0 && first !== slot && this.throughHub(first, slot, from)) this.link(first, slot);
    }
    this.begun[key] = slot;
  }

  /** A dialogue has been aborted; remembered where a lower version may follow. */
  refused(slot: number, _time: number): void {
    const { u8, u32 } = this.opened;
    const at8 = slot * STRIDE;
    const kind = u8[at8 + D.causeKind];
    const fallback =
      kind === REFUSE || (kind === P_ABORT && u32[at8 / 4 + D.causeCode] === INCORRECT_TRANSACTION_PORTION);
    if (fallback && u8[at8 + D.imsiLength] !== 0) this.declined[this.key(slot)] = slot;
  }

  private key(slot: number): number {
    const { u8, u16 } = this.opened;
    const at8 = slot * STRIDE;
    return fold(hashOctets(u8, at8 + D.imsi, 8), u16[at8 / 2 + D.operationCode]) & (SIZE - 1);
  }

  private same(a: number, b: number): boolean {
    const { u8, u16 } = this.opened;
    const a8 = a * STRIDE;
    const b8 = b * STRIDE;
    if (u16[a8 / 2 + D.operationCode] !== u16[b8 / 2 + D.operationCode]) return false;
    if (u8[a8 + D.imsiLength] !== u8[b8 + D.imsiLength]) return false;
    for (let i = 0; i < 8; i++) if (u8[a8 + D.imsi + i] !== u8[b8 + D.imsi + i]) return false;
    return true;
  }

  private fallsBack(first: number, second: number): boolean {
    const { u8, f64 } = this.opened;
    const at8 = first * STRIDE;
    return (
      u8[at8 + O.phase] === PHASE_ENDED &&
      u8[at8 + D.reason] === ABORT &&
      this.same(first, second) &&
      u8[second * STRIDE + D.version] < u8[at8 + D.version] &&
      m64[M.time] - f64[at8 / 8 + D.end] < FALLBACK_WINDOW
    );
  }

  /** The first is open and unanswered, and who was called there is who calls here. */
  private throughHub(first: number, second: number, from: number): boolean {
    const { u8, u32, f64 } = this.opened;
    const at8 = first * STRIDE;
    if (u8[at8 + O.phase] !== PHASE_OPEN || u8[at8 + O.flags] & STATE_ANSWERED) return false;
    if (u32[at8 / 4 + O.node] === from || !this.same(first, second)) return false;
    if (Math.abs(m64[M.time] - f64[at8 / 8 + D.start]) > HUB_WINDOW) return false;
    const sameTitle =
      u8[at8 + D.calledGtLength] > 0 &&
      u8[at8 + D.calledGtLength] === m8[M.callingGtLength] &&
      hashOctets(u8, at8 + D.calledGt, u8[at8 + D.calledGtLength]) ===
        hashOctets(m8, M.callingGt, m8[M.callingGtLength]);
    const samePoint =
      (u32[at8 / 4 + D.present] & DIALOGUE_HAS_LABEL) !== 0 &&
      (m32[M.present] & HAS_LABEL) !== 0 &&
      u32[at8 / 4 + D.dpc] === m32[M.opc];
    return sameTitle || samePoint;
  }

  private link(first: number, second: number): void {
    const { u32 } = this.opened;
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
