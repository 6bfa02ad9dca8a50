/** The pairing and the slow reference agree on every field of every record, and on every count. */
import { describe, expect, it } from 'vitest';
import type { TapOf } from '../../src/dialogues/taps.ts';
import type { Message } from './messages.ts';
import { START } from './messages.ts';
import { Reference } from './reference/reference.ts';
import { type Counts, pair, type Row } from './rows.ts';
import { ALL_FAULTS, type Faults, NO_FAULTS } from './traffic/faults.ts';
import { OPTIONS, Traffic } from './traffic/traffic.ts';

/** Identifiers as numbers in the order in which they are met: what they are is nobody's business, which are the same is. */
function canonical(rows: readonly Row[], byFrame: (row: Row) => string | null): unknown[] {
  const tunnels = new Map<string, number>();
  return rows.map(row => {
    if (row.tunnel !== null && !tunnels.has(row.tunnel)) tunnels.set(row.tunnel, tunnels.size + 1);
    const tunnel = row.tunnel === null ? null : (tunnels.get(row.tunnel) ?? null);
    return { ...row, id: '', tunnel, linked: byFrame(row) };
  });
}

interface Outcome {
  rows: unknown[];
  counts: Counts;
  anomalies: Record<string, number>;
}

const gapAt = (association: number): number => (association === 2 ? 20e6 : Number.NEGATIVE_INFINITY);

function fast(messages: readonly Message[], perBatch = 500, tapOf?: TapOf): Outcome {
  const associations = { lastGap: (a: number): number => (a === 2 ? START + 20e6 : 0), opposite: (): number => 0 };
  const { rows, counts, anomalies } = pair(
    messages,
    { ...OPTIONS, learnPrefixes: false },
    associations,
    perBatch,
    tapOf,
  );
  const frames = new Map(rows.map(r => [r.id, String(r.firstFrame)]));
  expect(frames.size).toBe(rows.length);
  return { rows: canonical(rows, r => (r.linked === null ? null : (frames.get(r.linked) ?? '?'))), counts, anomalies };
}

function slow(messages: readonly Message[], tapOf?: TapOf): Outcome {
  const reference = new Reference(OPTIONS, gapAt, tapOf ?? null, 1);
  const rows = reference.run(messages);
  return { rows: canonical(rows, r => r.linked), counts: reference.counts, anomalies: reference.anomalies };
}

/**
 * The same traffic as two taps show it, each with a clock of its own, merged by their times: one tap has what comes from
 * odd point codes and from the lower addresses.
 */
function tapped(messages: readonly Message[], skew: number): Message[] {
  const second = (m: Message): boolean =>
    'gtp' in m ? (m.src ?? '') > (m.dst ?? '') : (m.opc ?? (m.calling?.gt ?? '').length) % 2 === 0;
  return messages
    .map(m => (second(m) ? { ...m, file: 1, at: Math.round((m.at + skew) * 1e6) / 1e6 } : { ...m, file: 0 }))
    .sort((a, b) => a.at - b.at);
}

const itself = (file: number): number => file;

function agree(seed: number, count: number, span: number, faults: Faults, skew?: number): void {
  const made = new Traffic(seed).make(count, span, faults);
  const messages = skew === undefined ? made : tapped(made, skew);
  const tapOf = skew === undefined ? undefined : itself;
  const a = fast(messages, 500, tapOf);
  const b = slow(messages, tapOf);
  const n = Math.min(a.rows.length, b.rows.length);
  for (let i = 0; i < n; i++) expect(a.rows[i], `seed ${seed}, record ${i}`).toEqual(b.rows[i]);
  expect(a.rows.length).toBe(b.rows.length);
  expect(a.counts).toEqual(b.counts);
  expect(a.anomalies).toEqual(b.anomalies);
}

/** SIGPROBE_SEEDS=1000 or 1000@20001: so many seeds more, from one on, for whoever searches longer than the tests do. */
const [MORE = 0, FROM = 10_001] = (process.env.SIGPROBE_SEEDS ?? '').split('@').map(Number);

