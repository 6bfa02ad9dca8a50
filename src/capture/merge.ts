/**
 * Several inputs as one, in time order.
 *
 * Inputs that do not overlap in time go through one after the other, batch by batch, untouched. Where they overlap,
 * frames are copied one by one into batches of their own: always the earliest of the frames at the heads of the inputs,
 * of equal ones that of the earlier input. Within an input its own order stands, even where its time runs backwards.
 */
import { BATCH_OCTETS, frameEntry } from './batch.ts';
import type { Buffers } from './buffers.ts';
import type { Filled } from './lane.ts';
import { TapNumbers } from './tap-numbers.ts';

const STRIDE8 = frameEntry.stride / 8;
const STRIDE4 = frameEntry.stride / 4;
const STRIDE2 = frameEntry.stride / 2;
const TIME = frameEntry.at.time;
const NANOS = frameEntry.at.nanos;
const AT = frameEntry.at.at;
const LENGTH = frameEntry.at.length;

/** An instant, and the place of its input among equals. */
export interface Moment {
  readonly time: number;
  readonly nanos: number;
  readonly order: number;
}

/** One input of a merge. */
export interface Entrant {
  /** Position among the inputs. */
  readonly order: number;
  /** Of the input, which may tell what tap it is of. */
  readonly name: string;
  /** Time of the first frame; undefined where only its octets can tell (a pipe), or where it has none. */
  readonly first: { readonly time: number; readonly nanos: number } | undefined;
  /** Begins to read. */
  readonly start: () => AsyncGenerator<Filled, void, undefined>;
  /** Its next batch may be long in coming. */
  readonly live: boolean;
}

/** How many inputs are being read at once, and which tap each is of. */
export interface Crowd {
  active: number;
  /** By position among the inputs (tap-numbers.ts). Told before the first frame of an input is given; 0 until then. */
  readonly taps: number[];
}

function before(a: Moment, b: Moment): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.nanos !== b.nanos) return a.nanos < b.nanos;
  return a.order < b.order;
}

/** Reads one input: a batch, and the frame in it that is next. */
class Cursor implements Moment {
  readonly order: number;
  readonly live: boolean;
  readonly #batches: AsyncGenerator<Filled, void, undefined>;
  filled: Filled | undefined;
  u8: Uint8Array = new Uint8Array(0);
  f64: Float64Array = new Float64Array(0);
  u32: Uint32Array = new Uint32Array(0);
  u16: Uint16Array = new Uint16Array(0);
  at = 0;
  time = 0;
  nanos = 0;

  constructor(entrant: Entrant) {
    this.order = entrant.order;
    this.live = entrant.live;
    this.#batches = entrant.start();
  }

  /** Takes the next batch; false at the end. */
  async load(): Promise<boolean> {
    const { value } = await this.#batches.next();
    this.filled = value ?? undefined;
    if (this.filled === undefined) return false;
    this.u8 = new Uint8Array(this.filled.data);
    this.f64 = new Float64Array(this.filled.index);
    this.u32 = new Uint32Array(this.filled.index);
    this.u16 = new Uint16Array(this.filled.index);
    this.seek(0);
    return true;
  }

  seek(at: number): void {
    this.at = at;
    this.time = this.f64[at * STRIDE8 + TIME];
    this.nanos = this.u16[at * STRIDE2 + NANOS];
  }

  /** True where no frame of the batch comes after `bound`. */
  allBefore(bound: Moment, count: number): boolean {
    const { f64, order } = this;
    const { time } = bound;
    for (let i = this.at; i < count; i++) {
      const t = f64[i * STRIDE8 + TIME];
      if (t > time) return false;
      if (t === time && !before({ time: t, nanos: this.u16[i * STRIDE2 + NANOS], order }, bound)) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#batches.return();
  }
}

/** Frames copied one by one. */
class Copies {
  readonly #buffers: Buffers;
  #data: ArrayBufferLike;
  #index: ArrayBufferLike;
  #u8: Uint8Array;
  #u32: Uint32Array;
  #f64: Float64Array;
  #used = 0;
  #limit: number;
  count = 0;

  constructor(buffers: Buffers) {
    this.#buffers = buffers;
    this.#data = new ArrayBuffer(0);
    this.#index = this.#data;
    this.#u8 = new Uint8Array(0);
    this.#u32 = new Uint32Array(0);
    this.#f64 = new Float64Array(0);
    this.#limit = 0;
  }

  /** There is no room for a frame of `octets`. */
  full(octets: number): boolean {
    return this.count === this.#limit || octets > this.#u8.length - this.#used;
  }

  /** After `take`, or at the start: room for one frame of `octets` at least. */
  renew(octets: number): void {
    this.#data = this.#buffers.data(Math.max(BATCH_OCTETS, octets));
    this.#index = this.#buffers.index(BATCH_OCTETS);
    this.#u8 = new Uint8Array(this.#data);
    this.#u32 = new Uint32Array(this.#index);
    this.#f64 = new Float64Array(this.#index);
    this.#limit = Math.floor(this.#index.byteLength / frameEntry.stride);
    this.#used = 0;
    this.count = 0;
  }

