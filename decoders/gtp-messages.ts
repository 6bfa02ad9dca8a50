/**
 * The messages of GTPv1-C by number: TS 29.060 §7.1 table 1; 4 to 7, 240 and 241 belong to GTP' (TS 32.295 §6.2.1).
 * 22 and 23 are other messages in GTPv0 (GSM 09.60 §7.1), 24 and 25 exist there alone.
 */

export type GtpMessageKind = 'request' | 'response' | 'alone';

/** number, name, kind, number of what answers it (0: nothing). */
export const GTP_MESSAGES = [
  [1, 'Echo Request', 'request', 2],
  [2, 'Echo Response', 'response', 0],
  [3, 'Version Not Supported', 'alone', 0],
  [4, 'Node Alive Request', 'request', 5],
  [5, 'Node Alive Response', 'response', 0],
  [6, 'Redirection Request', 'request', 7],
  [7, 'Redirection Response', 'response', 0],
  [16, 'Create PDP Context Request', 'request', 17],
  [17, 'Create PDP Context Response', 'response', 0],
  [18, 'Update PDP Context Request', 'request', 19],
  [19, 'Update PDP Context Response', 'response', 0],
  [20, 'Delete PDP Context Request', 'request', 21],
  [21, 'Delete PDP Context Response', 'response', 0],
  [22, 'Initiate PDP Context Activation Request', 'request', 23],
  [23, 'Initiate PDP Context Activation Response', 'response', 0],
  [26, 'Error Indication', 'alone', 0],
  [27, 'PDU Notification Request', 'request', 28],
  [28, 'PDU Notification Response', 'response', 0],
  [29, 'PDU Notification Reject Request', 'request', 30],
  [30, 'PDU Notification Reject Response', 'response', 0],
  [31, 'Supported Extension Headers Notification', 'alone', 0],
  [32, 'Send Routeing Information for GPRS Request', 'request', 33],
  [33, 'Send Routeing Information for GPRS Response', 'response', 0],
  [34, 'Failure Report Request', 'request', 35],
  [35, 'Failure Report Response', 'response', 0],
  [36, 'Note MS GPRS Present Request', 'request', 37],
  [37, 'Note MS GPRS Present Response', 'response', 0],
  [48, 'Identification Request', 'request', 49],
  [49, 'Identification Response', 'response', 0],
  [50, 'SGSN Context Request', 'request', 51],
  [51, 'SGSN Context Response', 'response', 52],
  [52, 'SGSN Context Acknowledge', 'response', 0],
  [53, 'Forward Relocation Request', 'request', 54],
  [54, 'Forward Relocation Response', 'response', 0],
  [55, 'Forward Relocation Complete', 'request', 59],
  [56, 'Relocation Cancel Request', 'request', 57],
  [57, 'Relocation Cancel Response', 'response', 0],
  [58, 'Forward SRNS Context', 'request', 60],
  [59, 'Forward Relocation Complete Acknowledge', 'response', 0],
  [60, 'Forward SRNS Context Acknowledge', 'response', 0],
  [61, 'UE Registration Query Request', 'request', 62],
  [62, 'UE Registration Query Response', 'response', 0],
  [70, 'RAN Information Relay', 'alone', 0],
  [96, 'MBMS Notification Request', 'request', 97],
  [97, 'MBMS Notification Response', 'response', 0],
  [98, 'MBMS Notification Reject Request', 'request', 99],
  [99, 'MBMS Notification Reject Response', 'response', 0],
  [100, 'Create MBMS Context Request', 'request', 101],
  [101, 'Create MBMS Context Response', 'response', 0],
  [102, 'Update MBMS Context Request', 'request', 103],
  [103, 'Update MBMS Context Response', 'response', 0],
  [104, 'Delete MBMS Context Request', 'request', 105],
  [105, 'Delete MBMS Context Response', 'response', 0],
  [112, 'MBMS Registration Request', 'request', 113],
  [113, 'MBMS Registration Response', 'response', 0],
  [114, 'MBMS De-Registration Request', 'request', 115],
  [115, 'MBMS De-Registration Response', 'response', 0],
  [116, 'MBMS Session Start Request', 'request', 117],
  [117, 'MBMS Session Start Response', 'response', 0],
  [118, 'MBMS Session Stop Request', 'request', 119],
  [119, 'MBMS Session Stop Response', 'response', 0],
  [120, 'MBMS Session Update Request', 'request', 121],
  [121, 'MBMS Session Update Response', 'response', 0],
  [128, 'MS Info Change Notification Request', 'request', 129],
  [129, 'MS Info Change Notification Response', 'response', 0],
  [240, 'Data Record Transfer Request', 'request', 241],
  [241, 'Data Record Transfer Response', 'response', 0],
  [254, 'End Marker', 'alone', 0],
  [255, 'G-PDU', 'alone', 0],
] as const satisfies readonly (readonly [type: number, name: string, kind: GtpMessageKind, answer: number])[];

/** Anonymous-access messages of GTPv0, gone from version 1. */
const GTPV0_MESSAGES: Readonly<Record<number, string>> = {
  22: 'Create AA PDP Context Request',
  23: 'Create AA PDP Context Response',
  24: 'Delete AA PDP Context Request',
  25: 'Delete AA PDP Context Response',
};

/**
 * The one procedure of three messages (TS 29.060 §7.5.3 to §7.5.5): 51 answers 50 and awaits 52. All three carry one
 * sequence number.
 */
export const SGSN_CONTEXT_REQUEST = 50;
export const SGSN_CONTEXT_RESPONSE = 51;
export const SGSN_CONTEXT_ACKNOWLEDGE = 52;

/** May answer any request, with that request's sequence number (TS 29.060 §7.2.3, §7.2.4). */
export const VERSION_NOT_SUPPORTED = 3;
export const SUPPORTED_EXTENSION_HEADERS_NOTIFICATION = 31;

/** By message type: the response that answers it, 0 where nothing does. RESPONSE_OF[51] is 52. */
export const RESPONSE_OF = new Uint8Array(256);
/** By message type: the request that it answers, 0 where it answers none. REQUEST_OF[52] is 51. */
export const REQUEST_OF = new Uint8Array(256);
/** By message type: 1 where it opens a procedure. 51 does not: it answers first. */
export const IS_REQUEST = new Uint8Array(256);
/** By message type: 1 where a node may send it in GTPv1-C (user-plane messages and those of GTP' not among them). */
export const IS_CONTROL = new Uint8Array(256);
/** By message type: 1 where TS 29.060 §7.1 or TS 32.295 gives it a meaning. */
export const IS_KNOWN = new Uint8Array(256);

const names = new Map<number, string>();

for (const [type, name, kind, answer] of GTP_MESSAGES) {
  names.set(type, name);
  IS_KNOWN[type] = 1;
  IS_REQUEST[type] = kind === 'request' ? 1 : 0;
  IS_CONTROL[type] = (type >= 4 && type <= 7) || type >= 240 ? 0 : 1;
  if (answer !== 0) {
    RESPONSE_OF[type] = answer;
    REQUEST_OF[answer] = type;
  }
}

/** Name of a message for people; `message 77` where the standard gives none. `version` is 0 for GSM 09.60. */
export function gtpMessageName(type: number, version = 1): string {
  return (version === 0 ? GTPV0_MESSAGES[type] : undefined) ?? names.get(type) ?? `message ${type}`;
}
