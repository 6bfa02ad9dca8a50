/**
 * SCTP for people: the common header and each chunk as a layer (RFC 9260 §3, RFC 8260 §2.1). Reads only `b[at]` to
 * `b[end - 1]`; never throws.
 */
import type { Ports } from './describe-ip.ts';
import { WHAT_M2PA, WHAT_M2UA, WHAT_M3UA, WHAT_SUA } from './inner.ts';
import { faultPart, type Inside, type Layer, layer, type Part, part } from './part.ts';
import { addressText, hexText, uint } from './texts.ts';
import { looksLikeXua, xuaOfClass, xuaOfIdentifier, xuaOfPort } from './xua.ts';

const CHUNKS: Readonly<Record<number, string>> = {
  0: 'DATA',
  1: 'INIT',
  2: 'INIT ACK',
  3: 'SACK',
  4: 'HEARTBEAT',
  5: 'HEARTBEAT ACK',
  6: 'ABORT',
  7: 'SHUTDOWN',
  8: 'SHUTDOWN ACK',
  9: 'ERROR',
  10: 'COOKIE ECHO',
  11: 'COOKIE ACK',
  12: 'ECNE',
  13: 'CWR',
  14: 'SHUTDOWN COMPLETE',
  15: 'AUTH',
  64: 'I-DATA',
  128: 'ASCONF-ACK',
  130: 'RE-CONFIG',
  132: 'PAD',
  192: 'FORWARD TSN',
  193: 'ASCONF',
  194: 'I-FORWARD-TSN',
};

const PPIDS: Readonly<Record<number, string>> = {
  0: 'not told',
  2: 'M2UA',
  3: 'M3UA',
  4: 'SUA',
  5: 'M2PA',
  46: 'Diameter',
  47: 'Diameter over DTLS',
};

const PARAMETERS: Readonly<Record<number, string>> = {
  1: 'Heartbeat information',
  5: 'IPv4 address',
  6: 'IPv6 address',
  7: 'State cookie',
  8: 'Unrecognized parameter',
  9: 'Cookie preservative',
  11: 'Host name address',
  12: 'Supported address types',
  32768: 'ECN capable',
  32770: 'Random',
  32771: 'Chunk list',
  32772: 'Requested HMAC algorithm',
  32776: 'Supported extensions',
  49152: 'Forward TSN supported',
};

const CAUSES: Readonly<Record<number, string>> = {
  1: 'Invalid stream identifier',
  2: 'Missing mandatory parameter',
  3: 'Stale cookie',
  4: 'Out of resource',
  5: 'Unresolvable address',
  6: 'Unrecognized chunk type',
  7: 'Invalid mandatory parameter',
  8: 'Unrecognized parameters',
  9: 'No user data',
  10: 'Cookie received while shutting down',
  11: 'Restart of an association with new addresses',
  12: 'User-initiated abort',
  13: 'Protocol violation',
};

/** The packet: its header, then its chunks. */
export function describeSctp(b: Uint8Array, at: number, end: number, ports: Ports): Layer[] {
  const clause = 'RFC 9260 §3.1';
  const has = end - at;
  if (has < 12) return [layer('sctp', 'SCTP', '', at, has, clause, [faultPart('header', 12, has, at)])];
  ports.source = uint(b, at, 2);
  ports.destination = uint(b, at + 2, 2);
  const parts = [
    part('Source port', ports.source, at, 2, clause),
    part('Destination port', ports.destination, at + 2, 2, clause),
    part('Verification tag', `0x${hexText(b, at + 4, 4)}`, at + 4, 4, clause),
    part('Checksum', `0x${hexText(b, at + 8, 4)}, not verified`, at + 8, 4, clause),
  ];
  const layers = [layer('sctp', 'SCTP', `${ports.source} → ${ports.destination}`, at, 12, clause, parts)];
  let p = at + 12;
  while (end - p >= 4) {
    const length = uint(b, p + 2, 2);
    layers.push(chunk(b, p, end, length, ports));
    if (length < 4) return layers;
    p += (length + 3) & ~3;
  }
  if (p < end && end - p < 4) parts.push(part('Octets behind the chunks', hexText(b, p, end - p), p, end - p));
  return layers;
}

