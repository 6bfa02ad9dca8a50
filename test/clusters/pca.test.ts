import { describe, expect, it } from 'vitest';
import { matrixOf, rowsOf } from '../../src/clusters/matrix.ts';
import { covariance, pca, project } from '../../src/clusters/pca.ts';
import { Random } from '../../src/clusters/random.ts';
import { scaleOf } from '../../src/clusters/scale.ts';
import * as slow from './reference.ts';

/** More rows than a block, a number of columns that is no multiple of four, missing values, a constant and an empty column. */
function rows(): number[][] {
  const random = new Random(4);
  return Array.from({ length: 1300 }, (_, i) => {
    const hidden = random.unit() * 4;
    const row = Array.from({ length: 9 }, (_, j) => 1e3 * j + hidden * (j % 3) + random.unit());
    row[2] = i % 7 === 0 ? Number.NaN : row[2];
    row[4] = 0.1 + 0.2;
    row[6] = Number.NaN;
    return row;
  });
}

const all = rows();
const matrix = matrixOf(all);
const scale = scaleOf(matrix);
const expected = slow.scaled(all);

describe('scaling', () => {
  it('leaves out the constant and the empty column, and says which', () => {
    expect(scale.kept).toEqual(expected.columns);
    expect(scale.dropped).toEqual([
      { column: 4, reason: 'constant', value: 0.1 + 0.2 },
      { column: 6, reason: 'empty', value: Number.NaN },
    ]);
    expect(scale.missing[scale.kept.indexOf(2)]).toBe(186);
  });

  it('sees a constant through the dust of rounding', () => {
    const dust = scaleOf(matrixOf([[0.3], [0.1 + 0.2], [0.3]]));
    expect(dust.kept).toEqual([]);
    expect(scaleOf(matrixOf([[1e-12], [2e-12]])).kept).toEqual([0]);
  });
});

describe('components', () => {
  it('covariance as the slow one has it', () => {
    const found = covariance(matrix, scale);
    slow
      .covariance(expected.rows)
      .flat()
      .forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value, 9);
      });
  });

  const found = pca(matrix, scale, 0.8);

  it('are unit vectors at right angles that the covariance only stretches', () => {
    const table = slow.covariance(expected.rows);
    const vectors = rowsOf(found.loadings);
    vectors.forEach((vector, c) => {
      vectors.forEach((other, d) => {
        const product = vector.reduce((sum, value, j) => sum + value * other[j], 0);
        expect(product).toBeCloseTo(c === d ? 1 : 0, 10);
      });
      table.forEach((line, j) => {
        const stretched = line.reduce((sum, value, i) => sum + value * vector[i], 0);
        expect(stretched).toBeCloseTo(found.variance[c] * vector[j], 9);
      });
      expect(vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most))).toBeGreaterThan(0);
    });
  });

  it('are the fewest that explain enough', () => {
    const sum = (count: number): number => found.explained.slice(0, count).reduce((all, share) => all + share, 0);
    expect(sum(found.components)).toBeGreaterThanOrEqual(0.8);
    expect(sum(found.components - 1)).toBeLessThan(0.8);
    expect(sum(found.explained.length)).toBeCloseTo(1, 12);
  });

  it('projects rows', () => {
    const vectors = rowsOf(found.loadings);
    const points = rowsOf(project(matrix, scale, found.loadings));
    for (const i of [0, 511, 512, 1299]) {
      vectors.forEach((vector, c) => {
        expect(points[i][c]).toBeCloseTo(
          vector.reduce((sum, value, j) => sum + value * expected.rows[i][j], 0),
          9,
        );
      });
    }
  });
});
