/**
 * Inputs that were captured at once come from several taps, whose clocks differ by up to a second: which of two messages
 * of different taps came first is not known from times that lie so near. What waits for its request is kept here, and
 * taken once more behind a request that another tap shows a little later.
 */
import { message } from '../../decoders/message.ts';
import { current } from './current.ts';

const { u16: m16, f64: m64 } = current;
const M = message.at;
const WORDS = message.stride / 8;
/** Most messages kept; beyond them an early answer is what it is with one tap. */
const MOST_KEPT = 65_536;

/** Which tap an input is of. Inputs that follow one another in time, as files of a rotating capture, are of one. */
export type TapOf = (file: number) => number;

/** A message that waits for its request: its record, and whether its chunk had been seen before. */
export interface Kept {
  readonly words: Float64Array;
  readonly copy: boolean;
}

export class Taps {
  private readonly tapOf: TapOf;
  /** Microseconds. */
  private readonly skew: number;
  private readonly kept = new Map<number, Kept[]>();
  private count = 0;

  /** `skew`: microseconds by which the clocks may differ. */
  constructor(tapOf: TapOf, skew: number) {
    this.tapOf = tapOf;
    this.skew = skew;
  }

  /** Whether the order of the current message and one of another time and input says nothing. */
  unordered(file: number, time: number): boolean {
    if (this.skew === 0 || file === m16[M.file]) return false;
    return this.tapOf(file) !== this.tapOf(m16[M.file]) && Math.abs(m64[M.time] - time) <= this.skew;
  }

  /** Keeps the current message for the slot that waits with it; not where there is one tap. */
  keep(slot: number, copy = false): void {
    if (this.skew === 0 || this.count >= MOST_KEPT) return;
    const list = this.kept.get(slot);
    const kept = { words: m64.slice(), copy };
    if (list === undefined) this.kept.set(slot, [kept]);
    else list.push(kept);
    this.count++;
  }

  /** The messages of a slot that waits no more. */
  release(slot: number): readonly Kept[] {
    if (this.count === 0) return [];
    const list = this.kept.get(slot);
    if (list === undefined) return [];
    this.kept.delete(slot);
    this.count -= list.length;
    return list;
  }

  /** Makes each of the messages the current one and takes it; afterwards the current one is what it was. */
  replay(messages: readonly Kept[], take: (copy: boolean) => void): void {
    const before = m64.slice();
    for (const { words, copy } of messages) {
      m64.set(words);
      take(copy);
    }
    for (let i = 0; i < WORDS; i++) m64[i] = before[i];
  }
}
