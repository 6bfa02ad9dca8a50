/** Clusters in an order that does not depend on chance: the largest first, of equals the one whose centre comes first. */
import type { Clustering } from './kmeans.ts';
import { matrixOf, rowsOf } from './matrix.ts';

export function sizes(labels: Uint8Array, k: number): number[] {
  const counts = new Array<number>(k).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

export function numbered(clustering: Clustering): Clustering {
  const centres = rowsOf(clustering.centres);
  const counts = sizes(clustering.labels, centres.length);
  const before = (a: readonly number[], b: readonly number[]): number => {
    const i = a.findIndex((value, place) => value !== b[place]);
    return i < 0 ? 0 : a[i] - b[i];
  };
  const order = centres.map((_, i) => i).sort((a, b) => counts[b] - counts[a] || before(centres[a], centres[b]));
  const place = Uint8Array.from(order, (_, i) => order.indexOf(i));
  return {
    ...clustering,
    centres: matrixOf(order.map(i => centres[i])),
    labels: clustering.labels.map(label => place[label]),
  };
}