function chunk(b: Uint8Array, at: number, end: number, length: number, ports: Ports): Layer {
  const clause = 'RFC 9260 §3.2';
  const type = b[at];
  const flags = b[at + 1];
  const name = CHUNKS[type] ?? `chunk ${type}`;
  const stop = length < 4 ? at + 4 : Math.min(end, at + length);
  const isData = type === 0 || type === 64;
  const parts: Part[] = [
    part('Type', `${type} ${name}`, at, 1, clause),
    part(
      'Flags',
      isData ? dataFlags(flags) : `0x${hexText(b, at + 1, 1)}`,
      at + 1,
      1,
      isData ? 'RFC 9260 §3.3.1' : clause,
    ),
    part('Length', length, at + 2, 2, clause),
  ];
  if (length < 4 || end - at < length) parts.push(faultPart('chunk', length, end - at, at + 2));
  const title = (value: string, octets = stop - at, next?: Layer['next']): Layer =>
    layer('sctp', 'SCTP chunk', value === '' ? name : `${name}, ${value}`, at, octets, clause, parts, next);
  if (length < 4) return title('');
  if (isData) return data(b, at, stop, length, flags, type === 64, ports, parts, title);
  fields(b, at, stop, type, parts);
  return title('');
}

const dataFlags = (flags: number): string =>
  [
    (flags & 2) !== 0 ? 'begins' : '',
    (flags & 1) !== 0 ? 'ends' : '',
    (flags & 4) !== 0 ? 'unordered' : '',
    (flags & 8) !== 0 ? 'acknowledge at once' : '',
  ]
    .filter(Boolean)
    .join(', ') || 'a middle piece';

function data(
  b: Uint8Array,
  at: number,
  stop: number,
  length: number,
  flags: number,
  interleaved: boolean,
  ports: Ports,
  parts: Part[],
  title: (value: string, octets?: number, next?: Layer['next']) => Layer,
): Layer {
  const head = interleaved ? 20 : 16;
  if (stop - at < head) {
    if (stop - at === length) parts.push(faultPart('chunk', head, length, at));
    return title('');
  }
  const clause = interleaved ? 'RFC 8260 §2.1' : 'RFC 9260 §3.3.1';
  const whole = (flags & 3) === 3;
  const tsn = uint(b, at + 4, 4);
  parts.push(part('TSN', tsn, at + 4, 4, clause), part('Stream identifier', uint(b, at + 8, 2), at + 8, 2, clause));
  let ppid = 0;
  if (interleaved) {
    parts.push(part('Message identifier', uint(b, at + 12, 4), at + 12, 4, clause));
    if ((flags & 2) === 0) parts.push(part('Fragment sequence number', uint(b, at + 16, 4), at + 16, 4, clause));
  } else parts.push(part('Stream sequence number', uint(b, at + 10, 2), at + 10, 2, clause));
  if (!interleaved || (flags & 2) !== 0) {
    ppid = uint(b, at + head - 4, 4);
    const swapped = ppid > 0xffffff && (ppid & 0xffffff) === 0 ? ppid >>> 24 : 0;
    const text =
      PPIDS[ppid] ?? (swapped > 0 && PPIDS[swapped] !== undefined ? `${PPIDS[swapped]} in the wrong byte order` : '');
    parts.push(part('Payload protocol identifier', text === '' ? ppid : `${ppid} ${text}`, at + head - 4, 4, clause));
  }
  const from = at + head;
  const what = whole ? insideData(b, from, stop, ppid, ports) : 'piece';
  return title(`TSN ${tsn}${whole ? '' : `, ${stop - from} octets of a fragmented message`}`, head, {
    what,
    at: from,
    end: stop,
  });
}

/** What a whole user message is, as `decode` takes it. */
export function insideData(b: Uint8Array, at: number, end: number, ppid: number, ports: Ports): Inside {
  const known = insideOf(xuaOfIdentifier(ppid));
  if (known !== undefined) return known;
  if (ppid === 46 || ppid === 47 || (ppid === 0 && (ports.source === 3868 || ports.destination === 3868))) {
    return 'diameter';
  }
  // a payload protocol identifier that is somebody else's, in either byte order
  if ((ppid > 0 && ppid < 128) || (ppid > 0xffffff && (ppid & 0xffffff) === 0)) return 'other';
  const byPort = insideOf(xuaOfPort(ports.destination)) ?? insideOf(xuaOfPort(ports.source));
  if (byPort !== undefined) return end - at >= 8 && b[at] === 1 && b[at + 1] === 0 ? byPort : 'other';
  return looksLikeXua(b, at, end) ? (insideOf(xuaOfClass(b[at + 2])) ?? 'other') : 'other';
}

