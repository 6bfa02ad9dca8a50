/**
 * The walker: from a captured frame down to TCAP or GTP, record after record into a RecordWriter.
 *
 * Each step calls one decoder, which fills the scratch record and leaves the next layer's place in `inner`. Nothing is
 * kept from frame to frame: fragments and segments go out as pieces for the joiner.
 */
import { exportedPdu } from '../../decoders/exported-pdu.ts';
import { gtp } from '../../decoders/gtp.ts';
import * as whats from '../../decoders/inner.ts';
import { ip, ipExtensions } from '../../decoders/ip.ts';
import { ethernet, link, mpls } from '../../decoders/link.ts';
import * as records from '../../decoders/message.ts';
import { mtp2 } from '../../decoders/mtp2.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { BAD as BAD_, fail, fault as fault_, faultNumber, OK as OK_ } from '../../decoders/status.ts';
import { gre, vxlan, vxlanGeneric } from '../../decoders/tunnel.ts';
import { udp } from '../../decoders/udp.ts';
import { type FrameBatch, frameEntry } from '../capture/batch.ts';
import { decodeSctp } from './chunks.ts';
import { beginFrame, CURRENT, current as current_, emitOther, endFrame, keepFault, nextMessage } from './current.ts';
import { beginDirections, directionsGiven, directionsOf } from './directions.ts';
import { foldNumber, halves as halves_, hashOctets, sealHalves } from './hash.ts';
import { decodeComponents, decodeMtp3Chosen, decodeSccpChosen, decodeTcap, decodeUserMessage } from './users.ts';
import type { RecordWriter } from './writer.ts';

export { type PointCodes, setPointCodes } from './users.ts';

const inner = whats.inner;
const current = current_;
const halves = halves_;
const fault = fault_;
const OK = OK_;
const BAD = BAD_;
const { at: AT, end: END, what: WHAT, identifier: IDENTIFIER, offset: OFFSET } = whats.INNER;
const { fragment: FRAGMENT, more: MORE } = whats.INNER;
const { base: BASE, faultBase: FAULT_BASE, identification: IDENTIFICATION } = CURRENT;
const { u8: U8, u16: U16, u32: U32 } = records.scratch;
const {
  flags: FLAGS,
  kind: KIND,
  protocol: PROTOCOL_AT,
  copyKeyA: KEY_A,
  copyKeyB: KEY_B,
  octetsHash: OCTETS_HASH,
  payloadAt: PAYLOAD_AT,
  srcPort: SRC_PORT,
  dstPort: DST_PORT,
  src: SRC,
  dst: DST,
  ipVersion: IP_VERSION,
  pieceIdentifier: PIECE_IDENTIFIER,
  pieceOffset: PIECE_OFFSET,
  pieceProtocol: PIECE_PROTOCOL,
} = records.message.at;
const { KIND_IP_FRAGMENT, KIND_OTHER, FLAG_BEGINS, FLAG_ENDS } = records;
const SRC_32 = SRC / 4;
const DST_32 = DST / 4;
const { WHAT_IP, WHAT_ETHERNET, WHAT_MTP2, WHAT_MTP2_EXTENDED, WHAT_MTP3, WHAT_SCCP, WHAT_EXPORTED } = whats;
const { WHAT_TCAP, WHAT_COMPONENT, WHAT_GTP, WHAT_UDP, WHAT_SCTP, WHAT_MPLS } = whats;
const { WHAT_ISUP, WHAT_DIAMETER, WHAT_M3UA, WHAT_SUA } = whats;
const { frame: FRAME_PROTOCOL, udp: UDP, mtp2: MTP2, map: MAP, gtp_u: GTP_U } = PROTOCOL;
const { diameter: DIAMETER, isup: ISUP, other: OTHER, ip: IP_PROTOCOL } = PROTOCOL;
const NESTING_DEPTH = faultNumber('nesting depth');

/** Layers that may hold each other (IP in IP, Ethernet in GRE, …). */
const MOST_NESTED = 8;

const { time: E_TIME, at: E_AT, length: E_LENGTH, original: E_ORIGINAL, frame: E_FRAME } = frameEntry.at;
const { file: E_FILE, link: E_LINK, nanos: E_NANOS } = frameEntry.at;
const ENTRY = frameEntry.stride;

