/**
 * Wireshark's exported PDU (link type 252): tags of 2 octets, lengths of 2, values padded to a multiple of 4 and counted
 * with their padding; tag 0 ends the list, then follows the PDU.
 *
 * Fills addresses, ports and point codes that the tags give. Leaves the PDU in `inner` and WHAT_… in `what` by the name
 * of the dissector (tag 12) or of its table and value (tags 14 and 32).
 */
import * as whats from './inner.ts';
import { HAS_LABEL, message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { fail, faultNumber, OK, SHORT, type Status } from './status.ts';
import { xuaOfIdentifier, xuaOfPort } from './xua.ts';

const { inner, INNER, WHAT_OTHER, WHAT_IP, WHAT_TCAP, WHAT_COMPONENT, WHAT_GTP, WHAT_UDP, WHAT_SCTP } = whats;
const { u8: U8, u16: U16, u32: U32 } = scratch;
const {
  present: PRESENT,
  ipVersion: IP_VERSION,
  src: SRC,
  dst: DST,
  srcPort: SRC_PORT,
  dstPort: DST_PORT,
  opc: OPC,
  dpc: DPC,
} = message.at;
const { at: AT, end: END, what: WHAT } = INNER;
const { frame: FRAME } = PROTOCOL;
const OPTION = faultNumber('option');

/** The names of Wireshark's dissectors and the protocol each is. */
const NAMES = [
  ['tcap', WHAT_TCAP],
  ['sccp', whats.WHAT_SCCP],
  ['mtp3', whats.WHAT_MTP3],
  ['mtp2', whats.WHAT_MTP2],
  ['m3ua', whats.WHAT_M3UA],
  ['m2ua', whats.WHAT_M2UA],
  ['m2pa', whats.WHAT_M2PA],
  ['sua', whats.WHAT_SUA],
  ['gsm_map', WHAT_COMPONENT],
  ['gsm_map_sccp', WHAT_TCAP],
  ['camel', WHAT_COMPONENT],
  ['inap', WHAT_COMPONENT],
  ['ansi_tcap', WHAT_TCAP],
  ['isup', whats.WHAT_ISUP],
  ['gtp', WHAT_GTP],
  ['gtpv2', WHAT_GTP],
  ['udp', WHAT_UDP],
  ['sctp', WHAT_SCTP],
  ['ip', WHAT_IP],
  ['ipv6', WHAT_IP],
  ['eth', whats.WHAT_ETHERNET],
  ['eth_withoutfcs', whats.WHAT_ETHERNET],
  ['eth_maybefcs', whats.WHAT_ETHERNET],
  ['diameter', whats.WHAT_DIAMETER],
] as const;

/** Tables by whose value a dissector is found. */
const TABLES = [
  'mtp3.service_indicator',
  'sccp.ssn',
  'sctp.ppi',
  'sctp.port',
  'udp.port',
  'ip.proto',
  'ethertype',
] as const;

/** True where the octets are the name, with or without zeros behind it. */
function same(b: Uint8Array, at: number, end: number, name: string): boolean {
  const n = name.length;
  if (end - at < n || (end - at > n && b[at + n] !== 0)) return false;
  for (let i = 0; i < n; i++) if (b[at + i] !== name.charCodeAt(i)) return false;
  return true;
}

function named(b: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < NAMES.length; i++) if (same(b, at, end, NAMES[i][0])) return NAMES[i][1];
  return WHAT_OTHER;
}

function tabled(table: number, value: number): number {
  switch (table) {
    case 0:
      return value === 3 ? whats.WHAT_SCCP : value === 5 ? whats.WHAT_ISUP : WHAT_OTHER;
    case 1:
      return WHAT_TCAP;
    case 2:
      return xuaOfIdentifier(value);
    case 3:
      return xuaOfPort(value);
    case 4:
      return value === 2123 || value === 3386 ? WHAT_GTP : WHAT_OTHER;
    case 5:
      return value === 132 ? WHAT_SCTP : value === 17 ? WHAT_UDP : value === 4 || value === 41 ? WHAT_IP : WHAT_OTHER;
    case 6:
      return value === 0x0800 || value === 0x86dd ? WHAT_IP : WHAT_OTHER;
    default:
      return WHAT_OTHER;
  }
}

function word(b: Uint8Array, p: number): number {
  return ((b[p] << 24) | (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3]) >>> 0;
}

function address(b: Uint8Array, at: number, length: number, field: number, octets: number): void {
  if (length < octets) return;
  for (let i = 0; i < octets; i++) U8[field + i] = b[at + i];
  U8[IP_VERSION] = octets === 4 ? 4 : 6;
}

/** The whole frame. */
export function exportedPdu(b: Uint8Array, at: number, end: number): Status {
  let what: number = WHAT_OTHER;
  let table = -1;
  let labels = 0;
  let p = at;
  while (end - p >= 4) {
    const tag = (b[p] << 8) | b[p + 1];
    const length = (b[p + 2] << 8) | b[p + 3];
    p += 4;
    if (tag === 0) {
      inner[AT] = p;
      inner[END] = end;
      inner[WHAT] = what;
      return OK;
    }
    if (end - p < length) return fail(SHORT, FRAME, OPTION, p - 2, length, end - p);
    switch (tag) {
      case 12: // dissector name
        what = named(b, p, p + length);
        break;
      case 14: // dissector table name
        table = TABLES.findIndex(name => same(b, p, p + length, name));
        break;
      case 32: // its value
        if (length >= 4 && table >= 0) what = tabled(table, word(b, p));
        break;
      case 20:
        address(b, p, length, SRC, 4);
        break;
      case 21:
        address(b, p, length, DST, 4);
        break;
      case 22:
        address(b, p, length, SRC, 16);
        break;
      case 23:
        address(b, p, length, DST, 16);
        break;
      case 25:
        if (length >= 4) U16[SRC_PORT] = word(b, p);
        break;
      case 26:
        if (length >= 4) U16[DST_PORT] = word(b, p);
        break;
      case 28: // point code, then standard and network indicator
      case 29:
        if (length >= 4) {
          U32[tag === 28 ? OPC : DPC] = word(b, p);
          labels |= tag === 28 ? 1 : 2;
          if (labels === 3) U32[PRESENT] |= HAS_LABEL;
        }
        break;
      default:
    }
    p += length;
  }
  return fail(SHORT, FRAME, OPTION, p, 4, end - p);
}
