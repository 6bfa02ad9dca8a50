-- ordered: the dialogues of each device in time order, each beside the one before it
-- grain: one row a dialogue
-- reads: dialogues
-- gives:
--   device | device_key | | never
--   pos | INTEGER | place in the device's order, from 1 | never
--   start_us | BIGINT (µs) | first message | never
--   dialogue_id | BIGINT | | never
--   type | dialogue_type | | never
--   is_gtp | BOOLEAN | | never
--   tunnel | BIGINT | | no tunnel
--   before_us | BIGINT (µs) | start of the dialogue before | first of the device
--   linked_before | BOOLEAN | it belongs with the dialogue before, by rule 1 of sessions | never
--   linked_after | BOOLEAN | the dialogue after belongs with it, by rule 1 of sessions | never
--   new_country, new_operator, new_cell, new_vlr, new_sgsn_number, new_sgsn_address | value_key | the value, where the dialogue before does not show the same | not known, or the same as just before
-- empty: no rows
-- why: the one sort of all dialogues: what the layers behind it need to know of a neighbour is looked up here. A value that
--   the dialogue before shows too adds nothing to changes and distinct values, so that far fewer rows go on.
--   Rule 1: a signalling dialogue belongs with the next one where that starts less than 30 s later; a GTP dialogue never does.
SELECT
  device,
  CAST(row_number() OVER by_time AS INTEGER) AS pos,
  start_us,
  dialogue_id,
  type,
  is_gtp,
  tunnel,
  lag(start_us) OVER by_time AS before_us,
  coalesce(NOT lag(is_gtp) OVER by_time AND lag(start_us) OVER by_time > start_us - 30000000, FALSE) AS linked_before,
  coalesce(NOT is_gtp AND lead(start_us) OVER by_time < start_us + 30000000, FALSE) AS linked_after,
  nullif(country, lag(country) OVER by_time) AS new_country,
  nullif(operator, lag(operator) OVER by_time) AS new_operator,
  nullif(cell, lag(cell) OVER by_time) AS new_cell,
  nullif(vlr, lag(vlr) OVER by_time) AS new_vlr,
  nullif(sgsn_number, lag(sgsn_number) OVER by_time) AS new_sgsn_number,
  nullif(sgsn_address, lag(sgsn_address) OVER by_time) AS new_sgsn_address
FROM dialogues
WINDOW by_time AS (PARTITION BY device ORDER BY start_us, dialogue_id)
