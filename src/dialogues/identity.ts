/** What a record takes from messages: place in the capture, path, and who it is about. */
import { FLAG_LOSS, FLAG_SNAPPED, HAS_VISITED_PLMN, message } from '../../decoders/message.ts';
import { current } from './current.ts';
import { fold } from './hash.ts';
import { DIALOGUE_HAS_VISITED_PLMN, dialogue } from './record.ts';
import { open, slab } from './slab.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, f64 } = slab;
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
    for (let i = 0; i < 16; i++) {
      u8[at8 + D.src + i] = m8[M.src + i];
      u8[at8 + D.dst + i] = m8[M.dst + i];
    }
  }
  if (m32[M.flags] & (FLAG_SNAPPED | FLAG_LOSS) || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
  // The identifier depends on the message alone: not on file names, frame numbers, workers or a seed.
  const low = time % 4294967296;
  const high = Math.floor(time / 4294967296);
  let h = fold(fold(low, high), m32[M.octetsHash]);
  h = fold(fold(h, m32[M.src / 4]), m32[M.dst / 4]);
  h = fold(fold(h, m32[M.opc]), m32[M.dpc]);
  u32[at4 + D.idLow] = h;
  u32[at4 + D.idHigh] = fold(fold(h ^ 0x9e3779b9, m32[M.octetsHash]), low) & 0x7fffffff;
}

/** Identities that the record has not yet, from whichever message tells them. */
export function fillIdentity(slot: number): void {
  const at8 = slot * STRIDE;
  take(at8, D.imsi, D.imsiLength, M.imsi, M.imsiLength, 8);
  take(at8, D.msisdn, D.msisdnLength, M.msisdn, M.msisdnLength, 10);
  take(at8, D.imei, D.imeiLength, M.imei, M.imeiLength, 8);
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
