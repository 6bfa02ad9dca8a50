/**
 * Message records without octets and decoders: plain objects in, a MessageBatch out.
 *
 * Times are seconds after an arbitrary start. What two sightings of one message share (its octets) is told by the fields
 * that would stand in the octets, hashed here; `octets` overrides the hash.
 */

import { viewsOf } from '../../decoders/layout.ts';
import {
  COMPONENT_SIZE,
  COMPONENT_SLOTS,
  FLAG_CONTINUED,
  HAS_ABORT_SOURCE,
  HAS_ASSOCIATE_RESULT,
  HAS_CALLED_PC,
  HAS_CALLED_SSN,
  HAS_CALLING_PC,
  HAS_CALLING_SSN,
  HAS_CAUSE,
  HAS_CONTEXT,
  HAS_END_USER,
  HAS_END_USER_V4,
  HAS_LABEL,
  HAS_LOCATION,
  HAS_MAP_REASON,
  HAS_NSAPI,
  HAS_P_ABORT,
  HAS_RAI,
  HAS_RAT,
  HAS_RECOVERY,
  HAS_REQUESTING_NODE,
  HAS_SEQUENCE,
  HAS_TEARDOWN,
  HAS_TEID,
  HAS_TEID_CONTROL,
  HAS_VISITED_PLMN,
  KIND_MESSAGE,
  message,
  SLOT_CODE,
  SLOT_FLAGS,
  SLOT_HAS_CODE,
  SLOT_HAS_INVOKE_ID,
  SLOT_HAS_OPERATION,
  SLOT_HAS_PARAMETER,
  SLOT_INVOKE_ID,
  SLOT_OPERATION,
  SLOT_PARAMETER,
  SLOT_TYPE,
  SLOT_WANTS_AUTHENTICATION,
} from '../../decoders/message.ts';
import { PROTOCOL, PROTOCOLS, type ProtocolName } from '../../decoders/protocols.ts';
import type { MessageBatch } from '../../src/decode/batch.ts';

/** 2024-03-01 00:00:00 UTC, microseconds: where the tests' seconds begin. */
export const START = 1_709_251_200_000_000;

/** An SCCP address: a title, or a point code and subsystem. */
export interface Address {
  readonly gt?: string;
  readonly ssn?: number;
  readonly pc?: number;
}

export interface Component {
  readonly kind: 'invoke' | 'result' | 'resultNotLast' | 'error' | 'reject';
  readonly id?: number;
  readonly operation?: number;
  /** Error code, or problem tag << 8 | problem code. */
  readonly code?: number;
  readonly parameter?: number;
  readonly wantsAuthentication?: boolean;
}

interface Common {
  /** Seconds after START. */
  readonly at: number;
  readonly file?: number;
  /** FLAG_… bits. */
  readonly flags?: number;
  readonly fault?: number;
  /** What makes copies the same: the chunk or the packet. 0: none. */
  readonly copyKey?: number;
  readonly octets?: number;
  readonly imsi?: string;
  readonly msisdn?: string;
  readonly imei?: string;
  readonly src?: string;
  readonly dst?: string;
}

export interface Tcap extends Common {
  readonly type: 'begin' | 'continue' | 'end' | 'abort' | 'unidirectional';
  /** Transaction identifiers in hex; two digits an octet. */
  readonly otid?: string;
  readonly dtid?: string;
  readonly calling?: Address;
  readonly called?: Address;
  readonly opc?: number;
  readonly dpc?: number;
  readonly association?: number;
  readonly protocol?: ProtocolName;
  /** Context number and version; none where the message has no dialogue portion. */
  readonly context?: readonly [number, number];
  /** A dialogue portion that is there although it has no context of MAP. */
  readonly dialoguePdu?: number;
  /** Text of an application context that is not of MAP. */
  readonly text?: string;
  readonly components?: readonly Component[];
  readonly sgsnNumber?: string;
  readonly vlrNumber?: string;
  readonly mscNumber?: string;
  readonly requestingNode?: number;
  readonly visitedPlmn?: readonly [number, number, number];
  readonly pAbort?: number;
  readonly abortSource?: number;
  /** AARE: result and MAP refuse reason or diagnostic. */
  readonly associateResult?: number;
  readonly sourceDiagnostic?: number;
  readonly mapReason?: number;
  /** SCCP message type; 9 is UDT. */
  readonly sccpType?: number;
  readonly returnCause?: number;
}

