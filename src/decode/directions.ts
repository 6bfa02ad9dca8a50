/**
 * Directions of SCTP associations within the batch under way, numbered from 1, and what their sequence numbers did in it:
 * the joiner, which numbers them over the whole run and looks for gaps, then has to look at few records instead of all.
 * A direction has one number in a batch; 0 says that there was no room for it, and that the joiner has to look itself.
 */
import { message, scratch } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';

const { u16: U16, u32: U32 } = scratch;
/** By protocol: records with ports that are none of SCTP. */
export const OVER_UDP = new Uint8Array(256);
for (const protocol of [PROTOCOL.gtp, PROTOCOL.gtp_u, PROTOCOL.gtpv2, PROTOCOL.gtpv0, PROTOCOL.gtp_prime]) {
  OVER_UDP[protocol] = 1;
}

const { src: SRC, dst: DST, srcPort: SRC_PORT, dstPort: DST_PORT, vtag: VTAG } = message.at;
const SRC_32 = SRC / 4;
const DST_32 = DST / 4;

/** Numbers given within a batch at most. */
export const MOST_DIRECTIONS = 4096;
/** Set in `association` where it is a number of the batch, not of the run. */
export const OF_BATCH = 0x80000000;
/** A jump further than this is another life of the association. */
export const FARTHEST = 1 << 24;
/** Words of a key: source (4), destination (4), ports, verification tag. */
const KEY_WORDS = 10;
/** Places by hash, and how many are tried. */
const SLOTS = 2 * MOST_DIRECTIONS;
const MOST_TRIED = 32;

/** By place: the number, 0 where it is free. */
const places = new Int32Array(SLOTS);
/** By number. */
const keys = new Int32Array((MOST_DIRECTIONS + 1) * KEY_WORDS);
/** By number: its first record, its last one, and the sequence number that comes next. */
const firsts = new Uint32Array(MOST_DIRECTIONS + 1);
const lasts = new Uint32Array(MOST_DIRECTIONS + 1);
const nexts = new Int32Array(MOST_DIRECTIONS + 1);
const given = new Int32Array(new ArrayBuffer(4));

/** Words of what `directionsOf` gives for each number: first record, last record, next sequence number. */
export const DIRECTION_WORDS = 3;

/** A batch begins. */
export function beginDirections(): void {
  places.fill(0);
  given[0] = 0;
}

/** Numbers given since then. */
export function directionsGiven(): number {
  return given[0];
}

/** Of each number given, in order, DIRECTION_WORDS words. */
export function directionsOf(): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(given[0] * DIRECTION_WORDS);
  for (let number = 1; number <= given[0]; number++) {
    const at = (number - 1) * DIRECTION_WORDS;
    all[at] = firsts[number];
    all[at + 1] = lasts[number];
    all[at + 2] = nexts[number];
  }
  return all;
}

/** The number of the direction that the scratch record tells of, 0 where there is no room for it. */
export function direction(): number {
  const ports = (U16[SRC_PORT] << 16) | U16[DST_PORT];
  const vtag = U32[VTAG] | 0;
  // the tag alone tells most directions from each other
  const place = Math.imul(vtag ^ Math.imul(ports, 0x85ebca6b), 0x9e3779b1) >>> 19;
  const number = places[place];
  return number !== 0 && is(number, ports, vtag) ? number : search(place, ports, vtag);
}

function is(number: number, ports: number, vtag: number): boolean {
  const base = number * KEY_WORDS;
  return (
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
  );
}

function search(from: number, ports: number, vtag: number): number {
  for (let i = 0; i < MOST_TRIED; i++) {
    const place = (from + i) & (SLOTS - 1);
    const number = places[place];
    if (number === 0) return give(place, ports, vtag);
    if (is(number, ports, vtag)) return number;
  }
  return 0;
}

function give(place: number, ports: number, vtag: number): number {
  if (given[0] === MOST_DIRECTIONS) return 0;
  const number = ++given[0];
  const base = number * KEY_WORDS;
  for (let i = 0; i < 4; i++) {
    keys[base + i] = U32[SRC_32 + i];
    keys[base + 4 + i] = U32[DST_32 + i];
  }
  keys[base + 8] = ports;
  keys[base + 9] = vtag;
  places[place] = number;
  firsts[number] = NONE;
  return number;
}

const NONE = 0xffffffff;

/** Whether the next chunk of a direction, whose first record is `record`, has the sequence number that comes next. */
export function followsOn(number: number, tsn: number, record: number): boolean {
  lasts[number] = record;
  const ahead = (tsn - nexts[number]) | 0;
  if (firsts[number] === NONE) {
    firsts[number] = record;
    nexts[number] = tsn + 1;
    return false;
  }
  if (ahead === 0) {
    nexts[number] = tsn + 1;
    return true;
  }
  // as the joiner's table does: what lies behind fills a hole or is a copy, and the next one stays
  if (ahead > 0 || ahead < -FARTHEST) nexts[number] = tsn + 1;
  return false;
}

/** The sequence number that comes next of a direction. */
export function nextOf(number: number): number {
  return nexts[number] >>> 0;
}
