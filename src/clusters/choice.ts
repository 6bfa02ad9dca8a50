/**
 * Which k. The silhouette says how well devices sit in their clusters, the Dunn index how the worst pair stands apart;
 * both are taken on a sample, and the Dunn index hangs on two pairs of it. So k that differ by little in the one, and
 * among them by little in the other, are as good as each other, and the fewest clusters that are as good are enough.
 */
import type { ChoicePoint } from './files.ts';

/** Share of the best that a k must reach to be as good. */
const SILHOUETTE = 0.95;
const DUNN = 0.9;

export function choose(curve: readonly ChoicePoint[]): { place: number; by: string } {
  const silhouettes = curve.map(({ silhouette }) => silhouette ?? -1);
  const best = Math.max(...silhouettes);
  const least = best - (1 - SILHOUETTE) * Math.abs(best);
  const dunns = curve.map(({ dunn }, i) => (silhouettes[i] >= least ? (dunn ?? 0) : -1));
  const place = dunns.findIndex(dunn => dunn >= DUNN * Math.max(...dunns));
  return {
    place,
    by:
      `the fewest clusters with a silhouette of at least ${SILHOUETTE} of the best (${best.toFixed(3)}) and a Dunn index ` +
      `of at least ${DUNN} of the best of those (${Math.max(...dunns).toFixed(3)})`,
  };
}
