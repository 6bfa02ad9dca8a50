/** Arguments of CAP (TS 29.078) and of INAP (Q.1218) that an engineer asks for: who calls whom, why, from where. */
import { BCSM_EVENTS } from './describe-map-codes.ts';
import { type Shapes, whole } from './describe-map-mobility.ts';
import { BASIC_SERVICE, LOCATION, LOCATION_GPRS } from './describe-map-types.ts';
import {
  ADDRESS,
  APN,
  COUNTED,
  EXTENSION,
  enumerated,
  GSN_ADDRESS,
  IMEI,
  IMSI,
  INTEGER,
  ISUP_NUMBER,
  MSISDN,
  NULL,
  OCTETS,
  RAI,
} from './describe-map-values.ts';
import { list, sequence } from './describe-walk.ts';

const event = enumerated(BCSM_EVENTS);

export const CAP: Shapes = {
  0: {
    argument: [
      whole(
        sequence(
          ['serviceKey', INTEGER, 0],
          ['calledPartyNumber', ISUP_NUMBER, 2],
          ['callingPartyNumber', ISUP_NUMBER, 3],
          ['callingPartysCategory', OCTETS, 5],
          ['locationNumber', ISUP_NUMBER, 10],
          ['originalCalledPartyID', ISUP_NUMBER, 12],
          ['extensions', EXTENSION, 15],
          ['cause', OCTETS, 17],
          ['highLayerCompatibility', OCTETS, 23],
          ['additionalCallingPartyNumber', OCTETS, 25],
          ['bearerCapability', COUNTED, 27],
          ['eventTypeBCSM', event, 28],
          ['redirectingPartyID', ISUP_NUMBER, 29],
          ['redirectionInformation', OCTETS, 30],
          ['iMSI', IMSI, 50],
          ['subscriberState', COUNTED, 51],
          ['locationInformation', LOCATION, 52],
          ['ext-basicServiceCode', BASIC_SERVICE, 53],
          ['callReferenceNumber', OCTETS, 54],
          ['mscAddress', ADDRESS, 55],
          ['calledPartyBCDNumber', MSISDN, 56],
          ['timeAndTimezone', OCTETS, 57],
          ['callForwardingSS-Pending', NULL, 58],
          [
            'initialDPArgExtension',
            sequence(
              ['gmscAddress', ADDRESS, 0],
              ['forwardingDestinationNumber', ISUP_NUMBER, 1],
              ['ms-Classmark2', OCTETS, 2],
              ['iMEI', IMEI, 3],
              ['supportedCamelPhases', COUNTED, 4],
            ),
            59,
          ],
        ),
      ),
    ],
    result: [],
  },
  20: {
    argument: [
      whole(
        sequence(
          ['destinationRoutingAddress', list(ISUP_NUMBER), 0],
          ['alertingPattern', OCTETS, 1],
          ['originalCalledPartyID', ISUP_NUMBER, 6],
          ['extensions', EXTENSION, 10],
          ['redirectingPartyID', ISUP_NUMBER, 29],
        ),
      ),
    ],
    result: [],
  },
  22: { argument: [['cause', OCTETS]], result: [] },
  24: { argument: [whole(sequence(['eventTypeBCSM', event, 0]))], result: [] },
  60: {
    argument: [
      whole(
        sequence(
          ['serviceKey', INTEGER, 0],
          ['destinationSubscriberNumber', MSISDN, 1],
          ['callingPartyNumber', MSISDN, 2],
          [
            'eventTypeSMS',
            enumerated({
              1: 'sms-CollectedInfo',
              2: 'o-smsFailure',
              3: 'o-smsSubmission',
              11: 'sms-DeliveryRequested',
              12: 't-smsFailure',
              13: 't-smsDelivery',
            }),
            3,
          ],
          ['iMSI', IMSI, 4],
          ['locationInformationMSC', LOCATION, 5],
          ['locationInformationGPRS', LOCATION_GPRS, 6],
          ['sMSCAddress', ADDRESS, 7],
          ['timeAndTimezone', OCTETS, 8],
          ['tPShortMessageSpecificInfo', OCTETS, 9],
          ['tPProtocolIdentifier', OCTETS, 10],
          ['tPDataCodingScheme', OCTETS, 11],
          ['mscAddress', ADDRESS, 15],
          ['sgsn-Number', ADDRESS, 16],
          ['iMEI', IMEI, 19],
          ['calledPartyNumber', MSISDN, 20],
        ),
      ),
    ],
    result: [],
  },
  62: {
    argument: [
      whole(
        sequence(
          ['callingPartysNumber', MSISDN, 0],
          ['destinationSubscriberNumber', MSISDN, 1],
          ['sMSCAddress', ADDRESS, 2],
        ),
      ),
    ],
    result: [],
  },
  78: {
    argument: [
      whole(
        sequence(
          ['serviceKey', INTEGER, 0],
          [
            'gPRSEventType',
            enumerated({
              1: 'attach',
              2: 'attachChangeOfPosition',
              3: 'detached',
              11: 'pdp-ContextEstablishment',
              12: 'pdp-ContextEstablishmentAcknowledgement',
              13: 'disonnect',
              14: 'pdp-ContextChangeOfPosition',
            }),
            1,
          ],
          ['mSISDN', MSISDN, 2],
          ['iMSI', IMSI, 3],
          ['timeAndTimeZone', OCTETS, 4],
          ['endUserAddress', COUNTED, 6],
          ['qualityOfService', COUNTED, 7],
          ['accessPointName', APN, 8],
          ['routeingAreaIdentity', RAI, 9],
          ['chargingID', OCTETS, 10],
          ['locationInformationGPRS', LOCATION_GPRS, 11],
          ['gGSNAddress', GSN_ADDRESS, 15],
          ['iMEI', IMEI, 17],
        ),
      ),
    ],
    result: [],
  },
};
