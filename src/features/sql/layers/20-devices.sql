-- devices: who is there, and a number for each that is short to carry
-- grain: one row a device
-- reads: dialogues
-- gives:
--   sim_id | VARCHAR | the device | never
--   device | INTEGER | number by sim_id, from 1 | never
--   tac | VARCHAR | the one that most of its dialogues show, the least of several | it shows none
-- empty: no rows
-- why: a device may change hands or be simulated; the equipment it mostly shows is the one to describe it by.
WITH shown AS (
  SELECT sim_id, tac, count(*) AS n FROM dialogues GROUP BY sim_id, tac
),
best AS (
  SELECT
    sim_id,
    tac,
    row_number() OVER (PARTITION BY sim_id ORDER BY CASE WHEN tac IS NULL THEN 1 ELSE 0 END, n DESC, tac) AS place
  FROM shown
)
SELECT sim_id, CAST(row_number() OVER (ORDER BY sim_id) AS INTEGER) AS device, tac
FROM best
WHERE place = 1
