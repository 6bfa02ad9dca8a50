/**
 * Answers of TCAP that come before their request (specification §5): they wait in a slot of their own under the identifier
 * that they go to, and their request takes the slot over.
 */
import { message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import { openRecord } from './identity.ts';
import {
  type OpenDialogues,
  open,
  PHASE_ENDED,
  PHASE_OPEN,
  PHASE_WAITING,
  STATE_ENDED,
  STATE_INVALID_ORDER,
  slab,
} from './open.ts';
import { dialogue, TYPES } from './record.ts';
import type { BeginFinding } from './tcap-begin-finding.ts';
import type { Components } from './tcap-components.ts';
import type { Deadlines } from './tcap-deadlines.ts';
import type { Finding } from './tcap-finding.ts';
import { fillOpening } from './tcap-record.ts';

const { u8: m8, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { tcap: TCAP } = PROTOCOL;
const OTHER = TYPES.indexOf('OTHER');

export class Early {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly finding: Finding;
  private readonly components: Components;
  private readonly deadlines: Deadlines;
  private readonly begun: BeginFinding;

  constructor(
    opened: OpenDialogues,
    closing: Closing,
    finding: Finding,
    components: Components,
    deadlines: Deadlines,
    begun: BeginFinding,
  ) {
    this.opened = opened;
    this.closing = closing;
    this.finding = finding;
    this.components = components;
    this.deadlines = deadlines;
    this.begun = begun;
  }

  /** A slot for what came before its request, addressed to (tid, node). */
  waitingSlot(tid: number, length: number, node: number, pointCode: number): number {
    const slot = this.closing.takeSlot();
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    openRecord(slot);
    u8[at8 + O.phase] = PHASE_WAITING;
    this.closing.waiting++;
    u8[at8 + D.type] = OTHER;
    u8[at8 + D.protocol] = m8[M.protocol];
    u32[at4 + D.otid] = tid;
    u8[at8 + D.otidLength] = length;
    u32[at4 + O.node] = node;
    u32[at4 + O.pointCode] = pointCode;
    this.finding.indexOpener(slot, node);
    this.deadlines.lingerFrom(slot);
    this.opened.wheel.add(slot);
    return slot;
  }

  /**
   * The current message is the Begin, from the node `from`, that the slot waited for (`BeginFinding.waiting`): the record
   * keeps what counts of the answer and takes the rest from its request.
   */
  takeOver(slot: number, from: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    const at64 = at8 / 8;
    if (this.begun.swapped) this.swap(slot);
    const start = Math.min(f64[at64 + D.start], m64[M.time]);
    const end = Math.max(f64[at64 + D.end], m64[M.time]);
    const firstFrame = u32[at4 + D.firstFrame];
    const file = u16[at8 / 2 + D.file];
    const legs = u8[at8 + D.legs];
    const otherLeg = f64[at64 + D.otherLeg];
    const protocol = u8[at8 + D.protocol];
    fillOpening(slot, from);
    f64[at64 + D.start] = start;
    f64[at64 + D.end] = end;
    u32[at4 + D.firstFrame] = firstFrame;
    u16[at8 / 2 + D.file] = file;
    u8[at8 + D.legs] = legs;
    f64[at64 + D.otherLeg] = otherLeg;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = protocol;
    u32[at4 + D.messages]++;
    u8[at8 + D.match] = this.begun.rule;
    const flags = u8[at8 + O.flags];
    u8[at8 + O.flags] = flags | STATE_INVALID_ORDER;
    u8[at8 + O.phase] = flags & STATE_ENDED ? PHASE_ENDED : PHASE_OPEN;
  }

  /** What was taken for the responder is the opener. */
  private swap(slot: number): void {
    const at8 = slot * STRIDE;
    const at4 = at8 / 4;
    o32[at4 + D.dtid] = o32[at4 + D.otid];
    u8[at8 + D.dtidLength] = u8[at8 + D.otidLength];
    this.finding.indexResponder(slot, o32[at4 + O.node], o32[at4 + O.pointCode]);
    this.components.swap(slot);
  }
}
