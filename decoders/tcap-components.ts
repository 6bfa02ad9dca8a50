/**
 * The component portion of a TCAP message (Q.773 §3.2, §4.2.2) into the slots of the scratch record, and the parameter
 * of each component to the reader of its user.
 */
import { head as head_, header, integer } from './ber.ts';
import { errorParameter, walk, wanted as wanted_ } from './map-arguments.ts';
import {
  ARGUMENT_NODE as ARGUMENT_NODE_,
  CAP_ARGUMENT_NODE as CAP_NODE_,
  RESULT_NODE as RESULT_NODE_,
} from './map-rules.ts';
import {
  COMPONENT_SIZE as COMPONENT_SIZE_,
  COMPONENT_SLOTS as COMPONENT_SLOTS_,
  message,
  SLOT_GLOBAL as SLOT_GLOBAL_,
  SLOT_HAS_CODE as SLOT_HAS_CODE_,
  SLOT_HAS_INVOKE_ID as SLOT_HAS_INVOKE_ID_,
  SLOT_HAS_OPERATION as SLOT_HAS_OPERATION_,
  SLOT_HAS_PARAMETER as SLOT_HAS_PARAMETER_,
  SLOT_LINKED as SLOT_LINKED_,
  SLOT_WANTS_AUTHENTICATION as SLOT_WANTS_AUTHENTICATION_,
  scratch,
} from './message.ts';
import { PROTOCOL } from './protocols.ts';
import {
  BAD as BAD_,
  fail,
  faultNumber,
  OK as OK_,
  SHORT as SHORT_,
  type Status,
  UNKNOWN as UNKNOWN_,
} from './status.ts';

const head = head_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const UNKNOWN = UNKNOWN_;
const ARGUMENT_NODE = ARGUMENT_NODE_;
const RESULT_NODE = RESULT_NODE_;
const CAP_NODE = CAP_NODE_;
const SLOTS = COMPONENT_SLOTS_;
const SIZE = COMPONENT_SIZE_;
const GLOBAL = SLOT_GLOBAL_;
const HAS_CODE = SLOT_HAS_CODE_;
const HAS_INVOKE_ID = SLOT_HAS_INVOKE_ID_;
const HAS_OPERATION = SLOT_HAS_OPERATION_;
const HAS_PARAMETER = SLOT_HAS_PARAMETER_;
const LINKED = SLOT_LINKED_;
const WANTS = SLOT_WANTS_AUTHENTICATION_;
const wanted = wanted_;
const { tcap: TCAP, map: MAP, cap: CAP } = PROTOCOL;
const { u8 } = scratch;
const { components: COMPONENTS, componentCount: COUNT, protocol: PROTOCOL_AT } = message.at;
const COMPONENT = faultNumber('component');
const INVOKE_ID = faultNumber('invoke id');

const INVOKE = 0xa1;
const RESULT_LAST = 0xa2;
const ERROR = 0xa3;
const REJECT = 0xa4;
const RESULT = 0xa7;

/** Octets behind the components that fitted: [first, end]; the same where all did. */
export const rest = new Int32Array(new ArrayBuffer(8));

/**
 * Reads components until the slots are full or `end` is reached. The record's protocol tells whose parameters they hold.
 * SHORT: a component goes beyond `end`. BAD: contradictory. UNKNOWN: a component of a type that Q.773 does not have.
 */
