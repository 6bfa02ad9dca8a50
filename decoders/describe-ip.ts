/**
 * IP, UDP and the tunnels above IP, for people. Reads only `b[at]` to `b[end - 1]`; never throws.
 */
import { faultPart, type Inside, type Layer, layer, type Part, part } from './part.ts';
import { addressText, hexText, uint } from './texts.ts';

const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'hop-by-hop options',
  1: 'ICMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'routing header',
  44: 'fragment header',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  60: 'destination options',
  132: 'SCTP',
  135: 'mobility header',
  137: 'MPLS',
  139: 'host identity',
  140: 'shim6',
};

const protocolText = (n: number): string => (PROTOCOLS[n] === undefined ? String(n) : `${n} ${PROTOCOLS[n]}`);

/** What a protocol number of IP stands for, as far as this program reads it. */
export function insideIp(protocol: number): Inside {
  switch (protocol) {
    case 4:
    case 41:
      return 'ip';
    case 17:
      return 'udp';
    case 132:
      return 'sctp';
    case 47:
      return 'gre';
    case 137:
      return 'mpls';
    default:
      return 'other';
  }
}

export function describeIp(b: Uint8Array, at: number, end: number): Layer {
  if (end > at && b[at] >> 4 === 6) return ip6(b, at, end);
  if (end > at && b[at] >> 4 !== 4) {
    const version = b[at] >> 4;
    return layer('ip', 'IP', '', at, end - at, 'RFC 791 §3.1', [
      part('fault', `version says ${version}, 4 or 6 is needed`, at, 1),
    ]);
  }
  const clause = 'RFC 791 §3.1';
  const has = end - at;
  const header = has > 0 ? (b[at] & 15) * 4 : 20;
  if (has < 20 || header < 20 || has < header) {
    return layer('ip', 'IPv4', '', at, has, clause, [faultPart('header', Math.max(20, header), has, at)]);
  }
  const length = uint(b, at + 2, 2);
  const place = uint(b, at + 6, 2);
  const offset = (place & 0x1fff) * 8;
  const more = (place & 0x2000) !== 0;
  const source = addressText(b, at + 12, 4);
  const destination = addressText(b, at + 16, 4);
  const parts: Part[] = [
    part('Version', 4, at, 1, clause),
    part('Header length', `${header} octets`, at, 1, clause),
    part('Differentiated services', `0x${hexText(b, at + 1, 1)}`, at + 1, 1, 'RFC 2474 §3'),
    part('Total length', length === 0 ? '0, left open by segmentation offload' : length, at + 2, 2, clause),
  ];
  if (length !== 0 && has < length) parts.push(faultPart('length', length, has, at + 2));
  if (length !== 0 && length < header) {
    parts.push(part('fault', `length says ${length}, the header has ${header}`, at + 2, 2));
    return layer('ip', 'IPv4', `${source} → ${destination}`, at, header, clause, parts);
  }
  parts.push(
    part('Identification', `0x${hexText(b, at + 4, 2)}`, at + 4, 2, clause),
    part(
      'Flags',
      [(place & 0x4000) !== 0 ? "don't fragment" : '', more ? 'more fragments' : ''].filter(Boolean).join(', ') ||
        'none',
      at + 6,
      1,
      clause,
    ),
    part('Fragment offset', offset, at + 6, 2, clause),
    part('Time to live', b[at + 8], at + 8, 1, clause),
    part('Protocol', protocolText(b[at + 9]), at + 9, 1, clause),
    part('Header checksum', `0x${hexText(b, at + 10, 2)}, not verified`, at + 10, 2, clause),
    part('Source', source, at + 12, 4, clause),
    part('Destination', destination, at + 16, 4, clause),
  );
  if (header > 20) parts.push(part('Options', '', at + 20, header - 20, clause));
  const stop = length === 0 || length > has ? end : at + length;
  if (stop < end) parts.push(part('Octets behind the datagram', `${end - stop}`, stop, end - stop, clause));
  const isPiece = offset > 0 || more;
  const value = `${source} → ${destination}${isPiece ? `, fragment from octet ${offset}` : ''}`;
  const what = isPiece ? 'piece' : insideIp(b[at + 9]);
  return layer('ip', 'IPv4', value, at, header, clause, parts, { what, at: at + header, end: stop });
}

const EXTENSIONS = new Set([0, 43, 44, 51, 60, 135, 139, 140]);

