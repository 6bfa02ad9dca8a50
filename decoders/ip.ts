/**
 * IPv4 (RFC 791) and IPv6 with its extension headers (RFC 8200). Checksums are not verified: captures whose numbers
 * were replaced do not hold them.
 *
 * Fills ipVersion, src and dst. Leaves in `inner`: the payload, the protocol number in `what`, and `identifier`,
 * `offset`, `more`, `fragment`. Octets behind the total length (padding) are left out; a total length of 0, as
 * segmentation offload leaves it, means all that is there.
 */
import { INNER, inner as inner_ } from './inner.ts';
import { message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, fault as fault_, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const inner = inner_;
const { u8: U8 } = scratch;
const { ipVersion: IP_VERSION, src: SRC, dst: DST } = message.at;
const { at: AT, end: END, what: WHAT, identifier: IDENTIFIER, offset: OFFSET, fragment: FRAGMENT, more: MORE } = INNER;
const fault = fault_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const { ip: IP } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');
const EXTENSION_HEADER = faultNumber('extension header');
const FRAGMENT_FAULT = faultNumber('fragment');

/** Extension headers in a row; RFC 8200 §4.1 knows 7, each at most twice. */
const MOST_HEADERS = 16;

/** One datagram. A total length beyond `end` is noted (SHORT) and the payload ends at `end`; the answer is still OK. */
export function ip(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 20) return short(b, at, end);
  const first = b[at];
  if (first >> 4 !== 4) return first >> 4 === 6 ? ip6(b, at, end) : fail(BAD, IP, VERSION, at, first >> 4, end - at);
  // RFC 791 §3.1
  const header = (first & 15) << 2;
  if (header < 20) return fail(BAD, IP, HEADER, at, header, 20);
  if (end - at < header) return fail(SHORT, IP, HEADER, at, header, end - at);
  let length = (b[at + 2] << 8) | b[at + 3];
  if (length === 0) length = end - at;
  if (length < header) return fail(BAD, IP, LENGTH, at + 2, length, header);
  if (end - at < length) {
    fail(SHORT, IP, LENGTH, at + 2, length, end - at);
    length = end - at;
  }
  if (U8[IP_VERSION] === 6) clearAddresses();
  U8[IP_VERSION] = 4;
  U8[SRC] = b[at + 12];
  U8[SRC + 1] = b[at + 13];
  U8[SRC + 2] = b[at + 14];
  U8[SRC + 3] = b[at + 15];
  U8[DST] = b[at + 16];
  U8[DST + 1] = b[at + 17];
  U8[DST + 2] = b[at + 18];
  U8[DST + 3] = b[at + 19];
  const place = (b[at + 6] << 8) | b[at + 7];
  inner[AT] = at + header;
  inner[END] = at + length;
  inner[WHAT] = b[at + 9];
  inner[IDENTIFIER] = (b[at + 4] << 8) | b[at + 5];
  if ((place & 0x3fff) === 0) {
    inner[FRAGMENT] = 0;
    return OK;
  }
  return fragment(at + 6, (place & 0x1fff) << 3, (place >> 13) & 1);
}

function short(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 1) return fail(SHORT, IP, HEADER, at, 20, end - at);
  const version = b[at] >> 4;
  if (version !== 4 && version !== 6) return fail(BAD, IP, VERSION, at, version, end - at);
  return fail(SHORT, IP, HEADER, at, version === 6 ? 40 : 20, end - at);
}

function clearAddresses(): void {
  for (let i = 0; i < 16; i++) {
    U8[SRC + i] = 0;
    U8[DST + i] = 0;
  }
}

/** A fragment ends within 65535 octets, and every one but the last on a multiple of 8 (RFC 791 §3.2, RFC 8200 §4.5). */
function fragment(at: number, offset: number, more: number): Status {
  const length = inner[END] - inner[AT];
  if (offset + length > 65535) return fail(BAD, IP, FRAGMENT_FAULT, at, offset + length, 65535);
  if (more === 1 && (length & 7) !== 0) {
    // one that the capture cut says so already
    if (fault[0] !== SHORT) fail(BAD, IP, FRAGMENT_FAULT, at, length, length & ~7);
    inner[END] -= length & 7;
  }
  inner[FRAGMENT] = 1;
  inner[OFFSET] = offset;
  inner[MORE] = more;
  return OK;
}

