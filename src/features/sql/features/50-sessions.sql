-- session features: what its sessions look like
-- grain: one row a device
-- reads: sessions
-- gives:
--   n_sessions | BIGINT | sessions | never
--   pct_sessions_with_sai | DOUBLE | sessions with an SAI / n_sessions | never
--   pct_sessions_with_pdp | DOUBLE | sessions with a valid tunnel / n_sessions | never
--   pct_sessions_without_pdp | DOUBLE | sessions without a GTP dialogue / n_sessions | never
--   top_90pct_sessions | BIGINT | least number of sequences of types that make up 90 % of the sessions | never
--   top_99pct_sessions | BIGINT | the same for 99 % | never
--   mean_number_of_messages_per_session | DOUBLE | dialogues / n_sessions | never
--   pct_of_sais_alone | DOUBLE | sessions that are one SAI and nothing else / dialogues of type SAI | never
-- empty: no rows
-- why: the commonest sequences are taken first; one more is needed as long as those before it do not reach the share. In whole
--   numbers, so that no rounding decides.
WITH counted AS (
  SELECT
    device,
    count(*) AS n_sessions,
    count(*) FILTER (WHERE n_sai > 0) AS n_with_sai,
    count(*) FILTER (WHERE has_valid_tunnel) AS n_with_pdp,
    count(*) FILTER (WHERE NOT has_gtp) AS n_without_pdp,
    count(*) FILTER (WHERE n = 1 AND n_sai = 1) AS n_sai_alone,
    CAST(sum(n_sai) AS BIGINT) AS n_sai,
    CAST(sum(n) AS BIGINT) AS n
  FROM sessions
  GROUP BY device
),
sequences AS (
  SELECT device, n, signature, count(*) AS times FROM sessions GROUP BY device, n, signature
),
ranked AS (
  SELECT
    device,
    times,
    sum(times) OVER (PARTITION BY device ORDER BY times DESC, n, signature ROWS UNBOUNDED PRECEDING) AS reached,
    sum(times) OVER (PARTITION BY device) AS total
  FROM sequences
),
topmost AS (
  SELECT
    device,
    count(*) FILTER (WHERE (reached - times) * 10 < total * 9) AS top_90pct_sessions,
    count(*) FILTER (WHERE (reached - times) * 100 < total * 99) AS top_99pct_sessions
  FROM ranked
  GROUP BY device
)
SELECT
  device,
  n_sessions,
  ratio(n_with_sai, n_sessions) AS pct_sessions_with_sai,
  ratio(n_with_pdp, n_sessions) AS pct_sessions_with_pdp,
  ratio(n_without_pdp, n_sessions) AS pct_sessions_without_pdp,
  top_90pct_sessions,
  top_99pct_sessions,
  ratio(n, n_sessions) AS mean_number_of_messages_per_session,
  ratio(n_sai_alone, n_sai) AS pct_of_sais_alone
FROM counted
JOIN topmost USING (device)
