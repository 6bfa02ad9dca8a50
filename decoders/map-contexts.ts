/**
 * The application contexts of MAP (TS 29.002 §17.3.3), object identifiers 0.4.0.0.1.0.number.version; and those of CAP
 * under the same arc (numbers 50 to 52), whose last arc is a CAP version.
 */

export interface ApplicationContext {
  readonly number: number;
  /** As the standard names the arc. */
  readonly name: string;
  /** As it names the context; the whole name adds `-v` and the version. */
  readonly context: string;
  readonly versions: readonly number[];
}

export const CONTEXTS: readonly ApplicationContext[] = [
  { number: 1, name: 'networkLocUp', context: 'networkLocUpContext', versions: [1, 2, 3] },
  { number: 2, name: 'locationCancel', context: 'locationCancellationContext', versions: [1, 2, 3] },
  { number: 3, name: 'roamingNbEnquiry', context: 'roamingNumberEnquiryContext', versions: [1, 2, 3] },
  { number: 4, name: 'istAlerting', context: 'istAlertingContext', versions: [3] },
  { number: 5, name: 'locInfoRetrieval', context: 'locationInfoRetrievalContext', versions: [1, 2, 3] },
  { number: 6, name: 'callControlTransfer', context: 'callControlTransferContext', versions: [3, 4] },
  { number: 7, name: 'reporting', context: 'reportingContext', versions: [3] },
  { number: 8, name: 'callCompletion', context: 'callCompletionContext', versions: [3] },
  { number: 9, name: 'immediateTermination', context: 'serviceTerminationContext', versions: [3] },
  { number: 10, name: 'reset', context: 'resetContext', versions: [1, 2, 3] },
  { number: 11, name: 'handoverControl', context: 'handoverControlContext', versions: [1, 2, 3] },
  { number: 12, name: 'sIWFSAllocation', context: 'sIWFSAllocationContext', versions: [3] },
  { number: 13, name: 'equipmentMngt', context: 'equipmentMngtContext', versions: [1, 2, 3] },
  { number: 14, name: 'infoRetrieval', context: 'infoRetrievalContext', versions: [1, 2, 3] },
  { number: 15, name: 'interVlrInfoRetrieval', context: 'interVlrInfoRetrievalContext', versions: [2, 3] },
  { number: 16, name: 'subscriberDataMngt', context: 'subscriberDataMngtContext', versions: [1, 2, 3] },
  { number: 17, name: 'tracing', context: 'tracingContext', versions: [1, 2, 3] },
  { number: 18, name: 'networkFunctionalSs', context: 'networkFunctionalSsContext', versions: [1, 2] },
  { number: 19, name: 'networkUnstructuredSs', context: 'networkUnstructuredSsContext', versions: [2] },
  { number: 20, name: 'shortMsgGateway', context: 'shortMsgGatewayContext', versions: [1, 2, 3] },
  { number: 21, name: 'shortMsgMO-Relay', context: 'shortMsgMO-RelayContext', versions: [1, 2, 3] },
  {
    number: 22,
    name: 'subscriberDataModificationNotification',
    context: 'subscriberDataModificationNotificationContext',
    versions: [3],
  },
  { number: 23, name: 'shortMsgAlert', context: 'shortMsgAlertContext', versions: [1, 2] },
  { number: 24, name: 'mwdMngt', context: 'mwdMngtContext', versions: [1, 2, 3] },
  { number: 25, name: 'shortMsgMT-Relay', context: 'shortMsgMT-RelayContext', versions: [2, 3] },
  { number: 26, name: 'imsiRetrieval', context: 'imsiRetrievalContext', versions: [2] },
  { number: 27, name: 'msPurging', context: 'msPurgingContext', versions: [2, 3] },
  { number: 28, name: 'subscriberInfoEnquiry', context: 'subscriberInfoEnquiryContext', versions: [3] },
  { number: 29, name: 'anyTimeInfoEnquiry', context: 'anyTimeInfoEnquiryContext', versions: [3] },
  { number: 31, name: 'groupCallControl', context: 'groupCallControlContext', versions: [3] },
  { number: 32, name: 'gprsLocationUpdate', context: 'gprsLocationUpdateContext', versions: [3] },
  { number: 33, name: 'gprsLocationInfoRetrieval', context: 'gprsLocationInfoRetrievalContext', versions: [3, 4] },
  { number: 34, name: 'failureReport', context: 'failureReportContext', versions: [3] },
  { number: 35, name: 'gprsNotify', context: 'gprsNotifyContext', versions: [3] },
  { number: 36, name: 'ss-InvocationNotification', context: 'ss-InvocationNotificationContext', versions: [3] },
  { number: 37, name: 'locationSvcGateway', context: 'locationSvcGatewayContext', versions: [3] },
  { number: 38, name: 'locationSvcEnquiry', context: 'locationSvcEnquiryContext', versions: [3] },
  { number: 39, name: 'authenticationFailureReport', context: 'authenticationFailureReportContext', versions: [3] },
  { number: 41, name: 'shortMsgMT-Relay-VGCS', context: 'shortMsgMT-Relay-VGCS-Context', versions: [3] },
  { number: 42, name: 'mm-EventReporting', context: 'mm-EventReportingContext', versions: [3] },
  { number: 43, name: 'anyTimeInfoHandling', context: 'anyTimeInfoHandlingContext', versions: [3] },
  { number: 44, name: 'resourceManagement', context: 'resourceManagementContext', versions: [3] },
  { number: 45, name: 'groupCallInfoRetrieval', context: 'groupCallInfoRetrievalContext', versions: [3] },
  { number: 46, name: 'vcsgLocationUpdate', context: 'vcsgLocationUpdateContext', versions: [3] },
  { number: 47, name: 'vcsgLocationCancel', context: 'vcsgLocationCancellationContext', versions: [3] },
];

