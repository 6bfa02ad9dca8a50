-- placed: which run a dialogue with a neighbour belongs to
-- grain: one row a dialogue that rule 1 links with the one before or after
-- reads: ordered
-- gives:
--   device | device_key | | never
--   pos | INTEGER | place in the device's order | never
--   run | INTEGER | pos of the first dialogue of its run | never
--   start_us | BIGINT (µs) | first message | never
--   before_us | BIGINT (µs) | start of the dialogue before | first of the device
--   type | dialogue_type | | never
--   is_gtp | BOOLEAN | | never
--   tunnel | BIGINT | | no tunnel
-- empty: no rows
-- why: a run is an unbroken piece of the device's order, so that its first place names it; where nothing links a dialogue
--   with the one before, a run begins. Half of all dialogues have no such neighbour and need no look. The last beginning so
--   far is looked for in blocks of 1,024 places: over all dialogues of a device that holds millions, a window costs many
--   times what it costs over a few. A run that began in an earlier block is found among the last beginnings of blocks.
-- kept: no, it is read once
WITH linked AS (
  SELECT *, pos - pos % 1024 AS block, CASE WHEN NOT linked_before THEN pos END AS begins
  FROM ordered
  WHERE linked_before OR linked_after
),
sought AS (
  SELECT *, max(begins) OVER (PARTITION BY device, block ORDER BY pos ROWS UNBOUNDED PRECEDING) AS begun
  FROM linked
),
carried AS (
  SELECT
    device,
    block,
    max(max(begins)) OVER (PARTITION BY device ORDER BY block ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begun_before
  FROM linked
  WHERE device IN (SELECT device FROM ordered WHERE pos = 1024)
  GROUP BY device, block
)
SELECT
  s.device,
  s.pos,
  coalesce(s.begun, c.begun_before) AS run,
  s.start_us,
  s.before_us,
  s.type,
  s.is_gtp,
  s.tunnel
FROM sought AS s
LEFT JOIN carried AS c ON c.device = s.device AND c.block = s.block
