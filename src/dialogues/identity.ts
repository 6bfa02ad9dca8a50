/** What a record takes from messages: place in the capture, path, and who it is about. */
import { FLAG_SNAPPED, HAS_VISITED_PLMN, message } from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';
import { DIALOGUE_HAS_VISITED_PLMN, dialogue } from './record.ts';
import { open, slab } from './slab.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: slots, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const STRIDE = open.stride;

/** A record's first fields from the message that opens it. */
export function openRecord(slot: number): void {
  const at8 = slot * STRIDE;
  const at4 = at8 / 4;
  const time = m64[M.time];
  f64[at8 / 8 + D.start] = time;
  f64[at8 / 8 + D.end] = time;
  f64[at8 / 8 + D.otherLeg] = -1;
  u32[at4 + D.firstFrame] = m32[M.frame];
  u32[at4 + D.lastFrame] = m32[M.frame];
  u16[at8 / 2 + D.file] = m16[M.file];
  u8[at8 + D.legs] = 1;
  u8[at8 + D.ipVersion] = m8[M.ipVersion];
  if (m8[M.ipVersion] !== 0) {
    const to = at4 + D.src / 4;
    slots[to] = i32[M.src / 4];
    slots[to + 1] = i32[M.src / 4 + 1];
    slots[to + 2] = i32[M.src / 4 + 2];
    slots[to + 3] = i32[M.src / 4 + 3];
    const and = at4 + D.dst / 4;
    slots[and] = i32[M.dst / 4];
    slots[and + 1] = i32[M.dst / 4 + 1];
    slots[and + 2] = i32[M.dst / 4 + 2];
    slots[and + 3] = i32[M.dst / 4 + 3];
  }
  if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
  // The identifier depends on the message alone: not on file names, frame numbers, workers or a seed.
  const high = Math.floor(time / 4294967296);
  const low = (time - high * 4294967296) | 0;
  let h = fold(fold(low, high), i32[M.octetsHash]);
  h = fold(fold(h, i32[M.src / 4]), i32[M.dst / 4]);
  h = fold(fold(h, i32[M.opc]), i32[M.dpc]);
  slots[at4 + D.idLow] = h;
  slots[at4 + D.idHigh] = fold(fold(h ^ 0x9e3779b9, i32[M.octetsHash]), low) & 0x7fffffff;
}

/** Identities that the record has not yet, from whichever message tells them. */
export function fillIdentity(slot: number): void {
  const at8 = slot * STRIDE;
  takeWords(at8, D.imsi, D.imsiLength, M.imsi, M.imsiLength);
  take(at8, D.msisdn, D.msisdnLength, M.msisdn, M.msisdnLength, 10);
  takeWords(at8, D.imei, D.imeiLength, M.imei, M.imeiLength);
  take(at8, D.sgsnNumber, D.sgsnNumberLength, M.sgsnNumber, M.sgsnNumberLength, 10);
}

/** The node numbers and the visited network of MAP. */
export function fillNodes(slot: number): void {
  const at8 = slot * STRIDE;
  if (m32[M.present] & HAS_VISITED_PLMN && !(u32[at8 / 4 + D.present] & DIALOGUE_HAS_VISITED_PLMN)) {
    u32[at8 / 4 + D.present] |= DIALOGUE_HAS_VISITED_PLMN;
    for (let i = 0; i < 3; i++) u8[at8 + D.visitedPlmn + i] = m8[M.visitedPlmn + i];
  }
  take(at8, D.vlrNumber, D.vlrNumberLength, M.vlrNumber, M.vlrNumberLength, 10);
  take(at8, D.mscNumber, D.mscNumberLength, M.mscNumber, M.mscNumberLength, 10);
}

function take(at8: number, to: number, toLength: number, from: number, fromLength: number, size: number) {
  const length = m8[fromLength];
  if (length === 0 || u8[at8 + toLength] !== 0) return;
  u8[at8 + toLength] = length;
  for (let i = 0; i < size; i++) u8[at8 + to + i] = m8[from + i];
}

/** Of eight octets at multiples of four. */
function takeWords(at8: number, to: number, toLength: number, from: number, fromLength: number) {
  const length = m8[fromLength];
  if (length === 0 || u8[at8 + toLength] !== 0) return;
  u8[at8 + toLength] = length;
  slots[(at8 + to) / 4] = i32[from / 4];
  slots[(at8 + to) / 4 + 1] = i32[from / 4 + 1];
}
