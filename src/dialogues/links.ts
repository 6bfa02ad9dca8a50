/**
 * Dialogues that belong together although their transactions do not (specification §3 version fallback, §5 hub legs):
 * two tables of the most recent candidates by (IMSI, operation). An entry is a hint, checked against the slot.
 */
import { HAS_LABEL, message } from '../../decoders/message.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import { fold, hashOctets } from './hash.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_OPEN, STATE_ANSWERED, STATE_INVALID_ORDER } from './open.ts';
import { CAUSES, DIALOGUE_HAS_LABEL, dialogue, REASONS, TYPES } from './record.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;
/** Sets of a table, and the most recent candidates that each keeps. */
const SETS = 1 << 16;
const WAYS = 4;
const OTHER = TYPES.indexOf('OTHER');
const ABORT = REASONS.indexOf('Abort');
const REFUSE = CAUSES.indexOf('refuse');
const P_ABORT = CAUSES.indexOf('p-abort');
/** incorrectTransactionPortion (Q.773): the peer knows no dialogue portion, so no version above 1. */
const INCORRECT_TRANSACTION_PORTION = 3;
/** Microseconds between the two Begins of a hub that terminates TCAP. A new attempt follows a refusal while that lingers. */
const HUB_WINDOW = 1e6;

export class Links {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly begun = new Int32Array(SETS * WAYS).fill(-1);
  private readonly declined = new Int32Array(SETS * WAYS).fill(-1);

  constructor(opened: OpenDialogues, closing: Closing) {
    this.opened = opened;
    this.closing = closing;
  }

  /** A dialogue has been opened by the current message, from the node `from`. */
  begin(slot: number, from: number): void {
    if (this.opened.u8[slot * STRIDE + D.imsiLength] === 0) return;
    const set = this.set(slot);
    let first = -1;
    for (let i = set; i < set + WAYS && first < 0; i++) {
      const candidate = this.declined[i];
      if (candidate >= 0 && candidate !== slot && this.fallsBack(candidate, slot)) {
        first = candidate;
        this.declined[i] = -1;
      }
    }
    for (let i = set; i < set + WAYS && first < 0; i++) {
      const candidate = this.begun[i];
      if (candidate >= 0 && candidate !== slot && this.throughHub(candidate, slot, from)) first = candidate;
    }
    if (first >= 0) this.link(first, slot);
    push(this.begun, set, slot);
  }

  /** A dialogue has been aborted by its responder; remembered where a lower version may follow. */
  refused(slot: number): void {
    const { u8, u32 } = this.opened;
    const at8 = slot * STRIDE;
    const kind = u8[at8 + D.causeKind];
    const fallback =
      kind === REFUSE || (kind === P_ABORT && u32[at8 / 4 + D.causeCode] === INCORRECT_TRANSACTION_PORTION);
    if (!fallback || u8[at8 + D.imsiLength] === 0) return;
    const set = this.set(slot);
    // A dialogue of before may have left the slot's number behind: one refusal is asked again once.
    for (let i = set; i < set + WAYS; i++) if (this.declined[i] === slot) this.declined[i] = -1;
    push(this.declined, set, slot);
  }

  /** Versions of one operation have several codes where the type has a name. */
  private subject(slot: number): number {
    const at8 = slot * STRIDE;
    const type = this.opened.u8[at8 + D.type];
    return type === OTHER ? 256 + this.opened.u16[at8 / 2 + D.operationCode] : type;
  }

  private set(slot: number): number {
    const imsi = hashOctets(this.opened.u8, slot * STRIDE + D.imsi, 8);
    return (fold(imsi, this.subject(slot)) & (SETS - 1)) * WAYS;
  }

  private same(a: number, b: number): boolean {
    const { u8 } = this.opened;
    const a8 = a * STRIDE;
    const b8 = b * STRIDE;
    if (u8[a8 + D.protocol] !== u8[b8 + D.protocol] || this.subject(a) !== this.subject(b)) return false;
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
      !(u8[at8 + O.flags] & STATE_INVALID_ORDER) &&
      this.same(first, second) &&
      u8[second * STRIDE + D.version] < u8[at8 + D.version] &&
      f64[at8 / 8 + O.deadline] > this.closing.now
    );
  }

  /** The first is open and unanswered, and who was called there is who calls here; or the other way round. */
  private throughHub(first: number, second: number, from: number): boolean {
    const { u8, u32, i32, f64 } = this.opened;
    const at8 = first * STRIDE;
    const at4 = at8 / 4;
    if (u8[at8 + O.phase] !== PHASE_OPEN || u8[at8 + O.flags] & STATE_ANSWERED) return false;
    if (i32[at4 + O.node] === from || !this.same(first, second)) return false;
    if (Math.abs(m64[M.time] - f64[at8 / 8 + D.start]) > HUB_WINDOW) return false;
    if (f64[at8 / 8 + O.deadline] <= this.closing.now) return false;
    if (sameTitle(u8, at8 + D.calledGt, u8[at8 + D.calledGtLength], M.callingGt, m8[M.callingGtLength])) return true;
    if (sameTitle(u8, at8 + D.callingGt, u8[at8 + D.callingGtLength], M.calledGt, m8[M.calledGtLength])) return true;
    if (!(u32[at4 + D.present] & DIALOGUE_HAS_LABEL) || !(m32[M.present] & HAS_LABEL)) return false;
    return u32[at4 + D.dpc] === m32[M.opc] || u32[at4 + D.opc] === m32[M.dpc];
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

function push(table: Int32Array, set: number, slot: number): void {
  for (let i = set + WAYS - 1; i > set; i--) table[i] = table[i - 1];
  table[set] = slot;
}

function sameTitle(u8: Uint8Array, at: number, length: number, here: number, hereLength: number): boolean {
  if (length === 0 || length !== hereLength) return false;
  for (let i = 0; i < length; i++) if (u8[at + i] !== m8[here + i]) return false;
  return true;
}
