/** Arguments and results of call handling, packet routing and location services (TS 29.002 §17.7.3, §17.7.13), by operation. */

import { type Shapes, whole } from './describe-map-mobility.ts';
import {
  ADDITIONAL_NUMBER,
  BASIC_SERVICE,
  CAMEL_PHASES,
  CAMEL4_CSIS,
  CELL_OR_AREA,
  extension,
  FORWARDING_DATA,
  LCS_SETS,
  SIGNAL_INFO,
  SUBSCRIBER_IDENTITY,
  SUBSCRIBER_INFO,
} from './describe-map-types.ts';
import {
  ADDRESS,
  APN,
  bits,
  COUNTED,
  EXTENSION,
  enumerated,
  GEOGRAPHICAL,
  GSN_ADDRESS,
  IMEI,
  IMSI,
  INTEGER,
  MSISDN,
  NAME,
  NULL,
  OCTETS,
  SS_CODE,
} from './describe-map-values.ts';
import { choice, type Field, list, sequence, type Type } from './describe-walk.ts';

/** Roaming number or forwarding: a CHOICE without tags of its own. */
const routing: readonly Field[] = [
  ['roamingNumber', ADDRESS],
  ['forwardingData', FORWARDING_DATA],
];
const nothing: Field = whole(sequence(extension));
const imsiAlone: Field = whole(sequence(['imsi', IMSI, 0], ['extensionContainer', EXTENSION, 1]));

const lcsClient: Type = sequence(
  [
    'lcsClientType',
    enumerated({
      0: 'emergencyServices',
      1: 'valueAddedServices',
      2: 'plmnOperatorServices',
      3: 'lawfulInterceptServices',
    }),
    0,
  ],
  ['lcsClientExternalID', sequence(['externalAddress', ADDRESS, 0], ['extensionContainer', EXTENSION, 1]), 1],
  ['lcsClientDialedByMS', MSISDN, 2],
  [
    'lcsClientInternalID',
    enumerated({
      0: 'broadcastService',
      1: 'o-andM-HPLMN',
      2: 'o-andM-VPLMN',
      3: 'anonymousLocation',
      4: 'targetMSsubscribedService',
    }),
    3,
  ],
  ['lcsClientName', COUNTED, 4],
  ['lcsAPN', APN, 5],
  ['lcsRequestorID', COUNTED, 6],
);
const lcsNode: Type = sequence(
  ['networkNode-Number', ADDRESS],
  ['lmsi', OCTETS, 0],
  ['extensionContainer', EXTENSION, 1],
  ['gprsNodeIndicator', NULL, 2],
  ['additional-Number', ADDITIONAL_NUMBER, 3],
  ['supportedLCS-CapabilitySets', LCS_SETS, 4],
  ['additional-LCS-CapabilitySets', LCS_SETS, 5],
  ['mme-Name', NAME, 6],
  ['aaa-Server-Name', NAME, 8],
  ['sgsn-Name', NAME, 9],
  ['sgsn-Realm', NAME, 10],
);
const accuracy = enumerated({ 0: 'requestedAccuracyFulfilled', 1: 'requestedAccuracyNotFulfilled' });

