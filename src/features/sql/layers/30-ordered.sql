-- ordered: the dialogues of each device in time order, each beside the one before it
-- grain: one row a dialogue
-- reads: dialogues, devices
-- gives:
--   device | INTEGER | number of the device | never
--   pos | INTEGER | place in the device's order, from 1 | never
--   start_us | BIGINT (µs) | first message | never
--   dialogue_id | BIGINT | | never
--   type | dialogue_type | | never
--   outcome | dialogue_outcome | | never
--   node | node_name | VLR or SGSN | any other, or not told
--   is_map | BOOLEAN | | never
--   is_gtp | BOOLEAN | | never
--   tunnel | BIGINT | | no tunnel
--   apn | VARCHAR | | no tunnel, or not told
--   before_us | BIGINT (µs) | start of the dialogue before | first of the device
--   before_gtp | BOOLEAN | the dialogue before was GTP | first of the device
--   before_id | BIGINT | dialogue_id of the dialogue before | first of the device
--   cell | value_key | | not known
--   country, operator, vlr, sgsn_number, sgsn_address | value_key | known here | not known
--   new_country, new_operator, new_cell, new_vlr, new_sgsn_number, new_sgsn_address | value_key | the value, where the dialogue before does not show the same | not known, or the same as just before
-- empty: no rows
-- why: the one sort of all dialogues: what the layers behind it need to know of a neighbour is looked up here. A value that
--   the dialogue before shows too adds nothing to changes and distinct values, so that far fewer rows go on.
SELECT
  device,
  CAST(row_number() OVER by_time AS INTEGER) AS pos,
  start_us,
  dialogue_id,
  type,
  outcome,
  node,
  is_map,
  is_gtp,
  tunnel,
  apn,
  lag(start_us) OVER by_time AS before_us,
  lag(is_gtp) OVER by_time AS before_gtp,
  lag(dialogue_id) OVER by_time AS before_id,
  country,
  operator,
  cell,
  vlr,
  sgsn_number,
  sgsn_address,
  nullif(country, lag(country) OVER by_time) AS new_country,
  nullif(operator, lag(operator) OVER by_time) AS new_operator,
  nullif(cell, lag(cell) OVER by_time) AS new_cell,
  nullif(vlr, lag(vlr) OVER by_time) AS new_vlr,
  nullif(sgsn_number, lag(sgsn_number) OVER by_time) AS new_sgsn_number,
  nullif(sgsn_address, lag(sgsn_address) OVER by_time) AS new_sgsn_address
FROM dialogues
JOIN devices USING (sim_id)
WINDOW by_time AS (PARTITION BY device ORDER BY start_us, dialogue_id)
