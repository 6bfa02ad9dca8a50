/** Arguments and results of short messages and supplementary services (TS 29.002 §17.7.4, §17.7.6), by operation. */
import { type Shapes, whole } from './describe-map-mobility.ts';
import {
  ADDITIONAL_NUMBER,
  BASIC_SERVICE,
  DIAMETER_ADDRESS,
  extension,
  FORWARDING_FEATURES,
  SS_INFO,
} from './describe-map-types.ts';
import {
  ADDRESS,
  BOOLEAN,
  bits,
  COUNTED,
  EXTENSION,
  enumerated,
  HIDDEN,
  IMSI,
  INTEGER,
  MSISDN,
  NULL,
  OCTETS,
  SS_CODE,
  SS_STATUS,
  TELESERVICE,
  TIME,
  USSD_DCS,
  USSD_STRING,
} from './describe-map-values.ts';
import { describeTpdu } from './describe-sms.ts';
import { choice, type Field, list, sequence, type Type, value } from './describe-walk.ts';

const OCTET_STRING_TAG = 4;
const IMSI_DA: Type = value(OCTET_STRING_TAG, (b, at, end, state) => {
  state.toMobile = true; // a destination by IMSI or LMSI is a mobile station
  return IMSI.kind === 'value' ? IMSI.read(b, at, end, state) : undefined;
});
const LMSI_DA: Type = value(OCTET_STRING_TAG, (_, at, end, state) => {
  state.toMobile = true;
  return { octets: end - at };
});
const TPDU: Type = value(OCTET_STRING_TAG, describeTpdu);
/** What an answer brings goes the other way. */
const TPDU_BACK: Type = value(OCTET_STRING_TAG, (b, at, end, state) =>
  describeTpdu(b, at, end, { ...state, toMobile: !state.toMobile }),
);

const destination: Field = [
  'sm-RP-DA',
  choice(['imsi', IMSI_DA, 0], ['lmsi', LMSI_DA, 1], ['serviceCentreAddressDA', ADDRESS, 4], ['noSM-RP-DA', NULL, 5]),
];
const origination: Field = [
  'sm-RP-OA',
  choice(['msisdn', MSISDN, 2], ['serviceCentreAddressOA', ADDRESS, 4], ['noSM-RP-OA', NULL, 5]),
];
const correlation: Type = sequence(['hlr-id', OCTETS, 0], ['sip-uri-A', HIDDEN, 1], ['sip-uri-B', HIDDEN, 2]);
const outcome = enumerated({ 0: 'memoryCapacityExceeded', 1: 'absentSubscriber', 2: 'successfulTransfer' });
const forwardResult: Field = whole(sequence(['sm-RP-UI', TPDU_BACK], extension));

const networkNode: Type = sequence(
  ['roamingNumber', ADDRESS, 0],
  ['networkNode-Number', ADDRESS, 1],
  ['lmsi', OCTETS],
  extension,
  ['gprsNodeIndicator', NULL, 5],
  ['additional-Number', ADDITIONAL_NUMBER, 6],
  ['networkNodeDiameterAddress', DIAMETER_ADDRESS, 7],
  ['additionalNetworkNodeDiameterAddress', DIAMETER_ADDRESS, 8],
  ['thirdNumber', ADDITIONAL_NUMBER, 9],
  ['thirdNetworkNodeDiameterAddress', DIAMETER_ADDRESS, 10],
  ['imsNodeIndicator', NULL, 11],
  ['smsf-3gpp-Number', ADDRESS, 12],
  ['smsf-3gpp-DiameterAddress', DIAMETER_ADDRESS, 13],
  ['smsf-non-3gpp-Number', ADDRESS, 14],
  ['smsf-non-3gpp-DiameterAddress', DIAMETER_ADDRESS, 15],
  ['smsf-3gpp-address-indicator', NULL, 16],
  ['smsf-non-3gpp-address-indicator', NULL, 17],
);

const ussd: Type = sequence(
  ['ussd-DataCodingScheme', USSD_DCS],
  ['ussd-String', USSD_STRING],
  ['alertingPattern', OCTETS],
  ['msisdn', MSISDN, 0],
);
const ssForBs: Field = whole(
  sequence(['ss-Code', SS_CODE], ['basicService', BASIC_SERVICE], ['longFTN-Supported', NULL, 4]),
);
/** SS-Info is a CHOICE: its alternatives stand bare. */
const ssInfo: readonly Field[] = SS_INFO.kind === 'choice' ? SS_INFO.fields : [];
const storedMsisdn: Field = ['storedMSISDN', MSISDN];

