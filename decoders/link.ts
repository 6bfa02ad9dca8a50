/**
 * Everything below IP: link-layer headers, VLAN tags, MPLS, PPP. The link types are the registered LINKTYPE_ numbers.
 *
 * Leaves in `inner`: the payload and, in `what`, WHAT_IP, WHAT_MTP2, WHAT_MTP2_EXTENDED, WHAT_MTP3, WHAT_SCCP,
 * WHAT_EXPORTED, or WHAT_OTHER for what this program leaves alone (ARP, spanning tree, …).
 */
import {
  WHAT_EXPORTED as EXPORTED_,
  INNER,
  WHAT_IP as IP_,
  inner as inner_,
  WHAT_MTP2 as MTP2_,
  WHAT_MTP2_EXTENDED as MTP2_EXTENDED_,
  WHAT_MTP3 as MTP3_,
  WHAT_OTHER as OTHER_,
  WHAT_SCCP as SCCP_,
} from './inner.ts';
import { PROTOCOL } from './protocols.ts';
import {
  BAD as BAD_,
  fail,
  faultNumber,
  OK as OK_,
  SHORT as SHORT_,
  type Status,
  UNKNOWN as UNKNOWN_,
} from './status.ts';

const inner = inner_;
const { at: AT, end: END, what: WHAT } = INNER;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const UNKNOWN = UNKNOWN_;
const OTHER = OTHER_;
const IP = IP_;
const MTP2 = MTP2_;
const MTP2_EXTENDED = MTP2_EXTENDED_;
const MTP3 = MTP3_;
const SCCP = SCCP_;
const EXPORTED = EXPORTED_;
const { frame: FRAME } = PROTOCOL;
const HEADER = faultNumber('header');
const NESTING_DEPTH = faultNumber('nesting depth');
const LINK_TYPE = faultNumber('link type');

/** Tags, labels and headers in a row that are gone through before the frame is given up. */
const MOST_HEADERS = 16;

function found(at: number, end: number, what: number): Status {
  inner[AT] = at;
  inner[END] = end;
  inner[WHAT] = what;
  return OK;
}

/** One frame of the given link type. */
export function link(b: Uint8Array, at: number, end: number, type: number): Status {
  if (type === 1) return ethernet(b, at, end);
  switch (type) {
    case 0: // NULL: address family in the byte order of the capturing machine
    case 108: // LOOP: the same, big-endian
      return loopback(b, at, end);
    case 9: // PPP
      return ppp(b, at, end);
    case 50: // PPP in HDLC framing; RFC 1547 and Cisco HDLC share it, the address octet tells
      if (end - at >= 4 && (b[at] === 0x0f || b[at] === 0x8f)) return cisco(b, at, end);
      return ppp(b, at, end);
    case 51: // PPPoE session header, then PPP
      return pppoe(b, at, end);
    case 204: // direction octet, then PPP
      if (end - at < 1) return fail(SHORT, FRAME, HEADER, at, 1, end - at);
      return ppp(b, at + 1, end);
    case 104: // Cisco HDLC
      return cisco(b, at, end);
    case 12: // DLT_RAW as some systems number it
    case 14:
    case 101:
    case 228:
    case 229:
      return found(at, end, IP);
    case 113: // Linux cooked: packet type, ARPHRD, address length, address (8), protocol
      if (end - at < 16) return fail(SHORT, FRAME, HEADER, at, 16, end - at);
      return cooked(b, at + 16, end, (b[at + 14] << 8) | b[at + 15]);
    case 276: // Linux cooked v2: protocol, reserved (2), interface (4), ARPHRD (2), type, address length, address (8)
      if (end - at < 20) return fail(SHORT, FRAME, HEADER, at, 20, end - at);
      return cooked(b, at + 20, end, (b[at] << 8) | b[at + 1]);
    case 139: // MTP2 pseudo-header: direction, extended sequence numbers (0 no, 1 yes, 2 unknown), link number (2)
      if (end - at < 4) return fail(SHORT, FRAME, HEADER, at, 4, end - at);
      return found(at + 4, end, b[at + 1] === 1 ? MTP2_EXTENDED : MTP2);
    case 140:
      return found(at, end, MTP2);
    case 141:
      return found(at, end, MTP3);
    case 142:
      return found(at, end, SCCP);
    case 219:
      return mpls(b, at, end);
    case 252:
      return found(at, end, EXPORTED);
    default:
      return fail(UNKNOWN, FRAME, LINK_TYPE, at, type, end - at);
  }
}

/** An Ethernet frame without preamble and without check sequence (IEEE 802.3). */
export function ethernet(b: Uint8Array, at: number, end: number): Status {
  // destination (6), source (6), type or length (2)
  if (end - at < 14) return fail(SHORT, FRAME, HEADER, at, 14, end - at);
  const type = (b[at + 12] << 8) | b[at + 13];
  if (type === 0x0800 || type === 0x86dd) return found(at + 14, end, IP);
  return ethertype(b, at + 14, end, type);
}

