import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEATURES } from './reference.ts';
import { deviationSeconds, meanSeconds } from './reference-numbers.ts';

const published = new URL('../../../shared/spec/features.csv', import.meta.url);

describe('the reference', () => {
  it('has a function for each of 196 features', () => {
    expect(Object.keys(FEATURES)).toHaveLength(196);
  });

  it.skipIf(!existsSync(published))('has them by their published names, in the published order', () => {
    const [, ...rows] = readFileSync(published, 'utf8').trimEnd().split('\n');
    expect(Object.keys(FEATURES)).toEqual(rows.map(row => row.split(',')[0]));
  });

  it('means and deviations keep a microsecond beside a century', () => {
    const century = 3_155_760_000_000_000n;
    expect(meanSeconds([century, century + 1n])).toBe(3155760000.0000005);
    expect(deviationSeconds([century, century + 2n])).toBeCloseTo(Math.SQRT2 / 1e6, 18);
    expect([meanSeconds([]), deviationSeconds([]), deviationSeconds([1n])]).toEqual([null, null, null]);
  });
});
