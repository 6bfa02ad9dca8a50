/**
 * Basic encoding rules (X.690 §8.1), as TCAP and its users write them: tags of one octet or more, lengths in short,
 * long and indefinite form.
 *
 * Hot code reads the common form (one tag octet, short length, whole) itself and calls `header` for the rest:
 *
 *     const n = b[p + 1];                       // after `end - p >= 2`
 *     let q = p + 2, stop = q + n, next = stop;
 *     if (n > 0x7f || stop > end || (b[p] & 0x1f) === 0x1f) { status = header(b, p, end); q = head[0]; … }
 *
 * `header` never throws and never reads at or beyond `end`. The end of an indefinite length is found in one pass over
 * its contents; decoders go down a fixed number of levels, so the cost stays linear in the octets.
 */
import { BAD as BAD_, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;

/** Indefinite lengths within each other that are followed; more is contradictory. */
export const MAX_DEPTH = 32;

/** A length of this much or more is beyond every buffer; kept small enough for a signed word. */
const LONGEST = 0x7fffffff;

/** Where `header` leaves what it read: [first content octet, end of contents, next element, tag]. Signed, as places are. */
const read = new Int32Array(new ArrayBuffer(16));
export const head: Readonly<Int32Array> = read;
export const HEAD_START = 0;
export const HEAD_STOP = 1;
export const HEAD_NEXT = 2;
/** The tag octets, big-endian: 0x30, 0x9f22. A tag of more than four octets keeps its last four; `>>> 0` for a person. */
export const HEAD_TAG = 3;

/**
 * Reads the tag and the length at `p`, of whatever form, into `head`.
 *
 * SHORT: the header or the contents go beyond `end`; the contents then end at `end`, so that what is there can be read
 * (if not even the header is whole, they are empty). BAD: a reserved length octet, an indefinite length on a primitive,
 * or nesting deeper than MAX_DEPTH; the contents are empty and nothing behind can be found.
 */
export function header(b: Uint8Array, p: number, end: number): Status {
  read[0] = end;
  read[1] = end;
  read[2] = end;
  read[3] = 0;
  if (p >= end) return SHORT;
  const first = b[p];
  let tag = first;
  let q = p + 1;
  if ((first & 0x1f) === 0x1f) {
    // X.690 §8.1.2.4: seven bits an octet, bit 8 set on all but the last
    let octet = 0x80;
    while (octet > 0x7f) {
      if (q >= end) return SHORT;
      octet = b[q++];
      tag = (tag << 8) | octet;
    }
  }
  read[3] = tag;
  if (q >= end) return SHORT;
  let n = b[q++];
  if (n > 0x7f) {
    if (n === 0x80) {
      if ((first & 0x20) === 0) return BAD; // §8.1.3.2: indefinite only where constructed
      return indefinite(b, q, end);
    }
    if (n === 0xff) return BAD; // §8.1.3.5 c
    let count = n & 0x7f;
    n = 0;
    while (count-- > 0) {
      if (q >= end) return SHORT;
      n = n > LONGEST >> 8 ? LONGEST : (n << 8) | b[q];
      q++;
    }
  }
  read[0] = q;
  if (end - q < n) return SHORT;
  read[1] = q + n;
  read[2] = q + n;
  return OK;
}

/** Finds the end-of-contents octets (§8.1.5) that close the contents at `q`, skipping definite elements by their length. */
function indefinite(b: Uint8Array, at: number, end: number): Status {
  read[0] = at;
  let open = 1;
  let q = at;
  while (end - q >= 2) {
    const first = b[q++];
    let n = b[q++];
    if (first === 0 && n === 0) {
      if (--open === 0) {
        read[1] = q - 2;
        read[2] = q;
        return OK;
      }
      continue;
    }
    if ((first & 0x1f) === 0x1f) {
      while (n > 0x7f) {
        if (q >= end) return SHORT;
        n = b[q++];
      }
      if (q >= end) return SHORT;
      n = b[q++];
    }
    if (n > 0x7f) {
      if (n === 0x80) {
        if ((first & 0x20) === 0 || ++open > MAX_DEPTH) return nothing(end);
        continue;
      }
      if (n === 0xff) return nothing(end);
      let count = n & 0x7f;
      n = 0;
      while (count-- > 0) {
        if (q >= end) return SHORT;
        n = n > LONGEST >> 8 ? LONGEST : (n << 8) | b[q];
        q++;
      }
    }
    if (end - q < n) return SHORT;
    q += n;
  }
  return SHORT;
}

function nothing(end: number): Status {
  read[0] = end;
  return BAD;
}

/**
 * The value of an INTEGER or ENUMERATED in `b[at]` to `b[stop - 1]` (X.690 §8.3), sign extended, of its last four octets.
 * 0 where there are none.
 */
export function integer(b: Uint8Array, at: number, stop: number): number {
  if (at >= stop) return 0;
  let value = b[at] > 0x7f ? -1 : 0;
  for (let q = stop - at > 4 ? stop - 4 : at; q < stop; q++) value = (value << 8) | b[q];
  return value;
}
