/**
 * Identities out of the arguments, results and errors of MAP and CAP into the scratch record, by the table of
 * map-rules.ts. What stands first stays: a later component never overwrites an identity.
 *
 * An element that is cut or too long for its slot costs that element; what was read before it stands.
 */
import { head as head_, header } from './ber.ts';
import { copyOctets } from './copy.ts';
import { AFTER_FILLER, fillsBefore, trim } from './digits.ts';
import {
  COLUMNS as COLUMNS_,
  IMEI as IMEI_,
  IMSI as IMSI_,
  INTO as INTO_,
  MSC as MSC_,
  MSISDN as MSISDN_,
  NODE_IS_SGSN as NODE_IS_SGSN_,
  PLMN as PLMN_,
  REQUESTING_NODE as REQUESTING_,
  RULES as RULES_,
  SGSN as SGSN_,
  VLR as VLR_,
  WANTED as WANTED_,
} from './map-rules.ts';
import {
  FLAG_DIGIT_AFTER_FILLER as DIGIT_AFTER_FILLER_,
  HAS_REQUESTING_NODE as HAS_NODE_,
  HAS_VISITED_PLMN as HAS_PLMN_,
  message,
  scratch,
} from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const head = head_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const COLUMNS = COLUMNS_;
const RULES = RULES_;
const [IMSI, MSISDN, IMEI, VLR, MSC, SGSN] = [IMSI_, MSISDN_, IMEI_, VLR_, MSC_, SGSN_];
const [REQUESTING, PLMN, NODE_IS_SGSN, WANTED, INTO] = [REQUESTING_, PLMN_, NODE_IS_SGSN_, WANTED_, INTO_];
const { map: MAP } = PROTOCOL;
const { u8, u32 } = scratch;
const { flags: FLAGS, present: PRESENT, visitedPlmn: VISITED_PLMN, requestingNode: REQUESTING_NODE } = message.at;
const { imsi: IMSI_AT, imsiLength: IMSI_LENGTH, imei: IMEI_AT, imeiLength: IMEI_LENGTH } = message.at;
const { msisdn: MSISDN_AT, msisdnLength: MSISDN_LENGTH, vlrNumber: VLR_AT, vlrNumberLength: VLR_LENGTH } = message.at;
const { mscNumber: MSC_AT, mscNumberLength: MSC_LENGTH } = message.at;
const { sgsnNumber: SGSN_AT, sgsnNumberLength: SGSN_LENGTH } = message.at;
const DIGIT_AFTER_FILLER = DIGIT_AFTER_FILLER_;
const HAS_NODE = HAS_NODE_;
const HAS_PLMN = HAS_PLMN_;
const ARGUMENT = faultNumber('argument');
const DIGITS = faultNumber('digits');
/** Octets of the slots: IMSI and IMEI (TS 29.002 §17.7.8: 3 to 8, 8), numbers. */
const IMSI_SLOT = 8;
const NUMBER_SLOT = 10;

/** [1 where sendParameters asked for an authentication set]; the caller clears and reads it. */
export const wanted = new Uint8Array(new ArrayBuffer(1));

/** By action, for the digit strings: octets before the digits, first octet of the slot, its length octet, its size. */
const LEAD = new Uint8Array(SGSN + 1);
const SLOT = new Uint16Array(SGSN + 1);
const LENGTH = new Uint16Array(SGSN + 1);
const MOST = new Uint8Array(SGSN + 1);
for (const [action, lead, slot, length, most] of [
  [IMSI, 0, IMSI_AT, IMSI_LENGTH, IMSI_SLOT],
  [IMEI, 0, IMEI_AT, IMEI_LENGTH, IMSI_SLOT],
  [MSISDN, 1, MSISDN_AT, MSISDN_LENGTH, NUMBER_SLOT],
  [VLR, 1, VLR_AT, VLR_LENGTH, NUMBER_SLOT],
  [MSC, 1, MSC_AT, MSC_LENGTH, NUMBER_SLOT],
  [SGSN, 1, SGSN_AT, SGSN_LENGTH, NUMBER_SLOT],
]) {
  LEAD[action] = lead; // nature of address and numbering plan
  SLOT[action] = slot;
  LENGTH[action] = length;
  MOST[action] = most;
}

/** Copies an element's digits into their slot where it is still free; 0 where they do not fit. */
function keep(b: Uint8Array, at: number, stop: number, action: number): number {
  const from = at + LEAD[action];
  const n = stop - from;
  const lengthAt = LENGTH[action];
  if (n > MOST[action]) return 0;
  if (u8[lengthAt] !== 0 || n < 1) return 1;
  if (n < 4 || n > 8 || fillsBefore(b, from, stop)) return keepTrimmed(b, from, n, action);
  copyOctets(b, from, n, SLOT[action]);
  u8[lengthAt] = n;
  return 1;
}

/** As `keep`, where a filler may stand before the last digit: the string ends there. */
function keepTrimmed(b: Uint8Array, from: number, n: number, action: number): number {
  const used = trim(b, from, n);
  if (used >= AFTER_FILLER) u32[FLAGS] |= DIGIT_AFTER_FILLER;
  const kept = used & 0xff;
  copyOctets(b, from, kept, SLOT[action]);
  u8[LENGTH[action]] = kept;
  return 1;
}

/** An IMSI that stands elsewhere than in an argument (the destination reference of a map-open). */
export function keepImsi(b: Uint8Array, at: number, n: number): number {
  return keep(b, at, at + n, IMSI);
}

/**
 * Walks elements from `at` to `end` by the rows of `node` (map-rules.ts) and fills the identities that it meets.
 * SHORT: an element goes beyond `end`. BAD: contradictory BER, or an identity too long for what it is.
 */
