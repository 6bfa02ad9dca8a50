/** Buffers of batches, used again when they come back. */
import { BATCH_FRAMES, frameEntry } from './batch.ts';

const INDEX_OCTETS = BATCH_FRAMES * frameEntry.stride;
/** Most octets kept for later, and of how many sizes. */
const MOST_KEPT = 128 << 20;
const MOST_SIZES = 32;

export class Buffers {
  readonly #kept = new Map<number, ArrayBuffer[]>();
  #octets = 0;

  /** A data buffer of `octets`; what it holds means nothing. */
  data(octets: number): ArrayBuffer {
    return this.#take(octets);
  }

  /** An index buffer for the frames that `octets` usually hold, BATCH_FRAMES at most. */
  index(octets: number): ArrayBuffer {
    // Hardly any record with its header is smaller than 64 octets; where they are, the batch ends earlier.
    return this.#take(Math.min(INDEX_OCTETS, (Math.floor(octets / 64) + 1) * frameEntry.stride));
  }

  /** Takes buffers back, unless they were moved elsewhere in the meantime. */
  recycle(data: ArrayBuffer, index: ArrayBuffer): void {
    this.#keep(data);
    this.#keep(index);
  }

  #take(octets: number): ArrayBuffer {
    const buffer = this.#kept.get(octets)?.pop();
    if (buffer === undefined) return new ArrayBuffer(octets);
    this.#octets -= octets;
    return buffer;
  }

  #keep(buffer: ArrayBuffer): void {
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
    const [octets, list] = this.#kept.entries().next().value as [number, ArrayBuffer[]];
    this.#octets -= octets * list.length;
    this.#kept.delete(octets);
  }
}
