/**
 * What an operation, its result or its error carries, as plain objects for people (`messages`, `inspect`).
 *
 * The text of short messages and of USSD, and keys of the subscriber, are never shown; texts only where asked for.
 */
import { CAP } from './describe-cap.ts';
import { CALLS } from './describe-map-calls.ts';
import { errorFields } from './describe-map-errors.ts';
import { LOCATION } from './describe-map-location.ts';
import { MOBILITY, type Shapes } from './describe-map-mobility.ts';
import { PACKETS, TRACES } from './describe-map-packets.ts';
import { SERVICES } from './describe-map-services.ts';
import { SUBSCRIBER } from './describe-map-subscriber.ts';
import {
  type Described,
  describeFields,
  type Field,
  type Json,
  type Options,
  stateOf,
  toObject,
} from './describe-walk.ts';
import { operationName } from './map-operations.ts';
import { PROTOCOL } from './protocols.ts';

const SHAPES: Shapes = { ...MOBILITY, ...SUBSCRIBER, ...CALLS, ...PACKETS, ...TRACES, ...LOCATION, ...SERVICES };
const ERROR = 0xa3;
const INVOKE = 0xa1;
/** setMessageWaitingData of phase 1 has the argument of reportSM-DeliveryStatus. */
const SAME_IN_PHASE_1 = 47;

/** Operations of MAP whose arguments have a reading, for the coverage table. */
export const DESCRIBED_OPERATIONS: readonly number[] = Object.keys(SHAPES).map(Number);

export interface Component {
  /** Number in PROTOCOLS: map, cap or inap; others have no reading. */
  readonly protocol: number;
  /** Tag of the component: 0xa1 invoke, 0xa2 or 0xa7 result, 0xa3 error. */
  readonly component: number;
  /** Operation code; of an error, the error code. */
  readonly code: number;
  /** MAP version 1 to 4, 0 where it is not known. */
  readonly version: number;
}

function fieldsOf(what: Component): readonly Field[] {
  const { protocol, component, code, version } = what;
  if (protocol === PROTOCOL.map) {
    if (component === ERROR) return errorFields(code);
    // A code that meant another thing in phase 1 has no reading there
    const other = version === 1 && operationName(code, 1) !== operationName(code, 2) && code !== SAME_IN_PHASE_1;
    const shape = other ? undefined : SHAPES[code];
    return (component === INVOKE ? shape?.argument : shape?.result) ?? [];
  }
  if ((protocol === PROTOCOL.cap || protocol === PROTOCOL.inap) && component === INVOKE)
    return CAP[code]?.argument ?? [];
  return [];
}

/**
 * The parameter in `b[at]` to `b[end - 1]` (the octets behind an operation or error code) as a tree with places. A whole
 * argument that is a SEQUENCE gives its fields; elements without a reading give their tag and length as `unknown`.
 */
export function describeTree(
  b: Uint8Array,
  at: number,
  end: number,
  what: Component,
  options: Options = {},
): Described[] {
  const found = describeFields(b, at, end, fieldsOf(what), stateOf(options));
  return found.flatMap(one => (one.name === '' && one.inside !== undefined ? one.inside : [one]));
}

/** The same as a plain object: values by their names in the standard; {} where there is nothing. */
export function describeParameter(
  b: Uint8Array,
  at: number,
  end: number,
  what: Component,
  options: Options = {},
): Record<string, Json> {
  return toObject(describeTree(b, at, end, what, options));
}

/** A parameter of MAP by operation (of an error: by error code), version and component tag. */
export function describeComponent(
  b: Uint8Array,
  at: number,
  end: number,
  operation: number,
  version: number,
  component: number,
  options: Options = {},
): Record<string, Json> {
  return describeParameter(b, at, end, { protocol: PROTOCOL.map, component, code: operation, version }, options);
}
