-- longitudinal: how long things last and how far they lie apart
-- grain: one row a device
-- reads: ordered, tunnels, sessions
-- gives:
--   mean_context_duration | DOUBLE (s) | of its tunnels, first PDP_CREATE to last PDP_DELETE | no tunnel with both ends
--   sd_context_duration | DOUBLE (s) | sample standard deviation | fewer than two
--   mean_dt_update | DOUBLE (s) | PDP_UPDATE since the PDP_CREATE or PDP_UPDATE of the tunnel before it | no such pair
--   sd_dt_update | DOUBLE (s) | sample standard deviation | fewer than two
--   mean_iat_in_session | DOUBLE (s) | start to start of neighbouring dialogues of a session, over all sessions | no such pair
--   sd_iat_in_session | DOUBLE (s) | sample standard deviation | fewer than two
--   mean_session_iat | DOUBLE (s) | start to start of neighbouring sessions | one session
--   sd_session_iat | DOUBLE (s) | sample standard deviation | fewer than two
--   mean_session_iat_pdp | DOUBLE (s) | the same among the sessions with a GTP dialogue | fewer than two sessions
--   sd_session_iat_pdp | DOUBLE (s) | sample standard deviation | fewer than two
--   mean_session_iat_sig | DOUBLE (s) | the same among the sessions without | fewer than two sessions
--   sd_session_iat_sig | DOUBLE (s) | sample standard deviation | fewer than two
-- empty: null
-- why: each is three whole numbers, how many, their sum and the sum of their squares in microseconds: exact, and so the same
--   in any order. Times between neighbours add up to the time from the first to the last.
WITH durations AS (
  SELECT device, count(duration_us) AS n, sum(whole(duration_us)) AS s, sum(square(duration_us)) AS s2
  FROM tunnels
  GROUP BY device
),
steps AS (
  SELECT
    device,
    type,
    start_us - lag(start_us) OVER (PARTITION BY device, tunnel ORDER BY pos) AS dt_us
  FROM ordered
  WHERE tunnel IS NOT NULL AND type IN ('PDP_CREATE', 'PDP_UPDATE')
),
updates AS (
  SELECT device, count(dt_us) AS n, sum(whole(dt_us)) AS s, sum(square(dt_us)) AS s2
  FROM steps
  WHERE type = 'PDP_UPDATE'
  GROUP BY device
),
inside AS (
  SELECT device, sum(n - 1) AS n, sum(whole(end_us - start_us)) AS s, sum(gaps2) AS s2
  FROM sessions
  GROUP BY device
),
apart AS (
  SELECT
    device,
    has_gtp,
    start_us - lag(start_us) OVER (PARTITION BY device ORDER BY start_us) AS gap_us,
    start_us - lag(start_us) OVER (PARTITION BY device, has_gtp ORDER BY start_us) AS like_gap_us
  FROM sessions
),
between_sessions AS (
  SELECT
    device,
    count(gap_us) AS n,
    sum(whole(gap_us)) AS s,
    sum(square(gap_us)) AS s2,
    count(like_gap_us) FILTER (WHERE has_gtp) AS pdp_n,
    sum(whole(like_gap_us)) FILTER (WHERE has_gtp) AS pdp_s,
    sum(square(like_gap_us)) FILTER (WHERE has_gtp) AS pdp_s2,
    count(like_gap_us) FILTER (WHERE NOT has_gtp) AS sig_n,
    sum(whole(like_gap_us)) FILTER (WHERE NOT has_gtp) AS sig_s,
    sum(square(like_gap_us)) FILTER (WHERE NOT has_gtp) AS sig_s2
  FROM apart
  GROUP BY device
)
SELECT
  b.device,
  mean_of(d.n, d.s) AS mean_context_duration,
  deviation_of(d.n, d.s, d.s2) AS sd_context_duration,
  mean_of(u.n, u.s) AS mean_dt_update,
  deviation_of(u.n, u.s, u.s2) AS sd_dt_update,
  mean_of(i.n, i.s) AS mean_iat_in_session,
  deviation_of(i.n, i.s, i.s2) AS sd_iat_in_session,
  mean_of(b.n, b.s) AS mean_session_iat,
  deviation_of(b.n, b.s, b.s2) AS sd_session_iat,
  mean_of(b.pdp_n, b.pdp_s) AS mean_session_iat_pdp,
  deviation_of(b.pdp_n, b.pdp_s, b.pdp_s2) AS sd_session_iat_pdp,
  mean_of(b.sig_n, b.sig_s) AS mean_session_iat_sig,
  deviation_of(b.sig_n, b.sig_s, b.sig_s2) AS sd_session_iat_sig
FROM between_sessions AS b
JOIN inside AS i USING (device)
LEFT JOIN durations AS d USING (device)
LEFT JOIN updates AS u USING (device)
