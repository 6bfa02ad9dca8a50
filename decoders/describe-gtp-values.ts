/**
 * The values of GTPv1 information elements for people, by type (TS 29.060 §7.7). A reader gets an element whose octets
 * are all there and at least as many as its row asks for. Keys, passwords and authentication vectors are never shown.
 */
import { apnText } from './apn.ts';
import { describePdpContext } from './describe-gtp-contexts.ts';
import { describeQos } from './describe-qos.ts';
import { digits } from './digits.ts';
import { gtpCauseName } from './gtp-causes.ts';
import { type Part, part } from './part.ts';
import { LOCATION_TYPES, locationText, plmnText, raiText } from './plmn.ts';
import { addressText, hexText, pdpTypeText, uint } from './texts.ts';

export interface Value {
  readonly value: string;
  readonly parts?: readonly Part[];
}

type Reader = (b: Uint8Array, v: number, n: number) => Value | string | number;

/** §7.7.50. */
export const RAT_TYPES = ['reserved', 'UTRAN', 'GERAN', 'WLAN', 'GAN', 'HSPA Evolution', 'E-UTRAN'] as const;
/** §7.7.12. */
export const SELECTION_MODES = [
  'MS or network provided APN, subscription verified',
  'MS provided APN, subscription not verified',
  'network provided APN, subscription not verified',
  'for future use',
] as const;

/** Name of a radio access technology; `RAT type 9` where §7.7.50 gives none. */
export function ratTypeName(rat: number): string {
  return RAT_TYPES[rat] ?? `RAT type ${rat}`;
}

