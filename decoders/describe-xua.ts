/**
 * The SIGTRAN adaptation layers for people: common header and parameters of M3UA (RFC 4666), M2UA (RFC 3331), SUA (RFC
 * 3868) and M2PA (RFC 4165), one layer a message. Reads only `b[at]` to `b[end - 1]`; never throws.
 */

import type { Party } from './describe-sccp.ts';
import { suaAddress } from './describe-sua.ts';
import { FAULT, faultPart, hidden, type Inside, type Layer, layer, type Part, part } from './part.ts';
import { named, RETURN_CAUSES } from './sccp-names.ts';
import { hexText, uint } from './texts.ts';
import {
  M2PA_STATUS,
  NETWORK_INDICATORS,
  SERVICE_INDICATORS,
  STATUSES,
  TRAFFIC_MODES,
  XUA,
  XUA_ERRORS,
  type Xua,
  xuaMessageName,
  xuaParameterName,
} from './xua-names.ts';

/** What a network's point codes look like to a person. */
export type PointCodeText = (code: number) => string | number;

/** Parameters whose value is a text. */
const TEXTS = new Set([3, 4]);
/** Parameters that may carry what a person wrote. */
const PAYLOADS = new Set([7, 9]);

/** What user data of a message is in, and where. */
interface Found {
  what: Inside;
  at: number;
  end: number;
}

/** One message; `next` of the answer is where another may begin behind it. */
export function describeXua(
  b: Uint8Array,
  at: number,
  end: number,
  which: Xua,
  pointCode: PointCodeText,
  party: Party,
): { layer: Layer; next: number } {
  const { clause } = XUA[which];
  const name = which.toUpperCase();
  const has = end - at;
  if (has < 8) return { layer: layer(which, name, '', at, has, clause, [faultPart('header', 8, has, at)]), next: end };
  const common =
    which === 'm2pa' ? 'RFC 4165 §2.1' : `${clause} §${which === 'm2ua' ? '3.1' : which === 'sua' ? '3.1' : '3.1'}`;
  const message = xuaMessageName(which, b[at + 2], b[at + 3]);
  const length = uint(b, at + 4, 4);
  const parts: Part[] = [
    part('Version', b[at], at, 1, common),
    part(
      'Message class',
      `${b[at + 2]}${XUA[which].classes[b[at + 2]] === undefined ? '' : ` ${XUA[which].classes[b[at + 2]]}`}`,
      at + 2,
      1,
      common,
    ),
    part('Message type', `${b[at + 3]} ${message}`, at + 3, 1, common),
    part('Length', length, at + 4, 4, common),
  ];
  const none = (octets: number): { layer: Layer; next: number } => ({
    layer: layer(which, name, message, at, octets, clause, parts),
    next: end,
  });
  if (b[at] !== 1) {
    parts.push(part(FAULT, `version says ${b[at]}, 1 is needed`, at, 1));
    return none(has);
  }
  if (length < 8 || has < length) parts.push(faultPart('length', length, has, at + 4));
  if (length < 8) return none(8);
  const stop = Math.min(end, at + length);
  const found: Found = { what: 'other', at: stop, end: stop };
  if (which === 'm2pa') m2pa(b, at, stop, parts, found);
  else parameters(b, at + 8, stop, which, pointCode, party, parts, found, 0);
  const next = found.at < found.end ? { what: found.what, at: found.at, end: found.end } : undefined;
  return { layer: layer(which, name, message, at, stop - at, clause, parts, next), next: stop };
}

/** RFC 4165 §2.2, §2.3; the drafts before it have a shorter header, as m2pa.ts tells. */
function m2pa(b: Uint8Array, at: number, stop: number, parts: Part[], found: Found): void {
  if (stop - at < 12) {
    parts.push(faultPart('header', 8, stop - at - 8, at + 8));
    return;
  }
  const draft = stop - at < 16 || b[at + 8] !== 0 || b[at + 12] !== 0;
  const octets = draft ? 2 : 3;
  const clause = draft ? 'draft-ietf-sigtran-m2pa §2.2' : 'RFC 4165 §2.2';
  const first = at + (draft ? 8 : 9);
  const second = at + (draft ? 10 : 13);
  parts.push(
    part('Backward sequence number', uint(b, first, octets), first, octets, clause),
    part('Forward sequence number', uint(b, second, octets), second, octets, clause),
  );
  const p = at + (draft ? 12 : 16);
  if (b[at + 3] === 2) {
    if (stop - p >= 4) parts.push(part('Link status', named(M2PA_STATUS, uint(b, p, 4)), p, 4, 'RFC 4165 §2.3.2'));
    return;
  }
  if (b[at + 3] !== 1 || stop - p < 2) return;
  parts.push(part(draft ? 'Length indicator' : 'Priority', draft ? b[p] : b[p] >> 6, p, 1, 'RFC 4165 §2.3.1'));
  found.what = 'mtp3';
  found.at = p + 1;
  found.end = stop;
}

function parameters(
  b: Uint8Array,
  at: number,
  stop: number,
  which: Xua,
  pointCode: PointCodeText,
  party: Party,
  parts: Part[],
  found: Found,
  depth: number,
): void {
  let p = at;
  while (stop - p >= 4) {
    const tag = uint(b, p, 2);
    const length = uint(b, p + 2, 2);
    const name = xuaParameterName(which, tag);
    if (length < 4) {
      parts.push(faultPart('parameter', length, stop - p, p + 2));
      return;
    }
    const octets = Math.min(length, stop - p);
    parts.push(parameter(b, p, octets, which, tag, name, pointCode, party, found, depth));
    if (stop - p < length) {
      parts.push(faultPart('parameter', length, stop - p, p + 2));
      return;
    }
    p += (length + 3) & ~3;
  }
}

