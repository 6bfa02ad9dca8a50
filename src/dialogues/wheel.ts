/**
 * Deadlines over capture time: a ring of buckets of a quarter of a second. A slot stands in one bucket; when its bucket
 * is reached and its deadline has moved on meanwhile, it is put into a later one. So activity costs nothing here.
 * Deadlines and links stand in the slots (slab.ts); no double goes from function to function, where it would be an object.
 */
import { open, slab } from './slab.ts';

const { u16, i32, f64 } = slab;
const STRIDE8 = open.stride / 8;
const STRIDE4 = open.stride / 4;
const STRIDE2 = open.stride / 2;
const { wheelNext: NEXT, wheelPrevious: PREVIOUS, wheelBucket: BUCKET, deadline: DEADLINE } = open.at;

/** Microseconds a bucket. */
export const TICK = 250_000;
/** Buckets; 4,096 s, more than the longest time-out (one hour). Later deadlines wait at the horizon. */
const BUCKETS = 16_384;
/** First slot of each + 1, 0 where empty. */
const heads = new Int32Array(BUCKETS);

export class Wheel {
  /** Tick up to which all buckets have been emptied; -1 before the first time is known. */
  private tick = -1;
  private evictTick = 0;

  constructor() {
    heads.fill(0);
  }

  get octets(): number {
    return heads.byteLength;
  }

  /** Puts a slot, which is in no bucket, into that of its deadline. */
  add(slot: number): void {
    let tick = Math.floor(f64[slot * STRIDE8 + DEADLINE] / TICK);
    if (this.tick >= 0) {
      if (tick <= this.tick) tick = this.tick + 1;
      else if (tick - this.tick >= BUCKETS) tick = this.tick + BUCKETS - 1;
    }
    const bucket = tick & (BUCKETS - 1);
    const head = heads[bucket];
    i32[slot * STRIDE4 + NEXT] = head;
    i32[slot * STRIDE4 + PREVIOUS] = 0;
    if (head !== 0) i32[(head - 1) * STRIDE4 + PREVIOUS] = slot + 1;
    heads[bucket] = slot + 1;
    u16[slot * STRIDE2 + BUCKET] = bucket + 1;
  }

  remove(slot: number): void {
    const bucket = u16[slot * STRIDE2 + BUCKET];
    if (bucket === 0) return;
    const next = i32[slot * STRIDE4 + NEXT];
    const previous = i32[slot * STRIDE4 + PREVIOUS];
    if (previous === 0) heads[bucket - 1] = next;
    else i32[(previous - 1) * STRIDE4 + NEXT] = next;
    if (next !== 0) i32[(next - 1) * STRIDE4 + PREVIOUS] = previous;
    u16[slot * STRIDE2 + BUCKET] = 0;
  }

  /**
   * Moves capture time to `now` (microseconds) and calls `due` for each slot of the buckets left behind, in order of
   * their ticks. The slot is out of the wheel then; `due` adds it again or lets it go.
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
      // A slot put back lands in another bucket: `add` never reaches a whole turn ahead.
      for (let head = heads[bucket]; head !== 0; head = heads[bucket]) {
        this.remove(head - 1);
        due(head - 1);
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
      const head = heads[this.evictTick & (BUCKETS - 1)];
      if (head !== 0) return head - 1;
      this.evictTick = this.evictTick - this.tick >= BUCKETS ? this.tick + 1 : this.evictTick + 1;
    }
    return -1;
  }
}