export interface Gtp extends Common {
  readonly gtp: number;
  readonly sequence?: number;
  readonly srcPort?: number;
  readonly dstPort?: number;
  readonly teid?: number;
  readonly teidControl?: number;
  readonly controlAddress?: string;
  readonly nsapi?: number;
  readonly cause?: number;
  readonly recovery?: number;
  readonly teardown?: number;
  readonly apn?: string;
  readonly rat?: number;
  readonly rai?: readonly number[];
  readonly location?: readonly [type: number, octets: readonly number[]];
  readonly endUser?: string;
}

export type Message = Tcap | Gtp;

const M = message.at;
const STRIDE = message.stride;
const TAGS = { begin: 0x62, continue: 0x65, end: 0x64, abort: 0x67, unidirectional: 0x61 } as const;
const KINDS = { invoke: 0xa1, result: 0xa2, resultNotLast: 0xa7, error: 0xa3, reject: 0xa4 } as const;

export const begin = (fields: Omit<Tcap, 'type'>): Tcap => ({ type: 'begin', ...fields });
export const cont = (fields: Omit<Tcap, 'type'>): Tcap => ({ type: 'continue', ...fields });
export const end = (fields: Omit<Tcap, 'type'>): Tcap => ({ type: 'end', ...fields });
export const abort = (fields: Omit<Tcap, 'type'>): Tcap => ({ type: 'abort', ...fields });
export const unidirectional = (fields: Omit<Tcap, 'type'>): Tcap => ({ type: 'unidirectional', ...fields });

export const invoke = (operation: number, id = 1): Component => ({ kind: 'invoke', id, operation });
/** A result as most of the network sends it: without operation code. */
export const result = (id = 1): Component => ({ kind: 'result', id });
export const resultNotLast = (id = 1): Component => ({ kind: 'resultNotLast', id });
export const returnError = (code: number, id = 1, parameter?: number): Component =>
  parameter === undefined ? { kind: 'error', id, code } : { kind: 'error', id, code, parameter };
export const reject = (code: number, id = 1): Component => ({ kind: 'reject', id, code });

/** The UDTS of a message: its octets, addresses and label the other way round. */
export function returned(original: Tcap, at: number, cause: number, sccpType = 10): Tcap {
  const { calling, called, opc, dpc, copyKey: _, ...rest } = original;
  return {
    ...rest,
    at,
    octets: octetsOf(original),
    ...(calling ? { called: calling } : {}),
    ...(called ? { calling: called } : {}),
    ...(dpc === undefined ? {} : { opc: dpc }),
    ...(opc === undefined ? {} : { dpc: opc }),
    sccpType,
    returnCause: cause,
  };
}

/** The same message on another leg or a mirror: other fields below TCAP. */
export function seenAgain<T extends Message>(original: T, fields: Partial<T> & { at: number }): T {
  return { ...original, ...fields, octets: octetsOf(original) };
}

/** The hash of what would stand in the octets of the TCAP or GTP message. */
export function octetsOf(m: Message): number {
  if (m.octets !== undefined) return m.octets;
  const { at: _at, file: _file, flags: _flags, copyKey: _key, src: _src, dst: _dst, fault: _fault, ...rest } = m;
  const inside: Record<string, unknown> = { ...rest };
  for (const below of ['calling', 'called', 'opc', 'dpc', 'association', 'sccpType', 'returnCause']) {
    delete inside[below];
  }
  delete inside.srcPort;
  delete inside.dstPort;
  let h = 0x811c9dc5;
  for (const c of JSON.stringify(inside)) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193);
  return h >>> 0 || 1;
}

