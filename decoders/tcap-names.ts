/** Names of TCAP (Q.773 §4.2) and of the MAP dialogue protocol (TS 29.002 §17.4); for the last step, not the hot path. */

/** Message by tag, ITU-T and ANSI (T1.114.3 §3.1). */
const MESSAGES: Readonly<Record<number, string>> = {
  97: 'Unidirectional', // 0x61
  98: 'Begin', // 0x62
  100: 'End', // 0x64
  101: 'Continue', // 0x65
  103: 'Abort', // 0x67
  225: 'unidirectional', // 0xe1
  226: 'queryWithPermission', // 0xe2
  227: 'queryWithoutPermission', // 0xe3
  228: 'response', // 0xe4
  229: 'conversationWithPermission', // 0xe5
  230: 'conversationWithoutPermission', // 0xe6
  246: 'abort', // 0xf6
};

/** Component by tag. */
const COMPONENTS: Readonly<Record<number, string>> = {
  161: 'invoke', // 0xa1
  162: 'returnResultLast', // 0xa2
  163: 'returnError', // 0xa3
  164: 'reject', // 0xa4
  167: 'returnResultNotLast', // 0xa7
  233: 'invokeLast', // 0xe9, ANSI
  234: 'returnResultLast',
  235: 'returnError',
  236: 'reject',
  237: 'invokeNotLast',
  238: 'returnResultNotLast',
};

/** Problem kinds by tag. */
const PROBLEM_KINDS: Readonly<Record<number, string>> = {
  128: 'general',
  129: 'invoke',
  130: 'returnResult',
  131: 'returnError',
};

const PROBLEMS: Readonly<Record<number, readonly string[]>> = {
  128: ['unrecognizedComponent', 'mistypedComponent', 'badlyStructuredComponent'],
  129: [
    'duplicateInvokeID',
    'unrecognizedOperation',
    'mistypedParameter',
    'resourceLimitation',
    'initiatingRelease',
    'unrecognizedLinkedID',
    'linkedResponseUnexpected',
    'unexpectedLinkedOperation',
  ],
  130: ['unrecognizedInvokeID', 'returnResultUnexpected', 'mistypedParameter'],
  131: ['unrecognizedInvokeID', 'returnErrorUnexpected', 'unrecognizedError', 'unexpectedError', 'mistypedParameter'],
};

const P_ABORT_CAUSES = [
  'unrecognizedMessageType',
  'unrecognizedTransactionID',
  'badlyFormattedTransactionPortion',
  'incorrectTransactionPortion',
  'resourceLimitation',
] as const;

const DIALOGUE_APDUS: Readonly<Record<number, string>> = { 96: 'AARQ', 97: 'AARE', 100: 'ABRT' };

const MAP_DIALOGUE_PDUS = ['map-open', 'map-accept', 'map-close', 'map-refuse', 'map-userAbort', 'map-providerAbort'];

const MAP_REASONS: Readonly<Record<number, readonly string[]>> = {
  163: ['noReasonGiven', 'invalidDestinationReference', 'invalidOriginatingReference'],
  164: ['userSpecificReason', 'userResourceLimitation', 'resourceUnavailable', 'applicationProcedureCancellation'],
  165: ['abnormalDialogue', 'invalidPDU'],
};

const hex = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;

/** `Begin`, …; the tag in hex where it is no message. */
export function messageName(tag: number): string {
  return MESSAGES[tag] ?? hex(tag);
}

/** `invoke`, …; the tag in hex where it is no component. */
export function componentName(tag: number): string {
  return COMPONENTS[tag] ?? hex(tag);
}

/** A reject's problem as a record's slot holds it (tag << 8 | code): `invoke: mistypedParameter`. */
export function problemName(problem: number): string {
  const tag = problem >> 8;
  const kind = PROBLEM_KINDS[tag] ?? hex(tag);
  return `${kind}: ${PROBLEMS[tag]?.[problem & 0xff] ?? problem & 0xff}`;
}

/** `unrecognizedTransactionID`, …; the number where the cause has no name. */
export function pAbortCauseName(cause: number): string {
  return P_ABORT_CAUSES[cause] ?? String(cause);
}

/** `AARQ`, `AARE`, `ABRT` (AUDT has AARQ's tag); '' for 0. */
export function dialoguePduName(tag: number): string {
  return tag === 0 ? '' : (DIALOGUE_APDUS[tag] ?? hex(tag));
}

/** Result of an AARE. */
export function associateResultName(result: number): string {
  return result === 0 ? 'accepted' : result === 1 ? 'reject-permanent' : String(result);
}

/** Diagnostic of an AARE as the record holds it: bit 7 set where the provider gave it. */
export function sourceDiagnosticName(diagnostic: number): string {
  const value = diagnostic & 0x7f;
  if (value < 2) return value === 0 ? 'null' : 'no-reason-given';
  if (value > 2) return String(value);
  return diagnostic > 0x7f ? 'no-common-dialogue-portion' : 'application-context-name-not-supported';
}

/** Source of an ABRT. */
export function abortSourceName(source: number): string {
  return source === 0 ? 'dialogue-service-user' : source === 1 ? 'dialogue-service-provider' : String(source);
}

/** `map-open`, … by the tag in the user information; '' for 0. */
export function mapDialoguePduName(tag: number): string {
  return tag === 0 ? '' : (MAP_DIALOGUE_PDUS[tag - 0xa0] ?? hex(tag));
}

/** Reason of a map-refuse, map-userAbort or map-providerAbort. */
export function mapReasonName(pdu: number, reason: number): string {
  return MAP_REASONS[pdu]?.[reason] ?? String(reason);
}
