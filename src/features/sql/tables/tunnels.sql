-- tunnels.parquet: every tunnel
-- grain: one row a device and tunnel
-- reads: tunnels, dialogues, devices, apns
-- gives:
--   tunnel_id | BIGINT | the tunnel | never
--   simId | VARCHAR | the device | never
--   create_time | TIMESTAMP | start of its first PDP_CREATE | none was seen
--   delete_time | TIMESTAMP | start of its last PDP_DELETE | none was seen
--   last_time | TIMESTAMP | start of its last dialogue | never
--   n_create | BIGINT | PDP_CREATE of any outcome | never
--   n_update | BIGINT | PDP_UPDATE of any outcome | never
--   n_delete | BIGINT | PDP_DELETE of any outcome | never
--   n_create_success | BIGINT | | never
--   n_delete_success | BIGINT | | never
--   duration | DOUBLE (s) | first PDP_CREATE to last PDP_DELETE | an end was not seen
--   valid | BOOLEAN | one successful PDP_CREATE and one successful PDP_DELETE | never
--   n_cells | BIGINT | cells that its dialogues tell | never
--   n_nodes | BIGINT | SGSN addresses that its dialogues tell | never
--   apn | VARCHAR | the least of those it was told with | none was told
-- empty: no rows
-- why: cells, nodes and names are looked up here and not with the tunnels, since no feature asks for them.
WITH cells AS (
  SELECT device, tunnel, count(*) AS n_cells
  FROM (SELECT DISTINCT device, tunnel, cell FROM dialogues WHERE tunnel IS NOT NULL AND cell IS NOT NULL) AS different
  GROUP BY device, tunnel
),
nodes AS (
  SELECT device, tunnel, count(*) AS n_nodes
  FROM (SELECT DISTINCT device, tunnel, sgsn_address FROM dialogues WHERE tunnel IS NOT NULL AND sgsn_address IS NOT NULL) AS different
  GROUP BY device, tunnel
),
told AS (
  SELECT d.device, d.tunnel, min(a.name) AS apn
  FROM (SELECT DISTINCT device, tunnel, apn FROM dialogues WHERE tunnel IS NOT NULL AND apn IS NOT NULL) AS d
  JOIN apns AS a ON a.apn = d.apn
  GROUP BY d.device, d.tunnel
)
SELECT
  t.tunnel AS tunnel_id,
  d.sim_id AS simId,
  timestamp_micros(t.create_us) AS create_time,
  timestamp_micros(t.delete_us) AS delete_time,
  timestamp_micros(t.last_us) AS last_time,
  t.n_create,
  t.n_update,
  t.n_delete,
  t.n_create_success,
  t.n_delete_success,
  t.duration_us / 1e6 AS duration,
  t.valid,
  coalesce(c.n_cells, 0) AS n_cells,
  coalesce(n.n_nodes, 0) AS n_nodes,
  a.apn
FROM tunnels AS t
JOIN devices AS d ON d.device = t.device
LEFT JOIN cells AS c ON c.device = t.device AND c.tunnel = t.tunnel
LEFT JOIN nodes AS n ON n.device = t.device AND n.tunnel = t.tunnel
LEFT JOIN told AS a ON a.device = t.device AND a.tunnel = t.tunnel
