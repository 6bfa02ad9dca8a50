/**
 * The whole way from planted profiles to profiles found, k chosen from 2 to 15: records of a population, features, clusters; and
 * from octets, with a capture in place of the records. `npm run planted` does the same at any size.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Database, literal } from '../../src/database/database.ts';
import { scratchFolder } from '../commands/tool.ts';
import { type Found, find, LEAST, MAY_CHOOSE, told, wrong } from '../planted.ts';
import { MEANS, NOT_PLANTED } from './published.ts';

const DEVICES = '1500';
const OCTET_DEVICES = '120';

describe.each(['dat1', 'dat2'] as const)(`${DEVICES} devices of %s`, population => {
  const folder = scratchFolder();
  let found: Found;
  beforeAll(async () => {
    found = await find({ population, folder, devices: DEVICES, seed: '2', starts: '5' });
  }, 240_000);

  it('are found again, k within 7 to 9, with the published words where the plant has them', () => {
    expect(found.devices).toBe(Number(DEVICES));
    expect(wrong(found), told(found)).toEqual([]);
  });

  it('have means near the published ones', async () => {
    const published = Object.entries(MEANS[population]);
    const db = await Database.open();
    const measured = await db.rows(
      `SELECT ${published.map(([column]) => `avg("${column}") AS "${column}"`).join(', ')}
        FROM read_parquet(${literal(found.features)}) JOIN read_csv(${literal(found.truth)}, types = {'simId': 'VARCHAR'}) USING (simId)
        GROUP BY profile ORDER BY profile`,
    );
    db.close();
    const far = published.flatMap(([column, means]) =>
      means.flatMap((mean, p) => {
        if (NOT_PLANTED[population].includes(`${column} ${p + 1}`)) return [];
        const share = column.startsWith('pct_');
        const own = (measured[p][column] as number) * (share ? 100 : 1);
        // Shares to a tenth of themselves and half a point, changes to an eighth and one.
        const near = share ? 0.1 * Math.min(mean, 10) + 0.5 : mean / 8 + 1;
        return Math.abs(own - mean) > near ? [`${column} of ${p + 1}: ${own.toFixed(2)}, not ${mean}`] : [];
      }),
    );
    expect(far).toEqual([]);
  });
});

describe.each(['dat1', 'dat2'] as const)(`${OCTET_DEVICES} devices of %s from octets`, population => {
  const folder = scratchFolder();
  it('are found again: adjusted Rand index at least 0.9, k within 7 to 9', async () => {
    const found = await find({ population, folder, devices: OCTET_DEVICES, octets: true });
    expect(found.rand, told(found)).toBeGreaterThanOrEqual(LEAST.octets);
    expect(MAY_CHOOSE, told(found)).toContain(found.choice.k);
  }, 240_000);
});
