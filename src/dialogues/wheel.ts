/**
 * Deadlines over capture time: a ring of buckets of a quarter of a second. An entry stands in one bucket; when its
 * bucket is reached and its deadline has moved on meanwhile, it is put into a later one. So activity costs nothing here.
 * The deadlines stand in the entries' records; no double goes from function to function, where it would be an object.
 */
const NONE = -1;
/** Microseconds a bucket. */
export const TICK = 250_000;
/** Buckets; 4,096 s, more than the longest time-out (one hour). Later deadlines wait at the horizon. */
const BUCKETS = 16_384;

export class Wheel {
  private readonly heads = new Int32Array(BUCKETS).fill(NONE);
  private next: Int32Array;
  private previous: Int32Array;
  private bucketOf: Int32Array;
  /** Tick up to which all buckets have been emptied; -1 before the first time is known. */
  private tick = -1;
  private evictTick = 0;
  private readonly words: number;
  private readonly at: number;
  /** Deadlines, microseconds: of an entry at `entry * words + at`. */
  deadlines: Float64Array = new Float64Array(0);

  constructor(entries: number, words: number, at: number) {
    this.words = words;
    this.at = at;
    this.next = new Int32Array(entries).fill(NONE);
    this.previous = new Int32Array(entries).fill(NONE);
    this.bucketOf = new Int32Array(entries).fill(NONE);
  }

  get octets(): number {
    return 12 * this.next.length;
  }

  grow(entries: number): void {
    const old = this.next.length;
    const copy = (a: Int32Array) => {
      const b = new Int32Array(entries);
      b.set(a);
      b.fill(NONE, old);
      return b;
    };
    this.next = copy(this.next);
    this.previous = copy(this.previous);
    this.bucketOf = copy(this.bucketOf);
  }

  /** Puts an entry into the bucket of its deadline. */
  add(entry: number): void {
    let tick = Math.floor(this.deadlines[entry * this.words + this.at] / TICK);
    if (this.tick >= 0) {
      if (tick <= this.tick) tick = this.tick + 1;
      else if (tick - this.tick >= BUCKETS) tick = this.tick + BUCKETS - 1;
    }
    const bucket = tick & (BUCKETS - 1);
    const head = this.heads[bucket];
    this.next[entry] = head;
    this.previous[entry] = NONE;
    if (head !== NONE) this.previous[head] = entry;
    this.heads[bucket] = entry;
    this.bucketOf[entry] = bucket;
  }

  remove(entry: number): void {
    const bucket = this.bucketOf[entry];
    if (bucket === NONE) return;
    const next = this.next[entry];
    const previous = this.previous[entry];
    if (previous === NONE) this.heads[bucket] = next;
    else this.next[previous] = next;
    if (next !== NONE) this.previous[next] = previous;
    this.bucketOf[entry] = NONE;
  }

  /**
   * Moves capture time to `now` (microseconds) and calls `due` for each entry of the buckets left behind, in order of
   * their ticks. The entry is out of the wheel then; `due` adds it again or lets it go.
   */
  advance(now: number, due: (entry: number) => void): void {
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
      // An entry put back lands in another bucket: `add` never reaches a whole turn ahead.
      for (let entry = this.heads[bucket]; entry !== NONE; entry = this.heads[bucket]) {
        this.remove(entry);
        due(entry);
      }
    }
  }

  /**
   * Capture time was wrong and is `now`, earlier. Entries stay where they are: their buckets come up within one turn, and
   * those whose deadline is not reached then are added again.
   */
  putBack(now: number): void {
    this.tick = Math.floor(now / TICK) - 1;
    this.evictTick = 0;
  }

  /** An entry near its deadline, to make room when a table is full; -1 when there is none. */
  nearest(): number {
    if (this.evictTick <= this.tick) this.evictTick = this.tick + 1;
    for (let n = 0; n < BUCKETS; n++) {
      const head = this.heads[this.evictTick & (BUCKETS - 1)];
      if (head !== NONE) return head;
      this.evictTick = this.evictTick - this.tick >= BUCKETS ? this.tick + 1 : this.evictTick + 1;
    }
    return NONE;
  }
}
