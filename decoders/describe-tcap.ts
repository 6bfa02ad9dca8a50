/**
 * A whole TCAP message for people: every component with what it carries, and the tree of its parts with places. Made on
 * request, never on the hot path. Reads only `b[at]` to `b[end - 1]`; never throws.
 */
import { ansiMapOperationName } from './ansi-map-operations.ts';
import { HEAD_NEXT, HEAD_START, HEAD_STOP, HEAD_TAG, head, header, integer } from './ber.ts';
import { capErrorName, capOperationName } from './cap-operations.ts';
import { describeTree } from './describe-map.ts';
import { REFERENCE } from './describe-map-values.ts';
import {
  type Described,
  describeFields,
  type Json,
  type Options,
  sequence,
  stateOf,
  toObject,
} from './describe-walk.ts';
import { inapOperationName } from './inap-operations.ts';
import { contextLabel, oidText, otherContextName } from './map-contexts.ts';
import { errorName } from './map-errors.ts';
import { operationName } from './map-operations.ts';
import { type Part, part } from './part.ts';
import { PROTOCOL } from './protocols.ts';
import { OK } from './status.ts';
import {
  abortSourceName,
  associateResultName,
  componentName,
  dialoguePduName,
  mapDialoguePduName,
  mapReasonName,
  messageName,
  pAbortCauseName,
  problemName,
  sourceDiagnosticName,
} from './tcap-names.ts';
import { hexText } from './texts.ts';

export interface TcapContext extends Options {
  /** Number in PROTOCOLS that the record has. */
  readonly protocol: number;
  /** MAP version of the dialogue, 0 where it is not known. */
  readonly version: number;
  /** Operation by invoke id, for results that have none of their own. */
  readonly operations?: ReadonlyMap<number, number>;
}

/** One component with the places of its parts; codes as on the wire, signed. */
export interface TcapComponent {
  readonly type: number;
  readonly at: number;
  readonly length: number;
  readonly invokeId?: number;
  readonly linkedId?: number;
  readonly operation?: number;
  readonly error?: number;
  /** Tag << 8 | code. */
  readonly problem?: number;
  /** The parameter's octets; the same where there is none. */
  readonly from: number;
  readonly to: number;
}

interface Element {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly stop: number;
  readonly next: number;
}

const MOST_COMPONENTS = 256;

/** Elements one after the other, as far as they can be read. */
function elements(b: Uint8Array, at: number, end: number): Element[] {
  const found: Element[] = [];
  let p = at;
  while (p < end && found.length < MOST_COMPONENTS) {
    const whole = header(b, p, end) === OK;
    const next = head[HEAD_NEXT];
    if (head[HEAD_START] <= head[HEAD_STOP]) {
      found.push({ tag: head[HEAD_TAG], at: p, start: head[HEAD_START], stop: head[HEAD_STOP], next });
    }
    if (!whole) break;
    p = next;
  }
  return found;
}

/** A portion's tag in the application class, where a stack wrote the context class. */
const portionOf = (tag: number): number => ((tag & 0xc0) === 0x80 && tag < 0x100 ? (tag & 0x3f) | 0x40 : tag);

function oneComponent(b: Uint8Array, one: Element): TcapComponent {
  const inside = elements(b, one.start, one.stop);
  const facts: { invokeId?: number; linkedId?: number; operation?: number; error?: number; problem?: number } = {};
  let rest = inside;
  let end = one.stop;
  const take = (tag: number): Element | undefined => {
    if (rest[0]?.tag !== tag) return undefined;
    const [first] = rest;
    rest = rest.slice(1);
    return first;
  };
  const number = (element: Element): number => integer(b, element.start, element.stop);
  const id = take(0x02);
  if (id !== undefined) facts.invokeId = number(id);
  else take(0x05);
  if (one.tag === 0xa1) {
    const linked = take(0x80);
    if (linked !== undefined) facts.linkedId = number(linked);
  }
  if (one.tag === 0xa2 || one.tag === 0xa7) {
    const body = take(0x30);
    if (body !== undefined) {
      rest = elements(b, body.start, body.stop);
      end = body.stop;
    }
  }
  if (one.tag === 0xa4) {
    const [problem] = rest;
    if (problem !== undefined && problem.stop > problem.start) facts.problem = (problem.tag << 8) | b[problem.stop - 1];
  } else {
    const code = take(0x02);
    if (code !== undefined && one.tag === 0xa3) facts.error = number(code);
    else if (code !== undefined) facts.operation = number(code);
    else take(0x06);
  }
  const from = rest[0]?.at ?? end;
  return { type: one.tag, at: one.at, length: one.next - one.at, ...facts, from, to: end };
}

/** The components of a message, its tag at `at`; none where there is no component portion. */
export function tcapComponents(b: Uint8Array, at: number, end: number): TcapComponent[] {
  if (header(b, at, end) !== OK && head[HEAD_START] >= head[HEAD_STOP]) return [];
  const portions = elements(b, head[HEAD_START], head[HEAD_STOP]);
  return portions
    .filter(({ tag }) => portionOf(tag) === 0x6c)
    .flatMap(({ start, stop }) => elements(b, start, stop))
    .map(one => oneComponent(b, one));
}

