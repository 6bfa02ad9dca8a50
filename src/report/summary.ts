/**
 * The summary of a run: one object, written as JSON for scripts and as text for people. It holds names, numbers and
 * places; never an identity.
 */
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { FAULTS, STATUS_NAMES } from '../../decoders/status.ts';
import type { FaultCount } from '../decode/batch.ts';
import { OUTCOMES, TYPES } from '../dialogues/record.ts';
import { reasonOfKey } from '../dialogues/statistics.ts';
import type { SetAside } from '../pipeline/decode.ts';
import type { CountedAnomaly, Outcome } from '../pipeline/run.ts';
import * as names from '../sinks/names.ts';
import { isoTime } from './time.ts';

export interface FaultSummary {
  /** `cut` (by the snap length), `short`, `bad` or `unknown`. */
  readonly class: string;
  readonly protocol: string;
  readonly what: string;
  readonly count: number;
  /** Of the first one; octet is in the frame, says and has are the two numbers that disagree. */
  readonly first: {
    readonly file: string;
    readonly frame: number;
    readonly octet: number;
    readonly says: number;
    readonly has: number;
  };
}

export interface Written {
  readonly format: string;
  /** File, or `-`. */
  readonly path: string;
  readonly rows: number;
}

export interface Summary {
  readonly sigprobe: string;
  readonly inputs: readonly string[];
  /** Name of the signal that ended the run before the end of its input, else null. */
  readonly interrupted: string | null;
  readonly first_time: string | null;
  readonly last_time: string | null;
  readonly packets: number;
  readonly octets: number;
  readonly snapped_packets: number;
  /** By innermost protocol that was recognised. */
  readonly messages: Readonly<Record<string, number>>;
  readonly dialogues: {
    readonly total: number;
    readonly by_type: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly reasons: readonly { readonly reason: string; readonly count: number }[];
    readonly retransmissions: number;
    readonly copies: number;
    readonly second_legs: number;
    /** Requests still inside their time-out when the input ended, or answers near its start. */
    readonly edges: number;
  };
  readonly tunnels: { readonly opened: number; readonly closed: number };
  /** Answers whose request was never seen. */
  readonly orphans: { readonly dialogues: number; readonly messages: number; readonly at_start: number };
  readonly faults: readonly FaultSummary[];
  readonly other_faults: number;
  readonly anomalies: readonly CountedAnomaly[];
  /** What the readers of the captures met: cuts, bad lengths. */
  readonly notes: Outcome['notes'];
  /** Batches that a fault of sigprobe took out of the run. */
  readonly set_aside: readonly SetAside[];
  readonly set_aside_total: number;
  readonly outputs: readonly Written[];
  readonly run: {
    readonly workers: number;
    readonly seconds: number;
    readonly packets_per_second: number;
    readonly megabytes_per_second: number;
    readonly peak_memory_mib: number;
  };
}

export interface RunFacts {
  readonly version: string;
  readonly interrupted: string | null;
  readonly workers: number;
  readonly seconds: number;
  readonly peakMemoryKib: number;
  readonly written: readonly Written[];
}

function faultClass(fault: FaultCount): string {
  return STATUS_NAMES[fault.status] === 'short' && fault.cut ? 'cut' : (STATUS_NAMES[fault.status] ?? 'bad');
}

export function summarize(outcome: Outcome, facts: RunFacts): Summary {
  const { totals, statistics } = outcome;
  const messages: Record<string, number> = {};
  PROTOCOLS.forEach(({ name }, number) => {
    if (totals.protocols[number] > 0) messages[name] = totals.protocols[number];
  });
  const byType: Record<string, Record<string, number>> = {};
  TYPES.forEach((type, t) => {
    const counts = OUTCOMES.map((_, o) => statistics.outcomes[t * OUTCOMES.length + o]);
    if (counts.some(count => count > 0))
      byType[type] = Object.fromEntries(OUTCOMES.map((outcome, o) => [outcome, counts[o]]));
  });
  const reasons = new Map<string, number>();
  for (const [key, count] of statistics.reasons) {
    const { protocol, reason, code, version } = reasonOfKey(key);
    const text = names.reason(PROTOCOLS[protocol]?.name ?? 'other', reason, code, version);
    if (text !== '') reasons.set(text, (reasons.get(text) ?? 0) + count);
  }
  const seconds = Math.max(facts.seconds, 1e-6);
  return {
    sigprobe: facts.version,
    inputs: outcome.files,
    interrupted: facts.interrupted,
    first_time: totals.frames > 0 ? isoTime(totals.firstTime) : null,
    last_time: totals.frames > 0 ? isoTime(totals.lastTime) : null,
    packets: totals.frames,
    octets: totals.octets,
    snapped_packets: totals.snapped,
    messages,
    dialogues: {
      total: statistics.dialogues,
      by_type: byType,
      reasons: [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
      retransmissions: statistics.retransmissions,
      copies: statistics.copies,
      second_legs: statistics.secondLegs,
      edges: statistics.edges,
    },
    tunnels: { opened: statistics.tunnelsOpened, closed: statistics.tunnelsClosed },
    orphans: {
      dialogues: statistics.orphans,
      messages: statistics.orphanMessages,
      at_start: statistics.orphansAtStart,
    },
    faults: totals.faults.map(fault => ({
      class: faultClass(fault),
      protocol: PROTOCOLS[fault.protocol]?.name ?? String(fault.protocol),
      what: FAULTS[fault.what] ?? String(fault.what),
      count: fault.count,
      first: {
        file: outcome.files[fault.file] ?? '',
        frame: fault.frame,
        octet: fault.octet,
        says: fault.says,
        has: fault.has,
      },
    })),
    other_faults: totals.otherFaults,
    anomalies: outcome.anomalies,
    notes: outcome.notes,
    set_aside: outcome.setAside,
    set_aside_total: outcome.setAsideCount,
    outputs: facts.written,
    run: {
      workers: facts.workers,
      seconds: round(facts.seconds, 3),
      packets_per_second: Math.round(totals.frames / seconds),
      megabytes_per_second: round(totals.octets / 1e6 / seconds, 2),
      peak_memory_mib: round(facts.peakMemoryKib / 1024, 1),
    },
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