/** What stands behind an ethertype. */
export function ethertype(b: Uint8Array, at: number, end: number, type: number): Status {
  let p = at;
  for (let depth = 0; depth < MOST_HEADERS; depth++) {
    if (type <= 1500) {
      // 802.3 length; 802.2 LLC with SNAP and no organisation carries an ethertype (RFC 1042)
      const stop = end - p < type ? end : p + type;
      if (stop - p < 8 || b[p] !== 0xaa || b[p + 1] !== 0xaa || b[p + 2] !== 0x03) return found(p, stop, OTHER);
      if ((b[p + 3] | b[p + 4] | b[p + 5]) !== 0) return found(p, stop, OTHER);
      type = (b[p + 6] << 8) | b[p + 7];
      if (type <= 1500) return found(p, stop, OTHER);
      p += 8;
      continue;
    }
    switch (type) {
      case 0x0800:
      case 0x86dd:
        return found(p, end, IP);
      case 0x8100: // IEEE 802.1Q
      case 0x88a8: // IEEE 802.1ad
      case 0x9100: // its numbers before the standard
      case 0x9200:
        if (end - p < 4) return fail(SHORT, FRAME, HEADER, p, 4, end - p);
        type = (b[p + 2] << 8) | b[p + 3];
        p += 4;
        continue;
      case 0x8847: // MPLS (RFC 5332)
      case 0x8848:
        return mpls(b, p, end);
      case 0x8864: // PPPoE session (RFC 2516)
        return pppoe(b, p, end);
      default:
        return found(p, end, OTHER);
    }
  }
  return fail(BAD, FRAME, NESTING_DEPTH, p, MOST_HEADERS, end - p);
}

/** A stack of MPLS labels (RFC 3032 §2.1): label (20 bits), traffic class, bottom of stack, time to live. */
export function mpls(b: Uint8Array, at: number, end: number): Status {
  let p = at;
  for (let depth = 0; depth < MOST_HEADERS; depth++) {
    if (end - p < 4) return fail(SHORT, FRAME, HEADER, p, 4, end - p);
    const bottom = b[p + 2] & 1;
    p += 4;
    if (bottom === 0) continue;
    if (end - p < 1) return fail(SHORT, FRAME, HEADER, p, 1, 0);
    // nothing on the wire says what follows; IP's version nibble does by custom (RFC 4928 §2)
    if (plausibleIp(b, p, end)) return found(p, end, IP);
    // a pseudowire control word begins with a zero nibble (RFC 4385 §3)
    if (b[p] >> 4 === 0 && plausibleEthernet(b, p + 4, end)) return ethernet(b, p + 4, end);
    if (plausibleEthernet(b, p, end)) return ethernet(b, p, end);
    return found(p, end, OTHER);
  }
  return fail(BAD, FRAME, NESTING_DEPTH, p, MOST_HEADERS, end - p);
}

function plausibleIp(b: Uint8Array, at: number, end: number): boolean {
  const version = b[at] >> 4;
  if (version === 4) return end - at >= 20 && (b[at] & 15) >= 5 && ((b[at + 2] << 8) | b[at + 3]) <= end - at + 4;
  return version === 6 && end - at >= 40 && ((b[at + 4] << 8) | b[at + 5]) <= end - at;
}

function plausibleEthernet(b: Uint8Array, at: number, end: number): boolean {
  if (end - at < 18) return false;
  const type = (b[at + 12] << 8) | b[at + 13];
  if (type === 0x0800 || type === 0x86dd) return plausibleIp(b, at + 14, end);
  return type === 0x8100 || type === 0x88a8 || type === 0x8847;
}

/** PPP (RFC 1661 §2, RFC 1662 §3.1): address and control may be absent, the protocol may be one octet. */
function ppp(b: Uint8Array, at: number, end: number): Status {
  let p = at;
  if (end - p >= 2 && b[p] === 0xff && b[p + 1] === 0x03) p += 2;
  if (end - p < 2) return fail(SHORT, FRAME, HEADER, p, 2, end - p);
  let protocol = b[p];
  if ((protocol & 1) !== 0) p += 1;
  else {
    protocol = (protocol << 8) | b[p + 1];
    p += 2;
  }
  if (protocol === 0x0021 || protocol === 0x0057) return found(p, end, IP);
  if (protocol === 0x0281 || protocol === 0x0283) return mpls(b, p, end); // RFC 3032 §4.3
  return found(p, end, OTHER);
}

/** PPPoE session header (RFC 2516 §4): version and type, code, session (2), length (2). */
function pppoe(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 6) return fail(SHORT, FRAME, HEADER, at, 6, end - at);
  if (b[at] !== 0x11 || b[at + 1] !== 0) return found(at, end, OTHER);
  const length = (b[at + 4] << 8) | b[at + 5];
  return ppp(b, at + 6, end - at - 6 < length ? end : at + 6 + length);
}

/** Cisco HDLC: address, control, ethertype (2). */
function cisco(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 4) return fail(SHORT, FRAME, HEADER, at, 4, end - at);
  const type = (b[at + 2] << 8) | b[at + 3];
  return type <= 1500 ? found(at + 4, end, OTHER) : ethertype(b, at + 4, end, type);
}

/** Linux cooked protocol: an ethertype; 1 to 4 are Novell and 802 forms without one. */
function cooked(b: Uint8Array, at: number, end: number, protocol: number): Status {
  return protocol <= 1500 ? found(at, end, OTHER) : ethertype(b, at, end, protocol);
}

/** Address family in either byte order: 2 is IPv4 everywhere, IPv6 is 10, 24, 28 or 30 by system. */
function loopback(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 4) return fail(SHORT, FRAME, HEADER, at, 4, end - at);
  const family = (b[at] | b[at + 1]) === 0 ? (b[at + 2] << 8) | b[at + 3] : b[at] | (b[at + 1] << 8);
  switch (family) {
    case 2:
    case 10:
    case 24:
    case 28:
    case 30:
      return found(at + 4, end, IP);
    default:
      return found(at + 4, end, OTHER);
  }
}
