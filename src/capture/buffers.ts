/**
 * Buffers of batches, used again when they come back. They are shared with the workers and stay where they are: one that
 * moves from thread to thread counts as new memory in each, and the collectors run for nothing else; and where any
 * buffer has ever been taken away, V8 asks at every access to every array whether its buffer is still there.
 */
import { BATCH_FRAMES, frameEntry } from './batch.ts';

const INDEX_OCTETS = BATCH_FRAMES * frameEntry.stride;
/** Most octets kept for later, and of how many sizes. */
const MOST_KEPT = 128 << 20;
const MOST_SIZES = 32;

/** Few sizes, so that what comes back fits again: a power of two. */
function sizeOf(octets: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(octets, 4096)));
}

export class Buffers {
  readonly #kept = new Map<number, ArrayBufferLike[]>();
  #octets = 0;

  /** A data buffer of `octets` or more; what it holds means nothing. */
  data(octets: number): ArrayBufferLike {
    return this.#take(sizeOf(octets));
  }

  /** An index buffer for the frames that `octets` usually hold, BATCH_FRAMES at most. */
  index(octets: number): ArrayBufferLike {
    // Hardly any record with its header is smaller than 64 octets; where they are, the batch ends earlier.
    return this.#take(Math.min(INDEX_OCTETS, (sizeOf(octets) / 64 + 1) * frameEntry.stride));
  }

  /** Takes buffers back. */
  recycle(data: ArrayBufferLike, index: ArrayBufferLike): void {
    this.#keep(data);
    this.#keep(index);
  }

  #take(octets: number): ArrayBufferLike {
    const buffer = this.#kept.get(octets)?.pop();
    if (buffer === undefined) return new SharedArrayBuffer(octets);
    this.#octets -= octets;
    return buffer;
  }

  #keep(buffer: ArrayBufferLike): void {
    const octets = buffer.byteLength;
    if (octets === 0 || this.#octets + octets > MOST_KEPT) return;
    let list = this.#kept.get(octets);
    if (list === undefined) {
      if (this.#kept.size === MOST_SIZES) this.#forget();
      list = [];
      this.#kept.set(octets, list);
    }
    list.push(buffer);
    this.#octets += octets;
  }

  /** Lets the size go that has been there longest. */
  #forget(): void {
    const [octets, list] = this.#kept.entries().next().value as [number, ArrayBufferLike[]];
    this.#octets -= octets * list.length;
    this.#kept.delete(octets);
  }
}
