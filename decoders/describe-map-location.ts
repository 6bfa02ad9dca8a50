/** Arguments and results of location services (TS 29.002 §17.7.13), by operation. */
import { type Shapes, whole } from './describe-map-mobility.ts';
import { ADDITIONAL_NUMBER, CELL_OR_AREA, extension, LCS_SETS, SUBSCRIBER_IDENTITY } from './describe-map-types.ts';
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
} from './describe-map-values.ts';
import { sequence, type Type } from './describe-walk.ts';

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

export const LOCATION: Shapes = {
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
};
