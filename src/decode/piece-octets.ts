/** Octets of pieces and what makes pieces those of one message, out of their records. */
import type { Views } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';
import { SEGMENT_KEY_WORDS } from './segments.ts';

const { at } = message;
const STRIDE = message.stride;

const key = new Int32Array(SEGMENT_KEY_WORDS);

/** What the segments of one SCCP message share (Q.714 §4.1.1.2.3), valid until the next call. */
export function segmentKey(v: Views, record: number): Int32Array {
  const { u8, u32 } = v;
  const r8 = record * STRIDE;
  const r32 = r8 / 4;
  const gt = r8 + at.callingGt;
  key[0] = u32[r32 + at.callingPc];
  key[1] = u32[r32 + at.opc];
  key[2] = u32[r32 + at.dpc];
  key[3] = u32[r32 + at.segmentReference];
  key[4] = u8[r8 + at.callingSsn] | (u8[r8 + at.sccpType] << 8) | (u8[r8 + at.callingGtLength] << 16);
  for (let i = 0; i < 3; i++) {
    const q = gt + i * 4;
    key[5 + i] = u8[q] | (u8[q + 1] << 8) | (u8[q + 2] << 16) | (u8[q + 3] << 24);
  }
  return key;
}

/** Small pieces share a buffer: one of its own costs more than the piece. No larger, since the last of them keeps it. */
const SHELF = 8192;
let shelf = new Uint8Array(SHELF);
let shelved = 0;

/** A copy of a piece's octets. */
export function octetsOf(v: Views, record: number, pieces: Uint8Array): Uint8Array {
  const r32 = (record * STRIDE) >> 2;
  const from = v.u32[r32 + at.payloadAt];
  const to = Math.min(from + v.u32[r32 + at.payloadLength], pieces.length);
  const length = Math.max(0, to - from);
  if (length > SHELF / 8) return pieces.slice(from, to);
  if (shelved + length > SHELF) {
    shelf = new Uint8Array(SHELF);
    shelved = 0;
  }
  const place = shelved;
  for (let i = 0; i < length; i++) shelf[place + i] = pieces[from + i];
  shelved += length;
  return shelf.subarray(place, shelved);
}

/** Octets as a key, one character each. */
function keyOf(u8: Uint8Array, from: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8[from + i]);
  return text;
}

/** Source and destination, which stand side by side. */
export function addresses(v: Views, record: number): string {
  return keyOf(v.u8, record * STRIDE + at.src, 32);
}
