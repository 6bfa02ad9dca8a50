/** Octets → trees, for the making of mutations: as far as a message is whole and plain; what is not stays raw. */
import { ber, like, type Node, pointers, raw, type Size, sized } from './tree.ts';

const PARAMETER: Size = { at: 2, octets: 2, adds: 4, pad: 4 };
const XUA: Size = { at: 4, octets: 4, adds: 8 };

const u16 = (b: Uint8Array, p: number): number => (b[p] << 8) | b[p + 1];

/** Elements of BER behind each other; one raw element where they are none. */
export function parseBer(b: Uint8Array, protocol = '', depth = 0): Node[] {
  const nodes: Node[] = [];
  let p = 0;
  while (p < b.length) {
    let q = p + 1;
    if ((b[p] & 0x1f) === 0x1f) while (q < b.length && b[q++] > 0x7f);
    const tag = b.slice(p, q);
    let n = b[q++] ?? 0x80;
    if (n > 0x80 && n <= 0x84) {
      const octets = n & 0x7f;
      n = 0;
      for (let i = 0; i < octets; i++) n = n * 256 + (b[q++] ?? 0);
    }
    if (n > b.length - q) return [raw(b, [], protocol)];
    const content = b.slice(q, q + n);
    const constructed = (b[p] & 0x20) !== 0 && depth < 20 && n > 0;
    nodes.push(ber(tag, constructed ? parseBer(content, '', depth + 1) : content, protocol));
    p = q + n;
  }
  return nodes;
}

/** A TCAP message whose components are marked as of `user`. */
export function parseTcap(b: Uint8Array, protocol = 'tcap', user = 'map'): Node {
  const nodes = parseBer(b, protocol);
  const node = nodes.length === 1 ? nodes[0] : raw(b, [], protocol);
  const marked = node.parts.map(part =>
    part.head[0] === 0x6c || part.head[0] === 0xe8
      ? like(
          part,
          '',
          part.parts.map(one => like(one, user)),
        )
      : part,
  );
  return like(node, protocol, marked);
}

function lengthValue(b: Uint8Array, p: number): Node | undefined {
  if (p >= b.length || b.length - p - 1 < b[p]) return undefined;
  return sized(b.slice(p, p + 1), { at: 0, octets: 1, adds: 0 }, b.slice(p + 1, p + 1 + b[p]));
}

export function parseSccp(b: Uint8Array): Node {
  const none = raw(b, [], 'sccp');
  const long = b[0] === 19 || b[0] === 20;
  const extended = long || b[0] === 17 || b[0] === 18;
  if (!extended && b[0] !== 9 && b[0] !== 10) return none;
  const head = extended ? 3 : 2;
  const at = (i: number): number =>
    long ? head + 2 * i + 1 + (b[head + 2 * i] | (b[head + 2 * i + 1] << 8)) : head + i + b[head + i];
  const called = lengthValue(b, at(0));
  const calling = lengthValue(b, at(1));
  if (called === undefined || calling === undefined) return none;
  const d = at(2);
  const dataHead = long ? 2 : 1;
  const n = long ? b[d] | (b[d + 1] << 8) : b[d];
  if (!(b.length - d - dataHead >= n)) return none;
  const data: Node = sized(b.slice(d, d + dataHead), { at: 0, octets: dataHead as 1 | 2, adds: 0, little: true }, [
    parseTcap(b.slice(d + dataHead, d + dataHead + n)),
  ]);
  const parts = [called, calling, data];
  if (extended) {
    const optionals: Node[] = [];
    const place = long ? b[head + 6] | (b[head + 7] << 8) : b[head + 3];
    for (let p = at(3); place !== 0 && p < b.length && b[p] !== 0 && b.length - p - 2 >= b[p + 1]; p += 2 + b[p + 1]) {
      optionals.push(sized(b.slice(p, p + 2), { at: 1, octets: 1, adds: 0 }, b.slice(p + 2, p + 2 + b[p + 1])));
    }
    if (optionals.length > 0) optionals.push(raw(Uint8Array.of(0)));
    parts.push(raw(new Uint8Array(0), optionals));
  }
  return pointers(b.slice(0, head), long ? 2 : 1, parts);
}

