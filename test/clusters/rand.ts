/** Adjusted Rand index (Hubert and Arabie 1985): 1 where two partitions are the same, about 0 where chance made them. */
export function randIndex(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const add = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let i = 0; i < one.length; i++) {
    add(cells, `${one[i]} ${other[i]}`);
    add(rows, one[i]);
    add(columns, other[i]);
  }
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const sum = (counts: Map<unknown, number>): number => [...counts.values()].reduce((all, n) => all + pairs(n), 0);
  const expected = (sum(rows) * sum(columns)) / pairs(one.length);
  const most = (sum(rows) + sum(columns)) / 2;
  return most === expected ? 1 : (sum(cells) - expected) / (most - expected);
}
