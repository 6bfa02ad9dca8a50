-- names: the device behind each key
-- grain: one row a device of the files, also where none of its dialogues counts
-- reads: records
-- gives:
--   device | device_key | | never
--   sim_id | VARCHAR | IMSI or pseudonym | never
-- empty: no rows
-- why: made once for all dialogues, so that no dialogue carries the text. The program holds that no two share a key.
SELECT device_of(imsi) AS device, imsi AS sim_id
FROM (SELECT DISTINCT imsi FROM records WHERE imsi <> '') AS different
