-- runs: dialogues of a device that follow each other closely
-- grain: one row a device and run
-- reads: ordered, placed
-- gives:
--   device | device_key | | never
--   run | INTEGER | place of its first dialogue in the device's order | never
--   n | BIGINT | dialogues | never
--   n_sai | BIGINT | of type SAI | never
--   start_us | BIGINT (µs) | of its first dialogue | never
--   end_us | BIGINT (µs) | of its last dialogue | never
--   gaps2 | DECIMAL(38,0) (µs²) | sum of the squares of the times between its dialogues | one dialogue
--   has_gtp | BOOLEAN | it ends at a GTP dialogue | never
--   tunnel | BIGINT | of that dialogue | no GTP dialogue, or one without a tunnel
--   signature | value_key | the same for the same types in the same order | never
-- empty: no rows
-- why: sessions are made of whole runs, so that all of them can be told from some rows a session. A run is signalling, with
--   at most one GTP dialogue, at its end.
SELECT
  device,
  run,
  count(*) AS n,
  count(*) FILTER (WHERE type = 'SAI') AS n_sai,
  min(start_us) AS start_us,
  max(start_us) AS end_us,
  sum(square(start_us - before_us)) FILTER (WHERE pos > run) AS gaps2,
  bool_or(is_gtp) AS has_gtp,
  max(tunnel) AS tunnel,
  bit_xor(xxhash64(pos - run, type)) AS signature
FROM placed
GROUP BY device, run
UNION ALL
SELECT
  device,
  pos,
  CAST(1 AS BIGINT),
  CAST(CASE WHEN type = 'SAI' THEN 1 ELSE 0 END AS BIGINT),
  start_us,
  start_us,
  NULL,
  is_gtp,
  tunnel,
  xxhash64(CAST(0 AS INTEGER), type)
FROM ordered
WHERE NOT linked_before AND NOT linked_after
