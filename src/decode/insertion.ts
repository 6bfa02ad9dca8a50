/** Records that came of a piece beyond the one that took its place. */
import { message } from '../../decoders/message.ts';

const WORDS = message.stride / 8;

export interface Insertion {
  /** Record that the others stand behind. */
  readonly behind: number;
  readonly words: Float64Array;
}

/** The records with the others in their places. */
export function inserted(
  words: Float64Array,
  count: number,
  more: readonly Insertion[],
): { count: number; records: ArrayBufferLike } {
  let all = count;
  for (const { words: others } of more) all += others.length / WORDS;
  const to = new Float64Array(all * WORDS);
  let from = 0;
  let place = 0;
  for (const { behind, words: others } of more) {
    const upTo = (behind + 1) * WORDS;
    to.set(words.subarray(from, upTo), place);
    place += upTo - from;
    to.set(others, place);
    place += others.length;
    from = upTo;
  }
  to.set(words.subarray(from, count * WORDS), place);
  return { count: all, records: to.buffer };
}
