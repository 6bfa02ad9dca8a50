/**
 * What a decoder answers, and where it stopped.
 *
 * Guarantees every decoder keeps:
 *  - reads only `b[at]` to `b[end - 1]`, each read guarded by a comparison with `end`;
 *  - never throws, whatever the octets; loops advance or stop;
 *  - a status below OK leaves a note in `fault`; what earlier layers read stands.
 */

/** Decoded whole. */
export const OK = 0;
/** The octets ran out before the structure did. */
export const SHORT = 1;
/** The octets contradict each other. */
export const BAD = 2;
/** Valid, but not a thing that this decoder reads. */
export const UNKNOWN = 3;

export type Status = typeof OK | typeof SHORT | typeof BAD | typeof UNKNOWN;
export const STATUS_NAMES = ['ok', 'short', 'bad', 'unknown'] as const;

/**
 * The last fault: [status, protocol, what, at, says, has].
 * `protocol` is a number of protocols.ts, `what` of FAULTS below, `at` an index into the octets given to the decoder,
 * `says` and `has` the two numbers that disagree (a length and what remains, a value and its bound).
 */
const note = new Uint32Array(new ArrayBuffer(24)); // see registers in inner.ts
export const fault: Readonly<Uint32Array> = note;

/** Leaves the note and gives the status back, so that a decoder can `return fail(SHORT, …)`. */
export function fail(status: Status, protocol: number, what: number, at: number, says: number, has: number): Status {
  note[0] = status;
  note[1] = protocol;
  note[2] = what;
  note[3] = at;
  note[4] = says;
  note[5] = has;
  return status;
}

/** Clears the note before a frame is decoded. */
export function clearFault(): void {
  note[0] = OK;
}

/** What a fault can be about. The text reads after the protocol's name and before `says … , … remain`. */
export const FAULTS = [
  'header',
  'length',
  'parameter',
  'version',
  'message type',
  'pointer',
  'address',
  'global title',
  'optional parameter',
  'data',
  'tag',
  'nesting depth',
  'transaction identifier',
  'dialogue portion',
  'component',
  'invoke id',
  'operation code',
  'error code',
  'argument',
  'digits',
  'information element',
  'extension header',
  'option',
  'chunk',
  'fragment',
  'end of contents',
  'application context',
  'label',
  'record',
  'link type',
] as const;

export type FaultName = (typeof FAULTS)[number];

/** The number of a fault's text; for constants at the top of a decoder, never in its loops. */
export function faultNumber(name: FaultName): number {
  return FAULTS.indexOf(name);
}
