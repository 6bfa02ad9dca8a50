/** The PDP context element for people (TS 29.060 §7.7.29): what an SGSN hands to another about one context. */
import { apnText } from './apn.ts';
import { describeQos } from './describe-qos.ts';
import { type Part, part } from './part.ts';
import { addressText, hexText, pdpTypeText, uint } from './texts.ts';

const CLAUSE = 'TS 29.060 §7.7.29';

/** Reads as far as the octets go; a length that does not fit ends the parts. */
export function describePdpContext(b: Uint8Array, v: number, n: number): { value: string; parts: Part[] } {
  const parts: Part[] = [
    part('NSAPI', b[v] & 0x0f, v, 1, CLAUSE),
    part('Reordering required', (b[v] >> 4) & 1, v, 1, CLAUSE),
    part('VPLMN address allowed', (b[v] >> 6) & 1, v, 1, CLAUSE),
    part('SAPI', b[v + 1] & 0x0f, v + 1, 1, CLAUSE),
  ];
  const end = v + n;
  let p = v + 2;
  /** Octets of a field with a length octet before it; -1 ends the reading. */
  const sized = (): number => (p < end && end - p - 1 >= b[p] ? b[p] : -1);
  const give = (): { value: string; parts: Part[] } => ({ value: `NSAPI ${b[v] & 0x0f}`, parts });
  for (const name of ['Subscribed QoS', 'Requested QoS', 'Negotiated QoS']) {
    const octets = sized();
    if (octets < 0) return give();
    parts.push(part(name, '', p + 1, octets, CLAUSE, describeQos(b, p + 1, octets)));
    p += 1 + octets;
  }
  for (const [name, octets] of [
    ['Sequence number down', 2],
    ['Sequence number up', 2],
    ['Send N-PDU number', 1],
    ['Receive N-PDU number', 1],
    ['Uplink TEID control plane', 4],
    ['Uplink TEID data I', 4],
    ['PDP context identifier', 1],
  ] as const) {
    if (end - p < octets) return give();
    parts.push(part(name, octets === 4 ? `0x${hexText(b, p, 4)}` : uint(b, p, octets), p, octets, CLAUSE));
    p += octets;
  }
  if (end - p < 2) return give();
  parts.push(part('PDP type', pdpTypeText(b[p], b[p + 1]), p, 2, CLAUSE));
  p += 2;
  for (const name of ['PDP address', 'GGSN address for control plane', 'GGSN address for user traffic', 'APN']) {
    const octets = sized();
    if (octets < 0) return give();
    const text = name === 'APN' ? apnText(b, p + 1, octets) : addressText(b, p + 1, octets);
    parts.push(part(name, text, p + 1, octets, CLAUSE));
    p += 1 + octets;
  }
  if (end - p >= 2) parts.push(part('Transaction identifier', hexText(b, p, 2), p, 2, CLAUSE));
  return give();
}
