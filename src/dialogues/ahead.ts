/**
 * A look ahead over the messages of a block: which were seen before, and a touch of what the others will look for.
 *
 * What pairing spends is waiting for memory: each message leads to a place in the index and from there to a slot, and both
 * are in no cache. Waited for one by one that is the sum of all waits; touched here, one message beside the other, the
 * processor waits for many at once. A touch changes nothing: pairing is the same without it.
 */
import { FLAG_CONTINUED, KIND_MESSAGE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { RecentKeys } from '../decode/copies.ts';
import { fold } from './hash.ts';
import { titleHash } from './nodes.ts';
import { firstExact, firstLoose } from './sides.ts';
import { open, slab } from './slab.ts';

const { i32: slots } = slab;
const M = message.at;
const STRIDE = message.stride;
const STRIDE4 = STRIDE / 4;
const STRIDE8 = STRIDE / 8;
const { gtp: GTP } = PROTOCOL;
const BEGIN = 0x62;
/** Words from a side back to the record's beginning. */
const RECORD = open.at.side;

/** Microseconds: the year 2255, beyond which a double does not count them one by one. */
const LAST_TIME = 2 ** 53;
/** Messages a block: what the touches bring in must still be there when they are taken. */
export const BLOCK = 32;
/** By message of the block: 1 where it is a copy. */
export const copied = new Uint8Array(BLOCK);
/** What the touches read goes here, so that they are not left out. */
const sink = new Int32Array(1);

export class Ahead {
  private readonly seed: number;
  private readonly packets: RecentKeys;
  private readonly chunks: RecentKeys;
  /** The latest time so far. */
  private latest = 0;

  constructor(seed: number, packets: RecentKeys, chunks: RecentKeys) {
    this.seed = seed;
    this.packets = packets;
    this.chunks = chunks;
  }

  /** The latest time so far was wrong. */
  putBack(time: number): void {
    this.latest = time;
  }

  /** The messages `from` to `end - 1` of a batch. */
  look(u8: Uint8Array, i32: Int32Array, f64: Float64Array, from: number, end: number): void {
    const { packets, chunks } = this;
    for (let n = from; n < end; n++) {
      const at4 = n * STRIDE4;
      if (u8[n * STRIDE + M.kind] !== KIND_MESSAGE) continue;
      const at = n * STRIDE8 + M.time;
      // A time that no clock can have told is taken for the latest before it.
      if (!(f64[at] >= 0 && f64[at] <= LAST_TIME)) f64[at] = this.latest;
      if (f64[at] > this.latest) this.latest = f64[at];
      if (i32[at4 + M.flags] & FLAG_CONTINUED) continue;
      const a = i32[at4 + M.copyKeyA];
      const b = i32[at4 + M.copyKeyB];
      let copy = false;
      if ((a | b) !== 0) {
        const keys = u8[n * STRIDE + M.protocol] === GTP ? packets : chunks;
        copy = keys.seen(a, b, f64[at]);
      }
      copied[n - from] = copy ? 1 : 0;
    }
    let sum = 0;
    for (let n = from; n < end; n++) {
      const at8 = n * STRIDE;
      if (u8[at8 + M.kind] !== KIND_MESSAGE || u8[at8 + M.protocol] === GTP) continue;
      const side = this.touch(u8, i32, at8);
      sum += slots[side] + slots[side - RECORD + 2];
    }
    sink[0] = sum;
  }

  /** The side that a message of TCAP will look at first, where its chains have one; their heads are read. */
  private touch(u8: Uint8Array, i32: Int32Array, at8: number): number {
    const at4 = at8 / 4;
    const begin = u8[at8 + M.tcapType] === BEGIN;
    const tid = i32[at4 + (begin ? M.otid : M.dtid)];
    const loose = fold(this.seed ^ tid, u8[at8 + (begin ? M.otidLength : M.dtidLength)]);
    const gt = at4 + (begin ? M.callingGt : M.calledGt) / 4;
    const length = u8[at8 + (begin ? M.callingGtLength : M.calledGtLength)];
    const exact = fold(loose, titleHash(i32[gt], i32[gt + 1], i32[gt + 2], length));
    return firstExact(exact) || firstLoose(loose) || RECORD;
  }
}
