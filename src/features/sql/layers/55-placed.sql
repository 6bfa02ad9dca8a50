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
-- why: a run is an unbroken piece of the device's order, so that its first place names it. A dialogue follows where it is
--   linked with the one before, else it begins a run. The place of one that follows, less its number among those that follow,
--   is how many have begun up to it: the same within a run and another in the next. Less its number within the run, it is
--   the place of the beginning. Counting rows costs the same however many dialogues a device has; a maximum so far does not.
--   Half of all dialogues have no such neighbour and need no look.
-- kept: no, it is read once
WITH following AS (
  SELECT
    *,
    pos - row_number() OVER (PARTITION BY device ORDER BY pos) AS begun
  FROM ordered
  WHERE linked_before
)
SELECT
  device,
  pos,
  CAST(pos - row_number() OVER (PARTITION BY device, begun ORDER BY pos) AS INTEGER) AS run,
  start_us,
  before_us,
  type,
  is_gtp,
  tunnel
FROM following
UNION ALL
SELECT device, pos, pos, start_us, before_us, type, is_gtp, tunnel
FROM ordered
WHERE linked_after AND NOT linked_before