/** Digits as TBCD, low nibble first, 0xf behind an odd count (TS 29.002 §17.7.8 TBCD-STRING). */
export function tbcd(digits: string): number[] {
  const octets: number[] = [];
  for (let i = 0; i < digits.length; i += 2) {
    const low = Number(digits[i]);
    const high = i + 1 < digits.length ? Number(digits[i + 1]) : 15;
    octets.push(low | (high << 4));
  }
  return octets;
}

export function ipOctets(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head, tail = ''] = address.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map(g => Number.parseInt(g, 16)));
  const front = groups(head ?? '');
  const back = groups(tail);
  const all = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  return all.flatMap(g => [g >> 8, g & 0xff]);
}

const TEXT = new TextEncoder();

/** A batch of these messages; frames are numbered from `firstFrame`. */
export function batch(messages: readonly Message[], firstFrame = 1, number = 0): MessageBatch {
  const texts: string[] = [];
  const textNumber = (text: string): number => {
    const known = texts.indexOf(text);
    return known >= 0 ? known + 1 : texts.push(text);
  };
  let count = 0;
  for (const m of messages) count += recordsOf(m);
  const records = new ArrayBuffer(count * STRIDE);
  const views = viewsOf(records);
  let n = 0;
  messages.forEach((m, i) => {
    for (let piece = 0; piece < recordsOf(m); piece++) write(views, n++, m, firstFrame + i, piece, textNumber);
  });
  return {
    number,
    count,
    records,
    pieces: new Uint8Array(0),
    texts: texts.map(text => TEXT.encode(text)),
    counts: {
      frames: messages.length,
      octets: 0,
      snapped: 0,
      protocols: new Float64Array(PROTOCOLS.length),
      faults: [],
      firstTime: 0,
      lastTime: 0,
    },
    data: new ArrayBuffer(0),
    index: new ArrayBuffer(0),
  };
}

function recordsOf(m: Message): number {
  return 'gtp' in m ? 1 : Math.max(1, Math.ceil((m.components?.length ?? 0) / COMPONENT_SLOTS));
}

type Out = ReturnType<typeof viewsOf>;

function write(
  out: Out,
  n: number,
  m: Message,
  frame: number,
  piece: number,
  textNumber: (text: string) => number,
): void {
  const { u8, u16, u32, f64 } = out;
  const at8 = n * STRIDE;
  const at4 = at8 / 4;
  const at2 = at8 / 2;
  f64[at8 / 8 + M.time] = START + Math.round(m.at * 1e6);
  u32[at4 + M.frame] = frame;
  u16[at2 + M.file] = m.file ?? 0;
  u32[at4 + M.flags] = (m.flags ?? 0) | (piece > 0 ? FLAG_CONTINUED : 0);
  u8[at8 + M.kind] = KIND_MESSAGE;
  u8[at8 + M.fault] = m.fault ?? 0;
  if (m.copyKey) {
    u32[at4 + M.copyKeyA] = m.copyKey;
    u32[at4 + M.copyKeyB] = ~m.copyKey;
  }
  u32[at4 + M.octetsHash] = octetsOf(m);
  if (m.src !== undefined && m.dst !== undefined) {
    u8[at8 + M.ipVersion] = m.src.includes(':') ? 6 : 4;
    u8.set(ipOctets(m.src), at8 + M.src);
    u8.set(ipOctets(m.dst), at8 + M.dst);
  }
  digits(u8, at8 + M.imsi, at8 + M.imsiLength, m.imsi);
  digits(u8, at8 + M.msisdn, at8 + M.msisdnLength, m.msisdn);
  digits(u8, at8 + M.imei, at8 + M.imeiLength, m.imei);
  if ('gtp' in m) writeGtp(out, at8, m, textNumber);
  else writeTcap(out, at8, m, piece, textNumber);
}