function parameter(
  b: Uint8Array,
  p: number,
  octets: number,
  which: Xua,
  tag: number,
  name: string,
  pointCode: PointCodeText,
  party: Party,
  found: Found,
  depth: number,
): Part {
  const clause = `${XUA[which].clause} ${which === 'sua' ? '§3.10' : which === 'm2ua' ? '§3.2' : '§3.2'}`;
  const v = p + 4;
  const n = octets - 4;
  const end = p + octets;
  const give = (value: string | number, below: readonly Part[] = [], of = clause): Part =>
    part(name, value, p, octets, of, below);
  const take = (what: Inside, from: number): void => {
    if (found.at < found.end) return;
    found.what = what;
    found.at = from;
    found.end = end;
  };
  if (which === 'm3ua' && tag === 0x0210) {
    const data = protocolData(b, v, end, pointCode);
    if (n >= 12) take(insideMtp(b[v + 8]), v + 12);
    return part(name, n < 12 ? '' : `${n - 12} octets of user data`, p, Math.min(octets, 16), 'RFC 4666 §3.3.1', data);
  }
  if (which === 'm2ua' && (tag === 0x0300 || tag === 0x0301)) {
    const skip = tag - 0x0300;
    if (n > skip) take(skip === 1 ? 'mtp3-japan' : 'mtp3', v + skip);
    return part(name, `${n} octets`, p, 4 + Math.min(skip, n), 'RFC 3331 §3.3.1.1');
  }
  if (which === 'sua' && tag === 0x010b) {
    take('user-data', v);
    return part(name, `${n} octets of user data`, p, 4, 'RFC 3868 §3.10.7');
  }
  if (which === 'sua' && (tag === 0x0102 || tag === 0x0103)) {
    const { value, parts } = suaAddress(b, v, end, pointCode, tag === 0x0103 ? 'called' : 'calling', party);
    return give(value, parts, 'RFC 3868 §3.10.2');
  }
  if (depth === 0 && (tag === 0x0207 || tag === 0x0208 || tag === 0x0209 || tag === 0x010e || tag === 0x0309)) {
    const below: Part[] = [];
    parameters(b, v, end, which, pointCode, party, below, { what: 'other', at: 0, end: 1 }, 1);
    return give('', below);
  }
  if (TEXTS.has(tag) && (which === 'm2ua' || tag === 4)) return give(text(b, v, n));
  if (PAYLOADS.has(tag) || n > 64) return hidden(name, `${n} octets`, p, octets, clause);
  if (n < 4 || n % 4 !== 0) return give(hexText(b, v, n));
  if (tag === 0x0012 || (which === 'm3ua' && (tag === 0x0206 || tag === 0x020b || tag === 0x020e))) {
    const codes: string[] = [];
    for (let q = v; end - q >= 4; q += 4)
      codes.push(`${pointCode(uint(b, q + 1, 3))}${b[q] === 0 ? '' : ` with ${b[q]} bits masked`}`);
    return give(codes.join(', '));
  }
  const word = uint(b, v, 4);
  if (tag === 0x000c) return give(named(XUA_ERRORS, word));
  if (tag === 0x000b) return give(named(TRAFFIC_MODES, word));
  if (tag === 0x000d)
    return give(`type ${uint(b, v, 2)}, ${named(STATUSES, word).replace(String(word), String(word & 0xffff))}`);
  if (which === 'sua' && tag === 0x0106)
    return give(
      b[v + 2] === 1 ? `return cause ${named(RETURN_CAUSES, b[v + 3])}` : `type ${b[v + 2]}, value ${b[v + 3]}`,
    );
  if (which === 'sua' && tag === 0x0117)
    return give(`${b[v] > 0x7f ? 'first, ' : ''}${b[v] & 0x7f} remain, reference ${uint(b, v + 1, 3)}`);
  const words: number[] = [];
  for (let q = v; end - q >= 4; q += 4) words.push(uint(b, q, 4));
  return give(words.join(', '));
}

/** Protocol Data of M3UA without its user data. */
function protocolData(b: Uint8Array, v: number, end: number, pointCode: PointCodeText): Part[] {
  const clause = 'RFC 4666 §3.3.1';
  if (end - v < 12) return [faultPart('parameter', 16, end - v + 4, v - 2)];
  return [
    part('Originating point code', pointCode(uint(b, v, 4)), v, 4, clause),
    part('Destination point code', pointCode(uint(b, v + 4, 4)), v + 4, 4, clause),
    part('Service indicator', `${b[v + 8]} ${SERVICE_INDICATORS[b[v + 8]] ?? ''}`.trim(), v + 8, 1, clause),
    part('Network indicator', `${b[v + 9]} ${NETWORK_INDICATORS[b[v + 9]] ?? ''}`.trim(), v + 9, 1, clause),
    part('Message priority', b[v + 10], v + 10, 1, clause),
    part('Signalling link selection', b[v + 11], v + 11, 1, clause),
  ];
}

/** The user part that a service indicator names. */
export function insideMtp(indicator: number): Inside {
  return indicator === 3 ? 'sccp' : indicator === 5 ? 'isup' : 'other';
}

function text(b: Uint8Array, v: number, n: number): string {
  let shown = '';
  for (let i = 0; i < n && i < 255; i++)
    shown += b[v + i] > 0x1f && b[v + i] < 0x7f ? String.fromCharCode(b[v + i]) : '.';
  return shown;
}
