/**
 * Principal components of scaled rows: the eigenvectors of their covariance. Rows pass block by block; sums run within a
 * block and then over the blocks, always in that order, so that the last bits never depend on anything else.
 */
import { EigenvalueDecomposition, Matrix as Square } from 'ml-matrix';
import { type Matrix, sharedMatrix } from './matrix.ts';
import { type Scaling, scaleRows } from './scale.ts';

export interface Pca {
  /** Variance (divisor n - 1) of every component, most first. */
  readonly variance: Float64Array;
  /** Share of each in their sum. */
  readonly explained: Float64Array;
  /** The fewest components that explain enough. */
  readonly components: number;
  /** A row a kept component. The value of largest size in a row is positive. */
  readonly loadings: Matrix;
}

const BLOCK = 512;

/** The block with its columns one behind the other, `BLOCK` apart. */
function turned(block: Float64Array, rows: number, columns: number, into: Float64Array): void {
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++) into[j * BLOCK + i] = block[at++];
}

/** Adds the products of the columns of a turned block to the upper half of `sums`, four at a time. */
function addProducts(block: Float64Array, rows: number, columns: number, sums: Float64Array): void {
  for (let a = 0; a < columns; a++) {
    const start = a * BLOCK;
    const end = start + rows;
    for (let b = a; b < columns; b += 4) {
      const at = a * columns + b;
      const q0 = b * BLOCK - start;
      // The last columns are fewer than four: what is read twice is put once.
      const q1 = Math.min(b + 1, columns - 1) * BLOCK - start;
      const q2 = Math.min(b + 2, columns - 1) * BLOCK - start;
      const q3 = Math.min(b + 3, columns - 1) * BLOCK - start;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let p = start; p < end; p++) {
        const value = block[p];
        s0 += value * block[p + q0];
        s1 += value * block[p + q1];
        s2 += value * block[p + q2];
        s3 += value * block[p + q3];
      }
      sums[at] += s0;
      if (b + 1 < columns) sums[at + 1] += s1;
      if (b + 2 < columns) sums[at + 2] += s2;
      if (b + 3 < columns) sums[at + 3] += s3;
    }
  }
}

/** Covariance (divisor n - 1) of the rows on the scale. */
export function covariance(matrix: Matrix, scaling: Scaling): Float64Array {
  const columns = scaling.kept.length;
  const sums = new Float64Array(columns * columns);
  const totals = new Float64Array(columns);
  const block = new Float64Array(BLOCK * columns);
  const upright = new Float64Array(BLOCK * columns);
  for (let from = 0; from < matrix.rows; from += BLOCK) {
    const rows = Math.min(matrix.rows - from, BLOCK);
    scaleRows(matrix, scaling, from, from + rows, block);
    turned(block, rows, columns, upright);
    addProducts(upright, rows, columns, sums);
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++) totals[j] += block[at++];
  }
  // Scaled columns add to 0 but for rounding; what is left is taken out.
  for (let a = 0; a < columns; a++) {
    for (let b = a; b < columns; b++) {
      const value = (sums[a * columns + b] - (totals[a] * totals[b]) / matrix.rows) / (matrix.rows - 1);
      sums[a * columns + b] = value;
      sums[b * columns + a] = value;
    }
  }
  return sums;
}

/** The components that explain at least `least` of the variance. */
export function pca(matrix: Matrix, scaling: Scaling, least: number): Pca {
  const columns = scaling.kept.length;
  const square = Square.from1DArray(columns, columns, covariance(matrix, scaling));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(square, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a] || a - b);
  // Rounding leaves tiny negative ones where columns depend on each other.
  const variance = Float64Array.from(order, i => Math.max(0, realEigenvalues[i]));
  const total = variance.reduce((sum, value) => sum + value, 0);
  const explained = variance.map(value => value / total);
  let components = 0;
  for (let sum = 0; sum < least && components < columns; ) sum += explained[components++];
  const values = new Float64Array(components * columns);
  for (let c = 0; c < components; c++) {
    const vector = Float64Array.from({ length: columns }, (_, j) => eigenvectorMatrix.get(j, order[c]));
    values.set(outward(vector), c * columns);
  }
  return { variance, explained, components, loadings: { rows: components, columns, values } };
}

/** A component and its mirror image are the same; this picks one. */
function outward(vector: Float64Array): Float64Array {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? vector.map(value => -value) : vector;
}

/** The rows in the space of the components, in shared memory. */
export function project(matrix: Matrix, scaling: Scaling, loadings: Matrix): Matrix {
  const { rows: components, columns } = loadings;
  const projected = sharedMatrix(matrix.rows, components);
  const block = new Float64Array(BLOCK * columns);
  for (let from = 0; from < matrix.rows; from += BLOCK) {
    const to = Math.min(matrix.rows, from + BLOCK);
    scaleRows(matrix, scaling, from, to, block);
    for (let i = 0; i < to - from; i++) {
      const put = (from + i) * components;
      for (let c = 0; c < components; c++) {
        let sum = 0;
        for (let j = 0, p = i * columns, q = c * columns; j < columns; j++, p++, q++) {
          sum += block[p] * loadings.values[q];
        }
        projected.values[put + c] = sum;
      }
    }
  }
  return projected;
}