function digits(u8: Uint8Array, at: number, atLength: number, text: string | undefined): void {
  if (text === undefined) return;
  const octets = tbcd(text);
  u8.set(octets, at);
  u8[atLength] = octets.length;
}

function writeTcap(out: Out, at8: number, m: Tcap, piece: number, textNumber: (text: string) => number): void {
  const { u8, u16, u32 } = out;
  const at4 = at8 / 4;
  const at2 = at8 / 2;
  u8[at8 + M.protocol] = PROTOCOL[m.protocol ?? 'map'];
  u8[at8 + M.tcapType] = TAGS[m.type];
  u8[at8 + M.sccpType] = m.sccpType ?? 9;
  let present = 0;
  if (m.opc !== undefined || m.dpc !== undefined) {
    present |= HAS_LABEL;
    u32[at4 + M.opc] = m.opc ?? 0;
    u32[at4 + M.dpc] = m.dpc ?? 0;
  }
  u32[at4 + M.association] = m.association ?? 0;
  digits(u8, at8 + M.calledGt, at8 + M.calledGtLength, m.called?.gt);
  digits(u8, at8 + M.callingGt, at8 + M.callingGtLength, m.calling?.gt);
  if (m.called?.ssn !== undefined) {
    present |= HAS_CALLED_SSN;
    u8[at8 + M.calledSsn] = m.called.ssn;
  }
  if (m.calling?.ssn !== undefined) {
    present |= HAS_CALLING_SSN;
    u8[at8 + M.callingSsn] = m.calling.ssn;
  }
  if (m.called?.pc !== undefined) {
    present |= HAS_CALLED_PC;
    u32[at4 + M.calledPc] = m.called.pc;
  }
  if (m.calling?.pc !== undefined) {
    present |= HAS_CALLING_PC;
    u32[at4 + M.callingPc] = m.calling.pc;
  }
  if (m.otid !== undefined) {
    u32[at4 + M.otid] = Number.parseInt(m.otid, 16);
    u8[at8 + M.otidLength] = m.otid.length / 2;
  }
  if (m.dtid !== undefined) {
    u32[at4 + M.dtid] = Number.parseInt(m.dtid, 16);
    u8[at8 + M.dtidLength] = m.dtid.length / 2;
  }
  u8[at8 + M.dialoguePdu] = m.dialoguePdu ?? (m.context ? 0x60 : 0);
  if (m.context) {
    present |= HAS_CONTEXT;
    u16[at2 + M.contextNumber] = m.context[0];
    u8[at8 + M.contextVersion] = m.context[1];
  }
  if (m.text !== undefined) u32[at4 + M.text] = textNumber(m.text);
  digits(u8, at8 + M.sgsnNumber, at8 + M.sgsnNumberLength, m.sgsnNumber);
  digits(u8, at8 + M.vlrNumber, at8 + M.vlrNumberLength, m.vlrNumber);
  digits(u8, at8 + M.mscNumber, at8 + M.mscNumberLength, m.mscNumber);
  if (m.requestingNode !== undefined) {
    present |= HAS_REQUESTING_NODE;
    u8[at8 + M.requestingNode] = m.requestingNode;
  }
  if (m.visitedPlmn !== undefined) {
    present |= HAS_VISITED_PLMN;
    u8.set(m.visitedPlmn, at8 + M.visitedPlmn);
  }
  if (m.pAbort !== undefined) {
    present |= HAS_P_ABORT;
    u8[at8 + M.pAbortCause] = m.pAbort;
  }
  if (m.abortSource !== undefined) {
    present |= HAS_ABORT_SOURCE;
    u8[at8 + M.abortSource] = m.abortSource;
  }
  if (m.associateResult !== undefined) {
    present |= HAS_ASSOCIATE_RESULT;
    u8[at8 + M.associateResult] = m.associateResult;
    u8[at8 + M.sourceDiagnostic] = m.sourceDiagnostic ?? 0;
  }
  if (m.mapReason !== undefined) {
    present |= HAS_MAP_REASON;
    u8[at8 + M.mapReason] = m.mapReason;
  }
  u8[at8 + M.returnCause] = m.returnCause ?? 0;
  u32[at4 + M.present] = present;
  const some = (m.components ?? []).slice(piece * COMPONENT_SLOTS, (piece + 1) * COMPONENT_SLOTS);
  u8[at8 + M.componentCount] = some.length;
  some.forEach((component, i) => {
    const at = at8 + M.components + i * COMPONENT_SIZE;
    u8[at + SLOT_TYPE] = KINDS[component.kind];
    u8[at + SLOT_FLAGS] =
      (component.id === undefined ? 0 : SLOT_HAS_INVOKE_ID) |
      (component.operation === undefined ? 0 : SLOT_HAS_OPERATION) |
      (component.code === undefined ? 0 : SLOT_HAS_CODE) |
      (component.parameter === undefined ? 0 : SLOT_HAS_PARAMETER) |
      (component.wantsAuthentication ? SLOT_WANTS_AUTHENTICATION : 0);
    u8[at + SLOT_INVOKE_ID] = component.id ?? 0;
    u8[at + SLOT_PARAMETER] = component.parameter ?? 0;
    u16[(at + SLOT_OPERATION) / 2] = component.operation ?? 0;
    u16[(at + SLOT_CODE) / 2] = component.code ?? 0;
  });
}

