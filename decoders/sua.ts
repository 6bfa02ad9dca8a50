/**
 * SUA (RFC 3868). Reads the connectionless messages CLDT (§3.2.1) and CLDR (§3.2.2); every other one is recognised by
 * its class.
 *
 * Fills the SCCP fields: sccpType is that of UDT or UDTS, which CLDT and CLDR stand for (§1.4), and the address
 * indicators are put together as Q.713 §3.4.1 codes them. Leaves the user data in `inner` with `what` 1 (else 0), and `next`.
 */
import { INNER, inner } from './inner.ts';
import * as records from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { SCCP_UDT, SCCP_UDTS } from './sccp.ts';
import { CALLED, CALLING, GT_SLOT } from './sccp-address.ts';
import { BAD, fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const { u8: U8, u32: U32 } = records.scratch;
const {
  present: PRESENT,
  opc: OPC,
  dpc: DPC,
  calledPc: PC,
  calledGt: GT,
  calledGtLength: GT_LENGTH,
  calledSsn: SSN,
  calledRouting: ROUTING,
  calledType: TYPE,
  calledPlan: PLAN,
  calledNature: NATURE,
  sccpType: SCCP_TYPE,
  returnCause: RETURN_CAUSE,
  segmentation: SEGMENTATION,
  segmentReference: SEGMENT_REFERENCE,
} = records.message.at;
const { HAS_LABEL, HAS_CALLED_SSN, HAS_CALLED_PC, HAS_CALLING_PC, HAS_RETURN_CAUSE, HAS_SEGMENTATION } = records;
const { at: AT, end: END, what: WHAT, next: NEXT } = INNER;
const { sua: SUA } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');
const PARAMETER = faultNumber('parameter');
const ADDRESS = faultNumber('address');
const GLOBAL_TITLE = faultNumber('global title');

const CONNECTIONLESS = 7; // class, §3.1.2
const CLDT = 1; // types, §3.1.3
const CLDR = 2;

/** One message. Its length or a parameter's beyond `end` is noted and what is there is read. */
export function sua(b: Uint8Array, at: number, end: number): Status {
  const has = end - at;
  if (has < 8) return fail(SHORT, SUA, HEADER, at, 8, has);
  if (b[at] !== 1) return fail(BAD, SUA, VERSION, at, b[at], 1);
  const length = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  if (length < 8) return fail(BAD, SUA, LENGTH, at + 4, length, has);
  let stop = at + length;
  if (has < length) {
    fail(SHORT, SUA, LENGTH, at + 4, length, has);
    stop = end;
  }
  inner[NEXT] = stop;
  inner[WHAT] = 0;
  const type = b[at + 3];
  if (b[at + 2] !== CONNECTIONLESS || (type !== CLDT && type !== CLDR)) return OK;
  U8[SCCP_TYPE] = type === CLDT ? SCCP_UDT : SCCP_UDTS;
  let p = at + 8;
  while (stop - p >= 4) {
    const tag = (b[p] << 8) | b[p + 1];
    let octets = (b[p + 2] << 8) | b[p + 3];
    if (octets < 4) return fail(BAD, SUA, PARAMETER, p + 2, octets, stop - p);
    if (stop - p < octets) {
      if (inner[WHAT] === 1) return OK;
      fail(SHORT, SUA, PARAMETER, p + 2, octets, stop - p);
      octets = stop - p;
    }
    parameter(b, p, p + octets, tag);
    p += (octets + 3) & ~3;
  }
  // without a label of its own, SUA names the nodes in its addresses (§3.10.2.2)
  if ((U32[PRESENT] & HAS_CALLED_PC) !== 0 && (U32[PRESENT] & HAS_CALLING_PC) !== 0) {
    U32[DPC] = U32[PC + CALLED];
    U32[OPC] = U32[PC + CALLING];
    U32[PRESENT] |= HAS_LABEL;
  }
  return OK;
}

function parameter(b: Uint8Array, at: number, end: number, tag: number): void {
  const p = at + 4;
  switch (tag) {
    case 0x0102: // source address, §3.10.2
      address(b, p, end, CALLING);
      return;
    case 0x0103: // destination address
      address(b, p, end, CALLED);
      return;
    case 0x0106: // SCCP cause, §3.10.6: reserved (2), type (1 is a return cause), value
      if (end - p >= 4 && b[p + 2] === 1) {
        U8[RETURN_CAUSE] = b[p + 3];
        U32[PRESENT] |= HAS_RETURN_CAUSE;
      }
      return;
    case 0x0117: // segmentation, §3.10.23: first bit and remaining segments, then the reference (3)
      if (end - p >= 4) {
        U8[SEGMENTATION] = b[p];
        U32[SEGMENT_REFERENCE] = (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3];
        U32[PRESENT] |= HAS_SEGMENTATION;
      }
      return;
    case 0x010b: // data, §3.10.7
      if (inner[WHAT] === 1) return;
      inner[AT] = p;
      inner[END] = end;
      inner[WHAT] = 1;
      return;
    default:
  }
}

/** Routing indicator (2), address indicator (2), then parameters of the address (§3.10.2). */
function address(b: Uint8Array, at: number, end: number, which: number): void {
  if (end - at < 4) {
    fail(SHORT, SUA, ADDRESS, at, 4, end - at);
    return;
  }
  // 1 route on global title, 2 on SSN and point code, 3 on host name, 4 on SSN and IP address
  let indicator = b[at + 1] === 1 ? 0 : 0x40;
  let p = at + 4;
  while (end - p >= 4) {
    const tag = (b[p] << 8) | b[p + 1];
    let octets = (b[p + 2] << 8) | b[p + 3];
    if (octets < 4 || end - p < octets) {
      fail(octets < 4 ? BAD : SHORT, SUA, ADDRESS, p + 2, octets, end - p);
      if (octets < 4) break;
      octets = end - p;
    }
    const stop = p + octets;
    if (tag === 0x8001) indicator = (indicator & ~0x3c) | (title(b, p + 4, stop, which) << 2);
    else if (octets >= 8 && tag === 0x8002) {
      // point code, §3.10.2.2: right-aligned in 4 octets
      U32[PC + which] = ((b[p + 4] << 24) | (b[p + 5] << 16) | (b[p + 6] << 8) | b[p + 7]) >>> 0;
      U32[PRESENT] |= HAS_CALLED_PC << which;
      indicator |= 1;
    } else if (octets >= 8 && tag === 0x8003) {
      // subsystem number, §3.10.2.3: in the last of 4 octets
      U8[SSN + which] = b[p + 7];
      U32[PRESENT] |= HAS_CALLED_SSN << which;
      indicator |= 2;
    }
    p += (octets + 3) & ~3;
  }
  U8[ROUTING + which] = indicator;
}

/**
 * Global title, §3.10.2.1: reserved (3), title indicator, number of digits, translation type, numbering plan, nature of
 * address, digits low half first. Gives the title indicator.
 */
function title(b: Uint8Array, at: number, end: number, which: number): number {
  if (end - at < 8) {
    fail(SHORT, SUA, GLOBAL_TITLE, at, 8, end - at);
    return 0;
  }
  const count = b[at + 4];
  U8[TYPE + which] = b[at + 5];
  U8[PLAN + which] = b[at + 6] & 15;
  U8[NATURE + which] = b[at + 7] & 0x7f;
  let octets = (count + 1) >> 1;
  if (end - at - 8 < octets) {
    fail(SHORT, SUA, GLOBAL_TITLE, at + 4, count, (end - at - 8) * 2);
    octets = end - at - 8;
  }
  const n = Math.min(octets, GT_SLOT);
  const slot = GT + which * GT_SLOT;
  for (let i = 0; i < n; i++) U8[slot + i] = b[at + 8 + i];
  U8[GT_LENGTH + which] = n;
  if (octets > GT_SLOT) fail(BAD, SUA, GLOBAL_TITLE, at + 4, count, GT_SLOT * 2);
  else if ((count & 1) === 1 && n === (count + 1) >> 1) U8[slot + n - 1] |= 0xf0;
  return b[at + 3] & 15;
}
