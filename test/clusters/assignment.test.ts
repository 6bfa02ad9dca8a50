import { describe, expect, it } from 'vitest';
import { assign } from '../../src/clusters/assignment.ts';
import { Random } from '../../src/clusters/random.ts';
import { cheapest } from './reference.ts';

describe('assignment', () => {
  it.each([
    [3, 3],
    [5, 5],
    [4, 6],
    [6, 3],
    [1, 1],
  ])('is as cheap as the cheapest of all (%i × %i)', (rows, columns) => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed, rows, columns);
      const costs = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.below(30)));
      const found = assign(costs);
      const used = found.filter(j => j !== undefined);
      expect(new Set(used).size).toBe(Math.min(rows, columns));
      const cost = found.reduce((sum: number, j, i) => sum + (j === undefined ? 0 : costs[i][j]), 0);
      expect(cost).toBe(cheapest(costs));
    }
  });
});
