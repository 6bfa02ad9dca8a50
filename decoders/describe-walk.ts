/**
 * A walk over BER by a schema, for people: names and values of what an operation carries, with the place of each in its
 * octets. Made once a message on request (`inspect`, `messages`), never on the hot path; objects and strings are made here.
 *
 * Guarantees: reads only `b[at]` to `b[end - 1]`; never throws; names come from the schema, never from the wire; elements
 * that the schema does not have are kept by tag and length; private extensions are skipped; depth and number of elements
 * are bounded.
 */
import { HEAD_NEXT, HEAD_START, HEAD_STOP, HEAD_TAG, head, header } from './ber.ts';
import { OK } from './status.ts';

export interface Options {
  /** Shows what a person wrote: the text of short messages and of USSD. Never without this. */
  readonly withText?: boolean;
  /** Writes an identity in another form (a pseudonym, stars); a number of any person is an msisdn. */
  readonly identity?: (kind: Identity, text: string) => string;
}

export type Identity = 'imsi' | 'msisdn' | 'imei' | 'end_user_address';

/** What readers share within one component. */
export interface State extends Options {
  /** Data coding scheme read before a USSD string. */
  dcs: number;
  /** Whether a short message goes to the mobile station. */
  toMobile: boolean;
  /** Elements that may still be described. */
  budget: number;
  /** Where the facts lie that the reader of one value gives. */
  readonly places: Map<string, Place>;
}