function ip6(b: Uint8Array, at: number, end: number): Status {
  // RFC 8200 §3
  if (end - at < 40) return fail(SHORT, IP, HEADER, at, 40, end - at);
  const length = (b[at + 4] << 8) | b[at + 5];
  let stop = at + 40 + length;
  if (length === 0) stop = end; // a jumbogram (RFC 2675), or left open by segmentation offload
  if (end - at - 40 < length) {
    fail(SHORT, IP, LENGTH, at + 4, length, end - at - 40);
    stop = end;
  }
  U8[IP_VERSION] = 6;
  for (let i = 0; i < 16; i++) {
    U8[SRC + i] = b[at + 8 + i];
    U8[DST + i] = b[at + 24 + i];
  }
  inner[IDENTIFIER] = 0;
  inner[FRAGMENT] = 0;
  let next = b[at + 6];
  let p = at + 40;
  for (let depth = 0; depth < MOST_HEADERS; depth++) {
    let octets = 0;
    switch (next) {
      case 0: // hop-by-hop options (RFC 8200 §4.3)
      case 43: // routing (§4.4)
      case 60: // destination options (§4.6)
      case 135: // mobility (RFC 6275)
      case 139: // host identity (RFC 7401)
      case 140: // shim6 (RFC 5533)
        if (stop - p < 8) return fail(SHORT, IP, EXTENSION_HEADER, p, 8, stop - p);
        octets = (b[p + 1] + 1) << 3;
        break;
      case 51: // authentication header (RFC 4302 §2.2)
        if (stop - p < 8) return fail(SHORT, IP, EXTENSION_HEADER, p, 8, stop - p);
        octets = (b[p + 1] + 2) << 2;
        break;
      case 44: {
        // fragment header (RFC 8200 §4.5): next header, reserved, offset in units of 8 and M, identification (4)
        if (stop - p < 8) return fail(SHORT, IP, EXTENSION_HEADER, p, 8, stop - p);
        const place = (b[p + 2] << 8) | b[p + 3];
        inner[IDENTIFIER] = ((b[p + 4] << 24) | (b[p + 5] << 16) | (b[p + 6] << 8) | b[p + 7]) >>> 0;
        next = b[p];
        p += 8;
        if ((place & 0xfff9) === 0) continue; // an atomic fragment is a whole datagram (RFC 6946)
        inner[AT] = p;
        inner[END] = stop;
        inner[WHAT] = next;
        return fragment(p - 6, place & 0xfff8, place & 1);
      }
      default:
        inner[AT] = p;
        inner[END] = stop;
        inner[WHAT] = next;
        return OK;
    }
    if (stop - p < octets) return fail(SHORT, IP, EXTENSION_HEADER, p, octets, stop - p);
    next = b[p];
    p += octets;
  }
  return fail(BAD, IP, EXTENSION_HEADER, p, MOST_HEADERS, stop - p);
}

/**
 * What stands in a joined datagram: an IPv6 one may begin with further extension headers, which are gone through here.
 * Leaves the payload and the protocol number in `inner`.
 */
export function ipExtensions(b: Uint8Array, at: number, end: number, protocol: number): Status {
  let next = protocol;
  let p = at;
  for (let depth = 0; depth < MOST_HEADERS; depth++) {
    if (next !== 0 && next !== 43 && next !== 60 && next !== 51) {
      inner[AT] = p;
      inner[END] = end;
      inner[WHAT] = next;
      inner[FRAGMENT] = 0;
      return OK;
    }
    if (end - p < 8) return fail(SHORT, IP, EXTENSION_HEADER, p, 8, end - p);
    const octets = next === 51 ? (b[p + 1] + 2) << 2 : (b[p + 1] + 1) << 3;
    if (end - p < octets) return fail(SHORT, IP, EXTENSION_HEADER, p, octets, end - p);
    next = b[p];
    p += octets;
  }
  return fail(BAD, IP, EXTENSION_HEADER, p, MOST_HEADERS, end - p);
}
