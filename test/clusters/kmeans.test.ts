import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kmeans } from '../../src/clusters/kmeans.ts';
import { matrixOf, rowsOf } from '../../src/clusters/matrix.ts';
import { Random } from '../../src/clusters/random.ts';
import { seedCentres } from '../../src/clusters/seeding.ts';
import { lloyd } from './reference.ts';

const clouds = (seed: number, rows: number, columns: number, places: number): number[][] => {
  const random = new Random(seed);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => (((i % places) * (j + 1) * 0.9) % 4) + random.unit() * 2),
  );
};

describe('k-means', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds what the slow one finds from the same first centres (seed %i)', seed => {
    const rows = clouds(seed, 400, 3, 5);
    const first = seedCentres(matrixOf(rows), 2 + (seed % 6), new Random(seed));
    const slow = lloyd(rows, rowsOf(first));
    const fast = kmeans(matrixOf(rows), first);
    expect(Array.from(fast.labels)).toEqual(slow.labels);
    expect(fast.inertia).toBeCloseTo(slow.inertia, 9);
    rowsOf(fast.centres).forEach((centre, c) => {
      centre.forEach((value, j) => {
        expect(value).toBeCloseTo(slow.centres[c][j], 9);
      });
    });
  });

  it('leaves no cluster empty, whatever the rows and the first centres', () => {
    const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.uniqueArray(row, { minLength: 4, maxLength: 30, selector: String }), fc.nat(3), (rows, far) => {
        // First centres that nothing is near to, some alike.
        const first = matrixOf([rows[0], [50, 50 + far], [50, 50], [-80, 3]]);
        const { labels, centres } = kmeans(matrixOf(rows), first);
        expect(new Set(labels).size).toBe(4);
        expect(rowsOf(centres).flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('gives every row its nearest centre', () => {
    const rows = clouds(21, 600, 4, 7);
    const { labels, centres } = kmeans(matrixOf(rows), seedCentres(matrixOf(rows), 7, new Random(1)));
    rows.forEach((row, i) => {
      const distances = rowsOf(centres).map(centre => centre.reduce((sum, value, j) => sum + (value - row[j]) ** 2, 0));
      expect(labels[i]).toBe(distances.indexOf(Math.min(...distances)));
    });
  });

  it('seeds as many centres as there are different rows', () => {
    const rows = matrixOf([[1], [1], [2], [1], [2]]);
    expect(
      rowsOf(seedCentres(rows, 4, new Random(3)))
        .flat()
        .sort(),
    ).toEqual([1, 2]);
  });
});

describe('chance', () => {
  it('draws the same numbers on every engine', () => {
    const random = new Random(20261128, 3, 7);
    const drawn = Array.from({ length: 4 }, () => random.below(1_000_000));
    expect(drawn).toEqual([178962, 634282, 648715, 597726]);
  });

  it('streams of one seed differ, samples are rising and without repeats', () => {
    expect(new Random(1, 2).unit()).not.toBe(new Random(1, 3).unit());
    expect(new Random(0).unit()).not.toBe(new Random(2 ** 32).unit());
    const picked = new Random(5).sample(1000, 300);
    expect(new Set(picked).size).toBe(300);
    expect(Array.from(picked)).toEqual(Array.from(picked).sort((a, b) => a - b));
    expect(new Random(5).sample(7, 9)).toHaveLength(7);
  });

  it('is even', () => {
    const random = new Random(77);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]++;
    // Five deviations of a binomial.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });
});
