-- identity: who it is
-- grain: one row a device
-- reads: devices
-- gives:
--   simId | VARCHAR | the device: IMSI or pseudonym | never
-- empty: no rows
-- why: the device as the records tell it, the same in MAP and GTP.
SELECT device, sim_id AS simId
FROM devices
