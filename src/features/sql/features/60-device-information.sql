-- device information: what it is and whose, from the user's own tables
-- grain: one row a device
-- reads: devices, owned (the user's table of devices), models (the user's table of TACs)
-- gives:
--   gsma_model_name | VARCHAR | model | no table, or its TAC is not in it
--   gsma_brand_name | VARCHAR | brand | no table, or its TAC is not in it
--   gsma_marketing_name | VARCHAR | name it is sold under | no table, or its TAC is not in it
--   gsma_device_type | VARCHAR | type of device | no table, or its TAC is not in it
--   gsma_manufacturer | VARCHAR | who made it | no table, or its TAC is not in it
--   organisationId | VARCHAR | customer that owns it | no table, or it is not in it
-- empty: null
-- why: the TAC that its dialogues show counts; the user's table of devices stands in where they show none.
SELECT
  d.device,
  m.model_name AS gsma_model_name,
  m.brand_name AS gsma_brand_name,
  m.marketing_name AS gsma_marketing_name,
  m.device_type AS gsma_device_type,
  m.manufacturer AS gsma_manufacturer,
  o.organisation_id AS organisationId
FROM devices AS d
LEFT JOIN owned AS o ON o.sim_id = d.sim_id
LEFT JOIN models AS m ON m.tac = coalesce(d.tac, o.tac)
