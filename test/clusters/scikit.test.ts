/** Components, k-means, silhouette and Dunn index beside scikit-learn on the same matrix. */
import { describe, expect, it } from 'vitest';
import { planted } from '../../bench/planted.ts';
import { judge, pairDistances } from '../../src/clusters/judge.ts';
import { pickRows } from '../../src/clusters/matrix.ts';
import { pca, project } from '../../src/clusters/pca.ts';
import { Random } from '../../src/clusters/random.ts';
import { scaleOf } from '../../src/clusters/scale.ts';
import { search } from '../../src/clusters/search.ts';
import { scratchFolder } from '../commands/tool.ts';
import { Job, PYTHON } from './python.ts';
import { randIndex } from './rand.ts';

const folder = scratchFolder();

describe.skipIf(PYTHON === undefined)('beside scikit-learn', () => {
  // Clouds that touch: where they stand far apart anything finds them.
  const { matrix, labels: truth } = planted({ devices: 5000, seed: 11, apart: 0.7 });
  const scale = scaleOf(matrix);
  const found = pca(matrix, scale, 0.8);
  const points = project(matrix, scale, found.loadings);
  const options = { seed: 3, sample: 2000, starts: 20, workers: 2 };

  it('explained variance of every component to 1e-9, and as many kept', () => {
    const theirs = new Job(folder).matrix('raw', matrix).set('least', 0.8).run();
    expect(theirs.explained).toHaveLength(found.explained.length);
    theirs.explained?.forEach((share, i) => {
      expect(Math.abs(share - found.explained[i])).toBeLessThan(1e-9);
      expect(Math.abs((theirs.variance?.[i] ?? 0) - found.variance[i])).toBeLessThan(1e-9);
    });
    expect(found.components).toBe(theirs.components);
  });

  it('inertia within 0.1 % of its best of 20 starts', async () => {
    const ks = [2, 5, 8, 12];
    const { choice } = await search(points, { ...options, ks });
    const theirs = new Job(folder).matrix('points', points).set('ks', ks).run();
    const ratios = choice.curve.map(({ inertia }, i) => inertia / (theirs.inertia?.[i] ?? 0));
    for (const ratio of ratios) expect(ratio).toBeLessThan(1.001);
  }, 600_000);

  it('silhouette, Dunn index and adjusted Rand index to 1e-9', async () => {
    const { clustering } = await search(points, { ...options, ks: [8] });
    const picked = new Random(9).sample(points.rows, 1500);
    const sample = pickRows(points, picked);
    const own = Uint8Array.from(picked, i => clustering.labels[i]);
    const ours = judge(pairDistances(sample), own, 8);
    const theirs = new Job(folder)
      .matrix('sample', sample)
      .labels('sampleLabels', own)
      .labels('truth', truth)
      .labels('found', clustering.labels)
      .run();
    expect(Math.abs((ours.silhouette ?? 0) - (theirs.silhouette ?? 0))).toBeLessThan(1e-9);
    expect(Math.abs((ours.dunn ?? 0) - (theirs.dunn ?? 0))).toBeLessThan(1e-9);
    expect(Math.abs(randIndex(truth, clustering.labels) - (theirs.rand ?? 0))).toBeLessThan(1e-9);
  });
});
