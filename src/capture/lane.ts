/**
 * One input as batches: octets are read straight behind the record that the batch before left unfinished, and indexed
 * where they lie.
 */
import type { Buffers } from './buffers.ts';
import type { FileNotes } from './notes.ts';
import { IDLE, type Octets } from './octets.ts';
import { DONE, MORE, type Walker, Window } from './window.ts';

export interface LaneOptions {
  readonly octets: Octets;
  readonly walker: Walker;
  readonly notes: FileNotes;
  readonly buffers: Buffers;
  /** Octets of a batch's data; asked for at each new batch. */
  readonly capacity: () => number;
  /** Milliseconds after which a live input's frames are given although the batch has room. */
  readonly patience: number;
  readonly signal: AbortSignal | undefined;
}

/** A batch without its number. */
export interface Filled {
  readonly count: number;
  readonly data: ArrayBufferLike;
  readonly index: ArrayBufferLike;
}

/** Never smaller: a few records fit. */
const LEAST_CAPACITY = 4096;

/** Batches of one input in order; closes the input at its end or when the generator is returned from. */
export async function* lane(options: LaneOptions): AsyncGenerator<Filled, void, undefined> {
  const { octets, walker, notes, buffers, signal } = options;
  let w = windowOf(buffers, options.capacity());
  let reading: Promise<number> | undefined;
  /** When the frames at hand are given at the latest, in milliseconds of performance.now. */
  let due = Number.POSITIVE_INFINITY;
  const read = (patience: number): Promise<number> =>
    signal?.aborted ? Promise.resolve(0) : octets.fill(w.u8, w.end, w.data.byteLength, patience);
  try {
    for (;;) {
      const outcome = walker.walk(w);
      if (outcome === DONE) break;
      if (octets.live && w.count > 0 && due === Number.POSITIVE_INFINITY) due = performance.now() + options.patience;
      let full = outcome !== MORE || w.end === w.data.byteLength;
      if (!full && !w.final) {
        const n = await (reading ?? read(w.count > 0 ? due - performance.now() : Number.POSITIVE_INFINITY));
        reading = undefined;
        if (n === 0) {
          w.final = true;
          w.explained = octets.fault !== undefined || signal?.aborted === true;
        } else if (n !== IDLE) {
          w.end += n;
        }
        full = n === IDLE || performance.now() >= due;
        if (n > 0 && full) {
          // What just came belongs to the batch that is due.
          const last = walker.walk(w);
          if (last === DONE) break;
        }
      }
      if (!full) continue;
      const filled = w;
      w = next(w, walker.need, options);
      due = Number.POSITIVE_INFINITY;
      // The next octets are on their way while the consumer works. Only behind a record that is not whole: after FULL
      // there are whole ones at hand, and those come first.
      if (outcome === MORE && !octets.live && !w.final && w.end < w.data.byteLength && filled.count > 0) {
        reading = read(Number.POSITIVE_INFINITY);
        reading.catch(() => {});
      }
      if (filled.count > 0) yield { count: filled.count, data: filled.data, index: filled.index };
      else buffers.recycle(filled.data, filled.index);
    }
    const { fault } = octets;
    if (fault !== undefined) notes.add(fault.code, walker.frame, w.base + w.end, fault.text);
    notes.end(walker.frame, w.base + w.end);
    if (w.count > 0) yield { count: w.count, data: w.data, index: w.index };
    else buffers.recycle(w.data, w.index);
  } finally {
    // A read that is under way writes into memory that nobody looks at any more.
    await reading?.catch(() => {});
    await octets.close();
  }
}

function windowOf(buffers: Buffers, octets: number): Window {
  return new Window(buffers.data(octets), buffers.index(octets));
}

/** The next window, beginning with what the last one has not read; larger where it must hold more than usual. */
function next(w: Window, need: number, options: LaneOptions): Window {
  const carried = w.end - w.at;
  let octets = Math.max(LEAST_CAPACITY, options.capacity());
  // Grows with what really arrives, not with what a length field says; and by a part of it, so that lengths which say
  // a little more each time do not make everything be carried over again and again.
  if (carried >= octets) octets = Math.min(Math.max(need, carried + (carried >> 1)), carried * 2);
  const to = windowOf(options.buffers, octets);
  to.u8.set(w.u8.subarray(w.at, w.end));
  to.end = carried;
  to.base = w.base + w.at;
  to.final = w.final;
  to.explained = w.explained;
  return to;
}