function ip6(b: Uint8Array, at: number, end: number): Layer {
  const clause = 'RFC 8200 §3';
  const has = end - at;
  if (has < 40) return layer('ip', 'IPv6', '', at, has, clause, [faultPart('header', 40, has, at)]);
  const length = uint(b, at + 4, 2);
  const source = addressText(b, at + 8, 16);
  const destination = addressText(b, at + 24, 16);
  const parts: Part[] = [
    part('Version', 6, at, 1, clause),
    part('Traffic class', `0x${((uint(b, at, 2) >> 4) & 0xff).toString(16).padStart(2, '0')}`, at, 2, clause),
    part('Flow label', `0x${(uint(b, at + 1, 3) & 0xfffff).toString(16).padStart(5, '0')}`, at + 1, 3, clause),
    part('Payload length', length, at + 4, 2, clause),
  ];
  if (has - 40 < length) parts.push(faultPart('length', length, has - 40, at + 4));
  parts.push(
    part('Next header', protocolText(b[at + 6]), at + 6, 1, clause),
    part('Hop limit', b[at + 7], at + 7, 1, clause),
    part('Source', source, at + 8, 16, clause),
    part('Destination', destination, at + 24, 16, clause),
  );
  const stop = length === 0 ? end : Math.min(end, at + 40 + length);
  const value = `${source} → ${destination}`;
  const found = extensions(b, at + 40, stop, b[at + 6], parts);
  const next = found.what === undefined ? undefined : { what: found.what, at: found.p, end: stop };
  return layer('ip', 'IPv6', `${value}${found.note}`, at, found.p - at, clause, parts, next);
}

/** Extension headers from `at` on, into `parts`; what stands behind them. */
function extensions(
  b: Uint8Array,
  at: number,
  stop: number,
  first: number,
  parts: Part[],
): { p: number; what: Inside | undefined; note: string } {
  let next = first;
  let p = at;
  for (let depth = 0; depth < 16; depth++) {
    if (!EXTENSIONS.has(next)) return { p, what: insideIp(next), note: '' };
    const octets = stop - p < 8 ? 8 : next === 44 ? 8 : next === 51 ? (b[p + 1] + 2) * 4 : (b[p + 1] + 1) * 8;
    if (stop - p < octets) {
      parts.push(faultPart('extension header', octets, stop - p, p));
      return { p, what: undefined, note: '' };
    }
    const name = `Extension header ${protocolText(next)}`;
    if (next === 44) {
      const place = uint(b, p + 2, 2);
      const offset = place & 0xfff8;
      const more = (place & 1) === 1;
      const text = `offset ${offset}${more ? ', more fragments' : ''}, identification 0x${hexText(b, p + 4, 4)}, next ${protocolText(b[p])}`;
      parts.push(part(name, text, p, 8, 'RFC 8200 §4.5'));
      next = b[p];
      p += 8;
      if (offset > 0 || more) return { p, what: 'piece', note: `, fragment from octet ${offset}` };
      continue;
    }
    parts.push(part(name, `next ${protocolText(b[p])}`, p, octets, 'RFC 8200 §4'));
    next = b[p];
    p += octets;
  }
  parts.push(faultPart('extension header', 16, stop - p, p));
  return { p, what: undefined, note: '' };
}

/** The payload of a joined datagram: extension headers of IPv6 that stood behind the fragment header, if any. */
export function describeIpPayload(b: Uint8Array, protocol: number, version: number): Layer {
  const parts: Part[] = [];
  const end = b.length;
  if (version !== 6) {
    const next = { what: insideIp(protocol), at: 0, end };
    return layer('ip', 'Joined IP datagram', protocolText(protocol), 0, 0, 'RFC 791 §3.2', parts, next);
  }
  const { p, what } = extensions(b, 0, end, protocol, parts);
  const next = what === undefined ? undefined : { what, at: p, end };
  return layer('ip', 'Joined IP datagram', protocolText(protocol), 0, p, 'RFC 8200 §4.5', parts, next);
}

export interface Ports {
  source: number;
  destination: number;
}

export function describeUdp(b: Uint8Array, at: number, end: number, ports: Ports): Layer {
  const clause = 'RFC 768';
  const has = end - at;
  if (has < 8) return layer('udp', 'UDP', '', at, has, clause, [faultPart('header', 8, has, at)]);
  ports.source = uint(b, at, 2);
  ports.destination = uint(b, at + 2, 2);
  const length = uint(b, at + 4, 2);
  const parts: Part[] = [
    part('Source port', ports.source, at, 2, clause),
    part('Destination port', ports.destination, at + 2, 2, clause),
    part('Length', length, at + 4, 2, clause),
  ];
  if (length > has) parts.push(faultPart('length', length, has, at + 4));
  if (length > 0 && length < 8) parts.push(part('fault', `length says ${length}, the header has 8`, at + 4, 2));
  parts.push(part('Checksum', `0x${hexText(b, at + 6, 2)}, not verified`, at + 6, 2, clause));
  const value = `${ports.source} → ${ports.destination}`;
  if (length > 0 && length < 8) return layer('udp', 'UDP', value, at, 8, clause, parts);
  const stop = length === 0 || length > has ? end : at + length;
  return layer('udp', 'UDP', value, at, 8, clause, parts, { what: insideUdp(ports), at: at + 8, end: stop });
}

