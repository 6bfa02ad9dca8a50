/**
 * The components of a TCAP message in its dialogue: which operation opened it, which are open, and how they ended
 * (specification §1, §2 and §5; Q.774 §3.2).
 */
import {
  COMPONENT_SIZE,
  message,
  SLOT_CODE,
  SLOT_FLAGS,
  SLOT_HAS_CODE,
  SLOT_HAS_INVOKE_ID,
  SLOT_HAS_OPERATION,
  SLOT_HAS_PARAMETER,
  SLOT_INVOKE_ID,
  SLOT_OPERATION,
  SLOT_PARAMETER,
  SLOT_TYPE,
  SLOT_WANTS_AUTHENTICATION,
} from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { type Closing, INVOKE_CLASS, INVOKE_EARLY, INVOKE_OPEN, INVOKE_STATE } from './closing.ts';
import { current } from './current.ts';
import { visitedNode } from './nodes.ts';
import {
  INVOKE_SIZE,
  INVOKES,
  type OpenDialogues,
  open,
  PHASE_OPEN,
  SECOND_EARLY,
  SECOND_EARLY_FILE,
  SECOND_INVOKES,
  SECOND_UNTRACKED,
  STATE_ANSWERED,
  STATE_EARLY_RESULT,
  STATE_HAS_OPENING,
  STATE_INVALID_ORDER,
  secondOf,
  slab,
} from './open.ts';
import { classOf, INSERT_SUBSCRIBER_DATA, isCallControl, timerOf, typeOf } from './operations.ts';
import { CAUSES, DIALOGUE_HAS_OPERATION, DIALOGUE_HAS_RESPONSE, dialogue, OUTCOMES, REASONS, TYPES } from './record.ts';
import { OPENER, RESPONDER } from './tcap-finding.ts';

const { u8: m8, u16: m16, f64: m64 } = current;
const { u8, u16, u32, f64 } = slab;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { map: MAP, tcap: TCAP } = PROTOCOL;
const CL = TYPES.indexOf('CL');
const OTHER = TYPES.indexOf('OTHER');
const REJECT_OUTCOME = OUTCOMES.indexOf('reject');
const ERROR = OUTCOMES.indexOf('error');
const MAP_ERROR = REASONS.indexOf('map-error');
const REJECT = REASONS.indexOf('Reject');
const CAUSE_PARAMETER = CAUSES.indexOf('parameter');
const CAUSE_MAP_ERROR = CAUSES.indexOf('map-error');
const CAUSE_PROBLEM = CAUSES.indexOf('problem');

// Component tags, Q.773 §4.2.2
const INVOKE = 0xa1;
const RESULT_LAST = 0xa2;
const RETURN_ERROR = 0xa3;
const TC_REJECT = 0xa4;
const RESULT_NOT_LAST = 0xa7;

export class Components {
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;

  constructor(opened: OpenDialogues, closing: Closing) {
    this.opened = opened;
    this.closing = closing;
  }

  /** Takes the components of the current message, from `sender`. */
  take(slot: number, sender: number): void {
    const count = m8[M.componentCount];
    for (let i = 0; i < count; i++) {
      const c = M.components + i * COMPONENT_SIZE;
      const type = m8[c + SLOT_TYPE];
      if (type === INVOKE) this.invoke(slot, sender, c);
      else if (type === RESULT_LAST || type === RESULT_NOT_LAST || type === RETURN_ERROR || type === TC_REJECT) {
        this.outcome(slot, sender, c, type);
      }
    }
  }

  /** The opening operation has its whole answer with the current message. */
  answered(slot: number): void {
    this.firstAnswer(slot);
    u8[slot * STRIDE + O.flags] |= STATE_ANSWERED;
  }

  /** A message came back: all that CAP and INAP wait for, whose operations are answered by others. */
  answeredAtAll(slot: number): void {
    const at8 = slot * STRIDE;
    if (u8[at8 + D.protocol] === MAP) return;
    if ((u8[at8 + O.flags] & (STATE_HAS_OPENING | STATE_ANSWERED)) === STATE_HAS_OPENING) this.answered(slot);
  }

  /** The longest time-out among the open operations; 0 where none is open. */
  longest(slot: number, timeouts: Float64Array): number {
    const at8 = slot * STRIDE;
    const protocol = u8[at8 + D.protocol];
    const version = u8[at8 + D.version];
    const opening = (u8[at8 + O.flags] & (STATE_HAS_OPENING | STATE_ANSWERED)) === STATE_HAS_OPENING;
    let wait = 0;
    if (opening || isCallControl(protocol)) wait = timeouts[timerOf(protocol, u16[at8 / 2 + D.operationCode], version)];
    const second = secondOf(slot);
    if (second === 0) return wait;
    for (let at = second + SECOND_INVOKES, i = 0; i < INVOKES; i++, at += INVOKE_SIZE) {
      const state = u8[at + 2] & INVOKE_STATE;
      if (state !== INVOKE_OPEN && state !== INVOKE_OPEN + 1) continue;
      const timeout = timeouts[timerOf(protocol, u8[at + 1], version)];
      if (timeout > wait) wait = timeout;
    }
    return wait;
  }

