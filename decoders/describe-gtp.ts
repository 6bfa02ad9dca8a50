/**
 * A GTP message for people: header, extension headers and information elements by name with value, place and clause
 * (TS 29.060). GTPv0, GTP' and GTPv2 are named by version and message type. Never throws; where the octets end too
 * early or contradict each other the last part is called `fault` and says how.
 */
import { describeValue } from './describe-gtp-values.ts';
import { gtpElement, TV_LENGTHS } from './gtp-elements.ts';
import { gtpMessageName } from './gtp-messages.ts';
import { hidden, type Part, part } from './part.ts';
import { hexText, uint } from './texts.ts';

const HEADER = 'TS 29.060 §6';

/** Bits of the first octet: what the four octets behind the TEID hold. */
const FLAGS: readonly (readonly [name: string, bit: number])[] = [
  ['extension header', 4],
  ['sequence number', 2],
  ['N-PDU number', 1],
];
const UDP_PORT = 64;

/** Types of extension headers (TS 29.060 §6.1.1, TS 29.281 §5.2.1). */
const EXTENSION_HEADERS: Readonly<Record<number, string>> = {
  1: 'MBMS support indication',
  2: 'MS Info Change Reporting support indication',
  [UDP_PORT]: 'UDP port',
  133: 'PDU session container',
  192: 'PDCP PDU number',
  193: 'Suspend request',
  194: 'Suspend response',
};

/** The parts of the message at `b[at]` to `b[end - 1]`. */
export function describeGtp(b: Uint8Array, at: number, end: number): Part[] {
  const parts: Part[] = [];
  if (end - at < 4) return [fault('header', 4, end - at, at)];
  const first = b[at];
  const version = first >> 5;
  const prime = (first & 0x1e) === 0x0e || (version < 2 && (first & 0x10) === 0);
  const standard = prime
    ? 'TS 32.295 §6.1'
    : version === 0
      ? 'GSM 09.60 §6'
      : version === 2
        ? 'TS 29.274 §5.1'
        : HEADER;
  parts.push(part('Version', prime ? `${version} (GTP')` : version, at, 1, standard));
  if (version === 1 && !prime) {
    parts.push(part('Protocol type', 'GTP', at, 1, HEADER));
    const flags = FLAGS.filter(([, bit]) => (first & bit) !== 0).map(([name]) => name);
    parts.push(part('Flags', flags.length === 0 ? 'none' : flags.join(', '), at, 1, HEADER));
  }
  const name = messageName(version, prime, b[at + 1]);
  const clause = standard === HEADER ? 'TS 29.060 §7.1' : standard;
  parts.push(part('Message type', name === '' ? b[at + 1] : `${b[at + 1]} ${name}`, at + 1, 1, clause));
  const length = uint(b, at + 2, 2);
  parts.push(part('Length', length, at + 2, 2, standard));
  if (version !== 1 || prime) return parts;
  if (end - at < 8) return [...parts, fault('header', 8, end - at, at)];
  parts.push(part('TEID', `0x${hexText(b, at + 4, 4)}`, at + 4, 4, HEADER));
  const stop = Math.min(end, at + 8 + length);
  const cut = end - at - 8 < length ? [fault('length', length, end - at - 8, at + 2)] : [];
  let p = at + 8;
  if ((first & 0x07) !== 0) {
    if (stop - p < 4) return [...parts, fault('header', 12, stop - at, at)];
    if ((first & 0x02) !== 0) parts.push(part('Sequence number', uint(b, p, 2), p, 2, HEADER));
    if ((first & 0x01) !== 0) parts.push(part('N-PDU number', b[p + 2], p + 2, 1, HEADER));
    let next = (first & 0x04) !== 0 ? b[p + 3] : 0;
    p += 4;
    while (next !== 0) {
      const octets = p < stop ? b[p] * 4 : 4;
      if (octets === 0 || stop - p < octets) return [...parts, fault('extension header', octets, stop - p, p)];
      const name = EXTENSION_HEADERS[next] ?? `extension header 0x${next.toString(16)}`;
      const text = next === UDP_PORT && octets === 4 ? String(uint(b, p + 1, 2)) : hexText(b, p + 1, octets - 2);
      parts.push(part(name, text, p, octets, 'TS 29.060 §6.1'));
      p += octets;
      next = b[p - 1];
    }
  }
  if (b[at + 1] >= 254) return [...parts, hidden('User packet', `${stop - p} octets`, p, stop - p, 'TS 29.281 §6.1')];
  describeElements(b, p, stop, parts);
  return cut.length > 0 && parts.at(-1)?.name !== 'fault' ? [...parts, ...cut] : parts;
}

function messageName(version: number, prime: boolean, type: number): string {
  if (version > 1 && !prime) return '';
  const name = gtpMessageName(type, version);
  return name === `message ${type}` ? '' : name;
}

function describeElements(b: Uint8Array, at: number, end: number, parts: Part[]): void {
  let p = at;
  while (p < end) {
    const type = b[p];
    const { name, clause } = gtpElement(type);
    const head = type < 128 ? 1 : type === 141 ? 2 : 3;
    if (end - p < head) {
      parts.push(fault(name, head, end - p, p));
      return;
    }
    const n = type < 128 ? TV_LENGTHS[type] : uint(b, p + 1, head - 1);
    if (type < 128 && n === 0) {
      parts.push(part('fault', `${name} is unknown and of fixed length: ${end - p} octets not read`, p, end - p));
      return;
    }
    if (end - p - head < n) {
      parts.push(fault(name, n, end - p - head, p));
      return;
    }
    const { value, parts: below = [] } = describeValue(type, b, p + head, n);
    const one = part(name, value, p, head + n, clause, below);
    parts.push(SECRETS.has(type) ? concealed(one) : one);
    p += head + n;
  }
}

/** Authentication vectors, keys, and options that hold passwords: their octets stay out. */
const SECRETS = new Set([9, 129, 132, 136]);

function concealed(one: Part): Part {
  return { ...one, hidden: true, parts: one.parts.map(concealed) };
}

function fault(what: string, says: number, has: number, at: number): Part {
  return part('fault', `${what} says ${says} octets, ${has} remain`, at, has);
}
