-- sessions.parquet: every session
-- grain: one row a session
-- reads: sessions, placed, runs, ordered, devices
-- gives:
--   session_id | BIGINT | dialogue_id of its first dialogue | never
--   simId | VARCHAR | the device | never
--   start_time | TIMESTAMP | start of its first dialogue | never
--   end_time | TIMESTAMP | start of its last dialogue | never
--   n_dialogues | BIGINT | dialogues | never
--   sequence | VARCHAR | their types in order, joined by -; behind the 64th, ... stands for the rest | never
--   tunnel_id | BIGINT | the tunnel that binds it | none does
--   has_sai | BOOLEAN | it holds an SAI | never
--   has_gtp | BOOLEAN | it holds a GTP dialogue | never
--   has_valid_tunnel | BOOLEAN | its tunnel is valid | never
--   after_delete | BOOLEAN | something of its tunnel began later than the tunnel's first PDP_DELETE | never
-- empty: no rows
-- why: sequences repeat: the text is made once for each signature, from one session that has it.
WITH examples AS (
  SELECT
    n,
    signature,
    device,
    tunnel,
    first_pos,
    row_number() OVER (PARTITION BY n, signature ORDER BY device, first_pos) AS place
  FROM sessions
),
chosen AS (
  SELECT n, signature, device, tunnel, first_pos FROM examples WHERE place = 1
),
pieces AS (
  SELECT c.n, c.signature, c.device, r.run
  FROM chosen AS c
  JOIN runs AS r ON r.device = c.device AND r.tunnel = c.tunnel
  UNION ALL
  SELECT n, signature, device, first_pos FROM chosen WHERE tunnel IS NULL
),
members AS (
  SELECT device, run, pos, type FROM placed
  UNION ALL
  SELECT device, pos, pos, type FROM ordered WHERE NOT linked_before AND NOT linked_after
),
typed AS (
  SELECT x.n, x.signature, m.type, row_number() OVER (PARTITION BY x.n, x.signature ORDER BY m.pos) AS place
  FROM pieces AS x
  JOIN members AS m ON m.device = x.device AND m.run = x.run
),
written AS (
  SELECT n, signature, joined_in_order(type, place) || CASE WHEN n > 64 THEN '-...' ELSE '' END AS sequence
  FROM typed
  WHERE place <= 64
  GROUP BY n, signature
),
deleted AS (
  SELECT device, tunnel, max(start_us) > min(CASE WHEN type = 'PDP_DELETE' THEN start_us END) AS after_delete
  FROM ordered
  WHERE tunnel IS NOT NULL
  GROUP BY device, tunnel
)
SELECT
  o.dialogue_id AS session_id,
  d.sim_id AS simId,
  timestamp_micros(s.start_us) AS start_time,
  timestamp_micros(s.end_us) AS end_time,
  s.n AS n_dialogues,
  w.sequence,
  s.tunnel AS tunnel_id,
  s.n_sai > 0 AS has_sai,
  s.has_gtp,
  s.has_valid_tunnel,
  coalesce(t.after_delete, FALSE) AS after_delete
FROM sessions AS s
JOIN devices AS d ON d.device = s.device
JOIN ordered AS o ON o.device = s.device AND o.pos = s.first_pos
JOIN written AS w ON w.n = s.n AND w.signature = s.signature
LEFT JOIN deleted AS t ON t.device = s.device AND t.tunnel = s.tunnel
