/**
 * Planted profiles, and what is found of them: `npm run planted -- --population dat1,dat2 --devices 100000`.
 *
 * Takes `--population` (one or both), `--devices` (2,000), `--days` (30), `--dialogues`, `--seed` (1), `--starts`, `--octets` (a capture in place
 * of records: decoding is part of it) and `--keep FOLDER`: the files stay there, and a step whose file stands there already is
 * not done again. Makes the population, its features and clusters, and tells the adjusted Rand index between the plant and
 * the clusters, the k that was chosen, and the words of each profile beside those published. Ends with status 1 where the index is
 * below 0.95 (0.9 from octets), k not within 7 to 9, or a word not that of the plant.
 *
 * 100,000 devices of dat1 are 101 million dialogues, 6 GB.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PLANS, type PopulationName } from '../captures/maker/population/population.ts';
import type { ChoiceFile, Profile, ProfilesFile } from '../src/clusters/files.ts';
import { Database, literal } from '../src/database/database.ts';
import { ARROWS, percent, usageText } from '../src/report/clusters.ts';
import { type Cell, number, table } from '../src/report/text.ts';
import { DEPARTURES, planted, WORDS } from './clusters/published.ts';
import { randIndex } from './clusters/rand.ts';

/** Compiled, and from the source. */
const CLI = ['../src/cli.js', '../dist/src/cli.js']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync) as string;

/** Least adjusted Rand index, and the k that may be chosen. */
export const LEAST = { records: 0.95, octets: 0.9 } as const;
export const MAY_CHOOSE = [7, 8, 9] as const;

export interface PlantedOptions {
  readonly population: PopulationName;
  readonly folder: string;
  readonly devices?: string;
  readonly days?: string;
  readonly dialogues?: string;
  readonly seed?: string;
  readonly starts?: string;
  readonly octets?: boolean;
}

export interface FoundProfile {
  /** From 1, as planted. */
  readonly profile: number;
  readonly devices: number;
  /** The cluster that holds most of them, how many, and its words. */
  readonly cluster: Profile;
  readonly held: number;
  readonly words: string;
}

export interface Found {
  readonly population: PopulationName;
  readonly octets: boolean;
  readonly dialogues: number;
  readonly devices: number;
  readonly rand: number;
  readonly choice: ChoiceFile;
  readonly profiles: readonly FoundProfile[];
  /** Files of the run. */
  readonly features: string;
  readonly truth: string;
}

function sigprobe(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', status =>
      status === 0 ? resolve() : reject(new Error(`sigprobe ${args[0]} ended with status ${status}`)),
    );
  });
}

export async function find(options: PlantedOptions): Promise<Found> {
  const { population, folder, devices = '2000', days = '30', seed = '1', octets = false } = options;
  const path = (part: string): string => join(folder, `${population}.${part}`);
  const step = async (output: string, ...args: string[]): Promise<void> => {
    if (!existsSync(output)) await sigprobe(args, folder);
  };
  const make = (output: string): string[] => [
    ...['make', '--population', population, '--devices', devices, '--days', days, '--seed', seed, '-o', output],
    ...(options.dialogues === undefined ? [] : ['--dialogues', options.dialogues]),
  ];
  if (octets && !existsSync(path('parquet'))) {
    await step(path('pcap'), ...make(path('pcap')));
    await sigprobe(['decode', path('pcap'), '-o', join(folder, population), '--quiet'], folder);
    renameSync(join(folder, population, 'dialogues.parquet'), path('parquet'));
  } else await step(path('parquet'), ...make(path('parquet')));
  await step(path('features.parquet'), 'features', path('parquet'), '-o', path('features.parquet'), '--quiet');
  const starts = options.starts === undefined ? [] : ['--starts', options.starts];
  await step(path('clusters'), ...['cluster', path('features.parquet'), '-o', path('clusters'), '--quiet', ...starts]);
  return await judged(population, octets, path);
}

