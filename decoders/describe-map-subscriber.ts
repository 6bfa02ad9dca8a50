/** Arguments and results of subscriber data and of questions about a subscriber (TS 29.002 §17.7.1), by operation. */

import { type Shapes, whole } from './describe-map-mobility.ts';
import {
  ACCESS_RESTRICTION,
  BASIC_SERVICE,
  CAMEL_PHASES,
  CAMEL4_CSIS,
  EPS_SUBSCRIPTION,
  extension,
  LOCATION,
  LOCATION_GPRS,
  ODB_DATA,
  ODB_GENERAL,
  PDP_CONTEXT,
  REQUESTED_INFO,
  SS_INFO,
  SUBSCRIBER_IDENTITY,
  SUBSCRIBER_INFO,
} from './describe-map-types.ts';
import {
  ADDRESS,
  APN,
  BEARER_SERVICE,
  BOOLEAN,
  bits,
  COUNTED,
  EXTENSION,
  enumerated,
  IMSI,
  INTEGER,
  MSISDN,
  NAME,
  NULL,
  OCTETS,
  SS_CODE,
  TELESERVICE,
} from './describe-map-values.ts';
import { type Field, list, sequence, type Type } from './describe-walk.ts';

const SUBSCRIBER_STATUS = enumerated({ 0: 'serviceGranted', 1: 'operatorDeterminedBarring' });
const REGIONAL = enumerated({
  0: 'networkNode-AreaRestricted',
  1: 'tooManyZoneCodes',
  2: 'zoneCodesConflict',
  3: 'regionalSubscNotSupported',
});

const gprsSubscription: Type = sequence(
  ['completeDataListIncluded', NULL],
  ['gprsDataList', list(PDP_CONTEXT), 1],
  ['extensionContainer', EXTENSION, 2],
  ['apn-oi-Replacement', APN, 3],
);

const insertSubscriberData: readonly Field[] = [
  ['imsi', IMSI, 0],
  ['msisdn', MSISDN, 1],
  ['category', OCTETS, 2],
  ['subscriberStatus', SUBSCRIBER_STATUS, 3],
  ['bearerServiceList', list(BEARER_SERVICE), 4],
  ['teleserviceList', list(TELESERVICE), 6],
  ['provisionedSS', list(SS_INFO), 7],
  ['odb-Data', ODB_DATA, 8],
  ['roamingRestrictionDueToUnsupportedFeature', NULL, 9],
  ['regionalSubscriptionData', list(OCTETS), 10],
  ['vbsSubscriptionData', COUNTED, 11],
  ['vgcsSubscriptionData', COUNTED, 12],
  ['vlrCamelSubscriptionInfo', COUNTED, 13],
  ['extensionContainer', EXTENSION, 14],
  ['naea-PreferredCI', COUNTED, 15],
  ['gprsSubscriptionData', gprsSubscription, 16],
  ['sgsn-CAMEL-SubscriptionInfo', COUNTED, 17],
  ['chargingCharacteristics', OCTETS, 18],
  ['accessRestrictionData', ACCESS_RESTRICTION, 19],
  ['ics-Indicator', BOOLEAN, 20],
  ['lmu-Indicator', NULL, 21],
  ['lcsInformation', COUNTED, 22],
  ['roamingRestrictedInSgsnDueToUnsupportedFeature', NULL, 23],
  ['networkAccessMode', enumerated({ 0: 'packetAndCircuit', 1: 'onlyCircuit', 2: 'onlyPacket' }), 24],
  ['lsaInformation', COUNTED, 25],
  ['istAlertTimer', INTEGER, 26],
  ['superChargerSupportedInHLR', OCTETS, 27],
  ['mc-SS-Info', COUNTED, 28],
  ['cs-AllocationRetentionPriority', OCTETS, 29],
  ['eps-SubscriptionData', EPS_SUBSCRIPTION, 31],
  ['csg-SubscriptionDataList', COUNTED, 32],
  ['ue-ReachabilityRequestIndicator', NULL, 33],
  ['sgsn-Number', ADDRESS, 34],
  ['mme-Name', NAME, 35],
  ['subscribedPeriodicRAUTAUtimer', INTEGER, 36],
  ['vplmnLIPAAllowed', NULL, 37],
  ['mdtUserConsent', BOOLEAN, 38],
  ['subscribedPeriodicLAUtimer', INTEGER, 39],
  ['vplmn-Csg-SubscriptionDataList', COUNTED, 40],
  ['additionalMSISDN', MSISDN, 41],
  ['psAndSMS-OnlyServiceProvision', NULL, 42],
  ['smsInSGSNAllowed', NULL, 43],
  ['cs-to-ps-SRVCC-Allowed-Indicator', NULL, 44],
  ['pcscf-Restoration-Request', NULL, 45],
  ['adjacentAccessRestrictionDataList', COUNTED, 46],
  ['imsi-Group-Id-List', COUNTED, 47],
  ['ueUsageType', OCTETS, 48],
  ['userPlaneIntegrityProtectionIndicator', NULL, 49],
  ['dl-Buffering-Suggested-Packet-Count', INTEGER, 50],
  ['reset-Id-List', list(OCTETS), 51],
  ['eDRX-Cycle-Length-List', COUNTED, 52],
  ['ext-AccessRestrictionData', bits(['nrAsSecondaryRATNotAllowed', 'unlicensedSpectrumAsSecondaryRATNotAllowed']), 53],
  ['iab-Operation-Allowed-Indicator', NULL, 54],
];

