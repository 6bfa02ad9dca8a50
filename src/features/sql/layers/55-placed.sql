-- placed: which run each dialogue belongs to
-- grain: one row a dialogue
-- reads: ordered
-- gives:
--   device | INTEGER | | never
--   pos | INTEGER | place in the device's order | never
--   run | INTEGER | pos of the first dialogue of its run | never
--   start_us | BIGINT (µs) | first message | never
--   gap_us | BIGINT (µs) | since the dialogue before | first of the device
--   type | dialogue_type | | never
--   is_gtp | BOOLEAN | | never
--   tunnel | BIGINT | | no tunnel
-- empty: no rows
-- why: rule 1 of sessions. A signalling dialogue belongs with the next one where that starts less than 30 s later, a GTP
--   dialogue never does: a run is signalling, with at most one GTP dialogue, at its end. A run is an unbroken piece of the
--   device's order, so that its first place names it.
-- kept: no, it is read once
WITH opened AS (
  SELECT
    device,
    pos,
    start_us,
    start_us - before_us AS gap_us,
    type,
    is_gtp,
    tunnel,
    CASE WHEN before_us IS NULL OR before_gtp OR start_us - before_us >= 30000000 THEN pos END AS opens
  FROM ordered
)
SELECT
  device,
  pos,
  max(opens) OVER (PARTITION BY device ORDER BY pos ROWS UNBOUNDED PRECEDING) AS run,
  start_us,
  gap_us,
  type,
  is_gtp,
  tunnel
FROM opened
