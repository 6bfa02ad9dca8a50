/**
 * Chance from a seed: integers alone, so that every engine draws the same. The generator is sfc32 (Doty-Humphrey's small
 * fast counting generator, 32 bits); each use has a stream of its own, told apart by numbers.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, ...stream: readonly number[]) {
    let state = mix(seed | 0, Math.floor(seed / 0x1_0000_0000));
    for (const part of stream) state = mix(state, part);
    this.#a = state;
    this.#b = mix(state, 1);
    this.#c = mix(state, 2);
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 to below 1, 53 bits. */
  unit(): number {
    return ((this.#next() >>> 5) * 0x400_0000 + (this.#next() >>> 6)) / 0x20_0000_0000_0000;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.unit() * bound);
  }

  /** `size` of the numbers 0 to `of` - 1, each at most once, in rising order; all of them where there are no more. */
  sample(of: number, size: number): Uint32Array {
    const all = Uint32Array.from({ length: of }, (_, i) => i);
    if (size >= of) return all;
    for (let i = 0; i < size; i++) {
      const j = i + this.below(of - i);
      const taken = all[j];
      all[j] = all[i];
      all[i] = taken;
    }
    return all.slice(0, size).sort();
  }
}

/** Two numbers into 32 bits that look like neither. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}