function writeGtp(out: Out, at8: number, m: Gtp, textNumber: (text: string) => number): void {
  const { u8, u16, u32 } = out;
  const at4 = at8 / 4;
  const at2 = at8 / 2;
  let present = HAS_TEID;
  u8[at8 + M.protocol] = PROTOCOL.gtp;
  u8[at8 + M.gtpVersion] = 1;
  u8[at8 + M.messageType] = m.gtp;
  u16[at2 + M.srcPort] = m.srcPort ?? 2123;
  u16[at2 + M.dstPort] = m.dstPort ?? 2123;
  u32[at4 + M.teid] = m.teid ?? 0;
  if (m.sequence !== undefined) {
    present |= HAS_SEQUENCE;
    u16[at2 + M.sequenceNumber] = m.sequence;
  }
  if (m.teidControl !== undefined) {
    present |= HAS_TEID_CONTROL;
    u32[at4 + M.teidControl] = m.teidControl;
  }
  if (m.controlAddress !== undefined) {
    const octets = ipOctets(m.controlAddress);
    u8[at8 + M.controlAddressLength] = octets.length;
    u8.set(octets, at8 + M.controlAddress);
  }
  if (m.nsapi !== undefined) {
    present |= HAS_NSAPI;
    u8[at8 + M.nsapi] = m.nsapi;
  }
  if (m.cause !== undefined) {
    present |= HAS_CAUSE;
    u8[at8 + M.cause] = m.cause;
  }
  if (m.recovery !== undefined) {
    present |= HAS_RECOVERY;
    u8[at8 + M.recovery] = m.recovery;
  }
  if (m.teardown !== undefined) {
    present |= HAS_TEARDOWN;
    u8[at8 + M.teardown] = m.teardown;
  }
  if (m.apn !== undefined) u32[at4 + M.text] = textNumber(m.apn);
  if (m.rat !== undefined) {
    present |= HAS_RAT;
    u8[at8 + M.ratType] = m.rat;
  }
  if (m.rai !== undefined) {
    present |= HAS_RAI;
    u8.set(m.rai, at8 + M.rai);
  }
  if (m.location !== undefined) {
    present |= HAS_LOCATION;
    u8[at8 + M.locationType] = m.location[0];
    u8.set(m.location[1], at8 + M.location);
  }
  if (m.endUser !== undefined) {
    present |= HAS_END_USER | HAS_END_USER_V4;
    u8[at8 + M.pdpOrganisation] = 1;
    u8[at8 + M.pdpType] = 0x21;
    u8.set(ipOctets(m.endUser), at8 + M.endUserV4);
  }
  u32[at4 + M.present] = present;
}