/** Name of an operation in a protocol. */
export function operationText(protocol: number, code: number, version: number): string {
  if (protocol === PROTOCOL.cap) return capOperationName(code);
  if (protocol === PROTOCOL.inap) return inapOperationName(code);
  if (protocol === PROTOCOL.ansi_map) return ansiMapOperationName(code);
  return protocol === PROTOCOL.map ? operationName(code, version) : `operation ${code}`;
}

/** Name of an error in a protocol. */
export function errorText(protocol: number, code: number, version: number): string {
  if (protocol === PROTOCOL.cap || protocol === PROTOCOL.inap) return capErrorName(code);
  return protocol === PROTOCOL.map ? errorName(code, version) : `error ${code}`;
}

function parameterOf(b: Uint8Array, one: TcapComponent, context: TcapContext): Described[] {
  const own = one.type === 0xa3 ? one.error : one.operation;
  const code =
    own ?? (one.type === 0xa2 || one.type === 0xa7 ? context.operations?.get(one.invokeId ?? -1) : undefined);
  if (code === undefined || one.from >= one.to) return [];
  const what = { protocol: context.protocol, component: one.type, code, version: context.version };
  return describeTree(b, one.from, one.to, what, context);
}

/** What each component carries, in order: its parameter by the names of the standard, {} where it has none. */
export function tcapDetails(b: Uint8Array, at: number, end: number, context: TcapContext): Record<string, Json>[] {
  return tcapComponents(b, at, end).map(one => toObject(parameterOf(b, one, context)));
}

/** The tree of a message with the place of each part, for `inspect`. */
export function describeTcap(b: Uint8Array, at: number, end: number, context: TcapContext): Part[] {
  const cut = header(b, at, end) !== OK;
  const tag = head[HEAD_TAG];
  const [start, stop, next] = [head[HEAD_START], head[HEAD_STOP], head[HEAD_NEXT]];
  const parts = start > stop ? [] : elements(b, start, stop).map(one => portion(b, one, context));
  return [part(messageName(tag), cut ? 'cut' : '', at, Math.max(next, at) - at, 'Q.773 §3.1', parts)];
}

function portion(b: Uint8Array, one: Element, context: TcapContext): Part {
  const { start, stop, at, next } = one;
  const n = next - at;
  const number = (): number => integer(b, start, stop);
  switch (portionOf(one.tag)) {
    case 0x48:
      return part('otid', hexText(b, start, stop - start), at, n, 'Q.773 §4.2.1');
    case 0x49:
      return part('dtid', hexText(b, start, stop - start), at, n, 'Q.773 §4.2.1');
    case 0x4a:
      return part('p-abortCause', pAbortCauseName(number()), at, n, 'Q.773 §4.2.1');
    case 0x6b:
      return part('dialoguePortion', '', at, n, 'Q.773 §4.2.3', dialogueParts(b, start, stop, 0, context, 0));
    case 0x6c:
      return part(
        'components',
        '',
        at,
        n,
        'Q.773 §4.2.2',
        elements(b, start, stop).map(item => componentPart(b, item, context)),
      );
    default:
      return part(`0x${one.tag.toString(16)}`, `${stop - start} octets`, at, n);
  }
}

const MOST_LEVELS = 12;

