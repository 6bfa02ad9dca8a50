/**
 * A look ahead over the messages of a block: which were seen before, and a touch of what the others will look for.
 *
 * What pairing spends is waiting for memory: each message leads to places in tables and from there to a slot, and none of
 * them is in a cache. Waited for one by one that is the sum of all waits (about 200 ns each); touched here, in loops so
 * short that the processor is at many turns of them at once, it is a tenth of that. A touch changes nothing: pairing is
 * the same without it.
 */
import { FLAG_CONTINUED, KIND_MESSAGE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { RecentKeys } from '../decode/copies.ts';
import type { Begins } from './begins.ts';
import { BLOCK, block } from './current.ts';
import { fold } from './hash.ts';
import type { Links } from './links.ts';
import { titleHash } from './nodes.ts';
import { firstExact, firstLoose } from './sides.ts';
import type { Sightings } from './sightings.ts';
import { ENTRY, MOST_OPEN, open, slab, touchSlot } from './slab.ts';

const { i32: slots } = slab;
const { u8, i32, f64 } = block;
const {
  time: TIME,
  kind: KIND,
  flags: FLAGS,
  protocol: PROTOCOL_AT,
  copyKeyA: KEY_A,
  copyKeyB: KEY_B,
  octetsHash: OCTETS_HASH,
  tcapType: TCAP_TYPE,
  otid: OTID,
  dtid: DTID,
  otidLength: OTID_LENGTH,
  dtidLength: DTID_LENGTH,
  callingGt: CALLING_GT,
  calledGt: CALLED_GT,
  callingGtLength: CALLING_GT_LENGTH,
  calledGtLength: CALLED_GT_LENGTH,
} = message.at;
const STRIDE = message.stride;
const STRIDE4 = STRIDE / 4;
/** Word of the IMSI. */
const IMSI = message.at.imsi / 4;
const STRIDE8 = STRIDE / 8;
const { gtp: GTP } = PROTOCOL;
const CONTINUED = FLAG_CONTINUED;
const MESSAGE = KIND_MESSAGE;
const BEGIN = 0x62;
const SLOT4 = open.stride / 4;
const { sightings: SIGHTINGS } = open.at;
const LAST_SLOT = MOST_OPEN - 1;
const ENTRY_AT = ENTRY;

/** Microseconds: the year 2255, beyond which a double does not count them one by one. */
const LAST_TIME = 2 ** 53;
/** By message of the block: 1 where it is a copy. */
export const copied = new Uint8Array(BLOCK);
/** Of the messages of TCAP in the block: the hashes they are found by, the sides that come first there, and their slots. */
const exacts = new Int32Array(BLOCK);
const looses = new Int32Array(BLOCK);
const sides = new Int32Array(BLOCK);
const words = new Int32Array(BLOCK);
/** What the touches read goes here, so that they are not left out. */
const sink = new Int32Array(32);

export class Ahead {
  private readonly seed: number;
  private readonly packets: RecentKeys;
  private readonly chunks: RecentKeys;
  private readonly begins: Begins;
  private readonly links: Links;
  private readonly sightings: Sightings;
  /** The latest time so far. */
  private latest = 0;

  constructor(
    seed: number,
    packets: RecentKeys,
    chunks: RecentKeys,
    begins: Begins,
    links: Links,
    sightings: Sightings,
  ) {
    this.seed = seed;
    this.begins = begins;
    this.links = links;
    this.sightings = sightings;
    this.packets = packets;
    this.chunks = chunks;
  }

  /** The latest time so far was wrong. */
  putBack(time: number): void {
    this.latest = time;
  }

  /** The first `end` messages of the block. */
  look(end: number): void {
    sink[0] += this.touchKeys(end);
    const count = this.hash(end);
    sink[0] += touchHeads(count) + touchSides(count) + this.touchSightings(count);
    this.findCopies(end);
  }

  private touchKeys(end: number): number {
    const { packets, chunks } = this;
    let sum = 0;
    for (let n = 0; n < end; n++) {
      const keys = u8[n * STRIDE + PROTOCOL_AT] === GTP ? packets : chunks;
      sum += keys.touch(i32[n * STRIDE4 + KEY_A], i32[n * STRIDE4 + KEY_B]);
    }
    return sum;
  }

  /** Of the dialogues that they found, and of the Begins. */
  private touchSightings(count: number): number {
    const { sightings } = this;
    let sum = 0;
    for (let k = 0; k < count; k++) if (words[k] >= 0) sum += sightings.touch(slots[words[k] + SIGHTINGS]);
    return sum;
  }

  private findCopies(end: number): void {
    const { packets, chunks } = this;
    for (let n = 0; n < end; n++) {
      const at4 = n * STRIDE4;
      if (u8[n * STRIDE + KIND] !== MESSAGE) continue;
      const at = n * STRIDE8 + TIME;
      // A time that no clock can have told is taken for the latest before it.
      if (!(f64[at] >= 0 && f64[at] <= LAST_TIME)) f64[at] = this.latest;
      if (f64[at] > this.latest) this.latest = f64[at];
      if (i32[at4 + FLAGS] & CONTINUED) continue;
      const a = i32[at4 + KEY_A];
      const b = i32[at4 + KEY_B];
      let copy = false;
      if ((a | b) !== 0) {
        const keys = u8[n * STRIDE + PROTOCOL_AT] === GTP ? packets : chunks;
        copy = keys.seen(a, b, f64[at]);
      }
      copied[n] = copy ? 1 : 0;
    }
  }

  /** What the messages of TCAP will be looked for by first; gives how many there are. */
  private hash(end: number): number {
    const { seed, begins, links } = this;
    let count = 0;
    let sum = 0;
    for (let n = 0; n < end; n++) {
      const at8 = n * STRIDE;
      if (u8[at8 + KIND] !== MESSAGE || u8[at8 + PROTOCOL_AT] === GTP) continue;
      const at4 = n * STRIDE4;
      const begin = u8[at8 + TCAP_TYPE] === BEGIN;
      const tid = i32[at4 + (begin ? OTID : DTID)];
      const loose = fold(seed ^ tid, u8[at8 + (begin ? OTID_LENGTH : DTID_LENGTH)]);
      const gt = at4 + (begin ? CALLING_GT : CALLED_GT) / 4;
      const length = u8[at8 + (begin ? CALLING_GT_LENGTH : CALLED_GT_LENGTH)];
      if (begin) sum += begins.touch(i32[at4 + OCTETS_HASH]) + links.touch(i32[at4 + IMSI], i32[at4 + IMSI + 1]);
      looses[count] = loose;
      exacts[count++] = fold(loose, titleHash(i32[gt], i32[gt + 1], i32[gt + 2], length));
    }
    sink[0] += sum;
    return count;
  }
}

/** The heads of their chains. */
function touchHeads(count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const exact = firstExact(exacts[k]);
    const loose = firstLoose(looses[k]);
    sides[k] = exact === 0 ? loose : exact;
    sum += loose;
  }
  return sum;
}

/** The sides that come first there, and then the slots to which they belong. */
function touchSides(count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const side = sides[k];
    const slot = side === 0 ? -1 : slots[side + ENTRY_AT] >> 1;
    words[k] = slot < 0 || slot > LAST_SLOT ? -1 : slot * SLOT4;
  }
  for (let k = 0; k < count; k++) {
    const at = words[k];
    if (at >= 0) sum += touchSlot(at);
  }
  return sum;
}
