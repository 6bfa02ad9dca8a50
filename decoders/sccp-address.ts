/**
 * SCCP party addresses (Q.713 §3.4, T1.112.3 §3.4): address indicator, point code, subsystem number, global title.
 * Digits are kept as TBCD: two to an octet, low half first, 0xf in the high half of the last one after an odd count.
 */
import { copyOctets } from './copy.ts';
import { HAS_CALLED_PC, HAS_CALLED_SSN, message, scratch } from './message.ts';
import { POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU } from './mtp3.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const { u8: U8, u32: U32 } = scratch;
const {
  present: PRESENT,
  calledPc: PC,
  calledGt: GT,
  calledGtLength: GT_LENGTH,
  calledSsn: SSN,
  calledRouting: ROUTING,
  calledType: TYPE,
  calledPlan: PLAN,
  calledNature: NATURE,
} = message.at;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const ITU = POINT_CODES_ITU;
const ANSI = POINT_CODES_ANSI;
const CHINA = POINT_CODES_CHINA;
const HAS_SSN = HAS_CALLED_SSN;
const HAS_PC = HAS_CALLED_PC;
const { sccp: SCCP } = PROTOCOL;
const ADDRESS = faultNumber('address');
const GLOBAL_TITLE = faultNumber('global title');

/** Octets of a digits slot. */
export const GT_SLOT = 12;
const SLOT = GT_SLOT;

/** The called address, and the calling one, whose fields stand one place behind (the digits one slot). */
export const CALLED = 0;
export const CALLING = 1;

/** The address whose octets (without its length) are `b[at]` to `b[end - 1]`; nothing where there are none. */
export function sccpAddress(b: Uint8Array, at: number, end: number, which: number, form: number): Status {
  if (end - at < 1) return OK;
  const indicator = b[at];
  U8[ROUTING + which] = indicator;
  // the usual one: subsystem number and a title of format 4, no point code
  if ((indicator & 0xbf) === 0x12 && end - at >= 5) {
    U8[SSN + which] = b[at + 1];
    U32[PRESENT] |= HAS_SSN << which;
    U8[TYPE + which] = b[at + 2];
    U8[PLAN + which] = b[at + 3] >> 4;
    U8[NATURE + which] = b[at + 4] & 0x7f;
    return digits(b, at + 5, end, which, (b[at + 3] & 15) === 1 ? 1 : 0);
  }
  let p = at + 1;
  const gti = (indicator >> 2) & 15;
  // T1.112.3 §3.4.1: bit 8 says that the address is coded as in the national network; else as in Q.713
  if (form === ANSI && (indicator & 0x80) !== 0) {
    if ((indicator & 1) !== 0) {
      if (end - p < 1) return fail(SHORT, SCCP, ADDRESS, p, 1, end - p);
      U8[SSN + which] = b[p];
      U32[PRESENT] |= HAS_SSN << which;
      p += 1;
    }
    if ((indicator & 2) !== 0) {
      if (end - p < 3) return fail(SHORT, SCCP, ADDRESS, p, 3, end - p);
      U32[PC + which] = b[p] | (b[p + 1] << 8) | (b[p + 2] << 16);
      U32[PRESENT] |= HAS_PC << which;
      p += 3;
    }
    if (gti === 0) return OK;
    if (gti === 1) return titled(b, p, end, which, 3); // translation type, plan and scheme
    if (gti === 2) return titled(b, p, end, which, 2); // translation type
    return fail(BAD, SCCP, GLOBAL_TITLE, at, gti, 2);
  }
  if ((indicator & 1) !== 0) {
    const octets = form === ANSI || form === CHINA ? 3 : 2;
    if (end - p < octets) return fail(SHORT, SCCP, ADDRESS, p, octets, end - p);
    let pc = b[p] | (b[p + 1] << 8);
    if (octets === 3) pc |= b[p + 2] << 16;
    else if (form === ITU) pc &= 0x3fff; // §3.4.2.1
    U32[PC + which] = pc;
    U32[PRESENT] |= HAS_PC << which;
    p += octets;
  }
  if ((indicator & 2) !== 0) {
    if (end - p < 1) return fail(SHORT, SCCP, ADDRESS, p, 1, end - p);
    U8[SSN + which] = b[p];
    U32[PRESENT] |= HAS_SSN << which;
    p += 1;
  }
  if (gti === 0) return OK;
  if (gti <= 4) return titled(b, p, end, which, gti);
  return fail(BAD, SCCP, GLOBAL_TITLE, at, gti, 4);
}

/** A global title in the form of Q.713 §3.4.2.3.1 to 3.4.2.3.4. */
function titled(b: Uint8Array, at: number, end: number, which: number, form: number): Status {
  let p = at;
  if (form === 1) {
    // odd or even in bit 8, nature of address in the others
    if (end - p < 1) return fail(SHORT, SCCP, GLOBAL_TITLE, p, 1, end - p);
    U8[NATURE + which] = b[p] & 0x7f;
    return digits(b, p + 1, end, which, b[p] >> 7);
  }
  const octets = form === 2 ? 1 : form === 3 ? 2 : 3;
  if (end - p < octets) return fail(SHORT, SCCP, GLOBAL_TITLE, p, octets, end - p);
  U8[TYPE + which] = b[p];
  if (form === 2) return digits(b, p + 1, end, which, 0); // the translation type implies the encoding
  const scheme = b[p + 1] & 15;
  U8[PLAN + which] = b[p + 1] >> 4;
  if (form === 4) U8[NATURE + which] = b[p + 2] & 0x7f;
  p += octets;
  return digits(b, p, end, which, scheme === 1 ? 1 : 0); // 1 is BCD with an odd count
}

/** Digits, two an octet; `odd` is 1 where the last half octet is no digit. */
function digits(b: Uint8Array, at: number, end: number, which: number, odd: number): Status {
  const has = end - at;
  const slot = GT + which * SLOT;
  const n = Math.min(has, SLOT);
  copyOctets(b, at, n, slot);
  U8[GT_LENGTH + which] = n;
  if (has > SLOT) return fail(BAD, SCCP, GLOBAL_TITLE, at, has * 2 - odd, SLOT * 2);
  if (odd === 1 && n > 0) U8[slot + n - 1] |= 0xf0;
  return OK;
}
