/** Random numbers that a seed repeats: xorshift over 32 bits. One state for the whole program. */
let state = 1;

export function seedRandom(seed: number): void {
  state = Math.imul(seed ^ 0x9e3779b1, 0x85ebca6b) | 1;
  for (let i = 0; i < 8; i++) random32();
}

/** 0 to 2^32 - 1. */
export function random32(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
}

/** 0 to `n` - 1. */
export function below(n: number): number {
  return Math.floor((random32() / 0x1_0000_0000) * n);
}

/** True `percent` times of a hundred. */
export function chance(percent: number): boolean {
  return below(100) < percent;
}

export function pick<T>(list: readonly T[]): T {
  return list[below(list.length)];
}
