/**
 * Cause values: TS 29.060 §7.7.1 table 38; those of GTP' from TS 32.295 §6.2.4.4 (59 to 63, 177 to 191, 241 to 255).
 */

export const GTP_CAUSES = [
  [0, 'Request IMSI'],
  [1, 'Request IMEI'],
  [2, 'Request IMSI and IMEI'],
  [3, 'No identity needed'],
  [4, 'MS Refuses'],
  [5, 'MS is not GPRS Responding'],
  [6, 'Reactivation Requested'],
  [7, 'PDP address inactivity timer expires'],
  [8, 'Network Failure'],
  [9, 'QoS parameter mismatch'],
  [59, 'System failure'],
  [60, 'The transmit buffers are becoming full'],
  [61, 'The receive buffers are becoming full'],
  [62, 'Another node is about to go down'],
  [63, 'This node is about to go down'],
  [128, 'Request accepted'],
  [129, 'New PDP type due to network preference'],
  [130, 'New PDP type due to single address bearer only'],
  [177, 'CDR decoding error'],
  [192, 'Non-existent'],
  [193, 'Invalid message format'],
  [194, 'IMSI/IMEI not known'],
  [195, 'MS is GPRS Detached'],
  [196, 'MS is not GPRS Responding'],
  [197, 'MS Refuses'],
  [198, 'Version not supported'],
  [199, 'No resources available'],
  [200, 'Service not supported'],
  [201, 'Mandatory IE incorrect'],
  [202, 'Mandatory IE missing'],
  [203, 'Optional IE incorrect'],
  [204, 'System failure'],
  [205, 'Roaming restriction'],
  [206, 'P-TMSI Signature mismatch'],
  [207, 'GPRS connection suspended'],
  [208, 'Authentication failure'],
  [209, 'User authentication failed'],
  [210, 'Context not found'],
  [211, 'All dynamic PDP addresses are occupied'],
  [212, 'No memory is available'],
  [213, 'Relocation failure'],
  [214, 'Unknown mandatory extension header'],
  [215, 'Semantic error in the TFT operation'],
  [216, 'Syntactic error in the TFT operation'],
  [217, 'Semantic errors in packet filter(s)'],
  [218, 'Syntactic errors in packet filter(s)'],
  [219, 'Missing or unknown APN'],
  [220, 'Unknown PDP address or PDP type'],
  [221, 'PDP context without TFT already activated'],
  [222, 'APN access denied – no subscription'],
  [223, 'APN Restriction type incompatibility with currently active PDP Contexts'],
  [224, 'MS MBMS Capabilities Insufficient'],
  [225, 'Invalid Correlation-ID'],
  [226, 'MBMS Bearer Context Superseded'],
  [227, 'Bearer Control Mode violation'],
  [228, 'Collision with network initiated request'],
  [229, 'APN Congestion'],
  [230, 'Bearer handling not supported'],
  [231, 'Target access restricted for the subscriber'],
  [232, 'UE is temporarily not reachable due to power saving'],
  [233, 'Relocation failure due to NAS message redirection'],
  [252, 'Request related to possibly duplicated packets already fulfilled'],
  [253, 'Request already fulfilled'],
  [254, 'Sequence numbers of released/cancelled packets IE incorrect'],
  [255, 'Request not fulfilled'],
] as const satisfies readonly (readonly [value: number, name: string])[];

/** Acceptance lies from 128 to 176; 177 to 191 are of GTP' (TS 29.060 §7.7.1). */
export const FIRST_ACCEPTED = 128;
export const LAST_ACCEPTED = 176;
/** Rejection from 192 to 240; 241 to 255 are of GTP'. */
export const FIRST_REJECTED = 192;

/** Names that the outcome of a dialogue carries in place of the standard's. */
const LABELS: Readonly<Record<number, string>> = { 222: 'APN Access Denied', 229: 'APN Congestion' };

const names = new Map<number, string>(GTP_CAUSES);

/** True for a response cause that grants the request: 128 to 176. */
export function isAccepted(cause: number): boolean {
  return cause >= FIRST_ACCEPTED && cause <= LAST_ACCEPTED;
}

/** True where the value stands in a range that TS 29.060 §7.7.1 leaves to GTP'. */
export function isGtpPrimeCause(cause: number): boolean {
  return (cause >= 49 && cause <= 63) || (cause >= 177 && cause <= 191) || cause >= 241;
}

/** The standard's name of a cause; `cause 77` where it gives none. */
export function gtpCauseName(cause: number): string {
  return names.get(cause) ?? `cause ${cause}`;
}

/** The reason of a dialogue that ended with this cause: `APN Access Denied`, `APN Congestion`, else the name. */
export function gtpCauseLabel(cause: number): string {
  return LABELS[cause] ?? gtpCauseName(cause);
}