/** With the ITU label. */
export function parseMtp3(b: Uint8Array): Node {
  if (b.length < 6) return raw(b, [], 'mtp3');
  return raw(b.slice(0, 5), [(b[0] & 15) === 3 ? parseSccp(b.slice(5)) : raw(b.slice(5))], 'mtp3');
}

function parseParameters(b: Uint8Array, inside: (tag: number, content: Uint8Array) => Node[] | undefined): Node[] {
  const nodes: Node[] = [];
  let p = 0;
  while (b.length - p >= 4) {
    const n = u16(b, p + 2);
    if (n < 4 || n > b.length - p) break;
    const content = b.slice(p + 4, p + n);
    nodes.push(sized(b.slice(p, p + 4), PARAMETER, inside(u16(b, p), content) ?? content));
    p += (n + 3) & ~3;
  }
  if (p < b.length) nodes.push(raw(b.slice(p)));
  return nodes;
}

/** Messages of one SIGTRAN adaptation layer: `m3ua`, `m2ua`, `m2pa` or `sua`. */
export function parseXua(b: Uint8Array, protocol: string): Node {
  if (b.length < 8) return raw(b, [], protocol);
  const head = b.slice(0, 8);
  const rest = b.slice(8);
  if (protocol === 'm2pa') {
    if (b[3] !== 1 || b.length < 18) return sized(head, XUA, rest, protocol);
    return sized(b.slice(0, 17), { ...XUA, adds: 17 }, [parseMtp3(b.slice(17))], protocol);
  }
  const nodes = parseParameters(rest, (tag, content) => {
    if (protocol === 'm3ua' && tag === 0x0210 && content.length > 12) {
      const user = content.slice(12);
      return [raw(content.slice(0, 12)), content[8] === 3 ? parseSccp(user) : raw(user)];
    }
    if (protocol === 'm2ua' && tag === 0x0300) return [parseMtp3(content)];
    if (protocol === 'sua' && tag === 0x010b) return [parseTcap(content)];
    if (protocol === 'sua' && (tag === 0x0102 || tag === 0x0103) && content.length > 4)
      return [raw(content.slice(0, 4)), ...parseParameters(content.slice(4), () => undefined)];
    return undefined;
  });
  return sized(head, XUA, nodes, protocol);
}

const BY_PPID: Readonly<Record<number, string>> = { 2: 'm2ua', 3: 'm3ua', 4: 'sua', 5: 'm2pa' };

export function parseSctp(b: Uint8Array): Node {
  if (b.length < 12) return raw(b, [], 'sctp');
  const chunks: Node[] = [];
  let p = 12;
  while (b.length - p >= 4) {
    const n = u16(b, p + 2);
    if (n < 4 || n > b.length - p) break;
    const head = b[p] === 0 ? 16 : b[p] === 64 ? 20 : 4;
    if (n <= head) chunks.push(sized(b.slice(p, p + 4), PARAMETER, b.slice(p + 4, p + n)));
    else {
      const data = b.slice(p + head, p + n);
      const layer = head === 4 ? undefined : (BY_PPID[b[p + 15]] ?? BY_PPID[b[p + 12]]);
      const whole = (b[p + 1] & 3) === 3 && layer !== undefined;
      chunks.push(sized(b.slice(p, p + head), { ...PARAMETER, adds: head }, whole ? [parseXua(data, layer)] : data));
    }
    p += (n + 3) & ~3;
  }
  if (p < b.length) chunks.push(raw(b.slice(p)));
  return raw(b.slice(0, 12), chunks, 'sctp');
}