function insideUdp({ source, destination }: Ports): Inside {
  const either = (port: number): boolean => source === port || destination === port;
  if (either(2123) || either(3386)) return 'gtp';
  if (either(2152)) return 'gtp_u';
  if (destination === 4789 || destination === 8472) return 'vxlan';
  return destination === 4790 ? 'vxlan-gpe' : 'other';
}

/** GRE with ERSPAN behind it. */
export function describeGre(b: Uint8Array, at: number, end: number): Layer {
  const clause = 'RFC 2890 §2';
  const has = end - at;
  if (has < 4) return layer('ip', 'GRE', '', at, has, clause, [faultPart('header', 4, has, at)]);
  const flags = b[at];
  const type = uint(b, at + 2, 2);
  const parts: Part[] = [
    part('Flags and version', `0x${hexText(b, at, 2)}`, at, 2, clause),
    part('Protocol type', `0x${hexText(b, at + 2, 2)}`, at + 2, 2, clause),
  ];
  let p = at + 4;
  if ((b[at + 1] & 7) === 0 && (flags & 0x40) === 0) {
    for (const [bit, name] of [
      [0x80, 'Checksum and reserved'],
      [0x20, 'Key'],
      [0x10, 'Sequence number'],
    ] as const) {
      if ((flags & bit) === 0) continue;
      if (end - p < 4) {
        parts.push(faultPart('header', p + 4 - at, has, at));
        return layer('ip', 'GRE', '', at, has, clause, parts);
      }
      parts.push(part(name, uint(b, p, 4), p, 4, clause));
      p += 4;
    }
  } else {
    return layer('ip', 'GRE', 'of another version', at, p - at, clause, parts, { what: 'other', at: p, end });
  }
  const rest = (what: Inside): Layer => layer('ip', 'GRE', '', at, p - at, clause, parts, { what, at: p, end });
  if (type === 0x0800 || type === 0x86dd) return rest('ip');
  if (type === 0x6558) return rest('ethernet');
  if (type === 0x8847 || type === 0x8848) return rest('mpls');
  if (type !== 0x88be && type !== 0x22eb) return rest('other');
  if (type === 0x88be && (flags & 0x10) === 0) return rest('ethernet'); // ERSPAN type I has no header
  let octets = type === 0x88be ? 8 : 12;
  if (octets === 12 && end - p >= 12) octets += (b[p + 11] & 1) * 8;
  if (end - p < octets) {
    parts.push(faultPart('header', octets, end - p, p));
    return layer('ip', 'GRE', '', at, end - at, clause, parts);
  }
  const text = `type ${type === 0x88be ? 'II' : 'III'}, VLAN ${uint(b, p, 2) & 0xfff}, session ${uint(b, p + 2, 2) & 0x3ff}`;
  parts.push(part('ERSPAN', text, p, octets, 'draft-foschiano-erspan §4'));
  p += octets;
  return rest('ethernet');
}

export function describeVxlan(b: Uint8Array, at: number, end: number, generic: boolean): Layer {
  const clause = generic ? 'draft-ietf-nvo3-vxlan-gpe §3' : 'RFC 7348 §5';
  const has = end - at;
  if (has < 8) return layer('ip', 'VXLAN', '', at, has, clause, [faultPart('header', 8, has, at)]);
  const parts = [
    part('Flags', `0x${hexText(b, at, 1)}`, at, 1, clause),
    part('Network identifier', uint(b, at + 4, 3), at + 4, 3, clause),
  ];
  let what: Inside = (b[at] & 8) !== 0 ? 'ethernet' : 'other';
  if (generic && (b[at] & 4) !== 0) {
    parts.splice(1, 0, part('Next protocol', b[at + 3], at + 3, 1, clause));
    what = ({ 1: 'ip', 2: 'ip', 3: 'ethernet', 5: 'mpls' } as const)[b[at + 3]] ?? 'other';
  }
  return layer('ip', 'VXLAN', `network ${uint(b, at + 4, 3)}`, at, 8, clause, parts, { what, at: at + 8, end });
}
