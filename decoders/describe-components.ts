/**
 * Components of TCAP for people (Q.773 §4.2.2): type, invoke id, operation, error or problem by name, and what they carry
 * in detail (TS 29.002 §17.6, §17.7; TS 29.078).
 */
import { integer } from './ber.ts';
import { type Element, elements, generic, tagText } from './describe-ber.ts';
import { errorText, operationText } from './describe-details.ts';
import { describeTree } from './describe-map.ts';
import { SMS_CLAUSES } from './describe-sms.ts';
import type { Described, Json } from './describe-walk.ts';
import { oidText } from './map-contexts.ts';
import { FAULT, faultPart, type Part, part } from './part.ts';
import { PROTOCOL } from './protocols.ts';
import { componentName, problemName } from './tcap-names.ts';

export interface TcapUser {
  readonly protocol: 'map' | 'cap' | 'inap' | 'tcap';
  /** Version of MAP, 0 where not known. */
  readonly version: number;
  readonly withText: boolean;
}

const INVOKE = 0xa1;
const ERROR = 0xa3;
const REJECT = 0xa4;
const CLAUSE = 'Q.773 §4.2.2';

export function describeComponents(b: Uint8Array, at: number, end: number, user: TcapUser): Part[] {
  const faults: Part[] = [];
  const parts = elements(b, at, end, faults).map(one => component(b, one, user));
  return [...parts, ...faults];
}

function component(b: Uint8Array, outer: Element, user: TcapUser): Part {
  const type = outer.tag;
  const name = componentName(type);
  const length = outer.next - outer.at;
  if (name.startsWith('0x')) {
    const fault = part(FAULT, `component ${name} is not one of Q.773`, outer.at, 0);
    return part(`tag ${name}`, '', outer.at, length, CLAUSE, [fault]);
  }
  const parts: Part[] = [];
  const faults: Part[] = [];
  const inside = elements(b, outer.start, outer.stop, faults);
  const [first, ...rest] = inside;
  if (first === undefined || (first.tag !== 0x02 && !(type === REJECT && first.tag === 0x05))) {
    parts.push(part(FAULT, 'an invoke id is needed', outer.start, 0));
    return part(name, '', outer.at, length, CLAUSE, [...parts, ...generic(b, outer.start, outer.stop, true)]);
  }
  const id = first.tag === 0x05 ? 'not derivable' : String(integer(b, first.start, first.stop));
  parts.push(part('Invoke ID', id, first.at, first.next - first.at, 'Q.773 §4.2.2.2'));
  let said = '';
  let left = rest;
  if (type === INVOKE && left[0]?.tag === 0x80) {
    const linked = left[0];
    parts.push(
      part('Linked ID', integer(b, linked.start, linked.stop), linked.at, linked.next - linked.at, 'Q.773 §4.2.2.2'),
    );
    left = left.slice(1);
  }
  if (type === REJECT) {
    for (const one of left) {
      const text = problemName((one.tag << 8) | (one.stop > one.start ? b[one.stop - 1] : 0xff));
      parts.push(part('Problem', text, one.at, one.next - one.at, 'Q.773 §4.2.2.7'));
      said = text;
    }
  } else if (type === INVOKE || type === ERROR) {
    said = coded(b, outer, left, type, user, parts);
  } else {
    // a result may have no operation code; a stack in the field leaves the SEQUENCE around it out
    const [sequence] = left;
    if (sequence?.tag === 0x30) {
      const below: Part[] = [];
      const broken: Part[] = [];
      said = coded(b, sequence, elements(b, sequence.start, sequence.stop, broken), type, user, below);
      below.push(...broken);
      parts.push(part('Result', '', sequence.at, sequence.next - sequence.at, 'Q.773 §4.2.2.4', below));
    } else if (sequence !== undefined) {
      parts.push(faultPart('tag', sequence.tag, 0x30, sequence.at));
      said = coded(b, outer, left, type, user, parts);
    }
  }
  return part(name, said, outer.at, length, CLAUSE, [...parts, ...faults]);
}

/** Operation or error code, and the parameter behind it; gives the name. */
function coded(
  b: Uint8Array,
  outer: Element,
  list: readonly Element[],
  type: number,
  user: TcapUser,
  parts: Part[],
): string {
  const [code, ...rest] = list;
  if (code === undefined) return '';
  const isError = type === ERROR;
  const label = isError ? 'Error code' : 'Operation code';
  const clause = isError ? 'Q.773 §4.2.2.6' : 'Q.773 §4.2.2.3';
  if (code.tag !== 0x02 && code.tag !== 0x06) {
    parts.push(part(FAULT, `${tagText(code.tag)} stands where the ${label.toLowerCase()} is due`, code.at, 0));
    parts.push(...generic(b, code.at, outer.stop, true));
    return '';
  }
  const isLocal = code.tag === 0x02;
  const number = integer(b, code.start, code.stop);
  const name = isLocal
    ? (isError ? errorText : operationText)(PROTOCOL[user.protocol], number, user.version)
    : `global ${oidText(b, code.start, code.stop - code.start)}`;
  parts.push(part(label, isLocal ? `${number} ${name}` : name, code.at, code.next - code.at, clause));
  if (rest.length === 0) return name;
  const title = isError ? 'Error parameter' : type === INVOKE ? 'Argument' : 'Result parameter';
  const from = rest[0].at;
  const where = user.protocol === 'map' ? mapClause(isError, number) : user.protocol === 'cap' ? 'TS 29.078 §5' : '';
  const below = isLocal
    ? described(b, from, outer.stop, type, number, user, where)
    : generic(b, from, outer.stop, true);
  parts.push(part(title, '', from, outer.stop - from, where, below));
  return name;
}