/** Value lengths of the fixed elements that the seeds have (TS 29.060 §7.7). */
const FIXED: Readonly<Record<number, number>> = {
  1: 1,
  2: 8,
  3: 6,
  4: 4,
  5: 4,
  8: 1,
  9: 28,
  11: 1,
  12: 3,
  13: 1,
  14: 1,
  15: 1,
  16: 4,
  17: 4,
  18: 5,
  19: 1,
  20: 1,
  21: 1,
  22: 1,
  23: 1,
  24: 1,
  25: 2,
  26: 2,
  27: 2,
  28: 2,
  29: 1,
  127: 4,
};

export function parseGtp(b: Uint8Array): Node {
  const version = b[0] >> 5;
  if (b.length < 8) return raw(b, [], 'gtp');
  if (version !== 1 || (b[0] & 0x10) === 0) {
    const adds = version === 2 ? 4 : 8;
    const protocol = version === 2 ? 'gtpv2' : (b[0] & 0x10) === 0 ? 'gtp_prime' : 'gtpv0';
    return sized(b.slice(0, 8), { at: 2, octets: 2, adds: version === 2 ? adds : 0 }, b.slice(8), protocol);
  }
  const head = (b[0] & 7) !== 0 ? 12 : 8;
  const elements: Node[] = [];
  let p = head;
  while (p < b.length) {
    const type = b[p];
    if (type < 128) {
      const n = FIXED[type];
      if (n === undefined || n > b.length - p - 1) break;
      elements.push(raw(b.slice(p, p + 1 + n)));
      p += 1 + n;
      continue;
    }
    const wide = type === 141 ? 1 : 2;
    const n = wide === 1 ? b[p + 1] : u16(b, p + 1);
    if (!(n <= b.length - p - 1 - wide)) break;
    const content = b.slice(p + 1 + wide, p + 1 + wide + n);
    elements.push(sized(b.slice(p, p + 1 + wide), { at: 1, octets: wide as 1 | 2, adds: 0 }, content));
    p += 1 + wide + n;
  }
  if (p < b.length) elements.push(raw(b.slice(p)));
  return sized(b.slice(0, head), { at: 2, octets: 2, adds: head - 8 }, elements, 'gtp');
}

export function parseUdp(b: Uint8Array): Node {
  if (b.length < 8) return raw(b, [], 'udp');
  const ports = [u16(b, 0), u16(b, 2)];
  const data = b.slice(8);
  const control = ports.includes(2123) || ports.includes(3386);
  const inside = control ? parseGtp(data) : ports[1] === 4789 ? parseEthernet(data, 8) : raw(data);
  return sized(b.slice(0, 8), { at: 4, octets: 2, adds: 8 }, [inside], 'udp');
}

function parseUpper(b: Uint8Array, protocol: number): Node {
  if (protocol === 132) return parseSctp(b);
  if (protocol === 17) return parseUdp(b);
  if (protocol === 4 || protocol === 41) return parseIp(b);
  if (protocol === 47 && b.length > 4) {
    const options = 4 + ((b[0] >> 7) & 1) * 4 + ((b[0] >> 5) & 1) * 4 + ((b[0] >> 4) & 1) * 4;
    const type = u16(b, 2);
    const head = b.slice(0, options);
    const rest = b.slice(options);
    if (type === 0x0800 || type === 0x86dd) return raw(head, [parseIp(rest)], 'tunnel');
    return raw(head, [parseEthernet(rest, type === 0x88be ? 8 : type === 0x22eb ? 12 : 0)], 'tunnel');
  }
  return raw(b);
}

