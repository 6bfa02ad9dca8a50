/**
 * The errors of MAP (TS 29.002 §17.6.6; GSM 09.02 for versions 1 and 2), by code. Codes 6, 12 and 28 to 31 meant another
 * thing in phase 1: `phase1` is that name.
 */

export interface MapError {
  readonly code: number;
  readonly name: string;
  readonly versions: readonly number[];
  readonly phase1?: string;
}

export const ERRORS: readonly MapError[] = [
  { code: 1, name: 'unknownSubscriber', versions: [1, 2, 3] },
  { code: 2, name: 'unknownBaseStation', versions: [1, 2] },
  { code: 3, name: 'unknownMSC', versions: [1, 2, 3] },
  { code: 4, name: 'unknownLocArea', versions: [1] },
  { code: 5, name: 'unidentifiedSubscriber', versions: [1, 2, 3] },
  { code: 6, name: 'absentSubscriberSM', versions: [1, 3], phase1: 'unallocatedRoamingNumber' },
  { code: 7, name: 'unknownEquipment', versions: [1, 2, 3] },
  { code: 8, name: 'roamingNotAllowed', versions: [1, 2, 3] },
  { code: 9, name: 'illegalSubscriber', versions: [1, 2, 3] },
  { code: 10, name: 'bearerServiceNotProvisioned', versions: [1, 2, 3] },
  { code: 11, name: 'teleserviceNotProvisioned', versions: [1, 2, 3] },
  { code: 12, name: 'illegalEquipment', versions: [1, 2, 3], phase1: 'insufficientBearerCapabilities' },
  { code: 13, name: 'callBarred', versions: [1, 2, 3] },
  { code: 14, name: 'forwardingViolation', versions: [1, 2, 3] },
  { code: 15, name: 'cug-Reject', versions: [1, 2, 3] },
  { code: 16, name: 'illegalSS-Operation', versions: [1, 2, 3] },
  { code: 17, name: 'ss-ErrorStatus', versions: [1, 2, 3] },
  { code: 18, name: 'ss-NotAvailable', versions: [1, 2, 3] },
  { code: 19, name: 'ss-SubscriptionViolation', versions: [1, 2, 3] },
  { code: 20, name: 'ss-Incompatibility', versions: [1, 2, 3] },
  { code: 21, name: 'facilityNotSupported', versions: [1, 2, 3] },
  { code: 22, name: 'ongoingGroupCall', versions: [3] },
  { code: 23, name: 'invalidTargetBaseStation', versions: [1, 2] },
  { code: 24, name: 'noRadioResourceAvailable', versions: [1, 2] },
  { code: 25, name: 'noHandoverNumberAvailable', versions: [1, 2, 3] },
  { code: 26, name: 'subsequentHandoverFailure', versions: [1, 2, 3] },
  { code: 27, name: 'absentSubscriber', versions: [1, 2, 3] },
  { code: 28, name: 'incompatibleTerminal', versions: [1, 3], phase1: 'busySubscriber' },
  { code: 29, name: 'shortTermDenial', versions: [1, 3], phase1: 'noSubscriberReply' },
  { code: 30, name: 'longTermDenial', versions: [1, 3], phase1: 'radioCongestion' },
  { code: 31, name: 'subscriberBusyForMT-SMS', versions: [1, 2, 3], phase1: 'impossibleCallCompletion' },
  { code: 32, name: 'sm-DeliveryFailure', versions: [1, 2, 3] },
  { code: 33, name: 'messageWaitingListFull', versions: [1, 2, 3] },
  { code: 34, name: 'systemFailure', versions: [1, 2, 3] },
  { code: 35, name: 'dataMissing', versions: [1, 2, 3] },
  { code: 36, name: 'unexpectedDataValue', versions: [1, 2, 3] },
  { code: 37, name: 'pw-RegistrationFailure', versions: [1, 2, 3] },
  { code: 38, name: 'negativePW-Check', versions: [1, 2, 3] },
  { code: 39, name: 'noRoamingNumberAvailable', versions: [1, 2, 3] },
  { code: 40, name: 'tracingBufferFull', versions: [1, 2, 3] },
  { code: 42, name: 'targetCellOutsideGroupCallArea', versions: [3] },
  { code: 43, name: 'numberOfPW-AttemptsViolation', versions: [2, 3] },
  { code: 44, name: 'numberChanged', versions: [2, 3] },
  { code: 45, name: 'busySubscriber', versions: [3] },
  { code: 46, name: 'noSubscriberReply', versions: [3] },
  { code: 47, name: 'forwardingFailed', versions: [3] },
  { code: 48, name: 'or-NotAllowed', versions: [3] },
  { code: 49, name: 'ati-NotAllowed', versions: [3] },
  { code: 50, name: 'noGroupCallNumberAvailable', versions: [3] },
  { code: 51, name: 'resourceLimitation', versions: [3] },
  { code: 52, name: 'unauthorizedRequestingNetwork', versions: [3] },
  { code: 53, name: 'unauthorizedLCSClient', versions: [3] },
  { code: 54, name: 'positionMethodFailure', versions: [3] },
  { code: 58, name: 'unknownOrUnreachableLCSClient', versions: [3] },
  { code: 59, name: 'mm-EventNotSupported', versions: [3] },
  { code: 60, name: 'atsi-NotAllowed', versions: [3] },
  { code: 61, name: 'atm-NotAllowed', versions: [3] },
  { code: 62, name: 'informationNotAvailable', versions: [3] },
  { code: 71, name: 'unknownAlphabet', versions: [2, 3] },
  { code: 72, name: 'ussd-Busy', versions: [2, 3] },
];

