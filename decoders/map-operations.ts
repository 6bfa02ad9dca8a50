/**
 * The operations of MAP (TS 29.002 §17.6; GSM 09.02 for versions 1 and 2), by code. Sixteen codes meant another thing in
 * phase 1 (and the two of the shared interworking function yet another): `phase1` is that name.
 *
 * Class (Q.775 §2.1): 1 result and error reported, 2 error alone, 3 result alone, 4 neither; 0 where phase 1 alone has
 * the operation, on an interface inside an exchange. Timers (TS 29.002 §17.1.2): s 3 to 10 s, m 15 to 30 s, ml 1 to 10
 * minutes, l 28 to 38 hours; processUnstructuredSS-Request has 10 minutes of its own (§17.6.4).
 */

export type Timer = 's' | 'm' | 'ml' | '10min' | 'l';

export interface Operation {
  readonly code: number;
  readonly name: string;
  /** Versions of MAP that have it under this name. */
  readonly versions: readonly number[];
  readonly class: 0 | 1 | 2 | 3 | 4;
  readonly timer: Timer | '';
  /** Numbers of its application contexts. */
  readonly contexts: readonly number[];
  readonly phase1?: string;
  /** Where version 2 has another name for the same operation. */
  readonly phase2?: string;
}

export const OPERATIONS: readonly Operation[] = [
  { code: 1, name: 'updateLocationArea', versions: [1], class: 0, timer: '', contexts: [] },
  { code: 2, name: 'updateLocation', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [1] },
  { code: 3, name: 'cancelLocation', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [2] },
  { code: 4, name: 'provideRoamingNumber', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [3] },
  {
    code: 5,
    name: 'noteSubscriberDataModified',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [22],
    phase1: 'detachIMSI',
  },
  { code: 6, name: 'resumeCallHandling', versions: [3, 4], class: 1, timer: 'm', contexts: [6], phase1: 'attachIMSI' },
  { code: 7, name: 'insertSubscriberData', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [1, 32, 16, 46] },
  { code: 8, name: 'deleteSubscriberData', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [16] },
  { code: 9, name: 'sendParameters', versions: [1], class: 1, timer: 'm', contexts: [14, 1] },
  { code: 10, name: 'registerSS', versions: [1, 2], class: 1, timer: 'm', contexts: [18] },
  { code: 11, name: 'eraseSS', versions: [1, 2], class: 1, timer: 'm', contexts: [18] },
  { code: 12, name: 'activateSS', versions: [1, 2], class: 1, timer: 'm', contexts: [18] },
  { code: 13, name: 'deactivateSS', versions: [1, 2], class: 1, timer: 'm', contexts: [18] },
  { code: 14, name: 'interrogateSS', versions: [1, 2], class: 1, timer: 'm', contexts: [18] },
  {
    code: 15,
    name: 'authenticationFailureReport',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [39],
    phase1: 'invokeSS',
  },
  { code: 16, name: 'forwardSsNotification', versions: [1], class: 0, timer: '', contexts: [] },
  { code: 17, name: 'registerPassword', versions: [1, 2], class: 1, timer: 'ml', contexts: [18] },
  { code: 18, name: 'getPassword', versions: [1, 2], class: 3, timer: 'm', contexts: [18] },
  { code: 19, name: 'processUnstructuredSS-Data', versions: [1], class: 1, timer: 'm', contexts: [18] },
  {
    code: 20,
    name: 'releaseResources',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [44],
    phase1: 'sendInfoForIncomingCall',
  },
  {
    code: 21,
    name: 'mt-ForwardSM-VGCS',
    versions: [3],
    class: 1,
    timer: 'ml',
    contexts: [41],
    phase1: 'sendInfoForOutgoingCall',
  },
  { code: 22, name: 'sendRoutingInfo', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [5] },
  { code: 23, name: 'updateGprsLocation', versions: [3], class: 1, timer: 'm', contexts: [32], phase1: 'completeCall' },
  {
    code: 24,
    name: 'sendRoutingInfoForGprs',
    versions: [3, 4],
    class: 1,
    timer: 'm',
    contexts: [33],
    phase1: 'connectToFollowingAddress',
  },
  {
    code: 25,
    name: 'failureReport',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [34],
    phase1: 'processCallWaiting',
  },
  { code: 26, name: 'noteMsPresentForGprs', versions: [3], class: 1, timer: 'm', contexts: [35], phase1: 'page' },
  { code: 27, name: 'searchForMobileSubscriber', versions: [1], class: 0, timer: '', contexts: [] },
  { code: 28, name: 'performHandover', versions: [1], class: 1, timer: 's', contexts: [11] },
  { code: 29, name: 'sendEndSignal', versions: [1, 2, 3], class: 3, timer: 'l', contexts: [11] },
  { code: 30, name: 'performSubsequentHandover', versions: [1], class: 1, timer: 'm', contexts: [11] },
  {
    code: 31,
    name: 'provideSIWFSNumber',
    versions: [3],
    class: 0,
    timer: '',
    contexts: [12],
    phase1: 'allocateHandoverNumber',
  },
  {
    code: 32,
    name: 'siwfs-SignallingModify',
    versions: [3],
    class: 0,
    timer: '',
    contexts: [12],
    phase1: 'sendHandoverReport',
  },
  { code: 33, name: 'processAccessSignalling', versions: [1, 2, 3], class: 4, timer: 's', contexts: [11] },
  { code: 34, name: 'forwardAccessSignalling', versions: [1, 2, 3], class: 4, timer: 's', contexts: [11] },
  { code: 35, name: 'noteInternalHandover', versions: [1], class: 4, timer: 's', contexts: [11] },
  {
    code: 36,
    name: 'cancelVcsgLocation',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [47],
    phase1: 'registerChargingInformation',
  },
  { code: 37, name: 'reset', versions: [1, 2, 3], class: 4, timer: 'm', contexts: [10] },
  { code: 38, name: 'forwardCheckSS-Indication', versions: [1, 2, 3], class: 4, timer: 's', contexts: [1] },
  { code: 39, name: 'prepareGroupCall', versions: [3], class: 1, timer: 'm', contexts: [31], phase1: 'authenticate' },
  {
    code: 40,
    name: 'sendGroupCallEndSignal',
    versions: [3],
    class: 3,
    timer: 'l',
    contexts: [31],
    phase1: 'provideIMSI',
  },
  {
    code: 41,
    name: 'processGroupCallSignalling',
    versions: [3],
    class: 4,
    timer: 's',
    contexts: [31],
    phase1: 'forwardNewTMSI',
  },
  {
    code: 42,
    name: 'forwardGroupCallSignalling',
    versions: [3],
    class: 4,
    timer: 's',
    contexts: [31],
    phase1: 'setCipheringMode',
  },
  { code: 43, name: 'checkIMEI', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [13] },
  { code: 44, name: 'mt-ForwardSM', versions: [3], class: 1, timer: 'ml', contexts: [25] },
  { code: 45, name: 'sendRoutingInfoForSM', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [20] },
  {
    code: 46,
    name: 'mo-ForwardSM',
    phase2: 'forwardSM',
    versions: [1, 2, 3],
    class: 1,
    timer: 'ml',
    contexts: [21, 25],
    phase1: 'forwardSM',
  },
  {
    code: 47,
    name: 'reportSM-DeliveryStatus',
    versions: [1, 2, 3],
    class: 1,
    timer: 's',
    contexts: [20],
    phase1: 'setMessageWaitingData',
  },
  { code: 48, name: 'noteSubscriberPresent', versions: [1], class: 4, timer: 's', contexts: [24] },
  { code: 49, name: 'alertServiceCentreWithoutResult', versions: [1], class: 4, timer: 's', contexts: [23] },
  { code: 50, name: 'activateTraceMode', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [1, 32, 17] },
  { code: 51, name: 'deactivateTraceMode', versions: [1, 2, 3], class: 1, timer: 'm', contexts: [17] },
  { code: 52, name: 'traceSubscriberActivity', versions: [1], class: 4, timer: 's', contexts: [11] },
  {
    code: 53,
    name: 'updateVcsgLocation',
    versions: [3],
    class: 1,
    timer: 'm',
    contexts: [46],
    phase1: 'processAccessRequest',
  },
  { code: 54, name: 'beginSubscriberActivity', versions: [1], class: 4, timer: 'm', contexts: [18] },
  { code: 55, name: 'sendIdentification', versions: [2, 3], class: 1, timer: 's', contexts: [15] },
  { code: 56, name: 'sendAuthenticationInfo', versions: [2, 3], class: 1, timer: 'm', contexts: [14] },
  { code: 57, name: 'restoreData', versions: [2, 3], class: 1, timer: 'm', contexts: [1] },
  { code: 58, name: 'sendIMSI', versions: [2], class: 1, timer: 'm', contexts: [26] },
  { code: 59, name: 'processUnstructuredSS-Request', versions: [2], class: 1, timer: '10min', contexts: [19] },
  { code: 60, name: 'unstructuredSS-Request', versions: [2], class: 1, timer: 'ml', contexts: [19] },
  { code: 61, name: 'unstructuredSS-Notify', versions: [2], class: 1, timer: 'ml', contexts: [19] },
  { code: 62, name: 'anyTimeSubscriptionInterrogation', versions: [3], class: 1, timer: 'm', contexts: [43] },
  { code: 63, name: 'informServiceCentre', versions: [2, 3], class: 4, timer: 's', contexts: [20] },
  { code: 64, name: 'alertServiceCentre', versions: [2], class: 1, timer: 's', contexts: [23] },
  { code: 65, name: 'anyTimeModification', versions: [3], class: 1, timer: 'm', contexts: [43] },
  { code: 66, name: 'readyForSM', versions: [2, 3], class: 1, timer: 'm', contexts: [24] },
  { code: 67, name: 'purgeMS', versions: [2, 3], class: 1, timer: 'm', contexts: [27] },
  { code: 68, name: 'prepareHandover', versions: [2, 3], class: 1, timer: 'm', contexts: [11] },
  { code: 69, name: 'prepareSubsequentHandover', versions: [2, 3], class: 1, timer: 'm', contexts: [11] },
  { code: 70, name: 'provideSubscriberInfo', versions: [3], class: 1, timer: 'm', contexts: [28] },
  { code: 71, name: 'anyTimeInterrogation', versions: [3], class: 1, timer: 'm', contexts: [29] },
  { code: 72, name: 'ss-InvocationNotification', versions: [3], class: 1, timer: 'm', contexts: [36] },
  { code: 73, name: 'setReportingState', versions: [3], class: 1, timer: 'm', contexts: [7] },
  { code: 74, name: 'statusReport', versions: [3], class: 1, timer: 'm', contexts: [7] },
  { code: 75, name: 'remoteUserFree', versions: [3], class: 1, timer: 'ml', contexts: [7] },
  { code: 76, name: 'registerCC-Entry', versions: [3], class: 1, timer: 'm', contexts: [8] },
  { code: 77, name: 'eraseCC-Entry', versions: [3], class: 1, timer: 'm', contexts: [8] },
  { code: 83, name: 'provideSubscriberLocation', versions: [3], class: 1, timer: 'ml', contexts: [38] },
  { code: 84, name: 'sendGroupCallInfo', versions: [3], class: 1, timer: 'm', contexts: [45] },
  { code: 85, name: 'sendRoutingInfoForLCS', versions: [3], class: 1, timer: 'm', contexts: [37] },
  { code: 86, name: 'subscriberLocationReport', versions: [3], class: 1, timer: 'm', contexts: [38] },
  { code: 87, name: 'ist-Alert', versions: [3], class: 1, timer: 'm', contexts: [4] },
  { code: 88, name: 'ist-Command', versions: [3], class: 1, timer: 'm', contexts: [9] },
  { code: 89, name: 'noteMM-Event', versions: [3], class: 1, timer: 'm', contexts: [42] },
];

