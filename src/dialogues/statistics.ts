/** What a run counts beside its records. */
import { OUTCOMES, TYPES } from './record.ts';

/** Odd but legal: counted by code, with the place where it was seen first. */
export interface Anomaly {
  readonly code: string;
  count: number;
  readonly file: number;
  readonly frame: number;
  readonly text: string;
}

/** Why an anomaly is one; the text that people read. */
const ANOMALY_TEXTS = {
  'identifier-reused': 'a Begin reused the transaction identifier of a dialogue still open at the same node',
  'sequence-reused': 'a GTP request reused the sequence number of a request still unanswered',
  'identifier-crowded': 'more open dialogues share one transaction identifier than are compared',
  'dialogues-full': 'the table of open dialogues was full: the one nearest its time-out was closed',
  'tunnels-full': 'the table of tunnels was full: one long unused was forgotten',
  'texts-full': 'the dictionary of access point names and contexts was full: a name was left out',
  'node-restart': 'a GSN came back with another restart counter: its tunnels are gone',
  'late-leg': 'a Begin was shown on another leg after its dialogue had ended and been written',
  'late-duplicate': 'a response was seen again',
  'orphan-result': 'a result whose invoke was never seen inside its dialogue',
  'clock-put-back': 'many messages in a row lay more than ten minutes before one with a later time: its time was wrong',
} as const;

export type AnomalyCode = keyof typeof ANOMALY_TEXTS;

export class Statistics {
  /** Dialogues by type * 3 + outcome. */
  readonly outcomes = new Float64Array(TYPES.length * OUTCOMES.length);
  /** Dialogues by reasonKey(). */
  readonly reasons = new Map<number, number>();
  dialogues = 0;
  /** Transactions and responses whose request was never seen, and the messages in them. */
  orphans = 0;
  orphanMessages = 0;
  /** Of those, the ones near enough to the input's start that their request may lie before it. */
  orphansAtStart = 0;
  copies = 0;
  retransmissions = 0;
  secondLegs = 0;
  edges = 0;
  tunnelsOpened = 0;
  tunnelsClosed = 0;
  private readonly found = new Map<AnomalyCode, Anomaly>();

  anomaly(code: AnomalyCode, file: number, frame: number): void {
    const known = this.found.get(code);
    if (known) known.count++;
    else this.found.set(code, { code, count: 1, file, frame, text: ANOMALY_TEXTS[code] });
  }

  get anomalies(): readonly Anomaly[] {
    return [...this.found.values()];
  }
}

/** One number for a reason, its code and what the code's name depends on: protocol and MAP version. */
export function reasonKey(protocol: number, reason: number, code: number, version: number): number {
  return ((protocol * 16 + reason) * 16 + version) * 65536 + code;
}

export function reasonOfKey(key: number): { protocol: number; reason: number; code: number; version: number } {
  const code = key % 65536;
  const rest = (key - code) / 65536;
  const version = rest % 16;
  const reason = ((rest - version) / 16) % 16;
  return { protocol: Math.floor(rest / 256), reason, version, code };
}