/** Decodes every frame of a batch into the writer, which the caller has begun. */
export function decodeBatch(batch: FrameBatch, w: RecordWriter): void {
  const b = new Uint8Array(batch.data);
  const u16 = new Uint16Array(batch.index);
  const u32 = new Uint32Array(batch.index);
  const f64 = new Float64Array(batch.index);
  w.frames = b;
  beginDirections();
  let octets = 0;
  let snapped = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let ordered = true;
  for (let i = 0; i < batch.count; i++) {
    const e16 = (i * ENTRY) >> 1;
    const e32 = (i * ENTRY) >> 2;
    const e64 = (i * ENTRY) >> 3;
    const at = u32[e32 + E_AT];
    const length = u32[e32 + E_LENGTH];
    const original = u32[e32 + E_ORIGINAL];
    const time = f64[e64 + E_TIME];
    octets += length;
    if (original > length) snapped++;
    if (time < first) first = time;
    if (time > last) last = time;
    else if (time < last) ordered = false;
    beginFrame(time, u16[e16 + E_NANOS], u32[e32 + E_FRAME], u16[e16 + E_FILE], original > length);
    decodeFrame(b, at, at + length, u16[e16 + E_LINK], w);
  }
  w.directions = {
    each: directionsOf(),
    events: ordered ? w.attended() : undefined,
    associations: new Uint32Array(directionsGiven() + 1),
  };
  if (batch.count > 0) w.countFrames(batch.count, octets, snapped, first, last);
}

/** Decodes one frame, `b[at]` to `b[end - 1]`, of a link type; `beginFrame` has been called for it. */
export function decodeFrame(b: Uint8Array, at: number, end: number, linkType: number, w: RecordWriter): void {
  current[BASE] = at;
  current[FAULT_BASE] = at;
  if (link(b, at, end, linkType) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], 0, w);
  else w.tally(FRAME_PROTOCOL);
  endFrame(w);
}

