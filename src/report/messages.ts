/** Decoded messages as JSON lines: names as the README lists them, keys in a fixed order, absent fields left out. */
import { tcapDetails } from '../../decoders/describe-details.ts';
import { digits } from '../../decoders/digits.ts';
import { gtpCauseName } from '../../decoders/gtp-causes.ts';
import { gtpMessageName } from '../../decoders/gtp-messages.ts';
import { type Views, viewsOf } from '../../decoders/layout.ts';
import { errorName, errorParameterName } from '../../decoders/map-errors.ts';
import * as m from '../../decoders/message.ts';
import { PROTOCOL, PROTOCOLS, type ProtocolName } from '../../decoders/protocols.ts';
import { SCCP_MESSAGES } from '../../decoders/sccp-names.ts';
import { FAULTS } from '../../decoders/status.ts';
import {
  abortSourceName,
  componentName,
  messageName,
  pAbortCauseName,
  problemName,
} from '../../decoders/tcap-names.ts';
import { frameEntry } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
import * as names from '../sinks/names.ts';
import { type PointCodes, pointCode } from './point-codes.ts';
import { faultText } from './text.ts';
import { isoTime } from './time.ts';

const { stride: STRIDE, at } = m.message;

const INVOKE = 0xa1;
const RETURN_ERROR = 0xa3;
const REJECT = 0xa4;

type Line = Record<string, unknown>;

/** One record of a batch, with its views and where it begins in each. */
interface Row extends Views {
  readonly base: number;
}

const octet = (r: Row, place: number): number => r.u8[r.base + place];
const short = (r: Row, place: number): number => r.u16[r.base / 2 + place];
const word = (r: Row, place: number): number => r.u32[r.base / 4 + place];

function digitsOf(r: Row, place: number, length: number): string | undefined {
  const octets = octet(r, length);
  return octets === 0 ? undefined : digits(r.u8, r.base + place, octets);
}

function identifier(r: Row, place: number, length: number): string | undefined {
  const octets = octet(r, length);
  return octets === 0
    ? undefined
    : word(r, place)
        .toString(16)
        .padStart(octets * 2, '0');
}

/** `undefined` fields do not reach the line: JSON.stringify leaves them out. */
function party(gt: string | undefined, ssn: number | undefined, pc: string | number | undefined): Line | undefined {
  return gt === undefined && ssn === undefined && pc === undefined ? undefined : { gt, ssn, pc };
}

function component(r: Row, slot: number, protocol: ProtocolName, version: number): Line {
  const from = r.base + at.components + slot * m.COMPONENT_SIZE;
  const type = r.u8[from + m.SLOT_TYPE];
  const flags = r.u8[from + m.SLOT_FLAGS];
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const operation = r.u16[(from + m.SLOT_OPERATION) / 2];
  const code = r.u16[(from + m.SLOT_CODE) / 2];
  const local = !has(m.SLOT_GLOBAL);
  const line: Line = {
    component: componentName(type),
    // Q.773 §4.2.2: an INTEGER from -128 to 127
    invoke_id: has(m.SLOT_HAS_INVOKE_ID) ? (r.u8[from + m.SLOT_INVOKE_ID] << 24) >> 24 : undefined,
  };
  if (has(m.SLOT_HAS_OPERATION) && local) {
    line.operation_code = operation;
    line.operation = names.operation(protocol, operation, version);
  } else if (type === INVOKE && !local) line.operation = 'global';
  if (type === RETURN_ERROR && has(m.SLOT_HAS_CODE)) {
    line.error_code = local ? code : undefined;
    line.error = local
      ? protocol === 'map'
        ? errorName(code, version)
        : names.error(protocol, code, version)
      : 'global';
    if (has(m.SLOT_HAS_PARAMETER) && local) {
      line.error_parameter = errorParameterName(code, r.u8[from + m.SLOT_PARAMETER]);
    }
  }
  if (type === REJECT && has(m.SLOT_HAS_CODE)) {
    line.problem_code = code & 0xff;
    line.problem = problemName(code);
  }
  return line;
}

/** How much of a message is told. */
export interface Details {
  /** Each component with the parameters of its argument, result or error. */
  readonly details?: boolean;
  /** The texts of short messages and of USSD among them. */
  readonly withText?: boolean;
}

const ENTRY = frameEntry.stride;

/** Finds the octets of the messages of a batch; records stand in the order of their frames. */
class Octets {
  readonly #batch: MessageBatch;
  readonly #u16: Uint16Array;
  readonly #u32: Uint32Array;
  readonly #count: number;
  #entry = 0;

