/** What pairing must know of an operation: its dialogue type, class and timer. */

import { operationClass, operationTimer } from '../../decoders/map-operations.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { DialogueOptions } from './options.ts';
import { TYPES } from './record.ts';

const { map: MAP, cap: CAP, inap: INAP } = PROTOCOL;

const OTHER = TYPES.indexOf('OTHER');
const SAI = TYPES.indexOf('SAI');
const UL = TYPES.indexOf('UL');
const UL_GPRS = TYPES.indexOf('UL_GPRS');
const CL = TYPES.indexOf('CL');

/** Operation codes of TS 29.002 §17.5. */
export const INSERT_SUBSCRIBER_DATA = 7;
const UPDATE_LOCATION = 2;
const CANCEL_LOCATION = 3;
const SEND_PARAMETERS = 9;
const UPDATE_GPRS_LOCATION = 23;
const SEND_AUTHENTICATION_INFO = 56;

/** Type of the dialogue that an operation opens (specification §1). */
export function typeOf(protocol: number, operation: number, version: number, wantsAuthentication: boolean): number {
  if (protocol !== MAP) return OTHER;
  switch (operation) {
    case SEND_AUTHENTICATION_INFO:
      return SAI;
    case UPDATE_LOCATION:
      return UL;
    case CANCEL_LOCATION:
      return CL;
    // Code 23 was completeCall in phase 1.
    case UPDATE_GPRS_LOCATION:
      return version >= 2 ? UL_GPRS : OTHER;
    case SEND_PARAMETERS:
      return version === 1 && wantsAuthentication ? SAI : OTHER;
    default:
      return OTHER;
  }
}

/** Class by operation code and version 1 to 4 (0: unknown, read as 3). */
const CLASSES = new Uint8Array(256 * 5);
const TIMERS = new Uint8Array(256 * 5);
const TIMER_NAMES = ['s', 'm', 'ml', 'l'] as const;
for (let version = 0; version < 5; version++) {
  for (let code = 0; code < 256; code++) {
    CLASSES[version * 256 + code] = operationClass(code, version || 3);
    const timer = operationTimer(code, version || 3);
    TIMERS[version * 256 + code] = timer === '10min' ? 2 : TIMER_NAMES.indexOf(timer);
  }
}

/**
 * Operation class 1 to 4; 1 where it is not known. Of CAP and INAP most are of class 2 or 4, answered by operations of
 * the other side: silence fails none of them *(chosen)*.
 */
export function classOf(protocol: number, operation: number, version: number): number {
  if (protocol !== MAP) return 2;
  if (operation > 255) return 1;
  return CLASSES[version * 256 + operation] || 1;
}

/** CAP and INAP: dialogues that live as long as a call. */
export function isCallControl(protocol: number): boolean {
  return protocol === CAP || protocol === INAP;
}

/** Number of the operation's timer, for `timeouts`. CAP and INAP dialogues live as long as a call: ml *(chosen)*. */
export function timerOf(protocol: number, operation: number, version: number): number {
  if (isCallControl(protocol)) return 2;
  if (protocol !== MAP || operation > 255) return 1;
  return TIMERS[version * 256 + operation];
}

/** The timer of a dialogue that has no operation open. */
export const TIMER_M = 1;

/** Microseconds by number of the timer. processUnstructuredSS-Request (10 min) is doubled like ml (specification §5). */
export function timeouts(options: DialogueOptions): Float64Array {
  const { s, m, ml, l } = options.mapTimeout;
  return Float64Array.of(s * 1e6, m * 1e6, ml * 1e6, l * 1e6);
}
