-- dialogues: the clean view, every dialogue that counts
-- grain: one row a dialogue
-- reads: records (the user's files: the columns that are needed, as texts, integers and times)
-- gives:
--   device | device_key | the device: IMSI or pseudonym, by a key (names) | never
--   dialogue_id | BIGINT | decides the order of dialogues of one microsecond | never
--   start_us | BIGINT (µs) | first message, since 1970 | never
--   type | dialogue_type | one of the eight types | never
--   outcome | dialogue_outcome | success, reject, error | never
--   node | node_name | visited node where it is a VLR or an SGSN | any other, or not told
--   is_map | BOOLEAN | the protocol is MAP | never
--   is_gtp | BOOLEAN | the protocol is GTP | never
--   tunnel | BIGINT | tunnel of a PDP_CREATE, PDP_UPDATE or PDP_DELETE | no tunnel; an OTHER never joins one
--   country | value_key | country of the visited network | not known
--   operator | value_key | visited operator, both codes of it | either is not known
--   cell | value_key | cell of the user location | not known
--   vlr | value_key | VLR number | not known
--   sgsn_number | value_key | SGSN number, as MAP tells it | not known
--   sgsn_address | value_key | SGSN address, as GTP tells it | not known
--   apn | value_key | of a tunnel, by a key (apns) | no tunnel, or not told
--   tac | INTEGER | first eight digits of the equipment | not shown
-- empty: no rows
-- why: what is left out is left out here and nowhere else: no device, outside the period, at an edge of the capture.
--   A dialogue without a time goes on, so that the program refuses it.
--   Texts are the dear part of a table: names of a kind become enumerations, and values that are only compared become keys
--   (in DuckDB 64 bits of a hash).
SELECT
  device_of(imsi) AS device,
  dialogue_id,
  unix_micros(start_time) AS start_us,
  type_of(type) AS type,
  outcome_of(outcome) AS outcome,
  node_of(visited_node) AS node,
  protocol = 'MAP' AS is_map,
  protocol = 'GTP' AS is_gtp,
  CASE WHEN protocol = 'GTP' AND type IN ('PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE') THEN tunnel_id END AS tunnel,
  key_of(visited_country) AS country,
  pair_key_of(visited_mcc, visited_mnc) AS operator,
  key_of(cell) AS cell,
  key_of(vlr_number) AS vlr,
  key_of(sgsn_number) AS sgsn_number,
  key_of(sgsn_address) AS sgsn_address,
  key_of(apn) AS apn,
  TRY_CAST(substr(tac, 1, 8) AS INTEGER) AS tac
FROM records
WHERE imsi <> ''
  AND (:include_edges OR edge IS NULL OR edge = '')
  AND coalesce(unix_micros(start_time) >= :from_us AND unix_micros(start_time) < :to_us, TRUE)