export const CALLS: Shapes = {
  4: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['msc-Number', ADDRESS, 1],
          ['msisdn', MSISDN, 2],
          ['lmsi', OCTETS, 4],
          ['gsm-BearerCapability', SIGNAL_INFO, 5],
          ['networkSignalInfo', SIGNAL_INFO, 6],
          ['suppressionOfAnnouncement', NULL, 7],
          ['gmsc-Address', ADDRESS, 8],
          ['callReferenceNumber', OCTETS, 9],
          ['or-Interrogation', NULL, 10],
          ['extensionContainer', EXTENSION, 11],
          ['alertingPattern', OCTETS, 12],
          ['ccbs-Call', NULL, 13],
          ['supportedCamelPhasesInInterrogatingNode', CAMEL_PHASES, 15],
          ['orNotSupportedInGMSC', NULL, 16],
          ['pre-pagingSupported', NULL, 17],
          ['longFTN-Supported', NULL, 18],
          ['suppress-VT-CSI', NULL, 19],
          ['offeredCamel4CSIsInInterrogatingNode', CAMEL4_CSIS, 20],
          ['mtRoamingRetrySupported', NULL, 21],
          ['callPriority', INTEGER, 23],
          ['oldMSC-Number', ADDRESS, 25],
        ),
      ),
    ],
    result: [
      ['roamingNumber', ADDRESS],
      whole(
        sequence(['roamingNumber', ADDRESS], extension, ['releaseResourcesSupported', NULL], ['vmsc-Address', ADDRESS]),
      ),
    ],
  },
  6: {
    argument: [
      whole(
        sequence(
          ['callReferenceNumber', OCTETS, 0],
          ['basicServiceGroup', BASIC_SERVICE, 1],
          ['forwardingData', FORWARDING_DATA, 2],
          ['imsi', IMSI, 3],
          ['cug-CheckInfo', COUNTED, 4],
          ['o-CSI', COUNTED, 5],
          ['extensionContainer', EXTENSION, 7],
          ['ccbs-Possible', NULL, 8],
          ['msisdn', MSISDN, 9],
          ['allInformationSent', NULL, 11],
        ),
      ),
    ],
    result: [nothing],
  },
  20: { argument: [whole(sequence(['msrn', ADDRESS], extension))], result: [nothing] },
  22: {
    argument: [
      whole(
        sequence(
          ['msisdn', MSISDN, 0],
          ['cug-CheckInfo', COUNTED, 1],
          ['numberOfForwarding', INTEGER, 2],
          ['interrogationType', enumerated({ 0: 'basicCall', 1: 'forwarding' }), 3],
          ['or-Interrogation', NULL, 4],
          ['or-Capability', INTEGER, 5],
          ['gmsc-OrGsmSCF-Address', ADDRESS, 6],
          ['callReferenceNumber', OCTETS, 7],
          ['forwardingReason', enumerated({ 0: 'notReachable', 1: 'busy', 2: 'noReply' }), 8],
          ['basicServiceGroup', BASIC_SERVICE, 9],
          ['networkSignalInfo', SIGNAL_INFO, 10],
          [
            'camelInfo',
            sequence(['supportedCamelPhases', CAMEL_PHASES], ['suppress-T-CSI', NULL], extension, [
              'offeredCamel4CSIs',
              CAMEL4_CSIS,
              0,
            ]),
            11,
          ],
          ['suppressionOfAnnouncement', NULL, 12],
          ['extensionContainer', EXTENSION, 13],
          ['alertingPattern', OCTETS, 14],
          ['ccbs-Call', NULL, 15],
          ['supportedCCBS-Phase', INTEGER, 16],
          ['istSupportIndicator', enumerated({}), 18],
          ['pre-pagingSupported', NULL, 19],
          ['callDiversionTreatmentIndicator', OCTETS, 20],
          ['longFTN-Supported', NULL, 21],
          ['suppress-VT-CSI', NULL, 22],
          ['suppressIncomingCallBarring', NULL, 23],
          ['gsmSCF-InitiatedCall', NULL, 24],
          ['basicServiceGroup2', BASIC_SERVICE, 25],
          ['networkSignalInfo2', SIGNAL_INFO, 26],
          ['suppressMTSS', bits(['suppressCUG', 'suppressCCBS']), 27],
          ['mtRoamingRetrySupported', NULL, 28],
          ['callPriority', INTEGER, 29],
        ),
      ),
    ],
    result: [
      whole(sequence(['imsi', IMSI], ...routing, ['cug-CheckInfo', COUNTED])),
      whole(
        sequence(
          ['imsi', IMSI, 9],
          ...routing,
          [
            'camelRoutingInfo',
            sequence(
              ['forwardingData', FORWARDING_DATA],
              ['gmscCamelSubscriptionInfo', COUNTED, 0],
              ['extensionContainer', EXTENSION, 1],
            ),
            8,
          ],
          ['cug-CheckInfo', COUNTED, 3],
          ['cugSubscriptionFlag', NULL, 6],
          ['subscriberInfo', SUBSCRIBER_INFO, 7],
          ['ss-List', list(SS_CODE), 1],
          ['basicService', BASIC_SERVICE, 5],
          ['forwardingInterrogationRequired', NULL, 4],
          ['vmsc-Address', ADDRESS, 2],
          ['extensionContainer', EXTENSION, 0],
          ['naea-PreferredCI', COUNTED, 10],
          ['ccbs-Indicators', COUNTED, 11],
          ['msisdn', MSISDN, 12],
          [
            'numberPortabilityStatus',
            enumerated({
              0: 'notKnownToBePorted',
              1: 'ownNumberPortedOut',
              2: 'foreignNumberPortedToForeignNetwork',
              4: 'ownNumberNotPortedOut',
              5: 'foreignNumberPortedIn',
            }),
            13,
          ],
          ['istAlertTimer', INTEGER, 14],
          ['supportedCamelPhasesInVMSC', CAMEL_PHASES, 15],
          ['offeredCamel4CSIsInVMSC', CAMEL4_CSIS, 16],
          ['routingInfo2', choice(...routing), 17],
          ['ss-List2', list(SS_CODE), 18],
          ['basicService2', BASIC_SERVICE, 19],
          [
            'unavailabilityCause',
            enumerated({
              1: 'bearerServiceNotProvisioned',
              2: 'teleserviceNotProvisioned',
              3: 'absentSubscriber',
              4: 'busySubscriber',
              5: 'callBarred',
              6: 'cug-Reject',
            }),
            21,
          ],
          ['releaseResourcesSupported', NULL, 22],
        ),
        3,
      ),
    ],
  },
  24: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['ggsn-Address', GSN_ADDRESS, 1],
          ['ggsn-Number', ADDRESS, 2],
          ['extensionContainer', EXTENSION, 3],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          ['sgsn-Address', GSN_ADDRESS, 0],
          ['ggsn-Address', GSN_ADDRESS, 1],
          ['mobileNotReachableReason', INTEGER, 2],
          ['extensionContainer', EXTENSION, 3],
        ),
      ),
    ],
  },
  25: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['ggsn-Number', ADDRESS, 1],
          ['ggsn-Address', GSN_ADDRESS, 2],
          ['extensionContainer', EXTENSION, 3],
        ),
      ),
    ],
    result: [whole(sequence(['ggsn-Address', GSN_ADDRESS, 0], ['extensionContainer', EXTENSION, 1]))],
  },
  26: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['sgsn-Address', GSN_ADDRESS, 1],
          ['ggsn-Address', GSN_ADDRESS, 2],
          ['extensionContainer', EXTENSION, 3],
        ),
      ),
    ],
    result: [whole(sequence(['extensionContainer', EXTENSION, 0]))],
  },
  50: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['traceReference', OCTETS, 1],
          ['traceType', INTEGER, 2],
          ['omc-Id', ADDRESS, 3],
          ['extensionContainer', EXTENSION, 4],
          ['traceReference2', OCTETS, 5],
        ),
      ),
    ],
    result: [whole(sequence(['extensionContainer', EXTENSION, 0], ['traceSupportIndicator', NULL, 1]))],
  },
  51: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['traceReference', OCTETS, 1],
          ['extensionContainer', EXTENSION, 2],
          ['traceReference2', OCTETS, 3],
        ),
      ),
    ],
    result: [whole(sequence(['extensionContainer', EXTENSION, 0]))],
  },
  73: {
    argument: [
      whole(
        sequence(
          ['imsi', IMSI, 0],
          ['lmsi', OCTETS, 1],
          ['ccbs-Monitoring', enumerated({ 0: 'stopMonitoring', 1: 'startMonitoring' }), 2],
          ['extensionContainer', EXTENSION, 3],
        ),
      ),
    ],
    result: [
      whole(
        sequence(['ccbs-SubscriberStatus', enumerated({ 0: 'ccbsNotIdle', 1: 'ccbsIdle', 2: 'ccbsNotReachable' }), 0]),
      ),
    ],
  },
  74: {
    argument: [whole(sequence(['imsi', IMSI, 0], ['eventReportData', COUNTED, 1], ['callReportdata', COUNTED, 2]))],
    result: [nothing],
  },
  75: {
    argument: [whole(sequence(['imsi', IMSI, 0], ['translatedB-Number', MSISDN, 3], ['replaceB-Number', NULL, 4]))],
    result: [],
  },
  83: {
    argument: [
      whole(
        sequence(
          [
            'locationType',
            sequence(
              [
                'locationEstimateType',
                enumerated({
                  0: 'currentLocation',
                  1: 'currentOrLastKnownLocation',
                  2: 'initialLocation',
                  3: 'activateDeferredLocation',
                  4: 'cancelDeferredLocation',
                  5: 'notificationVerificationOnly',
                }),
                0,
              ],
              [
                'deferredLocationEventType',
                bits(['msAvailable', 'enteringIntoArea', 'leavingFromArea', 'beingInsideArea', 'periodicLDR']),
                1,
              ],
            ),
          ],
          ['mlc-Number', ADDRESS],
          ['lcs-ClientID', lcsClient, 0],
          ['privacyOverride', NULL, 1],
          ['imsi', IMSI, 2],
          ['msisdn', MSISDN, 3],
          ['lmsi', OCTETS, 4],
          ['imei', IMEI, 5],
          ['lcs-Priority', OCTETS, 6],
          ['lcs-QoS', COUNTED, 7],
          ['extensionContainer', EXTENSION, 8],
          ['supportedGADShapes', OCTETS, 9],
          ['lcs-ReferenceNumber', OCTETS, 10],
          ['lcsServiceTypeID', INTEGER, 11],
          ['lcsCodeword', COUNTED, 12],
          ['lcs-PrivacyCheck', COUNTED, 13],
          ['areaEventInfo', COUNTED, 14],
          ['h-gmlc-Address', GSN_ADDRESS, 15],
          ['mo-lrShortCircuitIndicator', NULL, 16],
          ['periodicLDRInfo', COUNTED, 17],
          ['reportingPLMNList', COUNTED, 18],
        ),
      ),
    ],
    result: [
      whole(
        sequence(
          ['locationEstimate', GEOGRAPHICAL],
          ['ageOfLocationEstimate', INTEGER, 0],
          ['extensionContainer', EXTENSION, 1],
          ['add-LocationEstimate', OCTETS, 2],
          ['deferredmt-lrResponseIndicator', NULL, 3],
          ['geranPositioningData', OCTETS, 4],
          ['utranPositioningData', OCTETS, 5],
          ['cellIdOrSai', CELL_OR_AREA, 6],
          ['sai-Present', NULL, 7],
          ['accuracyFulfilmentIndicator', accuracy, 8],
          ['velocityEstimate', OCTETS, 9],
          ['mo-lrShortCircuitIndicator', NULL, 10],
        ),
      ),
    ],
  },
  85: {
    argument: [
      whole(
        sequence(['mlcNumber', ADDRESS, 0], ['targetMS', SUBSCRIBER_IDENTITY, 1], ['extensionContainer', EXTENSION, 2]),
      ),
    ],
    result: [
      whole(
        sequence(
          ['targetMS', SUBSCRIBER_IDENTITY, 0],
          ['lcsLocationInfo', lcsNode, 1],
          ['extensionContainer', EXTENSION, 2],
          ['v-gmlc-Address', GSN_ADDRESS, 3],
          ['h-gmlc-Address', GSN_ADDRESS, 4],
          ['ppr-Address', GSN_ADDRESS, 5],
          ['additional-v-gmlc-Address', GSN_ADDRESS, 6],
        ),
      ),
    ],
  },
  86: {
    argument: [
      whole(
        sequence(
          [
            'lcs-Event',
            enumerated({
              0: 'emergencyCallOrigination',
              1: 'emergencyCallRelease',
              2: 'mo-lr',
              3: 'deferredmt-lrResponse',
              4: 'deferredmo-lrTTTPInitiation',
              5: 'emergencyCallHandover',
            }),
          ],
          ['lcs-ClientID', lcsClient],
          ['lcsLocationInfo', lcsNode],
          ['msisdn', MSISDN, 0],
          ['imsi', IMSI, 1],
          ['imei', IMEI, 2],
          ['na-ESRD', ADDRESS, 3],
          ['na-ESRK', ADDRESS, 4],
          ['locationEstimate', GEOGRAPHICAL, 5],
          ['ageOfLocationEstimate', INTEGER, 6],
          ['slr-ArgExtensionContainer', EXTENSION, 7],
          ['add-LocationEstimate', OCTETS, 8],
          ['deferredmt-lrData', COUNTED, 9],
          ['lcs-ReferenceNumber', OCTETS, 10],
          ['cellIdOrSai', CELL_OR_AREA, 13],
          ['h-gmlc-Address', GSN_ADDRESS, 14],
          ['lcsServiceTypeID', INTEGER, 15],
          ['sai-Present', NULL, 17],
          ['pseudonymIndicator', NULL, 18],
          ['accuracyFulfilmentIndicator', accuracy, 19],
          ['velocityEstimate', OCTETS, 20],
          ['sequenceNumber', INTEGER, 21],
        ),
      ),
    ],
    result: [
      whole(sequence(extension, ['na-ESRK', ADDRESS, 0], ['na-ESRD', ADDRESS, 1], ['h-gmlc-Address', GSN_ADDRESS, 2])),
    ],
  },
  87: {
    argument: [imsiAlone],
    result: [
      whole(
        sequence(
          ['istAlertTimer', INTEGER, 0],
          ['istInformationWithdraw', NULL, 1],
          ['callTerminationIndicator', enumerated({}), 2],
        ),
      ),
    ],
  },
  88: { argument: [imsiAlone], result: [nothing] },
};
