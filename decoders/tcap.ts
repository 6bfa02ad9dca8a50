/**
 * TCAP of ITU-T Q.773: the five messages, their transaction identifiers, dialogue portion and components, into the
 * scratch record; and what tells MAP, CAP and INAP apart. ANSI TCAP goes to ansi-tcap.ts.
 *
 * Guarantees: reads `b[at]` to `b[end - 1]`; never throws; a cut message leaves what stood before the cut.
 */
import { ansiTcap, looksLikeAnsi } from './ansi-tcap.ts';
import { head as head_, header } from './ber.ts';
import { keepImsi } from './map-arguments.ts';
import {
  FLAG_CONTINUED,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_CONTEXT,
  HAS_P_ABORT,
  KIND_MESSAGE,
  message,
  scratch,
} from './message.ts';
import { PROTOCOL } from './protocols.ts';
import {
  BAD as BAD_,
  fail,
  fault,
  faultNumber,
  OK as OK_,
  SHORT as SHORT_,
  type Status,
  UNKNOWN as UNKNOWN_,
} from './status.ts';
import { components, rest as rest_ } from './tcap-components.ts';
import { dialoguePortion, referenceImsi as reference_ } from './tcap-dialogue.ts';

const head = head_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const UNKNOWN = UNKNOWN_;
const { tcap: TCAP, map: MAP, cap: CAP, inap: INAP } = PROTOCOL;
const { u8, u16, u32 } = scratch;
const { flags: FLAGS, present: PRESENT, kind: KIND, protocol: PROTOCOL_AT, tcapType: TYPE } = message.at;
const { otid: OTID, otidLength: OTID_LENGTH, dtid: DTID, dtidLength: DTID_LENGTH } = message.at;
const { pAbortCause: P_ABORT_CAUSE, contextNumber: CONTEXT, textAt: TEXT_AT, textLength: TEXT_LENGTH } = message.at;
const { calledSsn: CALLED_SSN, callingSsn: CALLING_SSN, imsiLength: IMSI_LENGTH } = message.at;
const [CALLED_BIT, CALLING_BIT, CONTEXT_BIT, ABORT_BIT] = [HAS_CALLED_SSN, HAS_CALLING_SSN, HAS_CONTEXT, HAS_P_ABORT];
const CONTINUED = FLAG_CONTINUED;
const MESSAGE = KIND_MESSAGE;
const [HEADER, TAG, IDENTIFIER] = [faultNumber('length'), faultNumber('tag'), faultNumber('transaction identifier')];
const referenceImsi = reference_;

/** Octets of components behind those that fitted the record: [first, end]; the same where all did. */
export const rest: Readonly<Int32Array> = rest_;

/** Users of TCAP by subsystem number (TS 23.003 §8.2; E.164 allocation of Q.713 §3.4.2.2). */
const SSN_MAP = 1;
const SSN_CAP = 2;
const SSN_INAP = 3;
const SSN_USER = new Uint8Array(256);
for (const ssn of [5, 6, 7, 8, 9, 10, 145, 147, 148, 149, 150]) SSN_USER[ssn] = SSN_MAP; // MAP, HLR … AuC, GMLC … GGSN
SSN_USER[146] = SSN_CAP;
SSN_USER[106] = SSN_INAP; // no number is standard; these two are the usual ones
SSN_USER[241] = SSN_INAP;

/**
 * Decodes one message: a TCAP message from its tag on.
 * SHORT: the octets end before it does. BAD: contradictory BER, or a transaction identifier that is not of 1 to 4 octets.
 * UNKNOWN: no TCAP message, or a component of an unknown type. Whatever the status, what could be read is in the record.
 */
export function tcap(b: Uint8Array, at: number, end: number): Status {
  rest_[0] = end;
  rest_[1] = end;
  u8[PROTOCOL_AT] = TCAP;
  if (end - at < 2) return fail(SHORT, TCAP, HEADER, at, 2, end - at);
  const type = b[at];
  if (type !== 0x62 && type !== 0x64 && type !== 0x65 && type !== 0x67 && type !== 0x61) {
    if (looksLikeAnsi(type)) return ansiTcap(b, at, end);
    return fail(UNKNOWN, TCAP, TAG, at, type, 0);
  }
  u8[KIND] = MESSAGE;
  u8[TYPE] = type;
  let n = b[at + 1];
  let p = at + 2;
  let last = p + n;
  let cut: Status = OK;
  if (n > 0x7f || last > end) {
    cut = header(b, at, end);
    p = head[0];
    last = head[1];
    if (cut !== OK) fail(cut, TCAP, HEADER, at, n, end - at);
  }
  let status: Status = OK;
  referenceImsi[1] = 0;
  while (p < last) {
    if (last - p < 2) {
      status = fail(SHORT, TCAP, HEADER, p, 2, last - p);
      break;
    }
    let tag = b[p];
    n = b[p + 1];
    let q = p + 2;
    let stop = q + n;
    let next = stop;
    let broken: Status = OK;
    if (n > 0x7f || stop > last || (tag & 0x1f) === 0x1f) {
      broken = header(b, p, last);
      q = head[0];
      stop = head[1];
      next = head[2];
      if (broken !== OK) status = fail(broken, TCAP, HEADER, p, n, last - p);
    }
    if ((tag & 0xc0) === 0x80) {
      // A stack in the field writes the portions' tags in the context class: read, and said
      status = fail(BAD, TCAP, TAG, p, tag, (tag & 0x3f) | 0x40);
      tag = (tag & 0x3f) | 0x40;
    }
    if (tag === 0x48) {
      if (broken === OK && identifier(b, q, stop, OTID, OTID_LENGTH) !== OK) status = BAD;
    } else if (tag === 0x49) {
      if (broken === OK && identifier(b, q, stop, DTID, DTID_LENGTH) !== OK) status = BAD;
    } else if (tag === 0x6b) {
      const inner = dialoguePortion(b, q, stop);
      if (inner !== OK) status = inner;
    } else if (tag === 0x6c) {
      u8[PROTOCOL_AT] = user(b, q < stop);
      const inner = components(b, q, stop);
      if (inner !== OK) status = inner;
    } else if (tag === 0x4a && stop > q) {
      u8[P_ABORT_CAUSE] = b[stop - 1];
      u32[PRESENT] |= ABORT_BIT;
    }
    if (broken !== OK) break;
    p = next;
  }
  if (u8[PROTOCOL_AT] === TCAP) u8[PROTOCOL_AT] = user(b, false);
  if (referenceImsi[1] !== 0 && u8[IMSI_LENGTH] === 0) keepImsi(b, referenceImsi[0], referenceImsi[1]);
  if (cut !== OK) return cut;
  // Whole outside, too short inside: that is a contradiction, not a cut
  if (status === SHORT) return fail(BAD, fault[1], fault[2], fault[3], fault[4], fault[5]);
  return status;
}

