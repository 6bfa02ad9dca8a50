/**
 * The cheapest way to pair rows with columns (the Hungarian method with potentials, O(n³)). Of a table that is not square
 * what is left over stays alone.
 */
export function assign(costs: readonly (readonly number[])[]): (number | undefined)[] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  const size = Math.max(rows, columns);
  const cost = (i: number, j: number): number => (i < rows && j < columns ? costs[i][j] : 0);
  // From 1; place 0 is where a search begins.
  const ofRow = new Float64Array(size + 1);
  const ofColumn = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  for (let i = 1; i <= size; i++) {
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(size + 1);
    const done = new Uint8Array(size + 1);
    rowOf[0] = i;
    let at = 0;
    do {
      done[at] = 1;
      const row = rowOf[at];
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= size; j++) {
        if (done[j] === 1) continue;
        const reduced = cost(row - 1, j - 1) - ofRow[row] - ofColumn[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          from[j] = at;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= size; j++) {
        if (done[j] === 1) {
          ofRow[rowOf[j]] += step;
          ofColumn[j] -= step;
        } else least[j] -= step;
      }
      at = next;
    } while (rowOf[at] !== 0);
    while (at !== 0) {
      rowOf[at] = rowOf[from[at]];
      at = from[at];
    }
  }
  const found = new Array<number | undefined>(rows).fill(undefined);
  for (let j = 1; j <= columns; j++) if (rowOf[j] <= rows) found[rowOf[j] - 1] = j - 1;
  return found;
}
