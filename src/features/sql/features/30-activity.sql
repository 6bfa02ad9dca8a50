-- activity: how long and how densely a device was there
-- grain: one row a device
-- reads: ordered, tunnels
-- gives:
--   total_activity_in_minutes | DOUBLE (min) | start of the first dialogue to start of the last | never
--   active_minutes | BIGINT (min) | minutes of the clock that hold the start of a dialogue | never
--   active_pdp_minutes | BIGINT (min) | minutes of the clock in which an established tunnel was there | never
--   relative_activity | DOUBLE | active_minutes / total_activity_in_minutes; above 1 where the minutes are touched at their edges | never
--   relative_pdp_activity | DOUBLE | active_pdp_minutes / total_activity_in_minutes | never
-- empty: no rows
-- why: dialogues stand in time order, so a minute is new where the dialogue before lies in another one. Tunnels overlap: in
--   order of their first minute, each adds the minutes behind the last that is covered already.
WITH present AS (
  SELECT
    device,
    max(start_us) - min(start_us) AS span_us,
    count(*) FILTER (WHERE before_us IS NULL OR minute_of(start_us) <> minute_of(before_us)) AS active_minutes
  FROM ordered
  GROUP BY device
),
spans AS (
  SELECT device, minute_of(active_from_us) AS from_us, minute_of(active_to_us) + 60000000 AS to_us
  FROM tunnels
  WHERE active_from_us <= active_to_us
),
covered AS (
  SELECT
    device,
    from_us,
    to_us,
    max(to_us) OVER (PARTITION BY device ORDER BY from_us, to_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until_us
  FROM spans
),
tunnelled AS (
  SELECT
    device,
    CAST(sum(greatest(0, to_us - greatest(from_us, coalesce(until_us, from_us)))) / 60000000 AS BIGINT) AS active_pdp_minutes
  FROM covered
  GROUP BY device
)
SELECT
  device,
  span_us / 6e7 AS total_activity_in_minutes,
  active_minutes,
  coalesce(active_pdp_minutes, 0) AS active_pdp_minutes,
  ratio(active_minutes, span_us / 6e7) AS relative_activity,
  ratio(coalesce(active_pdp_minutes, 0), span_us / 6e7) AS relative_pdp_activity
FROM present
LEFT JOIN tunnelled USING (device)
