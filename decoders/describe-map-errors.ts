/** Parameters of MAP errors (TS 29.002 §17.7.7), by error code. An error without a row has no parameter but extensions. */

import { whole } from './describe-map-mobility.ts';
import { BASIC_SERVICE, extension } from './describe-map-types.ts';
import {
  BOOLEAN,
  EXTENSION,
  enumerated,
  HIDDEN,
  IMSI,
  INTEGER,
  NULL,
  SS_CODE,
  SS_STATUS,
  TIME,
} from './describe-map-values.ts';
import { type Field, sequence } from './describe-walk.ts';
import { errorParameterName } from './map-errors.ts';

/** Names of an ENUMERATED from the table of map-errors.ts. */
const named = (code: number): Field[1] => {
  const names: Record<number, string> = {};
  for (let number = 0; number < 32; number++) {
    const name = errorParameterName(code, number);
    if (name !== String(number)) names[number] = name;
  }
  return enumerated(names);
};

const roamingNotAllowedCause: Field = ['roamingNotAllowedCause', named(8)];
const callBarringCause: Field = ['callBarringCause', named(13)];
const deliveryFailure: Field = ['sm-EnumeratedDeliveryFailureCause', named(32)];
const networkResource: Field = ['networkResource', named(34)];
const cugRejectCause: Field = ['cug-RejectCause', named(15)];

const ROWS: Readonly<Record<number, readonly Field[]>> = {
  1: [whole(sequence(extension, ['unknownSubscriberDiagnostic', named(1)]))],
  6: [
    whole(
      sequence(
        ['absentSubscriberDiagnosticSM', INTEGER],
        extension,
        ['additionalAbsentSubscriberDiagnosticSM', INTEGER, 0],
        ['imsi', IMSI, 1],
        ['requestedRetransmissionTime', TIME, 2],
        ['userIdentifierAlert', IMSI, 3],
      ),
    ),
  ],
  8: [
    roamingNotAllowedCause,
    whole(
      sequence(roamingNotAllowedCause, extension, [
        'additionalRoamingNotAllowedCause',
        enumerated({ 0: 'supportedRAT-TypesNotAllowed' }),
        0,
      ]),
    ),
  ],
  13: [
    callBarringCause,
    whole(
      sequence(
        callBarringCause,
        extension,
        ['unauthorisedMessageOriginator', NULL, 1],
        ['anonymousCallRejection', NULL, 2],
      ),
    ),
  ],
  15: [cugRejectCause, whole(sequence(cugRejectCause, extension))],
  17: [['ss-Status', SS_STATUS]],
  20: [whole(sequence(['ss-Code', SS_CODE, 1], ['basicService', BASIC_SERVICE], ['ss-Status', SS_STATUS, 4]))],
  21: [
    whole(
      sequence(
        extension,
        ['shapeOfLocationEstimateNotSupported', NULL, 0],
        ['neededLcsCapabilityNotSupportedInServingNode', NULL, 1],
      ),
    ),
  ],
  27: [['mwd-Set', BOOLEAN], whole(sequence(extension, ['absentSubscriberReason', named(27), 0]))],
  31: [whole(sequence(extension, ['gprsConnectionSuspended', NULL]))],
  32: [deliveryFailure, whole(sequence(deliveryFailure, ['diagnosticInfo', HIDDEN], extension))],
  34: [
    networkResource,
    whole(
      sequence(
        networkResource,
        extension,
        [
          'additionalNetworkResource',
          enumerated({ 0: 'sgsn', 1: 'ggsn', 2: 'gmlc', 3: 'gsmSCF', 4: 'nplr', 5: 'auc', 6: 'ue', 7: 'mme' }),
          0,
        ],
        ['failureCauseParam', enumerated({ 0: 'limitReachedOnNumberOfConcurrentLocationRequests' }), 1],
      ),
    ),
  ],
  36: [whole(sequence(extension, ['unexpectedSubscriber', NULL, 0]))],
  37: [['pw-RegistrationFailureCause', named(37)]],
  45: [whole(sequence(extension, ['ccbs-Possible', NULL, 0], ['ccbs-Busy', NULL, 1]))],
  53: [whole(sequence(['unauthorizedLCSClient-Diagnostic', named(53), 0], ['extensionContainer', EXTENSION, 1]))],
  54: [whole(sequence(['positionMethodFailure-Diagnostic', named(54), 0], ['extensionContainer', EXTENSION, 1]))],
};

const none: readonly Field[] = [whole(sequence(extension))];

/** What may stand as the parameter of an error. */
export function errorFields(code: number): readonly Field[] {
  return ROWS[code] ?? none;
}