/** TS 09.78 §2.2.2 (CAP version 1), TS 29.078 (version 2): number and last arc to name. */
const CAP_CONTEXTS: Readonly<Record<string, string>> = {
  '50.0': 'CAP-v1-gsmSSF-to-gsmSCF',
  '50.1': 'cap-v2-gsmSSF-to-gsmSCF',
  '51.1': 'cap-v2-assist-gsmSSF-to-gsmSCF',
  '52.1': 'cap-v2-gsmSRF-to-gsmSCF',
};

const byNumber = new Map(CONTEXTS.map(row => [row.number, row]));

/** Name of a context by its number, `networkLocUp`; `context 99` where there is none. */
export function contextName(number: number): string {
  const row = byNumber.get(number);
  if (row !== undefined) return row.name;
  if (number === 50) return 'cap-gsmssf-to-gsmscf';
  if (number === 51) return 'cap-assist-handoff-gsmssf-to-gsmscf';
  if (number === 52) return 'cap-gsmSRF-to-gsmscf';
  return `context ${number}`;
}

/** Whole name of a context, `networkLocUpContext-v3`; the object identifier where it has none. */
export function contextLabel(number: number, version: number): string {
  const row = byNumber.get(number);
  if (row !== undefined) return `${row.context}-v${version}`;
  return CAP_CONTEXTS[`${number}.${version}`] ?? contextOid(number, version);
}

/** Object identifier of a context in dots. */
export function contextOid(number: number, version: number): string {
  return `0.4.0.0.1.0.${number}.${version}`;
}

/** An object identifier's content octets in dots (X.690 §8.19); '' where they are not one. At most 64 arcs are shown. */
export function oidText(b: Uint8Array, at: number, length: number): string {
  const arcs: number[] = [];
  let arc = 0;
  for (let i = 0; i < length && arcs.length < 64; i++) {
    const octet = b[at + i];
    arc = arc * 128 + (octet & 0x7f);
    if (octet > 0x7f) {
      if (i === length - 1 || arc > 0xffffffffff) return '';
      continue;
    }
    if (arcs.length === 0) {
      const first = arc < 80 ? Math.floor(arc / 40) : 2;
      arcs.push(first, arc - first * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join('.');
}

/** CAP phases 3 and 4 (TS 29.078 §6.1.1, §7.2, §8.2): the identifiers that are known by name. */
const OTHER_CONTEXTS: Readonly<Record<string, string>> = {
  '0.4.0.0.1.21.3.4': 'CAP-v3-gsmSSF-scfGenericAC',
  '0.4.0.0.1.21.3.6': 'CAP-v3-gsmSSF-scfAssistHandoffAC',
  '0.4.0.0.1.20.3.14': 'CAP-v3-gsmSRF-gsmSCF',
  '0.4.0.0.1.21.3.50': 'CAP-v3-gprsSSF-gsmSCF-AC',
  '0.4.0.0.1.21.3.51': 'CAP-v3-gsmSCF-gprsSSF-AC',
  '0.4.0.0.1.21.3.61': 'cap3-sms-AC',
  '0.4.0.0.1.23.3.4': 'CAP-v4-gsmSSF-scfGenericAC',
  '0.4.0.0.1.23.3.6': 'CAP-v4-gsmSSF-scfAssistHandoffAC',
  '0.4.0.0.1.23.3.8': 'CAP-v4-scf-gsmSSFGenericAC',
  '0.4.0.0.1.22.3.14': 'CAP-v4-gsmSRF-gsmSCF',
  '0.4.0.0.1.23.3.61': 'cap4-sms-AC',
  '0.4.0.1.1.1.0.0': 'cs1-ssp-to-scp', // ETS 300 374-1 §6.5
  '0.4.0.1.1.1.1.0': 'cs1-assist-handoff-ssp-to-scp',
  '0.4.0.1.1.1.2.0': 'cs1-ip-to-scp',
  '0.4.0.1.1.1.3.0': 'cs1-scp-to-ssp',
};

/** Name of an application context that is not of MAP, by its object identifier in dots; the identifier where none. */
export function otherContextName(oid: string): string {
  return OTHER_CONTEXTS[oid] ?? oid;
}
