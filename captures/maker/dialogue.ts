/**
 * A dialogue as the maker means it: who speaks, what is said and when, and what an observer has seen of it so far.
 *
 * What is said is a script: an array of steps, shared by all dialogues that go alike. A step never changes; what differs
 * from dialogue to dialogue (identities, addresses, identifiers) stands in the dialogue.
 */
import type { Back } from './back.ts';
import { type Act, BIT } from './faults.ts';
import type { Node, Tunnel } from './nodes.ts';
import type { Observation } from './observation.ts';
import type { Address } from './sccp.ts';
import type { Whole } from './world.ts';

export const OPENER = 0;
export const RESPONDER = 1;

/** What the observer learns from a message: bits. */
export const IMSI = 1;
export const MSISDN = 2;
export const IMEI = 4;
export const VLR = 8;
export const MSC = 16;
export const SGSN = 32;
export const APN = 64;
export const NSAPI = 128;
/** The SGSN's control TEID, the GGSN's. */
export const SGSN_END = 256;
export const GGSN_END = 512;
export const PDP_TYPE = 1024;
export const USER_ADDRESS = 2048;
/** The responder's transaction identifier. */
export const DTID = 4096;
/** The kind of node that asks for vectors: requestingNodeType. */
export const NODE_TYPE = 8192;

export interface Component {
  readonly kind: number;
  readonly invokeId: number;
  /** -1 where none is written. */
  readonly operation: number;
  /** Of an error its code, of a reject problem tag << 8 | problem. */
  readonly code: number;
  readonly parameter: ((w: Back, d: Dialogue) => void) | null;
}

export interface Outcome {
  readonly outcome: 'success' | 'reject' | 'error';
  readonly reason: string;
  readonly cause: number | null;
}

/** Dialogue portion of a TCAP message. */
export const NO_PORTION = 0;
export const REQUEST = 1;
export const RESPONSE = 2;
/** AARE that refuses the context. */
export const REFUSAL = 3;
export const USER_ABORT = 4;
export const PROVIDER_ABORT = 5;

export interface Step {
  readonly side: 0 | 1;
  /** TCAP message type, or GTP message type. */
  readonly type: number;
  /** Microseconds after the step before: at least, and mean beyond that. */
  readonly least: number;
  readonly mean: number;
  /** What the dialogue has come to when an observer has seen this step; null while it is under way. */
  readonly outcome: Outcome | null;
  readonly learns: number;
  /** It answers the opening request: the first of these gives the response time. */
  readonly answers: boolean;
  // TCAP
  readonly portion: number;
  /** Reason or cause of an abort, diagnostic of a refusal. */
  readonly value: number;
  readonly components: readonly Component[];
  /** insertSubscriberData invokes in it. */
  readonly isd: number;
  /** Goes as XUDT although it would fit a UDT; comes back as XUDTS. */
  readonly extended: boolean;
  /** Goes as LUDT; comes back as LUDTS. */
  readonly long: boolean;
  /** Return cause of a UDTS that brings back the opener's message; -1 otherwise. */
  readonly returned: number;
  // GTP
  readonly body: ((w: Back, d: Dialogue, step: Step) => void) | null;
  /** GTP cause, 0 where none. */
  readonly cause: number;
  /** The same octets again. */
  readonly again: boolean;
}

const QUIET: Step = {
  side: 0,
  type: 0,
  least: 0,
  mean: 0,
  outcome: null,
  learns: 0,
  answers: false,
  portion: NO_PORTION,
  value: 0,
  components: [],
  isd: 0,
  extended: false,
  long: false,
  returned: -1,
  body: null,
  cause: 0,
  again: false,
};

export function step(parts: Partial<Step>): Step {
  return { ...QUIET, ...parts };
}

/** Steps in order, with what they come to together. */
export class Script {
  readonly steps: readonly Step[];
  /** All that an observer can learn from it. */
  readonly learns: number;
  /** The responder gives an identifier of its own. */
  readonly converses: boolean;
  /** What goes wrong in it: BIT. */
  readonly why: number;

  constructor(steps: readonly Step[]) {
    this.steps = steps;
    this.learns = steps.reduce((bits, s) => bits | s.learns, 0);
    this.converses = (this.learns & DTID) !== 0;
    this.why = steps.reduce(
      (bits, s) => bits | troubleOf(s),
      steps[steps.length - 1]!.outcome === null ? BIT.unanswered : 0,
    );
  }
}

/** TCAP's ABORT. */
const ABORT = 0x67;
/** No time-out is shorter, microseconds. */
const LATE = 20e6;

function troubleOf(s: Step): number {
  if (s.returned >= 0) return BIT.returned;
  if (s.again) return BIT.repeat;
  return (s.type === ABORT ? BIT.abort : 0) | (s.least >= LATE ? BIT.late : 0);
}

export const SUCCESS: Outcome = { outcome: 'success', reason: '', cause: null };
export const INCOMPLETE: Outcome = { outcome: 'error', reason: '_Incomplete', cause: null };

export type TypeName = 'SAI' | 'UL' | 'UL_GPRS' | 'CL' | 'PDP_CREATE' | 'PDP_UPDATE' | 'PDP_DELETE' | 'OTHER';