/** The dialogue portion: known elements by name, containers opened. `within` is the APDU's or MAP dialogue PDU's tag. */
function dialogueParts(
  b: Uint8Array,
  at: number,
  end: number,
  within: number,
  context: TcapContext,
  level: number,
): Part[] {
  if (level > MOST_LEVELS) return [];
  return elements(b, at, end).map(one => {
    const { tag, start, stop } = one;
    const n = one.next - one.at;
    const leaf = (name: string, text: string | number, clause: string): Part => part(name, text, one.at, n, clause);
    const node = (name: string, inside: number, clause: string): Part =>
      part(name, '', one.at, n, clause, dialogueParts(b, start, stop, inside, context, level + 1));
    const number = (): number => integer(b, start, stop);
    if (tag === 0x06) {
      const oid = oidText(b, start, stop - start);
      const arcs = oid.split('.').map(Number);
      const known = oid.startsWith('0.4.0.0.1.0.') && arcs.length === 8;
      return leaf(
        'object identifier',
        known ? `${oid} ${contextLabel(arcs[6], arcs[7])}` : otherContextName(oid),
        'X.690 §8.19',
      );
    }
    if (within === 0) {
      if (tag === 0x60 || tag === 0x61 || tag === 0x64) return node(dialoguePduName(tag), tag, 'Q.773 §4.2.3');
      return node(tag === 0x28 ? 'EXTERNAL' : 'encoding', 0, 'X.690 §8.18');
    }
    if (within === USER) {
      if (tag === 0x28) return node('EXTERNAL', USER, 'X.690 §8.18');
      if (tag >= 0xa0 && tag <= 0xa5 && level > MAP_PDU_LEVEL) return mapPdu(b, one, context);
      return node('encoding', USER, 'X.690 §8.18');
    }
    if (tag === 0xbe) return node('user-information', USER, 'Q.773 §4.2.3');
    if (tag === 0xa1 && within < DIAGNOSTIC) return node('application-context-name', within, 'Q.773 §4.2.3');
    if (tag === 0x80 && within === 0x64) return leaf('abort-source', abortSourceName(number()), 'Q.773 §4.2.3');
    if (tag === 0x80) return leaf('protocol-version', hexText(b, start, stop - start), 'Q.773 §4.2.3');
    if (tag === 0xa2 && within === 0x61) return node('result', RESULT, 'Q.773 §4.2.3');
    if (tag === 0xa3 && within === 0x61) return node('result-source-diagnostic', DIAGNOSTIC, 'Q.773 §4.2.3');
    if (within === DIAGNOSTIC) {
      const provider = tag === 0xa2;
      return node(
        provider ? 'dialogue-service-provider' : 'dialogue-service-user',
        provider ? BY_PROVIDER : BY_USER,
        'Q.773 §4.2.3',
      );
    }
    if (tag === 0x02 && within === RESULT) return leaf('result', associateResultName(number()), 'Q.773 §4.2.3');
    if (tag === 0x02 && within >= BY_USER) {
      return leaf(
        'diagnostic',
        sourceDiagnosticName((number() & 0x7f) | (within === BY_PROVIDER ? 0x80 : 0)),
        'Q.773 §4.2.3',
      );
    }
    return leaf(`0x${tag.toString(16)}`, `${stop - start} octets`, '');
  });
}

// Where in a dialogue portion an element stands, beside the tags of its APDUs
const USER = 0x100;
const DIAGNOSTIC = 0x101;
const RESULT = 0x102;
const BY_USER = 0x103;
const BY_PROVIDER = 0x104;
/** Below EXTERNAL, encoding, APDU, user information, EXTERNAL and encoding. */
const MAP_PDU_LEVEL = 5;

function mapPdu(b: Uint8Array, one: Element, context: TcapContext): Part {
  const clause = 'TS 29.002 §17.4';
  const name = mapDialoguePduName(one.tag);
  const n = one.next - one.at;
  if (one.tag === 0xa0) {
    const fields = sequence(['destinationReference', REFERENCE, 0], ['originationReference', REFERENCE, 1]);
    const found =
      fields.kind === 'sequence' ? describeFields(b, one.start, one.stop, fields.fields, stateOf(context)) : [];
    return part(
      name,
      '',
      one.at,
      n,
      clause,
      found.map(item => toPart(item, clause)),
    );
  }
  const inside = elements(b, one.start, one.stop);
  const [first] = inside;
  if (first === undefined) return part(name, '', one.at, n, clause);
  const reason = one.tag === 0xa4 ? first.tag & 0x1f : integer(b, first.start, first.stop);
  return part(name, '', one.at, n, clause, [
    part('reason', mapReasonName(one.tag, reason), first.at, first.next - first.at, clause),
  ]);
}

function componentPart(b: Uint8Array, item: Element, context: TcapContext): Part {
  const one = oneComponent(b, item);
  const { protocol, version } = context;
  const parts: Part[] = [];
  const fact = (name: string, value: string | number): void => {
    parts.push(part(name, value, one.at, one.length, 'Q.773 §4.2.2'));
  };
  if (one.invokeId !== undefined) fact('invokeID', one.invokeId);
  if (one.linkedId !== undefined) fact('linkedID', one.linkedId);
  if (one.operation !== undefined)
    fact('operation', `${one.operation} ${operationText(protocol, one.operation, version)}`);
  if (one.error !== undefined) fact('error', `${one.error} ${errorText(protocol, one.error, version)}`);
  if (one.problem !== undefined) fact('problem', problemName(one.problem));
  const clause = protocol === PROTOCOL.map ? 'TS 29.002 §17.7' : protocol === PROTOCOL.cap ? 'TS 29.078' : '';
  const inside = parameterOf(b, one, context);
  for (const found of inside) parts.push(toPart(found, clause));
  if (inside.length === 0 && one.from < one.to && one.type !== 0xa4) {
    parts.push(part('parameter', `${one.to - one.from} octets`, one.from, one.to - one.from, clause));
  }
  return part(componentName(one.type), '', one.at, one.length, 'Q.773 §4.2.2', parts);
}

function toPart(one: Described, clause: string): Part {
  const text = one.value === undefined ? '' : valueText(one.value);
  return part(
    one.name,
    text,
    one.at,
    one.length,
    clause,
    (one.inside ?? []).map(inner => toPart(inner, clause)),
  );
}

function valueText(value: Json): string {
  if (value === true) return 'present';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${valueText(inner)}`)
      .join(', ');
  }
  return String(value);
}
