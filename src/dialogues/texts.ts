/**
 * The dictionary of the run: access point names and application contexts by their octets, numbered from 1 in the order
 * in which they appear, so that a record carries a number.
 */
import type { Output } from './output.ts';
import type { Statistics } from './statistics.ts';

/** Most texts; hostile traffic could name a new access point in every message. */
const CAP = 1 << 20;

export class Texts {
  private readonly known = new Map<string, number>();
  private readonly output: Output;
  private readonly statistics: Statistics;

  constructor(output: Output, statistics: Statistics) {
    this.output = output;
    this.statistics = statistics;
  }

  /** Number in the run by number in the batch; [0] is 0. A text beyond the cap is 0. */
  numbers(texts: readonly Uint8Array[]): Uint32Array {
    const numbers = new Uint32Array(texts.length + 1);
    for (let i = 0; i < texts.length; i++) numbers[i + 1] = this.number(texts[i]);
    return numbers;
  }

  private number(octets: Uint8Array): number {
    let key = '';
    for (let i = 0; i < octets.length; i++) key += String.fromCharCode(octets[i]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= CAP) {
      this.statistics.anomaly('texts-full', 0, 0);
      return 0;
    }
    const number = this.known.size + 1;
    this.known.set(key, number);
    this.output.addText(octets.slice());
    return number;
  }
}
