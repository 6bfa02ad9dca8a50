/** Wireshark's exported PDU (link type 252) for people: its tags. Reads only `b[at]` to `b[end - 1]`; never throws. */
import { faultPart, type Inside, type Layer, layer, type Part, part } from './part.ts';
import { addressText, hexText, uint } from './texts.ts';

/** Tags of Wireshark's exported PDU that are shown by name (epan/exported_pdu.h). */
const EXPORTED_TAGS: Readonly<Record<number, string>> = {
  10: 'Options length',
  11: 'Linktype',
  12: 'Dissector name',
  13: 'Heuristic dissector name',
  14: 'Dissector table name',
  20: 'IPv4 source',
  21: 'IPv4 destination',
  22: 'IPv6 source',
  23: 'IPv6 destination',
  24: 'Port type',
  25: 'Source port',
  26: 'Destination port',
  28: 'SS7 originating point code',
  29: 'SS7 destination point code',
  30: 'Original frame number',
  31: 'DVB-CI event',
  32: 'Dissector table value',
  33: 'Column text',
};

/** The tags of an exported PDU; what follows is named by the caller, who knows the dissectors' names. */
export function describeExported(b: Uint8Array, at: number, end: number, what: Inside, from: number): Layer {
  const clause = 'Wireshark exported_pdu.h';
  const parts: Part[] = [];
  let p = at;
  while (end - p >= 4) {
    const tag = uint(b, p, 2);
    const n = uint(b, p + 2, 2);
    if (tag === 0) {
      parts.push(part('End of tags', '', p, 4, clause));
      return layer('frame', 'Exported PDU', '', at, p + 4 - at, clause, parts, { what, at: from, end });
    }
    if (end - p - 4 < n) {
      parts.push(faultPart('option', n, end - p - 4, p + 2));
      return layer('frame', 'Exported PDU', '', at, end - at, clause, parts);
    }
    parts.push(part(EXPORTED_TAGS[tag] ?? `Tag ${tag}`, exportedValue(b, p + 4, n, tag), p, 4 + n, clause));
    p += 4 + n;
  }
  parts.push(faultPart('option', 4, end - p, p));
  return layer('frame', 'Exported PDU', '', at, end - at, clause, parts);
}

function exportedValue(b: Uint8Array, v: number, n: number, tag: number): string {
  if (tag === 12 || tag === 13 || tag === 14) {
    let text = '';
    for (let i = 0; i < n && b[v + i] > 0x20 && b[v + i] < 0x7f; i++) text += String.fromCharCode(b[v + i]);
    return text;
  }
  if (tag >= 20 && tag <= 23) return addressText(b, v, n);
  return n >= 4 ? String(uint(b, v, 4)) : hexText(b, v, n);
}