function described(
  b: Uint8Array,
  at: number,
  end: number,
  type: number,
  code: number,
  user: TcapUser,
  clause: string,
): Part[] {
  if (user.protocol === 'tcap') return generic(b, at, end, true);
  const what = { protocol: PROTOCOL[user.protocol], component: type, code, version: user.version };
  const tree = describeTree(b, at, end, what, { withText: user.withText });
  // without any reading the elements' tags say more
  if (tree.length > 0 && tree.every(one => one.name === 'unknown')) return generic(b, at, end, true);
  return tree.map(one => partOf(b, one, clause, user.withText));
}

/** Where TS 29.002 defines the parameters of an operation: §17.7.1 unless listed. */
const GROUPS: readonly (readonly [clause: string, codes: readonly number[]])[] = [
  ['§17.7.2', [50, 51, 58]],
  ['§17.7.3', [4, 6, 20, 22, 31, 32, 73, 74, 75, 87, 88]],
  ['§17.7.4', [10, 11, 12, 13, 14, 17, 18, 59, 60, 61, 72, 76, 77]],
  ['§17.7.6', [21, 44, 45, 46, 47, 48, 49, 63, 64, 66]],
  ['§17.7.12', [39, 40, 41, 42, 84]],
  ['§17.7.13', [83, 85, 86]],
];

function mapClause(isError: boolean, code: number): string {
  if (isError) return 'TS 29.002 §17.7.7';
  return `TS 29.002 ${GROUPS.find(([, codes]) => codes.includes(code))?.[0] ?? '§17.7.1'}`;
}

/** A described element as a part. Keys keep their octets to themselves, texts and what is unknown unless asked for. */
function partOf(b: Uint8Array, one: Described, clause: string, withText: boolean): Part {
  if (one.name === 'cut') return part(FAULT, 'the octets end within this element', one.at, 0);
  if (one.name === 'leftOut') return part(FAULT, `${one.length} octets are left out: too many or too deep`, one.at, 0);
  const { name, at, length, value } = one;
  const give = (text: string, below: readonly Part[] = [], secret = false): Part => {
    const whole = part(name, text, at, length, clause, below);
    return secret ? { ...whole, hidden: true } : whole;
  };
  if (one.inside !== undefined) {
    return give(
      '',
      one.inside.map(inner => partOf(b, inner, clause, withText)),
    );
  }
  if (!isObject(value)) {
    // keys, authentication sets: how many there are
    return (b[at] & 0x20) !== 0 ? give(`${jsonText(value)} elements, not shown`, [], true) : give(jsonText(value));
  }
  if ('malformed' in value)
    return give('', [part(FAULT, `${value.malformed} octets are no ${name}`, at, 0)], !withText);
  if (!('octets' in value)) return give(jsonText(value));
  const { octets, type, tag, ...facts } = value;
  const size = `${octets} octet${octets === 1 ? '' : 's'}`;
  if (tag !== undefined) return { ...give(size, [], !withText), name: `tag ${jsonText(tag)}` };
  const clauseOf = (key: string): string =>
    type === undefined ? 'TS 23.038 §5' : `TS 23.040 ${SMS_CLAUSES[key] ?? '§9.2'}`;
  const below = Object.entries(facts).map(([key, fact]) => {
    const place = one.places?.get(key);
    const [from, size] = place ?? [at, 0];
    return { ...part(key, jsonText(fact), from, size, clauseOf(key)), hidden: place === undefined };
  });
  return give(type === undefined ? size : `${jsonText(type)}, ${size}`, below, !withText || below.length === 0);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in one line: `4917… (international, isdn)`, `imsi 2620…`, `a, b`. */
function jsonText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(jsonText).join(', ');
  if (!isObject(value)) return String(value);
  const { digits, ...rest } = value;
  const others = Object.entries(rest).map(([key, one]) =>
    digits === undefined ? `${key} ${jsonText(one)}` : jsonText(one),
  );
  if (digits === undefined) return others.join(', ');
  return others.length === 0 ? jsonText(digits) : `${jsonText(digits)} (${others.join(', ')})`;
}
