/**
 * ANSI TCAP (T1.114.3) with ANSI-41 (TIA-41-D) in it: recognised, named and counted, not paired. The package type, the
 * transaction identifiers and the components' type, invoke id and operation or error code go into the scratch record.
 */
import { head as head_, header, integer } from './ber.ts';
import {
  COMPONENT_SIZE,
  COMPONENT_SLOTS,
  KIND_OTHER,
  message,
  SLOT_HAS_CODE,
  SLOT_HAS_INVOKE_ID,
  SLOT_HAS_OPERATION,
  scratch,
} from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const head = head_;
const OK = OK_;
const BAD = BAD_;
const SHORT = SHORT_;
const { ansi_tcap: ANSI_TCAP, ansi_map: ANSI_MAP } = PROTOCOL;
const { u8, u32 } = scratch;
const { kind: KIND, protocol: PROTOCOL_AT, tcapType: TYPE, pAbortCause: P_ABORT } = message.at;
const { otid: OTID, otidLength: OTID_LENGTH, dtid: DTID, dtidLength: DTID_LENGTH } = message.at;
const { components: COMPONENTS, componentCount: COUNT } = message.at;
const LENGTH = faultNumber('length');
const IDENTIFIER = faultNumber('transaction identifier');

const PACKAGE_UNIDIRECTIONAL = 0xe1;
const PACKAGE_RESPONSE = 0xe4;
const PACKAGE_ABORT = 0xf6;
/** ANSI-41 in the family octet of a private TCAP operation code (TIA-41.5 §6.3.1). */
const FAMILY_ANSI_41 = 9;

/** Whether a tag is a package type: 0xe1 to 0xe6, 0xf6 (T1.114.3 §3.1). */
export function looksLikeAnsi(tag: number): boolean {
  return (tag >= 0xe1 && tag <= 0xe6) || tag === PACKAGE_ABORT;
}

/**
 * Decodes one package.
 * SHORT: the octets end before it does. BAD: contradictory, or transaction identifiers of another length than 0, 4 or 8.
 */
export function ansiTcap(b: Uint8Array, at: number, end: number): Status {
  u8[KIND] = KIND_OTHER;
  u8[PROTOCOL_AT] = ANSI_TCAP;
  if (end - at < 2) return fail(SHORT, ANSI_TCAP, LENGTH, at, 2, end - at);
  u8[TYPE] = b[at];
  let status = header(b, at, end);
  if (status !== OK) fail(status, ANSI_TCAP, LENGTH, at, 2, end - at);
  let p = head[0];
  const last = head[1];
  while (p < last) {
    const cut = header(b, p, last);
    const tag = head[3];
    const q = head[0];
    const stop = head[1];
    const next = head[2];
    if (cut !== OK) status = fail(status === OK ? BAD : status, ANSI_TCAP, LENGTH, p, 2, last - p);
    if (tag === 0xc7) {
      if (cut === OK && identifiers(b, q, stop) !== OK) status = BAD;
    } else if (tag === 0xe8) {
      components(b, q, stop); // component sequence
    } else if (tag === 0xd7 && stop > q) {
      u8[P_ABORT] = b[stop - 1];
    }
    if (cut !== OK) break;
    p = next;
  }
  return status;
}

/** Originating and responding identifier of four octets each; a response or abort has the responding one alone. */
function identifiers(b: Uint8Array, q: number, stop: number): Status {
  const n = stop - q;
  const type = u8[TYPE];
  if (n === 0) return OK;
  if (n === 8) {
    keep(b, q, OTID, OTID_LENGTH);
    keep(b, q + 4, DTID, DTID_LENGTH);
    return OK;
  }
  if (n !== 4 || type === PACKAGE_UNIDIRECTIONAL) return fail(BAD, ANSI_TCAP, IDENTIFIER, q, n, 4);
  if (type === PACKAGE_RESPONSE || type === PACKAGE_ABORT) keep(b, q, DTID, DTID_LENGTH);
  else keep(b, q, OTID, OTID_LENGTH);
  return OK;
}

function keep(b: Uint8Array, q: number, value: number, length: number): void {
  u32[value] = ((b[q] << 24) | (b[q + 1] << 16) | (b[q + 2] << 8) | b[q + 3]) >>> 0;
  u8[length] = 4;
}

/** Components (T1.114.3 §3.2): 0xe9 invoke last, 0xea result last, 0xeb error, 0xec reject, 0xed invoke, 0xee result. */
function components(b: Uint8Array, at: number, end: number): void {
  let p = at;
  let count = 0;
  while (p < end && count < COMPONENT_SLOTS) {
    const cut = header(b, p, end);
    const type = head[3];
    const stop = head[1];
    const next = head[2];
    if (type >= 0xe9 && type <= 0xee) {
      component(b, head[0], stop, type, COMPONENTS + count * COMPONENT_SIZE);
      count++;
    }
    if (cut !== OK) break;
    p = next;
  }
  u8[COUNT] = count;
}

function component(b: Uint8Array, at: number, end: number, type: number, slot: number): void {
  u8[slot] = type;
  let p = at;
  while (p < end) {
    if (header(b, p, end) !== OK) return;
    const tag = head[3];
    const q = head[0];
    const stop = head[1];
    if (tag === 0xcf && stop > q) {
      // component identifiers: the invoke id, of a result the correlation id
      u8[slot + 2] = b[q];
      u8[slot + 1] |= SLOT_HAS_INVOKE_ID;
    } else if ((tag === 0xd0 || tag === 0xd1) && stop > q) {
      // operation code: national 0xd0, private 0xd1 (family, specifier)
      if (tag === 0xd1 && (b[q] & 0x7f) === FAMILY_ANSI_41) u8[PROTOCOL_AT] = ANSI_MAP;
      u8[slot + 4] = b[stop - 1];
      u8[slot + 5] = stop - q > 1 ? b[stop - 2] : 0;
      u8[slot + 1] |= SLOT_HAS_OPERATION;
    } else if ((tag === 0xd3 || tag === 0xd4 || tag === 0xd5) && stop > q) {
      // error code national 0xd3, private 0xd4; problem code 0xd5
      const code = integer(b, q, stop);
      u8[slot + 6] = code;
      u8[slot + 7] = code >> 8;
      u8[slot + 1] |= SLOT_HAS_CODE;
    }
    p = head[2];
  }
}
