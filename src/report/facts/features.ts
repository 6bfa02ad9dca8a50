/** Distributions over devices, from the feature table; with the clusters' labels, those of each cluster too. */
import { type Database, identifier, literal } from '../../database/database.ts';
import { type Distribution, PROBABILITIES } from '../page/model.ts';
import { asPattern, relation } from './relation.ts';

/** What the studies read their data by. */
export const DISTRIBUTED = [
  'pct_gtp',
  'pct_sigtran',
  'pct_rejects',
  'pct_errors',
  'pct_sessions_with_sai',
  'pct_sessions_with_pdp',
  'pct_sessions_without_pdp',
  'active_minutes',
  'active_pdp_minutes',
  'total_activity_in_minutes',
  'n_ci_changes',
  'n_operator_changes',
  'n_vlr_changes',
  'n_sgsn_changes',
  'mean_context_duration',
  'mean_iat_in_session',
  'mean_session_iat',
  'mean_session_iat_pdp',
  'mean_session_iat_sig',
] as const;

/**
 * Values at the probabilities: the least that so great a share of all is not above. Counted in thousandths, so that no rounding
 * of a product decides between two values. To four digits: what a curve can show.
 */
export function quantiles(values: Float64Array): number[] {
  const sorted = values.slice().sort();
  const n = sorted.length;
  return PROBABILITIES.map(p => {
    const above = Math.floor((n * (1000 - Math.round(p * 1000))) / 1000);
    return Number(sorted[Math.max(1, n - above) - 1].toPrecision(4));
  });
}

/** Of one feature, the values of all devices that have one, and of those of each cluster. */
async function valuesOf(
  database: Database,
  feature: string,
  clusters: number,
): Promise<{ all: Float64Array; each: Float64Array[] }> {
  const where = `FROM per_device WHERE ${identifier(feature)} IS NOT NULL`;
  const counts = new Array<number>(clusters + 1).fill(0);
  for (const { place, n } of await database.rows(
    `SELECT CAST(place AS INTEGER) AS place, CAST(count(*) AS DOUBLE) AS n ${where} GROUP BY place`,
  )) {
    counts[Number(place)] = Number(n);
  }
  // Place 0 is of no cluster; behind one another, all of them are all devices.
  const all = new Float64Array(counts.reduce((sum, n) => sum + n, 0));
  const next: number[] = [];
  let begin = 0;
  const each = counts.map(n => {
    next.push(begin);
    begin += n;
    return all.subarray(begin - n, begin);
  });
  for await (const [values, places] of database.columns(
    `SELECT ${identifier(feature)}, CAST(place AS DOUBLE) ${where}`,
  )) {
    for (let i = 0; i < values.length; i++) all[next[places[i] as number]++] = values[i] as number;
  }
  return { all, each: each.slice(1) };
}

export async function distributionsOf(
  database: Database,
  features: string,
  labels: string | undefined,
  clusters: number,
): Promise<{ devices: number; distributions: Distribution[] }> {
  const table = await relation(database, [features], ['simId']);
  const known = DISTRIBUTED.filter(name => table.columns.has(name));
  const [{ devices }] = (await database.rows(`SELECT CAST(count(*) AS DOUBLE) AS devices FROM ${table.from}`)) as {
    devices: number;
  }[];
  const from =
    labels === undefined
      ? `(SELECT *, 0 AS cluster FROM ${table.from})`
      : `(SELECT f.*, l.cluster FROM ${table.from} f LEFT JOIN read_parquet(${literal(asPattern(labels))}) l USING (simId))`;
  const place = `CASE WHEN cluster BETWEEN 1 AND ${clusters} THEN cluster ELSE 0 END AS place`;
  const columns = known.map(name => `CAST(${identifier(name)} AS DOUBLE) AS ${identifier(name)}`);
  await database.run(
    `CREATE TEMP TABLE per_device AS
     SELECT ${[place, ...columns].join(', ')} FROM ${from}`,
  );
  const distributions: Distribution[] = [];
  for (const feature of known) {
    const { all, each } = await valuesOf(database, feature, clusters);
    if (all.length === 0) continue;
    distributions.push({
      feature,
      devices: all.length,
      values: quantiles(all),
      clusters: each.map(values => (values.length === 0 ? null : quantiles(values))),
    });
  }
  await database.run('DROP TABLE per_device');
  return { devices, distributions };
}
