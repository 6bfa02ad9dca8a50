/**
 * What the describing decoders give to people: a tree of named parts with the place of each in its octets. Made once a
 * frame on request (`inspect`), never on the hot path.
 */
import type { ProtocolName } from './protocols.ts';

export interface Part {
  /** `fault` where the octets end too early or contradict each other; the value says how. */
  readonly name: string;
  /** For a person; '' where the parts below say it all. */
  readonly value: string;
  /** First octet, an index into the octets given. */
  readonly at: number;
  readonly length: number;
  /** Standard and clause, '' where there is none. */
  readonly clause: string;
  readonly parts: readonly Part[];
  /** The protocol where the part is a layer of its own. */
  readonly layer?: ProtocolName;
  /** Its octets are not to be shown: they hold keys, or what a person wrote. */
  readonly hidden?: boolean;
}

export function part(
  name: string,
  value: string | number,
  at: number,
  length: number,
  clause = '',
  parts: readonly Part[] = [],
): Part {
  return { name, value: String(value), at, length, clause, parts };
}

/** A part whose octets are not to be shown. */
export function hidden(name: string, value: string, at: number, length: number, clause = ''): Part {
  return { name, value, at, length, clause, parts: [], hidden: true };
}

export const FAULT = 'fault';

/** A fault at octet `at`: what it is about and the two numbers that disagree. */
export function faultPart(what: string, says: number, has: number, at: number): Part {
  return part(FAULT, `${what} says ${says}, ${has} remain`, at, 0);
}

/** What a layer holds, in the words of describe.ts. */
export type Inside =
  | 'ip'
  | 'ethernet'
  | 'mpls'
  | 'gre'
  | 'vxlan'
  | 'vxlan-gpe'
  | 'udp'
  | 'sctp'
  | 'mtp2'
  | 'mtp2-extended'
  | 'mtp3'
  | 'mtp3-japan'
  | 'sccp'
  | 'exported'
  | 'tcap'
  | 'component'
  | 'm3ua'
  | 'm2ua'
  | 'm2pa'
  | 'sua'
  | 'gtp'
  | 'gtp_u'
  | 'isup'
  | 'diameter'
  | 'user-data'
  | 'piece'
  | 'other';

/** A layer, and what stands in it. */
export interface Layer {
  readonly part: Part;
  readonly next?: { readonly what: Inside; readonly at: number; readonly end: number };
}

/** A layer of `length` octets at `at`; its payload, where there is one, from `from` to `to`. */
export function layer(
  protocol: ProtocolName,
  name: string,
  value: string,
  at: number,
  length: number,
  clause: string,
  parts: readonly Part[],
  next?: Layer['next'],
): Layer {
  const whole: Part = { name, value, at, length, clause, parts, layer: protocol };
  return next === undefined ? { part: whole } : { part: whole, next };
}
