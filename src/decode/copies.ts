/**
 * RecentKeys: which 64-bit keys were seen within a window of capture time. Open addressing in two generations that take
 * turns, so that memory is bounded and nothing is ever deleted one by one.
 */
export interface RecentOptions {
  /** Microseconds of capture time within which a key counts as seen. */
  readonly window: number;
  /** Most keys of one generation; at the bound the older generation is forgotten early. */
  readonly most?: number;
}

const FIRST_SLOTS = 4096;
const MOST_KEYS = 1 << 20;
/** Places tried; behind them the first is written over, so that chosen keys cost no more than this. */
const MOST_PROBES = 32;
const NOWHERE = -0x80000000;
/** The time of the key at hand, kept here since a double that goes from function to function is an object to V8. */
const clock = new Float64Array(new ArrayBuffer(8));

/**
 * One octet a slot says whether anything stands there (0: nothing) and has a few bits of its hash; behind it the key and
 * the time lie side by side. Nearly every key is new, and then the octets alone are looked at: they stay in the cache.
 */
interface Generation {
  readonly marks: Uint8Array;
  /** Four words a slot: key (2), time as a double (2). */
  readonly words: Int32Array;
  readonly times: Float64Array;
  readonly slots: number;
  count: number;
}

function generation(slots: number): Generation {
  const entries = new ArrayBuffer(slots * 16);
  return {
    marks: new Uint8Array(slots),
    words: new Int32Array(entries),
    times: new Float64Array(entries),
    slots,
    count: 0,
  };
}

export class RecentKeys {
  /** How often the bound forgot keys before their window had passed. */
  forgotten = 0;
  private readonly window: number;
  /** Of a generation: a little more, since times are not quite in order. */
  private readonly span: number;
  private readonly most: number;
  private young = generation(FIRST_SLOTS);
  private old = generation(FIRST_SLOTS);
  private since = Number.NaN;

  constructor(options: RecentOptions) {
    this.window = options.window;
    this.span = options.window * 1.25;
    this.most = options.most ?? MOST_KEYS;
  }

  /**
   * True where the key was seen at most a window away; else it is remembered with this time. Halves of keys are 32 bits,
   * signed or not: signed ones are numbers that need no memory of their own.
   */
  seen(keyA: number, keyB: number, time: number): boolean {
    clock[0] = time;
    return this.seenNow(keyA | 0, keyB | 0);
  }

  /** As `seen`, at the time of `clock`. */
  private seenNow(a: number, b: number): boolean {
    const time = clock[0];
    if (!(Math.abs(time - this.since) <= this.span)) this.turn(time);
    const h = hash(a, b);
    const { young, old } = this;
    const place = find(young, h, a, b);
    if (place >= 0) {
      if (Math.abs(time - young.times[place * 2 + 1]) <= this.window) return true;
      young.times[place * 2 + 1] = time;
      return false;
    }
    if (old.count > 0) {
      const before = find(old, h, a, b);
      if (before >= 0 && Math.abs(time - old.times[before * 2 + 1]) <= this.window) return true;
    }
    if (young.count * 2 >= young.slots) {
      this.makeRoom(time);
      insert(this.young, h, a, b, time);
    } else if (place === NOWHERE) insert(young, h, a, b, time);
    else {
      // Where the search in vain ended.
      const { words } = young;
      const free = ~place;
      young.count++;
      young.marks[free] = markOf(h);
      words[free * 4] = a;
      words[free * 4 + 1] = b;
      young.times[free * 2 + 1] = time;
    }
    return false;
  }

  /** Reads what `seen` will look at, so that many such reads wait for memory at once. What it gives means nothing. */
  touch(keyA: number, keyB: number): number {
    const { young, old } = this;
    const h = hash(keyA | 0, keyB | 0);
    const place = h & (young.slots - 1);
    return young.marks[place] + old.marks[h & (old.slots - 1)] + young.words[place * 4];
  }

  /** Starts a generation: the young one becomes the old one, or is so far away that it is forgotten too. */
  private turn(time: number): void {
    const { young, old } = this;
    if (!(Math.abs(time - this.since) <= 2 * this.span)) clear(young);
    clear(old);
    this.old = young;
    this.young = old;
    this.since = time;
  }

  private makeRoom(time: number): void {
    const { young, old } = this;
    if (young.count < this.most) {
      this.enlarge();
      return;
    }
    this.forgotten++;
    clear(old);
    this.old = young;
    this.young = old;
    this.since = time;
  }

  private enlarge(): void {
    const { young } = this;
    const { words, times } = young;
    const larger = generation(young.slots * 2);
    for (let i = 0; i < young.slots; i++) {
      if (young.marks[i] === 0) continue;
      const a = words[i * 4];
      const b = words[i * 4 + 1];
      insert(larger, hash(a, b), a, b, times[i * 2 + 1]);
    }
    this.young = larger;
  }
}

function clear(g: Generation): void {
  if (g.count > 0) g.marks.fill(0);
  g.count = 0;
}

function hash(a: number, b: number): number {
  const h = Math.imul(a ^ (b >>> 15), 0x9e3779b1) ^ b;
  return h ^ (h >>> 16);
}

/** 1 to 128, of bits that the place in a small table does not take. */
function markOf(h: number): number {
  return (h >>> 25) + 1;
}

/** Place of a key; where there is none, ~place of the empty one at which the search ended, or NOWHERE. */
function find(g: Generation, h: number, a: number, b: number): number {
  const { marks, words } = g;
  const mask = g.slots - 1;
  const mark = markOf(h);
  let place = h & mask;
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const found = marks[place];
    if (found === 0) return ~place;
    if (found === mark && words[place * 4] === a && words[place * 4 + 1] === b) return place;
    place = (place + 1) & mask;
  }
  return NOWHERE;
}

function insert(g: Generation, h: number, a: number, b: number, time: number): void {
  const { marks, words, times } = g;
  const mask = g.slots - 1;
  const first = h & mask;
  let place = first;
  for (let probe = 0; probe < MOST_PROBES && marks[place] !== 0; probe++) place = (place + 1) & mask;
  if (marks[place] !== 0) place = first;
  else g.count++;
  marks[place] = markOf(h);
  words[place * 4] = a;
  words[place * 4 + 1] = b;
  times[place * 2 + 1] = time;
}
