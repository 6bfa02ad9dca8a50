/** Dialogue records as plain objects, and a run of the pairing over made messages. */
import { viewsOf } from '../../decoders/layout.ts';
import { PROTOCOL, PROTOCOLS } from '../../decoders/protocols.ts';
import type { Associations } from '../../src/decode/batch.ts';
import { Dialogues } from '../../src/dialogues/dialogues.ts';
import type { DialogueOptions } from '../../src/dialogues/options.ts';
import {
  CAUSES,
  DIALOGUE_HAS_CALLED_SSN,
  DIALOGUE_HAS_CALLING_SSN,
  DIALOGUE_HAS_CAUSE,
  DIALOGUE_HAS_CONTEXT,
  DIALOGUE_HAS_END_USER_V4,
  DIALOGUE_HAS_LABEL,
  DIALOGUE_HAS_LOCATION,
  DIALOGUE_HAS_NSAPI,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_RAI,
  DIALOGUE_HAS_RAT,
  DIALOGUE_HAS_RESPONSE,
  DIALOGUE_HAS_SEQUENCE,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  DIALOGUE_HAS_VISITED_PLMN,
  type DialogueBatch,
  dialogue,
  EDGES,
  MATCHES,
  NODES,
  OUTCOMES,
  REASONS,
  TYPES,
} from '../../src/dialogues/record.ts';
import type { TapOf } from '../../src/dialogues/taps.ts';
import { batch, type Message, START } from './messages.ts';

/** One dialogue as people read it. Times are seconds after START; null: absent. */
export interface Row {
  id: string;
  linked: string | null;
  protocol: string;
  type: string;
  operation: number | null;
  version: number;
  outcome: string;
  /** The label, or `map-error 8`, `gtp-cause 199`; '' for a success. */
  reason: string;
  cause: string | null;
  start: number;
  end: number;
  responseTime: number | null;
  messages: number;
  isd: number;
  retransmissions: number;
  copies: number;
  edge: string;
  loss: boolean;
  imsi: string;
  msisdn: string;
  imei: string;
  visitedNode: string;
  visitedPlmn: string;
  vlrNumber: string;
  mscNumber: string;
  sgsnNumber: string;
  legs: number;
  transitTime: number | null;
  match: string;
  callingGt: string;
  callingSsn: number | null;
  calledGt: string;
  calledSsn: number | null;
  opc: number | null;
  dpc: number | null;
  context: string;
  otid: string;
  dtid: string;
  src: string;
  dst: string;
  sequence: number | null;
  tunnel: string | null;
  apn: string;
  nsapi: number | null;
  ggsnAddress: string;
  sgsnAddress: string;
  teidGgsn: number | null;
  teidSgsn: number | null;
  endUser: string;
  rat: number | null;
  rai: string;
  location: string;
  file: number;
  firstFrame: number;
  lastFrame: number;
}

const D = dialogue.at;
const STRIDE = dialogue.stride;

function digits(u8: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    for (const nibble of [u8[at + i] & 15, u8[at + i] >> 4]) {
      if (nibble > 9) return text;
      text += nibble;
    }
  }
  return text;
}

const hex = (u8: Uint8Array, at: number, length: number): string =>
  Buffer.from(u8.subarray(at, at + length)).toString('hex');

export function ipText(u8: Uint8Array, at: number, length: number): string {
  if (length === 4) return u8.subarray(at, at + 4).join('.');
  if (length !== 16) return '';
  return (hex(u8, at, 16).match(/..../g) ?? []).join(':');
}

const id = (low: number, high: number): string | null => (low === 0 && high === 0 ? null : `${high}.${low}`);

/** Seconds, free of what a division leaves behind the microseconds. */
const seconds = (micros: number): number => Math.round(micros) / 1e6;

