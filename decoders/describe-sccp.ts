/**
 * SCCP for people: every message by name, the connectionless ones and CR in full, addresses and global titles, optional
 * parameters (Q.713). Reads only `b[at]` to `b[end - 1]`; never throws.
 */

import { describeAddress } from './describe-sccp-address.ts';
import type { PointCodeText } from './describe-xua.ts';
import { FAULT, faultPart, hidden, type Inside, type Layer, layer, type Part, part } from './part.ts';
import {
  named,
  REFUSAL_CAUSES,
  RELEASE_CAUSES,
  RETURN_CAUSES,
  SCCP_CLAUSES,
  SCCP_FIXED,
  SCCP_HAS_DATA,
  SCCP_HAS_OPTIONAL,
  SCCP_MESSAGES,
  SCCP_PARAMETERS,
} from './sccp-names.ts';
import { hexText } from './texts.ts';

/** Subsystem numbers of the addresses, for the user behind; -1 where there is none. */
export interface Party {
  called: number;
  calling: number;
}

/** What describing an SCCP message needs to know. */
export interface SccpContext {
  /** Point code format of mtp3.ts. */
  readonly form: number;
  readonly pointCode: PointCodeText;
  readonly party: Party;
}

export function describeSccp(b: Uint8Array, at: number, end: number, context: SccpContext): Layer {
  const has = end - at;
  if (has < 1) return layer('sccp', 'SCCP', '', at, has, 'Q.713', [faultPart('header', 1, has, at)]);
  const type = b[at];
  const name = SCCP_MESSAGES[type];
  const clause = `Q.713 ${SCCP_CLAUSES[type] ?? '§2.1'}`;
  const parts: Part[] = [part('Message type', named(SCCP_MESSAGES, type), at, 1, 'Q.713 §2.1')];
  const value = name?.split(' ', 1)[0] ?? `type ${type}`;
  if (name === undefined) {
    parts.push(part(FAULT, `message type ${type} is not one of Q.713`, at, 1));
    return layer('sccp', 'SCCP', value, at, has, clause, parts);
  }
  const walk = new Message(b, at, end, context, parts);
  let data: Layer['next'];
  if (type <= 8 || (type >= 11 && type <= 16)) walk.connection(type);
  else data = walk.connectionless(type);
  parts.sort((x, y) => x.at - y.at);
  const told = context.party.called >= 0 || context.party.calling >= 0 ? walk.summary() : '';
  return layer(
    'sccp',
    'SCCP',
    told === '' ? value : `${value}, ${told}`,
    at,
    (data?.at ?? end) - at,
    clause,
    parts,
    data,
  );
}

class Message {
  readonly #b: Uint8Array;
  readonly #at: number;
  readonly #end: number;
  readonly #context: SccpContext;
  readonly #parts: Part[];
  readonly #titles: string[] = ['', ''];
  #isSegment = false;

  constructor(b: Uint8Array, at: number, end: number, context: SccpContext, parts: Part[]) {
    this.#b = b;
    this.#at = at;
    this.#end = end;
    this.#context = context;
    this.#parts = parts;
  }

  /** Calling to called, by title or subsystem. */
  summary(): string {
    return `${this.#titles[1] || '?'} → ${this.#titles[0] || '?'}`;
  }

  /** UDT, XUDT, LUDT and what returns them. */
  connectionless(type: number): Layer['next'] {
    const b = this.#b;
    const at = this.#at;
    const isLong = type >= 19;
    const isExtended = type >= 17;
    const fixed = isLong ? 11 : isExtended ? 7 : 5;
    if (this.#end - at < fixed) {
      this.#parts.push(faultPart('header', fixed, this.#end - at, at));
      return undefined;
    }
    if (type === 10 || type === 18 || type === 20)
      this.#parts.push(part('Return cause', named(RETURN_CAUSES, b[at + 1]), at + 1, 1, 'Q.713 §3.12'));
    else this.#parts.push(part('Protocol class', protocolClass(b[at + 1]), at + 1, 1, 'Q.713 §3.6'));
    if (isExtended) this.#parts.push(part('Hop counter', b[at + 2], at + 2, 1, 'Q.713 §3.18'));
    const first = at + (isExtended ? 3 : 2);
    const step = isLong ? 2 : 1;
    for (const which of [0, 1] as const) {
      const place = this.#pointer(first + which * step, step, which === 0 ? 'called' : 'calling');
      if (place >= 0) this.#address(place, which);
    }
    // whether the data is a segment stands in the optional part
    if (isExtended && this.#pointed(first + 3 * step, step) > 0) {
      const place = this.#pointer(first + 3 * step, step, 'optional part');
      if (place >= 0) this.#optional(place);
    }
    const place = this.#pointer(first + 2 * step, step, 'data');
    return place < 0 ? undefined : this.#data(place, step);
  }

  /** Connection-oriented messages: shown, not followed. */
  connection(type: number): void {
    const b = this.#b;
    let p = this.#at + 1;
    for (const [name, octets] of SCCP_FIXED[type] ?? []) {
      if (this.#end - p < octets) {
        this.#parts.push(faultPart('header', octets, this.#end - p, p));
        return;
      }
      this.#parts.push(part(SCCP_PARAMETERS[name], this.#value(name, p, octets), p, octets, 'Q.713 §3'));
      p += octets;
    }
    if (type === 1 && p < this.#end) {
      const place = this.#pointer(p++, 1, 'called');
      if (place >= 0) this.#address(place, 0);
    }
    if (SCCP_HAS_DATA.has(type) && p < this.#end) {
      const place = this.#pointer(p, 1, 'data');
      if (place >= 0)
        this.#parts.push(
          hidden('Data', `${b[place]} octets`, place, Math.min(1 + b[place], this.#end - place), 'Q.713 §3.16'),
        );
    }
    if (SCCP_HAS_OPTIONAL.has(type) && p < this.#end && b[p] > 0) {
      const place = this.#pointer(p, 1, 'optional part');
      if (place >= 0) this.#optional(place);
    }
  }

  #pointed(p: number, octets: number): number {
    return octets === 1 ? this.#b[p] : this.#b[p] | (this.#b[p + 1] << 8);
  }

