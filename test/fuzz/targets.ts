/** What is fuzzed: the decoders of each protocol alone, and the way from a frame to them. */
import { ansiTcap } from '../../decoders/ansi-tcap.ts';
import { apnText } from '../../decoders/apn.ts';
import * as bers from '../../decoders/ber.ts';
import * as digit from '../../decoders/digits.ts';
import { exportedPdu } from '../../decoders/exported-pdu.ts';
import * as gtps from '../../decoders/gtp.ts';
import { INNER, inner } from '../../decoders/inner.ts';
import * as ips from '../../decoders/ip.ts';
import * as links from '../../decoders/link.ts';
import { m2pa } from '../../decoders/m2pa.ts';
import { m2ua } from '../../decoders/m2ua.ts';
import { m3ua } from '../../decoders/m3ua.ts';
import { errorParameter, walk } from '../../decoders/map-arguments.ts';
import { ARGUMENT_NODE, CAP_ARGUMENT_NODE, RESULT_NODE } from '../../decoders/map-rules.ts';
import { message, scratch } from '../../decoders/message.ts';
import { mtp2 } from '../../decoders/mtp2.ts';
import { mtp3 } from '../../decoders/mtp3.ts';
import { PROTOCOL, type ProtocolName } from '../../decoders/protocols.ts';
import { sccp } from '../../decoders/sccp.ts';
import { sccpAddress } from '../../decoders/sccp-address.ts';
import * as sctps from '../../decoders/sctp.ts';
import { sua } from '../../decoders/sua.ts';
import * as tcaps from '../../decoders/tcap.ts';
import { dialoguePortion } from '../../decoders/tcap-dialogue.ts';
import { gre, vxlan, vxlanGeneric } from '../../decoders/tunnel.ts';
import { udp } from '../../decoders/udp.ts';
import { looksLikeXua } from '../../decoders/xua.ts';
import { exported, hex } from './build.ts';
import * as parse from './parse.ts';
import { type Node, raw } from './tree.ts';

/** Runs on `b[at]` to `b[end - 1]`; what it gives must not depend on other octets. `n` varies what is not on the wire. */
export type Alone = (b: Uint8Array, at: number, end: number, n: number) => number;

export interface Target {
  readonly name: string;
  /** Protocols whose seeds are mutated. */
  readonly seeds: readonly string[];
  readonly alone: readonly Alone[];
  /** Octets before the message in a frame of link type `link`; a seed's own link type where that is -1. */
  readonly before: Uint8Array;
  readonly link: number;
  /** Octets → tree, for what a mutation has found. */
  parse(octets: Uint8Array): Node;
}

const { next: NEXT } = INNER;
const { u8 } = scratch;
const { protocol: PROTOCOL_AT } = message.at;
const yes = (is: boolean): number => (is ? 1 : 0);
const of = (protocol: ProtocolName, run: Alone): Alone => {
  const number = PROTOCOL[protocol];
  return (b, at, end, n) => {
    u8[PROTOCOL_AT] = number;
    return run(b, at, end, n);
  };
};

/** Link types that link.ts tells apart, and one that it does not know. */
export const LINKS = [1, 0, 9, 12, 14, 50, 51, 101, 104, 108, 113, 139, 140, 141, 142, 204, 219, 228, 229, 252, 276, 7];

/** The chunks of one packet, as the walker goes through them. */
function allChunks(b: Uint8Array, at: number, end: number): number {
  let p = at + sctps.SCTP_HEADER;
  let status = sctps.sctp(b, at, end) as number;
  while (status === 0 && end - p >= 4) {
    status = sctps.sctpChunk(b, p, end);
    const next = inner[NEXT];
    if (status === 0 && next <= p) throw new Error('the chunk does not advance');
    p = next;
  }
  return status;
}

/** Components until none is left. */
function allComponents(b: Uint8Array, at: number, end: number): number {
  let status: number = tcaps.moreComponents(b, at, end);
  for (let p = tcaps.rest[0]; p < tcaps.rest[1]; p = tcaps.rest[0]) {
    status = tcaps.moreComponents(b, p, end);
    if (tcaps.rest[0] <= p) throw new Error('the components do not advance');
  }
  return status;
}

const textLength = (b: Uint8Array, at: number, end: number): number => {
  // the walk lets no longer ones through
  const text = apnText(b, at, Math.min(end - at, 100));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) throw new Error('a control character in a text');
  return text.length;
};

const digitsLength = (b: Uint8Array, at: number, end: number): number => {
  const n = Math.min(end - at, 255);
  return digit.trim(b, at, n) + digit.digitCount(b, at, n) * 1000 + digit.digits(b, at, n).length;
};

interface Row {
  readonly name: string;
  readonly seeds?: readonly string[];
  readonly alone: readonly Alone[];
  /** Name of a dissector in an exported PDU, or a link type with octets in front. */
  readonly in: string | { readonly link: number; readonly before?: string };
  readonly parse?: (octets: Uint8Array) => Node;
}

const IP_47 = '4500000000010000402f0000c0000201c0000202';
const berParse = (octets: Uint8Array): Node => raw(new Uint8Array(0), parse.parseBer(octets));

