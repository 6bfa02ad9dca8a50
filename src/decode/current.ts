/**
 * Where the walker stands: the frame (or joined buffer) under way, and the scratch record between two messages of it.
 * What the frame's messages share (time, numbers, addresses, ports, verification tag) stays in the scratch record;
 * `nextMessage` zeroes the rest.
 */
import { FLAG_CHUNK_START, FLAG_JOINED, FLAG_SNAPPED, KIND_OTHER, message, scratch } from '../../decoders/message.ts';
import { clearFault, fault as fault_, OK as OK_ } from '../../decoders/status.ts';
import { clearOwn, clearScratch } from './record.ts';
import type { RecordWriter } from './writer.ts';

/** Places in `current`. */
export const CURRENT = {
  /** First octet of the frame in the octets given; offsets in records count from it. */
  base: 0,
  /** Flags that every record of the frame carries. */
  flags: 1,
  /** Identification of the IP datagram. */
  identification: 2,
  /** Taken from a fault's place; differs from `base` where joined octets stand among others. */
  faultBase: 3,
} as const;

export const current = new Int32Array(new ArrayBuffer(16));

const C = current;
const { base: BASE, faultBase: FAULT_BASE, flags: FRAME_FLAGS } = CURRENT;
const fault = fault_;
const OK = OK_;
const OTHER = KIND_OTHER;
const CHUNK_START = FLAG_CHUNK_START;
const SNAPPED = FLAG_SNAPPED;
const JOINED = FLAG_JOINED;
const { u8: U8, u16: U16, u32: U32, f64: F64 } = scratch;
const {
  time: TIME,
  frame: FRAME,
  file: FILE,
  nanos: NANOS,
  index: INDEX,
  flags: FLAGS,
  present: PRESENT,
  copyKeyA: KEY_A,
  copyKeyB: KEY_B,
  octetsHash: OCTETS_HASH,
  payloadAt: PAYLOAD_AT,
  payloadLength: PAYLOAD_LENGTH,
  textAt: TEXT_AT,
  text: TEXT,
  textLength: TEXT_LENGTH,
  association: ASSOCIATION,
  kind: KIND,
  protocol: PROTOCOL_AT,
  fault: FAULT,
  faultProtocol: FAULT_PROTOCOL,
  faultWhat: FAULT_WHAT,
  faultAt: FAULT_AT,
  faultSays: FAULT_SAYS,
  faultHas: FAULT_HAS,
} = message.at;
const WORDS = message.stride / 8;

/** Starts a frame: its time in microseconds and nanoseconds beyond, its number and file, whether it was snapped. */
export function beginFrame(time: number, nanos: number, frame: number, file: number, snapped: boolean): void {
  clearScratch();
  clearFault();
  F64[TIME] = time;
  U16[NANOS] = nanos;
  U32[FRAME] = frame;
  U16[FILE] = file;
  C[FRAME_FLAGS] = snapped ? SNAPPED : 0;
  U32[FLAGS] = C[FRAME_FLAGS];
}

/**
 * Starts a joined buffer in the place of the piece that completed it, record `record` of `words`: what its messages
 * share is taken from there, and with `whole` the SCCP fields too. It begins at `origin` of the octets given to the
 * decoders, and offsets in records count from the first of those.
 */
export function beginJoined(words: Float64Array, record: number, whole: boolean, origin: number): void {
  clearFault();
  for (let i = 0; i < WORDS; i++) F64[i] = words[record * WORDS + i];
  C[FRAME_FLAGS] = (U32[FLAGS] & SNAPPED) | JOINED;
  C[BASE] = 0;
  C[FAULT_BASE] = origin;
  U8[FAULT] = 0;
  if (whole) {
    U32[FLAGS] = C[FRAME_FLAGS];
    U32[PAYLOAD_AT] = 0;
    U32[PAYLOAD_LENGTH] = 0;
    U8[KIND] = 0;
    U8[PROTOCOL_AT] = 0;
    return;
  }
  U32[KEY_A] = 0;
  U32[KEY_B] = 0;
  U16[INDEX]--;
  nextMessage();
}

/** Takes the decoders' note into the scratch record. The first note of a message stays: what follows comes of it. */
export function keepFault(): void {
  if (U8[FAULT] === OK) {
    U8[FAULT] = fault[0];
    U8[FAULT_PROTOCOL] = fault[1];
    U8[FAULT_WHAT] = fault[2];
    U32[FAULT_AT] = fault[3] - C[FAULT_BASE];
    U32[FAULT_SAYS] = fault[4];
    U32[FAULT_HAS] = fault[5];
  }
  clearFault();
}

/** Ends a frame: a fault that no record took along is counted. */
export function endFrame(w: RecordWriter): void {
  if (fault[0] !== OK) keepFault();
  if (U8[FAULT] !== OK) w.strayFault();
}

/** Makes the scratch record ready for the next message of the frame. */
export function nextMessage(): void {
  U16[INDEX]++;
  U32[FLAGS] = C[FRAME_FLAGS];
  U32[PRESENT] = 0;
  // several messages of one chunk are no copies of each other
  if (U32[KEY_B] !== 0) U32[KEY_A] += 0x9e3779b1;
  U32[OCTETS_HASH] = 0;
  U32[PAYLOAD_AT] = 0;
  U32[PAYLOAD_LENGTH] = 0;
  U32[TEXT_AT] = 0;
  U32[TEXT] = 0;
  U16[TEXT_LENGTH] = 0;
  U8[KIND] = 0;
  U8[PROTOCOL_AT] = 0;
  if (U8[FAULT] !== 0) {
    U8[FAULT] = 0;
    U8[FAULT_PROTOCOL] = 0;
    U8[FAULT_WHAT] = 0;
    U32[FAULT_AT] = 0;
    U32[FAULT_SAYS] = 0;
    U32[FAULT_HAS] = 0;
  }
  clearOwn();
}

/** Writes the scratch record as a message that is recognised and counted, of the given protocol. */
export function emitOther(b: Uint8Array, protocol: number, w: RecordWriter): void {
  if (fault[0] !== OK) keepFault();
  U8[KIND] = OTHER;
  U8[PROTOCOL_AT] = protocol;
  w.emit(b, C[BASE]);
  nextMessage();
}

/** Marks the message to come as the first of an SCTP DATA chunk, and all of the chunk as of this direction. */
export function startChunk(flags: number, direction: number): void {
  U32[FLAGS] = C[FRAME_FLAGS] | CHUNK_START | flags;
  U32[ASSOCIATION] = direction;
}
