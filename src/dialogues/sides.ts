/**
 * The two indexes over the sides of open dialogues: buckets of doubly linked chains, so that adding and removing cost the
 * same however long a chain is. The newest of a chain comes first. Links and hashes stand in the sides themselves; whether
 * a side is the one that was asked for is the caller's to compare.
 *
 * The number of buckets grows by one with each slot that is used for the first time (linear hashing, Litwin 1980): one
 * chain is parted in two, and nothing ever stops for all of them.
 */

import { room } from './room.ts';
import { ENTRY, EXACT, LOOSE, MOST_OPEN, NEXT, PREVIOUS, slab } from './slab.ts';

const { i32 } = slab;

/** Buckets of an empty index. */
const FIRST = 1024;
/** By bucket: first side of the exact chain, of the loose chain; 0 where empty. */
const heads = new Int32Array(room((MOST_OPEN + FIRST) * 8));
/** Buckets, and the lowest power of two that is not below it, less one. */
const size = new Int32Array(2);
const BUCKETS = 0;
const MASK = 1;

/** Steps along chains so far: what a test counts. */
export const steps = new Float64Array(1);

function bucketOf(hash: number): number {
  const mask = size[MASK];
  const bucket = hash & mask;
  return bucket < size[BUCKETS] ? bucket : bucket & (mask >> 1);
}

/** Octets held. */
export function octetsOfIndexes(): number {
  return size[BUCKETS] * 8;
}

/** Empties both. */
export function resetIndexes(): void {
  heads.fill(0, 0, size[BUCKETS] * 2);
  size[BUCKETS] = FIRST;
  size[MASK] = FIRST - 1;
}

/** First side of the hash's exact chain, or 0; go on with `nextExact`. Sides of other hashes stand in it too. */
export function firstExact(hash: number): number {
  return heads[bucketOf(hash) * 2];
}

export function nextExact(side: number): number {
  steps[0]++;
  return i32[side + NEXT];
}

/** As `firstExact`, of the loose chain. */
export function firstLoose(hash: number): number {
  return heads[bucketOf(hash) * 2 + 1];
}

export function nextLoose(side: number): number {
  steps[0]++;
  return i32[side + NEXT + 2];
}

/** Puts a side, whose entry is `entry`, into both chains. */
export function link(side: number, entry: number, exact: number, loose: number): void {
  i32[side + EXACT] = exact;
  i32[side + LOOSE] = loose;
  i32[side + ENTRY] = entry;
  add(side, bucketOf(exact), 0);
  add(side, bucketOf(loose), 1);
}

/** Takes a side out of both chains, where it is in them. */
export function unlink(side: number): void {
  if (i32[side + PREVIOUS] === 0) return;
  remove(side, 0);
  remove(side, 1);
}

/** Puts a side in front of a chain: of the exact index (0) or the loose one (1). */
function add(side: number, bucket: number, index: number): void {
  const at = bucket * 2 + index;
  const links = side + NEXT + index * 2;
  const head = heads[at];
  heads[at] = side;
  i32[links] = head;
  i32[links + 1] = ~bucket;
  if (head !== 0) i32[head + PREVIOUS + index * 2] = side;
}

function remove(side: number, index: number): void {
  const links = side + NEXT + index * 2;
  const next = i32[links];
  const previous = i32[links + 1];
  if (previous < 0) heads[~previous * 2 + index] = next;
  else i32[previous + NEXT + index * 2] = next;
  if (next !== 0) i32[next + PREVIOUS + index * 2] = previous;
  i32[links + 1] = 0;
}

/** One more bucket of each index. */
export function split(): void {
  const bucket = size[BUCKETS]++;
  if (bucket > size[MASK]) size[MASK] = size[MASK] * 2 + 1;
  part(bucket, 0);
  part(bucket, 1);
}

/** Moves to a new bucket what belongs there; both chains keep their order. */
function part(bucket: number, index: number): void {
  const mask = size[MASK];
  const parent = bucket & (mask >> 1);
  const hash = index === 0 ? EXACT : LOOSE;
  let side = heads[parent * 2 + index];
  let stayed = 0;
  let moved = 0;
  heads[parent * 2 + index] = 0;
  heads[bucket * 2 + index] = 0;
  while (side !== 0) {
    const links = side + NEXT + index * 2;
    const next = i32[links];
    const moves = (i32[side + hash] & mask) === bucket;
    const before = moves ? moved : stayed;
    if (before === 0) {
      const to = moves ? bucket : parent;
      heads[to * 2 + index] = side;
      i32[links + 1] = ~to;
    } else {
      i32[before + NEXT + index * 2] = side;
      i32[links + 1] = before;
    }
    i32[links] = 0;
    if (moves) moved = side;
    else stayed = side;
    side = next;
  }
}