const deleteSubscriberData: readonly Field[] = [
  ['imsi', IMSI, 0],
  ['basicServiceList', list(BASIC_SERVICE), 1],
  ['ss-List', list(SS_CODE), 2],
  ['roamingRestrictionDueToUnsupportedFeature', NULL, 4],
  ['regionalSubscriptionIdentifier', OCTETS, 5],
  ['extensionContainer', EXTENSION, 6],
  ['vbsGroupIndication', NULL, 7],
  ['vgcsGroupIndication', NULL, 8],
  ['camelSubscriptionInfoWithdraw', NULL, 9],
  ['gprsSubscriptionDataWithdraw', COUNTED, 10],
  ['roamingRestrictedInSgsnDueToUnsuppportedFeature', NULL, 11],
  ['lsaInformationWithdraw', COUNTED, 12],
  ['gmlc-ListWithdraw', NULL, 13],
  ['istInformationWithdraw', NULL, 14],
  ['specificCSI-Withdraw', OCTETS, 15],
  ['chargingCharacteristicsWithdraw', NULL, 16],
  ['stn-srWithdraw', NULL, 17],
  ['epsSubscriptionDataWithdraw', COUNTED, 18],
  ['apn-oi-replacementWithdraw', NULL, 19],
  ['csg-SubscriptionDeleted', NULL, 20],
  ['subscribed-vsrvccWithdraw', NULL, 21],
  ['additionalMSISDN-Withdraw', NULL, 25],
];

const odbInfo: Type = sequence(['odb-Data', ODB_DATA], ['notificationToCSE', NULL], extension);
const subscriberInfo: Field = ['subscriberInfo', SUBSCRIBER_INFO];

