/**
 * GTPv1-C: header (TS 29.060 §6, the same as TS 29.281 §5) and information elements (§7.7). GTPv0 (GSM 09.60), GTP'
 * (TS 32.295) and GTPv2 (TS 29.274) are recognised by version and message type and read no further.
 *
 * Fills the scratch record's gtp fields and identities; `protocol` and `kind` are set as soon as the version is known.
 * An element of a wrong length costs that element, an element that cannot be skipped costs what stands behind it.
 * `textAt` and `payloadAt` are indexes into `b`.
 */
import { IS_CONTROL, IS_KNOWN } from './gtp-messages.ts';
import { walk } from './gtp-walk.ts';
import * as records from './message.ts';
import { PROTOCOL } from './protocols.ts';
import * as statuses from './status.ts';

const { OK, SHORT, BAD, UNKNOWN, fail, faultNumber } = statuses;
const { KIND_MESSAGE, KIND_OTHER, HAS_SEQUENCE, HAS_TEID } = records;
const { u8: U8, u16: U16, u32: U32 } = records.scratch;
const {
  present: PRESENT,
  payloadAt: PAYLOAD_AT,
  payloadLength: PAYLOAD_LENGTH,
  kind: KIND,
  protocol: PROTOCOL_AT,
  teid: TEID,
  sequenceNumber: SEQUENCE_NUMBER,
  gtpVersion: GTP_VERSION,
  messageType: MESSAGE_TYPE,
} = records.message.at;

const { gtp: GTP, gtpv0: GTPV0, gtp_prime: GTP_PRIME, gtpv2: GTPV2, gtp_u: GTP_U } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');
const EXTENSION_HEADER = faultNumber('extension header');
const MESSAGE_TYPE_FAULT = faultNumber('message type');
const CONTROL = IS_CONTROL;
const KNOWN = IS_KNOWN;

/** End marker, and behind it 255, the G-PDU (TS 29.281 §6.1): user plane, whatever the port. */
const END_MARKER = 254;

/**
 * Decodes the GTP message at `b[at]` to `b[end - 1]`, one UDP payload.
 * OK: read whole (octets behind its length field are ignored). SHORT: the length field or an element reaches behind
 * `end`. BAD: header, extension header or an element contradicts itself. UNKNOWN: a version, a message type (counted, not
 * paired) or a fixed-length element that this decoder does not know. Whatever was read before the fault stands.
 */
export function gtp(b: Uint8Array, at: number, end: number): statuses.Status {
  // flags, message type and length (2) begin every version
  if (end - at < 4) return fail(SHORT, GTP, HEADER, at, 4, end - at);
  const first = b[at];
  // version 1 (bits 8 to 6), PT 1 (bit 5); TEID (4) behind the length (TS 29.060 §6)
  if ((first & 0xf0) !== 0x30) return recognise(b, at, end, first);
  if (end - at < 8) return fail(SHORT, GTP, HEADER, at, 8, end - at);
  const type = b[at + 1];
  const length = (b[at + 2] << 8) | b[at + 3];
  U8[GTP_VERSION] = 1;
  U8[MESSAGE_TYPE] = type;
  U32[TEID] = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  U32[PRESENT] |= HAS_TEID;
  if (type >= END_MARKER) {
    U8[PROTOCOL_AT] = GTP_U;
    U8[KIND] = KIND_OTHER;
    return OK;
  }
  U8[PROTOCOL_AT] = GTP;
  if (KNOWN[type] === 0) {
    U8[KIND] = KIND_OTHER;
    return fail(UNKNOWN, GTP, MESSAGE_TYPE_FAULT, at + 1, type, 0);
  }
  U8[KIND] = KIND_MESSAGE;
  let status: statuses.Status = OK;
  let stop = at + 8 + length;
  if (end - at - 8 < length) {
    status = fail(SHORT, GTP, LENGTH, at + 2, length, end - at - 8);
    stop = end;
  }
  U32[PAYLOAD_AT] = at;
  U32[PAYLOAD_LENGTH] = stop - at;
  let p = at + 8;
  // any of E, S, PN: sequence number (2), N-PDU number, next extension header type (§6)
  if ((first & 0x07) !== 0) {
    if (stop - p < 4) return status === OK ? fail(BAD, GTP, LENGTH, at + 2, length, 4) : status;
    if ((first & 0x02) !== 0) {
      U16[SEQUENCE_NUMBER] = (b[p] << 8) | b[p + 1];
      U32[PRESENT] |= HAS_SEQUENCE;
    }
    let next = (first & 0x04) !== 0 ? b[p + 3] : 0;
    p += 4;
    // §6.1: length in units of 4 octets, content, type of the next one
    while (next !== 0) {
      const octets = p < stop ? b[p] << 2 : 4;
      if (stop - p < octets) return status === OK ? fail(SHORT, GTP, EXTENSION_HEADER, p, octets, stop - p) : status;
      if (octets === 0) return fail(BAD, GTP, EXTENSION_HEADER, p, 0, stop - p);
      p += octets;
      next = b[p - 1];
    }
  }
  return walk(b, p, stop, status);
}

/**
 * True where the octets are a GTPv1-C message on any port: version 1, PT 1, spare bit 0, S 1 (a signalling message
 * always has it, TS 29.060 §6), a message type of the control plane and a length field that is exactly what is there.
 */
export function looksLikeGtpC(b: Uint8Array, at: number, end: number): boolean {
  if (end - at < 12) return false;
  return (b[at] & 0xfa) === 0x32 && CONTROL[b[at + 1]] === 1 && ((b[at + 2] << 8) | b[at + 3]) === end - at - 8;
}

/** The versions that are counted and not read: first octet and message type stand at the same place in all. */
function recognise(b: Uint8Array, at: number, end: number, first: number): statuses.Status {
  const version = first >> 5;
  // a later version announces itself to nodes that do not know it
  if (version > 2) return fail(UNKNOWN, GTP, VERSION, at, version, 2);
  U8[GTP_VERSION] = version;
  U8[MESSAGE_TYPE] = b[at + 1];
  U8[KIND] = KIND_OTHER;
  // GTP' has PT 0 and three bits of 1 (TS 32.295 §6.1.1); GTPv2 uses bit 5 for piggybacking and has bits 3 to 1 as
  // message priority and spare 0 (TS 29.274 §5.1)
  const prime = (first & 0x1e) === 0x0e || (version < 2 && (first & 0x10) === 0);
  const protocol = prime ? GTP_PRIME : version === 2 ? GTPV2 : GTPV0;
  U8[PROTOCOL_AT] = protocol;
  // octets behind the length field: v0 has a header of 20 (GSM 09.60 §6), v2 counts from the fifth octet (§5.5.1),
  // GTP' has 6 octets, of version 0 also 20 where the last bit says so
  const header = version === 2 && !prime ? 4 : prime && (version > 0 || (first & 0x01) !== 0) ? 6 : 20;
  const length = (b[at + 2] << 8) | b[at + 3];
  return end - at - header < length
    ? fail(SHORT, protocol, LENGTH, at + 2, length, Math.max(0, end - at - header))
    : OK;
}
