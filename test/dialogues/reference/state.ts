/** All that the reference knows while it runs. */
import type { Counts } from '../rows.ts';
import type { Dialogue, Tunnel } from './records.ts';

/** Times in seconds. */
export interface ReferenceOptions {
  readonly gtpTimeout: number;
  readonly mapTimeout: { readonly s: number; readonly m: number; readonly ml: number; readonly l: number };
  readonly reorderWindow: number;
  readonly copyWindow: number;
  readonly chunkWindow: number;
  readonly keepOrphans: boolean;
}

export class State {
  readonly counts: Counts = {
    dialogues: 0,
    orphans: 0,
    orphanMessages: 0,
    orphansAtStart: 0,
    copies: 0,
    retransmissions: 0,
    secondLegs: 0,
    edges: 0,
    tunnelsOpened: 0,
    tunnelsClosed: 0,
  };
  readonly anomalies: Record<string, number> = {};
  readonly options: ReferenceOptions;
  readonly gapAt: (association: number) => number;
  readonly taps: ((file: number) => number) | null;
  /** Seconds by which the clocks of taps may differ. */
  readonly skew: number;
  live: Dialogue[] = [];
  readonly closed: Dialogue[] = [];
  readonly tunnels: Tunnel[] = [];
  /** Subsystem that the message at hand is addressed to, 0 where it does not tell or is a returned one. */
  ssn = 0;
  /** MAP context of the answer at hand, which no refusal is. */
  context: number | null = null;
  /** Chunks and packets by what makes their copies the same, and when they were seen. */
  readonly copies = new Map<string, number>();
  /** Begins by their octets, identifier and node, and when they were seen. */
  readonly begins = new Map<string, number>();
  readonly begun: Dialogue[] = [];
  readonly refused: Dialogue[] = [];
  /** Recovery counters of GSNs, how often each restarted, and the parts that it was seen to play. */
  readonly counters = new Map<string, number>();
  readonly epochs = new Map<string, number>();
  readonly roles = new Map<string, Set<string>>();
  /** The latest capture time seen, in microseconds. */
  now = 0;
  started: number | null = null;
  /** Grows with everything that becomes known. */
  stamp = 0;
  frame = 0;

  constructor(
    options: ReferenceOptions,
    gapAt: (association: number) => number,
    taps: ((file: number) => number) | null,
    skew: number,
  ) {
    this.options = options;
    this.gapAt = gapAt;
    this.taps = taps;
    this.skew = skew;
  }

  anomaly(code: string): void {
    this.anomalies[code] = (this.anomalies[code] ?? 0) + 1;
  }
}
