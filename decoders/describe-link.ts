/**
 * Link layers for people: what link.ts passes over, field by field. Reads only `b[at]` to `b[end - 1]`; never throws.
 */
import { faultPart, type Inside, type Layer, layer, type Part, part } from './part.ts';
import { hexText, uint } from './texts.ts';

const IEEE = 'IEEE 802.3 §3.2';

/** Names of the link types (tcpdump.org's registry). */
const LINK_TYPES: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  1: 'Ethernet',
  9: 'PPP',
  12: 'Raw IP',
  14: 'Raw IP',
  50: 'PPP in HDLC framing',
  51: 'PPPoE',
  101: 'Raw IP',
  104: 'Cisco HDLC',
  108: 'OpenBSD loopback',
  113: 'Linux cooked',
  139: 'MTP2 with pseudo-header',
  140: 'MTP2',
  141: 'MTP3',
  142: 'SCCP',
  204: 'PPP with direction',
  219: 'MPLS',
  228: 'IPv4',
  229: 'IPv6',
  252: 'Wireshark exported PDU',
  276: 'Linux cooked v2',
};

/** Name of a link type; `link type 77` where this program has none. */
export function linkTypeName(type: number): string {
  return LINK_TYPES[type] ?? `link type ${type}`;
}

const ETHERTYPES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  34525: 'IPv6',
  33024: 'VLAN tag',
  34984: 'service VLAN tag',
  37120: 'VLAN tag',
  37376: 'VLAN tag',
  34887: 'MPLS',
  34888: 'MPLS',
  34915: 'PPPoE discovery',
  34916: 'PPPoE session',
  35020: 'LLDP',
};

function typeText(type: number): string {
  if (type <= 1500) return `${type} octets`;
  const hex = `0x${type.toString(16).padStart(4, '0')}`;
  return ETHERTYPES[type] === undefined ? hex : `${hex} ${ETHERTYPES[type]}`;
}

const mac = (b: Uint8Array, p: number): string => hexText(b, p, 6).replace(/..(?=.)/g, '$&:');

/** Fields that stand one behind the other, and the octet behind them. */
interface Head {
  readonly parts: Part[];
  p: number;
}

/** Takes the next `n` octets as a field; false where they are not there, which is noted. */
function take(
  end: number,
  head: Head,
  n: number,
  name: string,
  text: (p: number) => string | number,
  clause: string,
): boolean {
  if (end - head.p < n) {
    head.parts.push(faultPart('header', n, end - head.p, head.p));
    return false;
  }
  head.parts.push(part(name, text(head.p), head.p, n, clause));
  head.p += n;
  return true;
}

function done(name: string, value: string, at: number, clause: string, head: Head, what: Inside, end: number): Layer {
  return layer('frame', name, value, at, head.p - at, clause, head.parts, { what, at: head.p, end });
}