export function parseIp(b: Uint8Array): Node {
  const version = b[0] >> 4;
  if (version === 6 && b.length >= 40) {
    const end = u16(b, 4) === 0 ? b.length : Math.min(b.length, 40 + u16(b, 4));
    let next = b[6];
    let p = 40;
    const headers: Node[] = [];
    while ([0, 43, 44, 60, 51].includes(next) && end - p >= 8) {
      const n = next === 44 ? 8 : next === 51 ? (b[p + 1] + 2) * 4 : (b[p + 1] + 1) * 8;
      if (n > end - p) break;
      headers.push(raw(b.slice(p, p + n)));
      const fragment = next === 44 && (u16(b, p + 2) & 0xfff9) !== 0;
      next = b[p];
      p += n;
      if (fragment) next = 59;
    }
    const parts = [...headers, parseUpper(b.slice(p, end), next)];
    return sized(b.slice(0, 40), { at: 4, octets: 2, adds: 0 }, parts, 'ip');
  }
  const head = (b[0] & 15) * 4;
  if (version !== 4 || head < 20 || b.length < head) return raw(b, [], 'ip');
  const end = u16(b, 2) === 0 ? b.length : Math.max(head, Math.min(b.length, u16(b, 2)));
  const fragment = (u16(b, 6) & 0x3fff) !== 0;
  const upper = b.slice(head, end);
  const size: Size = { at: 2, octets: 2, adds: head };
  return sized(b.slice(0, head), size, [fragment ? raw(upper) : parseUpper(upper, b[9])], 'ip');
}

/** `before`: octets in front of the Ethernet header (a tunnel's own). */
export function parseEthernet(b: Uint8Array, before = 0): Node {
  let p = before + 12;
  const parts: Node[] = [];
  while (b.length - p > 6 && [0x8100, 0x88a8].includes(u16(b, p))) {
    parts.push(raw(b.slice(p, p + 4)));
    p += 4;
  }
  const type = b.length - p >= 2 ? u16(b, p) : 0;
  parts.push(raw(b.slice(p, p + 2)));
  const rest = b.slice(p + 2);
  if (type === 0x0800 || type === 0x86dd) parts.push(parseIp(rest));
  else parts.push(raw(rest));
  return raw(b.slice(0, before + 12), parts, before > 0 ? 'tunnel' : 'frame');
}

const EXPORTED: Readonly<Record<string, (b: Uint8Array) => Node>> = {
  tcap: parseTcap,
  sccp: parseSccp,
  mtp3: parseMtp3,
  gtp: parseGtp,
  sctp: parseSctp,
  udp: parseUdp,
  ip: parseIp,
};

function parseExported(b: Uint8Array): Node {
  const tags: Node[] = [];
  let name = '';
  let p = 0;
  while (b.length - p >= 4) {
    const n = u16(b, p + 2);
    if (n > b.length - p - 4) break;
    const content = b.slice(p + 4, p + 4 + n);
    if (u16(b, p) === 12) name = String.fromCharCode(...content).replace(/\0+$/, '');
    tags.push(sized(b.slice(p, p + 4), { at: 2, octets: 2, adds: 0, pad: 4, padCounts: true }, content));
    p += 4 + n;
    if (u16(b, p - 4 - n) === 0) break;
  }
  const rest = b.slice(p);
  return raw(new Uint8Array(0), [...tags, (EXPORTED[name] ?? raw)(rest)], 'frame');
}

/** A whole frame of a link type. */
export function parseFrame(b: Uint8Array, link: number): Node {
  switch (link) {
    case 1:
      return parseEthernet(b);
    case 12:
    case 101:
    case 228:
    case 229:
      return raw(new Uint8Array(0), [parseIp(b)], 'frame');
    case 113:
      return raw(b.slice(0, 16), [parseIp(b.slice(16))], 'frame');
    case 276:
      return raw(b.slice(0, 20), [parseIp(b.slice(20))], 'frame');
    case 139:
      return raw(b.slice(0, 4), [parseMtp2(b.slice(4))], 'frame');
    case 140:
      return parseMtp2(b);
    case 141:
      return raw(new Uint8Array(0), [parseMtp3(b)], 'frame');
    case 142:
      return raw(new Uint8Array(0), [parseSccp(b)], 'frame');
    case 252:
      return parseExported(b);
    default:
      return raw(b, [], 'frame');
  }
}

export function parseMtp2(b: Uint8Array): Node {
  if (b.length < 4) return raw(b, [], 'mtp2');
  return sized(b.slice(0, 3), { at: 2, octets: 1, adds: 0 }, [parseMtp3(b.slice(3))], 'mtp2');
}
