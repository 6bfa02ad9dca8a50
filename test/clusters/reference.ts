/** Slow and obvious: what the fast ones must agree with. Rows are arrays of numbers. */

type Rows = readonly (readonly number[])[];

export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Lloyd's algorithm: every row looks at every centre in every round. No cluster may become empty. */
export function lloyd(rows: Rows, first: Rows): { labels: number[]; centres: number[][]; inertia: number } {
  let centres = first.map(row => [...row]);
  let labels: number[] = [];
  for (;;) {
    const next = rows.map(row => {
      const distances = centres.map(centre => distance(row, centre));
      return distances.indexOf(Math.min(...distances));
    });
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    centres = centres.map((_, c) => {
      const own = rows.filter((_, i) => labels[i] === c);
      return first[0].map((_, j) => mean(own.map(row => row[j])));
    });
  }
  const inertia = rows.reduce((sum, row, i) => sum + distance(row, centres[labels[i]]) ** 2, 0);
  return { labels, centres, inertia };
}

export function silhouette(rows: Rows, labels: readonly number[]): number {
  const clusters = [...new Set(labels)];
  const others = (i: number, cluster: number): number[] =>
    rows.flatMap((_, j) => (j !== i && labels[j] === cluster ? [j] : []));
  const scores = rows.map((row, i) => {
    const own = others(i, labels[i]);
    if (own.length === 0) return 0;
    const to = (of: readonly number[]): number => mean(of.map(j => distance(row, rows[j])));
    const a = to(own);
    const b = Math.min(...clusters.filter(cluster => cluster !== labels[i]).map(cluster => to(others(i, cluster))));
    return Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
  });
  return mean(scores);
}

export function dunn(rows: Rows, labels: readonly number[]): number {
  let apart = Number.POSITIVE_INFINITY;
  let within = 0;
  rows.forEach((a, i) => {
    rows.forEach((b, j) => {
      if (labels[i] === labels[j]) within = Math.max(within, distance(a, b));
      else apart = Math.min(apart, distance(a, b));
    });
  });
  return apart / within;
}

/** Columns on their scale, what is missing at the mean; constant ones left out. */
export function scaled(rows: Rows): { columns: number[]; rows: number[][] } {
  const known = (j: number): number[] => rows.map(row => row[j]).filter(value => !Number.isNaN(value));
  const columns = (rows[0] ?? []).map((_, j) => j).filter(j => new Set(known(j)).size > 1);
  const scale = columns.map(j => {
    const values = known(j);
    const middle = mean(values);
    return { middle, deviation: Math.sqrt(mean(values.map(value => (value - middle) ** 2))) };
  });
  return {
    columns,
    rows: rows.map(row =>
      columns.map((j, at) => (Number.isNaN(row[j]) ? 0 : (row[j] - scale[at].middle) / scale[at].deviation)),
    ),
  };
}

/** Of rows whose columns add to 0. */
export function covariance(rows: Rows): number[][] {
  return rows[0].map((_, a) =>
    rows[0].map((_, b) => rows.reduce((sum, row) => sum + row[a] * row[b], 0) / (rows.length - 1)),
  );
}

/** Every way to pair rows with columns, the cheapest of them. */
export function cheapest(costs: Rows): number {
  const columns = costs[0].length;
  const size = Math.max(costs.length, columns);
  const rest = (i: number, left: readonly number[]): number => {
    if (i === size) return 0;
    return Math.min(
      ...left.map(
        j =>
          (costs[i]?.[j] ?? 0) +
          rest(
            i + 1,
            left.filter(other => other !== j),
          ),
      ),
    );
  };
  return rest(
    0,
    Array.from({ length: size }, (_, j) => j),
  );
}
