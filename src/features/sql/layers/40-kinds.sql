-- kinds: how many dialogues of each kind a device has
-- grain: one row a device, type, outcome, node and protocol
-- reads: dialogues
-- gives:
--   device | device_key | | never
--   type | dialogue_type | | never
--   outcome | dialogue_outcome | | never
--   node | node_name | | any other, or not told
--   is_map | BOOLEAN | | never
--   is_gtp | BOOLEAN | | never
--   n | BIGINT | dialogues | never
-- empty: no rows
-- why: some twenty rows a device instead of all its dialogues, for the hundred counts that stand on them.
SELECT device, type, outcome, node, is_map, is_gtp, count(*) AS n
FROM dialogues
GROUP BY device, type, outcome, node, is_map, is_gtp
