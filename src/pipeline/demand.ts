/**
 * Whether one more worker would help: told by the time that the main thread spends waiting for those there are. A worker
 * costs its start, its memory and code compiled once more, so that each begins when it is needed and not before.
 */

/** Batches that are let pass first, while the code of the first worker is being compiled. */
const FIRST = 16;
/** Batches after which the time is looked at. */
const EVERY = 8;
/** Part of the time that has to go by waiting. */
const PART = 0.2;

export class Demand {
  #batches = -FIRST;
  #waited = 0;
  #since: number;

  /** `now` in milliseconds, here and below. */
  constructor(now: number) {
    this.#since = now;
  }

  /** The main thread waited so long for an answer of the workers. */
  waited(milliseconds: number): void {
    this.#waited += milliseconds;
  }

  /** A batch has been dealt with. True where another worker would have helped with the last ones. */
  batch(now: number): boolean {
    if (++this.#batches < EVERY && this.#batches !== 0) return false;
    const missing = this.#batches > 0 && this.#waited > (now - this.#since) * PART;
    this.#batches = 0;
    this.#waited = 0;
    this.#since = now;
    return missing;
  }
}
