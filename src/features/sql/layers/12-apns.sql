-- apns: the access point name behind each key
-- grain: one row an access point name
-- reads: records
-- gives:
--   apn | value_key | | never
--   name | VARCHAR | access point name | never
-- empty: no rows
-- why: as names.
SELECT key_of(apn) AS apn, apn AS name
FROM (SELECT DISTINCT apn FROM records WHERE apn <> '') AS different
