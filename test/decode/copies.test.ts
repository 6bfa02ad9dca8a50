import { describe, expect, it } from 'vitest';
import { RecentKeys } from '../../src/decode/copies.ts';

/** A small generator with a seed (a linear congruence), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('RecentKeys', () => {
  it('knows a key within the window and not behind it', () => {
    const keys = new RecentKeys({ window: 1000 });
    expect(keys.seen(1, 2, 0)).toBe(false);
    expect(keys.seen(1, 2, 1000)).toBe(true);
    expect(keys.seen(1, 2, 1001)).toBe(false);
    expect(keys.seen(1, 2, 2001)).toBe(true);
  });

  it('tells both halves, and numbers above 2^31 whichever sign they come with', () => {
    const keys = new RecentKeys({ window: 1000 });
    expect(keys.seen(0xffffffff, 5, 0)).toBe(false);
    expect(keys.seen(-1, 5, 1)).toBe(true);
    expect(keys.seen(0xffffffff, 6, 2)).toBe(false);
    expect(keys.seen(5, 0xffffffff, 3)).toBe(false);
  });

  it('takes a key of zeros', () => {
    const keys = new RecentKeys({ window: 1000 });
    expect([keys.seen(0, 0, 0), keys.seen(0, 0, 1)]).toEqual([false, true]);
  });

  it('agrees with a plain map, times out of order included', () => {
    const next = random(4);
    const keys = new RecentKeys({ window: 500 });
    const plain = new Map<number, number>();
    for (let i = 0; i < 60_000; i++) {
      const key = Math.floor(next() * 5000);
      const time = i + Math.floor(next() * 100);
      const before = plain.get(key);
      const expected = before !== undefined && Math.abs(time - before) <= 500;
      if (!expected) plain.set(key, time);
      expect(keys.seen(Math.imul(key, 0x9e3779b1), key, time)).toBe(expected);
    }
  });

  it('grows to hold what the window holds', () => {
    const keys = new RecentKeys({ window: 1e9 });
    for (let i = 0; i < 50_000; i++) expect(keys.seen(Math.imul(i, 0x9e3779b1), i, i)).toBe(false);
    let known = 0;
    for (let i = 0; i < 50_000; i++) if (keys.seen(Math.imul(i, 0x9e3779b1), i, 50_000)) known++;
    expect(known).toBe(50_000);
  });

  it('forgets the older keys at its bound, and says so', () => {
    const keys = new RecentKeys({ window: 1e9, most: 4096 });
    for (let i = 0; i < 20_000; i++) keys.seen(Math.imul(i, 0x9e3779b1), i, i);
    expect(keys.forgotten).toBeGreaterThan(0);
    expect(keys.seen(Math.imul(19_999, 0x9e3779b1), 19_999, 20_000)).toBe(true);
    expect(keys.seen(0, 0, 20_000)).toBe(false);
  });

  it('bounds what chosen keys cost', () => {
    const keys = new RecentKeys({ window: 1e9 });
    // one home for all: the second half alone decides where the first is 0 and the high bits agree
    for (let i = 0; i < 3000; i++) keys.seen(0, (i << 16) | (i & 0xffff), i);
    expect(keys.seen(0, (2999 << 16) | 2999, 3000)).toBe(true);
  });

  it('does not lose the window where time jumps back', () => {
    const keys = new RecentKeys({ window: 1000 });
    keys.seen(1, 1, 1_000_000);
    expect(keys.seen(2, 2, 10)).toBe(false);
    expect(keys.seen(2, 2, 20)).toBe(true);
  });
});