const ROWS: readonly Row[] = [
  {
    name: 'frame',
    alone: [
      (b, at, end, n) => links.link(b, at, end, LINKS[n % LINKS.length]),
      (b, at, end) => links.ethernet(b, at, end),
      (b, at, end) => links.mpls(b, at, end),
      (b, at, end, n) => links.ethertype(b, at, end, [0x0800, 0x8100, 0x8847, 0x8864, 0x0100, 0x0806][n % 6]),
      (b, at, end) => exportedPdu(b, at, end),
    ],
    in: { link: -1 },
    parse: octets => parse.parseFrame(octets, 1),
  },
  {
    name: 'ip',
    alone: [ips.ip, (b, at, end, n) => ips.ipExtensions(b, at, end, [0, 43, 60, 51, 44, 17][n % 6])],
    in: { link: 101 },
    parse: parse.parseIp,
  },
  { name: 'tunnel', alone: [gre, vxlan, vxlanGeneric], in: { link: 101, before: IP_47 }, parse: octets => raw(octets) },
  { name: 'udp', alone: [udp], in: 'udp', parse: parse.parseUdp },
  { name: 'sctp', alone: [allChunks, sctps.sctpChunk], in: 'sctp', parse: parse.parseSctp },
  {
    name: 'm3ua',
    alone: [m3ua, (b, at, end) => yes(looksLikeXua(b, at, end))],
    in: 'm3ua',
    parse: octets => parse.parseXua(octets, 'm3ua'),
  },
  { name: 'm2ua', alone: [m2ua], in: 'm2ua', parse: octets => parse.parseXua(octets, 'm2ua') },
  { name: 'm2pa', alone: [m2pa], in: 'm2pa', parse: octets => parse.parseXua(octets, 'm2pa') },
  { name: 'sua', alone: [sua], in: 'sua', parse: octets => parse.parseXua(octets, 'sua') },
  {
    name: 'mtp2',
    alone: [(b, at, end, n) => mtp2(b, at, end, (n & 1) === 1)],
    in: { link: 140 },
    parse: parse.parseMtp2,
  },
  { name: 'mtp3', alone: [(b, at, end, n) => mtp3(b, at, end, n & 3)], in: { link: 141 }, parse: parse.parseMtp3 },
  {
    name: 'sccp',
    alone: [
      (b, at, end, n) => sccp(b, at, end, n & 3),
      (b, at, end, n) => sccp(b, at, end, n & 3),
      (b, at, end, n) => sccpAddress(b, at, end, n & 1, (n >> 1) & 3),
    ],
    in: { link: 142 },
    parse: parse.parseSccp,
  },
  {
    name: 'tcap',
    alone: [
      tcaps.tcap,
      tcaps.tcap,
      dialoguePortion,
      (b, at, end) => yes(tcaps.looksLikeTcap(b, at, end)),
      (b, at, end) => bers.header(b, at, end),
    ],
    in: 'tcap',
    parse: octets => parse.parseTcap(octets),
  },
  {
    name: 'map',
    alone: [
      of('map', allComponents),
      of('map', (b, at, end, n) => walk(b, at, end, ARGUMENT_NODE[n & 0xff])),
      of('map', (b, at, end, n) => walk(b, at, end, RESULT_NODE[n & 0xff])),
      (b, at, end, n) => errorParameter(b, at, end, n & 0xff) & 0xff,
      (b, at, end) => bers.integer(b, at, end) & 0xff,
    ],
    in: 'gsm_map',
    parse: berParse,
  },
  {
    name: 'cap',
    alone: [of('cap', allComponents), of('cap', (b, at, end, n) => walk(b, at, end, CAP_ARGUMENT_NODE[n & 0xff]))],
    in: 'camel',
    parse: berParse,
  },
  { name: 'inap', alone: [of('inap', allComponents)], in: 'inap', parse: berParse },
  {
    name: 'ansi_tcap',
    seeds: ['ansi_tcap', 'ansi_map'],
    alone: [ansiTcap, tcaps.tcap],
    in: 'ansi_tcap',
    parse: octets => parse.parseTcap(octets, 'ansi_tcap', 'ansi_map'),
  },
  {
    name: 'gtp',
    seeds: ['gtp', 'gtp', 'gtp', 'gtpv0', 'gtp_prime', 'gtpv2'],
    alone: [gtps.gtp, gtps.gtp, (b, at, end) => yes(gtps.looksLikeGtpC(b, at, end)), textLength, digitsLength],
    in: 'gtp',
    parse: parse.parseGtp,
  },
];

export const TARGETS: readonly Target[] = ROWS.map(row => {
  const { name, alone, seeds = [name], parse: tree = (octets: Uint8Array) => raw(octets) } = row;
  if (typeof row.in === 'string')
    return { name, alone, seeds, parse: tree, link: 252, before: exported(row.in, new Uint8Array(0)) };
  return { name, alone, seeds, parse: tree, link: row.in.link, before: hex(row.in.before ?? '') };
});