async function judged(population: PopulationName, octets: boolean, path: (part: string) => string): Promise<Found> {
  const truth = path('profiles.csv');
  const db = await Database.open();
  const rows = await db.rows(
    `SELECT profile::INT AS profile, cluster::INT AS cluster FROM read_parquet(${literal(join(path('clusters'), 'labels.parquet'))})
      JOIN read_csv(${literal(truth)}, types = {'simId': 'VARCHAR'}) USING (simId)`,
  );
  const [counted] = await db.rows(`SELECT count(*) AS dialogues FROM read_parquet(${literal(path('parquet'))})`);
  db.close();
  const of = (key: string): number[] => rows.map(row => row[key] as number);
  const profile = of('profile');
  const cluster = of('cluster');
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(path('clusters'), file), 'utf8'));
  const { clusters } = read<ProfilesFile>('profiles.json');
  const together = PLANS[population].profiles.map(() => new Float64Array(clusters.length));
  profile.forEach((own, i) => {
    (together[own - 1] as Float64Array)[(cluster[i] as number) - 1]!++;
  });
  return {
    population,
    octets,
    dialogues: Number(counted?.dialogues),
    devices: rows.length,
    rand: randIndex(profile, cluster),
    choice: read('choice.json'),
    profiles: together.map((counts, p) => {
      const held = Math.max(...counts);
      const most = clusters[counts.indexOf(held)] as Profile;
      return {
        profile: p + 1,
        devices: counts.reduce((sum, count) => sum + count, 0),
        cluster: most,
        held,
        words: wordsText(most),
      };
    }),
    features: path('features.parquet'),
    truth,
  };
}

function wordsText({ words }: Profile): string {
  return `${ARROWS[words.mobility]} ${ARROWS[words.data_usage]} ${ARROWS[words.rejects]} ${usageText(words)}`;
}

/** What is not as it must be; nothing where all is. */
export function wrong({ population, octets, rand, choice, profiles }: Found): string[] {
  const least = octets ? LEAST.octets : LEAST.records;
  const faults: string[] = [];
  if (!(rand >= least)) faults.push(`adjusted Rand index ${rand}, ${least} at least`);
  if (!MAY_CHOOSE.some(k => k === choice.k)) faults.push(`k ${choice.k}, one of ${MAY_CHOOSE.join(', ')}`);
  for (const { profile, words } of profiles) {
    const right = planted(population, profile);
    if (words !== right) faults.push(`profile ${profile}: ${words}, planted ${right}`);
  }
  return faults;
}

export function told(found: Found): string {
  const { population, octets, dialogues, devices, rand, choice, profiles } = found;
  const right = (text: string): Cell => ({ right: text });
  const departures = DEPARTURES[population];
  const rows = profiles.map(({ profile, devices, cluster, held, words }): Cell[] => [
    right(String(profile)),
    right(number(devices)),
    right(String(cluster.cluster)),
    right(percent(held / devices)),
    words,
    WORDS[population][profile - 1] as string,
    departures[profile] === undefined ? '' : `* planted ${departures[profile].words}`,
  ]);
  const head = [...['profile', 'devices', 'cluster', 'held'].map(right), 'words found', 'published', ''];
  const faults = wrong(found);
  return [
    `${population}${octets ? ' from octets' : ''}: ${number(devices)} devices, ${number(dialogues)} dialogues`,
    `  adjusted Rand index ${rand.toFixed(5)}, k ${choice.k} (of 2 to 15)`,
    ...table([head, ...rows]),
    ...Object.entries(departures).map(([profile, { why }]) => `  * ${profile}: ${why}`),
    faults.length === 0 ? '  as planted' : `  NOT as planted: ${faults.join('; ')}`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      population: { type: 'string', default: 'dat1,dat2' },
      devices: text,
      days: text,
      dialogues: text,
      seed: text,
      starts: text,
      octets: { type: 'boolean' },
      keep: text,
    },
  });
  const { population, keep, ...options } = values;
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'planted-'));
  mkdirSync(folder, { recursive: true });
  try {
    for (const name of population.split(',') as PopulationName[]) {
      const found = await find({ ...options, population: name, folder });
      console.log(told(found));
      if (wrong(found).length > 0) process.exitCode = 1;
    }
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