  constructor(batch: MessageBatch) {
    this.#batch = batch;
    this.#u16 = new Uint16Array(batch.index);
    this.#u32 = new Uint32Array(batch.index);
    this.#count = Math.min(batch.counts.frames, Math.floor(batch.index.byteLength / ENTRY));
  }

  /** The message from its TCAP tag on; undefined where it is not at hand. */
  of(r: Row): Uint8Array | undefined {
    const from = word(r, at.payloadAt);
    const length = word(r, at.payloadLength);
    if (length === 0) return undefined;
    if ((word(r, at.flags) & m.FLAG_JOINED) !== 0) return this.#batch.pieces.subarray(from, from + length);
    const frame = word(r, at.frame);
    const file = short(r, at.file);
    for (; this.#entry < this.#count; this.#entry++) {
      const e32 = (this.#entry * ENTRY) / 4;
      if (this.#u32[e32 + frameEntry.at.frame] !== frame) continue;
      if (this.#u16[(this.#entry * ENTRY) / 2 + frameEntry.at.file] !== file) continue;
      return new Uint8Array(this.#batch.data, this.#u32[e32 + frameEntry.at.at] + from, length);
    }
    return undefined;
  }
}

/** Adds to each component what it carries; where their numbers differ, what was read says more than a guess. */
function addParameters(components: readonly Line[], b: Uint8Array, r: Row, version: number, withText: boolean): void {
  const context = { protocol: octet(r, at.protocol), version, withText };
  const found = tcapDetails(b, 0, b.length, context);
  if (found.length !== components.length) return;
  found.forEach((parameters, i) => {
    if (Object.keys(parameters).length > 0) components[i].parameters = parameters;
  });
}

function ss7(
  r: Row,
  rest: readonly Row[],
  texts: readonly Uint8Array[],
  pointCodes: PointCodes,
  octets: Uint8Array | undefined,
  withText: boolean,
): Line {
  const present = word(r, at.present);
  const has = (bit: number): boolean => (present & bit) !== 0;
  const pc = (place: number): string | number => pointCode(word(r, place), pointCodes);
  const protocol = PROTOCOLS[octet(r, at.protocol)]?.name ?? 'other';
  const version = has(m.HAS_CONTEXT) ? octet(r, at.contextVersion) : 0;
  const components: Line[] = [];
  for (const part of [r, ...rest]) {
    for (let i = 0; i < octet(part, at.componentCount); i++) components.push(component(part, i, protocol, version));
  }
  if (octets !== undefined) addParameters(components, octets, r, version, withText);
  const text = word(r, at.text);
  const ssn = (bit: number, place: number): number | undefined => (has(bit) ? octet(r, place) : undefined);
  return {
    opc: has(m.HAS_LABEL) ? pc(at.opc) : undefined,
    dpc: has(m.HAS_LABEL) ? pc(at.dpc) : undefined,
    sccp: SCCP_MESSAGES[octet(r, at.sccpType)]?.split(' ', 1)[0],
    return_cause: has(m.HAS_RETURN_CAUSE) ? octet(r, at.returnCause) : undefined,
    calling: party(
      digitsOf(r, at.callingGt, at.callingGtLength),
      ssn(m.HAS_CALLING_SSN, at.callingSsn),
      has(m.HAS_CALLING_PC) ? pc(at.callingPc) : undefined,
    ),
    called: party(
      digitsOf(r, at.calledGt, at.calledGtLength),
      ssn(m.HAS_CALLED_SSN, at.calledSsn),
      has(m.HAS_CALLED_PC) ? pc(at.calledPc) : undefined,
    ),
    tcap: octet(r, at.tcapType) === 0 ? undefined : messageName(octet(r, at.tcapType)),
    otid: identifier(r, at.otid, at.otidLength),
    dtid: identifier(r, at.dtid, at.dtidLength),
    application_context: has(m.HAS_CONTEXT)
      ? names.mapContext(short(r, at.contextNumber), octet(r, at.contextVersion))
      : text > 0
        ? names.objectIdentifier(texts[text - 1])
        : undefined,
    p_abort_cause: has(m.HAS_P_ABORT) ? pAbortCauseName(octet(r, at.pAbortCause)) : undefined,
    abort_source: has(m.HAS_ABORT_SOURCE) ? abortSourceName(octet(r, at.abortSource)) : undefined,
    components: components.length > 0 ? components : undefined,
  };
}

function gtp(r: Row, texts: readonly Uint8Array[]): Line {
  const present = word(r, at.present);
  const has = (bit: number): boolean => (present & bit) !== 0;
  const version = octet(r, at.gtpVersion);
  const text = word(r, at.text);
  return {
    version,
    message_type: octet(r, at.messageType),
    message: gtpMessageName(octet(r, at.messageType), version),
    teid: has(m.HAS_TEID) ? word(r, at.teid) : undefined,
    sequence_number: has(m.HAS_SEQUENCE) ? short(r, at.sequenceNumber) : undefined,
    cause_code: has(m.HAS_CAUSE) ? octet(r, at.cause) : undefined,
    cause: has(m.HAS_CAUSE) ? gtpCauseName(octet(r, at.cause)) : undefined,
    teid_control: has(m.HAS_TEID_CONTROL) ? word(r, at.teidControl) : undefined,
    teid_data: has(m.HAS_TEID_DATA) ? word(r, at.teidData) : undefined,
    nsapi: has(m.HAS_NSAPI) ? octet(r, at.nsapi) : undefined,
    apn: text > 0 ? names.apn(texts[text - 1]) : undefined,
  };
}

const SS7_PROTOCOLS = new Set<number>([
  PROTOCOL.sccp,
  PROTOCOL.tcap,
  PROTOCOL.map,
  PROTOCOL.cap,
  PROTOCOL.inap,
  PROTOCOL.ansi_tcap,
  PROTOCOL.ansi_map,
  // Whose user is counted only: the label and the kind of message are known all the same.
  PROTOCOL.m3ua,
  PROTOCOL.m2ua,
  PROTOCOL.m2pa,
  PROTOCOL.sua,
  PROTOCOL.mtp3,
  PROTOCOL.mtp3mg,
  PROTOCOL.isup,
  PROTOCOL.tup,
  PROTOCOL.bisup,
  PROTOCOL.aal2,
  PROTOCOL.bicc,
]);
const GTP_PROTOCOLS = new Set<number>([PROTOCOL.gtp, PROTOCOL.gtpv0, PROTOCOL.gtp_prime, PROTOCOL.gtp_u]);

function fault(r: Row): string | undefined {
  if (octet(r, at.fault) === 0) return undefined;
  return faultText({
    protocol: PROTOCOLS[octet(r, at.faultProtocol)]?.name ?? 'other',
    what: FAULTS[octet(r, at.faultWhat)] ?? 'octets',
    says: word(r, at.faultSays),
    has: word(r, at.faultHas),
    frame: word(r, at.frame),
    octet: word(r, at.faultAt),
  });
}

/**
 * JSON lines of a joined batch, one a message. Pieces that have become part of a message have no line of their own.
 * `files` are names to tell inputs apart, or undefined where there is one.
 */
export function messageLines(
  batch: MessageBatch,
  files: readonly string[] | undefined,
  pointCodes: PointCodes,
  { details = false, withText = false }: Details = {},
): string {
  const octets = details ? new Octets(batch) : undefined;
  const views = viewsOf(batch.records);
  const of = (n: number): Row => ({ ...views, base: n * STRIDE });
  let lines = '';
  for (let n = 0; n < batch.count; n++) {
    const r = of(n);
    const kind = octet(r, at.kind);
    const flags = word(r, at.flags);
    if (kind > m.KIND_OTHER || kind === 0 || (flags & m.FLAG_CONTINUED) !== 0) continue;
    const rest: Row[] = [];
    while (n + 1 < batch.count && (word(of(n + 1), at.flags) & m.FLAG_CONTINUED) !== 0) rest.push(of(++n));
    const protocol = octet(r, at.protocol);
    const line: Line = {
      capture: files?.[short(r, at.file)],
      frame: word(r, at.frame),
      index: short(r, at.index),
      time: isoTime(views.f64[r.base / 8 + at.time], short(r, at.nanos)),
      protocol: PROTOCOLS[protocol]?.name ?? 'other',
      ...(SS7_PROTOCOLS.has(protocol) ? ss7(r, rest, batch.texts, pointCodes, octets?.of(r), withText) : {}),
      ...(GTP_PROTOCOLS.has(protocol) ? gtp(r, batch.texts) : {}),
      imsi: digitsOf(r, at.imsi, at.imsiLength),
      msisdn: digitsOf(r, at.msisdn, at.msisdnLength),
      imei: digitsOf(r, at.imei, at.imeiLength),
      fault: fault(r),
    };
    lines += `${JSON.stringify(line)}\n`;
  }
  return lines;
}
