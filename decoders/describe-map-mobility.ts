/** Arguments and results of location, authentication, equipment and fault recovery (TS 29.002 §17.7.1), by operation. */

import {
  ADD_INFO,
  DIAMETER_ADDRESS,
  extension,
  IDENTITY,
  LOCATION,
  LOCATION_EPS,
  LOCATION_GPRS,
  RAT_TYPE,
  SGSN_CAPABILITY,
  VLR_CAPABILITY,
} from './describe-map-types.ts';
import {
  ADDRESS,
  BOOLEAN,
  bits,
  COUNTED,
  EXTENSION,
  enumerated,
  GSN_ADDRESS,
  HIDDEN,
  IMEI,
  IMSI,
  INTEGER,
  LAI,
  MSISDN,
  NAME,
  NULL,
  OCTETS,
  PLMN,
  TBCD,
} from './describe-map-values.ts';
import { choice, type Field, list, sequence, type Type } from './describe-walk.ts';

/** By operation: what may stand as its argument and as its result. */
export interface Shape {
  readonly argument: readonly Field[];
  readonly result: readonly Field[];
}
export type Shapes = Readonly<Record<number, Shape>>;

/** A whole argument or result without a tag of its own; a SEQUENCE is shown as its fields. */
export const whole = (type: Type, tag?: number): Field => (tag === undefined ? ['', type] : ['', type, tag]);
const nothing: Field = whole(sequence(extension));

const vectors: readonly Field[] = [
  ['tripletList', COUNTED, 0],
  ['quintupletList', COUNTED, 1],
];
const nodeType = enumerated({
  0: 'vlr',
  1: 'sgsn',
  2: 's-cscf',
  3: 'bsf',
  4: 'gan-aaa-server',
  5: 'wlan-aaa-server',
  16: 'mme',
  17: 'mme-sgsn',
});
const hlrNumber: Field = ['hlr-Number', ADDRESS];

