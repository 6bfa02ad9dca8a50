/** MTP2 and MTP3 for people (Q.703, Q.704). Reads only `b[at]` to `b[end - 1]`; never throws. */
import { insideMtp, type PointCodeText } from './describe-xua.ts';
import { POINT_CODES_ANSI, POINT_CODES_ITU, POINT_CODES_JAPAN } from './mtp3.ts';
import { faultPart, type Layer, layer, type Part, part } from './part.ts';
import { uint } from './texts.ts';
import { NETWORK_INDICATORS, SERVICE_INDICATORS } from './xua-names.ts';

/** One signal unit. */
export function describeMtp2(b: Uint8Array, at: number, end: number, extended: boolean): Layer {
  const clause = extended ? 'Q.703 annex A' : 'Q.703 §2.2';
  const header = extended ? 6 : 3;
  const has = end - at;
  if (has < header) return layer('mtp2', 'MTP2', '', at, has, clause, [faultPart('header', header, has, at)]);
  const size = extended ? 2 : 1;
  const field = (p: number): number => (extended ? b[p] | (b[p + 1] << 8) : b[p]);
  const most = extended ? 511 : 63;
  const top = extended ? 15 : 7;
  const mask = extended ? 0xfff : 0x7f;
  const length = field(at + 2 * size) & most;
  const kind = length === 0 ? 'fill-in signal unit' : length <= 2 ? 'link status signal unit' : 'message signal unit';
  const parts: Part[] = [
    part('Backward sequence number', field(at) & mask, at, size, clause),
    part('Backward indicator bit', (field(at) >> top) & 1, at, size, clause),
    part('Forward sequence number', field(at + size) & mask, at + size, size, clause),
    part('Forward indicator bit', (field(at + size) >> top) & 1, at + size, size, clause),
    part('Length indicator', length, at + 2 * size, size, 'Q.703 §2.3.3'),
  ];
  const p = at + header;
  const left = end - p;
  if (length <= 2) {
    if (length > 0 && left >= length) parts.push(part('Status field', b[p] & 7, p, length, 'Q.703 §11.1.3'));
    return layer('mtp2', 'MTP2', kind, at, Math.min(has, header + length), clause, parts);
  }
  let octets = length;
  if (length === most && left > length) octets = left === length + 2 ? length : left;
  if (left < octets) parts.push(faultPart('length', octets, left, at + header - 1));
  const stop = Math.min(end, p + octets);
  if (end - stop > 0) parts.push(part('Check octets', '', stop, end - stop, 'Q.703 §2.3.6'));
  return layer('mtp2', 'MTP2', kind, at, header, clause, parts, { what: 'mtp3', at: p, end: stop });
}

/** Service information octet and routing label, in the format that the caller chose (it is not on the wire). */
export function describeMtp3(b: Uint8Array, at: number, end: number, form: number, pointCode: PointCodeText): Layer {
  const clause =
    form === POINT_CODES_ITU ? 'Q.704 §2.2' : form === POINT_CODES_JAPAN ? 'JT-Q704 §2.2' : 'T1.111.4 §2.2';
  const has = end - at;
  if (has < 1) return layer('mtp3', 'MTP3', '', at, has, clause, [faultPart('header', 1, has, at)]);
  const indicator = b[at] & 15;
  const parts: Part[] = [
    part('Service indicator', `${indicator} ${SERVICE_INDICATORS[indicator]}`, at, 1, 'Q.704 §14.2.1'),
    part('Network indicator', `${b[at] >> 6} ${NETWORK_INDICATORS[b[at] >> 6]}`, at, 1, 'Q.704 §14.2.2'),
  ];
  if (form === POINT_CODES_ANSI) parts.push(part('Message priority', (b[at] >> 4) & 3, at, 1, 'T1.111.4 §14.2'));
  const p = at + 1;
  const octets = form === POINT_CODES_ITU ? 4 : form === POINT_CODES_JAPAN ? 5 : 7;
  if (end - p < octets) {
    parts.push(faultPart('label', octets, end - p, p));
    return layer('mtp3', 'MTP3', '', at, has, clause, parts);
  }
  const size = form === POINT_CODES_JAPAN ? 2 : 3;
  const low = (q: number): number => (size === 2 ? b[q] | (b[q + 1] << 8) : b[q] | (b[q + 1] << 8) | (b[q + 2] << 16));
  const itu = form === POINT_CODES_ITU;
  const dpc = itu ? b[p] | ((b[p + 1] & 0x3f) << 8) : low(p);
  const opc = itu ? (b[p + 1] >> 6) | (b[p + 2] << 2) | ((b[p + 3] & 15) << 10) : low(p + size);
  const sls = itu ? b[p + 3] >> 4 : form === POINT_CODES_ANSI ? b[p + 6] : uint(b, p + octets - 1, 1) & 15;
  parts.push(
    part('Destination point code', pointCode(dpc), p, itu ? 2 : size, clause),
    part('Originating point code', pointCode(opc), itu ? p + 1 : p + size, itu ? 3 : size, clause),
    part('Signalling link selection', sls, p + octets - 1, 1, clause),
  );
  const value = `${pointCode(opc)} → ${pointCode(dpc)}, ${SERVICE_INDICATORS[indicator]}`;
  const next = { what: insideMtp(indicator), at: p + octets, end };
  return layer('mtp3', 'MTP3', value, at, 1 + octets, clause, parts, next);
}
