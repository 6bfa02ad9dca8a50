/** Buffers of batches, used again when they come back. */
import { BATCH_FRAMES, BATCH_OCTETS, frameEntry } from './batch.ts';

const INDEX_OCTETS = BATCH_FRAMES * frameEntry.stride;
/** Most buffers of each sort kept for later. */
const MOST_KEPT = 32;

export class Buffers {
  readonly #data: ArrayBuffer[] = [];
  readonly #index: ArrayBuffer[] = [];

  /** A data buffer of `octets`, or one of BATCH_OCTETS where that is what was asked for. */
  data(octets: number): ArrayBuffer {
    return (octets === BATCH_OCTETS ? this.#data.pop() : undefined) ?? new ArrayBuffer(octets);
  }

  /** An index buffer for the frames that `octets` usually hold, BATCH_FRAMES at most. */
  index(octets: number): ArrayBuffer {
    // Hardly any record with its header is smaller than 64 octets; where they are, the batch ends earlier.
    const size = Math.min(INDEX_OCTETS, (Math.floor(octets / 64) + 1) * frameEntry.stride);
    return (size === INDEX_OCTETS ? this.#index.pop() : undefined) ?? new ArrayBuffer(size);
  }

  /** Takes buffers back; those of another size, or moved elsewhere in the meantime, are let go. */
  recycle(data: ArrayBuffer, index: ArrayBuffer): void {
    if (data.byteLength === BATCH_OCTETS && this.#data.length < MOST_KEPT) this.#data.push(data);
    if (index.byteLength === INDEX_OCTETS && this.#index.length < MOST_KEPT) this.#index.push(index);
  }
}