  /** No operation is open any more: nobody will answer. */
  forget(slot: number): void {
    u8[slot * STRIDE + O.openingClass] = 4;
    const second = secondOf(slot);
    if (second === 0) return;
    for (let i = 0; i < INVOKES; i++) u8[second + SECOND_INVOKES + i * INVOKE_SIZE + 2] = 0;
    u8[second + SECOND_UNTRACKED] = 0;
  }

  /** The two sides change their parts. */
  swap(slot: number): void {
    const second = secondOf(slot);
    if (second === 0) return;
    for (let i = 0; i < INVOKES; i++) {
      const at = second + SECOND_INVOKES + i * INVOKE_SIZE + 2;
      const state = u8[at] & INVOKE_STATE;
      // 1 and 2, 3 and 4
      if (state !== 0) u8[at] = (u8[at] & ~INVOKE_STATE) | (((state - 1) ^ 1) + 1);
    }
  }

  private invoke(slot: number, sender: number, c: number): void {
    const at8 = slot * STRIDE;
    const flags = m8[c + SLOT_FLAGS];
    const id = m8[c + SLOT_INVOKE_ID];
    const operation = m16[(c + SLOT_OPERATION) / 2];
    // Whose request has not been seen is opened by nothing yet.
    const opens = sender === OPENER && !(u8[at8 + O.flags] & STATE_HAS_OPENING) && u8[at8 + O.phase] >= PHASE_OPEN;
    if (opens) this.opening(slot, flags, operation, id);
    const protocol = u8[at8 + D.protocol];
    const version = u8[at8 + D.version];
    if (protocol === MAP && operation === INSERT_SUBSCRIBER_DATA && flags & SLOT_HAS_OPERATION) {
      if (u16[at8 / 2 + D.isd] < 65535) u16[at8 / 2 + D.isd]++;
    }
    const kind = classOf(protocol, operation, version);
    // The opening operation needs no place: its flags tell whether it is open.
    let second = secondOf(slot);
    if (second === 0) {
      if (opens) return;
      second = this.opened.second(slot);
    }
    let free = -1;
    for (let i = 0; i < INVOKES; i++) {
      const at = second + SECOND_INVOKES + i * INVOKE_SIZE;
      const state = u8[at + 2] & INVOKE_STATE;
      if (state === 0) {
        if (free < 0) free = at;
      } else if (state === INVOKE_EARLY + sender && u8[at] === id) {
        // Its answer came first.
        u8[at + 2] = 0;
        const { taps } = this.closing;
        const early = taps.unordered(u16[(second + SECOND_EARLY_FILE) / 2], f64[(second + SECOND_EARLY) / 8]);
        u8[at8 + O.flags] |= (early ? 0 : STATE_INVALID_ORDER) | (opens ? STATE_ANSWERED : 0);
        if (!this.hasEarly(slot)) u8[at8 + O.flags] &= ~STATE_EARLY_RESULT;
        return;
      }
    }
    if (opens) return;
    if (free < 0) {
      // Of an operation that need not be answered nothing is to be awaited.
      if ((kind === 1 || kind === 3) && u8[second + SECOND_UNTRACKED] < 255) u8[second + SECOND_UNTRACKED]++;
      return;
    }
    u8[free] = id;
    u8[free + 1] = Math.min(operation, 255);
    u8[free + 2] = (INVOKE_OPEN + sender) | (kind << INVOKE_CLASS);
  }

  /** The first invoke of the opener gives the dialogue its type. */
  private opening(slot: number, flags: number, operation: number, id: number): void {
    const at8 = slot * STRIDE;
    if (u8[at8 + D.protocol] === TCAP) u8[at8 + D.protocol] = m8[M.protocol];
    const protocol = u8[at8 + D.protocol];
    if (protocol === MAP && u8[at8 + O.bare] !== 0) u8[at8 + D.version] = 1;
    const version = u8[at8 + D.version];
    u8[at8 + O.flags] |= STATE_HAS_OPENING;
    u8[at8 + O.openingInvoke] = id;
    // The first message back answers a CAP or INAP dialogue (answeredAtAll).
    u8[at8 + O.openingClass] = protocol === MAP ? classOf(protocol, operation, version) : 1;
    if (!(flags & SLOT_HAS_OPERATION)) return;
    u16[at8 / 2 + D.operationCode] = operation;
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_OPERATION;
    const type = typeOf(protocol, operation, version, (flags & SLOT_WANTS_AUTHENTICATION) !== 0);
    u8[at8 + D.type] = type;
    u8[at8 + D.visitedNode] = visitedNode(type, version);
  }