/** The records of a batch; `texts` is the run's dictionary so far, grown by the batch's. */
export function rows(b: DialogueBatch, texts: string[]): Row[] {
  if (b.firstText !== texts.length + 1) throw new Error(`text ${b.firstText} follows ${texts.length}`);
  for (const octets of b.texts) texts.push(new TextDecoder().decode(octets));
  const { u8, u16, u32, f64 } = viewsOf(b.records);
  const all: Row[] = [];
  for (let n = 0; n < b.count; n++) {
    const at8 = n * STRIDE;
    const at4 = at8 / 4;
    const at2 = at8 / 2;
    const at = at8 / 8;
    const present = u32[at4 + D.present];
    const has = (bit: number): boolean => (present & bit) !== 0;
    const isGtp = u8[at8 + D.protocol] === PROTOCOL.gtp;
    const start = f64[at + D.start];
    const reason = REASONS[u8[at8 + D.reason]];
    const code = u32[at4 + D.reasonCode];
    const ip = u8[at8 + D.ipVersion] === 6 ? 16 : u8[at8 + D.ipVersion];
    const ss7 = <T>(value: () => T, otherwise: T): T => (isGtp ? otherwise : value());
    const gtp = <T>(value: () => T, otherwise: T): T => (isGtp ? value() : otherwise);
    const where = (bit: number, value: () => number): number | null => (has(bit) ? value() : null);
    all.push({
      id: id(u32[at4 + D.idLow], u32[at4 + D.idHigh]) ?? '',
      linked: id(u32[at4 + D.linkedLow], u32[at4 + D.linkedHigh]),
      protocol: PROTOCOLS[u8[at8 + D.protocol]]?.name ?? '?',
      type: TYPES[u8[at8 + D.type]],
      operation: where(DIALOGUE_HAS_OPERATION, () => u16[at2 + D.operationCode]),
      version: u8[at8 + D.version],
      outcome: OUTCOMES[u8[at8 + D.outcome]],
      reason: reason === 'map-error' || reason === 'gtp-cause' ? `${reason} ${code}` : reason,
      cause: has(DIALOGUE_HAS_CAUSE) ? `${CAUSES[u8[at8 + D.causeKind]]} ${u32[at4 + D.causeCode]}` : null,
      start: seconds(start - START),
      end: seconds(f64[at + D.end] - START),
      responseTime: has(DIALOGUE_HAS_RESPONSE) ? seconds(f64[at + D.answered] - start) : null,
      messages: u32[at4 + D.messages],
      isd: u16[at2 + D.isd],
      retransmissions: u16[at2 + D.retransmissions],
      copies: u16[at2 + D.copies],
      edge: EDGES[u8[at8 + D.edge]],
      loss: u8[at8 + D.loss] === 1,
      imsi: digits(u8, at8 + D.imsi, u8[at8 + D.imsiLength]),
      msisdn: digits(u8, at8 + D.msisdn, u8[at8 + D.msisdnLength]),
      imei: digits(u8, at8 + D.imei, u8[at8 + D.imeiLength]),
      visitedNode: NODES[u8[at8 + D.visitedNode]],
      visitedPlmn: has(DIALOGUE_HAS_VISITED_PLMN) ? hex(u8, at8 + D.visitedPlmn, 3) : '',
      vlrNumber: ss7(() => digits(u8, at8 + D.vlrNumber, u8[at8 + D.vlrNumberLength]), ''),
      mscNumber: ss7(() => digits(u8, at8 + D.mscNumber, u8[at8 + D.mscNumberLength]), ''),
      sgsnNumber: digits(u8, at8 + D.sgsnNumber, u8[at8 + D.sgsnNumberLength]),
      legs: u8[at8 + D.legs],
      transitTime: f64[at + D.otherLeg] < 0 ? null : seconds(f64[at + D.otherLeg]),
      match: MATCHES[u8[at8 + D.match]],
      callingGt: ss7(() => digits(u8, at8 + D.callingGt, u8[at8 + D.callingGtLength]), ''),
      callingSsn: ss7(() => where(DIALOGUE_HAS_CALLING_SSN, () => u8[at8 + D.callingSsn]), null),
      calledGt: ss7(() => digits(u8, at8 + D.calledGt, u8[at8 + D.calledGtLength]), ''),
      calledSsn: ss7(() => where(DIALOGUE_HAS_CALLED_SSN, () => u8[at8 + D.calledSsn]), null),
      opc: ss7(() => where(DIALOGUE_HAS_LABEL, () => u32[at4 + D.opc]), null),
      dpc: ss7(() => where(DIALOGUE_HAS_LABEL, () => u32[at4 + D.dpc]), null),
      context: ss7(() => {
        if (has(DIALOGUE_HAS_CONTEXT)) return `${u16[at2 + D.contextNumber]}.${u8[at8 + D.contextVersion]}`;
        return texts[u32[at4 + D.contextText] - 1] ?? '';
      }, ''),
      otid: ss7(() => identifier(u32[at4 + D.otid], u8[at8 + D.otidLength]), ''),
      dtid: ss7(() => identifier(u32[at4 + D.dtid], u8[at8 + D.dtidLength]), ''),
      src: ipText(u8, at8 + D.src, ip),
      dst: ipText(u8, at8 + D.dst, ip),
      sequence: gtp(() => where(DIALOGUE_HAS_SEQUENCE, () => u16[at2 + D.sequenceNumber]), null),
      tunnel: gtp(() => id(u32[at4 + D.tunnelLow], u32[at4 + D.tunnelHigh]), null),
      apn: gtp(() => texts[u32[at4 + D.apn] - 1] ?? '', ''),
      nsapi: gtp(() => where(DIALOGUE_HAS_NSAPI, () => u8[at8 + D.nsapi]), null),
      ggsnAddress: gtp(() => ipText(u8, at8 + D.ggsnAddress, u8[at8 + D.ggsnAddressLength]), ''),
      sgsnAddress: gtp(() => ipText(u8, at8 + D.sgsnAddress, u8[at8 + D.sgsnAddressLength]), ''),
      teidGgsn: gtp(() => where(DIALOGUE_HAS_TEID_GGSN, () => u32[at4 + D.teidControlGgsn]), null),
      teidSgsn: gtp(() => where(DIALOGUE_HAS_TEID_SGSN, () => u32[at4 + D.teidControlSgsn]), null),
      endUser: gtp(() => (has(DIALOGUE_HAS_END_USER_V4) ? ipText(u8, at8 + D.endUserV4, 4) : ''), ''),
      rat: gtp(() => where(DIALOGUE_HAS_RAT, () => u8[at8 + D.ratType]), null),
      rai: gtp(() => (has(DIALOGUE_HAS_RAI) ? hex(u8, at8 + D.rai, 6) : ''), ''),
      location: gtp(
        () => (has(DIALOGUE_HAS_LOCATION) ? `${u8[at8 + D.locationType]} ${hex(u8, at8 + D.location, 7)}` : ''),
        '',
      ),
      file: u16[at2 + D.file],
      firstFrame: u32[at4 + D.firstFrame],
      lastFrame: u32[at4 + D.lastFrame],
    });
  }
  return all;
}

