/**
 * A hash index over numbered entries: buckets of doubly linked chains, so that adding and removing cost the same
 * however long a chain is. The newest entry of a chain comes first. What an entry means, and whether it is the one that
 * was asked for, is the caller's to compare: the index keeps no keys.
 */
const NONE = -1;

export class ChainIndex {
  private heads: Int32Array;
  private mask: number;
  next: Int32Array;
  private previous: Int32Array;
  /** Bucket of each entry, or NONE while it is in no chain. */
  private bucketOf: Int32Array;

  constructor(entries: number) {
    this.mask = ceilPowerOfTwo(entries) - 1;
    this.heads = new Int32Array(this.mask + 1).fill(NONE);
    this.next = new Int32Array(entries).fill(NONE);
    this.previous = new Int32Array(entries).fill(NONE);
    this.bucketOf = new Int32Array(entries).fill(NONE);
  }

  /** Octets held, for the memory figure. */
  get octets(): number {
    return 4 * (this.heads.length + 3 * this.next.length);
  }

  /** First entry of the hash's chain, or -1; go on with `next[entry]`. Entries of other hashes stand in it too. */
  first(hash: number): number {
    return this.heads[hash & this.mask];
  }

  add(entry: number, hash: number): void {
    const bucket = hash & this.mask;
    const head = this.heads[bucket];
    this.next[entry] = head;
    this.previous[entry] = NONE;
    if (head !== NONE) this.previous[head] = entry;
    this.heads[bucket] = entry;
    this.bucketOf[entry] = bucket;
  }

  has(entry: number): boolean {
    return this.bucketOf[entry] !== NONE;
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

  /** Room for more entries; `hashOf` gives the hash of an entry that is in a chain. Chains keep their order. */
  grow(entries: number, hashOf: (entry: number) => number): void {
    const old = this.next.length;
    const chained: number[] = [];
    for (let bucket = 0; bucket <= this.mask; bucket++) {
      const from = chained.length;
      for (let e = this.heads[bucket]; e !== NONE; e = this.next[e]) chained.push(e);
      reverse(chained, from);
    }
    this.mask = ceilPowerOfTwo(entries) - 1;
    this.heads = new Int32Array(this.mask + 1).fill(NONE);
    this.next = grown(this.next, entries, old);
    this.previous = grown(this.previous, entries, old);
    this.bucketOf = grown(this.bucketOf, entries, old);
    for (const e of chained) this.add(e, hashOf(e));
  }
}

function ceilPowerOfTwo(n: number): number {
  let p = 16;
  while (p < n) p *= 2;
  return p;
}

function grown(a: Int32Array, length: number, old: number): Int32Array {
  const b = new Int32Array(length);
  b.set(a);
  b.fill(NONE, old);
  return b;
}

/** Oldest first, so that adding again leaves the newest in front. */
function reverse(a: number[], from: number): void {
  for (let i = from, j = a.length - 1; i < j; i++, j--) {
    const t = a[i];
    a[i] = a[j];
    a[j] = t;
  }
}
