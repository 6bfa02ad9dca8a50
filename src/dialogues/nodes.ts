/** Where a dialogue's subscriber is served, and what a node of SS7 is known by. */
import {
  HAS_CALLED_PC,
  HAS_CALLED_SSN,
  HAS_CALLING_PC,
  HAS_CALLING_SSN,
  HAS_LABEL,
  HAS_REQUESTING_NODE,
  message,
} from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { fold, mix } from './hash.ts';
import { NODES, TYPES } from './record.ts';

const { u8, u32 } = current;
const i32 = currentSigned;
const M = message.at;
const CALLED_GT = M.calledGt;
const CALLING_GT = M.callingGt;
const CALLED_GT_LENGTH = M.calledGtLength;
const CALLING_GT_LENGTH = M.callingGtLength;
const PRESENT = M.present;

/** The lowest bit tells a node known by its title from one known by point code and SSN: only like can differ. */
const TITLE = 1;

/** Both are known by global titles. */
export function bothTitled(a: number, b: number): boolean {
  return (a & b & TITLE) !== 0;
}

/** Both are known by point codes. */
export function bothPoints(a: number, b: number): boolean {
  return a !== 0 && b !== 0 && ((a | b) & TITLE) === 0;
}

/**
 * The called node: its global-title digits, else its point code and SSN, else the label's (specification §3).
 * 0 where the message does not tell.
 */
export function calledNode(): number {
  const length = u8[CALLED_GT_LENGTH];
  if (length > 0) return titled(CALLED_GT / 4, length);
  const present = u32[PRESENT];
  if (present & HAS_CALLED_PC) return point(u32[M.calledPc], u8[M.calledSsn]);
  if (present & HAS_LABEL) return point(u32[M.dpc], u8[M.calledSsn]);
  return 0;
}

/** The calling node, likewise. */
export function callingNode(): number {
  const length = u8[CALLING_GT_LENGTH];
  if (length > 0) return titled(CALLING_GT / 4, length);
  const present = u32[PRESENT];
  if (present & HAS_CALLING_PC) return point(u32[M.callingPc], u8[M.callingSsn]);
  if (present & HAS_LABEL) return point(u32[M.opc], u8[M.callingSsn]);
  return 0;
}

/** The calling node by point code and SSN, whatever title it has; 0 where the message does not tell. */
export function callingPoint(): number {
  const present = u32[PRESENT];
  if (present & HAS_CALLING_PC) return point(u32[M.callingPc], u8[M.callingSsn]);
  return present & HAS_LABEL ? point(u32[M.opc], u8[M.callingSsn]) : 0;
}

/** Octets behind the length are 0. */
function titled(word: number, length: number): number {
  return titleHash(i32[word], i32[word + 1], i32[word + 2], length);
}

/** Of a title's slot of 12 octets, as words, and its octets used. */
export function titleHash(first: number, second: number, third: number, length: number): number {
  let h = Math.imul(first ^ length, 0x9e3779b1);
  h = Math.imul((h ^ (h >>> 15)) + second, 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 13)) + third, 0xc2b2ae35);
  return mix(h) | TITLE;
}

function point(code: number, ssn: number): number {
  return fold(code, ssn) & ~TITLE || 2;
}

const SAI = TYPES.indexOf('SAI');
const UL = TYPES.indexOf('UL');
const UL_GPRS = TYPES.indexOf('UL_GPRS');
const CL = TYPES.indexOf('CL');
const VLR = NODES.indexOf('VLR');
const SGSN = NODES.indexOf('SGSN');
const MME = NODES.indexOf('MME');
const MME_SGSN = NODES.indexOf('MME_SGSN');
const IMS = NODES.indexOf('IMS');

// Subsystem numbers of TS 23.003 §8.1
const SSN_VLR = 7;
const SSN_SGSN = 149;

/** visited_node, as a number in NODES, from the current message, which carries the opening operation. */
export function visitedNode(type: number, version: number): number {
  if (type === UL) return VLR;
  if (type === UL_GPRS) return SGSN;
  if (type === CL) return nodeOfSsn(HAS_CALLED_SSN, u8[M.calledSsn]);
  if (type !== SAI) return 0;
  // RequestingNodeType, TS 29.002 §17.7.1
  if (u32[PRESENT] & HAS_REQUESTING_NODE) {
    const node = u8[M.requestingNode];
    if (node === 0) return VLR;
    if (node === 1) return SGSN;
    if (node >= 2 && node <= 5) return IMS;
    if (node === 16) return MME;
    if (node === 17) return MME_SGSN;
  }
  const bySsn = nodeOfSsn(HAS_CALLING_SSN, u8[M.callingSsn]);
  // Version 2 of infoRetrieval knows no SGSN: who asks there is a VLR.
  return bySsn !== 0 || version >= 3 ? bySsn : VLR;
}

function nodeOfSsn(present: number, ssn: number): number {
  if (!(u32[PRESENT] & present)) return 0;
  return ssn === SSN_VLR ? VLR : ssn === SSN_SGSN ? SGSN : 0;
}