export function walk(b: Uint8Array, at: number, end: number, node: number): Status {
  let status: Status = OK;
  let row = node * COLUMNS;
  let p = at;
  let last = end;
  while (p < last) {
    if (last - p < 2) return fail(SHORT, MAP, ARGUMENT, p, 2, last - p);
    const tag = b[p];
    const n = b[p + 1];
    let column = tag;
    let q = p + 2;
    let stop = q + n;
    let next = stop;
    let cut: Status = OK;
    if (n > 0x7f || stop > last || (tag & 0x1f) === 0x1f) {
      cut = header(b, p, last);
      q = head[0];
      stop = head[1];
      next = head[2];
      column = head[3];
      if (column >>> 8 !== 0) column = column >>> 8 === 0x9f || column >>> 8 === 0xbf ? 256 + (column & 0x7f) : 0;
      if (cut !== OK) status = fail(cut, MAP, ARGUMENT, p, n, last - p);
    }
    const rule = RULES[row + column];
    if (rule !== 0) {
      const action = rule & 0xff;
      if (action === INTO) {
        if (next >= last) {
          // The last element of its parent: the walk goes on inside it instead of calling itself
          row = (rule >> 8) * COLUMNS;
          p = q;
          last = stop;
          continue;
        }
        const inner = walk(b, q, stop, rule >> 8);
        if (inner !== OK) status = inner;
      } else {
        if (cut === OK && (action <= SGSN ? keep(b, q, stop, action) : take(b, q, stop - q, action)) === 0) {
          status = fail(BAD, MAP, DIGITS, q, stop - q, NUMBER_SLOT);
        }
        if (rule > 0xff) row = (rule >> 8) * COLUMNS;
      }
    }
    if (cut !== OK) return status;
    p = next;
  }
  return status;
}

function take(b: Uint8Array, q: number, n: number, action: number): number {
  if (action === PLMN) {
    if (n !== 3) return 0;
    for (let i = 0; i < 3; i++) u8[VISITED_PLMN + i] = b[q + i];
    u32[PRESENT] |= HAS_PLMN;
  } else if (action === REQUESTING) {
    if (n < 1) return 0;
    u8[REQUESTING_NODE] = b[q + n - 1];
    u32[PRESENT] |= HAS_NODE;
  } else if (action === NODE_IS_SGSN) {
    nodeIsSgsn();
  } else if (action === WANTED && n === 1 && b[q] === 1) {
    wanted[0] = 1; // RequestParameter requestAuthenticationSet (GSM 09.02 v3 §6.2.5.4)
  }
  return 1;
}

/** The network node number just read was an SGSN's (TS 29.002 §17.7.6 gprsNodeIndicator). */
function nodeIsSgsn(): void {
  if (u8[SGSN_LENGTH] !== 0) return;
  for (let i = 0; i < NUMBER_SLOT; i++) {
    u8[SGSN_AT + i] = u8[MSC_AT + i];
    u8[MSC_AT + i] = 0;
  }
  u8[SGSN_LENGTH] = u8[MSC_LENGTH];
  u8[MSC_LENGTH] = 0;
}

/** Tags under which an error's first value may stand, by code; 0 where an error has none. */
const ENUMERATED = 1; // 0x0a
const INTEGER = 2; // 0x02
const OCTET = 4; // 0x04
const CONTEXT0 = 8; // 0x80
const ERROR_VALUE = new Uint8Array(256);
ERROR_VALUE[1] = ENUMERATED; // unknownSubscriberDiagnostic
ERROR_VALUE[6] = INTEGER; // absentSubscriberDiagnosticSM
ERROR_VALUE[8] = ENUMERATED; // roamingNotAllowedCause
ERROR_VALUE[13] = ENUMERATED; // callBarringCause
ERROR_VALUE[15] = ENUMERATED; // cug-RejectCause
ERROR_VALUE[17] = OCTET; // SS-Status
ERROR_VALUE[27] = CONTEXT0; // absentSubscriberReason
ERROR_VALUE[32] = ENUMERATED; // sm-EnumeratedDeliveryFailureCause
ERROR_VALUE[34] = ENUMERATED; // networkResource
ERROR_VALUE[37] = ENUMERATED; // pw-RegistrationFailureCause
ERROR_VALUE[53] = CONTEXT0; // unauthorizedLCSClient-Diagnostic
ERROR_VALUE[54] = CONTEXT0; // positionMethodFailure-Diagnostic

/**
 * The cause or diagnostic in the parameter of a MAP error (TS 29.002 §17.7.7), 0 to 255, or -1 where it has none.
 * Versions 1 and 2 give it bare, version 3 in a SEQUENCE. An IMSI in absentSubscriberSM goes into the record.
 */
export function errorParameter(b: Uint8Array, at: number, end: number, code: number): number {
  const kinds = ERROR_VALUE[code & 0xff];
  if (kinds === 0 || code > 0xff) return -1;
  let p = at;
  let limit = end;
  let inside = false;
  let value = -1;
  // One descent at most; header bounds every element
  while (limit - p >= 2) {
    const status = header(b, p, limit);
    const tag = head[3];
    const q = head[0];
    const stop = head[1];
    if (!inside && (tag === 0x30 || tag === 0xa3)) {
      inside = true;
      p = q;
      limit = stop;
      continue;
    }
    if (status !== OK) break;
    const kind =
      tag === 0x0a ? ENUMERATED : tag === 0x02 ? INTEGER : tag === 0x04 ? OCTET : tag === 0x80 ? CONTEXT0 : 0;
    if ((kinds & kind) !== 0 && value < 0 && stop > q) value = b[stop - 1];
    if (code === 6 && tag === 0x81 && inside) keep(b, q, stop, IMSI);
    p = head[2];
  }
  return value;
}