export const MOBILITY: Shapes = {
  2: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['roamingNumber', ADDRESS, 0],
          ['msc-Number', ADDRESS, 1],
          ['vlr-Number', ADDRESS],
          ['lmsi', OCTETS, 10],
          extension,
          ['vlr-Capability', VLR_CAPABILITY, 6],
          ['informPreviousNetworkEntity', NULL, 11],
          ['cs-LCS-NotSupportedByUE', NULL, 12],
          ['v-gmlc-Address', GSN_ADDRESS, 2],
          ['add-info', ADD_INFO, 13],
          ['pagingArea', list(choice(['lai', LAI, 0], ['lac', OCTETS, 1])), 14],
          ['skipSubscriberDataUpdate', NULL, 15],
          ['restorationIndicator', NULL, 16],
          ['eplmn-List', list(PLMN), 3],
          ['mme-DiameterAddress', DIAMETER_ADDRESS, 4],
        ),
      ),
    ],
    result: [
      hlrNumber,
      whole(sequence(hlrNumber, extension, ['add-Capability', NULL], ['pagingArea-Capability', NULL, 0])),
    ],
  },
  3: {
    argument: [
      ...IDENTITY,
      whole(
        sequence(
          ...IDENTITY,
          [
            'cancellationType',
            enumerated({ 0: 'updateProcedure', 1: 'subscriptionWithdraw', 2: 'initialAttachProcedure' }),
          ],
          extension,
          ['typeOfUpdate', enumerated({ 0: 'sgsn-change', 1: 'mme-change' }), 0],
          ['mtrf-SupportedAndAuthorized', NULL, 1],
          ['mtrf-SupportedAndNotAuthorized', NULL, 2],
          ['newMSC-Number', ADDRESS, 3],
          ['newVLR-Number', ADDRESS, 4],
          ['new-lmsi', OCTETS, 5],
          ['reattach-Required', NULL, 6],
        ),
        3,
      ),
    ],
    result: [nothing],
  },
  9: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['tmsi', OCTETS, 1],
          [
            'requestParameterList',
            list(
              enumerated({
                0: 'requestIMSI',
                1: 'requestAuthenticationSet',
                2: 'requestSubscriberData',
                4: 'requestKi',
              }),
            ),
          ],
        ),
      ),
    ],
    result: [whole(sequence(['imsi', IMSI, 0], ['authenticationSet', COUNTED, 1], ['subscriberData', COUNTED, 2]))],
  },
  15: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['failureCause', enumerated({ 0: 'wrongUserResponse', 1: 'wrongNetworkSignature' })],
          extension,
          ['re-attempt', BOOLEAN],
          ['accessType', enumerated({})],
          ['rand', HIDDEN],
          ['vlr-Number', ADDRESS, 0],
          ['sgsn-Number', ADDRESS, 1],
        ),
      ),
    ],
    result: [nothing],
  },
  23: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['sgsn-Number', ADDRESS],
          ['sgsn-Address', GSN_ADDRESS],
          extension,
          ['sgsn-Capability', SGSN_CAPABILITY, 0],
          ['informPreviousNetworkEntity', NULL, 1],
          ['ps-LCS-NotSupportedByUE', NULL, 2],
          ['v-gmlc-Address', GSN_ADDRESS, 3],
          ['add-info', ADD_INFO, 4],
          ['eps-info', COUNTED, 5],
          ['servingNodeTypeIndicator', NULL, 6],
          ['skipSubscriberDataUpdate', NULL, 7],
          ['usedRAT-Type', RAT_TYPE, 8],
          ['gprsSubscriptionDataNotNeeded', NULL, 9],
          ['nodeTypeIndicator', NULL, 10],
          ['areaRestricted', NULL, 11],
          ['ue-reachableIndicator', NULL, 12],
          ['epsSubscriptionDataNotNeeded', NULL, 13],
          ['ue-srvcc-Capability', enumerated({ 0: 'ue-srvcc-not-supported', 1: 'ue-srvcc-supported' }), 14],
          ['eplmn-List', list(PLMN), 15],
          ['mmeNumberforMTSMS', ADDRESS, 16],
          ['smsRegisterRequest', enumerated({}), 17],
          ['sms-Only', NULL, 18],
          ['sgsn-Name', NAME, 19],
          ['sgsn-Realm', NAME, 20],
          ['lgd-supportIndicator', NULL, 21],
          ['removalofMMERegistrationforSMS', NULL, 22],
          ['adjacentPLMN-List', list(PLMN), 23],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          hlrNumber,
          extension,
          ['add-Capability', NULL],
          ['sgsn-mmeSeparationSupported', NULL, 0],
          ['mmeRegisteredforSMS', NULL, 1],
        ),
      ),
    ],
  },
  36: { argument: [whole(sequence(...IDENTITY, extension))], result: [nothing] },
  37: {
    argument: [
      whole(
        sequence(
          hlrNumber,
          ['css-Number', ADDRESS, 1],
          ['hlr-List', list(TBCD)],
          ['extensionContainer', EXTENSION, 0],
          ['reset-Id-List', list(OCTETS), 1],
        ),
      ),
    ],
    result: [],
  },
  38: { argument: [nothing], result: [] },
  43: {
    argument: [
      ['imei', IMEI],
      whole(sequence(['imei', IMEI], ['requestedEquipmentInfo', bits(['equipmentStatus', 'bmuef'])], extension)),
    ],
    result: [
      ['equipmentStatus', enumerated({ 0: 'whiteListed', 1: 'blackListed', 2: 'greyListed' })],
      whole(
        sequence(
          ['equipmentStatus', enumerated({ 0: 'whiteListed', 1: 'blackListed', 2: 'greyListed' })],
          ['bmuef', COUNTED],
          ['extensionContainer', EXTENSION, 0],
        ),
      ),
    ],
  },
  48: { argument: [['imsi', IMSI]], result: [] },
  53: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['msisdn', MSISDN, 2],
          ['vlr-Number', ADDRESS, 0],
          ['sgsn-Number', ADDRESS, 1],
          extension,
        ),
      ),
    ],
    result: [whole(sequence(['temporaryEmptySubscriptiondataIndicator', NULL], extension))],
  },
  54: { argument: [whole(sequence(['imsi', IMSI], ['originatingEntityNumber', ADDRESS]))], result: [] },
  55: {
    argument: [
      ['tmsi', OCTETS],
      whole(
        sequence(
          ['tmsi', OCTETS],
          ['numberOfRequestedVectors', INTEGER],
          ['segmentationProhibited', NULL],
          extension,
          ['msc-Number', ADDRESS],
          ['previous-LAI', LAI, 0],
          ['hopCounter', INTEGER, 1],
          ['mtRoamingForwardingSupported', NULL, 2],
          ['newVLR-Number', ADDRESS, 3],
          ['new-lmsi', OCTETS, 4],
        ),
      ),
    ],
    result: [
      whole(sequence(['imsi', IMSI], ['authenticationSetList', COUNTED])),
      whole(
        sequence(
          ['imsi', IMSI],
          ...vectors,
          ['currentSecurityContext', COUNTED, 2],
          ['extensionContainer', EXTENSION, 3],
          ['lastUsedLtePLMN-Id', PLMN, 4],
          ['mtCallPendingFlag', NULL, 5],
        ),
        3,
      ),
    ],
  },
  56: {
    argument: [
      ['imsi', IMSI],
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['numberOfRequestedVectors', INTEGER],
          ['segmentationProhibited', NULL],
          ['immediateResponsePreferred', NULL, 1],
          ['re-synchronisationInfo', COUNTED],
          ['extensionContainer', EXTENSION, 2],
          ['requestingNodeType', nodeType, 3],
          ['requestingPLMN-Id', PLMN, 4],
          ['numberOfRequestedAdditional-Vectors', INTEGER, 5],
          ['additionalVectorsAreForEPS', NULL, 6],
          ['ueUsageTypeRequestIndication', NULL, 7],
        ),
      ),
    ],
    result: [
      ['authenticationSetList', COUNTED],
      whole(sequence(...vectors, extension, ['eps-AuthenticationSetList', COUNTED, 2], ['ueUsageType', OCTETS, 3]), 3),
    ],
  },
  57: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['lmsi', OCTETS],
          extension,
          ['vlr-Capability', VLR_CAPABILITY, 6],
          ['restorationIndicator', NULL, 7],
        ),
      ),
    ],
    result: [whole(sequence(hlrNumber, ['msNotReachable', NULL], extension))],
  },
  67: {
    argument: [
      whole(sequence(['imsi', IMSI], ['vlr-Number', ADDRESS])),
      whole(
        sequence(
          ['imsi', IMSI],
          ['vlr-Number', ADDRESS, 0],
          ['sgsn-Number', ADDRESS, 1],
          extension,
          ['locationInformation', LOCATION, 2],
          ['locationInformationGPRS', LOCATION_GPRS, 3],
          ['locationInformationEPS', LOCATION_EPS, 4],
        ),
        3,
      ),
    ],
    result: [whole(sequence(['freezeTMSI', NULL, 0], ['freezeP-TMSI', NULL, 1], extension, ['freezeM-TMSI', NULL, 2]))],
  },
};
