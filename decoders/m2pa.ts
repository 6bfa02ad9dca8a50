/**
 * M2PA (RFC 4165 §2). User Data holds a priority octet, then SIO and SIF; Link Status and empty User Data (an
 * acknowledgement) are recognised.
 *
 * Leaves in `inner`: an MTP3 message, `what` (0 none, 1 there is one) and `next`.
 *
 * Drafts before the eighth have sequence numbers of 2 octets in a header of 12 and a length indicator octet in the
 * place of the priority; they are told by the octets that the RFC leaves unused (§2.2).
 */
import { INNER, inner } from './inner.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD, fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const { at: AT, end: END, what: WHAT, next: NEXT } = INNER;
const { m2pa: M2PA } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');

const USER_DATA = 1; // type, §2.1.3

/** One message. A length beyond `end` is noted and what is there is read. */
export function m2pa(b: Uint8Array, at: number, end: number): Status {
  const has = end - at;
  if (has < 8) return fail(SHORT, M2PA, HEADER, at, 8, has);
  if (b[at] !== 1) return fail(BAD, M2PA, VERSION, at, b[at], 1);
  const length = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  if (length < 8) return fail(BAD, M2PA, LENGTH, at + 4, length, has);
  let stop = at + length;
  if (has < length) {
    fail(SHORT, M2PA, LENGTH, at + 4, length, has);
    stop = end;
  }
  inner[NEXT] = stop;
  inner[WHAT] = 0;
  if (b[at + 3] !== USER_DATA) return OK;
  // §2.2: unused, BSN (3), unused, FSN (3)
  if (stop - at < 12) return fail(SHORT, M2PA, HEADER, at + 8, 8, stop - at - 8);
  const draft = stop - at < 16 || b[at + 8] !== 0 || b[at + 12] !== 0;
  const p = at + (draft ? 12 : 16);
  if (stop - p < 2) return OK; // an acknowledgement has no data
  // §2.3.1: priority (2 bits) and spare, then SIO and SIF
  inner[AT] = p + 1;
  inner[END] = stop;
  inner[WHAT] = 1;
  return OK;
}
