/** What the ordered stage behind the workers met and went on from: counted by code, with its first place. */
export interface Anomaly {
  readonly code: string;
  count: number;
  readonly file: number;
  readonly frame: number;
  readonly text: string;
}

const TEXTS = {
  'tsn-gap': 'SCTP transmission sequence numbers are missing: messages were lost by the capture',
  'ip-fragments-incomplete': 'fragments of an IP datagram are missing',
  'ip-fragments-overlap': 'fragments of an IP datagram contradict each other: the first one was taken',
  'sctp-fragments-incomplete': 'fragments of an SCTP user message are missing',
  'sccp-segments-incomplete': 'segments of an SCCP message are missing',
  'associations-full': 'the table of SCTP associations was full: one long unused was forgotten',
} as const;

export type AnomalyCode = keyof typeof TEXTS;

export class Anomalies {
  private readonly found = new Map<AnomalyCode, Anomaly>();

  note(code: AnomalyCode, file: number, frame: number): void {
    const known = this.found.get(code);
    if (known === undefined) this.found.set(code, { code, count: 1, file, frame, text: TEXTS[code] });
    else known.count++;
  }

  list(): readonly Anomaly[] {
    return [...this.found.values()];
  }
}
