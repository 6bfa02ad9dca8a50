/** Rows of numbers in one array, row behind row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Shared memory, so that threads look at the same octets. */
export function sharedMatrix(rows: number, columns: number): Matrix {
  const octets = new SharedArrayBuffer(rows * columns * Float64Array.BYTES_PER_ELEMENT);
  return { rows, columns, values: new Float64Array(octets) };
}

export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    values.set(row, i * columns);
  });
  return { rows: rows.length, columns, values };
}

/** The rows named, in that order, in shared memory. */
export function pickRows(from: Matrix, which: Uint32Array): Matrix {
  const { columns } = from;
  const picked = sharedMatrix(which.length, columns);
  for (let i = 0; i < which.length; i++) {
    const at = which[i] * columns;
    picked.values.set(from.values.subarray(at, at + columns), i * columns);
  }
  return picked;
}

export function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

/** Squared distance of row `i` of one to row `j` of another: the sum of the squared differences in column order. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number {
  let sum = 0;
  for (let p = i * columns, q = j * columns, end = p + columns; p < end; p++, q++) {
    const difference = a[p] - b[q];
    sum += difference * difference;
  }
  return sum;
}
