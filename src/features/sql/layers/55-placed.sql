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
--   with the one before, a run begins. Half of all dialogues have no such neighbour and need no look.
-- kept: no, it is read once
SELECT
  device,
  pos,
  max(CASE WHEN NOT linked_before THEN pos END) OVER (PARTITION BY device ORDER BY pos ROWS UNBOUNDED PRECEDING) AS run,
  start_us,
  before_us,
  type,
  is_gtp,
  tunnel
FROM ordered
WHERE linked_before OR linked_after