export const SUBSCRIBER: Shapes = {
  5: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['msisdn', MSISDN],
          ['forwardingInfoFor-CSE', COUNTED, 0],
          ['callBarringInfoFor-CSE', COUNTED, 1],
          ['odb-Info', odbInfo, 2],
          ['camel-SubscriptionInfo', COUNTED, 3],
          ['allInformationSent', NULL, 4],
          extension,
        ),
      ),
    ],
    result: [whole(sequence(extension))],
  },
  7: {
    argument: [whole(sequence(...insertSubscriberData))],
    result: [
      whole(
        sequence(
          ['teleserviceList', list(TELESERVICE), 1],
          ['bearerServiceList', list(BEARER_SERVICE), 2],
          ['ss-List', list(SS_CODE), 3],
          ['odb-GeneralData', ODB_GENERAL, 4],
          ['regionalSubscriptionResponse', REGIONAL, 5],
          ['supportedCamelPhases', CAMEL_PHASES, 6],
          ['extensionContainer', EXTENSION, 7],
          ['offeredCamel4CSIs', CAMEL4_CSIS, 8],
          ['supportedFeatures', OCTETS, 9],
          ['ext-SupportedFeatures', OCTETS, 10],
        ),
      ),
    ],
  },
  8: {
    argument: [whole(sequence(...deleteSubscriberData))],
    result: [
      ['regionalSubscriptionResponse', REGIONAL],
      whole(sequence(['regionalSubscriptionResponse', REGIONAL, 0], extension)),
    ],
  },
  58: { argument: [['msisdn', MSISDN]], result: [['imsi', IMSI]] },
  62: {
    argument: [
      whole(
        sequence(
          ['subscriberIdentity', SUBSCRIBER_IDENTITY, 0],
          [
            'requestedSubscriptionInfo',
            sequence(
              ['requestedSS-Info', sequence(['ss-Code', SS_CODE], ['basicService', BASIC_SERVICE]), 1],
              ['odb', NULL, 2],
              ['requestedCAMEL-SubscriptionInfo', enumerated({}), 3],
              ['supportedVLR-CAMEL-Phases', NULL, 4],
              ['supportedSGSN-CAMEL-Phases', NULL, 5],
              ['extensionContainer', EXTENSION, 6],
              ['msisdn-BS-List', NULL, 8],
            ),
            1,
          ],
          ['gsmSCF-Address', ADDRESS, 2],
          ['extensionContainer', EXTENSION, 3],
          ['longFTN-Supported', NULL, 4],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          ['callForwardingData', COUNTED, 1],
          ['callBarringData', COUNTED, 2],
          ['odb-Info', odbInfo, 3],
          ['camel-SubscriptionInfo', COUNTED, 4],
          ['supportedVLR-CAMEL-Phases', CAMEL_PHASES, 5],
          ['supportedSGSN-CAMEL-Phases', CAMEL_PHASES, 6],
          ['extensionContainer', EXTENSION, 7],
        ),
      ),
    ],
  },
  65: {
    argument: [
      whole(
        sequence(
          ['subscriberIdentity', SUBSCRIBER_IDENTITY, 0],
          ['gsmSCF-Address', ADDRESS, 1],
          ['modificationRequestFor-CF-Info', COUNTED, 2],
          ['modificationRequestFor-CB-Info', COUNTED, 3],
          ['modificationRequestFor-CSI', COUNTED, 4],
          ['extensionContainer', EXTENSION, 5],
          ['longFTN-Supported', NULL, 6],
          ['modificationRequestFor-ODB-data', COUNTED, 7],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          ['ss-InfoFor-CSE', COUNTED, 0],
          ['camel-SubscriptionInfo', COUNTED, 1],
          ['extensionContainer', EXTENSION, 2],
          ['odb-Info', odbInfo, 3],
        ),
      ),
    ],
  },
  70: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['lmsi', OCTETS, 1],
          ['requestedInfo', REQUESTED_INFO, 2],
          ['extensionContainer', EXTENSION, 3],
          ['callPriority', INTEGER, 4],
        ),
      ),
    ],
    result: [whole(sequence(subscriberInfo, extension))],
  },
  71: {
    argument: [
      whole(
        sequence(
          ['subscriberIdentity', SUBSCRIBER_IDENTITY, 0],
          ['requestedInfo', REQUESTED_INFO, 1],
          ['extensionContainer', EXTENSION, 2],
          ['gsmSCF-Address', ADDRESS, 3],
        ),
      ),
    ],
    result: [whole(sequence(subscriberInfo, extension))],
  },
  89: {
    argument: [
      whole(
        sequence(
          ['serviceKey', INTEGER],
          ['eventMet', OCTETS, 0],
          ['imsi', IMSI, 1],
          ['msisdn', MSISDN, 2],
          ['locationInformation', LOCATION, 3],
          ['supportedCAMELPhases', CAMEL_PHASES, 5],
          ['extensionContainer', EXTENSION, 6],
          ['locationInformationGPRS', LOCATION_GPRS, 7],
        ),
      ),
    ],
    result: [whole(sequence(extension))],
  },
};