/** What a layer below IP, a tunnel or an exported PDU holds. */
function decodeWhat(b: Uint8Array, at: number, end: number, what: number, depth: number, w: RecordWriter): void {
  if (what === WHAT_IP) {
    decodeIp(b, at, end, depth, w);
    return;
  }
  if (depth >= MOST_NESTED) {
    fail(BAD, FRAME_PROTOCOL, NESTING_DEPTH, at, depth, MOST_NESTED);
    return;
  }
  switch (what) {
    case WHAT_ETHERNET:
      if (ethernet(b, at, end) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
      return;
    case WHAT_MPLS:
      if (mpls(b, at, end) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
      return;
    case WHAT_MTP2:
    case WHAT_MTP2_EXTENDED:
      decodeMtp2(b, at, end, what === WHAT_MTP2_EXTENDED, w);
      return;
    case WHAT_MTP3:
      decodeMtp3Chosen(b, at, end, w);
      return;
    case WHAT_SCCP:
      decodeSccpChosen(b, at, end, w);
      return;
    case WHAT_TCAP:
      decodeTcap(b, at, end, w);
      return;
    case WHAT_COMPONENT:
      decodeComponents(b, at, end, MAP, w);
      return;
    case WHAT_GTP:
      decodeGtp(b, at, end, w);
      return;
    case WHAT_UDP:
      decodeUdp(b, at, end, depth, w);
      return;
    case WHAT_SCTP:
      decodeSctp(b, at, end, w);
      return;
    case WHAT_ISUP:
      emitOther(b, ISUP, w);
      return;
    case WHAT_DIAMETER:
      w.tally(DIAMETER);
      return;
    case WHAT_EXPORTED:
      if (exportedPdu(b, at, end) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
      return;
    default:
      if (what >= WHAT_M3UA && what <= WHAT_SUA) decodeUserMessage(b, at, end, what, w);
      else w.tally(OTHER);
  }
}

function decodeMtp2(b: Uint8Array, at: number, end: number, extended: boolean, w: RecordWriter): void {
  const status = mtp2(b, at, end, extended);
  if (status === OK && inner[WHAT] === 1) decodeMtp3Chosen(b, inner[AT], inner[END], w);
  else w.tally(MTP2);
}

function decodeIp(b: Uint8Array, at: number, end: number, depth: number, w: RecordWriter): void {
  const status = ip(b, at, end);
  if (fault[0] !== OK) keepFault();
  if (status !== OK) {
    w.tally(IP_PROTOCOL);
    return;
  }
  current[IDENTIFICATION] = inner[IDENTIFIER];
  if (inner[FRAGMENT] === 0) decodeUpper(b, inner[AT], inner[END], inner[WHAT], depth, w);
  else emitIpFragment(b, w);
}

/** The payload of a joined IP datagram; `beginJoined` has put its addresses into the scratch record. */
export function decodeIpPayload(
  b: Uint8Array,
  at: number,
  end: number,
  protocol: number,
  identification: number,
  w: RecordWriter,
): void {
  current[IDENTIFICATION] = identification;
  if (U8[IP_VERSION] !== 6) decodeUpper(b, at, end, protocol, 1, w);
  else if (ipExtensions(b, at, end, protocol) === OK) decodeUpper(b, inner[AT], inner[END], inner[WHAT], 1, w);
  endFrame(w);
}

function decodeUpper(b: Uint8Array, at: number, end: number, protocol: number, depth: number, w: RecordWriter): void {
  if (protocol === 132) {
    decodeSctp(b, at, end, w);
    return;
  }
  if (protocol === 17) {
    decodeUdp(b, at, end, depth, w);
    return;
  }
  if (depth >= MOST_NESTED) {
    fail(BAD, FRAME_PROTOCOL, NESTING_DEPTH, at, depth, MOST_NESTED);
    return;
  }
  switch (protocol) {
    case 4: // IPv4 in IP (RFC 2003)
    case 41: // IPv6 in IP (RFC 4213)
      decodeIp(b, at, end, depth + 1, w);
      return;
    case 47:
      if (gre(b, at, end) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
      return;
    case 137: // MPLS in IP (RFC 4023)
      decodeWhat(b, at, end, WHAT_MPLS, depth + 1, w);
      return;
    default:
      w.tally(OTHER);
  }
}

/** Fragments of what `decodeUpper` reads, or of an IPv6 extension header, are worth joining. */
function isRead(protocol: number): boolean {
  switch (protocol) {
    case 17:
    case 132:
    case 4:
    case 41:
    case 47:
    case 137:
      return true;
    default:
      return U8[IP_VERSION] === 6 && (protocol === 0 || protocol === 43 || protocol === 51 || protocol === 60);
  }
}

function emitIpFragment(b: Uint8Array, w: RecordWriter): void {
  if (!isRead(inner[WHAT])) {
    w.tally(OTHER);
    return;
  }
  const at = inner[AT];
  const end = inner[END];
  U8[KIND] = KIND_IP_FRAGMENT;
  U8[PROTOCOL_AT] = IP_PROTOCOL;
  U32[PIECE_IDENTIFIER] = inner[IDENTIFIER];
  U32[PIECE_OFFSET] = inner[OFFSET];
  U32[PIECE_PROTOCOL] = inner[WHAT];
  if (inner[OFFSET] === 0) U32[FLAGS] |= FLAG_BEGINS;
  if (inner[MORE] === 0) U32[FLAGS] |= FLAG_ENDS;
  hashOctets(b, at, end);
  foldAddresses();
  foldNumber(inner[IDENTIFIER]);
  foldNumber((inner[OFFSET] << 16) ^ inner[WHAT]);
  sealHalves();
  U32[KEY_A] = halves[0];
  U32[KEY_B] = halves[1];
  w.emitPiece(at, end);
  nextMessage();
}

function foldAddresses(): void {
  const words = U8[IP_VERSION] === 6 ? 4 : 1;
  for (let i = 0; i < words; i++) {
    foldNumber(U32[SRC_32 + i]);
    foldNumber(U32[DST_32 + i]);
  }
}

function decodeUdp(b: Uint8Array, at: number, end: number, depth: number, w: RecordWriter): void {
  const status = udp(b, at, end);
  if (status !== OK) {
    w.tally(UDP);
    return;
  }
  const from = U16[SRC_PORT];
  const to = U16[DST_PORT];
  if (from === 2123 || to === 2123 || from === 3386 || to === 3386) {
    if (fault[0] !== OK) keepFault();
    decodeGtp(b, inner[AT], inner[END], w);
  } else if (from === 2152 || to === 2152) decodeGtpU(b, inner[AT], inner[END], w);
  else if (to === 4789 || to === 8472) {
    if (vxlan(b, inner[AT], inner[END]) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
  } else if (to === 4790) {
    if (vxlanGeneric(b, inner[AT], inner[END]) === OK) decodeWhat(b, inner[AT], inner[END], inner[WHAT], depth + 1, w);
  } else w.tally(OTHER);
}

/**
 * The user plane is left alone, but for its own signalling (TS 29.281 §7.1: echo, error indication, supported extension
 * headers): shown, counted, never paired.
 */
function decodeGtpU(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  const type = end - at >= 8 ? b[at + 1] : 0;
  const signalling = type === 1 || type === 2 || type === 26 || type === 31;
  // version 1, PT 1, spare bit 0, and a length that is exactly what is there: nothing that only looks like it
  if (!signalling || (b[at] & 0xf8) !== 0x30 || ((b[at + 2] << 8) | b[at + 3]) !== end - at - 8) {
    w.tally(GTP_U);
    return;
  }
  gtp(b, at, end);
  if (fault[0] !== OK) keepFault();
  U8[PROTOCOL_AT] = GTP_U;
  U8[KIND] = KIND_OTHER;
  U32[PAYLOAD_AT] = at - current[BASE];
  w.emit(b, current[BASE]);
  nextMessage();
}

/** GTP of the control plane: one record where it is GTP, whatever its version. */
function decodeGtp(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  gtp(b, at, end);
  if (fault[0] !== OK) keepFault();
  if (U8[KIND] === 0) {
    w.tally(OTHER);
    return;
  }
  if (U8[PROTOCOL_AT] === GTP_U) {
    w.tally(GTP_U);
    return;
  }
  U32[PAYLOAD_AT] = at - current[BASE];
  hashOctets(b, at, end);
  U32[OCTETS_HASH] = halves[0];
  foldAddresses();
  foldNumber(current[IDENTIFICATION]);
  foldNumber((U16[SRC_PORT] << 16) | U16[DST_PORT]);
  sealHalves();
  U32[KEY_A] = halves[0];
  U32[KEY_B] = halves[1];
  w.emit(b, current[BASE]);
  nextMessage();
}