/** Quarters of an hour from UTC, digits swapped, bit 4 the sign (TS 23.040 §9.2.3.11): `+02:00`. */
export function timeZoneText(octet: number): string {
  const quarters = (octet & 0x07) * 10 + (octet >> 4);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${(octet & 0x08) === 0 ? '+' : '-'}${two(Math.floor(quarters / 4))}:${two((quarters % 4) * 15)}`;
}

/** TS 32.298 §5.1.2.2.7, from the highest bit of the profile nibble. */
const CHARGING = ['normal', 'prepaid', 'flat rate', 'hot billing'];
const COMMON_FLAGS = [
  'Dual Address Bearer Flag',
  'Upgrade QoS Supported',
  'NRSN',
  'No QoS negotiation',
  'MBMS Counting Information',
  'RAN Procedures Ready',
  'MBMS Service Type',
  'Prohibit Payload Compression',
];
const EXTENDED_FLAGS = ['UASI', 'BDWI', 'PCRI', 'VB', 'RetLoc', 'CPSR', 'CCRSI', 'Unauthenticated IMSI'];
const DIRECT_TUNNEL_FLAGS = ['', '', '', '', '', 'Error Indication', 'GPRS-CSI', 'Direct Tunnel Indicator'];
/** TS 24.008 §10.5.6.12. */
const TFT_OPERATIONS = [
  'ignore',
  'create new TFT',
  'delete existing TFT',
  'add packet filters',
  'replace packet filters',
  'delete packet filters',
  'no TFT operation',
  'reserved',
];
/** Protocols and containers of the protocol configuration options: TS 24.008 §10.5.6.3, RFC 1700. */
const PCO_NAMES: Readonly<Record<number, string>> = {
  1: 'P-CSCF IPv6 address',
  2: 'IM CN subsystem signalling flag',
  3: 'DNS server IPv6 address',
  4: 'policy control rejection code',
  5: 'bearer control mode',
  7: 'DSMIPv6 home agent address',
  10: 'IP address allocation via NAS signalling',
  11: 'IPv4 address allocation via DHCPv4',
  12: 'P-CSCF IPv4 address',
  13: 'DNS server IPv4 address',
  14: 'MSISDN',
  15: 'IFOM support',
  16: 'IPv4 link MTU',
  32801: 'IPCP',
  32855: 'IPV6CP',
  49185: 'LCP',
  49187: 'PAP',
  49699: 'CHAP',
};

/** Names of the bits that are set, highest first. */
function flags(octet: number, names: readonly string[]): string {
  const set = names.filter((name, i) => name !== '' && ((octet >> (7 - i)) & 1) === 1);
  return set.length === 0 ? 'none' : set.join(', ');
}

const number: Reader = (b, v) => b[v];
const word: Reader = (b, v) => `0x${uint(b, v, 4).toString(16).padStart(8, '0')}`;
const yes: Reader = (b, v) => ((b[v] & 1) === 1 ? 'yes' : 'no');
const secret: Reader = (_b, _v, n) => `${n} octets, not shown`;
const name: Reader = (b, v, n) => apnText(b, v, n);
const address: Reader = (b, v, n) => addressText(b, v, n);
const isdn: Reader = (b, v, n) => digits(b, v + 1, n - 1);

function endUserAddress(b: Uint8Array, v: number, n: number): Value {
  const parts = [part('PDP type', pdpTypeText(b[v], b[v + 1]), v, 2, 'TS 29.060 §7.7.27')];
  const rest = v + 2;
  if (n === 6) parts.push(part('IPv4 address', addressText(b, rest, 4), rest, 4));
  else if (n === 18) parts.push(part('IPv6 address', addressText(b, rest, 16), rest, 16));
  else if (n === 22) {
    parts.push(part('IPv4 address', addressText(b, rest, 4), rest, 4));
    parts.push(part('IPv6 address', addressText(b, rest + 4, 16), rest + 4, 16));
  } else if (n > 2) parts.push(part('PDP address', hexText(b, rest, n - 2), rest, n - 2));
  return { value: parts.map(one => one.value).join(' '), parts };
}

function configurationOptions(b: Uint8Array, v: number, n: number): Value {
  const clause = 'TS 24.008 §10.5.6.3';
  const parts: Part[] = [];
  const end = v + n;
  let p = v + 1;
  while (end - p >= 3) {
    const id = uint(b, p, 2);
    const octets = b[p + 2];
    const text = PCO_NAMES[id] ?? `identifier 0x${id.toString(16).padStart(4, '0')}`;
    if (end - p - 3 < octets) {
      parts.push(part(text, `says ${octets} octets, ${end - p - 3} remain`, p, end - p, clause));
      break;
    }
    // contents hold user names and passwords (PAP, CHAP)
    parts.push(part(text, `${octets} octet${octets === 1 ? '' : 's'}`, p, 3 + octets, clause));
    p += 3 + octets;
  }
  return { value: parts.map(one => one.name).join(', '), parts };
}

function chargingText(b: Uint8Array, v: number): string {
  const set = CHARGING.filter((_text, i) => ((b[v] >> (3 - i)) & 1) === 1);
  return `0x${hexText(b, v, 2)}${set.length === 0 ? '' : ` (${set.join(', ')})`}`;
}

function mmContext(b: Uint8Array, v: number, n: number): Value {
  // §7.7.28: key set identifier, then security mode (2 bits), vectors (3), cipher (3), then the keys
  const parts = [
    part('Key set identifier', b[v] & 0x07, v, 1),
    part('Security mode', b[v + 1] >> 6, v + 1, 1),
    part('Authentication vectors', (b[v + 1] >> 3) & 0x07, v + 1, 1),
    part('Used cipher', b[v + 1] & 0x07, v + 1, 1),
  ];
  return { value: `${n - 2} octets of keys and capabilities, not shown`, parts };
}

function rabContext(b: Uint8Array, v: number): Value {
  const names = ['Downlink GTP-U', 'Uplink GTP-U', 'Downlink PDCP', 'Uplink PDCP'];
  const parts = names.map((text, i) => part(`${text} sequence number`, uint(b, v + 1 + 2 * i, 2), v + 1 + 2 * i, 2));
  return { value: `NSAPI ${b[v] & 0x0f}`, parts };
}

function location(b: Uint8Array, v: number, n: number): string {
  const type = LOCATION_TYPES[b[v]];
  return type === undefined ? `type ${b[v]} ${hexText(b, v + 1, n - 1)}` : `${type} ${locationText(b[v], b, v + 1)}`;
}

/** type → octets it asks for, reader. */
const READERS: Readonly<Record<number, readonly [least: number, read: Reader]>> = {
  1: [1, (b, v) => `${b[v]} ${gtpCauseName(b[v])}`],
  2: [8, (b, v) => digits(b, v, 8)],
  3: [6, (b, v) => raiText(b, v) || hexText(b, v, 6)],
  4: [4, word],
  5: [4, word],
  8: [1, yes],
  9: [28, secret],
  11: [1, number],
  13: [1, yes],
  14: [1, number],
  15: [1, (b, v) => SELECTION_MODES[b[v] & 0x03]],
  16: [4, word],
  17: [4, word],
  18: [5, (b, v) => `NSAPI ${b[v] & 0x0f}, ${word(b, v + 1, 4)}`],
  19: [1, yes],
  20: [1, (b, v) => b[v] & 0x0f],
  21: [1, number],
  22: [9, rabContext],
  23: [1, (b, v) => b[v] & 0x07],
  24: [1, (b, v) => `NSAPI ${b[v] >> 4}, priority ${b[v] & 0x07}`],
  25: [2, (b, v) => `NSAPI ${b[v] & 0x0f}, flow ${b[v + 1]}`],
  26: [2, chargingText],
  27: [2, (b, v) => uint(b, v, 2)],
  28: [2, (b, v) => uint(b, v, 2)],
  29: [1, number],
  127: [4, (b, v) => uint(b, v, 4)],
  128: [2, endUserAddress],
  129: [2, mmContext],
  130: [2, describePdpContext],
  131: [0, name],
  132: [1, configurationOptions],
  133: [4, address],
  134: [2, isdn],
  135: [1, (b, v, n) => ({ value: '', parts: describeQos(b, v, n) })],
  136: [0, secret],
  137: [1, (b, v) => `${TFT_OPERATIONS[b[v] >> 5]}, packet filters ${b[v] & 0x0f}`],
  140: [
    1,
    (b, v, n) => `NSAPI ${b[v] & 0x0f}${n >= 9 ? `, ${word(b, v + 1, 4)} at ${addressText(b, v + 5, n - 5)}` : ''}`,
  ],
  141: [0, (b, v, n) => Array.from(b.subarray(v, v + n), type => `0x${type.toString(16)}`).join(', ')],
  147: [2, isdn],
  148: [1, (b, v) => flags(b[v], COMMON_FLAGS)],
  149: [1, number],
  150: [1, (b, v) => b[v] & 0x07],
  151: [1, (b, v) => ratTypeName(b[v])],
  152: [8, location],
  153: [1, (b, v, n) => `${timeZoneText(b[v])}${n > 1 ? `, daylight saving ${b[v + 1] & 0x03} h` : ''}`],
  154: [8, (b, v) => digits(b, v, 8)],
  163: [1, number],
  164: [3, (b, v) => plmnText(b, v) || hexText(b, v, 3)],
  181: [1, number],
  182: [1, (b, v) => flags(b[v], DIRECT_TUNNEL_FLAGS)],
  184: [1, (b, v) => ['MS only', 'MS and network'][b[v]] ?? `mode ${b[v]}`],
  190: [0, name],
  191: [
    1,
    (b, v) => `priority ${(b[v] >> 2) & 0x0f}, pre-emption capability ${(b[v] >> 6) & 1}, vulnerability ${b[v] & 1}`,
  ],
  193: [1, (b, v) => flags(b[v], EXTENDED_FLAGS)],
  197: [1, yes],
  198: [8, (b, v) => `uplink ${uint(b, v, 4)} kbit/s, downlink ${uint(b, v + 4, 4)} kbit/s`],
  203: [1, (b, v) => `low access priority ${yes(b, v, 1)}`],
  205: [1, number],
  238: [2, (b, v, n) => `extended type ${uint(b, v, 2)}, ${n - 2} octets`],
  251: [4, address],
  255: [2, (b, v, n) => `enterprise ${uint(b, v, 2)}, ${n - 2} octets`],
};

/** Whether an element's value is shown in words; the others are shown in hex. */
export function describesElement(type: number): boolean {
  return READERS[type] !== undefined;
}

/** The value of an element of `n` octets at `b[v]`; octets in hex where no reader is written for its type. */
export function describeValue(type: number, b: Uint8Array, v: number, n: number): Value {
  const row = READERS[type];
  if (row === undefined) return { value: hexText(b, v, n) };
  const [least, read] = row;
  if (n < least) return { value: `has ${n} octets, ${least} are needed` };
  const answer = read(b, v, n);
  return typeof answer === 'object' ? answer : { value: String(answer) };
}
