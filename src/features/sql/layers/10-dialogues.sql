-- dialogues: the clean view, every dialogue that counts
-- grain: one row a dialogue
-- reads: records (the user's files: the columns that are needed, as texts, integers and times)
-- gives:
--   sim_id | VARCHAR | the device: IMSI or pseudonym | never
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
--   tac | VARCHAR | first eight digits of the equipment | not shown
--   apn | VARCHAR | of the tunnel | no tunnel, or not told
-- empty: no rows
-- why: what is left out is left out here and nowhere else: no device, outside the period, at an edge of the capture.
--   Values that are only compared are carried as keys (64 bits of a hash in DuckDB), which are a third of the texts' size.
SELECT
  imsi AS sim_id,
  dialogue_id,
  unix_micros(start_time) AS start_us,
  known_type(type) AS type,
  known_outcome(outcome) AS outcome,
  node_of(visited_node) AS node,
  protocol = 'MAP' AS is_map,
  protocol = 'GTP' AS is_gtp,
  CASE WHEN protocol = 'GTP' AND type IN ('PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE') THEN tunnel_id END AS tunnel,
  key_of(visited_country) AS country,
  key_of(visited_mcc, visited_mnc) AS operator,
  key_of(cell) AS cell,
  key_of(vlr_number) AS vlr,
  key_of(sgsn_number) AS sgsn_number,
  key_of(sgsn_address) AS sgsn_address,
  CASE WHEN length(tac) >= 8 THEN substr(tac, 1, 8) END AS tac,
  CASE WHEN tunnel_id IS NOT NULL THEN apn END AS apn
FROM records
WHERE imsi IS NOT NULL
  AND (edge IS NULL OR :include_edges)
  AND unix_micros(start_time) >= :from_us
  AND unix_micros(start_time) < :to_us
