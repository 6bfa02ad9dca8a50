-- overall: how many dialogues, and how they ended
-- grain: one row a device
-- reads: kinds
-- gives:
--   n | BIGINT | dialogues, OTHER included | never
--   n_success | BIGINT | of a named type, that succeeded | never
--   n_errors | BIGINT | of a named type, that failed | never
--   n_rejects | BIGINT | of a named type, that the home network refused | never
--   n_unknown | BIGINT | of type OTHER, however they ended | never
--   n_sigtran | BIGINT | of protocol MAP | never
--   n_gtp | BIGINT | of protocol GTP | never
--   pct_sigtran | DOUBLE | n_sigtran / n | never
--   pct_gtp | DOUBLE | n_gtp / n | never
--   pct_success | DOUBLE | n_success / n | never
--   pct_errors | DOUBLE | n_errors / n | never
--   pct_rejects | DOUBLE | n_rejects / n | never
--   pct_unknown | DOUBLE | n_unknown / n | never
-- empty: no rows
-- why: CAP and bare TCAP are neither MAP nor GTP: they count in n alone, so the two shares need not add to 1.
WITH counted AS (
  SELECT
    device,
    total_where(n, TRUE) AS n,
    total_where(n, type <> 'OTHER' AND outcome = 'success') AS n_success,
    total_where(n, type <> 'OTHER' AND outcome = 'error') AS n_errors,
    total_where(n, type <> 'OTHER' AND outcome = 'reject') AS n_rejects,
    total_where(n, type = 'OTHER') AS n_unknown,
    total_where(n, is_map) AS n_sigtran,
    total_where(n, is_gtp) AS n_gtp
  FROM kinds
  GROUP BY device
)
SELECT
  device,
  n,
  n_success,
  n_errors,
  n_rejects,
  n_unknown,
  n_sigtran,
  n_gtp,
  ratio(n_sigtran, n) AS pct_sigtran,
  ratio(n_gtp, n) AS pct_gtp,
  ratio(n_success, n) AS pct_success,
  ratio(n_errors, n) AS pct_errors,
  ratio(n_rejects, n) AS pct_rejects,
  ratio(n_unknown, n) AS pct_unknown
FROM counted