/**
 * Reads the components that did not fit, from `rest`, into the slots of the scratch record; identities that the record
 * already has stay. The record is marked as the continuation of the one before.
 */
export function moreComponents(b: Uint8Array, at: number, end: number): Status {
  u32[FLAGS] |= CONTINUED;
  return components(b, at, end);
}

/** Transaction identifier: 1 to 4 octets (Q.773 §4.2.1.3), kept with its length. */
function identifier(b: Uint8Array, q: number, stop: number, value: number, length: number): Status {
  const n = stop - q;
  if (n < 1 || n > 4) return fail(BAD, TCAP, IDENTIFIER, q, n, 4);
  if (n === 4) {
    u32[value] = ((b[q] << 24) | (b[q + 1] << 16) | (b[q + 2] << 8) | b[q + 3]) >>> 0;
    u8[length] = 4;
    return OK;
  }
  let id = 0;
  for (let i = q; i < stop; i++) id = (id << 8) | b[i];
  u32[value] = id >>> 0;
  u8[length] = n;
  return OK;
}

/**
 * Whose message this is: by the application context, else by the subsystem numbers that SCCP left in the record.
 * Without either (a trace of TCAP alone) components are taken for MAP; a message without components stays TCAP then.
 */
function user(b: Uint8Array, hasComponents: boolean): number {
  const present = u32[PRESENT];
  if ((present & CONTEXT_BIT) !== 0) {
    const context = u16[CONTEXT];
    return context >= 50 && context <= 52 ? CAP : MAP; // 0.4.0.0.1.0.50 to 52: CAP phases 1 and 2
  }
  if (u16[TEXT_LENGTH] !== 0) return userOf(b, u32[TEXT_AT], u16[TEXT_LENGTH]);
  if (!hasComponents) return TCAP;
  const called = (present & CALLED_BIT) !== 0 ? SSN_USER[u8[CALLED_SSN]] : 0;
  const calling = (present & CALLING_BIT) !== 0 ? SSN_USER[u8[CALLING_SSN]] : 0;
  if (called === SSN_CAP || calling === SSN_CAP) return CAP;
  if (called === SSN_INAP || calling === SSN_INAP) return INAP;
  if (called === SSN_MAP || calling === SSN_MAP) return MAP;
  return (present & (CALLED_BIT | CALLING_BIT)) === 0 ? MAP : TCAP;
}

/** The user by an application context that is not 0.4.0.0.1.0.ac.version. */
function userOf(b: Uint8Array, q: number, n: number): number {
  if (n >= 4 && b[q] === 4 && b[q + 1] === 0) {
    // 0.4.0.0.1.20 to 23: CAP phases 3 and 4 (TS 29.078 §6.1, object identifiers)
    if (b[q + 2] === 0 && b[q + 3] === 1 && n >= 5 && b[q + 4] >= 20 && b[q + 4] <= 23) return CAP;
    if (b[q + 2] === 1) return INAP; // 0.4.0.1: etsi inDomain (ETS 300 374-1)
  }
  // 0.0.17.1218 and 0.0.17.1228: ITU-T Q.1218, Q.1228
  if (n >= 4 && b[q] === 0 && b[q + 1] === 17 && b[q + 2] === 0x89 && (b[q + 3] === 0x42 || b[q + 3] === 0x4c))
    return INAP;
  return TCAP;
}

/**
 * Whether the octets are one TCAP message by the look of them: a tag of a message, a length that agrees with what is
 * there, and a first element that a message begins with. For SCCP users on unexpected subsystem numbers.
 */
export function looksLikeTcap(b: Uint8Array, at: number, end: number): boolean {
  if (end - at < 4) return false;
  const type = b[at];
  const ansi = looksLikeAnsi(type);
  if (!ansi && type !== 0x62 && type !== 0x64 && type !== 0x65 && type !== 0x67 && type !== 0x61) return false;
  let content: number;
  // a short length, or a long one of one octet, that is all that is there; else `header` reads it
  if (at + 2 + b[at + 1] === end && b[at + 1] < 0x80) content = at + 2;
  else if (b[at + 1] === 0x81 && at + 3 + b[at + 2] === end) content = at + 3;
  else if (header(b, at, end) !== OK || head[2] !== end) return false;
  else content = head[0];
  if (content >= end) return false;
  const first = b[content];
  if (ansi) return first === 0xc7; // transaction id (T1.114.3)
  if (type === 0x61) return first === 0x6b || first === 0x6c;
  const identifier = type === 0x62 || type === 0x65 ? 0x48 : 0x49;
  return first === identifier || first === (identifier ^ 0xc0); // the context class too, as `tcap` reads it
}
