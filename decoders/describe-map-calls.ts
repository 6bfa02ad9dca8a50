/** Arguments and results of call handling (TS 29.002 §17.7.3), by operation. */
import { type Shapes, whole } from './describe-map-mobility.ts';
import {
  BASIC_SERVICE,
  CAMEL_PHASES,
  CAMEL4_CSIS,
  extension,
  FORWARDING_DATA,
  SIGNAL_INFO,
  SUBSCRIBER_INFO,
} from './describe-map-types.ts';
import {
  ADDRESS,
  bits,
  COUNTED,
  EXTENSION,
  enumerated,
  IMSI,
  INTEGER,
  MSISDN,
  NULL,
  OCTETS,
  SS_CODE,
} from './describe-map-values.ts';
import { choice, type Field, list, sequence } from './describe-walk.ts';

/** Roaming number or forwarding: a CHOICE without tags of its own. */
const routing: readonly Field[] = [
  ['roamingNumber', ADDRESS],
  ['forwardingData', FORWARDING_DATA],
];
const nothing: Field = whole(sequence(extension));
const imsiAlone: Field = whole(sequence(['imsi', IMSI, 0], ['extensionContainer', EXTENSION, 1]));

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
