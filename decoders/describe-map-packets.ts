/** Arguments and results of routing to packet nodes and of tracing a subscriber (TS 29.002 §17.7.1, §17.7.2), by operation. */
import { type Shapes, whole } from './describe-map-mobility.ts';
import { ADDRESS, EXTENSION, GSN_ADDRESS, IMSI, INTEGER, NULL, OCTETS } from './describe-map-values.ts';
import { sequence } from './describe-walk.ts';

export const PACKETS: Shapes = {
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
};

export const TRACES: Shapes = {
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
};
