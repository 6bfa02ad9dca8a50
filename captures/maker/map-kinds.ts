/** The MAP operations that open dialogues, by version: codes, contexts and timers of TS 29.002 §17. */
import type { Kind, TypeName } from './dialogue.ts';

const SECOND = 1e6;
/** Timers doubled: s 10 s, m 30 s, ml 10 min; l as it is. §17.1.2. */
const M = 60 * SECOND;
const ML = 1200 * SECOND;
const S = 20 * SECOND;
const L = 3600 * SECOND;

function kind(
  type: TypeName,
  operation: string,
  operationCode: number,
  version: number,
  context: number,
  contextName: string,
  timeout: number,
  visitedNode = '',
  references = false,
): Kind {
  return {
    protocol: 'map',
    type,
    operation,
    operationCode,
    version,
    context: version === 1 ? 0 : context,
    contextName: version === 1 ? '' : `${contextName}-v${version}`,
    timeout,
    visitedNode,
    references,
  };
}

const ul = (v: number): Kind => kind('UL', 'updateLocation', 2, v, 1, 'networkLocUp', M, 'VLR');
const cl = (v: number, node: string): Kind => kind('CL', 'cancelLocation', 3, v, 2, 'locationCancel', M, node);
const sai = (v: number, node: string): Kind =>
  v === 1
    ? kind('SAI', 'sendParameters', 9, 1, 14, 'infoRetrieval', M, node)
    : kind('SAI', 'sendAuthenticationInfo', 56, v, 14, 'infoRetrieval', M, node);
const other = (operation: string, code: number, v: number, context: number, name: string, timeout: number): Kind =>
  kind('OTHER', operation, code, v, context, name, timeout);

const silent = (k: Kind): Kind => ({ ...k, silent: true });

export const KINDS = {
  ul1: ul(1),
  ul2: ul(2),
  ul3: ul(3),
  ulGprs: kind('UL_GPRS', 'updateGprsLocation', 23, 3, 32, 'gprsLocationUpdate', M, 'SGSN'),
  cl1: cl(1, 'VLR'),
  cl2: cl(2, 'VLR'),
  cl3: cl(3, 'VLR'),
  clSgsn: cl(3, 'SGSN'),
  sai1: sai(1, 'VLR'),
  sai2: sai(2, 'VLR'),
  sai3: sai(3, 'VLR'),
  saiSgsn: sai(3, 'SGSN'),
  purge2: other('purgeMS', 67, 2, 27, 'msPurging', M),
  purge3: other('purgeMS', 67, 3, 27, 'msPurging', M),
  restore: other('restoreData', 57, 3, 1, 'networkLocUp', M),
  sriSm2: other('sendRoutingInfoForSM', 45, 2, 20, 'shortMsgGateway', M),
  sriSm3: other('sendRoutingInfoForSM', 45, 3, 20, 'shortMsgGateway', M),
  mt3: other('mt-ForwardSM', 44, 3, 25, 'shortMsgMT-Relay', ML),
  mo3: other('mo-ForwardSM', 46, 3, 21, 'shortMsgMO-Relay', ML),
  ready: other('readyForSM', 66, 3, 24, 'mwdMngt', M),
  psi: other('provideSubscriberInfo', 70, 3, 28, 'subscriberInfoEnquiry', M),
  // Timer s, 10 s, doubled; and l, which ends at one hour, undoubled.
  deliveryStatus: other('reportSM-DeliveryStatus', 47, 3, 20, 'shortMsgGateway', S),
  endSignal: other('sendEndSignal', 29, 3, 11, 'handoverControl', L),
  /** Of class 4: nobody answers. */
  present: silent(other('noteSubscriberPresent', 48, 1, 24, 'mwdMngt', S)),
  reset: silent(other('reset', 37, 2, 10, 'reset', M)),
  insert: other('insertSubscriberData', 7, 3, 16, 'subscriberDataMngt', M),
  remove: other('deleteSubscriberData', 8, 3, 16, 'subscriberDataMngt', M),
  checkImei: other('checkIMEI', 43, 2, 13, 'equipmentMngt', M),
  sriSm1: other('sendRoutingInfoForSM', 45, 1, 20, 'shortMsgGateway', M),
  ussd: kind('OTHER', 'processUnstructuredSS-Request', 59, 2, 19, 'networkUnstructuredSs', ML, '', true),
} as const;

/** Errors by local code, in UpperCamelCase: hyphens go. §17.6.6. */
export const ERRORS: Readonly<Record<number, string>> = {
  1: 'UnknownSubscriber',
  5: 'UnidentifiedSubscriber',
  6: 'AbsentSubscriberSM',
  8: 'RoamingNotAllowed',
  9: 'IllegalSubscriber',
  10: 'BearerServiceNotProvisioned',
  11: 'TeleserviceNotProvisioned',
  12: 'IllegalEquipment',
  13: 'CallBarred',
  21: 'FacilityNotSupported',
  27: 'AbsentSubscriber',
  28: 'IncompatibleTerminal',
  29: 'ShortTermDenial',
  30: 'LongTermDenial',
  31: 'SubscriberBusyForMTSMS',
  32: 'SmDeliveryFailure',
  34: 'SystemFailure',
  35: 'DataMissing',
  36: 'UnexpectedDataValue',
};
