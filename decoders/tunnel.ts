/**
 * Wrappings of mirrored traffic above IP: GRE (RFC 2784, RFC 2890) with ERSPAN inside, VXLAN (RFC 7348) and its generic
 * form. Leave the payload in `inner` with WHAT_IP, WHAT_ETHERNET, WHAT_MPLS or WHAT_OTHER.
 */
import {
  WHAT_ETHERNET as ETHERNET,
  INNER,
  WHAT_IP as IP,
  inner as inner_,
  WHAT_MPLS as MPLS,
  WHAT_OTHER as OTHER,
} from './inner.ts';
import { PROTOCOL } from './protocols.ts';
import { fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const inner = inner_;
const { at: AT, end: END, what: WHAT } = INNER;
const { ip: PROTOCOL_IP } = PROTOCOL;
const HEADER = faultNumber('header');

function found(at: number, end: number, what: number): Status {
  inner[AT] = at;
  inner[END] = end;
  inner[WHAT] = what;
  return OK;
}

/** GRE: flags and version (2), protocol (2), then checksum, key and sequence number where flagged. */
export function gre(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 4) return fail(SHORT, PROTOCOL_IP, HEADER, at, 4, end - at);
  const flags = b[at];
  const type = (b[at + 2] << 8) | b[at + 3];
  if ((b[at + 1] & 7) !== 0) return found(at, end, OTHER); // version 1 is PPTP (RFC 2637)
  if ((flags & 0x40) !== 0) return found(at, end, OTHER); // source routing (RFC 1701), out of use
  // RFC 2890 §2: C 0x80, K 0x20, S 0x10, four octets each
  const octets = 4 + ((flags >> 7) & 1) * 4 + ((flags >> 5) & 1) * 4 + ((flags >> 4) & 1) * 4;
  if (end - at < octets) return fail(SHORT, PROTOCOL_IP, HEADER, at, octets, end - at);
  const p = at + octets;
  switch (type) {
    case 0x0800:
    case 0x86dd:
      return found(p, end, IP);
    case 0x6558: // transparent Ethernet bridging
      return found(p, end, ETHERNET);
    case 0x8847:
    case 0x8848:
      return found(p, end, MPLS);
    case 0x88be: // ERSPAN: type I has no header and no sequence number, type II has 8 octets (draft-foschiano-erspan §4.1)
      if ((flags & 0x10) === 0) return found(p, end, ETHERNET);
      if (end - p < 8) return fail(SHORT, PROTOCOL_IP, HEADER, p, 8, end - p);
      return found(p + 8, end, ETHERNET);
    case 0x22eb: {
      // ERSPAN type III: 12 octets, 8 more where the O bit is set (§4.2)
      if (end - p < 12) return fail(SHORT, PROTOCOL_IP, HEADER, p, 12, end - p);
      const more = (b[p + 11] & 1) * 8;
      if (end - p < 12 + more) return fail(SHORT, PROTOCOL_IP, HEADER, p, 12 + more, end - p);
      return found(p + 12 + more, end, ETHERNET);
    }
    default:
      return found(p, end, OTHER);
  }
}

/** VXLAN (RFC 7348 §5): flags with the I bit, reserved (3), network identifier (3), reserved. */
export function vxlan(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 8) return fail(SHORT, PROTOCOL_IP, HEADER, at, 8, end - at);
  if ((b[at] & 0x08) === 0) return found(at, end, OTHER);
  return found(at + 8, end, ETHERNET);
}

/** VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe §3.2): as VXLAN, next protocol in the fourth octet where the P bit is set. */
export function vxlanGeneric(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 8) return fail(SHORT, PROTOCOL_IP, HEADER, at, 8, end - at);
  if ((b[at] & 0x04) === 0) return vxlan(b, at, end);
  switch (b[at + 3]) {
    case 1:
    case 2:
      return found(at + 8, end, IP);
    case 3:
      return found(at + 8, end, ETHERNET);
    case 5:
      return found(at + 8, end, MPLS);
    default:
      return found(at + 8, end, OTHER);
  }
}
