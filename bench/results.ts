/** What a run of the benches found: kept by date and machine, told as a table. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LongRun } from './flat.ts';
import { type Sample, spread } from './measure.ts';
import type { PeerRow } from './peers.ts';
import type { Stage, StageFigures } from './stages.ts';
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
  const name = readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .sort()
    .at(-1);
  return name === undefined ? undefined : (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Results);
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const two = (value: number): string => value.toFixed(2);

/** Sum over the stages, nanoseconds of CPU a packet. */
export function cost(figures: StageFigures): number {
  return Object.values(figures.nanoseconds).reduce((sum, ns) => sum + ns, 0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Markdown: whole job and peers on one file, ratios to tshark's field export. */
export function comparison(results: Results): string {
  const reference = results.peers.find(({ name }) => name.startsWith('tshark -T fields'))?.rate.median;
  const times = (rate: number): string => (reference === undefined ? '' : (rate / reference).toFixed(1));
  const rows: string[][] = results.whole.map(row => {
    const rate = row.packets / row.seconds.median;
    const to = row.format === 'none' ? 'records, paired, to nowhere' : `records of 64 columns into ${row.format}`;
    const each = row.workers === 1 ? '1 worker' : `${row.workers} workers`;
    return [
      `\`sigprobe decode --format ${row.format}\`, ${each}`,
      `${whole(rate)} packets`,
      times(rate),
      `${spread(row.seconds, two)} s`,
      to,
    ];
  });
  for (const { name, rate, unit, does, not } of results.peers) {
    const ratio = unit === 'packets' ? times(rate.median) : '';
    rows.push([name, `${whole(rate.median)} ${unit}`, ratio, spread(rate, whole), `${does}; ${not}`]);
  }
  return table(['', 'a second', 'times tshark', 'median (least to most)', 'what it does'], rows);
}

/** Markdown: CPU by stage. */
export function stagesTable(results: Results): string {
  const { none, parquet } = results.stages;
  const names = Object.keys(none.nanoseconds) as Stage[];
  const share = (figures: StageFigures, stage: Stage): string => {
    const ns = figures.nanoseconds[stage];
    return `${ns.toFixed(0)} ns, ${((100 * ns) / cost(figures)).toFixed(0)} %`;
  };
  return table(
    ['stage', 'without a sink', 'into Parquet'],
    [
      ...names.map(stage => [stage, share(none, stage), share(parquet, stage)]),
      ['sum', `${cost(none).toFixed(0)} ns`, `${cost(parquet).toFixed(0)} ns`],
    ],
  );
}
