-- mobility: where it was, and how often that changed
-- grain: one row a device
-- reads: dialogues, ordered, tunnels
-- gives:
--   n_country_unique | BIGINT | countries of visited networks | never
--   n_country_valid | BIGINT | of these, seen with a UL or UL_GPRS | never
--   n_country_changes | BIGINT | dialogues with another country than the last one known | never
--   n_operator_unique | BIGINT | visited operators | never
--   n_operator_valid | BIGINT | of these, seen with a UL or UL_GPRS | never
--   n_operator_changes | BIGINT | dialogues with another operator than the last one known | never
--   n_ci_unique | BIGINT | cells | never
--   n_ci_valid | BIGINT | of these, seen in a valid tunnel | never
--   n_ci_changes | BIGINT | dialogues with another cell than the last one known | never
--   n_vlr_unique | BIGINT | VLRs | never
--   n_vlr_valid | BIGINT | of these, seen with a UL | never
--   n_vlr_changes | BIGINT | dialogues with another VLR than the last one known | never
--   n_sgsn_unique | BIGINT | SGSN numbers and SGSN addresses | never
--   n_sgsn_valid | BIGINT | of these, seen with a UL_GPRS | never
--   n_sgsn_changes | BIGINT | changes of the number and changes of the address | never
-- empty: 0
-- why: a change is looked for where the value is known; a number and an address of an SGSN are two namespaces, compared each
--   with its own. Places: 1 country, 2 operator, 3 cell, 4 VLR, 5 SGSN number, 6 SGSN address.
WITH shown AS (
  SELECT device, 1 AS place, new_country AS value, pos FROM ordered WHERE new_country IS NOT NULL
  UNION ALL
  SELECT device, 2, new_operator, pos FROM ordered WHERE new_operator IS NOT NULL
  UNION ALL
  SELECT device, 3, new_cell, pos FROM ordered WHERE new_cell IS NOT NULL
  UNION ALL
  SELECT device, 4, new_vlr, pos FROM ordered WHERE new_vlr IS NOT NULL
  UNION ALL
  SELECT device, 5, new_sgsn_number, pos FROM ordered WHERE new_sgsn_number IS NOT NULL
  UNION ALL
  SELECT device, 6, new_sgsn_address, pos FROM ordered WHERE new_sgsn_address IS NOT NULL
),
moved AS (
  SELECT device, place, value, lag(value) OVER (PARTITION BY device, place ORDER BY pos) AS before FROM shown
),
changed AS (
  SELECT device, place, count(*) AS n_changes FROM moved WHERE value <> before GROUP BY device, place
),
located AS (
  SELECT device, type, country, operator, vlr, sgsn_number, sgsn_address FROM dialogues WHERE type IN ('UL', 'UL_GPRS')
),
evidence AS (
  SELECT device, place, value, 0 AS valid FROM shown
  UNION ALL
  SELECT device, 1, country, 1 FROM located WHERE country IS NOT NULL
  UNION ALL
  SELECT device, 2, operator, 1 FROM located WHERE operator IS NOT NULL
  UNION ALL
  SELECT device, 3, cell, 1 FROM dialogues JOIN tunnels USING (device, tunnel) WHERE valid AND cell IS NOT NULL
  UNION ALL
  SELECT device, 4, vlr, 1 FROM located WHERE type = 'UL' AND vlr IS NOT NULL
  UNION ALL
  SELECT device, 5, sgsn_number, 1 FROM located WHERE type = 'UL_GPRS' AND sgsn_number IS NOT NULL
  UNION ALL
  SELECT device, 6, sgsn_address, 1 FROM located WHERE type = 'UL_GPRS' AND sgsn_address IS NOT NULL
),
known AS (
  SELECT device, place, value, max(valid) AS valid FROM evidence GROUP BY device, place, value
),
counted AS (
  SELECT device, place, count(*) AS n_unique, count(*) FILTER (WHERE valid = 1) AS n_valid FROM known GROUP BY device, place
),
joined AS (
  SELECT device, place, n_unique, n_valid, coalesce(n_changes, 0) AS n_changes
  FROM counted
  LEFT JOIN changed USING (device, place)
)
SELECT
  device,
  total_where(n_unique, place = 1) AS n_country_unique,
  total_where(n_valid, place = 1) AS n_country_valid,
  total_where(n_changes, place = 1) AS n_country_changes,
  total_where(n_unique, place = 2) AS n_operator_unique,
  total_where(n_valid, place = 2) AS n_operator_valid,
  total_where(n_changes, place = 2) AS n_operator_changes,
  total_where(n_unique, place = 3) AS n_ci_unique,
  total_where(n_valid, place = 3) AS n_ci_valid,
  total_where(n_changes, place = 3) AS n_ci_changes,
  total_where(n_unique, place = 4) AS n_vlr_unique,
  total_where(n_valid, place = 4) AS n_vlr_valid,
  total_where(n_changes, place = 4) AS n_vlr_changes,
  total_where(n_unique, place >= 5) AS n_sgsn_unique,
  total_where(n_valid, place >= 5) AS n_sgsn_valid,
  total_where(n_changes, place >= 5) AS n_sgsn_changes
FROM joined
GROUP BY device
