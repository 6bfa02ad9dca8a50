/**
 * The features by size and by shape: `npm run bench:features`, with `-- --dialogues 10000000` another size. Time must grow with the
 * dialogues; one device that holds half of them, and one whose every VLR is unknown, must cost no more than their share. All in
 * one run on one machine: the ratios are what counts.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Database, literal } from '../src/database/database.ts';

const { values: options } = parseArgs({
  options: {
    dialogues: { type: 'string', default: '2000000' },
    /** Dialogues a device. */
    each: { type: 'string', default: '300' },
    memory: { type: 'string', default: '3GB' },
    timings: { type: 'boolean', default: false },
  },
});
const most = Number(options.dialogues);
const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sigprobe-features-'));

interface Ran {
  readonly seconds: number;
  readonly processor: number;
  readonly memoryMib: number;
  readonly stdout: string;
}

/** Runs at the end of the program: what it took. */
const TOLD = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\n' + JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]));
});`;

function run(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [
      '--import',
      `data:text/javascript,${encodeURIComponent(TOLD)}`,
      cli,
      ...args,
    ]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', status => {
      if (status !== 0) return reject(new Error(`sigprobe ended with ${status}: ${stderr}`));
      const [processor, memoryMib] = JSON.parse(stderr.trim().split('\n').at(-1) as string) as [number, number];
      resolve({ seconds: (performance.now() - began) / 1000, processor, memoryMib, stdout });
    });
  });
}

async function make(name: string, dialogues: number): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  const devices = Math.max(10, Math.round(dialogues / Number(options.each)));
  await run([
    ...['make', '--population', 'dat1', '--devices', String(devices)],
    ...['--dialogues', String(dialogues), '-o', path],
  ]);
  return path;
}

/** The same dialogues with other values in some columns. */
async function changed(db: Database, from: string, name: string, replacing: string): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  await db.run(
    `COPY (SELECT * REPLACE (${replacing}) FROM read_parquet(${literal(from)})) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return path;
}

try {
  process.stdout.write(`${cpus().length} cores, ${cpus()[0].model}, memory limit ${options.memory}\n\n`);
  process.stdout.write(`${''.padEnd(34)}${'dialogues'.padStart(12)}      s   CPU s  MiB  CPU µs a dialogue\n`);
  const db = await Database.open();
  const whole = await make('whole', most);
  const [{ first }] = await db.rows(`SELECT min(imsi) AS first FROM read_parquet(${literal(whole)})`);
  const half = 'hash(dialogue_id) % 2 = 0';
  const one = literal(String(first));
  const cases: (readonly [string, string])[] = [
    ['a tenth', await make('tenth', Math.round(most / 10))],
    ['all', whole],
    ['one device holds half', await changed(db, whole, 'half', `CASE WHEN ${half} THEN ${one} ELSE imsi END AS imsi`)],
    [
      'the same, none of its VLRs known',
      await changed(
        db,
        whole,
        'unknown',
        `CASE WHEN ${half} THEN ${one} ELSE imsi END AS imsi, CASE WHEN NOT (${half}) THEN vlr_number END AS vlr_number`,
      ),
    ],
  ];
  for (const [name, path] of cases) {
    const [{ n }] = await db.rows(`SELECT count(*) AS n FROM read_parquet(${literal(path)})`);
    const output = join(folder, 'features.parquet');
    const timings = options.timings ? ['--timings'] : [];
    const ran = await run(['features', path, '-o', output, '--memory-limit', String(options.memory), ...timings]);
    process.stdout.write(
      `${name.padEnd(34)}${Number(n).toLocaleString('en-US').padStart(12)}${ran.seconds.toFixed(1).padStart(7)}` +
        `${ran.processor.toFixed(1).padStart(8)}${ran.memoryMib.toFixed(0).padStart(5)}${((ran.processor * 1e6) / Number(n)).toFixed(2).padStart(10)}\n`,
    );
    if (options.timings) process.stdout.write(`${ran.stdout.slice(ran.stdout.indexOf('  elapsed'))}\n`);
  }
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