const identifier = (value: number, length: number): string =>
  length === 0 ? '' : value.toString(16).padStart(length * 2, '0');

export const NO_ASSOCIATIONS: Associations = { lastGap: () => 0, opposite: () => 0 };

export interface Counts {
  dialogues: number;
  orphans: number;
  orphanMessages: number;
  orphansAtStart: number;
  copies: number;
  retransmissions: number;
  secondLegs: number;
  edges: number;
  tunnelsOpened: number;
  tunnelsClosed: number;
}

export interface Result {
  rows: Row[];
  counts: Counts;
  /** How often each anomaly was met. */
  anomalies: Record<string, number>;
  peak: { dialogues: number; tunnels: number; octets: number };
}

/** Pairs the messages, a batch at a time; rows by their start. */
export function pair(
  messages: readonly Message[],
  options: Partial<DialogueOptions> = {},
  associations: Associations = NO_ASSOCIATIONS,
  perBatch = 1000,
  tapOf?: TapOf,
): Result {
  const texts: string[] = [];
  const all: Row[] = [];
  const dialogues = new Dialogues(options, associations, b => all.push(...rows(b, texts)), tapOf);
  for (let i = 0; i < messages.length; i += perBatch) {
    dialogues.consume(batch(messages.slice(i, i + perBatch), i + 1, i / perBatch));
  }
  dialogues.finish();
  all.sort((a, b) => a.start - b.start || a.firstFrame - b.firstFrame);
  const s = dialogues.statistics;
  return {
    rows: all,
    counts: {
      dialogues: s.dialogues,
      orphans: s.orphans,
      orphanMessages: s.orphanMessages,
      orphansAtStart: s.orphansAtStart,
      copies: s.copies,
      retransmissions: s.retransmissions,
      secondLegs: s.secondLegs,
      edges: s.edges,
      tunnelsOpened: s.tunnelsOpened,
      tunnelsClosed: s.tunnelsClosed,
    },
    anomalies: Object.fromEntries(s.anomalies.map(a => [a.code, a.count])),
    peak: {
      dialogues: dialogues.open.peakDialogues,
      tunnels: dialogues.open.peakTunnels,
      octets: dialogues.open.octets,
    },
  };
}

/** Of the one dialogue that the messages make. */
export function only(messages: readonly Message[], options: Partial<DialogueOptions> = {}, a?: Associations): Row {
  const { rows: all } = pair(messages, options, a);
  if (all.length !== 1) throw new Error(`${all.length} dialogues: ${JSON.stringify(all)}`);
  return all[0] as Row;
}
