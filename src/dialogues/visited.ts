/**
 * The visited operator where the network does not state it (specification §6): by the operator's own table of prefixes
 * of global titles, else by a prefix learnt from dialogues of the same input that state both, the node's number and the
 * PLMN.
 *
 * Learnt are the first 6, 7 and 8 digits of a number (country code, network code, and a little more), each as long as
 * all who share it state one PLMN; the longest known decides. What is learnt depends on the order of the input alone.
 */
import { DIALOGUE_HAS_VISITED_PLMN, dialogue, TYPES } from './record.ts';
import { slab } from './slab.ts';

const {
  present: PRESENT,
  type: TYPE,
  visitedPlmn: PLMN,
  vlrNumber: VLR,
  vlrNumberLength: VLR_LENGTH,
  sgsnNumber: SGSN,
  sgsnNumberLength: SGSN_LENGTH,
  callingGt: CALLING,
  callingGtLength: CALLING_LENGTH,
  calledGt: CALLED,
  calledGtLength: CALLED_LENGTH,
} = dialogue.at;
const { u8, u32 } = slab;
const SAI = TYPES.indexOf('SAI');
const UL = TYPES.indexOf('UL');
const UL_GPRS = TYPES.indexOf('UL_GPRS');
const CL = TYPES.indexOf('CL');
const HAS_PLMN = DIALOGUE_HAS_VISITED_PLMN;

const SHORTEST = 6;
const LONGEST = 8;
/** E.164 §6.2.1: digits of a number at most. */
const DIGITS = 15;
/** Most prefixes learnt; beyond, nothing more is. */
const CAP = 1 << 18;
const CONTRADICTED = -1;

/** Prefixes of global titles and the PLMN behind each: digits → mcc and mnc. */
export type Prefixes = ReadonlyMap<string, { readonly mcc: string; readonly mnc: string }>;

export class Visited {
  private readonly given = new Map<number, number>();
  private readonly learnt = new Map<number, number>();
  /** Longest prefix that the operator gave. */
  private longest = 0;

  private readonly learns: boolean;

  constructor(prefixes: Prefixes, learns: boolean) {
    this.learns = learns;
    for (const [digits, { mcc, mnc }] of prefixes) {
      this.given.set(keyOf(Number(digits), digits.length), plmnOf(mcc, mnc));
      this.longest = Math.max(this.longest, digits.length);
    }
  }

  /** Learns from a closed MAP record, or completes it; `at8` is its first octet in the slab. */
  settle(at8: number): void {
    const type = u8[at8 + TYPE];
    if (type !== SAI && type !== UL && type !== UL_GPRS && type !== CL) return;
    let at = VLR;
    let length = u8[at8 + VLR_LENGTH];
    if (length === 0) {
      at = SGSN;
      length = u8[at8 + SGSN_LENGTH];
    }
    if (length === 0) {
      at = type === CL ? CALLED : CALLING;
      length = u8[at8 + (type === CL ? CALLED_LENGTH : CALLING_LENGTH)];
    }
    if (length * 2 < SHORTEST) return;
    const has = u32[at8 / 4 + PRESENT] & HAS_PLMN;
    if (has === 0 && this.given.size === 0 && this.learnt.size === 0) return;
    const p = at8 + PLMN;
    if (has !== 0) {
      if (this.learns) this.learn(u8, at8 + at, length, u8[p] | (u8[p + 1] << 8) | (u8[p + 2] << 16));
      return;
    }
    const plmn = this.find(u8, at8 + at, length);
    if (plmn <= 0) return;
    u8[p] = plmn & 0xff;
    u8[p + 1] = (plmn >> 8) & 0xff;
    u8[p + 2] = plmn >> 16;
    u32[at8 / 4 + PRESENT] |= HAS_PLMN;
  }

  private learn(u8: Uint8Array, at: number, length: number, plmn: number): void {
    let value = 0;
    for (let n = 1; n <= LONGEST; n++) {
      const digit = digitAt(u8, at, length, n - 1);
      if (digit > 9) return;
      value = value * 10 + digit;
      if (n < SHORTEST) continue;
      const key = keyOf(value, n);
      const known = this.learnt.get(key);
      if (known === undefined) {
        if (this.learnt.size < CAP) this.learnt.set(key, plmn);
      } else if (known !== plmn && known !== CONTRADICTED) this.learnt.set(key, CONTRADICTED);
    }
  }

  private find(u8: Uint8Array, at: number, length: number): number {
    let byGiven = 0;
    let byLearnt = 0;
    let value = 0;
    const most = Math.min(DIGITS, Math.max(LONGEST, this.longest));
    for (let n = 1; n <= most; n++) {
      const digit = digitAt(u8, at, length, n - 1);
      if (digit > 9) break;
      value = value * 10 + digit;
      if (n <= this.longest) byGiven = this.given.get(keyOf(value, n)) ?? byGiven;
      if (n >= SHORTEST && n <= LONGEST) byLearnt = this.learnt.get(keyOf(value, n)) ?? byLearnt;
    }
    return byGiven !== 0 ? byGiven : byLearnt;
  }
}

/** One number for the digits and how many they are: leading zeros count. */
function keyOf(value: number, digits: number): number {
  return value * 16 + digits;
}

/** TBCD, low nibble first; 15 behind the end. */
function digitAt(u8: Uint8Array, at: number, length: number, n: number): number {
  const octet = n >> 1;
  if (octet >= length) return 15;
  return n & 1 ? u8[at + octet] >> 4 : u8[at + octet] & 0x0f;
}

/** As three octets on the wire, the first lowest (TS 29.002 §17.7.8 PLMN-Id). */
function plmnOf(mcc: string, mnc: string): number {
  const [m1, m2, m3] = [...mcc].map(Number);
  const [n1, n2] = [...mnc].map(Number);
  const n3 = mnc.length === 3 ? Number(mnc[2]) : 15;
  return m1 | (m2 << 4) | ((m3 | (n3 << 4)) << 8) | ((n1 | (n2 << 4)) << 16);
}
