-- devices: who is there
-- grain: one row a device
-- reads: dialogues, names
-- gives:
--   device | device_key | | never
--   sim_id | VARCHAR | IMSI or pseudonym | never
--   tac | INTEGER | the one that most of its dialogues show, the least of several | it shows none
-- empty: no rows
-- why: a card may move from one equipment to another; the one that it is mostly seen in describes it.
WITH shown AS (
  SELECT device, tac, count(*) AS n FROM dialogues WHERE tac IS NOT NULL GROUP BY device, tac
),
best AS (
  SELECT device, tac, row_number() OVER (PARTITION BY device ORDER BY n DESC, tac) AS place FROM shown
),
present AS (
  SELECT DISTINCT device FROM dialogues
)
SELECT p.device, n.sim_id, b.tac
FROM present AS p
JOIN names AS n ON n.device = p.device
LEFT JOIN best AS b ON b.device = p.device AND b.place = 1
