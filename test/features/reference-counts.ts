/** Dialogues counted by type, outcome and visited node. */
import type { Device, Features } from './reference-records.ts';

const ANY = '';

function count(type: string, outcome = ANY, node = ANY): (device: Device) => number {
  return ({ dialogues }) =>
    dialogues.filter(
      d => d.type === type && (outcome === ANY || d.outcome === outcome) && (node === ANY || d.visited_node === node),
    ).length;
}

export const COUNTS = {
  n_sai: count('SAI'),
  n_ul: count('UL'),
  n_ul_gprs: count('UL_GPRS'),
  n_cl: count('CL'),
  n_pdp_create: count('PDP_CREATE'),
  n_pdp_update: count('PDP_UPDATE'),
  n_pdp_delete: count('PDP_DELETE'),
  n_sai_success: count('SAI', 'success'),
  n_sai_error: count('SAI', 'error'),
  n_sai_reject: count('SAI', 'reject'),
  n_sai_vlr: count('SAI', ANY, 'VLR'),
  n_sai_sgsn: count('SAI', ANY, 'SGSN'),
  n_sai_success_vlr: count('SAI', 'success', 'VLR'),
  n_sai_error_vlr: count('SAI', 'error', 'VLR'),
  n_sai_reject_vlr: count('SAI', 'reject', 'VLR'),
  n_sai_success_sgsn: count('SAI', 'success', 'SGSN'),
  n_sai_error_sgsn: count('SAI', 'error', 'SGSN'),
  n_sai_reject_sgsn: count('SAI', 'reject', 'SGSN'),
  n_ul_success: count('UL', 'success'),
  n_ul_error: count('UL', 'error'),
  n_ul_reject: count('UL', 'reject'),
  n_ul_gprs_success: count('UL_GPRS', 'success'),
  n_ul_gprs_error: count('UL_GPRS', 'error'),
  n_ul_gprs_reject: count('UL_GPRS', 'reject'),
  n_cl_success: count('CL', 'success'),
  n_cl_error: count('CL', 'error'),
  n_cl_vlr: count('CL', ANY, 'VLR'),
  n_cl_sgsn: count('CL', ANY, 'SGSN'),
  n_cl_success_vlr: count('CL', 'success', 'VLR'),
  n_cl_error_vlr: count('CL', 'error', 'VLR'),
  n_cl_success_sgsn: count('CL', 'success', 'SGSN'),
  n_cl_error_sgsn: count('CL', 'error', 'SGSN'),
  n_pdp_create_success: count('PDP_CREATE', 'success'),
  n_pdp_create_error: count('PDP_CREATE', 'error'),
  n_pdp_update_success: count('PDP_UPDATE', 'success'),
  n_pdp_update_error: count('PDP_UPDATE', 'error'),
  n_pdp_delete_success: count('PDP_DELETE', 'success'),
  n_pdp_delete_error: count('PDP_DELETE', 'error'),
  n_other: count('OTHER'),
} satisfies Features;
