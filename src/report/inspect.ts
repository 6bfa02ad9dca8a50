/** One frame as a tree: its layers, the faults where the decoders met them, and what its pieces were joined to. */
import {
  type DescribeOptions,
  describeDatagram,
  describeFrame,
  describeUserData,
  describeUserMessage,
} from '../../decoders/describe.ts';
import { KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT } from '../../decoders/message.ts';
import { FAULT, type Part, part } from '../../decoders/part.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { FAULTS } from '../../decoders/status.ts';
import type { Fault, JoinedMessage, Single } from '../pipeline/single.ts';
import { disagreement } from './text.ts';

export interface JoinedTree {
  /** What was joined: `IP fragments`, `SCTP fragments`, `SCCP segments`. */
  readonly of: string;
  readonly octets: Uint8Array;
  readonly frames: readonly number[];
  readonly completedBy: number;
  /** Empty where another frame completed it. */
  readonly layers: readonly Part[];
}

export interface Inspection extends Omit<Single, 'joined' | 'faults'> {
  readonly file: string;
  readonly layers: readonly Part[];
  readonly joined: readonly JoinedTree[];
}

export function inspection(file: string, single: Single, options: DescribeOptions): Inspection {
  const { frame, pending } = single;
  const layers = describeFrame(frame.octets, 0, frame.octets.length, frame.link, options);
  const joined = single.joined.map(one => joinedTree(one, frame.number, options));
  return { file, frame, pending, layers: single.faults.reduce(withFault, layers), joined };
}

function joinedTree(one: JoinedMessage, frame: number, options: DescribeOptions): JoinedTree {
  const { kind, octets, places, completedBy } = one;
  const of =
    kind === KIND_IP_FRAGMENT ? 'IP fragments' : kind === KIND_SCTP_FRAGMENT ? 'SCTP fragments' : 'SCCP segments';
  const frames = places.map(place => place.frame);
  return { of, octets, frames, completedBy, layers: completedBy === frame ? layersOf(one, options) : [] };
}

function layersOf(
  { kind, octets, protocol, ipVersion, ports, party }: JoinedMessage,
  options: DescribeOptions,
): Part[] {
  if (kind === KIND_IP_FRAGMENT) return describeDatagram(octets, protocol, ipVersion, options);
  if (kind === KIND_SCTP_FRAGMENT) return describeUserMessage(octets, protocol, ports, options);
  return describeUserData(octets, party, options);
}

/** The fault of a decoder, in the innermost part around its octet; nothing where the describers say one there. */
function withFault(layers: readonly Part[], fault: Fault): Part[] {
  const says = (one: Part): boolean => (one.name === FAULT && one.at === fault.octet) || one.parts.some(says);
  if (layers.some(says)) return [...layers];
  const protocol = PROTOCOLS[fault.protocol]?.name ?? 'other';
  const text = `${protocol}: ${disagreement(FAULTS[fault.what] ?? 'octets', fault.says, fault.has)}`;
  const line = part(FAULT, text, fault.octet, 0);
  const around = layers.findLastIndex(
    one => one.at <= fault.octet && (one.layer === protocol || holds(one, fault.octet)),
  );
  const place = around >= 0 ? around : layers.length - 1;
  return layers.map((one, i) => (i === place ? inserted(one, line) : one));
}

const holds = (one: Part, octet: number): boolean => octet >= one.at && octet < one.at + one.length;

function inserted(into: Part, line: Part): Part {
  const inner = into.parts.findLastIndex(one => one.parts.length > 0 && holds(one, line.at));
  if (inner >= 0) return { ...into, parts: into.parts.map((one, i) => (i === inner ? inserted(one, line) : one)) };
  const behind = into.parts.findLastIndex(one => one.at <= line.at);
  return { ...into, parts: [...into.parts.slice(0, behind + 1), line, ...into.parts.slice(behind + 1)] };
}