function insideOf(what: number): Inside | undefined {
  switch (what) {
    case WHAT_M3UA:
      return 'm3ua';
    case WHAT_M2UA:
      return 'm2ua';
    case WHAT_M2PA:
      return 'm2pa';
    case WHAT_SUA:
      return 'sua';
    default:
      return undefined;
  }
}

/** What stands in the chunks that carry no user data. */
function fields(b: Uint8Array, at: number, stop: number, type: number, parts: Part[]): void {
  const has = stop - at;
  if ((type === 1 || type === 2) && has >= 20) {
    const clause = type === 1 ? 'RFC 9260 §3.3.2' : 'RFC 9260 §3.3.3';
    parts.push(
      part('Initiate tag', `0x${hexText(b, at + 4, 4)}`, at + 4, 4, clause),
      part('Advertised receiver window', uint(b, at + 8, 4), at + 8, 4, clause),
      part('Outbound streams', uint(b, at + 12, 2), at + 12, 2, clause),
      part('Inbound streams', uint(b, at + 14, 2), at + 14, 2, clause),
      part('Initial TSN', uint(b, at + 16, 4), at + 16, 4, clause),
    );
    listed(b, at + 20, stop, PARAMETERS, 'Parameter', clause, parts);
  } else if (type === 3 && has >= 16) {
    const clause = 'RFC 9260 §3.3.4';
    const [gaps, twice] = [uint(b, at + 12, 2), uint(b, at + 14, 2)];
    parts.push(
      part('Cumulative TSN acknowledged', uint(b, at + 4, 4), at + 4, 4, clause),
      part('Advertised receiver window', uint(b, at + 8, 4), at + 8, 4, clause),
      part('Gap blocks', gaps, at + 12, 2, clause),
      part('Duplicate TSNs', twice, at + 14, 2, clause),
    );
    let p = at + 16;
    for (let i = 0; i < gaps && stop - p >= 4; i++, p += 4)
      parts.push(part('Gap block', `${uint(b, p, 2)} to ${uint(b, p + 2, 2)} beyond`, p, 4, clause));
    for (let i = 0; i < twice && stop - p >= 4; i++, p += 4)
      parts.push(part('Duplicate TSN', uint(b, p, 4), p, 4, clause));
  } else if (type === 4 || type === 5) listed(b, at + 4, stop, PARAMETERS, 'Parameter', 'RFC 9260 §3.3.5', parts);
  else if (type === 6 || type === 9) listed(b, at + 4, stop, CAUSES, 'Cause', 'RFC 9260 §3.3.10', parts);
  else if (type === 7 && has >= 8)
    parts.push(part('Cumulative TSN acknowledged', uint(b, at + 4, 4), at + 4, 4, 'RFC 9260 §3.3.8'));
  else if ((type === 192 || type === 194) && has >= 8)
    parts.push(part('New cumulative TSN', uint(b, at + 4, 4), at + 4, 4, 'RFC 3758 §3.2'));
  else if (has > 4) parts.push(part('Contents', `${has - 4} octets`, at + 4, has - 4));
}

/** Parameters or causes: type (2), length (2) with the header, value, padding. */
function listed(
  b: Uint8Array,
  at: number,
  stop: number,
  names: Readonly<Record<number, string>>,
  what: string,
  clause: string,
  parts: Part[],
): void {
  let p = at;
  while (stop - p >= 4) {
    const type = uint(b, p, 2);
    const length = uint(b, p + 2, 2);
    if (length < 4 || stop - p < length) {
      parts.push(faultPart(what.toLowerCase(), length, stop - p, p + 2));
      return;
    }
    const n = length - 4;
    const text = type === 5 || type === 6 ? addressText(b, p + 4, n) : n > 8 ? `${n} octets` : hexText(b, p + 4, n);
    parts.push(part(names[type] ?? `${what} ${type}`, text, p, length, clause));
    p += (length + 3) & ~3;
  }
}
