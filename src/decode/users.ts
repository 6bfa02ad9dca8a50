/**
 * From an SCTP user message, or a link layer of SS7, to TCAP: adaptation layers, MTP, SCCP, one record a message.
 * The scratch record holds what lies below.
 */
import { INNER, inner as inner_, WHAT_M2PA, WHAT_M2UA, WHAT_M3UA, WHAT_SUA } from '../../decoders/inner.ts';
import { m2pa } from '../../decoders/m2pa.ts';
import { m2ua } from '../../decoders/m2ua.ts';
import { m3ua } from '../../decoders/m3ua.ts';
import * as records from '../../decoders/message.ts';
import { mtp3, POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU, POINT_CODES_JAPAN } from '../../decoders/mtp3.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { sccp } from '../../decoders/sccp.ts';
import { fault as fault_, OK as OK_ } from '../../decoders/status.ts';
import { sua } from '../../decoders/sua.ts';
import { looksLikeTcap, moreComponents, rest as rest_, tcap } from '../../decoders/tcap.ts';
import { CURRENT, current as current_, emitOther, keepFault, nextMessage } from './current.ts';
import { halves as halves_, hashOctets } from './hash.ts';
import type { RecordWriter } from './writer.ts';

const inner = inner_;
const current = current_;
const halves = halves_;
const rest = rest_;
const fault = fault_;
const OK = OK_;
const { at: AT, end: END, what: WHAT, next: NEXT } = INNER;
const { base: BASE } = CURRENT;
const { u8: U8, u32: U32 } = records.scratch;
const {
  flags: FLAGS,
  present: PRESENT,
  kind: KIND,
  protocol: PROTOCOL_AT,
  fault: FAULT,
  octetsHash: OCTETS_HASH,
  payloadAt: PAYLOAD_AT,
  payloadLength: PAYLOAD_LENGTH,
  serviceIndicator: SERVICE_INDICATOR,
  segmentation: SEGMENTATION,
  calledSsn: CALLED_SSN,
  callingSsn: CALLING_SSN,
  components: COMPONENTS,
  componentCount: COMPONENT_COUNT,
} = records.message.at;
const { KIND_MESSAGE, KIND_OTHER, KIND_SCCP_SEGMENT } = records;
const { FLAG_CHUNK_START, FLAG_CONTINUED, HAS_SEGMENTATION, HAS_CALLED_SSN, HAS_CALLING_SSN } = records;
const COMPONENT_OCTETS = records.COMPONENT_SIZE * records.COMPONENT_SLOTS;
const { m3ua: M3UA, m2ua: M2UA, m2pa: M2PA, sua: SUA, mtp3: MTP3, sccp: SCCP, tcap: TCAP } = PROTOCOL;
const { isup: ISUP, mtp3mg: MTP3MG, tup: TUP, bisup: BISUP, aal2: AAL2, bicc: BICC } = PROTOCOL;
const [IS_M3UA, IS_M2UA, IS_M2PA, IS_SUA] = [WHAT_M3UA, WHAT_M2UA, WHAT_M2PA, WHAT_SUA];
const JAPAN = POINT_CODES_JAPAN;
const SI_SCCP = 3; // service indicator, Q.704 §14.2.1

const FORMS = {
  itu: POINT_CODES_ITU,
  ansi: POINT_CODES_ANSI,
  china: POINT_CODES_CHINA,
  japan: POINT_CODES_JAPAN,
} as const;

export type PointCodes = keyof typeof FORMS;

/** The point code format of this thread. */
const option = new Uint8Array(new ArrayBuffer(1));

/** Chooses labels and SCCP addresses: they are not on the wire. `itu` until told. */
export function setPointCodes(kind: PointCodes): void {
  option[0] = FORMS[kind];
}

/** One SCTP user message of the given adaptation layer (WHAT_…), or several behind each other. */
export function decodeUserMessage(b: Uint8Array, at: number, end: number, what: number, w: RecordWriter): void {
  let p = at;
  do {
    const next =
      what === IS_M3UA
        ? decodeM3ua(b, p, end, w)
        : what === IS_M2UA
          ? decodeM2ua(b, p, end, w)
          : what === IS_M2PA
            ? decodeM2pa(b, p, end, w)
            : what === IS_SUA
              ? decodeSua(b, p, end, w)
              : end;
    // the common header is at least 8 octets, so this advances; a wrong length in it ends the message
    if (next - p < 8) return;
    p = next;
  } while (end - p >= 8 && b[p] === 1 && b[p + 1] === 0);
}

