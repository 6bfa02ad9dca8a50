/**
 * The one source of chance: xoshiro128** seeded through splitmix32. Integer arithmetic alone decides what is drawn, so
 * that a seed gives the same capture on every machine and every version of the runtime.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  constructor(seed: number) {
    let x = seed >>> 0;
    const mix = (): number => {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return (z ^ (z >>> 16)) >>> 0;
    };
    this.a = mix();
    this.b = mix();
    this.c = mix();
    this.d = mix() | 1;
  }

  /** 32 bits, 0 to 2^32 - 1. */
  next(): number {
    const times5 = Math.imul(this.b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A whole number from 0 to n - 1, n at most 2^32. */
  below(n: number): number {
    return Math.floor((this.next() / 4294967296) * n);
  }

  /** A whole number from low to high, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with this probability. */
  chance(p: number): boolean {
    return this.next() < p * 4294967296;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /**
   * A waiting time with this mean, whole numbers: -ln(1 - u) by a series over integers would cost more than it gives,
   * so it is read from a table of the exponential's quantiles, which rounds alike everywhere.
   */
  wait(mean: number): number {
    const u = this.next();
    const row = u >>> 24;
    const low = QUANTILES[row] as number;
    const high = QUANTILES[row + 1] as number;
    return Math.round(mean * (low + (high - low) * ((u & 0xffffff) / 0x1000000)));
  }
}

/** Quantiles of the unit exponential at k / 256, from sums of 1 / n: no library logarithm, whose last bits may differ. */
export const QUANTILES: readonly number[] = (() => {
  // ln(256 / (256 - k)) = sum of ln(j / (j - 1)) for j from 257 - k to 256; ln(j / (j - 1)) = 2 atanh(1 / (2j - 1)).
  const ln = (j: number): number => {
    const z = 1 / (2 * j - 1);
    let term = z;
    let sum = 0;
    for (let n = 1; n < 60; n += 2) {
      sum += term / n;
      term *= z * z;
    }
    return 2 * sum;
  };
  const q = [0];
  for (let k = 1; k < 256; k++) q.push((q[k - 1] as number) + ln(257 - k));
  q.push((q[255] as number) + 1.5); // the open end, cut
  return q;
})();

/** Rows with weights; `draw` gives a row's value with its share. */
export class Shares<T> {
  private readonly bounds: number[] = [];
  private readonly values: T[] = [];

  constructor(rows: readonly (readonly [share: number, value: T])[]) {
    const total = rows.reduce((sum, [share]) => sum + share, 0);
    let sum = 0;
    for (const [share, value] of rows) {
      sum += share;
      this.bounds.push((sum / total) * 4294967296);
      this.values.push(value);
    }
  }

  draw(random: Random): T {
    const u = random.next();
    const { bounds } = this;
    let i = 0;
    while (i < bounds.length - 1 && u >= (bounds[i] as number)) i++;
    return this.values[i] as T;
  }
}
