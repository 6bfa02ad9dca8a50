-- sessions: dialogues of a device that belong together
-- grain: one row a session
-- reads: runs, tunnels
-- gives:
--   device | device_key | | never
--   first_pos | INTEGER | place of its first dialogue in the device's order | never
--   tunnel | BIGINT | the tunnel that binds it | none does
--   n | BIGINT | dialogues | never
--   n_sai | BIGINT | of type SAI | never
--   start_us | BIGINT (µs) | of its first dialogue | never
--   end_us | BIGINT (µs) | of its last dialogue | never
--   gaps2 | DECIMAL(38,0) (µs²) | sum of the squares of the times between its dialogues | one dialogue
--   has_gtp | BOOLEAN | it holds a GTP dialogue | never
--   has_valid_tunnel | BOOLEAN | its tunnel is valid | never
--   signature | value_key | the same for the same types in the same order | never
-- empty: no rows
-- why: a session is a connected component of the graph whose edges are rule 1 (runs) and rule 2 (the dialogues of one tunnel).
--   A run has at most one tunnel, so the component is the tunnel's runs, else the run. Runs do not overlap: what lies between
--   two runs of one tunnel is the time from the end of one to the start of the next. Rule 3, nothing behind a PDP_DELETE, is
--   kept by that, but for what follows the delete of its own tunnel.
WITH bound AS (
  SELECT
    *,
    row_number() OVER in_tunnel AS place,
    start_us - lag(end_us) OVER in_tunnel AS gap_us
  FROM runs
  WHERE tunnel IS NOT NULL
  WINDOW in_tunnel AS (PARTITION BY device, tunnel ORDER BY run)
),
tunnelled AS (
  SELECT
    device,
    min(run) AS first_pos,
    tunnel,
    CAST(sum(n) AS BIGINT) AS n,
    CAST(sum(n_sai) AS BIGINT) AS n_sai,
    min(start_us) AS start_us,
    max(end_us) AS end_us,
    sum(coalesce(gaps2, 0) + coalesce(square(gap_us), 0)) AS gaps2,
    bit_xor(xxhash64(CAST(place AS BIGINT), signature)) AS signature
  FROM bound
  GROUP BY device, tunnel
)
SELECT
  device, first_pos, tunnel, n, n_sai, start_us, end_us,
  CASE WHEN n > 1 THEN gaps2 END AS gaps2,
  TRUE AS has_gtp,
  valid AS has_valid_tunnel,
  signature
FROM tunnelled
JOIN tunnels USING (device, tunnel)
UNION ALL
SELECT
  device, run, tunnel, n, n_sai, start_us, end_us, gaps2, has_gtp, FALSE,
  xxhash64(CAST(1 AS BIGINT), signature)
FROM runs
WHERE tunnel IS NULL