const byCode = new Map(ERRORS.map(row => [row.code, row]));

/**
 * Name of an error as MAP of that version calls it; version 0 (not known) gets the newest name.
 * A code without a row reads `error 99`.
 */
export function errorName(code: number, version: number): string {
  const row = byCode.get(code);
  if (row === undefined) return `error ${code}`;
  return version === 1 && row.phase1 !== undefined ? row.phase1 : row.name;
}

/** A name as a label of outcomes: `unknownSubscriber` gives `UnknownSubscriber`, `sm-DeliveryFailure` `SmDeliveryFailure`. */
export function upperCamel(name: string): string {
  return name.replace(/(?:^|[- ]+)([a-z0-9]?)/gi, (_, letter: string) => letter.toUpperCase());
}

/** The error's name in UpperCamelCase: `UnknownSubscriber`, `AbsentSubscriberSM`; `Error99` where it has none. */
export function errorLabel(code: number, version: number): string {
  return upperCamel(errorName(code, version));
}

const DELIVERY_FAILURE = [
  'memoryCapacityExceeded',
  'equipmentProtocolError',
  'equipmentNotSM-Equipped',
  'unknownServiceCentre',
  'sc-Congestion',
  'invalidSME-Address',
  'subscriberNotSC-Subscriber',
] as const;

const NETWORK_RESOURCE = ['plmn', 'hlr', 'vlr', 'pvlr', 'controllingMSC', 'vmsc', 'eir', 'rss'] as const;

/** AbsentSubscriberDiagnosticSM: TS 23.040 §3.3.2. */
export const ABSENT_SUBSCRIBER_DIAGNOSTICS = [
  'no paging response via the MSC',
  'IMSI detached',
  'roaming restriction',
  'deregistered in the HLR for non GPRS',
  'MS purged for non GPRS',
  'no paging response via the SGSN',
  'GPRS detached',
  'deregistered in the HLR for GPRS',
  'MS purged for GPRS',
  'unidentified subscriber via the MSC',
  'unidentified subscriber via the SGSN',
  'deregistered in the HLR/HSS for IMS',
  'no response via the IP-SM-GW',
  'the MS is temporarily unavailable',
] as const;

/** Values of an error's first parameter (TS 29.002 §17.7.7), by code and number; what a record's slot holds. */
const VALUES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: { 0: 'imsiUnknown', 1: 'gprs-eps-SubscriptionUnknown', 2: 'npdbMismatch' },
  6: ABSENT_SUBSCRIBER_DIAGNOSTICS,
  8: { 0: 'plmnRoamingNotAllowed', 3: 'operatorDeterminedBarring' },
  13: { 0: 'barringServiceActive', 1: 'operatorBarring' },
  15: {
    0: 'incomingCallsBarredWithinCUG',
    1: 'subscriberNotMemberOfCUG',
    5: 'requestedBasicServiceViolatesCUG-Constraints',
    7: 'calledPartySS-InteractionViolation',
  },
  27: {
    0: 'imsiDetach',
    1: 'restrictedArea',
    2: 'noPageResponse',
    3: 'purgedMS',
    4: 'mtRoamingRetry',
    5: 'busySubscriber',
  },
  32: DELIVERY_FAILURE,
  34: NETWORK_RESOURCE,
  37: { 0: 'undetermined', 1: 'invalidFormat', 2: 'newPasswordsMismatch' },
  53: {
    0: 'noAdditionalInformation',
    1: 'clientNotInMSPrivacyExceptionList',
    2: 'callToClientNotSetup',
    3: 'privacyOverrideNotApplicable',
    4: 'disallowedByLocalRegulatoryRequirements',
    5: 'unauthorizedPrivacyClass',
    6: 'unauthorizedCallSessionUnrelatedExternalClient',
    7: 'unauthorizedCallSessionRelatedExternalClient',
  },
  54: {
    0: 'congestion',
    1: 'insufficientResources',
    2: 'insufficientMeasurementData',
    3: 'inconsistentMeasurementData',
    4: 'locationProcedureNotCompleted',
    5: 'locationProcedureNotSupportedByTargetMS',
    6: 'qoSNotAttainable',
    7: 'positionMethodNotAvailableInNetwork',
    8: 'positionMethodNotAvailableInLocationArea',
  },
};

/** What the value beside an error means: `plmnRoamingNotAllowed`; the number where it has no name. */
export function errorParameterName(code: number, value: number): string {
  return VALUES[code]?.[value] ?? String(value);
}