function decodeM3ua(b: Uint8Array, at: number, end: number, w: RecordWriter): number {
  const status = m3ua(b, at, end);
  if (fault[0] !== OK) keepFault();
  const next = status === OK ? inner[NEXT] : end;
  if (status === OK && inner[WHAT] === 1) decodeMtpUser(b, inner[AT], inner[END], option[0], w);
  else emitOther(b, M3UA, w);
  return next;
}

function decodeM2ua(b: Uint8Array, at: number, end: number, w: RecordWriter): number {
  const status = m2ua(b, at, end);
  if (fault[0] !== OK) keepFault();
  const next = status === OK ? inner[NEXT] : end;
  if (status !== OK || inner[WHAT] === 0) emitOther(b, M2UA, w);
  else decodeMtp3(b, inner[AT], inner[END], inner[WHAT] === 2 ? ttcForm(b, inner[AT], inner[END]) : option[0], w);
  return next;
}

/**
 * Protocol Data 2 is the TTC's, whose label has five octets (JT-Q704). Some equipment puts a label of four octets
 * there: where SCCP begins with no message type behind five octets, and with one behind four, it is that.
 */
function ttcForm(b: Uint8Array, at: number, end: number): number {
  if (end - at < 7 || (b[at] & 0x0f) !== SI_SCCP) return JAPAN;
  return isSccpType(b[at + 6]) || !isSccpType(b[at + 5]) ? JAPAN : POINT_CODES_ITU;
}

/** Message types of Q.713 §2.1. */
function isSccpType(type: number): boolean {
  return type >= 1 && type <= 20;
}

function decodeM2pa(b: Uint8Array, at: number, end: number, w: RecordWriter): number {
  const status = m2pa(b, at, end);
  if (fault[0] !== OK) keepFault();
  const next = status === OK ? inner[NEXT] : end;
  if (status !== OK || inner[WHAT] === 0) emitOther(b, M2PA, w);
  else decodeMtp3(b, inner[AT], inner[END], option[0], w);
  return next;
}

function decodeSua(b: Uint8Array, at: number, end: number, w: RecordWriter): number {
  const status = sua(b, at, end);
  if (fault[0] !== OK) keepFault();
  const next = status === OK ? inner[NEXT] : end;
  if (status !== OK || inner[WHAT] === 0) emitOther(b, SUA, w);
  else decodeSegment(b, inner[AT], inner[END], SUA, w);
  return next;
}

/** An MTP3 message in the given point code format. */
export function decodeMtp3(b: Uint8Array, at: number, end: number, form: number, w: RecordWriter): void {
  const status = mtp3(b, at, end, form);
  if (fault[0] !== OK) keepFault();
  if (status === OK) decodeMtpUser(b, inner[AT], inner[END], form, w);
  else emitOther(b, MTP3, w);
}

/** As `decodeMtp3`, in the format chosen by `setPointCodes`. */
export function decodeMtp3Chosen(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  decodeMtp3(b, at, end, option[0], w);
}

/** What the users other than SCCP are counted as, by service indicator (Q.704 §14.2.1); 10 is satellite ISUP. */
const USERS = Uint8Array.of(
  ...[MTP3MG, MTP3, MTP3, SCCP, TUP, ISUP, MTP3, MTP3],
  ...[MTP3, BISUP, ISUP, MTP3, AAL2, BICC, MTP3, MTP3],
);

/** The user part that the service indicator names: SCCP is decoded, the others are counted. */
function decodeMtpUser(b: Uint8Array, at: number, end: number, form: number, w: RecordWriter): void {
  const user = U8[SERVICE_INDICATOR];
  if (user === SI_SCCP) decodeSccp(b, at, end, form, w);
  else emitOther(b, USERS[user & 0x0f], w);
}

function decodeSccp(b: Uint8Array, at: number, end: number, form: number, w: RecordWriter): void {
  const status = sccp(b, at, end, form);
  if (fault[0] !== OK) keepFault();
  if (status === OK && inner[WHAT] === 1) decodeSegment(b, inner[AT], inner[END], SCCP, w);
  else emitOther(b, SCCP, w);
}

