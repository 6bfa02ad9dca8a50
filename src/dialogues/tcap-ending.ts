/** How a dialogue of TCAP ends: by End, by Abort, or by the return of what was sent. */
import {
  HAS_ABORT_SOURCE,
  HAS_ASSOCIATE_RESULT,
  HAS_MAP_REASON,
  HAS_P_ABORT,
  message,
} from '../../decoders/message.ts';
import type { Closing } from './closing.ts';
import { current } from './current.ts';
import type { Links } from './links.ts';
import { open, PHASE_ENDED, PHASE_OPEN, STATE_ANSWERED, STATE_ENDED, STATE_HAS_RESPONDER, slab } from './open.ts';
import { CAUSES, OUTCOMES, REASONS } from './record.ts';
import type { Components } from './tcap-components.ts';
import type { Deadlines } from './tcap-deadlines.ts';
import { RESPONDER } from './tcap-finding.ts';

const { u8: m8, u32: m32 } = current;
const { u8 } = slab;
const M = message.at;
const O = open.at;
const STRIDE = open.stride;

const ERROR = OUTCOMES.indexOf('error');
const ABORT = REASONS.indexOf('Abort');
const UNDELIVERABLE = REASONS.indexOf('Undeliverable');
const CAUSE_P_ABORT = CAUSES.indexOf('p-abort');
const CAUSE_U_ABORT = CAUSES.indexOf('u-abort');
const CAUSE_REFUSE = CAUSES.indexOf('refuse');
const CAUSE_RETURN = CAUSES.indexOf('sccp-return');

export class TcapEnding {
  private readonly closing: Closing;
  private readonly components: Components;
  private readonly deadlines: Deadlines;
  private readonly links: Links;

  constructor(closing: Closing, components: Components, deadlines: Deadlines, links: Links) {
    this.closing = closing;
    this.components = components;
    this.deadlines = deadlines;
    this.links = links;
  }

  /** Nothing more is to come: it is kept a while for second legs, copies and late pieces. */
  ended(slot: number): void {
    const at8 = slot * STRIDE;
    u8[at8 + O.flags] |= STATE_ENDED;
    if (u8[at8 + O.phase] === PHASE_OPEN) u8[at8 + O.phase] = PHASE_ENDED;
    if (u8[at8 + O.phase] === PHASE_ENDED) this.deadlines.endSoon(slot);
  }

  /** The network gave a message of it back (UDTS, XUDTS, LUDTS: Q.714 §4.2). */
  undelivered(slot: number): void {
    if (this.closing.fail(slot, ERROR, UNDELIVERABLE, 0, true)) {
      this.closing.cause(slot, CAUSE_RETURN, m8[M.returnCause]);
    }
    this.ended(slot);
  }

  /** By the side that sent it. */
  abort(slot: number, sender: number): void {
    const present = m32[M.present];
    const { closing } = this;
    const at8 = slot * STRIDE;
    if (sender === RESPONDER && !(u8[at8 + O.flags] & STATE_ANSWERED)) this.components.answered(slot);
    if (!closing.fail(slot, ERROR, ABORT, 0, false)) return;
    if (present & HAS_P_ABORT) closing.cause(slot, CAUSE_P_ABORT, m8[M.pAbortCause]);
    else if (present & HAS_ASSOCIATE_RESULT && m8[M.associateResult] !== 0) {
      const refuse = present & HAS_MAP_REASON ? m8[M.mapReason] : m8[M.sourceDiagnostic] & 0x7f;
      closing.cause(slot, CAUSE_REFUSE, refuse);
    } else if (present & HAS_MAP_REASON) closing.cause(slot, CAUSE_U_ABORT, m8[M.mapReason]);
    else if (present & HAS_ABORT_SOURCE) closing.cause(slot, CAUSE_U_ABORT, m8[M.abortSource]);
    if (sender === RESPONDER && !(u8[at8 + O.flags] & STATE_HAS_RESPONDER)) this.links.refused(slot);
  }
}
