/** What the record of a dialogue of TCAP takes from the message that opens it, and from each that follows. */
import {
  FLAG_SNAPPED,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_CONTEXT,
  HAS_LABEL,
  message,
} from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { current, currentSigned } from './current.ts';
import { fillIdentity, fillNodes, openRecord } from './identity.ts';
import { calledNode } from './nodes.ts';
import { open, slab } from './open.ts';
import {
  DIALOGUE_HAS_CALLED_SSN,
  DIALOGUE_HAS_CALLING_SSN,
  DIALOGUE_HAS_CONTEXT,
  DIALOGUE_HAS_LABEL,
  dialogue,
  TYPES,
} from './record.ts';
import { RESPONDER } from './tcap-finding.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const { u8, u16, u32, i32: o32, f64 } = slab;
const i32 = currentSigned;
const M = message.at;
const D = dialogue.at;
const O = open.at;
const STRIDE = open.stride;

const { map: MAP, tcap: TCAP } = PROTOCOL;
const OTHER = TYPES.indexOf('OTHER');

/** The record and the opener's side from a Begin or Unidirectional. */
export function fillOpening(slot: number, from: number): void {
  const at8 = slot * STRIDE;
  const at4 = at8 / 4;
  openRecord(slot);
  const present = m32[M.present];
  u8[at8 + D.type] = OTHER;
  u8[at8 + D.protocol] = m8[M.protocol];
  u32[at4 + D.otid] = m32[M.otid];
  u8[at8 + D.otidLength] = m8[M.otidLength];
  u32[at4 + O.node] = from;
  u32[at4 + O.otherNode + RESPONDER] = calledNode();
  u32[at4 + O.pointCode] = m32[M.opc];
  u32[at4 + O.association] = m32[M.association];
  u32[at4 + D.opc] = m32[M.opc];
  u32[at4 + D.dpc] = m32[M.dpc];
  u8[at8 + D.calledSsn] = m8[M.calledSsn];
  u8[at8 + D.callingSsn] = m8[M.callingSsn];
  u8[at8 + D.calledPlan] = m8[M.calledPlan];
  u8[at8 + D.callingPlan] = m8[M.callingPlan];
  u8[at8 + D.calledGtLength] = m8[M.calledGtLength];
  u8[at8 + D.callingGtLength] = m8[M.callingGtLength];
  for (let i = 0; i < 3; i++) {
    o32[at4 + D.calledGt / 4 + i] = i32[M.calledGt / 4 + i];
    o32[at4 + D.callingGt / 4 + i] = i32[M.callingGt / 4 + i];
  }
  let has = 0;
  if (present & HAS_LABEL) has |= DIALOGUE_HAS_LABEL;
  if (present & HAS_CALLED_SSN) has |= DIALOGUE_HAS_CALLED_SSN;
  if (present & HAS_CALLING_SSN) has |= DIALOGUE_HAS_CALLING_SSN;
  if (present & HAS_CONTEXT) {
    has |= DIALOGUE_HAS_CONTEXT;
    u16[at8 / 2 + D.contextNumber] = m16[M.contextNumber];
    u8[at8 + D.contextVersion] = m8[M.contextVersion];
    if (m8[M.protocol] === MAP || m8[M.protocol] === TCAP) u8[at8 + D.version] = m8[M.contextVersion];
  } else if (m8[M.dialoguePdu] === 0 && m32[M.text] === 0) {
    // A Begin without a dialogue portion is MAP version 1 (specification §3), once it is known to be MAP.
    u8[at8 + O.bare] = 1;
    if (m8[M.protocol] === MAP) u8[at8 + D.version] = 1;
  }
  u32[at4 + D.contextText] = m32[M.text];
  u32[at4 + D.present] |= has;
  fillIdentity(slot);
  fillNodes(slot);
}

/** One more message of a dialogue that is open. */
export function countMessage(slot: number): void {
  const at8 = slot * STRIDE;
  u32[at8 / 4 + D.messages]++;
  if (m64[M.time] > f64[at8 / 8 + D.end]) f64[at8 / 8 + D.end] = m64[M.time];
  u32[at8 / 4 + D.lastFrame] = m32[M.frame];
  if (m32[M.flags] & FLAG_SNAPPED || m8[M.fault] !== 0) u8[at8 + D.loss] = 1;
}
