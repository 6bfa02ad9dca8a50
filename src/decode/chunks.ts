/**
 * SCTP packets chunk by chunk: which adaptation layer a user message is, what makes a chunk the same as another, and
 * the pieces of fragmented ones.
 */
import { INNER, inner as inner_, WHAT_OTHER as WHAT_OTHER_ } from '../../decoders/inner.ts';
import * as records from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import {
  CHUNK_DATA,
  CHUNK_I_DATA,
  DATA_BEGINS,
  DATA_ENDS,
  DATA_UNORDERED,
  SCTP_HEADER,
  sctp,
  sctpChunk,
} from '../../decoders/sctp.ts';
import { fault as fault_, OK as OK_ } from '../../decoders/status.ts';
import { looksLikeXua, XUA_HEADER as XUA_HEADER_, xuaOfClass, xuaOfIdentifier, xuaOfPort } from '../../decoders/xua.ts';
import { emitOther, endFrame, keepFault, nextMessage, startChunk } from './current.ts';
import { direction, followsOn, nextOf, OF_BATCH as OF_BATCH_ } from './directions.ts';
import { halves as halves_, hashWords } from './hash.ts';
import { decodeUserMessage } from './users.ts';
import type { RecordWriter } from './writer.ts';

const inner = inner_;
const halves = halves_;
const OF_BATCH = OF_BATCH_;
const fault = fault_;
const OK = OK_;
const WHAT_OTHER = WHAT_OTHER_;
const {
  at: AT,
  end: END,
  what: WHAT,
  next: NEXT,
  identifier: IDENTIFIER,
  offset: OFFSET,
  ppid: PPID,
  flags: CHUNK_FLAGS,
} = INNER;
const { u8: U8, u16: U16, u32: U32 } = records.scratch;
const {
  flags: FLAGS,
  kind: KIND,
  protocol: PROTOCOL_AT,
  fault: FAULT,
  copyKeyA: KEY_A,
  copyKeyB: KEY_B,
  tsn: TSN,
  vtag: VTAG,
  stream: STREAM,
  srcPort: SRC_PORT,
  dstPort: DST_PORT,
  pieceIdentifier: PIECE_IDENTIFIER,
  pieceOffset: PIECE_OFFSET,
  pieceProtocol: PIECE_PROTOCOL,
  pieceInterleaved: PIECE_INTERLEAVED,
} = records.message.at;
const { KIND_SCTP_FRAGMENT, FLAG_BEGINS, FLAG_ENDS, FLAG_UNORDERED } = records;
const DATA = CHUNK_DATA;
const I_DATA = CHUNK_I_DATA;
const [BEGINS, ENDS, UNORDERED] = [DATA_BEGINS, DATA_ENDS, DATA_UNORDERED];
const HEADER_SCTP = SCTP_HEADER;
const XUA_HEADER = XUA_HEADER_;
const { sctp: SCTP, diameter: DIAMETER, other: OTHER } = PROTOCOL;

/** One SCTP packet. */
export function decodeSctp(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  if (sctp(b, at, end) !== OK) {
    w.tally(SCTP);
    return;
  }
  let p = at + HEADER_SCTP;
  let data = 0;
  while (end - p >= 4) {
    const status = sctpChunk(b, p, end);
    if (fault[0] !== OK) keepFault();
    else if (U8[FAULT] !== OK) {
      // A packet that was cut further on: this chunk is whole.
      w.strayFault();
      U8[FAULT] = OK;
    }
    if (status !== OK) break;
    p = inner[NEXT];
    if (inner[WHAT] === DATA || inner[WHAT] === I_DATA) {
      data++;
      decodeData(b, inner[AT], inner[END], w);
    }
  }
  if (data === 0) w.tally(SCTP);
}

