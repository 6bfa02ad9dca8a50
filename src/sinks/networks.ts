/** Records told apart by the network that the subscriber is at home in, and by the one visited: classes of three columns each. */
import { Classes, mixed } from './classes.ts';
import type { Meanings } from './meanings.ts';

export const HOME_COLUMNS: readonly string[] = ['home_mcc', 'home_mnc', 'home_country'];
export const VISITED_COLUMNS: readonly string[] = ['visited_country', 'visited_mcc', 'visited_mnc'];

export class Homes extends Classes {
  readonly #meanings: Meanings;

  constructor(meanings: Meanings) {
    super(1);
    this.#meanings = meanings;
  }

  protected override read(rows: number): void {
    const { words, hashes, stride } = this;
    this.#meanings.homes(rows, words, stride);
    for (let i = 0; i < rows; i++) hashes[i] = mixed(Math.imul(words[i * stride], 0x9e3779b1));
  }
}

export class Visits extends Classes {
  readonly #meanings: Meanings;

  constructor(meanings: Meanings) {
    super(2);
    this.#meanings = meanings;
  }

  protected override read(rows: number): void {
    const { words, hashes, stride } = this;
    this.#meanings.visits(rows, words, stride);
    for (let i = 0; i < rows; i++) {
      const hash = Math.imul(words[i * stride], 0x9e3779b1) ^ Math.imul(words[i * stride + 1], 0x85ebca6b);
      hashes[i] = mixed(hash);
    }
  }
}