/** What is the same for all dialogues of an operation (and version). */
export interface Kind {
  readonly protocol: 'map' | 'gtp';
  /** What goes over TCAP and is not MAP, by its name; its context's last arc is no version. */
  readonly label?: 'CAP';
  readonly type: TypeName;
  readonly operation: string;
  readonly operationCode: number;
  /** MAP version, 0 for GTP. */
  readonly version: number;
  /** MAP application context by number and name; 0 and '' where there is no dialogue portion. */
  readonly context: number;
  readonly contextName: string;
  /** Microseconds after its last message at which an unanswered request is given up by an observer. */
  readonly timeout: number;
  /** Where the visitor is, '' where the operation does not tell. */
  readonly visitedNode: string;
  /** map-open with destination and origination reference. */
  readonly references: boolean;
  /** Of class 4: nobody answers, and silence is success. Q.771 §2.3.1.2. */
  readonly silent?: boolean;
}

/** Tags of what stands in the event queue. */
export const DIALOGUE_EVENT = 0;

/** What a dialogue does not leave to chance. */
export interface Asked {
  /** Transaction identifiers, as they stand on the wire: `00000001`, `01`. */
  readonly otid?: string;
  readonly dtid?: string;
  /** Signalling link selection of the opener's messages, and of the responder's. */
  readonly sls?: number;
  readonly answerSls?: number;
  /** Each message takes another link than the one before. */
  readonly spread?: boolean;
  /** DATA chunks of SCTP that each message goes in. */
  readonly chunks?: number;
  readonly sequence?: number;
  /** Called party of the first message. */
  readonly called?: Address;
  /** Answers are routed on point code and subsystem number. */
  readonly onSsn?: boolean;
  readonly teardown?: boolean;
  /** What happens to packets: by step, or `step/leg`, or `step/leg/segment`. */
  readonly acts?: Readonly<Record<string, Act>>;
}

export class Dialogue {
  readonly event = DIALOGUE_EVENT;
  readonly kind: Kind;
  readonly script: readonly Step[];
  readonly converses: boolean;
  /** The next step, and the next segment of it. */
  at = 0;
  segment = 0;
  /** The message under way in pieces, on each leg. */
  readonly wholes: [Whole | null, Whole | null] = [null, null];
  readonly opener: Node;
  readonly responder: Node;
  /** What the Begin calls; the responder answers from an address of its own. */
  called: Address | null = null;
  otid = 0;
  otidWidth = 0;
  dtid = 0;
  dtidWidth = 0;
  /** Signalling link selection of the opener's messages, and of the responder's. */
  sls = 0;
  answerSls = 0;
  /** Operator whose side of the hub is tapped, where only one is. */
  near = 0;
  /** Source of all octets that only have to look random. */
  readonly salt: number;
  device = -1;
  imsi = '';
  msisdn = '';
  imei = '';
  vlr = '';
  msc = '';
  sgsn = '';
  homeMcc = '';
  homeMnc = '';
  visitedPlmn = '';
  sequence = 0;
  /** Restart counter of the opener as its request tells it, the same in each repetition. */
  askersCounter = 0;
  tunnel: Tunnel | null = null;
  /** The SGSN's TEIDs as this dialogue tells them: those of the tunnel, or new ones where another SGSN takes over. */
  sgsnControl = 0;
  sgsnData = 0;
  sgsnIp = '';
  /** What follows when it has gone well: a number that the plan understands. */
  next = 0;

  /** Microseconds that the hub takes with each message. */
  transit = 0;
  /** Answers are addressed by point code and subsystem number, and come back by that point code. */
  onSsn = false;
  /** Shown on the near side alone, although the hub shows both. */
  oneLeg = false;
  /** Called when it is over. */
  whenOver: (() => void) | null = null;
  /** The script stops before this step until somebody resumes it; -1: nowhere. */
  holdAt = -1;
  /** The dialogue before, whose transaction identifier this one uses again. */
  reuses: Dialogue | null = null;
  /** The dialogue behind it that does. */
  heir: Dialogue | null = null;
  /** The same request on the other side of a hub that ends transactions. */
  half: Dialogue | null = null;
  /** Teardown indicator of a delete. */
  teardown = true;
  asked: Asked | null = null;

  // How far it has come.
  /** Sightings under way to the observer. */
  pending = 0;
  over = false;
  overAt = 0;
  /** The next step comes after any observer has given up. */
  givenUp = false;
  /** Faults that touched it: BIT. */
  why = 0;
  /** What an observer has of it. */
  seen: Observation | null = null;

  constructor(kind: Kind, script: Script, opener: Node, responder: Node, salt: number) {
    this.kind = kind;
    this.script = script.steps;
    this.converses = script.converses;
    this.why = script.why;
    this.opener = opener;
    this.responder = responder;
    this.salt = salt;
  }
}

/** What was asked to happen to the packet of a message, or of a piece of one. */
export function actOn(d: Dialogue, index: number, leg: number, segment: number): Act | undefined {
  const acts = d.asked?.acts;
  if (acts === undefined) return undefined;
  return acts[`${index}/${leg}/${segment}`] ?? acts[`${index}/${leg}`] ?? (leg === 0 ? acts[`${index}`] : undefined);
}

/** Whether the dialogue came to a good end in time, whoever saw it. */
export function wentWell(d: Dialogue): boolean {
  return d.over && !d.givenUp && d.script[d.script.length - 1]!.outcome?.outcome === 'success';
}
