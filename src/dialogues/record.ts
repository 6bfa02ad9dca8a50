/**
 * The dialogue record: one row a dialogue, of fixed size. Open dialogues are such records in a slab; closed ones travel
 * to the sinks in a DialogueBatch. The columns of every output derive from this table (src/sinks/columns.ts).
 */
import { type Fields, layout } from '../../decoders/layout.ts';

export const TYPES = ['SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'] as const;
export const OUTCOMES = ['success', 'reject', 'error'] as const;
export const EDGES = ['', 'start', 'end'] as const;

/** What `reason` is about; `reasonCode` holds the number within it. */
export const REASONS = [
  '',
  'map-error',
  'gtp-cause',
  'Abort',
  'Reject',
  'Undeliverable',
  '_Incomplete',
  '_InvalidOrder',
] as const;

/** Which rule paired the answer with its request; '' where nothing was paired. */
export const MATCHES = ['', 'tid+address', 'tid', 'sequence', 'sequence+teid', 'returned'] as const;

/** What `causeCode` counts; its number means something else in each. */
export const CAUSES = [
  '',
  'map-error',
  'gtp',
  'p-abort',
  'u-abort',
  'refuse',
  'problem',
  'sccp-return',
  'parameter',
] as const;

export const NODES = ['', 'VLR', 'SGSN', 'MME', 'MME_SGSN', 'IMS', 'MSC'] as const;

export const COMMON = {
  start: ['f64', 1, 'first message, microseconds since 1970 UTC'],
  end: ['f64', 1, 'last message, microseconds'],
  answered: ['f64', 1, 'first answer to the first request, microseconds; 0 where none'],
  otherLeg: ['f64', 1, 'transit through a hub, microseconds from one leg to the other; -1 where one leg'],
  idLow: ['u32', 1, 'dialogue_id, low 32 bits'],
  idHigh: ['u32', 1, 'dialogue_id, high 31 bits'],
  linkedLow: ['u32', 1, 'linked_id; 0 and 0 where none'],
  linkedHigh: ['u32', 1, ''],
  firstFrame: ['u32', 1, ''],
  lastFrame: ['u32', 1, ''],
  present: ['u32', 1, 'DIALOGUE_HAS_… bits'],
  causeCode: ['u32', 1, ''],
  reasonCode: ['u32', 1, 'error code or cause whose name is the reason'],
  messages: ['u32', 1, 'n_messages: copies, retransmissions and second legs not counted'],
  // At multiples of four, as in the message record: they are moved as words.
  src: ['u8', 16, ''],
  dst: ['u8', 16, ''],
  imsi: ['u8', 8, 'TBCD'],
  imei: ['u8', 8, 'TBCD'],
  retransmissions: ['u16', 1, ''],
  copies: ['u16', 1, ''],
  isd: ['u16', 1, 'n_isd: insertSubscriberData invokes'],
  operationCode: ['u16', 1, 'MAP operation or GTP message type'],
  file: ['u16', 1, 'number of the input file of the first message'],
  type: ['u8', 1, 'TYPES'],
  outcome: ['u8', 1, 'OUTCOMES'],
  reason: ['u8', 1, 'REASONS'],
  causeKind: ['u8', 1, 'CAUSES'],
  protocol: ['u8', 1, 'number in PROTOCOLS'],
  version: ['u8', 1, 'MAP version 1 to 4, or 0'],
  edge: ['u8', 1, 'EDGES'],
  loss: ['u8', 1, '1 where capture loss touches it'],
  legs: ['u8', 1, '1 or 2'],
  match: ['u8', 1, 'MATCHES'],
  visitedNode: ['u8', 1, 'NODES'],
  ipVersion: ['u8', 1, '4, 6 or 0'],
  msisdn: ['u8', 10, 'TBCD'],
  sgsnNumber: ['u8', 10, 'TBCD'],
  imsiLength: ['u8', 1, ''],
  imeiLength: ['u8', 1, ''],
  msisdnLength: ['u8', 1, ''],
  sgsnNumberLength: ['u8', 1, ''],
  visitedPlmn: ['u8', 3, 'PLMN as on the wire, where DIALOGUE_HAS_VISITED_PLMN'],
} as const satisfies Fields;

