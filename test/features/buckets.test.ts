import { expect, test } from 'vitest';
import { BUCKET_ROWS, writing } from '../../src/features/buckets.ts';

const GIB = 2 ** 30;

test('what waits to be written takes a quarter of the memory at most', () => {
  for (const memory of [0.5, 1, 3, 16]) {
    for (const threads of [1, 2, 8, 64]) {
      const { waiting } = writing(memory * GIB, threads, 17);
      expect(waiting * threads * 128).toBeLessThanOrEqual((memory * GIB) / 4);
    }
  }
});

test('a thread brings each bucket at least half a group, so that no thread waits for another', () => {
  for (const dialogues of [10e6, 100e6, 400e6, 1.3e9]) {
    const buckets = Math.ceil(dialogues / BUCKET_ROWS);
    const { waiting, group } = writing(3 * GIB, 2, buckets);
    expect(group / 2).toBeLessThanOrEqual(waiting / buckets);
    expect(group).toBeGreaterThanOrEqual(2048);
  }
});
