/**
 * `sigprobe cluster` as a whole on a planted feature table: `node dist/bench/clusters.js [--devices 300000] [--apart 1] [--runs 1]`.
 * Wall clock, CPU of all threads and peak memory, for the search of k over 2 to 15 and for one given k.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ChoiceFile, PcaFile } from '../src/clusters/files.ts';
import { sample, spread } from './measure.ts';
import { planted, writeFeatures } from './planted.ts';

const { values: options } = parseArgs({
  options: {
    devices: { type: 'string', default: '300000' },
    apart: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const devices = Number(options.devices);
const apart = Number(options.apart);
const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));

async function features(): Promise<string> {
  const path = join(tmpdir(), `sigprobe-bench-features-1-${devices}-${apart}.parquet`);
  if (!existsSync(path)) {
    const fresh = `${path}.${process.pid}.part`;
    await writeFeatures(fresh, planted({ devices, seed: 1, apart }).matrix);
    renameSync(fresh, path);
  }
  return path;
}

interface Job {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** The kernel keeps the peak of a process; what is read last before its end is it, or nearly. */
function peak(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function job(args: readonly string[]): Promise<Job> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let most = 0;
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = setInterval(() => {
      most = Math.max(most, peak(child.pid ?? 0));
    }, 50);
    child.on('error', reject);
    child.on('close', status => {
      clearInterval(timer);
      if (status === 0) resolve({ seconds: (performance.now() - began) / 1000, mebibytes: most });
      else reject(new Error(`cluster ended with ${status}`));
    });
  });
}

const path = await features();
const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
const two = (value: number): string => value.toFixed(2);
const whole = (value: number): string => String(Math.round(value));
try {
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}\n`,
  );
  process.stdout.write(`${devices} devices, 8 planted clusters, centres ${apart} apart, ${options.workers} workers\n`);
  for (const k of ['auto', '8']) {
    const jobs: Job[] = [];
    for (let i = 0; i < Number(options.runs); i++) {
      jobs.push(await job(['cluster', path, '-o', folder, '--k', k, '--workers', options.workers, '--quiet']));
    }
    const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const chosen = read<ChoiceFile>('choice.json');
    const { components, columns } = read<PcaFile>('pca.json');
    const seconds = spread(sample(jobs.map(one => one.seconds)), two);
    const memory = spread(sample(jobs.map(one => one.mebibytes)), whole);
    process.stdout.write(
      `--k ${k.padEnd(4)}  ${seconds} s, peak memory ${memory} MiB; ${columns.length} columns, ${components} components, k ${chosen.k}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
