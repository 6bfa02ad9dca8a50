/**
 * A hash index over numbered entries: buckets of doubly linked chains, so that adding and removing cost the same
 * however long a chain is. The newest entry of a chain comes first. What an entry means, and whether it is the one that
 * was asked for, is the caller's to compare: the index keeps no keys.
 *
 * Links hold an entry's number + 1, so that an array as the system gives it, all zeros, is an empty index: what room is
 * asked for beyond what is used costs no memory. Buckets grow apart from that room, with what stands in them.
 */
const LEAST = 16;

export class ChainIndex {
  /** By bucket: the first entry + 1, 0 where empty. */
  private heads: Int32Array;
  private mask: number;
  /** The entry behind + 1, 0 at the end. */
  private next: Int32Array;
  /** The entry before + 1; ~bucket where it is the first; 0 where it is in no chain. */
  private previous: Int32Array;

  constructor(entries: number) {
    this.heads = new Int32Array(powerOfTwo(entries));
    this.mask = this.heads.length - 1;
    this.next = new Int32Array(entries);
    this.previous = new Int32Array(entries);
  }

  get buckets(): number {
    return this.heads.length;
  }

  /** Octets held where so many entries have been used, for the memory figure. */
  octets(used: number): number {
    return 4 * this.heads.length + 8 * used;
  }

  /** First entry of the hash's chain, or -1. Entries of other hashes stand in it too. */
  first(hash: number): number {
    return this.heads[hash & this.mask] - 1;
  }

  /** The entry behind another one, or -1. */
  after(entry: number): number {
    return this.next[entry] - 1;
  }

  add(entry: number, hash: number): void {
    const bucket = hash & this.mask;
    const head = this.heads[bucket];
    this.next[entry] = head;
    this.previous[entry] = ~bucket;
    if (head !== 0) this.previous[head - 1] = entry + 1;
    this.heads[bucket] = entry + 1;
  }

  remove(entry: number): void {
    const previous = this.previous[entry];
    if (previous === 0) return;
    const next = this.next[entry];
    if (previous < 0) this.heads[~previous] = next;
    else this.next[previous - 1] = next;
    if (next !== 0) this.previous[next - 1] = previous;
    this.previous[entry] = 0;
  }

  /** Room for more entries. */
  grow(entries: number): void {
    this.next = grown(this.next, entries);
    this.previous = grown(this.previous, entries);
  }

  /** Twice the buckets; `hashOf` gives the hash of an entry that is in a chain. Chains keep their order. */
  widen(hashOf: (entry: number) => number): void {
    const { heads } = this;
    this.heads = new Int32Array(heads.length * 2);
    this.mask = this.heads.length - 1;
    const chain: number[] = [];
    for (const head of heads) {
      for (let link = head; link !== 0; link = this.next[link - 1]) chain.push(link - 1);
      // Oldest first, so that adding again leaves the newest in front.
      for (let entry = chain.pop(); entry !== undefined; entry = chain.pop()) this.add(entry, hashOf(entry));
    }
  }
}

function powerOfTwo(n: number): number {
  let p = LEAST;
  while (p < n) p *= 2;
  return p;
}

function grown(a: Int32Array, length: number): Int32Array {
  const b = new Int32Array(length);
  b.set(a);
  return b;
}