/** User data of a DATA or I-DATA chunk, its fields in `inner` and in the scratch record. */
function decodeData(b: Uint8Array, at: number, end: number, w: RecordWriter): void {
  const bits = inner[CHUNK_FLAGS];
  const ppid = inner[PPID] >>> 0;
  const whole = (bits & (BEGINS | ENDS)) === (BEGINS | ENDS);
  let what = xuaOfIdentifier(ppid);
  if (what === WHAT_OTHER) {
    if (whole) what = guessUser(b, at, end, ppid);
    else if (!isOtherUser(ppid)) what = portUser();
    if (what === WHAT_OTHER) {
      w.tally(isDiameter(ppid) ? DIAMETER : OTHER);
      return;
    }
  }
  keyOfChunk(U32[TSN]);
  const number = direction();
  if (number === 0) w.attendAll();
  else {
    const next = nextOf(number);
    if (!followsOn(number, U32[TSN], w.count)) w.attend(next);
  }
  startChunk((bits & UNORDERED) !== 0 ? FLAG_UNORDERED : 0, number === 0 ? 0 : (OF_BATCH | number) >>> 0);
  if (!whole) {
    emitSctpFragment(at, end, bits, ppid, w);
    return;
  }
  const before = w.count;
  decodeUserMessage(b, at, end, what, w);
  // a chunk of the family leaves at least one record, so that its TSN is counted
  if (w.count === before) emitOther(b, OTHER, w);
}

/** The copy key of a DATA chunk: what a second sighting of it has too, TTL, checksum, bundling and snapped octets apart. */
function keyOfChunk(tsn: number): void {
  hashWords(U32[VTAG] | 0, tsn | 0, (U16[SRC_PORT] << 16) | U16[DST_PORT], U16[STREAM]);
  U32[KEY_A] = halves[0];
  U32[KEY_B] = halves[1];
}

function emitSctpFragment(at: number, end: number, bits: number, ppid: number, w: RecordWriter): void {
  U8[KIND] = KIND_SCTP_FRAGMENT;
  U8[PROTOCOL_AT] = SCTP;
  if ((bits & BEGINS) !== 0) U32[FLAGS] |= FLAG_BEGINS;
  if ((bits & ENDS) !== 0) U32[FLAGS] |= FLAG_ENDS;
  U32[PIECE_PROTOCOL] = ppid;
  if (inner[WHAT] === I_DATA) {
    U8[PIECE_INTERLEAVED] = 1;
    U32[PIECE_IDENTIFIER] = inner[IDENTIFIER];
    U32[PIECE_OFFSET] = inner[OFFSET];
  }
  w.emitPiece(at, end);
  nextMessage();
}

/** Diameter (RFC 6733 §2.1, and over DTLS). */
function isDiameter(ppid: number): boolean {
  return ppid === 46 || ppid === 47 || (ppid === 0 && (U16[SRC_PORT] === 3868 || U16[DST_PORT] === 3868));
}

/** A payload protocol identifier that IANA gave to somebody else, in either byte order. */
function isOtherUser(ppid: number): boolean {
  return (ppid > 0 && ppid < 128) || (ppid > 0xffffff && (ppid & 0xffffff) === 0);
}

/** By the registered ports where the payload protocol identifier does not tell. */
function portUser(): number {
  const what = xuaOfPort(U16[DST_PORT]);
  return what === WHAT_OTHER ? xuaOfPort(U16[SRC_PORT]) : what;
}

/** A whole user message whose payload protocol identifier is none of the family: by port, else by its look. */
function guessUser(b: Uint8Array, at: number, end: number, ppid: number): number {
  if (isOtherUser(ppid) || isDiameter(ppid)) return WHAT_OTHER;
  const what = portUser();
  // a registered port asks for no more than the version
  if (what !== WHAT_OTHER) return end - at >= XUA_HEADER && b[at] === 1 && b[at + 1] === 0 ? what : WHAT_OTHER;
  return looksLikeXua(b, at, end) ? xuaOfClass(b[at + 2]) : WHAT_OTHER;
}

/**
 * A joined SCTP user message: `beginJoined` has put what its pieces share into the scratch record, `tsn` is that of its first piece and
 * `ppid` the payload protocol identifier that the first piece had.
 */
export function decodeJoinedData(
  b: Uint8Array,
  at: number,
  end: number,
  tsn: number,
  ppid: number,
  w: RecordWriter,
): void {
  let what = xuaOfIdentifier(ppid);
  if (what === WHAT_OTHER) what = guessUser(b, at, end, ppid);
  if (what === WHAT_OTHER) w.tally(OTHER);
  else {
    keyOfChunk(tsn);
    decodeUserMessage(b, at, end, what, w);
  }
  endFrame(w);
}
