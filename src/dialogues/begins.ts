/**
 * Begins of the last seconds, by their octets: the second leg of a dialogue that has ended and been written already is known
 * as such, and opens nothing. A table of fixed size, four to a bucket (64 octets), where a newer Begin takes the place of the
 * oldest: what it has forgotten is a Begin like any other. No seed: what is forgotten must not differ from run to run.
 */
import { message } from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { fold, mix } from './hash.ts';

const { f64: m64 } = current;
const i32 = currentSigned;
const M = message.at;

const BUCKETS = 1 << 16;
const WAYS = 4;
/** Words of an entry: time in microseconds (f64), hash of the octets, identifier and node. */
const WORDS = 4;
const HASH = 2;

export class Begins {
  private readonly times: Float64Array;
  private readonly words: Int32Array;
  /** Microseconds within which the same octets are the same message. */
  private readonly window: number;

  constructor(window: number) {
    this.window = window;
    const buffer = new ArrayBuffer(BUCKETS * WAYS * WORDS * 4);
    this.times = new Float64Array(buffer);
    this.words = new Int32Array(buffer);
  }

  /** Whether the current Begin of the node `from` was here a moment ago; it is remembered. */
  again(from: number): boolean {
    const hash = i32[M.octetsHash];
    if (hash === 0) return false;
    const { words, times } = this;
    const who = fold(i32[M.otid], from);
    const time = m64[M.time];
    const first = (mix(hash) & (BUCKETS - 1)) * WAYS;
    let oldest = first;
    for (let e = first; e < first + WAYS; e++) {
      const at = e * WORDS + HASH;
      if (words[at] === hash && words[at + 1] === who && Math.abs(time - times[e * 2]) < this.window) return true;
      if (times[e * 2] < times[oldest * 2]) oldest = e;
    }
    words[oldest * WORDS + HASH] = hash;
    words[oldest * WORDS + HASH + 1] = who;
    times[oldest * 2] = time;
    return false;
  }

  /** Reads what `again` will look at, so that many such reads wait for memory at once. What it gives means nothing. */
  touch(hash: number): number {
    return this.words[(mix(hash) & (BUCKETS - 1)) * WAYS * WORDS];
  }
}
