/**
 * Deadlines over capture time: a ring of buckets of a quarter of a second. A slot stands in one bucket; when its bucket
 * is reached and its deadline has moved on meanwhile, it is put into a later one. So activity costs nothing here.
 *
 * A bucket is a stack of slot numbers in pieces of one cache line. Nothing is ever taken out of its middle: an entry counts
 * only while the slot says that it stands in that bucket, so that moving a slot touches no other. Deadlines stand in the
 * slots (slab.ts); no double goes from function to function, where it would be an object.
 */

import { room } from './room.ts';
import { MOST_OPEN, open, slab, touchSlot } from './slab.ts';

const { f64 } = slab;
const STRIDE8 = open.stride / 8;
const STRIDE4 = open.stride / 4;
const { deadline: DEADLINE } = open.at;

/** Microseconds a bucket. */
export const TICK = 250_000;
/** Buckets; 4,096 s, more than the longest time-out (one hour). Later deadlines wait at the horizon. */
const BUCKETS = 16_384;
/** Words of a piece: the top of the stack below it, and entries. */
const PIECE = 16;
/** By bucket: word of its newest entry in the pool, 0 where it is empty. */
const tops = new Int32Array(BUCKETS);
/** Number 0 is not used. */
const pool = new Int32Array(room(piecesFor(MOST_OPEN) * PIECE * 4));
const PIECES = Math.floor(pool.length / PIECE);
/** By slot: bucket + 1, 0 where it is in none. While the pool is swept, KEPT stands in it where its entry is kept. */
const bucketOf = new Uint16Array(room(MOST_OPEN * 2));
const KEPT = 0x8000;
/** What the touches read goes here, so that they are not left out. */
const sink = new Int32Array(32);

export class Wheel {
  /** Tick up to which all buckets have been emptied; -1 before the first time is known. */
  private tick = -1;
  private evictTick = 0;
  /** Pieces used so far; those that are free again are linked by their first word. */
  private used = 1;
  private free = 0;
  private readonly most: number;

  /** `cap`: most slots that stand in it at once. */
  constructor(cap: number) {
    this.most = Math.min(PIECES, piecesFor(cap));
    tops.fill(0);
  }

  get octets(): number {
    return tops.byteLength + this.used * PIECE * 4;
  }

  /** Puts a slot, which is in no bucket, into that of its deadline. */
  add(slot: number): void {
    let tick = Math.floor(f64[slot * STRIDE8 + DEADLINE] / TICK);
    if (this.tick >= 0) {
      if (tick <= this.tick) tick = this.tick + 1;
      else if (tick - this.tick >= BUCKETS) tick = this.tick + BUCKETS - 1;
    }
    const bucket = tick & (BUCKETS - 1);
    this.push(bucket, slot);
    bucketOf[slot] = bucket + 1;
  }

  remove(slot: number): void {
    bucketOf[slot] = 0;
  }

  private push(bucket: number, slot: number): void {
    let top = tops[bucket];
    if (top === 0 || (top & (PIECE - 1)) === PIECE - 1) top = this.piece(bucket) * PIECE;
    pool[top + 1] = slot;
    tops[bucket] = top + 1;
  }

  /** A new piece on top of the bucket's stack. */
  private piece(bucket: number): number {
    if (this.free === 0 && this.used >= this.most) this.sweep();
    let piece = this.free;
    if (piece !== 0) this.free = pool[piece * PIECE];
    else piece = this.used++;
    pool[piece * PIECE] = tops[bucket];
    return piece;
  }

  /** Takes the newest entry off a bucket that has one. */
  private pop(bucket: number): number {
    const top = tops[bucket];
    const slot = pool[top];
    if ((top & (PIECE - 1)) > 1) tops[bucket] = top - 1;
    else {
      const piece = (top - 1) / PIECE;
      tops[bucket] = pool[top - 1];
      pool[top - 1] = this.free;
      this.free = piece;
    }
    return slot;
  }

  /**
   * Moves capture time to `now` (microseconds) and calls `due` for each slot of the buckets left behind, in order of
   * their ticks, the newest of a bucket first. The slot is out of the wheel then; `due` adds it again or lets it go.
   */
  advance(now: number, due: (slot: number) => void): void {
    const target = Math.floor(now / TICK) - 1;
    if (this.tick < 0) {
      this.tick = target;
      return;
    }
    if (target <= this.tick) return;
    // After a jump over the whole ring each bucket is visited once.
    let from = this.tick + 1;
    if (target - from >= BUCKETS) from = target - BUCKETS + 1;
    for (let tick = from; tick <= target; tick++) {
      this.tick = tick;
      const bucket = tick & (BUCKETS - 1);
      let touched = -1;
      // A slot put back lands in another bucket: `add` never reaches a whole turn ahead.
      for (let top = tops[bucket]; top !== 0; top = tops[bucket]) {
        const piece = top & ~(PIECE - 1);
        if (piece !== touched) touch(piece, top);
        touched = piece;
        const slot = this.pop(bucket);
        if (bucketOf[slot] !== bucket + 1) continue;
        bucketOf[slot] = 0;
        due(slot);
      }
    }
  }

  /**
   * Capture time was wrong and is `now`, earlier. Slots stay where they are: their buckets come up within one turn, and
   * those whose deadline is not reached then are added again.
   */
  putBack(now: number): void {
    this.tick = Math.floor(now / TICK) - 1;
    this.evictTick = 0;
  }

  /** A slot near its deadline, to make room when the slab is full; -1 when there is none. */
  nearest(): number {
    if (this.evictTick <= this.tick) this.evictTick = this.tick + 1;
    for (let n = 0; n < BUCKETS; n++) {
      const bucket = this.evictTick & (BUCKETS - 1);
      while (tops[bucket] !== 0) {
        const slot = pool[tops[bucket]];
        if (bucketOf[slot] === bucket + 1) return slot;
        this.pop(bucket);
      }
      this.evictTick = this.evictTick - this.tick >= BUCKETS ? this.tick + 1 : this.evictTick + 1;
    }
    return -1;
  }

  /**
   * Leaves out all entries that do not count, when the pool is full: at most half of them count, so this comes once in as
   * many additions as it looks at. Each bucket keeps its order.
   */
  private sweep(): void {
    const kept: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      kept.length = 0;
      while (tops[bucket] !== 0) {
        const slot = this.pop(bucket);
        if (bucketOf[slot] !== bucket + 1) continue;
        bucketOf[slot] = (bucket + 1) | KEPT;
        kept.push(slot);
      }
      for (let i = kept.length - 1; i >= 0; i--) {
        bucketOf[kept[i]] = bucket + 1;
        this.push(bucket, kept[i]);
      }
    }
  }
}

/** Pieces for entries that count and those that do not, twice as many as there can be slots, and one begun a bucket. */
function piecesFor(slots: number): number {
  return Math.ceil((slots * 2) / (PIECE - 1)) + BUCKETS + 1;
}

/** Reads the slots of a piece, all at once, before they are taken one by one. */
function touch(piece: number, top: number): void {
  let sum = 0;
  for (let at = piece + 1; at <= top; at++) sum += touchSlot(pool[at] * STRIDE4);
  sink[0] = sum;
}