export const SERVICES: Shapes = {
  10: {
    argument: [
      whole(
        sequence(
          ['ss-Code', SS_CODE],
          ['basicService', BASIC_SERVICE],
          ['forwardedToNumber', MSISDN, 4],
          ['forwardedToSubaddress', OCTETS, 6],
          ['noReplyConditionTime', INTEGER, 5],
          ['defaultPriority', INTEGER, 7],
          ['nbrUser', INTEGER, 8],
          ['longFTN-Supported', NULL, 9],
        ),
      ),
    ],
    result: ssInfo,
  },
  11: { argument: [ssForBs], result: ssInfo },
  12: { argument: [ssForBs], result: ssInfo },
  13: { argument: [ssForBs], result: ssInfo },
  14: {
    argument: [ssForBs],
    result: [
      ['ss-Status', SS_STATUS, 0],
      ['forwardedToNumber', MSISDN, 1],
      ['basicServiceGroupList', list(BASIC_SERVICE), 2],
      ['forwardingFeatureList', FORWARDING_FEATURES, 3],
      [
        'genericServiceInfo',
        sequence(
          ['ss-Status', SS_STATUS],
          [
            'cliRestrictionOption',
            enumerated({ 0: 'permanent', 1: 'temporaryDefaultRestricted', 2: 'temporaryDefaultAllowed' }),
          ],
          ['maximumEntitledPriority', INTEGER, 0],
          ['defaultPriority', INTEGER, 1],
        ),
        4,
      ],
    ],
  },
  17: { argument: [['ss-Code', SS_CODE]], result: [] },
  18: {
    argument: [['guidanceInfo', enumerated({ 0: 'enterPW', 1: 'enterNewPW', 2: 'enterNewPW-Again' })]],
    result: [],
  },
  19: { argument: [], result: [] },
  21: {
    argument: [whole(sequence(['asciCallReference', OCTETS], origination, ['sm-RP-UI', TPDU], extension))],
    result: [],
  },
  44: {
    argument: [
      whole(
        sequence(
          destination,
          origination,
          ['sm-RP-UI', TPDU],
          ['moreMessagesToSend', NULL],
          extension,
          ['smDeliveryTimer', INTEGER],
          ['smDeliveryStartTime', TIME],
          ['smsOverIP-OnlyIndicator', NULL, 0],
          ['correlationID', correlation, 1],
          ['maximumRetransmissionTime', TIME, 2],
          ['smsGmscAddress', ADDRESS, 3],
          ['smsGmscDiameterAddress', DIAMETER_ADDRESS, 4],
        ),
      ),
    ],
    result: [forwardResult],
  },
  45: {
    argument: [
      whole(
        sequence(
          ['msisdn', MSISDN, 0],
          ['sm-RP-PRI', BOOLEAN, 1],
          ['serviceCentreAddress', ADDRESS, 2],
          ['teleservice', TELESERVICE, 5],
          ['extensionContainer', EXTENSION, 6],
          ['gprsSupportIndicator', NULL, 7],
          ['sm-RP-MTI', INTEGER, 8],
          ['sm-RP-SMEA', HIDDEN, 9],
          ['sm-deliveryNotIntended', enumerated({ 0: 'onlyIMSI-requested', 1: 'onlyMCC-MNC-requested' }), 10],
          ['ip-sm-gwGuidanceIndicator', NULL, 11],
          ['imsi', IMSI, 12],
          ['singleAttemptDelivery', NULL, 13],
          ['t4-Trigger-Indicator', NULL, 14],
          ['correlationID', correlation, 15],
          ['smsf-supportIndicator', NULL, 16],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          ['imsi', IMSI],
          ['locationInfoWithLMSI', networkNode, 0],
          ['mwd-Set', BOOLEAN, 2],
          ['extensionContainer', EXTENSION, 4],
          ['ip-sm-gwGuidance', COUNTED, 5],
        ),
      ),
    ],
  },
  46: {
    argument: [
      whole(
        sequence(
          destination,
          origination,
          ['sm-RP-UI', TPDU],
          ['moreMessagesToSend', NULL],
          extension,
          ['imsi', IMSI],
          ['correlationID', correlation, 0],
          ['sm-DeliveryOutcome', outcome, 1],
        ),
      ),
    ],
    result: [forwardResult],
  },
  47: {
    argument: [
      whole(
        sequence(
          ['msisdn', MSISDN],
          ['serviceCentreAddress', ADDRESS],
          ['sm-DeliveryOutcome', outcome],
          ['absentSubscriberDiagnosticSM', INTEGER, 0],
          ['extensionContainer', EXTENSION, 1],
          ['gprsSupportIndicator', NULL, 2],
          ['deliveryOutcomeIndicator', NULL, 3],
          ['additionalSM-DeliveryOutcome', outcome, 4],
          ['additionalAbsentSubscriberDiagnosticSM', INTEGER, 5],
          ['ip-sm-gw-Indicator', NULL, 6],
          ['ip-sm-gw-sm-deliveryOutcome', outcome, 7],
          ['ip-sm-gw-absentSubscriberDiagnosticSM', INTEGER, 8],
          ['imsi', IMSI, 9],
          ['singleAttemptDelivery', NULL, 10],
          ['correlationID', correlation, 11],
        ),
      ),
    ],
    result: [storedMsisdn, whole(sequence(storedMsisdn, extension))],
  },
  49: { argument: [whole(sequence(['msisdn', MSISDN], ['serviceCentreAddress', ADDRESS]))], result: [] },
  59: { argument: [whole(ussd)], result: [whole(ussd)] },
  60: { argument: [whole(ussd)], result: [whole(ussd)] },
  61: { argument: [whole(ussd)], result: [] },
  63: {
    argument: [
      whole(
        sequence(
          storedMsisdn,
          [
            'mw-Status',
            bits(['sc-AddressNotIncluded', 'mnrf-Set', 'mcef-Set', 'mnrg-Set', 'mnr5g-Set', 'mnr5gn3g-Set']),
          ],
          extension,
          ['absentSubscriberDiagnosticSM', INTEGER],
          ['additionalAbsentSubscriberDiagnosticSM', INTEGER, 0],
        ),
      ),
    ],
    result: [],
  },
  64: {
    argument: [
      whole(
        sequence(
          ['msisdn', MSISDN],
          ['serviceCentreAddress', ADDRESS],
          ['imsi', IMSI],
          ['correlationID', correlation],
          ['maximumUeAvailabilityTime', TIME, 0],
          ['smsGmscAlertEvent', enumerated({ 0: 'msAvailableForMtSms', 1: 'msUnderNewServingNode' }), 1],
          ['smsGmscDiameterAddress', DIAMETER_ADDRESS, 2],
          ['newSGSNNumber', ADDRESS, 3],
          ['newSGSNDiameterAddress', DIAMETER_ADDRESS, 4],
          ['newMMENumber', ADDRESS, 5],
          ['newMMEDiameterAddress', DIAMETER_ADDRESS, 6],
          ['newMSCNumber', ADDRESS, 7],
        ),
      ),
    ],
    result: [],
  },
  66: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['alertReason', enumerated({ 0: 'ms-Present', 1: 'memoryAvailable' })],
          ['alertReasonIndicator', NULL],
          extension,
          ['additionalAlertReasonIndicator', NULL, 1],
          ['maximumUeAvailabilityTime', TIME],
        ),
      ),
    ],
    result: [whole(sequence(extension))],
  },
  72: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['msisdn', MSISDN, 1],
          ['ss-Event', SS_CODE, 2],
          ['ss-EventSpecification', list(ADDRESS), 3],
          ['extensionContainer', EXTENSION, 4],
          ['b-subscriberNumber', MSISDN, 5],
          [
            'ccbs-RequestState',
            enumerated({
              0: 'request',
              1: 'recall',
              2: 'active',
              3: 'completed',
              4: 'suspended',
              5: 'frozen',
              6: 'deleted',
            }),
            6,
          ],
        ),
      ),
    ],
    result: [whole(sequence(extension))],
  },
  76: { argument: [whole(sequence(['ss-Code', SS_CODE, 0], ['ccbs-Data', COUNTED, 1]))], result: [] },
  77: {
    argument: [whole(sequence(['ss-Code', SS_CODE, 0], ['ccbs-Index', INTEGER, 1]))],
    result: [whole(sequence(['ss-Code', SS_CODE, 0], ['ss-Status', SS_STATUS, 1]))],
  },
};