/** Link layer of a frame of the given type; nothing for those that have no header of their own. */
export function describeLink(b: Uint8Array, at: number, end: number, type: number): Layer {
  const name = linkTypeName(type);
  const head: Head = { parts: [], p: at };
  const plain = (what: Inside): Layer => done(name, '', at, 'tcpdump.org link types', head, what, end);
  switch (type) {
    case 1:
      return describeEthernet(b, at, end);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return plain('ip');
    case 0:
    case 108: {
      if (!take(end, head, 4, 'Address family', p => family(b, p), 'tcpdump.org NULL')) return plain('other');
      return plain([2, 10, 24, 28, 30].includes(family(b, at)) ? 'ip' : 'other');
    }
    case 9:
      return ppp(b, at, end, name, head);
    case 50:
      return b[at] === 0x0f || b[at] === 0x8f ? cisco(b, at, end, head) : ppp(b, at, end, name, head);
    case 51:
      return pppoe(b, at, end, name, head);
    case 204:
      if (!take(end, head, 1, 'Direction', p => (b[p] === 0 ? 'received' : 'sent'), 'tcpdump.org PPP_WITH_DIR'))
        return plain('other');
      return ppp(b, at, end, name, head);
    case 104:
      return cisco(b, at, end, head);
    case 113: {
      const clause = 'tcpdump.org LINUX_SLL';
      const whole =
        take(end, head, 2, 'Packet type', p => uint(b, p, 2), clause) &&
        take(end, head, 2, 'ARPHRD type', p => uint(b, p, 2), clause) &&
        take(end, head, 2, 'Address length', p => uint(b, p, 2), clause) &&
        take(end, head, 8, 'Address', p => hexText(b, p, Math.min(8, b[at + 5])), clause) &&
        take(end, head, 2, 'Protocol', p => typeText(uint(b, p, 2)), clause);
      return whole ? ethertype(b, at, end, uint(b, head.p - 2, 2), name, '', head) : plain('other');
    }
    case 276: {
      const clause = 'tcpdump.org LINUX_SLL2';
      const whole =
        take(end, head, 2, 'Protocol', p => typeText(uint(b, p, 2)), clause) &&
        take(end, head, 2, 'Reserved', p => uint(b, p, 2), clause) &&
        take(end, head, 4, 'Interface index', p => uint(b, p, 4), clause) &&
        take(end, head, 2, 'ARPHRD type', p => uint(b, p, 2), clause) &&
        take(end, head, 1, 'Packet type', p => b[p], clause) &&
        take(end, head, 1, 'Address length', p => b[p], clause) &&
        take(end, head, 8, 'Address', p => hexText(b, p, Math.min(8, b[at + 11])), clause);
      return whole ? ethertype(b, at, end, uint(b, at, 2), name, '', head) : plain('other');
    }
    case 139: {
      const clause = 'tcpdump.org MTP2_WITH_PHDR';
      const whole =
        take(end, head, 1, 'Direction', p => (b[p] === 1 ? 'sent' : 'received'), clause) &&
        take(end, head, 1, 'Extended sequence numbers', p => ['no', 'yes'][b[p]] ?? 'not told', clause) &&
        take(end, head, 2, 'Link number', p => uint(b, p, 2), clause);
      return plain(whole ? (b[at + 1] === 1 ? 'mtp2-extended' : 'mtp2') : 'other');
    }
    case 140:
      return plain('mtp2');
    case 141:
      return plain('mtp3');
    case 142:
      return plain('sccp');
    case 219:
      return describeMpls(b, at, end);
    case 252:
      return plain('exported');
    default:
      head.parts.push(part('fault', `link type ${type} is not read`, at, 0));
      return plain('other');
  }
}

export function describeEthernet(b: Uint8Array, at: number, end: number): Layer {
  const head: Head = { parts: [], p: at };
  const whole =
    take(end, head, 6, 'Destination', p => mac(b, p), IEEE) &&
    take(end, head, 6, 'Source', p => mac(b, p), IEEE) &&
    take(end, head, 2, 'Type or length', p => typeText(uint(b, p, 2)), IEEE);
  if (!whole) return done('Ethernet', '', at, IEEE, head, 'other', end);
  return ethertype(b, at, end, uint(b, at + 12, 2), 'Ethernet', `${mac(b, at + 6)} → ${mac(b, at)}`, head);
}

/** Tags and what follows them. */
function ethertype(
  b: Uint8Array,
  at: number,
  end: number,
  first: number,
  name: string,
  value: string,
  head: Head,
): Layer {
  let type = first;
  for (let depth = 0; depth < 16; depth++) {
    if (type <= 1500) {
      const p = head.p;
      const stop = end - p < type ? end : p + type;
      const snap = stop - p >= 8 && b[p] === 0xaa && b[p + 1] === 0xaa && b[p + 2] === 3;
      if (!snap || uint(b, p + 3, 3) !== 0) return done(name, value, at, IEEE, head, 'other', stop);
      head.parts.push(part('LLC and SNAP', typeText(uint(b, p + 6, 2)), p, 8, 'RFC 1042'));
      head.p += 8;
      type = uint(b, p + 6, 2);
      if (type <= 1500) return done(name, value, at, IEEE, head, 'other', stop);
      continue;
    }
    switch (type) {
      case 0x0800:
      case 0x86dd:
        return done(name, value, at, IEEE, head, 'ip', end);
      case 0x8100:
      case 0x88a8:
      case 0x9100:
      case 0x9200: {
        const tag = (p: number): string =>
          `VLAN ${uint(b, p, 2) & 0xfff}, priority ${b[p] >> 5}, ${typeText(uint(b, p + 2, 2))}`;
        if (!take(end, head, 4, 'VLAN tag', tag, 'IEEE 802.1Q §9.6'))
          return done(name, value, at, IEEE, head, 'other', end);
        type = uint(b, head.p - 2, 2);
        continue;
      }
      case 0x8847:
      case 0x8848:
        return done(name, value, at, IEEE, head, 'mpls', end);
      case 0x8864:
        return pppoe(b, at, end, name, head, value);
      default:
        return done(name, value, at, IEEE, head, 'other', end);
    }
  }
  head.parts.push(faultPart('nesting depth', 16, end - head.p, head.p));
  return done(name, value, at, IEEE, head, 'other', end);
}