export function components(b: Uint8Array, at: number, end: number): Status {
  let status: Status = OK;
  let count = 0;
  let p = at;
  rest[0] = end;
  rest[1] = end;
  while (p < end) {
    if (count === SLOTS) {
      rest[0] = p;
      break;
    }
    if (end - p < 2) {
      status = fail(SHORT, TCAP, COMPONENT, p, 2, end - p);
      break;
    }
    const tag = b[p];
    const n = b[p + 1];
    let q = p + 2;
    let stop = q + n;
    let next = stop;
    let cut: Status = OK;
    if (n > 0x7f || stop > end || (tag & 0x1f) === 0x1f) {
      cut = header(b, p, end);
      q = head[0];
      stop = head[1];
      next = head[2];
      if (cut !== OK) status = fail(cut, TCAP, COMPONENT, p, n, end - p);
    }
    if (
      tag === INVOKE &&
      stop - q >= 6 &&
      b[q] === 0x02 &&
      b[q + 1] === 1 &&
      b[q + 3] === 0x02 &&
      b[q + 4] === 1 &&
      b[q + 5] < 0x80
    ) {
      // The common form written out: invoke id and local operation code of one octet each
      const slot = COMPONENTS + count * SIZE;
      const code = b[q + 5];
      u8[slot] = tag;
      u8[slot + 1] = HAS_INVOKE_ID | HAS_OPERATION;
      u8[slot + 2] = b[q + 2];
      u8[slot + 3] = 0;
      u8[slot + 4] = code;
      u8[slot + 5] = 0;
      u8[slot + 6] = 0;
      u8[slot + 7] = 0;
      count++;
      if (stop - q > 6) {
        const inner = parameter(b, q + 6, stop, slot, tag, code);
        if (inner !== OK) status = inner;
      }
    } else if (tag === INVOKE || tag === RESULT_LAST || tag === ERROR || tag === REJECT || tag === RESULT) {
      const inner = component(b, q, stop, tag, COMPONENTS + count * SIZE);
      count++;
      if (inner !== OK) status = inner;
    } else {
      status = fail(UNKNOWN, TCAP, COMPONENT, p, tag, 0);
    }
    if (cut !== OK) break;
    p = next;
  }
  u8[COUNT] = count;
  return status;
}

function component(b: Uint8Array, at: number, end: number, type: number, slot: number): Status {
  u8[slot] = type;
  u8[slot + 1] = 0;
  u8[slot + 2] = 0;
  u8[slot + 3] = 0;
  u8[slot + 4] = 0;
  u8[slot + 5] = 0;
  u8[slot + 6] = 0;
  u8[slot + 7] = 0;
  let p = at;
  // Invoke id: INTEGER -128..127 (Q.773 §4.2.2.2), or NULL in a reject
  if (end - p < 2) return fail(SHORT, TCAP, INVOKE_ID, p, 3, end - p);
  const n = b[p + 1];
  if (n > 0x7f || end - p - 2 < n) return fail(n > 0x7f ? BAD : SHORT, TCAP, INVOKE_ID, p, n, end - p - 2);
  let flags = 0;
  if (b[p] === 0x02 && n > 0) {
    u8[slot + 2] = b[p + 1 + n];
    flags = HAS_INVOKE_ID;
    p += 2 + n;
  } else if (type === REJECT && b[p] === 0x05) {
    p += 2 + n;
  } else {
    return fail(BAD, TCAP, INVOKE_ID, p, b[p], 0x02);
  }
  u8[slot + 1] = flags;
  if (type === INVOKE) {
    if (end - p >= 3 && b[p] === 0x80) {
      // linkedId [0]
      const linked = b[p + 1];
      if (linked > 0x7f || end - p - 2 < linked) return fail(BAD, TCAP, INVOKE_ID, p, linked, end - p - 2);
      u8[slot + 1] = flags | LINKED;
      p += 2 + linked;
    }
    return operation(b, p, end, slot, INVOKE);
  }
  if (p >= end) return OK; // a result may be its invoke id alone; an error or reject may not, and shows no code
  if (type === ERROR) return errorCode(b, p, end, slot);
  if (type === REJECT) return problem(b, p, end, slot);
  // SEQUENCE {operation code, parameter}
  if (b[p] === 0x30 && end - p >= 2 && b[p + 1] < 0x80 && p + 2 + b[p + 1] <= end) {
    return operation(b, p + 2, p + 2 + b[p + 1], slot, type);
  }
  const cut = header(b, p, end);
  const stop = head[1];
  if (cut !== OK) fail(cut, TCAP, COMPONENT, p, 2, end - p);
  if (head[3] !== 0x30) {
    if (cut !== OK) return cut;
    // A stack in the field leaves the SEQUENCE out: read, and said
    if (b[p] === 0x02) operation(b, p, end, slot, type);
    return fail(BAD, TCAP, COMPONENT, p, b[p], 0x30);
  }
  const inner = operation(b, head[0], stop, slot, type);
  return inner !== OK ? inner : cut;
}

