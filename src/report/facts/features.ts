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

function quantiles(feature: string): string {
  return `quantile_disc(CAST(${identifier(feature)} AS DOUBLE), [${PROBABILITIES.join(', ')}])`;
}

/** Four digits: what a curve can show. */
function rounded(values: unknown): number[] | null {
  const items = (values as { items?: readonly unknown[] } | null)?.items;
  return items === undefined ? null : items.map(value => Number(Number(value).toPrecision(4)));
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
      ? `(SELECT *, NULL AS cluster FROM ${table.from})`
      : `(SELECT f.*, l.cluster FROM ${table.from} f LEFT JOIN read_parquet(${literal(asPattern(labels))}) l USING (simId))`;
  const distributions: Distribution[] = [];
  for (const feature of known) {
    const rows = await database.rows(
      `SELECT CAST(cluster AS INTEGER) AS cluster, CAST(count(${identifier(feature)}) AS DOUBLE) AS n, ${quantiles(feature)} AS q
       FROM ${from} GROUP BY GROUPING SETS ((), (cluster)) HAVING grouping(cluster) = 1 OR cluster IS NOT NULL
       ORDER BY grouping(cluster) DESC, cluster`,
    );
    const values = rounded(rows[0]?.q);
    if (values === null) continue;
    const of: (number[] | null)[] = Array.from({ length: clusters }, () => null);
    for (const { cluster, q } of rows.slice(1)) {
      const place = Number(cluster) - 1;
      if (place >= 0 && place < clusters) of[place] = rounded(q);
    }
    distributions.push({ feature, devices: Number(rows[0].n), values, clusters: of });
  }
  return { devices, distributions };
}
