import { describe, expect, it } from 'vitest';
import { choose } from '../../src/clusters/choice.ts';
import { judge, pairDistances } from '../../src/clusters/judge.ts';
import { matrixOf } from '../../src/clusters/matrix.ts';
import { Random } from '../../src/clusters/random.ts';
import { dunn, silhouette } from './reference.ts';

describe('silhouette and Dunn index', () => {
  it.each([1, 2, 3, 4])('agree with the slow ones (seed %i)', seed => {
    const random = new Random(seed);
    const k = 2 + seed;
    const labels = Uint8Array.from({ length: 80 }, () => random.below(k));
    const rows = Array.from(labels, label => [label + random.unit(), label * 2 + random.unit() * 3, random.unit()]);
    const found = judge(pairDistances(matrixOf(rows)), labels, k);
    expect(found.silhouette).toBeCloseTo(silhouette(rows, [...labels]), 12);
    expect(found.dunn).toBeCloseTo(dunn(rows, [...labels]), 12);
  });

  it('by hand: two pairs, 3 apart, 1 wide', () => {
    const found = judge(pairDistances(matrixOf([[0], [1], [4], [5]])), Uint8Array.of(0, 0, 1, 1), 2);
    // a = 1; b = 4.5 for the outer, 3.5 for the inner ones.
    expect(found.silhouette).toBeCloseTo((3.5 / 4.5 + 2.5 / 3.5) / 2, 12);
    expect(found.dunn).toBe(3);
  });

  it('a row alone counts as 0; labels without rows do no harm', () => {
    const rows = [[0], [1], [9]];
    const found = judge(pairDistances(matrixOf(rows)), Uint8Array.of(0, 0, 3), 5);
    expect(found.silhouette).toBeCloseTo((8 / 9 + 7 / 8) / 3, 12);
    expect(found.dunn).toBe(8);
  });

  it('are not defined for one cluster, nor Dunn where all clusters are points', () => {
    const pairs = pairDistances(matrixOf([[0], [0], [3], [3]]));
    expect(judge(pairs, Uint8Array.of(1, 1, 1, 1), 2)).toEqual({ silhouette: null, dunn: null });
    expect(judge(pairs, Uint8Array.of(0, 0, 1, 1), 2)).toEqual({ silhouette: 1, dunn: null });
  });
});

describe('choice of k', () => {
  const point = (k: number, silhouette: number | null, dunn: number | null) => ({ k, silhouette, dunn, inertia: 0 });

  it('takes the best by both', () => {
    const curve = [point(2, 0.3, 0.1), point(3, 0.6, 0.5), point(4, 0.4, 0.1)];
    expect(choose(curve).place).toBe(1);
  });

  it('prefers fewer clusters where they are as good, not where Dunn falls far', () => {
    expect(choose([point(6, 0.59, 0.2), point(7, 0.6, 0.21), point(8, 0.61, 0.22)]).place).toBe(0);
    expect(choose([point(6, 0.59, 0.1), point(7, 0.6, 0.21), point(8, 0.61, 0.22)]).place).toBe(1);
    expect(choose([point(6, 0.5, 0.9), point(7, 0.6, 0.21), point(8, 0.61, 0.22)]).place).toBe(1);
  });

  it('lives with what is not defined', () => {
    expect(choose([point(2, null, null)]).place).toBe(0);
    expect(choose([point(2, null, null), point(3, -0.1, null)]).place).toBe(1);
  });
});