  /** Where a pointer points: it counts from itself, one of two octets from its second (Q.713 §2.3). -1 where nowhere. */
  #pointer(p: number, octets: number, to: string): number {
    const value = this.#pointed(p, octets);
    const place = p + octets - 1 + value;
    this.#parts.push(part(`Pointer to ${to}`, value, p, octets, 'Q.713 §2.3'));
    if (value === 0) this.#parts.push(part(FAULT, 'pointer says 0', p, 0));
    else if (this.#end - place < 1) this.#parts.push(faultPart('pointer', value, this.#end - p, p));
    else return place;
    return -1;
  }

  #address(place: number, which: 0 | 1): void {
    const b = this.#b;
    const name = which === 0 ? 'Called party address' : 'Calling party address';
    const clause = which === 0 ? 'Q.713 §3.4' : 'Q.713 §3.5';
    const length = b[place];
    const has = this.#end - place - 1;
    const stop = place + 1 + Math.min(length, has);
    const { value, parts, ssn } = describeAddress(b, place + 1, stop, this.#context.form, this.#context.pointCode);
    const all = [part('Length', length, place, 1, clause), ...parts];
    if (has < length) all.push(faultPart('address', length, has, place));
    this.#parts.push(part(name, value, place, stop - place, clause, all));
    this.#titles[which] = value;
    this.#context.party[which === 0 ? 'called' : 'calling'] = ssn;
  }

  #data(place: number, octets: number): Layer['next'] {
    if (this.#end - place < octets) {
      this.#parts.push(faultPart('data', octets, this.#end - place, place));
      return undefined;
    }
    const length = this.#pointed(place, octets);
    const from = place + octets;
    const has = this.#end - from;
    const clause = octets === 1 ? 'Q.713 §3.16' : 'Q.713 §3.20';
    this.#parts.push(part(octets === 1 ? 'Data' : 'Long data', `${length} octets`, place, octets, clause));
    if (has < length) this.#parts.push(faultPart('data', length, has, place));
    const what: Inside = this.#isSegment ? 'piece' : 'user-data';
    return { what, at: from, end: from + Math.min(length, has) };
  }

  #optional(place: number): void {
    const b = this.#b;
    const end = this.#end;
    let p = place;
    while (end - p >= 1) {
      const name = b[p];
      if (name === 0) {
        this.#parts.push(part('End of optional parameters', '', p, 1, 'Q.713 §3.2'));
        return;
      }
      if (end - p < 2 || end - p - 2 < b[p + 1]) {
        this.#parts.push(
          faultPart(
            'optional parameter',
            end - p < 2 ? 2 : b[p + 1],
            end - p < 2 ? end - p : end - p - 2,
            end - p < 2 ? p : p + 1,
          ),
        );
        return;
      }
      const n = b[p + 1];
      const text = SCCP_PARAMETERS[name] ?? `Optional parameter ${name}`;
      if (name === 15) this.#parts.push(hidden(text, `${n} octets`, p, 2 + n, 'Q.713 §3.16'));
      else if (name === 4 || name === 3) {
        const { value, parts } = describeAddress(b, p + 2, p + 2 + n, this.#context.form, this.#context.pointCode);
        this.#parts.push(part(text, value, p, 2 + n, 'Q.713 §3.5', parts));
      } else if (name === 16 && n >= 4) {
        this.#isSegment = (b[p + 2] & 0x8f) !== 0x80;
        this.#parts.push(part(text, this.#value(name, p + 2, n), p, 2 + n, 'Q.713 §3.17'));
      } else {
        this.#parts.push(part(text, this.#value(name, p + 2, n), p, 2 + n, name === 18 ? 'Q.713 §3.19' : 'Q.713 §3'));
        if (name === 16) this.#parts.push(faultPart('optional parameter', n, 4, p + 1));
      }
      p += 2 + n;
    }
  }

  #value(name: number, p: number, octets: number): string {
    const b = this.#b;
    if (octets < (name === 16 ? 4 : 1)) return hexText(b, p, octets);
    switch (name) {
      case 1:
      case 2:
        return `0x${hexText(b, p, octets)}`;
      case 5:
        return protocolClass(b[p]);
      case 10:
        return named(RELEASE_CAUSES, b[p]);
      case 14:
        return named(REFUSAL_CAUSES, b[p]);
      case 16: {
        const reference = b[p + 1] | (b[p + 2] << 8) | (b[p + 3] << 16);
        return `${b[p] > 0x7f ? 'first segment, ' : ''}${b[p] & 15} remain, class ${(b[p] >> 6) & 1}, local reference ${reference}`;
      }
      case 18:
        return String(b[p] & 7);
      default:
        return octets === 1 ? String(b[p]) : hexText(b, p, octets);
    }
  }
}

/** §3.6: class in bits 1 to 4; for classes 0 and 1 bit 8 asks for the message back where it cannot be delivered. */
function protocolClass(octet: number): string {
  const kind = octet & 15;
  return `${kind}${kind < 2 && octet > 0x7f ? ', return message on error' : ''}`;
}
