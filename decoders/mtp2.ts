/**
 * MTP2 signal units without flags (Q.703 §2.2). Leaves in `inner`: the MTP3 message of an MSU and `what` (1), or
 * `what` 0 for fill-in and link status units. Two check octets behind the unit are left out where they are there.
 */
import { INNER, inner } from './inner.ts';
import { PROTOCOL } from './protocols.ts';
import { fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const { at: AT, end: END, what: WHAT } = INNER;
const { mtp2: MTP2 } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');

/**
 * One signal unit: BSN and BIB, FSN and FIB, length indicator (6 bits, §2.3.3), then the unit. With `extended`
 * sequence numbers the three are two octets each, low octet first, the indicator 9 bits (Q.703 annex A).
 */
export function mtp2(b: Uint8Array, at: number, end: number, extended: boolean): Status {
  const header = extended ? 6 : 3;
  if (end - at < header) return fail(SHORT, MTP2, HEADER, at, header, end - at);
  const most = extended ? 511 : 63;
  const length = extended ? (b[at + 4] | (b[at + 5] << 8)) & 0x1ff : b[at + 2] & 0x3f;
  const p = at + header;
  inner[WHAT] = 0;
  inner[AT] = p;
  inner[END] = p;
  if (length <= 2) return OK; // 0 a fill-in unit, 1 or 2 a link status unit
  const has = end - p;
  let octets = length;
  // the greatest value stands for all longer units too (§2.3.3)
  if (length === most && has > length) octets = has === length + 2 ? length : has;
  if (has < octets) {
    fail(SHORT, MTP2, LENGTH, at + header - 1, octets, has);
    octets = has;
  }
  inner[END] = p + octets;
  inner[WHAT] = 1;
  return OK;
}
