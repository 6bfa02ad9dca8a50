-- tunnels: what became of each tunnel
-- grain: one row a device and tunnel
-- reads: dialogues
-- gives:
--   device | device_key | | never
--   tunnel | BIGINT | | never
--   first_us | BIGINT (µs) | start of its first dialogue | never
--   last_us | BIGINT (µs) | start of its last dialogue | never
--   create_us | BIGINT (µs) | start of its first PDP_CREATE | none was seen
--   delete_us | BIGINT (µs) | start of its last PDP_DELETE | none was seen
--   n_create | BIGINT | PDP_CREATE of any outcome | never
--   n_update | BIGINT | | never
--   n_delete | BIGINT | | never
--   n_create_success | BIGINT | | never
--   n_delete_success | BIGINT | | never
--   duration_us | BIGINT (µs) | first PDP_CREATE to last PDP_DELETE | an end was not seen
--   valid | BOOLEAN | one successful PDP_CREATE and one successful PDP_DELETE | never
--   active_from_us | BIGINT (µs) | since when it was established | it never was: every PDP_CREATE failed
--   active_to_us | BIGINT (µs) | until when: its last PDP_DELETE, else its last dialogue | never
-- empty: no rows
-- why: a tunnel that was there before the capture began has no PDP_CREATE and is established from its first dialogue on.
SELECT
  device,
  tunnel,
  first_us,
  last_us,
  create_us,
  delete_us,
  n_create,
  n_update,
  n_delete,
  n_create_success,
  n_delete_success,
  delete_us - create_us AS duration_us,
  n_create_success = 1 AND n_delete_success = 1 AS valid,
  CASE WHEN n_create = 0 THEN first_us ELSE established_us END AS active_from_us,
  coalesce(delete_us, last_us) AS active_to_us
FROM (
  SELECT
    device,
    tunnel,
    min(start_us) AS first_us,
    max(start_us) AS last_us,
    min(start_us) FILTER (WHERE type = 'PDP_CREATE') AS create_us,
    max(start_us) FILTER (WHERE type = 'PDP_DELETE') AS delete_us,
    min(start_us) FILTER (WHERE type = 'PDP_CREATE' AND outcome = 'success') AS established_us,
    count(*) FILTER (WHERE type = 'PDP_CREATE') AS n_create,
    count(*) FILTER (WHERE type = 'PDP_UPDATE') AS n_update,
    count(*) FILTER (WHERE type = 'PDP_DELETE') AS n_delete,
    count(*) FILTER (WHERE type = 'PDP_CREATE' AND outcome = 'success') AS n_create_success,
    count(*) FILTER (WHERE type = 'PDP_DELETE' AND outcome = 'success') AS n_delete_success
  FROM dialogues
  WHERE tunnel IS NOT NULL
  GROUP BY device, tunnel
) AS counted