const byCode = new Map(OPERATIONS.map(row => [row.code, row]));

/**
 * Name of an operation as MAP of that version calls it; version 0 (not known) gets the newest name.
 * A code without a row reads `operation 99`.
 */
export function operationName(code: number, version: number): string {
  const row = byCode.get(code);
  if (row === undefined) return `operation ${code}`;
  if (version === 1 && row.phase1 !== undefined) return row.phase1;
  if (version === 2 && row.phase2 !== undefined) return row.phase2;
  return row.name;
}

/** Timer of an operation; m where it has none of its own. processUnstructuredSS-Request ran on ml (as long) before Release 4. */
export function operationTimer(code: number, _version: number): Timer {
  const timer = byCode.get(code)?.timer;
  return timer === undefined || timer === '' ? 'm' : timer;
}

/** Class of an operation, 1 to 4; 1 where the standard gives none. No class changed between versions. */
export function operationClass(code: number, _version: number): 1 | 2 | 3 | 4 {
  const row = byCode.get(code);
  return row === undefined || row.class === 0 ? 1 : row.class;
}

/** Longest running time of each timer, milliseconds. */
export const TIMER_LIMIT: Readonly<Record<Timer, number>> = {
  s: 10_000,
  m: 30_000,
  ml: 600_000,
  '10min': 600_000,
  l: 38 * 3_600_000,
};

/** Longest time to the answer of an operation, milliseconds, by code 0 to 255; 30 s where the code is not known. */
export const TIMER_MS = new Uint32Array(256).map((_, code) => TIMER_LIMIT[operationTimer(code, 0)]);

/** Class by code, 1 to 4; 1 where the code is not known. */
export const CLASS = new Uint8Array(256).map((_, code) => operationClass(code, 0));

/** 1 for every code that MAP of some version has. */
export const IS_OPERATION = new Uint8Array(256).map((_, code) => (byCode.has(code) ? 1 : 0));
