/**
 * What the components of a TCAP message carry, as plain objects (`messages --details`), and names by protocol. Made on
 * request, never on the hot path. Reads only `b[at]` to `b[end - 1]`; never throws.
 */
import { ansiMapOperationName } from './ansi-map-operations.ts';
import { HEAD_NEXT, HEAD_START, HEAD_STOP, HEAD_TAG, head, header, integer } from './ber.ts';
import { capErrorName, capOperationName } from './cap-operations.ts';
import { describeTree } from './describe-map.ts';
import { type Described, type Json, type Options, toObject } from './describe-walk.ts';
import { inapOperationName } from './inap-operations.ts';
import { errorName } from './map-errors.ts';
import { operationName } from './map-operations.ts';
import { PROTOCOL } from './protocols.ts';
import { OK } from './status.ts';

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
      found.push({ tag: head[HEAD_TAG] >>> 0, at: p, start: head[HEAD_START], stop: head[HEAD_STOP], next });
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
