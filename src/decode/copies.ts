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

interface Generation {
  keys: Uint32Array;
  times: Float64Array;
  count: number;
}

function generation(slots: number): Generation {
  return { keys: new Uint32Array(slots * 2), times: new Float64Array(slots).fill(Number.NEGATIVE_INFINITY), count: 0 };
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

  /** True where the key was seen at most a window away; else it is remembered with this time. */
  seen(keyA: number, keyB: number, time: number): boolean {
    if (!(Math.abs(time - this.since) <= this.span)) this.turn(time);
    const a = keyA >>> 0;
    const c = keyB >>> 0;
    const place = find(this.young, a, c);
    if (place >= 0) {
      if (Math.abs(time - this.young.times[place]) <= this.window) return true;
      this.young.times[place] = time;
      return false;
    }
    const before = find(this.old, a, c);
    if (before >= 0 && Math.abs(time - this.old.times[before]) <= this.window) return true;
    this.add(a, c, time);
    return false;
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

  private add(a: number, b: number, time: number): void {
    const { young } = this;
    if (young.count * 2 >= young.times.length) {
      if (young.count < this.most) this.enlarge();
      else {
        this.forgotten++;
        const { old } = this;
        clear(old);
        this.old = young;
        this.young = old;
        this.since = time;
      }
    }
    insert(this.young, a, b, time);
  }

  private enlarge(): void {
    const { young } = this;
    const larger = generation(young.times.length * 2);
    for (let i = 0; i < young.times.length; i++) {
      if (young.times[i] !== Number.NEGATIVE_INFINITY) {
        insert(larger, young.keys[i * 2], young.keys[i * 2 + 1], young.times[i]);
      }
    }
    this.young = larger;
  }
}

function clear(g: Generation): void {
  if (g.count > 0) g.times.fill(Number.NEGATIVE_INFINITY);
  g.count = 0;
}

function home(a: number, b: number, mask: number): number {
  const h = Math.imul(a ^ (b >>> 15), 0x9e3779b1) ^ b;
  return (h ^ (h >>> 16)) & mask;
}

/** Place of a key, or -1. */
function find(g: Generation, a: number, b: number): number {
  const { keys, times } = g;
  const mask = times.length - 1;
  let place = home(a, b, mask);
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    if (times[place] === Number.NEGATIVE_INFINITY) return -1;
    if (keys[place * 2] === a && keys[place * 2 + 1] === b) return place;
    place = (place + 1) & mask;
  }
  return -1;
}

function insert(g: Generation, a: number, b: number, time: number): void {
  const { keys, times } = g;
  const mask = times.length - 1;
  const first = home(a, b, mask);
  let place = first;
  for (let probe = 0; probe < MOST_PROBES && times[place] !== Number.NEGATIVE_INFINITY; probe++) {
    place = (place + 1) & mask;
  }
  if (times[place] !== Number.NEGATIVE_INFINITY) place = first;
  else g.count++;
  keys[place * 2] = a;
  keys[place * 2 + 1] = b;
  times[place] = time;
}