/** An SCCP message in the format chosen by `setPointCodes`. */
export function decodeSccpChosen(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  decodeSccp(b, at, end, option[0], w);
}

/** User data of SCCP or SUA: a segment of several is a piece, all else is decoded. */
function decodeSegment(b: Uint8Array, at: number, end: number, protocol: number, w: RecordWriter): void {
  // Q.713 §3.17: F in bit 8, remaining segments in bits 1 to 4; a first one without any behind it is whole
  if ((U32[PRESENT] & HAS_SEGMENTATION) !== 0 && (U8[SEGMENTATION] & 0x8f) !== 0x80) {
    U8[KIND] = KIND_SCCP_SEGMENT;
    U8[PROTOCOL_AT] = protocol;
    w.emitPiece(at, end);
    nextMessage();
    return;
  }
  decodeSccpData(b, at, end, protocol, w);
}

/** A tag that a TCAP message can begin with (Q.773 §4.2.1). */
function isTcapTag(tag: number): boolean {
  return tag === 0x62 || tag === 0x64 || tag === 0x65 || tag === 0x67 || tag === 0x61;
}

/** Subsystems of MAP and CAP (TS 23.003 §8.2). */
function isTcapUser(ssn: number): boolean {
  return (ssn >= 5 && ssn <= 10) || (ssn >= 145 && ssn <= 150);
}

/**
 * Whole user data of SCCP (`protocol` is the layer below): TCAP by its look, whatever the subsystem; with a cut below,
 * or between subsystems that speak nothing else, by its tag alone.
 */
export function decodeSccpData(b: Uint8Array, at: number, end: number, protocol: number, w: RecordWriter): void {
  let isTcap = looksLikeTcap(b, at, end);
  if (!isTcap && end > at && isTcapTag(b[at])) {
    const present = U32[PRESENT];
    isTcap =
      U8[FAULT] !== 0 ||
      ((present & HAS_CALLED_SSN) !== 0 && isTcapUser(U8[CALLED_SSN])) ||
      ((present & HAS_CALLING_SSN) !== 0 && isTcapUser(U8[CALLING_SSN]));
  }
  if (isTcap) decodeTcap(b, at, end, w);
  else emitOther(b, protocol, w);
}

/** A TCAP message; one with more components than a record holds goes on in further records. */
export function decodeTcap(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  U8[KIND] = KIND_OTHER;
  U8[PROTOCOL_AT] = TCAP;
  U32[PAYLOAD_AT] = at - current[BASE];
  U32[PAYLOAD_LENGTH] = end - at;
  hashOctets(b, at, end);
  U32[OCTETS_HASH] = halves[0];
  tcap(b, at, end);
  if (fault[0] !== OK) keepFault();
  w.emit(b, current[BASE]);
  if (rest[0] < rest[1]) decodeMore(b, w);
  nextMessage();
}

function decodeMore(b: Uint8Array, w: RecordWriter): void {
  U32[FLAGS] &= ~FLAG_CHUNK_START;
  U8[FAULT] = 0;
  let p = rest[0];
  const end = rest[1];
  while (p < end) {
    for (let i = 0; i < COMPONENT_OCTETS; i++) U8[COMPONENTS + i] = 0;
    U8[COMPONENT_COUNT] = 0;
    U32[FLAGS] |= FLAG_CONTINUED;
    moreComponents(b, p, end);
    if (fault[0] !== OK) keepFault();
    w.emit(b, current[BASE]);
    U8[FAULT] = 0;
    if (rest[0] <= p) return;
    p = rest[0];
  }
}

/** Components without their TCAP message, as a trace of MAP, CAP or INAP alone has them. */
export function decodeComponents(b: Uint8Array, at: number, end: number, protocol: number, w: RecordWriter): void {
  if (looksLikeTcap(b, at, end) || (end > at && isTcapTag(b[at]))) {
    decodeTcap(b, at, end, w);
    return;
  }
  U8[KIND] = KIND_MESSAGE;
  U8[PROTOCOL_AT] = protocol;
  U32[PAYLOAD_AT] = at - current[BASE];
  U32[PAYLOAD_LENGTH] = end - at;
  moreComponents(b, at, end);
  U32[FLAGS] &= ~FLAG_CONTINUED;
  U8[KIND] = KIND_OTHER; // nothing in it that pairs
  if (fault[0] !== OK) keepFault();
  w.emit(b, current[BASE]);
  nextMessage();
}
