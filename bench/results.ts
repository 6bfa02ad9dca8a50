/** What a run of the benches found: kept by date and machine. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompressedRow } from './compressed.ts';
import type { LongRun } from './flat.ts';
import type { Sample } from './measure.ts';
import type { PeerRow } from './peers.ts';
import type { StageFigures } from './stages.ts';
import type { WholeRow } from './whole.ts';

export interface Results {
  /** Day of the run, UTC. */
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly memoryGib: number;
    readonly node: string;
  };
  readonly corpus: { readonly packets: number; readonly octets: number; readonly seed: number };
  readonly runs: number;
  readonly whole: readonly WholeRow[];
  readonly floor: Sample;
  readonly stages: { readonly none: StageFigures; readonly parquet: StageFigures };
  readonly peers: readonly PeerRow[];
  /** Packets that tshark read of the corpus. */
  readonly tsharkPackets: number;
  readonly compressed: readonly CompressedRow[];
  /** Stages of ours beside a peer that does one thing: what, ours, the peer's. */
  readonly pairs: readonly {
    readonly name: string;
    readonly ours: Sample;
    readonly peer: Sample;
    readonly unit: string;
  }[];
  readonly sinks: readonly { readonly format: string; readonly rate: Sample; readonly octets: number }[];
  readonly long?: { readonly short: LongRun; readonly long: LongRun };
}

export function machine(): Results['machine'] {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../..' : '..', import.meta.url));
const FOLDER = join(ROOT, 'bench/results');

/** `2026-11-28-amd-epyc-2-cores.json`. */
export function keep(results: Results): string {
  const name = `${results.machine.processor} ${results.machine.cores} cores`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${results.date}-${name}.json`);
  writeFileSync(path, `${JSON.stringify(results, null, 1)}\n`);
  return path;
}

/** The kept results of the latest day. */
export function latest(): Results | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const name = readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .sort()
    .at(-1);
  return name === undefined ? undefined : (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Results);
}

/** Sum over the stages, nanoseconds of CPU a packet. */
export function cost(figures: StageFigures): number {
  return Object.values(figures.nanoseconds).reduce((sum, ns) => sum + ns, 0);
}