  /** Copies the cursor's frame; there must be room. */
  add(from: Cursor): void {
    const { at, u32, f64 } = from;
    const start = u32[at * STRIDE4 + AT];
    const length = u32[at * STRIDE4 + LENGTH];
    const used = this.#used;
    const n = this.count;
    for (let i = 0; i < STRIDE8; i++) this.#f64[n * STRIDE8 + i] = f64[at * STRIDE8 + i];
    this.#u32[n * STRIDE4 + AT] = used;
    // A call costs more than the octets of a small frame.
    if (length < 64) for (let i = 0; i < length; i++) this.#u8[used + i] = from.u8[start + i];
    else this.#u8.set(from.u8.subarray(start, start + length), used);
    this.#used = used + length;
    this.count = n + 1;
  }

  /** What was copied since the last time. */
  take(): Filled {
    const filled = { count: this.count, data: this.#data, index: this.#index };
    this.count = 0;
    this.#limit = 0;
    return filled;
  }
}

/** All frames of all inputs in time order. `crowd` tells the inputs how many share the memory. */
export async function* merge(
  entrants: readonly Entrant[],
  buffers: Buffers,
  crowd: Crowd,
): AsyncGenerator<Filled, void, undefined> {
  const waiting = entrants.filter(e => !e.live).sort((a, b) => (before(momentOf(a), momentOf(b)) ? -1 : 1));
  let next = 0;
  /** A heap: the earliest head first. */
  const heads: Cursor[] = [];
  const open = new Set<Cursor>();
  const taps = new TapNumbers();
  const copies = new Copies(buffers);
  const start = async (entrant: Entrant): Promise<void> => {
    const cursor = new Cursor(entrant);
    crowd.taps[entrant.order] = taps.begin(entrant.name);
    open.add(cursor);
    crowd.active = open.size;
    if (await cursor.load()) push(heads, cursor);
    else await finish(cursor);
  };
  const finish = async (cursor: Cursor): Promise<void> => {
    open.delete(cursor);
    taps.end(crowd.taps[cursor.order]);
    crowd.active = Math.max(1, open.size);
    await cursor.close();
  };
  try {
    for (const entrant of entrants) if (entrant.live) await start(entrant);
    for (;;) {
      while (next < waiting.length && (heads.length === 0 || before(momentOf(waiting[next]), heads[0]))) {
        await start(waiting[next++]);
      }
      if (heads.length === 0) break;
      const cursor = heads[0];
      const filled = cursor.filled as Filled;
      const bound = boundOf(heads, waiting[next]);
      if (cursor.at === 0 && (bound === undefined || cursor.allBefore(bound, filled.count))) {
        if (copies.count > 0) yield copies.take();
        yield filled;
        cursor.at = filled.count;
      } else {
        do {
          const octets = cursor.u32[cursor.at * STRIDE4 + LENGTH];
          if (copies.full(octets)) {
            if (copies.count > 0) yield copies.take();
            copies.renew(octets);
          }
          copies.add(cursor);
          cursor.at++;
          if (cursor.at === filled.count) break;
          cursor.seek(cursor.at);
        } while (bound === undefined || before(cursor, bound));
        if (cursor.at === filled.count) buffers.recycle(filled.data, filled.index);
      }
      if (cursor.at === filled.count) {
        // Nothing at hand is held back while a pipe is waited for.
        if (cursor.live && copies.count > 0) yield copies.take();
        if (!(await cursor.load())) {
          await finish(cursor);
          drop(heads);
          continue;
        }
      }
      sift(heads, 0);
    }
    if (copies.count > 0) yield copies.take();
  } finally {
    for (const cursor of open) await cursor.close();
  }
}

/** An input without frames, or whose time is not known, comes first. */
function momentOf(entrant: Entrant): Moment {
  return { time: -Infinity, nanos: 0, ...entrant.first, order: entrant.order };
}

/** The frame that the first head must come before: the earliest of the other heads and of what waits. */
function boundOf(heads: readonly Cursor[], waiting: Entrant | undefined): Moment | undefined {
  let bound: Moment | undefined = waiting === undefined ? undefined : momentOf(waiting);
  for (const i of [1, 2]) {
    if (i < heads.length && (bound === undefined || before(heads[i], bound))) bound = heads[i];
  }
  return bound;
}

function push(heads: Cursor[], cursor: Cursor): void {
  heads.push(cursor);
  let i = heads.length - 1;
  while (i > 0) {
    const up = (i - 1) >> 1;
    if (!before(heads[i], heads[up])) break;
    [heads[i], heads[up]] = [heads[up], heads[i]];
    i = up;
  }
}

function drop(heads: Cursor[]): void {
  const last = heads.pop() as Cursor;
  if (heads.length === 0) return;
  heads[0] = last;
  sift(heads, 0);
}

function sift(heads: Cursor[], from: number): void {
  let i = from;
  for (;;) {
    let least = i;
    const left = 2 * i + 1;
    if (left < heads.length && before(heads[left], heads[least])) least = left;
    if (left + 1 < heads.length && before(heads[left + 1], heads[least])) least = left + 1;
    if (least === i) return;
    [heads[i], heads[least]] = [heads[least], heads[i]];
    i = least;
  }
}