  /** A result, an error or a reject for an invoke of the other side. */
  private outcome(slot: number, sender: number, c: number, type: number): void {
    const at8 = slot * STRIDE;
    const flags = m8[c + SLOT_FLAGS];
    const invoker = 1 - sender;
    const id = m8[c + SLOT_INVOKE_ID];
    const opening =
      invoker === OPENER &&
      (flags & SLOT_HAS_INVOKE_ID) !== 0 &&
      (u8[at8 + O.flags] & (STATE_HAS_OPENING | STATE_ANSWERED)) === STATE_HAS_OPENING &&
      id === u8[at8 + O.openingInvoke];
    let found = -1;
    let free = -1;
    let second = secondOf(slot);
    if (!opening && flags & SLOT_HAS_INVOKE_ID) {
      for (let i = 0; i < INVOKES && second !== 0; i++) {
        const at = second + SECOND_INVOKES + i * INVOKE_SIZE;
        const state = u8[at + 2] & INVOKE_STATE;
        if (state === INVOKE_OPEN + invoker && u8[at] === id) {
          found = at;
          break;
        }
        if (state === 0 && free < 0) free = at;
      }
    }
    if (type === TC_REJECT) {
      if (found >= 0) u8[found + 2] = 0;
      if (opening) this.answered(slot);
      const problem = flags & SLOT_HAS_CODE ? m16[(c + SLOT_CODE) / 2] : 0;
      if (this.closing.fail(slot, ERROR, REJECT, problem, opening)) this.closing.cause(slot, CAUSE_PROBLEM, problem);
      return;
    }
    if (!opening && found < 0) {
      const again = invoker === OPENER && u8[at8 + O.flags] & STATE_HAS_OPENING && id === u8[at8 + O.openingInvoke];
      if (again) {
        // One more answer to the opening operation changes nothing.
      } else if (second !== 0 && u8[second + SECOND_UNTRACKED] > 0) {
        if (type !== RESULT_NOT_LAST) u8[second + SECOND_UNTRACKED]--;
      } else if (flags & SLOT_HAS_INVOKE_ID && (second === 0 || free >= 0) && type !== RESULT_NOT_LAST) {
        if (second === 0) {
          second = this.opened.second(slot);
          free = second + SECOND_INVOKES;
        }
        u8[free] = id;
        u8[free + 2] = INVOKE_EARLY + invoker;
        f64[(second + SECOND_EARLY) / 8] = m64[M.time];
        u16[(second + SECOND_EARLY_FILE) / 2] = m16[M.file];
        u8[at8 + O.flags] |= STATE_EARLY_RESULT;
      }
      if (type === RETURN_ERROR) this.returnError(slot, c, invoker, false);
      return;
    }
    if (opening) this.firstAnswer(slot);
    if (type === RESULT_NOT_LAST) return;
    if (opening) u8[at8 + O.flags] |= STATE_ANSWERED;
    else {
      u8[found + 2] = 0;
      // The closing result stood before this one (specification §5).
      if (u8[at8 + O.flags] & STATE_ANSWERED && invoker === RESPONDER && !this.mayHaveComeBefore(at8)) {
        u8[at8 + O.flags] |= STATE_INVALID_ORDER;
      }
    }
    if (type === RETURN_ERROR) this.returnError(slot, c, invoker, opening);
  }

  private returnError(slot: number, c: number, invoker: number, opening: boolean): void {
    const at8 = slot * STRIDE;
    const code = m16[(c + SLOT_CODE) / 2];
    // An error for an operation that the capture does not show is taken for the opening one's.
    const unseen = invoker === OPENER && !(u8[at8 + O.flags] & STATE_HAS_OPENING);
    // A CL's error is never a reject, nor is one that answers an operation inside SAI, UL or UL_GPRS.
    const type = u8[at8 + D.type];
    const outcome = type !== CL && (opening || unseen || type === OTHER) ? REJECT_OUTCOME : ERROR;
    if (!this.closing.fail(slot, outcome, MAP_ERROR, code, opening)) return;
    if (m8[c + SLOT_FLAGS] & SLOT_HAS_PARAMETER) this.closing.cause(slot, CAUSE_PARAMETER, m8[c + SLOT_PARAMETER]);
    else this.closing.cause(slot, CAUSE_MAP_ERROR, code);
  }

  private firstAnswer(slot: number): void {
    const at8 = slot * STRIDE;
    if (u32[at8 / 4 + D.present] & DIALOGUE_HAS_RESPONSE) return;
    // Between two taps, or where time runs backwards, never before the request.
    f64[at8 / 8 + D.answered] = Math.max(m64[M.time], f64[at8 / 8 + D.start]);
    u16[at8 / 2 + O.answeredFile] = m16[M.file];
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_RESPONSE;
  }

  /** Whether the answer to the opening operation came from another tap than the current message, and as good as now. */
  private mayHaveComeBefore(at8: number): boolean {
    return this.closing.taps.unordered(u16[at8 / 2 + O.answeredFile], f64[at8 / 8 + D.answered]);
  }

  private hasEarly(slot: number): boolean {
    const second = secondOf(slot);
    for (let i = 0; i < INVOKES && second !== 0; i++) {
      if ((u8[second + SECOND_INVOKES + i * INVOKE_SIZE + 2] & INVOKE_STATE) >= INVOKE_EARLY) return true;
    }
    return false;
  }
}