export const SS7 = {
  opc: ['u32', 1, ''],
  dpc: ['u32', 1, ''],
  otid: ['u32', 1, ''],
  dtid: ['u32', 1, ''],
  contextText: ['u32', 1, 'application context that is not of MAP, in the dictionary of the run'],
  contextNumber: ['u16', 1, 'MAP application context'],
  contextVersion: ['u8', 1, ''],
  otidLength: ['u8', 1, ''],
  dtidLength: ['u8', 1, ''],
  calledSsn: ['u8', 1, ''],
  callingSsn: ['u8', 1, ''],
  calledGtLength: ['u8', 1, ''],
  callingGtLength: ['u8', 1, ''],
  vlrNumberLength: ['u8', 1, ''],
  mscNumberLength: ['u8', 1, ''],
  requestingNode: ['u8', 1, ''],
  calledGt: ['u8', 12, ''],
  callingGt: ['u8', 12, ''],
  vlrNumber: ['u8', 10, ''],
  mscNumber: ['u8', 10, ''],
  calledPlan: ['u8', 1, 'numbering plan of the title (4 bits, Q.713 §3.4.2.3.1)'],
  callingPlan: ['u8', 1, ''],
} as const satisfies Fields;

export const GTP = {
  tunnelLow: ['u32', 1, 'tunnel_id; 0 and 0 where none'],
  tunnelHigh: ['u32', 1, ''],
  teidControlGgsn: ['u32', 1, ''],
  teidControlSgsn: ['u32', 1, ''],
  apn: ['u32', 1, 'in the dictionary of the run, from 1; 0 where none'],
  sequenceNumber: ['u16', 1, ''],
  nsapi: ['u8', 1, ''],
  ratType: ['u8', 1, ''],
  pdpOrganisation: ['u8', 1, ''],
  pdpType: ['u8', 1, ''],
  locationType: ['u8', 1, ''],
  ggsnAddressLength: ['u8', 1, '4, 16 or 0'],
  sgsnAddressLength: ['u8', 1, ''],
  location: ['u8', 7, 'user location: PLMN, LAC, CI, SAC or RAC'],
  rai: ['u8', 6, ''],
  ggsnAddress: ['u8', 16, ''],
  sgsnAddress: ['u8', 16, ''],
  endUserV4: ['u8', 4, ''],
  endUserV6: ['u8', 16, ''],
} as const satisfies Fields;

export const dialogue = layout(COMMON, { ss7: SS7, gtp: GTP });

export const DIALOGUE_HAS_OPERATION = 1;
export const DIALOGUE_HAS_CAUSE = 1 << 1;
export const DIALOGUE_HAS_VISITED_PLMN = 1 << 2;
export const DIALOGUE_HAS_RESPONSE = 1 << 3;
export const DIALOGUE_HAS_LABEL = 1 << 4; // opc and dpc
export const DIALOGUE_HAS_CALLED_SSN = 1 << 5;
export const DIALOGUE_HAS_CALLING_SSN = 1 << 6;
export const DIALOGUE_HAS_CONTEXT = 1 << 7; // a MAP context
export const DIALOGUE_HAS_SEQUENCE = 1 << 8;
export const DIALOGUE_HAS_NSAPI = 1 << 9;
export const DIALOGUE_HAS_RAI = 1 << 10;
export const DIALOGUE_HAS_LOCATION = 1 << 11;
export const DIALOGUE_HAS_RAT = 1 << 12;
export const DIALOGUE_HAS_TEID_GGSN = 1 << 13;
export const DIALOGUE_HAS_TEID_SGSN = 1 << 14;
export const DIALOGUE_HAS_END_USER = 1 << 15; // organisation and type
export const DIALOGUE_HAS_END_USER_V4 = 1 << 16;
export const DIALOGUE_HAS_END_USER_V6 = 1 << 17;

/** Closed dialogues in the order in which they closed. */
export interface DialogueBatch {
  readonly number: number;
  readonly count: number;
  /** Room for more than `count`; written over when the one who was given the batch returns. */
  readonly records: ArrayBufferLike;
  /**
   * Texts that this batch is the first to use, in the order of their numbers: the run's dictionary grows by these.
   * `firstText` is the number of the first of them (numbers start at 1).
   */
  readonly firstText: number;
  readonly texts: readonly Uint8Array[];
}