/** First octet and how many. */
export type Place = readonly [at: number, length: number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Gives the value of a primitive; undefined where the octets are none. */
export type Reader = (b: Uint8Array, at: number, end: number, state: State) => Json | undefined;

export type Type =
  | { readonly kind: 'value'; readonly tag: number; readonly read: Reader }
  | { readonly kind: 'sequence'; readonly fields: readonly Field[] }
  | { readonly kind: 'choice'; readonly fields: readonly Field[] }
  | { readonly kind: 'list'; readonly of: Type }
  /** A SEQUENCE that is skipped: a private extension, or key material. `counted` shows how many elements it has. */
  | { readonly kind: 'closed'; readonly counted: boolean };

/** Name, type, and the context tag where it has one (IMPLICIT; around a CHOICE explicit). */
export type Field = readonly [name: string, type: Type, tag?: number];

/** An element that was described. `value` is a primitive's, `inside` a constructed one's. */
export interface Described {
  readonly name: string;
  readonly at: number;
  readonly length: number;
  readonly value?: Json;
  readonly inside?: readonly Described[];
  /** The elements inside are those of a list. */
  readonly list?: boolean;
  /** Places of the facts in `value`, by name. */
  readonly places?: ReadonlyMap<string, Place>;
}

const MOST_DEPTH = 16;
/** Elements described of one component; what is beyond is left out and said. */
export const MOST_ELEMENTS = 1000;

const SEQUENCE = 16;
const CONTEXT = 0x1000;

/** Class and number of a tag, whatever its length and form: universal numbers as they are, context ones + CONTEXT. */
function keyOf(tag: number): number {
  let first = tag;
  let number = 0;
  if (tag > 0xff) {
    const octets = tag > 0xffffff ? 4 : tag > 0xffff ? 3 : 2;
    first = Math.floor(tag / 256 ** (octets - 1));
    for (let i = octets - 2; i >= 0; i--) number = number * 128 + (Math.floor(tag / 256 ** i) & 0x7f);
  } else {
    number = tag & 0x1f;
  }
  const kind = (first >> 6) & 3;
  return kind === 0 ? number : kind === 2 ? CONTEXT + number : -1;
}

function accepts(field: Field, key: number): boolean {
  const [, type, tag] = field;
  if (tag !== undefined) return key === CONTEXT + tag;
  if (type.kind === 'choice') return type.fields.some(one => accepts(one, key));
  return key === (type.kind === 'value' ? type.tag : SEQUENCE);
}

/** A new state for one component. */
export function stateOf(options: Options): State {
  return { ...options, dcs: 0x0f, toMobile: false, budget: MOST_ELEMENTS, places: new Map() };
}

/**
 * Describes the elements from `at` to `end` as the fields of a SEQUENCE. Context tags are found in any order; elements
 * of one universal type follow the order of the fields.
 */
export function describeFields(
  b: Uint8Array,
  at: number,
  end: number,
  fields: readonly Field[],
  state: State,
  depth = 0,
): Described[] {
  const found: Described[] = [];
  const used = new Set<number>();
  let cursor = 0;
  let p = at;
  while (p < end) {
    const whole = header(b, p, end) === OK;
    const [start, stop, next, tag] = [head[HEAD_START], head[HEAD_STOP], head[HEAD_NEXT], head[HEAD_TAG] >>> 0];
    if (--state.budget < 0 || depth > MOST_DEPTH) {
      found.push({ name: 'leftOut', at: p, length: end - p, value: end - p });
      break;
    }
    const key = keyOf(tag);
    const position = positionOf(fields, key, key < CONTEXT ? cursor : 0, used);
    let said = false;
    if (position < 0) {
      if (whole && tag !== 0) found.push(unknown(tag, p, next - p, stop - start));
    } else {
      cursor = Math.max(cursor, position + 1);
      used.add(position);
      // Half a value would read as another one
      const shown = whole || (tag & 0x20) !== 0 || tag > 0xff;
      const one = shown ? describeOne(b, start, stop, fields[position], key, state, depth, p, next - p) : undefined;
      if (one !== undefined && (whole || one.inside !== undefined)) found.push(one);
      said = one?.inside?.some(inner => inner.name === 'cut') ?? false;
    }
    if (!whole) {
      if (!said) found.push({ name: 'cut', at: p, length: end - p, value: true });
      break;
    }
    p = next;
  }
  return found;
}

/** The first field that accepts the tag and has not been met yet; one met before where there is no other; else -1. */
function positionOf(fields: readonly Field[], key: number, from: number, used: ReadonlySet<number>): number {
  let again = -1;
  for (let i = from; i < fields.length; i++) {
    if (!accepts(fields[i], key)) continue;
    if (!used.has(i)) return i;
    if (again < 0) again = i;
  }
  return again;
}

function unknown(tag: number, at: number, length: number, octets: number): Described {
  return { name: 'unknown', at, length, value: { tag: `0x${tag.toString(16)}`, octets } };
}

function describeOne(
  b: Uint8Array,
  start: number,
  stop: number,
  field: Field,
  key: number,
  state: State,
  depth: number,
  at: number,
  length: number,
): Described | undefined {
  const [name, type, tag] = field;
  switch (type.kind) {
    case 'value': {
      state.places.clear();
      const value = type.read(b, start, stop, state);
      const one = { name, at, length, value: value ?? { malformed: stop - start } };
      return state.places.size === 0 ? one : { ...one, places: new Map(state.places) };
    }
    case 'sequence':
      return { name, at, length, inside: describeFields(b, start, stop, type.fields, state, depth + 1) };
    case 'choice': {
      // Behind a context tag the alternative is an element of its own; without one this element is the alternative
      if (tag !== undefined)
        return { name, at, length, inside: describeFields(b, start, stop, type.fields, state, depth + 1) };
      const chosen = type.fields.find(one => accepts(one, key));
      if (chosen === undefined) return undefined;
      const inner = describeOne(b, start, stop, chosen, key, state, depth + 1, at, length);
      return { name, at, length, inside: inner === undefined ? [] : [inner] };
    }
    case 'list':
      return { name, at, length, list: true, inside: describeList(b, start, stop, type.of, state, depth + 1) };
    case 'closed':
      return type.counted ? { name, at, length, value: countOf(b, start, stop) } : undefined;
  }
}

function describeList(b: Uint8Array, at: number, end: number, of: Type, state: State, depth: number): Described[] {
  const fields: readonly Field[] = [['item', of]];
  const found: Described[] = [];
  let p = at;
  while (p < end) {
    // One element at a time: each is the first, and only, of its fields
    header(b, p, end);
    const next = head[HEAD_NEXT];
    const [one] = describeFields(b, p, next, fields, state, depth);
    if (one !== undefined) found.push(one);
    if (next <= p || state.budget < 0) break;
    p = next;
  }
  return found;
}

/** Elements directly inside. */
function countOf(b: Uint8Array, at: number, end: number): number {
  let count = 0;
  let p = at;
  while (p < end && header(b, p, end) === OK) {
    count++;
    p = head[HEAD_NEXT];
  }
  return count;
}

/** What was described, as plain objects: a field that stands twice becomes an array, unknown elements one array. */
export function toObject(found: readonly Described[]): Record<string, Json> {
  const object: Record<string, Json> = {};
  const several = new Map<string, Json[]>();
  for (const one of found) {
    const value = toJson(one);
    const list = several.get(one.name);
    if (list !== undefined) {
      list.push(value);
      object[one.name] = list;
    } else {
      several.set(one.name, [value]);
      object[one.name] = one.name === 'unknown' ? (several.get(one.name) ?? []) : value;
    }
  }
  return object;
}

function toJson(one: Described): Json {
  if (one.inside === undefined) return one.value ?? null;
  return one.list === true ? one.inside.map(toJson) : toObject(one.inside);
}

export const value = (tag: number, read: Reader): Type => ({ kind: 'value', tag, read });
export const sequence = (...fields: readonly Field[]): Type => ({ kind: 'sequence', fields });
export const choice = (...fields: readonly Field[]): Type => ({ kind: 'choice', fields });
export const list = (of: Type): Type => ({ kind: 'list', of });