function searched(seed: number): void {
  const skew = seed % 3 === 0 ? ((seed % 5) - 2) * 0.45 : undefined;
  agree(seed, 300 + (seed % 5) * 60, 60 + (seed % 7) * 40, ALL_FAULTS, skew);
}

describe.runIf(MORE > 0)('agreement with the reference, searched', () => {
  it.each(Array.from({ length: MORE }, (_, i) => FROM + i))('with every fault at once, seed %i', seed =>
    searched(seed),
  );
});

describe('agreement with the reference', () => {
  it.each(Array.from({ length: 20 }, (_, i) => 1 + i))('without faults, seed %i', seed => {
    agree(seed, 400, 300, NO_FAULTS);
  });

  it.each(Array.from({ length: 60 }, (_, i) => 101 + i))('with every fault at once, seed %i', seed => {
    agree(seed, 400, 200, ALL_FAULTS);
  });

  it.each(Array.from({ length: 10 }, (_, i) => 501 + i))('dense, with every fault at once, seed %i', seed => {
    agree(seed, 500, 60, ALL_FAULTS);
  });
});

describe('what a long search has found', () => {
  it.each([10_944, 12_630, 13_083, 13_982, 13_799])('agreement, seed %i', seed => searched(seed));
});

describe('several taps', () => {
  it.each(Array.from({ length: 12 }, (_, i) => 801 + i))('agreement with every fault at once, seed %i', seed => {
    agree(seed, 300, 150, ALL_FAULTS, ((seed % 5) - 2) * 0.45);
  });

  it.each([0.6, 0.95, -0.6, -0.95])('clocks %d s apart turn no answer into _InvalidOrder', skew => {
    const messages = tapped(new Traffic(850).make(400, 300, NO_FAULTS), skew);
    const wrong = (rows: unknown[]): number => (rows as Row[]).filter(r => r.reason === '_InvalidOrder').length;
    const { rows } = fast(messages, 500, itself);
    // What is left: third messages of GTP, and relays whose two legs change their places.
    const asOne = wrong(fast(messages).rows);
    expect(asOne).toBeGreaterThan(50);
    expect(wrong(rows)).toBeLessThan(asOne / 6);
    for (const row of rows as Row[]) {
      expect(row.responseTime ?? 0).toBeGreaterThanOrEqual(0);
      expect(row.end).toBeGreaterThanOrEqual(row.start);
    }
  });
});

describe('the traffic meets the rules', () => {
  const runs = Array.from({ length: 12 }, (_, i) => fast(new Traffic(701 + i).make(400, 120, ALL_FAULTS)));
  const all = runs.flatMap(run => run.rows as Row[]);

  it.each([
    ['every type', (r: Row): string => r.type, 8],
    ['every outcome', (r: Row): string => r.outcome, 3],
    ['many reasons', (r: Row): string => r.reason, 14],
    ['every rule of matching', (r: Row): string => r.match, 6],
    ['both legs', (r: Row): string => String(r.legs), 2],
    ['every edge', (r: Row): string => r.edge, 3],
  ])('%s', (_, key, least) => {
    expect(new Set(all.map(key)).size).toBeGreaterThanOrEqual(least);
  });

  it('links, tunnels, copies, retransmissions and orphans', () => {
    expect(all.some(r => r.linked !== null)).toBe(true);
    expect(all.some(r => r.tunnel !== null)).toBe(true);
    for (const key of Object.keys(runs[0]?.counts ?? {}) as (keyof Counts)[]) {
      expect(
        runs.reduce((sum, run) => sum + run.counts[key], 0),
        key,
      ).toBeGreaterThan(0);
    }
    expect([...new Set(runs.flatMap(run => Object.keys(run.anomalies)))].sort()).toEqual(
      ['identifier-reused', 'late-duplicate', 'late-leg', 'node-restart', 'orphan-result', 'sequence-reused'].sort(),
    );
  });
});

it('the records are the same however the messages are cut into batches', () => {
  const messages = new Traffic(9).make(500, 200, ALL_FAULTS);
  expect(fast(messages, 7)).toEqual(fast(messages, 100_000));
});
