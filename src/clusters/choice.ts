/**
 * Which k. The silhouette says how well devices sit in their clusters; k whose silhouettes differ by little are as good as
 * each other by that measure. Among those the Dunn index, which sees the worst pair alone, decides; of equals the smaller
 * k is taken.
 */
import type { ChoicePoint } from './files.ts';

/** Share of the best silhouette that another may lack and still be counted as good. */
const NEAR = 0.05;

export function choose(curve: readonly ChoicePoint[]): { place: number; by: string } {
  const best = Math.max(...curve.map(({ silhouette }) => silhouette ?? -1));
  const least = best - NEAR * Math.abs(best);
  let place = -1;
  curve.forEach(({ silhouette, dunn }, i) => {
    if ((silhouette ?? -1) < least) return;
    if (place < 0 || (dunn ?? 0) > (curve[place].dunn ?? 0)) place = i;
  });
  return {
    place,
    by: `highest Dunn index among the k whose silhouette is within ${NEAR * 100} % of the best (${best.toFixed(3)})`,
  };
}
