/**
 * A queue of answers that are under way, given out in the order in which they were asked for. What stands between
 * `room` and `release` is bounded, so that a quick source waits for a slow sink.
 */
export class Window<T> {
  readonly #limit: () => number;
  readonly #waiting: Promise<T>[] = [];
  #held = 0;
  #closed = false;
  #wake: (() => void)[] = [];

  /** `limit` is asked at each entry: it may grow. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Entries pushed and not yet released. */
  get held(): number {
    return this.#held;
  }

  /** Waits until one more entry may be pushed, or the window is closed. */
  async room(): Promise<void> {
    while (this.#held >= this.#limit() && !this.#closed) await this.#change();
  }

  push(entry: Promise<T>): void {
    this.#held++;
    this.#waiting.push(entry);
    this.#changed();
  }

  /** No more entries will come. */
  close(): void {
    this.#closed = true;
    this.#changed();
  }

  /** The next entry in order, its answer perhaps still under way, or undefined after the last one. */
  async next(): Promise<{ readonly answer: Promise<T> } | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#closed) return undefined;
      await this.#change();
    }
    return { answer: this.#waiting.shift() as Promise<T> };
  }

  /** The entry that `next` gave has been dealt with. */
  release(): void {
    this.#held--;
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#wake.push(resolve));
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}
