/**
 * Chance of many devices: each has a state of its own (xoshiro128**, four words, kept with the rest of the device), so
 * that what a device does depends on its number and the seed alone, not on when the others are asked. Sums and products of IEEE doubles, no library
 * function whose last bits may differ: a seed gives the same population on every machine.
 */
import { QUANTILES, Random } from '../random.ts';

const UNIT = 4294967296;

export class Chance {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** The state that a device begins with, into words[at] to words[at + 3]. */
  static begin(device: number, seed: number, words: Int32Array, at: number): void {
    const own = new Random((Math.imul(device + 1, 0x9e3779b1) ^ seed) >>> 0);
    for (let k = 0; k < 4; k++) words[at + k] = own.next();
  }

  load(words: Int32Array, at: number): void {
    this.a = words[at] as number;
    this.b = words[at + 1] as number;
    this.c = words[at + 2] as number;
    this.d = words[at + 3] as number;
  }

  save(words: Int32Array, at: number): void {
    words[at] = this.a;
    words[at + 1] = this.b;
    words[at + 2] = this.c;
    words[at + 3] = this.d;
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

  /** From 0 up to 1, 1 not included. */
  unit(): number {
    return this.next() / UNIT;
  }

  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor((this.next() / UNIT) * n);
  }

  chance(p: number): boolean {
    return this.next() < p * UNIT;
  }

  /** Exponential with mean 1, cut at 7. */
  wait(): number {
    const u = this.next();
    const row = u >>> 24;
    const low = QUANTILES[row] as number;
    const high = QUANTILES[row + 1] as number;
    return low + (high - low) * ((u & 0xffffff) / 0x1000000);
  }

  /** Lognormal with median 1 and this deviation of its logarithm, cut at two and a half of these: for setting up. */
  around(sigma: number): number {
    let z = -6;
    for (let k = 0; k < 12; k++) z += this.unit();
    return exp(sigma * Math.max(-2.5, Math.min(2.5, z)));
  }
}

/** e^x for small x, by halving and squaring. */
export function exp(x: number): number {
  const y = x / 64;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 14; n++) {
    term *= y / n;
    sum += term;
  }
  for (let k = 0; k < 6; k++) sum *= sum;
  return sum;
}