export function describeMpls(b: Uint8Array, at: number, end: number): Layer {
  const head: Head = { parts: [], p: at };
  const clause = 'RFC 3032 §2.1';
  const label = (p: number): string =>
    `label ${uint(b, p, 3) >> 4}, traffic class ${(b[p + 2] >> 1) & 7}, TTL ${b[p + 3]}${(b[p + 2] & 1) === 1 ? ', bottom of stack' : ''}`;
  for (let depth = 0; depth < 16; depth++) {
    if (!take(end, head, 4, 'Label', label, clause)) return done('MPLS', '', at, clause, head, 'other', end);
    if ((b[head.p - 2] & 1) === 1) break;
  }
  const { p } = head;
  const isEthernet = (q: number): boolean =>
    end - q >= 18 && [0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847].includes(uint(b, q + 12, 2));
  if (end - p >= 20 && (b[p] >> 4 === 4 || b[p] >> 4 === 6)) return done('MPLS', '', at, clause, head, 'ip', end);
  if (p < end && b[p] >> 4 === 0 && isEthernet(p + 4)) {
    head.parts.push(part('Pseudowire control word', hexText(b, p, 4), p, 4, 'RFC 4385 §3'));
    head.p += 4;
    return done('MPLS', '', at, clause, head, 'ethernet', end);
  }
  return done('MPLS', '', at, clause, head, isEthernet(p) ? 'ethernet' : 'other', end);
}

function ppp(b: Uint8Array, at: number, end: number, name: string, head: Head, value = ''): Layer {
  const clause = 'RFC 1661 §2';
  if (end - head.p >= 2 && b[head.p] === 0xff && b[head.p + 1] === 3) {
    head.parts.push(part('PPP address and control', 'ff03', head.p, 2, 'RFC 1662 §3.1'));
    head.p += 2;
  }
  const n = head.p < end && (b[head.p] & 1) === 1 ? 1 : 2;
  const text = (p: number): string => `0x${uint(b, p, n).toString(16).padStart(4, '0')}`;
  if (!take(end, head, n, 'PPP protocol', text, clause)) return done(name, value, at, clause, head, 'other', end);
  const protocol = uint(b, head.p - n, n);
  const what =
    protocol === 0x21 || protocol === 0x57 ? 'ip' : protocol === 0x281 || protocol === 0x283 ? 'mpls' : 'other';
  return done(name, value, at, clause, head, what, end);
}

function pppoe(b: Uint8Array, at: number, end: number, name: string, head: Head, value = ''): Layer {
  const clause = 'RFC 2516 §4';
  const from = head.p;
  const whole =
    take(end, head, 1, 'PPPoE version and type', p => hexText(b, p, 1), clause) &&
    take(end, head, 1, 'PPPoE code', p => b[p], clause) &&
    take(end, head, 2, 'PPPoE session', p => uint(b, p, 2), clause) &&
    take(end, head, 2, 'PPPoE length', p => uint(b, p, 2), clause);
  if (!whole || b[from] !== 0x11 || b[from + 1] !== 0) return done(name, value, at, clause, head, 'other', end);
  return ppp(b, at, Math.min(end, head.p + uint(b, from + 4, 2)), name, head, value);
}

function cisco(b: Uint8Array, at: number, end: number, head: Head): Layer {
  const clause = 'Cisco HDLC';
  const whole =
    take(end, head, 1, 'Address', p => hexText(b, p, 1), clause) &&
    take(end, head, 1, 'Control', p => hexText(b, p, 1), clause) &&
    take(end, head, 2, 'Protocol', p => typeText(uint(b, p, 2)), clause);
  if (!whole || uint(b, head.p - 2, 2) <= 1500) return done('Cisco HDLC', '', at, clause, head, 'other', end);
  return ethertype(b, at, end, uint(b, head.p - 2, 2), 'Cisco HDLC', '', head);
}

function family(b: Uint8Array, p: number): number {
  return (b[p] | b[p + 1]) === 0 ? uint(b, p + 2, 2) : b[p] | (b[p + 1] << 8);
}
