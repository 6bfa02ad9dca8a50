-- message types: how many dialogues of each type, how they ended and at which node; tunnels
-- grain: one row a device
-- reads: kinds, tunnels
-- gives:
--   n_sai | BIGINT | dialogues of type SAI | never
--   n_ul | BIGINT | dialogues of type UL | never
--   n_ul_gprs | BIGINT | dialogues of type UL_GPRS | never
--   n_cl | BIGINT | dialogues of type CL | never
--   n_pdp_create | BIGINT | dialogues of type PDP_CREATE | never
--   n_pdp_update | BIGINT | dialogues of type PDP_UPDATE | never
--   n_pdp_delete | BIGINT | dialogues of type PDP_DELETE | never
--   n_sai_success | BIGINT | dialogues of type SAI that succeeded | never
--   n_sai_error | BIGINT | dialogues of type SAI that failed | never
--   n_sai_reject | BIGINT | dialogues of type SAI that were refused | never
--   n_sai_vlr | BIGINT | dialogues of type SAI, at a VLR | never
--   n_sai_sgsn | BIGINT | dialogues of type SAI, at a SGSN | never
--   n_sai_success_vlr | BIGINT | dialogues of type SAI that succeeded, at a VLR | never
--   n_sai_error_vlr | BIGINT | dialogues of type SAI that failed, at a VLR | never
--   n_sai_reject_vlr | BIGINT | dialogues of type SAI that were refused, at a VLR | never
--   n_sai_success_sgsn | BIGINT | dialogues of type SAI that succeeded, at a SGSN | never
--   n_sai_error_sgsn | BIGINT | dialogues of type SAI that failed, at a SGSN | never
--   n_sai_reject_sgsn | BIGINT | dialogues of type SAI that were refused, at a SGSN | never
--   n_ul_success | BIGINT | dialogues of type UL that succeeded | never
--   n_ul_error | BIGINT | dialogues of type UL that failed | never
--   n_ul_reject | BIGINT | dialogues of type UL that were refused | never
--   n_ul_gprs_success | BIGINT | dialogues of type UL_GPRS that succeeded | never
--   n_ul_gprs_error | BIGINT | dialogues of type UL_GPRS that failed | never
--   n_ul_gprs_reject | BIGINT | dialogues of type UL_GPRS that were refused | never
--   n_cl_success | BIGINT | dialogues of type CL that succeeded | never
--   n_cl_error | BIGINT | dialogues of type CL that failed | never
--   n_cl_vlr | BIGINT | dialogues of type CL, at a VLR | never
--   n_cl_sgsn | BIGINT | dialogues of type CL, at a SGSN | never
--   n_cl_success_vlr | BIGINT | dialogues of type CL that succeeded, at a VLR | never
--   n_cl_error_vlr | BIGINT | dialogues of type CL that failed, at a VLR | never
--   n_cl_success_sgsn | BIGINT | dialogues of type CL that succeeded, at a SGSN | never
--   n_cl_error_sgsn | BIGINT | dialogues of type CL that failed, at a SGSN | never
--   n_pdp_create_success | BIGINT | dialogues of type PDP_CREATE that succeeded | never
--   n_pdp_create_error | BIGINT | dialogues of type PDP_CREATE that failed | never
--   n_pdp_update_success | BIGINT | dialogues of type PDP_UPDATE that succeeded | never
--   n_pdp_update_error | BIGINT | dialogues of type PDP_UPDATE that failed | never
--   n_pdp_delete_success | BIGINT | dialogues of type PDP_DELETE that succeeded | never
--   n_pdp_delete_error | BIGINT | dialogues of type PDP_DELETE that failed | never
--   n_other | BIGINT | dialogues of type OTHER | never
--   pct_sai_all_dialogs | DOUBLE | n_sai / n | never
--   pct_sai_vlr_all_dialogs | DOUBLE | n_sai_vlr / n | never
--   pct_sai_sgsn_all_dialogs | DOUBLE | n_sai_sgsn / n | never
--   pct_ul_all_dialogs | DOUBLE | n_ul / n | never
--   pct_ul_gprs_all_dialogs | DOUBLE | n_ul_gprs / n | never
--   pct_cl_all_dialogs | DOUBLE | n_cl / n | never
--   pct_cl_vlr_all_dialogs | DOUBLE | n_cl_vlr / n | never
--   pct_cl_sgsn_all_dialogs | DOUBLE | n_cl_sgsn / n | never
--   pct_pdp_create_all_dialogs | DOUBLE | n_pdp_create / n | never
--   pct_pdp_update_all_dialogs | DOUBLE | n_pdp_update / n | never
--   pct_pdp_delete_all_dialogs | DOUBLE | n_pdp_delete / n | never
--   pct_other_all_dialogs | DOUBLE | n_other / n | never
--   pct_sai_success_all_sais | DOUBLE | n_sai_success / n_sai | never
--   pct_sai_success_all_success | DOUBLE | n_sai_success / n_success | never
--   pct_sai_success_all_dialogs | DOUBLE | n_sai_success / n | never
--   pct_sai_error_all_sais | DOUBLE | n_sai_error / n_sai | never
--   pct_sai_error_all_errors | DOUBLE | n_sai_error / n_errors | never
--   pct_sai_error_all_dialogs | DOUBLE | n_sai_error / n | never
--   pct_sai_reject_all_sais | DOUBLE | n_sai_reject / n_sai | never
--   pct_sai_reject_all_rejects | DOUBLE | n_sai_reject / n_rejects | never
--   pct_sai_reject_all_dialogs | DOUBLE | n_sai_reject / n | never
--   pct_sai_success_vlr_all_sais | DOUBLE | n_sai_success_vlr / n_sai | never
--   pct_sai_success_vlr_all_success | DOUBLE | n_sai_success_vlr / n_success | never
--   pct_sai_success_vlr_all_dialogs | DOUBLE | n_sai_success_vlr / n | never
--   pct_sai_error_vlr_all_sais | DOUBLE | n_sai_error_vlr / n_sai | never
--   pct_sai_error_vlr_all_errors | DOUBLE | n_sai_error_vlr / n_errors | never
--   pct_sai_error_vlr_all_dialogs | DOUBLE | n_sai_error_vlr / n | never
--   pct_sai_reject_vlr_all_sais | DOUBLE | n_sai_reject_vlr / n_sai | never
--   pct_sai_reject_vlr_all_rejects | DOUBLE | n_sai_reject_vlr / n_rejects | never
--   pct_sai_reject_vlr_all_dialogs | DOUBLE | n_sai_reject_vlr / n | never
--   pct_sai_success_sgsn_all_sais | DOUBLE | n_sai_success_sgsn / n_sai | never
--   pct_sai_success_sgsn_all_success | DOUBLE | n_sai_success_sgsn / n_success | never
--   pct_sai_success_sgsn_all_dialogs | DOUBLE | n_sai_success_sgsn / n | never
--   pct_sai_error_sgsn_all_sais | DOUBLE | n_sai_error_sgsn / n_sai | never
--   pct_sai_error_sgsn_all_errors | DOUBLE | n_sai_error_sgsn / n_errors | never
--   pct_sai_error_sgsn_all_dialogs | DOUBLE | n_sai_error_sgsn / n | never
--   pct_sai_reject_sgsn_all_sais | DOUBLE | n_sai_reject_sgsn / n_sai | never
--   pct_sai_reject_sgsn_all_rejects | DOUBLE | n_sai_reject_sgsn / n_rejects | never
--   pct_sai_reject_sgsn_all_dialogs | DOUBLE | n_sai_reject_sgsn / n | never
--   pct_ul_success_all_success | DOUBLE | n_ul_success / n_success | never
--   pct_ul_success_all_uls | DOUBLE | n_ul_success / n_ul | never
--   pct_ul_success_all_dialogs | DOUBLE | n_ul_success / n | never
--   pct_ul_error_all_uls | DOUBLE | n_ul_error / n_ul | never
--   pct_ul_error_all_errors | DOUBLE | n_ul_error / n_errors | never
--   pct_ul_error_all_dialogs | DOUBLE | n_ul_error / n | never
--   pct_ul_reject_all_uls | DOUBLE | n_ul_reject / n_ul | never
--   pct_ul_reject_all_rejects | DOUBLE | n_ul_reject / n_rejects | never
--   pct_ul_reject_all_dialogs | DOUBLE | n_ul_reject / n | never
--   pct_ul_gprs_success_all_ul_gprs | DOUBLE | n_ul_gprs_success / n_ul_gprs | never
--   pct_ul_gprs_success_all_success | DOUBLE | n_ul_gprs_success / n_success | never
--   pct_ul_gprs_success_all_dialogs | DOUBLE | n_ul_gprs_success / n | never
--   pct_ul_gprs_error_all_ul_gprs | DOUBLE | n_ul_gprs_error / n_ul_gprs | never
--   pct_ul_gprs_error_all_errors | DOUBLE | n_ul_gprs_error / n_errors | never
--   pct_ul_gprs_error_all_dialogs | DOUBLE | n_ul_gprs_error / n | never
--   pct_ul_gprs_reject_all_ul_gprs | DOUBLE | n_ul_gprs_reject / n_ul_gprs | never
--   pct_ul_gprs_reject_all_rejects | DOUBLE | n_ul_gprs_reject / n_rejects | never
--   pct_ul_gprs_reject_all_dialogs | DOUBLE | n_ul_gprs_reject / n | never
--   pct_cl_success_all_cls | DOUBLE | n_cl_success / n_cl | never
--   pct_cl_success_all_success | DOUBLE | n_cl_success / n_success | never
--   pct_cl_success_all_dialogs | DOUBLE | n_cl_success / n | never
--   pct_cl_error_all_cls | DOUBLE | n_cl_error / n_cl | never
--   pct_cl_error_all_errors | DOUBLE | n_cl_error / n_errors | never
--   pct_cl_error_all_dialogs | DOUBLE | n_cl_error / n | never
--   pct_cl_success_vlr_all_cls | DOUBLE | n_cl_success_vlr / n_cl | never
--   pct_cl_success_vlr_all_success | DOUBLE | n_cl_success_vlr / n_success | never
--   pct_cl_success_vlr_all_dialogs | DOUBLE | n_cl_success_vlr / n | never
--   pct_cl_error_vlr_all_cls | DOUBLE | n_cl_error_vlr / n_cl | never
--   pct_cl_error_vlr_all_errors | DOUBLE | n_cl_error_vlr / n_errors | never
--   pct_cl_error_vlr_all_dialogs | DOUBLE | n_cl_error_vlr / n | never
--   pct_cl_success_sgsn_all_cls | DOUBLE | n_cl_success_sgsn / n_cl | never
--   pct_cl_success_sgsn_all_success | DOUBLE | n_cl_success_sgsn / n_success | never
--   pct_cl_success_sgsn_all_dialogs | DOUBLE | n_cl_success_sgsn / n | never
--   pct_cl_error_sgsn_all_cls | DOUBLE | n_cl_error_sgsn / n_cl | never
--   pct_cl_error_sgsn_all_errors | DOUBLE | n_cl_error_sgsn / n_errors | never
--   pct_cl_error_sgsn_all_dialogs | DOUBLE | n_cl_error_sgsn / n | never
--   pct_pdp_create_success_all_pdp_creates | DOUBLE | n_pdp_create_success / n_pdp_create | never
--   pct_pdp_create_success_all_success | DOUBLE | n_pdp_create_success / n_success | never
--   pct_pdp_create_success_all_dialogs | DOUBLE | n_pdp_create_success / n | never
--   pct_pdp_create_error_all_pdp_creates | DOUBLE | n_pdp_create_error / n_pdp_create | never
--   pct_pdp_create_error_all_errors | DOUBLE | n_pdp_create_error / n_errors | never
--   pct_pdp_create_error_all_dialogs | DOUBLE | n_pdp_create_error / n | never
--   pct_pdp_update_success_all_pdp_updates | DOUBLE | n_pdp_update_success / n_pdp_update | never
--   pct_pdp_update_success_all_success | DOUBLE | n_pdp_update_success / n_success | never
--   pct_pdp_update_success_all_dialogs | DOUBLE | n_pdp_update_success / n | never
--   pct_pdp_update_error_all_pdp_updates | DOUBLE | n_pdp_update_error / n_pdp_update | never
--   pct_pdp_update_error_all_errors | DOUBLE | n_pdp_update_error / n_errors | never
--   pct_pdp_update_error_all_dialogs | DOUBLE | n_pdp_update_error / n | never
--   pct_pdp_delete_success_all_pdp_deletes | DOUBLE | n_pdp_delete_success / n_pdp_delete | never
--   pct_pdp_delete_success_all_success | DOUBLE | n_pdp_delete_success / n_success | never
--   pct_pdp_delete_success_all_dialogs | DOUBLE | n_pdp_delete_success / n | never
--   pct_pdp_delete_error_all_pdp_deletes | DOUBLE | n_pdp_delete_error / n_pdp_delete | never
--   pct_pdp_delete_error_all_errors | DOUBLE | n_pdp_delete_error / n_errors | never
--   pct_pdp_delete_error_all_dialogs | DOUBLE | n_pdp_delete_error / n | never
--   pct_other_all_unknowns | DOUBLE | n_other / n_unknown | never
--   n_contexts_total | BIGINT | tunnels | never
--   n_contexts_valid | BIGINT | tunnels with one successful PDP_CREATE and one successful PDP_DELETE | never
--   pct_contexts_valid | DOUBLE | n_contexts_valid / n_contexts_total | never
-- empty: 0
-- why: one count a line, then what they are of each other. A share of nothing is 0.
WITH counted AS (
  SELECT
    device,
    total_where(n, TRUE) AS n,
    total_where(n, type <> 'OTHER' AND outcome = 'success') AS n_success,
    total_where(n, type <> 'OTHER' AND outcome = 'error') AS n_errors,
    total_where(n, type <> 'OTHER' AND outcome = 'reject') AS n_rejects,
    total_where(n, type = 'OTHER') AS n_unknown,
    total_where(n, type = 'SAI') AS n_sai,
    total_where(n, type = 'UL') AS n_ul,
    total_where(n, type = 'UL_GPRS') AS n_ul_gprs,
    total_where(n, type = 'CL') AS n_cl,
    total_where(n, type = 'PDP_CREATE') AS n_pdp_create,
    total_where(n, type = 'PDP_UPDATE') AS n_pdp_update,
    total_where(n, type = 'PDP_DELETE') AS n_pdp_delete,
    total_where(n, type = 'SAI' AND outcome = 'success') AS n_sai_success,
    total_where(n, type = 'SAI' AND outcome = 'error') AS n_sai_error,
    total_where(n, type = 'SAI' AND outcome = 'reject') AS n_sai_reject,
    total_where(n, type = 'SAI' AND node = 'VLR') AS n_sai_vlr,
    total_where(n, type = 'SAI' AND node = 'SGSN') AS n_sai_sgsn,
    total_where(n, type = 'SAI' AND outcome = 'success' AND node = 'VLR') AS n_sai_success_vlr,
    total_where(n, type = 'SAI' AND outcome = 'error' AND node = 'VLR') AS n_sai_error_vlr,
    total_where(n, type = 'SAI' AND outcome = 'reject' AND node = 'VLR') AS n_sai_reject_vlr,
    total_where(n, type = 'SAI' AND outcome = 'success' AND node = 'SGSN') AS n_sai_success_sgsn,
    total_where(n, type = 'SAI' AND outcome = 'error' AND node = 'SGSN') AS n_sai_error_sgsn,
    total_where(n, type = 'SAI' AND outcome = 'reject' AND node = 'SGSN') AS n_sai_reject_sgsn,
    total_where(n, type = 'UL' AND outcome = 'success') AS n_ul_success,
    total_where(n, type = 'UL' AND outcome = 'error') AS n_ul_error,
    total_where(n, type = 'UL' AND outcome = 'reject') AS n_ul_reject,
    total_where(n, type = 'UL_GPRS' AND outcome = 'success') AS n_ul_gprs_success,
    total_where(n, type = 'UL_GPRS' AND outcome = 'error') AS n_ul_gprs_error,
    total_where(n, type = 'UL_GPRS' AND outcome = 'reject') AS n_ul_gprs_reject,
    total_where(n, type = 'CL' AND outcome = 'success') AS n_cl_success,
    total_where(n, type = 'CL' AND outcome = 'error') AS n_cl_error,
    total_where(n, type = 'CL' AND node = 'VLR') AS n_cl_vlr,
    total_where(n, type = 'CL' AND node = 'SGSN') AS n_cl_sgsn,
    total_where(n, type = 'CL' AND outcome = 'success' AND node = 'VLR') AS n_cl_success_vlr,
    total_where(n, type = 'CL' AND outcome = 'error' AND node = 'VLR') AS n_cl_error_vlr,
    total_where(n, type = 'CL' AND outcome = 'success' AND node = 'SGSN') AS n_cl_success_sgsn,
    total_where(n, type = 'CL' AND outcome = 'error' AND node = 'SGSN') AS n_cl_error_sgsn,
    total_where(n, type = 'PDP_CREATE' AND outcome = 'success') AS n_pdp_create_success,
    total_where(n, type = 'PDP_CREATE' AND outcome = 'error') AS n_pdp_create_error,
    total_where(n, type = 'PDP_UPDATE' AND outcome = 'success') AS n_pdp_update_success,
    total_where(n, type = 'PDP_UPDATE' AND outcome = 'error') AS n_pdp_update_error,
    total_where(n, type = 'PDP_DELETE' AND outcome = 'success') AS n_pdp_delete_success,
    total_where(n, type = 'PDP_DELETE' AND outcome = 'error') AS n_pdp_delete_error,
    total_where(n, type = 'OTHER') AS n_other
  FROM kinds
  GROUP BY device
),
contexts AS (
  SELECT device, count(*) AS n_total, count(*) FILTER (WHERE valid) AS n_valid FROM tunnels GROUP BY device
)
SELECT
  device,
  n_sai,
  n_ul,
  n_ul_gprs,
  n_cl,
  n_pdp_create,
  n_pdp_update,
  n_pdp_delete,
  n_sai_success,
  n_sai_error,
  n_sai_reject,
  n_sai_vlr,
  n_sai_sgsn,
  n_sai_success_vlr,
  n_sai_error_vlr,
  n_sai_reject_vlr,
  n_sai_success_sgsn,
  n_sai_error_sgsn,
  n_sai_reject_sgsn,
  n_ul_success,
  n_ul_error,
  n_ul_reject,
  n_ul_gprs_success,
  n_ul_gprs_error,
  n_ul_gprs_reject,
  n_cl_success,
  n_cl_error,
  n_cl_vlr,
  n_cl_sgsn,
  n_cl_success_vlr,
  n_cl_error_vlr,
  n_cl_success_sgsn,
  n_cl_error_sgsn,
  n_pdp_create_success,
  n_pdp_create_error,
  n_pdp_update_success,
  n_pdp_update_error,
  n_pdp_delete_success,
  n_pdp_delete_error,
  n_other,
  ratio(n_sai, n) AS pct_sai_all_dialogs,
  ratio(n_sai_vlr, n) AS pct_sai_vlr_all_dialogs,
  ratio(n_sai_sgsn, n) AS pct_sai_sgsn_all_dialogs,
  ratio(n_ul, n) AS pct_ul_all_dialogs,
  ratio(n_ul_gprs, n) AS pct_ul_gprs_all_dialogs,
  ratio(n_cl, n) AS pct_cl_all_dialogs,
  ratio(n_cl_vlr, n) AS pct_cl_vlr_all_dialogs,
  ratio(n_cl_sgsn, n) AS pct_cl_sgsn_all_dialogs,
  ratio(n_pdp_create, n) AS pct_pdp_create_all_dialogs,
  ratio(n_pdp_update, n) AS pct_pdp_update_all_dialogs,
  ratio(n_pdp_delete, n) AS pct_pdp_delete_all_dialogs,
  ratio(n_other, n) AS pct_other_all_dialogs,
  ratio(n_sai_success, n_sai) AS pct_sai_success_all_sais,
  ratio(n_sai_success, n_success) AS pct_sai_success_all_success,
  ratio(n_sai_success, n) AS pct_sai_success_all_dialogs,
  ratio(n_sai_error, n_sai) AS pct_sai_error_all_sais,
  ratio(n_sai_error, n_errors) AS pct_sai_error_all_errors,
  ratio(n_sai_error, n) AS pct_sai_error_all_dialogs,
  ratio(n_sai_reject, n_sai) AS pct_sai_reject_all_sais,
  ratio(n_sai_reject, n_rejects) AS pct_sai_reject_all_rejects,
  ratio(n_sai_reject, n) AS pct_sai_reject_all_dialogs,
  ratio(n_sai_success_vlr, n_sai) AS pct_sai_success_vlr_all_sais,
  ratio(n_sai_success_vlr, n_success) AS pct_sai_success_vlr_all_success,
  ratio(n_sai_success_vlr, n) AS pct_sai_success_vlr_all_dialogs,
  ratio(n_sai_error_vlr, n_sai) AS pct_sai_error_vlr_all_sais,
  ratio(n_sai_error_vlr, n_errors) AS pct_sai_error_vlr_all_errors,
  ratio(n_sai_error_vlr, n) AS pct_sai_error_vlr_all_dialogs,
  ratio(n_sai_reject_vlr, n_sai) AS pct_sai_reject_vlr_all_sais,
  ratio(n_sai_reject_vlr, n_rejects) AS pct_sai_reject_vlr_all_rejects,
  ratio(n_sai_reject_vlr, n) AS pct_sai_reject_vlr_all_dialogs,
  ratio(n_sai_success_sgsn, n_sai) AS pct_sai_success_sgsn_all_sais,
  ratio(n_sai_success_sgsn, n_success) AS pct_sai_success_sgsn_all_success,
  ratio(n_sai_success_sgsn, n) AS pct_sai_success_sgsn_all_dialogs,
  ratio(n_sai_error_sgsn, n_sai) AS pct_sai_error_sgsn_all_sais,
  ratio(n_sai_error_sgsn, n_errors) AS pct_sai_error_sgsn_all_errors,
  ratio(n_sai_error_sgsn, n) AS pct_sai_error_sgsn_all_dialogs,
  ratio(n_sai_reject_sgsn, n_sai) AS pct_sai_reject_sgsn_all_sais,
  ratio(n_sai_reject_sgsn, n_rejects) AS pct_sai_reject_sgsn_all_rejects,
  ratio(n_sai_reject_sgsn, n) AS pct_sai_reject_sgsn_all_dialogs,
  ratio(n_ul_success, n_success) AS pct_ul_success_all_success,
  ratio(n_ul_success, n_ul) AS pct_ul_success_all_uls,
  ratio(n_ul_success, n) AS pct_ul_success_all_dialogs,
  ratio(n_ul_error, n_ul) AS pct_ul_error_all_uls,
  ratio(n_ul_error, n_errors) AS pct_ul_error_all_errors,
  ratio(n_ul_error, n) AS pct_ul_error_all_dialogs,
  ratio(n_ul_reject, n_ul) AS pct_ul_reject_all_uls,
  ratio(n_ul_reject, n_rejects) AS pct_ul_reject_all_rejects,
  ratio(n_ul_reject, n) AS pct_ul_reject_all_dialogs,
  ratio(n_ul_gprs_success, n_ul_gprs) AS pct_ul_gprs_success_all_ul_gprs,
  ratio(n_ul_gprs_success, n_success) AS pct_ul_gprs_success_all_success,
  ratio(n_ul_gprs_success, n) AS pct_ul_gprs_success_all_dialogs,
  ratio(n_ul_gprs_error, n_ul_gprs) AS pct_ul_gprs_error_all_ul_gprs,
  ratio(n_ul_gprs_error, n_errors) AS pct_ul_gprs_error_all_errors,
  ratio(n_ul_gprs_error, n) AS pct_ul_gprs_error_all_dialogs,
  ratio(n_ul_gprs_reject, n_ul_gprs) AS pct_ul_gprs_reject_all_ul_gprs,
  ratio(n_ul_gprs_reject, n_rejects) AS pct_ul_gprs_reject_all_rejects,
  ratio(n_ul_gprs_reject, n) AS pct_ul_gprs_reject_all_dialogs,
  ratio(n_cl_success, n_cl) AS pct_cl_success_all_cls,
  ratio(n_cl_success, n_success) AS pct_cl_success_all_success,
  ratio(n_cl_success, n) AS pct_cl_success_all_dialogs,
  ratio(n_cl_error, n_cl) AS pct_cl_error_all_cls,
  ratio(n_cl_error, n_errors) AS pct_cl_error_all_errors,
  ratio(n_cl_error, n) AS pct_cl_error_all_dialogs,
  ratio(n_cl_success_vlr, n_cl) AS pct_cl_success_vlr_all_cls,
  ratio(n_cl_success_vlr, n_success) AS pct_cl_success_vlr_all_success,
  ratio(n_cl_success_vlr, n) AS pct_cl_success_vlr_all_dialogs,
  ratio(n_cl_error_vlr, n_cl) AS pct_cl_error_vlr_all_cls,
  ratio(n_cl_error_vlr, n_errors) AS pct_cl_error_vlr_all_errors,
  ratio(n_cl_error_vlr, n) AS pct_cl_error_vlr_all_dialogs,
  ratio(n_cl_success_sgsn, n_cl) AS pct_cl_success_sgsn_all_cls,
  ratio(n_cl_success_sgsn, n_success) AS pct_cl_success_sgsn_all_success,
  ratio(n_cl_success_sgsn, n) AS pct_cl_success_sgsn_all_dialogs,
  ratio(n_cl_error_sgsn, n_cl) AS pct_cl_error_sgsn_all_cls,
  ratio(n_cl_error_sgsn, n_errors) AS pct_cl_error_sgsn_all_errors,
  ratio(n_cl_error_sgsn, n) AS pct_cl_error_sgsn_all_dialogs,
  ratio(n_pdp_create_success, n_pdp_create) AS pct_pdp_create_success_all_pdp_creates,
  ratio(n_pdp_create_success, n_success) AS pct_pdp_create_success_all_success,
  ratio(n_pdp_create_success, n) AS pct_pdp_create_success_all_dialogs,
  ratio(n_pdp_create_error, n_pdp_create) AS pct_pdp_create_error_all_pdp_creates,
  ratio(n_pdp_create_error, n_errors) AS pct_pdp_create_error_all_errors,
  ratio(n_pdp_create_error, n) AS pct_pdp_create_error_all_dialogs,
  ratio(n_pdp_update_success, n_pdp_update) AS pct_pdp_update_success_all_pdp_updates,
  ratio(n_pdp_update_success, n_success) AS pct_pdp_update_success_all_success,
  ratio(n_pdp_update_success, n) AS pct_pdp_update_success_all_dialogs,
  ratio(n_pdp_update_error, n_pdp_update) AS pct_pdp_update_error_all_pdp_updates,
  ratio(n_pdp_update_error, n_errors) AS pct_pdp_update_error_all_errors,
  ratio(n_pdp_update_error, n) AS pct_pdp_update_error_all_dialogs,
  ratio(n_pdp_delete_success, n_pdp_delete) AS pct_pdp_delete_success_all_pdp_deletes,
  ratio(n_pdp_delete_success, n_success) AS pct_pdp_delete_success_all_success,
  ratio(n_pdp_delete_success, n) AS pct_pdp_delete_success_all_dialogs,
  ratio(n_pdp_delete_error, n_pdp_delete) AS pct_pdp_delete_error_all_pdp_deletes,
  ratio(n_pdp_delete_error, n_errors) AS pct_pdp_delete_error_all_errors,
  ratio(n_pdp_delete_error, n) AS pct_pdp_delete_error_all_dialogs,
  ratio(n_other, n_unknown) AS pct_other_all_unknowns,
  coalesce(n_total, 0) AS n_contexts_total,
  coalesce(n_valid, 0) AS n_contexts_valid,
  ratio(coalesce(n_valid, 0), coalesce(n_total, 0)) AS pct_contexts_valid
FROM counted
LEFT JOIN contexts USING (device)
