/**
 * M2UA (RFC 3331). Reads the Protocol Data of Data messages (§3.3.1.1, class MAUP, type 1); every other message is
 * recognised by its class.
 *
 * Leaves in `inner`: an MTP3 message, `what` (0 none, 1 Protocol Data 1, 2 Protocol Data 2, whose label is the Japanese
 * one) and `next`.
 */
import { INNER, inner } from './inner.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD, fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const { at: AT, end: END, what: WHAT, next: NEXT } = INNER;
const { m2ua: M2UA } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');
const PARAMETER = faultNumber('parameter');

const MAUP = 6; // class, §3.1.3
const DATA = 1; // type, §3.1.4
const PROTOCOL_DATA_1 = 0x0300; // §3.3
const PROTOCOL_DATA_2 = 0x0301;

/** One message. Its length or a parameter's beyond `end` is noted and what is there is read. */
export function m2ua(b: Uint8Array, at: number, end: number): Status {
  const has = end - at;
  if (has < 8) return fail(SHORT, M2UA, HEADER, at, 8, has);
  if (b[at] !== 1) return fail(BAD, M2UA, VERSION, at, b[at], 1);
  const length = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  if (length < 8) return fail(BAD, M2UA, LENGTH, at + 4, length, has);
  let stop = at + length;
  if (has < length) {
    fail(SHORT, M2UA, LENGTH, at + 4, length, has);
    stop = end;
  }
  inner[NEXT] = stop;
  inner[WHAT] = 0;
  if (b[at + 2] !== MAUP || b[at + 3] !== DATA) return OK;
  let p = at + 8;
  while (stop - p >= 4) {
    const tag = (b[p] << 8) | b[p + 1];
    let octets = (b[p + 2] << 8) | b[p + 3];
    if (octets < 4) return fail(BAD, M2UA, PARAMETER, p + 2, octets, stop - p);
    if (stop - p < octets) {
      if (inner[WHAT] !== 0) return OK;
      fail(SHORT, M2UA, PARAMETER, p + 2, octets, stop - p);
      octets = stop - p;
    }
    if (inner[WHAT] === 0 && (tag === PROTOCOL_DATA_1 || tag === PROTOCOL_DATA_2)) {
      // Data 1 begins with the SIO; Data 2 (TTC) with the length indicator octet and its priority bits, then the SIO
      const skip = tag - PROTOCOL_DATA_1;
      if (octets < 4 + skip) return fail(SHORT, M2UA, PARAMETER, p + 2, 4 + skip, octets);
      inner[AT] = p + 4 + skip;
      inner[END] = p + octets;
      inner[WHAT] = 1 + skip;
    }
    p += (octets + 3) & ~3;
  }
  return OK;
}