/** Operation code (local INTEGER or global OBJECT IDENTIFIER) and the parameter behind it. */
function operation(b: Uint8Array, at: number, end: number, slot: number, type: number): Status {
  if (end - at < 2) return fail(SHORT, TCAP, COMPONENT, at, 3, end - at);
  const tag = b[at];
  const n = b[at + 1];
  const q = at + 2;
  if (n > 0x7f || end - q < n) return fail(n > 0x7f ? BAD : SHORT, TCAP, COMPONENT, at, n, end - q);
  const p = q + n;
  if (tag === 0x06) {
    u8[slot + 1] |= HAS_OPERATION | GLOBAL;
    return OK;
  }
  if (tag !== 0x02 || n === 0) return fail(BAD, TCAP, COMPONENT, at, tag, 0x02);
  const code = n === 1 && b[q] < 0x80 ? b[q] : integer(b, q, p) & 0xffff;
  u8[slot + 1] |= HAS_OPERATION;
  u8[slot + 4] = code;
  u8[slot + 5] = code >> 8;
  if (p >= end || code > 0xff) return OK;
  return parameter(b, p, end, slot, type, code);
}

/** The argument or result of an operation, to the reader of the protocol. */
function parameter(b: Uint8Array, p: number, end: number, slot: number, type: number, code: number): Status {
  const protocol = u8[PROTOCOL_AT];
  if (protocol === MAP) {
    const node = type === INVOKE ? ARGUMENT_NODE[code] : RESULT_NODE[code];
    if (node === 0) return OK;
    if (code === 9) {
      wanted[0] = 0;
      const status = walk(b, p, end, node);
      if (wanted[0] !== 0) u8[slot + 1] |= WANTS;
      return status;
    }
    return walk(b, p, end, node);
  }
  if (protocol === CAP && type === INVOKE && CAP_NODE[code] !== 0) return walk(b, p, end, CAP_NODE[code]);
  return OK;
}

/** Error code (local or global) and the first value of its parameter. */
function errorCode(b: Uint8Array, at: number, end: number, slot: number): Status {
  if (end - at < 2) return fail(SHORT, TCAP, COMPONENT, at, 3, end - at);
  const tag = b[at];
  const n = b[at + 1];
  const q = at + 2;
  if (n > 0x7f || end - q < n) return fail(n > 0x7f ? BAD : SHORT, TCAP, COMPONENT, at, n, end - q);
  const p = q + n;
  if (tag === 0x06) {
    u8[slot + 1] |= HAS_CODE | GLOBAL;
    return OK;
  }
  if (tag !== 0x02 || n === 0) return fail(BAD, TCAP, COMPONENT, at, tag, 0x02);
  const code = integer(b, q, p) & 0xffff;
  u8[slot + 1] |= HAS_CODE;
  u8[slot + 6] = code;
  u8[slot + 7] = code >> 8;
  if (p < end && u8[PROTOCOL_AT] === MAP) {
    const value = errorParameter(b, p, end, code);
    if (value >= 0) {
      u8[slot + 3] = value;
      u8[slot + 1] |= HAS_PARAMETER;
    }
  }
  return OK;
}

/** Problem of a reject: [0] general, [1] invoke, [2] result, [3] error (Q.773 §4.2.2.7). */
function problem(b: Uint8Array, at: number, end: number, slot: number): Status {
  if (end - at < 3) return fail(SHORT, TCAP, COMPONENT, at, 3, end - at);
  const tag = b[at];
  const n = b[at + 1];
  if (n === 0 || n > 0x7f || end - at - 2 < n) return fail(BAD, TCAP, COMPONENT, at, n, end - at - 2);
  if (tag < 0x80 || tag > 0x83) return fail(UNKNOWN, TCAP, COMPONENT, at, tag, 0);
  u8[slot + 1] |= HAS_CODE;
  u8[slot + 6] = b[at + 1 + n];
  u8[slot + 7] = tag;
  return OK;
}
