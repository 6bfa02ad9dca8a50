/**
 * Directions of SCTP associations within the batch under way, numbered from 1: the joiner, which numbers them over the
 * whole run, then looks each up once a batch instead of once a record. A hint and no more: a direction that makes room for
 * another in this table gets another number when it comes again, and 0 says that the joiner has to look itself.
 */
import { message, scratch } from '../../decoders/message.ts';

const { u16: U16, u32: U32 } = scratch;
const { src: SRC, dst: DST, srcPort: SRC_PORT, dstPort: DST_PORT, vtag: VTAG } = message.at;
const SRC_32 = SRC / 4;
const DST_32 = DST / 4;

/** Numbers given within a batch at most. */
export const MOST_DIRECTIONS = 4096;
/** Words of a key: source (4), destination (4), ports, verification tag. */
const KEY_WORDS = 10;
/** Directions known at a time. */
const SLOTS = 1024;

const keys = new Int32Array(SLOTS * KEY_WORDS);
/** By slot; 0 where it is free. */
const numbers = new Int32Array(SLOTS);
const given = new Int32Array(new ArrayBuffer(4));

/** A batch begins. */
export function beginDirections(): void {
  numbers.fill(0);
  given[0] = 0;
}

/** Numbers given since then. */
export function directionsGiven(): number {
  return given[0];
}

/** The number of the direction that the scratch record tells of, 0 where all have been given. */
export function direction(): number {
  const ports = (U16[SRC_PORT] << 16) | U16[DST_PORT];
  const vtag = U32[VTAG] | 0;
  // the tag alone tells most directions from each other
  const slot = Math.imul(vtag ^ Math.imul(ports, 0x85ebca6b), 0x9e3779b1) >>> 22;
  const base = slot * KEY_WORDS;
  if (
    numbers[slot] !== 0 &&
    keys[base] === (U32[SRC_32] | 0) &&
    keys[base + 1] === (U32[SRC_32 + 1] | 0) &&
    keys[base + 2] === (U32[SRC_32 + 2] | 0) &&
    keys[base + 3] === (U32[SRC_32 + 3] | 0) &&
    keys[base + 4] === (U32[DST_32] | 0) &&
    keys[base + 5] === (U32[DST_32 + 1] | 0) &&
    keys[base + 6] === (U32[DST_32 + 2] | 0) &&
    keys[base + 7] === (U32[DST_32 + 3] | 0) &&
    keys[base + 8] === ports &&
    keys[base + 9] === vtag
  ) {
    return numbers[slot];
  }
  return give(slot, ports, vtag);
}

function give(slot: number, ports: number, vtag: number): number {
  if (given[0] === MOST_DIRECTIONS) return 0;
  const base = slot * KEY_WORDS;
  for (let i = 0; i < 4; i++) {
    keys[base + i] = U32[SRC_32 + i];
    keys[base + 4 + i] = U32[DST_32 + i];
  }
  keys[base + 8] = ports;
  keys[base + 9] = vtag;
  given[0]++;
  numbers[slot] = given[0];
  return given[0];
}
