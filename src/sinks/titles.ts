/**
 * Global titles that tell a subscriber, hidden where identities leave as pseudonyms.
 *
 * Titles of nodes stay: they are what an engineer works with. A title goes where its numbering plan makes it of an IMSI
 * (E.212, E.214), where it carries digits of the record's own IMSI or MSISDN (an E.214 number under the plan of E.164), and
 * where the dialogue is one that asks for a subscriber by number, so that the called title may be nobody else's:
 * whatever is not known to go to a node by its own number counts as that. In its place stand 24 digits made of the keyed
 * hash of the title, the first one 0: no number of E.164 begins so, and none has more than 15.
 */
import { PROTOCOL } from '../../decoders/protocols.ts';
import { dialogue, TYPES } from '../dialogues/record.ts';
import * as block from './block.ts';
import { Kept, wordOf } from './kept.ts';
import { PSEUDONYM_WORDS, type Pseudonym } from './pseudonyms.ts';
import { HEX_DIGITS } from './slot-texts.ts';

const u8 = block.u8;
const u16 = block.u16;
const gtpRow = block.gtpRow;
const view = block.view;
const D = dialogue.at;
const STRIDE = dialogue.stride;
const { map: MAP, cap: CAP, inap: INAP } = PROTOCOL;
const SAI = TYPES.indexOf('SAI');
const UL = TYPES.indexOf('UL');
const UL_GPRS = TYPES.indexOf('UL_GPRS');
const CL = TYPES.indexOf('CL');

// Numbering plans, Q.713 §3.4.2.3.1
const LAND_MOBILE = 6; // E.212
const ISDN_MOBILE = 7; // E.214

/** Octets of a title's slot, all of them used by a pseudonym. */
const SLOT = 12;
/** Digits that two numbers must share for one to tell of the other. */
const SHARED = 7;
/** MCC and the first two digits of the MNC: of the operator, not of the subscriber. */
const OPERATOR = 5;
/** Bits of the titles whose pseudonyms are kept, 32 octets each. */
const KEPT_BITS = 16;

/**
 * MAP operations that go to a node by its own number (TS 29.002 §17.5): to a VLR, MSC, SGSN, EIR or service centre; those
 * to the HLR of a subscriber are decided by the digits.
 */
const TO_NODES = new Uint8Array(256);
for (const code of [4, 7, 8, 29, 33, 34, 37, 38, 43, 44, 46, 55, 60, 61, 63, 64, 68, 69, 70, 83]) TO_NODES[code] = 1;
/** To the subscriber's HLR, with the IMSI as an argument: restoreData, purgeMS, readyForSM, noteMM-Event. */
const TO_HLR = new Uint8Array(256);
for (const code of [57, 66, 67, 89]) TO_HLR[code] = 1;

const digits = new Uint8Array(2 * SLOT);
/** The digits as they are hashed, in hex; and the hash. */
const text = new Uint8Array(2 * SLOT);
const hash = new Int32Array(PSEUDONYM_WORDS);

export class Titles {
  readonly #pseudonym: Pseudonym;
  readonly #kept = new Kept(KEPT_BITS);

  constructor(pseudonym: Pseudonym) {
    this.#pseudonym = pseudonym;
  }

  /** Hides titles of subscribers in the block. */
  hide(rows: number): void {
    for (let i = 0; i < rows; i++) {
      if (gtpRow[i] !== 0) continue;
      const base = i * STRIDE;
      const called = u8[base + D.calledGtLength];
      if (called !== 0 && (!toNode(base) || tells(base, D.calledGt, called, u8[base + D.calledPlan]))) {
        this.#replace(base + D.calledGt, called);
        u8[base + D.calledGtLength] = SLOT;
      }
      const calling = u8[base + D.callingGtLength];
      if (calling !== 0 && tells(base, D.callingGt, calling, u8[base + D.callingPlan])) {
        this.#replace(base + D.callingGt, calling);
        u8[base + D.callingGtLength] = SLOT;
      }
    }
  }

  #replace(at: number, length: number): void {
    const own = Math.min(length, SLOT);
    const w0 = wordOf(u8, at, own);
    const w1 = wordOf(u8, at + 4, own - 4);
    const w2 = wordOf(u8, at + 8, own - 8);
    const { words } = this.#kept;
    let place = this.#kept.find(w0, w1, w2, own);
    if (place < 0) {
      place = this.#kept.keep(w0, w1, w2, own);
      const count = digitsOf(at, length);
      for (let i = 0; i < count; i++) text[i] = HEX_DIGITS[digits[i]];
      this.#pseudonym.words('title', text, count, hash, 0);
      const octets = hidden(hash);
      for (let i = 0; i < SLOT / 4; i++) words[place + i] = wordOf(octets, 4 * i, 4);
    }
    for (let i = 0; i < SLOT / 4; i++) view.setInt32(at + 4 * i, words[place + i], true);
  }
}

/** Whether the dialogue is opened towards a node by a number of the node. */
function toNode(base: number): boolean {
  const protocol = u8[base + D.protocol];
  if (protocol === CAP || protocol === INAP) return true;
  if (protocol !== MAP) return false;
  const type = u8[base + D.type];
  if (type === CL) return true;
  const operation = u16[base / 2 + D.operationCode];
  if (operation > 255) return false;
  if (TO_NODES[operation] === 1) return true;
  // Of an HLR, unless its digits tell more: what they may tell is known only where the IMSI is.
  const toHlr = type === SAI || type === UL || type === UL_GPRS || TO_HLR[operation] === 1;
  return toHlr && u8[base + D.imsiLength] !== 0;
}

/** Whether a title tells a subscriber by its plan or its digits. */
function tells(base: number, title: number, length: number, plan: number): boolean {
  if (plan === LAND_MOBILE || plan === ISDN_MOBILE) return true;
  return (
    shares(base + title, length, base + D.imsi, u8[base + D.imsiLength], OPERATOR, false) ||
    shares(base + title, length, base + D.msisdn, u8[base + D.msisdnLength], 0, true)
  );
}

const other = new Uint8Array(2 * SLOT);

/** Whether a title has SHARED digits in a row of a number: any of them from `from` on, or its last ones alone. */
function shares(
  at: number,
  length: number,
  number: number,
  numberLength: number,
  from: number,
  last: boolean,
): boolean {
  if (numberLength === 0) return false;
  const n = digitsOf(number, numberLength);
  other.set(digits);
  const count = digitsOf(at, length);
  for (let k = last ? Math.max(from, n - SHARED) : from; k + SHARED <= n; k++) {
    for (let i = 0; i + SHARED <= count; i++) {
      let j = 0;
      while (j < SHARED && digits[i + j] === other[k + j]) j++;
      if (j === SHARED) return true;
    }
  }
  return false;
}

/** The digits of TBCD octets, up to the filler; how many there are. */
function digitsOf(at: number, length: number): number {
  let n = 0;
  for (let i = 0; i < Math.min(length, SLOT); i++) {
    digits[n] = u8[at + i] & 15;
    digits[n + 1] = u8[at + i] >> 4;
    if (digits[n] === 15) return n;
    if (digits[n + 1] === 15) return n + 1;
    n += 2;
  }
  return n;
}

/** 24 digits of a hash: its hex digits modulo ten, the first one 0. */
function hidden(words: Int32Array): Uint8Array {
  const octets = new Uint8Array(SLOT);
  for (let i = 1; i < 2 * SLOT; i++) {
    const digit = ((words[i >> 3] >>> (28 - 4 * (i & 7))) & 15) % 10;
    octets[i >> 1] |= digit << (i & 1 ? 4 : 0);
  }
  return octets;
}
