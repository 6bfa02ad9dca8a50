/**
 * Values kept by key while there is room: each key has one place, and what came there last stands in it. Devices come again
 * and again; what has been forgotten is worked out again, which costs time and changes nothing.
 */

/** Words of a key, the length of its value among them, and of what is kept. */
export const KEY_WORDS = 4;
export const VALUE_WORDS = 4;
const ENTRY = KEY_WORDS + VALUE_WORDS;

/** Of each number of octets the bits of a word that they fill. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1);

export class Kept {
  readonly #bits: number;
  /** Keys and values; a place never used has length 0. */
  readonly words: Int32Array<ArrayBuffer>;
  /** Of the key looked up last. */
  #place = 0;

  constructor(bits: number) {
    this.#bits = bits;
    this.words = new Int32Array(ENTRY << bits);
  }

  #placeOf(w0: number, w1: number, w2: number, length: number): number {
    let hash = Math.imul(w0, 0x9e3779b1) ^ Math.imul(w1, 0x85ebca6b) ^ Math.imul(w2, 0xc2b2ae35);
    hash = Math.imul(hash ^ length ^ (hash >>> 15), 0x2c1b3c6d);
    return ((hash ^ (hash >>> 13)) >>> (32 - this.#bits)) * ENTRY;
  }

  /** Reads the place of a key that will be looked up soon: the cache fetches the lines of many at once. Gives anything. */
  touch(w0: number, w1: number, w2: number, length: number): number {
    return this.words[this.#placeOf(w0, w1, w2, length)];
  }

  /** Where the value of this key stands; -1 where it is not kept. The length is not 0. */
  find(w0: number, w1: number, w2: number, length: number): number {
    const place = this.#placeOf(w0, w1, w2, length);
    this.#place = place;
    const { words } = this;
    return words[place] === w0 && words[place + 1] === w1 && words[place + 2] === w2 && words[place + 3] === length
      ? place + KEY_WORDS
      : -1;
  }

  /** Keeps a value for this key, which was looked up last: where it is to be written. */
  keep(w0: number, w1: number, w2: number, length: number): number {
    const { words } = this;
    const place = this.#place;
    words[place] = w0;
    words[place + 1] = w1;
    words[place + 2] = w2;
    words[place + 3] = length;
    return place + KEY_WORDS;
  }
}

/** The octets at from[at] as a word, the first one lowest: as many as there are, four at most. */
export function wordOf(from: Uint8Array, at: number, octets: number): number {
  if (octets <= 0) return 0;
  const all = from[at] | (from[at + 1] << 8) | (from[at + 2] << 16) | (from[at + 3] << 24);
  return octets >= 4 ? all : all & MASKS[octets];
}
