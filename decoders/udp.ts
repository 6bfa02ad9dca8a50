/**
 * UDP (RFC 768). Fills srcPort and dstPort; leaves the payload in `inner`. A length of 0, as segmentation offload
 * leaves it, means all that is there; one beyond `end` is noted and the payload ends there.
 */
import { INNER, inner as inner_ } from './inner.ts';
import { message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD, fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const inner = inner_;
const { u16: U16 } = scratch;
const { srcPort: SRC_PORT, dstPort: DST_PORT } = message.at;
const { at: AT, end: END } = INNER;
const { udp: UDP } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');

export function udp(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 8) return fail(SHORT, UDP, HEADER, at, 8, end - at);
  U16[SRC_PORT] = (b[at] << 8) | b[at + 1];
  U16[DST_PORT] = (b[at + 2] << 8) | b[at + 3];
  let length = (b[at + 4] << 8) | b[at + 5];
  if (length === 0) length = end - at;
  if (length < 8) return fail(BAD, UDP, LENGTH, at + 4, length, 8);
  if (end - at < length) {
    fail(SHORT, UDP, LENGTH, at + 4, length, end - at);
    length = end - at;
  }
  inner[AT] = at + 8;
  inner[END] = at + length;
  return OK;
}
