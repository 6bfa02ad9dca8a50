/**
 * SCCP (Q.713): the connectionless messages in full, the others by their type.
 *
 * Fills sccpType, the called and calling fields, returnCause, segmentation and segmentReference. Leaves the user data
 * in `inner` with `what` 1, or `what` 0 where the message carries none that this program reads. A bad address or optional
 * part is noted and costs itself alone; only what hides the user data ends the message.
 */
import { INNER, inner as inner_ } from './inner.ts';
import { message, HAS_RETURN_CAUSE as RETURN_CAUSE_, HAS_SEGMENTATION as SEGMENTATION_, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { sccpAddress } from './sccp-address.ts';
import {
  BAD as BAD_,
  fail,
  faultNumber,
  OK as OK_,
  SHORT as SHORT_,
  type Status,
  UNKNOWN as UNKNOWN_,
} from './status.ts';

const inner = inner_;
const { u8: U8, u32: U32 } = scratch;
const {
  present: PRESENT,
  sccpType: SCCP_TYPE,
  returnCause: RETURN_CAUSE,
  segmentation: SEGMENTATION,
  segmentReference: SEGMENT_REFERENCE,
} = message.at;
const { at: AT, end: END, what: WHAT } = INNER;
const HAS_RETURN_CAUSE = RETURN_CAUSE_;
const HAS_SEGMENTATION = SEGMENTATION_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const UNKNOWN = UNKNOWN_;
const { sccp: SCCP } = PROTOCOL;
const HEADER = faultNumber('header');
const POINTER = faultNumber('pointer');
const ADDRESS = faultNumber('address');
const DATA_FAULT = faultNumber('data');
const OPTIONAL = faultNumber('optional parameter');
const MESSAGE_TYPE = faultNumber('message type');

/** Message types, Q.713 §2.1 table 1. */
export const SCCP_UDT = 9;
export const SCCP_UDTS = 10;
export const SCCP_XUDT = 17;
export const SCCP_XUDTS = 18;
export const SCCP_LUDT = 19;
export const SCCP_LUDTS = 20;

const UDT = SCCP_UDT;
const UDTS = SCCP_UDTS;
const XUDT = SCCP_XUDT;
const XUDTS = SCCP_XUDTS;
const LUDT = SCCP_LUDT;
const LUDTS = SCCP_LUDTS;

/** One message. `form` is the point code format of mtp3.ts, which decides how addresses are coded. */
export function sccp(b: Uint8Array, at: number, end: number, form: number): Status {
  const has = end - at;
  if (has < 1) return fail(SHORT, SCCP, HEADER, at, 1, has);
  const type = b[at];
  U8[SCCP_TYPE] = type;
  inner[WHAT] = 0;
  if (type === UDT || type === UDTS) {
    // §4.10, §4.11: class or return cause, pointers to called, calling, data
    if (has < 5) return fail(SHORT, SCCP, HEADER, at, 5, has);
    if (type === UDTS) returned(b[at + 1]);
    address(b, at + 2, end, 0, form);
    address(b, at + 3, end, 1, form);
    return data(b, at + 4, end);
  }
  if (type === XUDT || type === XUDTS) {
    // §4.18, §4.19: class or return cause, hop counter, the same pointers, and one to the optional part
    if (has < 7) return fail(SHORT, SCCP, HEADER, at, 7, has);
    if (type === XUDTS) returned(b[at + 1]);
    address(b, at + 3, end, 0, form);
    address(b, at + 4, end, 1, form);
    if (b[at + 6] !== 0) optional(b, at + 6, at + 6 + b[at + 6], end);
    return data(b, at + 5, end);
  }
  if (type === LUDT || type === LUDTS) return long(b, at, end, form, type);
  // connection-oriented messages, §2.1: recognised
  if (type >= 1 && type <= 16) return OK;
  return fail(UNKNOWN, SCCP, MESSAGE_TYPE, at, type, has);
}

function returned(cause: number): void {
  U8[RETURN_CAUSE] = cause;
  U32[PRESENT] |= HAS_RETURN_CAUSE;
}

/** The address that the pointer at `at` points to: a pointer counts from itself (§2.3). */
function address(b: Uint8Array, at: number, end: number, which: number, form: number): void {
  const pointer = b[at];
  const p = at + pointer;
  if (pointer === 0) fail(BAD, SCCP, POINTER, at, 0, end - at);
  else if (end - p < 1) fail(SHORT, SCCP, POINTER, at, pointer, end - at);
  else addressAt(b, p, end, which, form);
}

function addressAt(b: Uint8Array, at: number, end: number, which: number, form: number): void {
  const length = b[at];
  let stop = at + 1 + length;
  if (end - at - 1 < length) {
    fail(SHORT, SCCP, ADDRESS, at, length, end - at - 1);
    stop = end;
  }
  sccpAddress(b, at + 1, stop, which, form);
}

/** The user data that the pointer at `at` points to. */
function data(b: Uint8Array, at: number, end: number): Status {
  const pointer = b[at];
  if (pointer === 0) return fail(BAD, SCCP, POINTER, at, 0, end - at);
  const p = at + pointer;
  if (end - p < 1) return fail(SHORT, SCCP, POINTER, at, pointer, end - at);
  return dataAt(p + 1, end, p, b[p]);
}

function dataAt(from: number, end: number, at: number, length: number): Status {
  inner[AT] = from;
  inner[END] = from + length;
  inner[WHAT] = 1;
  if (end - from < length) {
    fail(SHORT, SCCP, DATA_FAULT, at, length, end - from);
    inner[END] = end;
  }
  return OK;
}

/** §4.20, §4.21: as XUDT with pointers of two octets, low octet first, which count from their high octet (§2.3). */
function long(b: Uint8Array, at: number, end: number, form: number, type: number): Status {
  if (end - at < 11) return fail(SHORT, SCCP, HEADER, at, 11, end - at);
  if (type === LUDTS) returned(b[at + 1]);
  for (let which = 0; which < 2; which++) {
    const place = at + 3 + which * 2;
    const pointer = b[place] | (b[place + 1] << 8);
    const p = place + 1 + pointer;
    if (pointer === 0) fail(BAD, SCCP, POINTER, place, 0, end - place);
    else if (end - p < 1) fail(SHORT, SCCP, POINTER, place, pointer, end - place);
    else addressAt(b, p, end, which, form);
  }
  const more = b[at + 9] | (b[at + 10] << 8);
  if (more !== 0) optional(b, at + 9, at + 10 + more, end);
  const pointer = b[at + 7] | (b[at + 8] << 8);
  if (pointer === 0) return fail(BAD, SCCP, POINTER, at + 7, 0, end - at);
  const p = at + 8 + pointer;
  if (end - p < 2) return fail(SHORT, SCCP, POINTER, at + 7, pointer, end - at);
  return dataAt(p + 2, end, p, b[p] | (b[p + 1] << 8)); // long data: length of two octets (§3.20)
}

/** The optional part (§2.4): name, length, content, until the name 0. */
function optional(b: Uint8Array, pointer: number, at: number, end: number): void {
  let p = at;
  if (end - p < 1) {
    fail(SHORT, SCCP, POINTER, pointer, at - pointer, end - pointer);
    return;
  }
  while (end - p >= 1) {
    const name = b[p];
    if (name === 0) return;
    if (end - p < 2) {
      fail(SHORT, SCCP, OPTIONAL, p, 2, end - p);
      return;
    }
    const length = b[p + 1];
    if (end - p - 2 < length) {
      fail(SHORT, SCCP, OPTIONAL, p + 1, length, end - p - 2);
      return;
    }
    if (name === 0x10) {
      // segmentation (§3.17): F, C, spare, remaining (4 bits), then the local reference (3)
      if (length < 4) fail(BAD, SCCP, OPTIONAL, p + 1, length, 4);
      else if ((U32[PRESENT] & HAS_SEGMENTATION) === 0) {
        U8[SEGMENTATION] = b[p + 2];
        U32[SEGMENT_REFERENCE] = b[p + 3] | (b[p + 4] << 8) | (b[p + 5] << 16);
        U32[PRESENT] |= HAS_SEGMENTATION;
      }
    }
    p += 2 + length;
  }
}
