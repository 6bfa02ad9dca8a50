/** What `sigprobe features` does with what it cannot use: one line, exit 2, nothing written, no identity said. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLI, ended, saved, scratchFolder, sigprobe, start } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';
import * as example from './example.ts';
import { population } from './population.ts';
import { csv, ndjson, write } from './records.ts';

const scratch = scratchFolder();
let good = '';
beforeAll(async () => {
  good = await write(join(scratch, 'good.parquet'), example.dialogues);
});

/** Whole identities of the example: 15 digits. */
const IDENTITY = /00101000000000\d/;

async function refused(args: readonly string[], ...words: (string | RegExp)[]): Promise<void> {
  const folder = mkdtempSync(join(scratch, 'refused-'));
  const { status, stdout, stderr } = await sigprobe(['features', ...args, '-o', join(folder, 'features.parquet')]);
  expect(stderr).toMatch(/^sigprobe: [^\n]+\n$/);
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr).not.toMatch(IDENTITY);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(readdirSync(folder)).toEqual([]);
}

const lines = ndjson(example.dialogues).trimEnd().split('\n');

/** NDJSON with a change to the object of one row, counted from 1. */
function changed(name: string, row: number, change: Record<string, unknown>): string {
  const all = lines.map((line, i) => (i + 1 === row ? JSON.stringify({ ...JSON.parse(line), ...change }) : line));
  return saved(scratch, name, `${all.join('\n')}\n`);
}

/** A Parquet file of the example with other columns. */
async function parquet(name: string, select: string): Promise<string> {
  const path = join(scratch, name);
  await query(`COPY (SELECT ${select} FROM read_parquet('${good}')) TO '${path}' (FORMAT parquet)`);
  return path;
}

describe('a missing column is named with its file', () => {
  it('Parquet', async () =>
    refused([await parquet('short.parquet', '* EXCLUDE (tunnel_id)')], /short\.parquet/, /tunnel_id/, /missing/));
  it('two of them, behind a good file', async () =>
    refused([good, await parquet('poor.parquet', '* EXCLUDE (imsi, cell)')], /poor\.parquet/, /imsi/, /cell/));
  it('NDJSON', () => {
    const without = lines.map(line => JSON.stringify({ ...JSON.parse(line), vlr_number: undefined }));
    return refused([saved(scratch, 'short.ndjson', without.join('\n'))], /short\.ndjson/, /vlr_number/);
  });
  it('CSV', () => {
    const text = csv(example.dialogues).replace('start_time', 'begin');
    return refused([saved(scratch, 'short.csv', text)], /short\.csv/, /start_time/);
  });
});

describe('a wrong value is named with its column and the first row that has it', () => {
  it('Parquet: identities as numbers lose their zeros', async () =>
    refused(
      [await parquet('number.parquet', '* REPLACE (CAST(imsi AS BIGINT) AS imsi)')],
      /number\.parquet/,
      /imsi/,
      /row 1\b/,
    ));
  it('Parquet: times as numbers of nobody knows what', async () =>
    refused(
      [await parquet('epoch.parquet', '* REPLACE (epoch_us(start_time) AS start_time)')],
      /epoch\.parquet/,
      /start_time/,
      /row 1\b/,
    ));
  it('Parquet: times as text, one of which is none', async () => {
    const change = "CASE dialogue_id WHEN 4 THEN 'noon' ELSE strftime(start_time, '%Y-%m-%d %H:%M:%S.%fZ') END";
    await refused(
      [await parquet('text.parquet', `* REPLACE (${change} AS start_time)`)],
      /text\.parquet/,
      /start_time/,
      /row 5\b/,
    );
  });
  it('NDJSON: a time', () =>
    refused([changed('time.ndjson', 7, { start_time: 'yesterday' })], /time\.ndjson/, /start_time/, /row 7\b/));
  it('NDJSON: an identifier', () =>
    refused([changed('id.ndjson', 5, { tunnel_id: 'seven' })], /id\.ndjson/, /tunnel_id/, /row 5\b/));
  it('NDJSON: an identifier past 63 bits', () =>
    refused([changed('big.ndjson', 5, { tunnel_id: '9223372036854775808' })], /tunnel_id/, /row 5\b/));
  it('NDJSON: a type that is none', () =>
    refused([changed('type.ndjson', 11, { type: 'UL_GRPS' })], /type\.ndjson/, /type/, /row 11\b/));
  it('NDJSON: an outcome that is missing', () =>
    refused([changed('outcome.ndjson', 3, { outcome: null })], /outcome/, /row 3\b/));
  it('NDJSON: a line that is no JSON', () =>
    refused(
      [saved(scratch, 'broken.ndjson', `${lines.slice(0, 4).join('\n')}\n{"imsi": "001010000000001", \n`)],
      /broken\.ndjson/,
    ));
  it('CSV: columns that slipped by one, so that an identity stands where a type should', () => {
    const [header, first, second, ...rest] = csv(example.dialogues).split('\r\n');
    const slipped = second.replace(',MAP,SAI,', ',MAP,001010000000001,');
    const path = saved(scratch, 'slipped.csv', [header, first, slipped, ...rest].join('\r\n'));
    return refused([path], /slipped\.csv/, /type/, /row 2\b/);
  });
  it('CSV: a line with a column too many', () => {
    const [header, first, ...rest] = csv(example.dialogues).split('\r\n');
    return refused(
      [saved(scratch, 'long.csv', [header, first, `${rest[0]},001010000000001`, ...rest].join('\r\n'))],
      /long\.csv/,
    );
  });
});

describe('files that are none of ours', () => {
  it('a missing file', () => refused([join(scratch, 'nowhere.parquet')], /nowhere\.parquet/));
  it('a missing file behind a good one', () => refused([good, join(scratch, 'nowhere.csv')], /nowhere\.csv/));
  it('a pattern without files', () => refused([join(scratch, 'none-*.parquet')], /none-\*\.parquet/));
  it('a folder without records', () => {
    const folder = join(scratch, 'bare');
    mkdirSync(folder, { recursive: true });
    return refused([folder], /bare/);
  });
  it('a text', () => refused([saved(scratch, 'notes.txt', 'dear diary\n')], /notes\.txt/));
  it('a text that says it is Parquet', () =>
    refused([saved(scratch, 'notes.parquet', 'dear diary\n')], /notes\.parquet/));
  it('a Parquet file that was cut', () => {
    const octets = readFileSync(good);
    return refused([saved(scratch, 'cut.parquet', octets.subarray(0, octets.length - 100))], /cut\.parquet/);
  });
  it('a Parquet file whose pages were overwritten', async () => {
    const octets = readFileSync(await write(join(scratch, 'large.parquet'), population(3, 40).dialogues));
    octets.fill(0xa5, 60, octets.length >> 1);
    await refused([saved(scratch, 'worn.parquet', octets)], /worn\.parquet/);
  });
});

describe('options', () => {
  it('an output that is not named as Parquet', async () => {
    const { status, stderr } = await sigprobe(['features', good, '-o', join(scratch, 'features.csv')]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^sigprobe: [^\n]*\.parquet[^\n]*\n$/),
    });
  });
  it('an output folder that is a file', async () => {
    const { status, stderr } = await sigprobe(['features', good, '-o', join(good, 'features.parquet')]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^sigprobe: [^\n]*good\.parquet[^\n]*\n$/),
    });
  });
  it('a time that is none', () => refused([good, '--from', 'yesterday'], /--from/));
  it('a period that ends before it begins', () =>
    refused([good, '--from', '2026-03-02', '--to', '2026-03-01'], /--from/, /--to/));
  it('a memory that is none', () => refused([good, '--memory-limit', 'lots'], /--memory-limit/));
  it('a table of devices that is not there', () =>
    refused([good, '--devices', join(scratch, 'no.csv')], /--devices/, /no\.csv/));
  it('a table of devices without devices', () =>
    refused(
      [good, '--devices', saved(scratch, 'colours.csv', 'colour\nred\n')],
      /--devices/,
      /colours\.csv/,
      /simId/i,
    ));
  it('a table of devices that says two things of one', () => {
    const path = saved(scratch, 'twice.csv', 'simId,organisationId\n001010000000001,cars\n001010000000001,meters\n');
    return refused([good, '--devices', path], /--devices/, /twice\.csv/);
  });
  it('a table of TACs without TACs', () =>
    refused([good, '--tac', saved(scratch, 'colour.csv', 'colour\nred\n')], /--tac/, /colour\.csv/, /tac/));
});

/** A folder of a quarter of a million dialogues: some seconds of work. */
async function large(): Promise<string> {
  const path = join(scratch, 'month.parquet');
  if (existsSync(path)) return path;
  const base = await write(join(scratch, 'base.parquet'), population(11, 150).dialogues);
  await query(
    `COPY (SELECT * REPLACE (imsi || '-' || copy AS imsi, dialogue_id // 128 * 128 + copy AS dialogue_id)
       FROM read_parquet('${base}'), range(100) AS copies(copy)) TO '${path}' (FORMAT parquet)`,
  );
  return path;
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5));
};

describe('a run that does not come to its end', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s: nothing is left of it', async (signal, status) => {
    const input = await large();
    const folder = mkdtempSync(join(scratch, 'stopped-'));
    const child = start(['features', input, '-o', join(folder, 'features.parquet'), '--sessions', '--buckets', '16']);
    const result = ended(child);
    await until(() => readdirSync(folder).length > 0);
    const killed = performance.now();
    child.kill(signal);
    expect(await result).toMatchObject({ status, stdout: '' });
    // A second, it is promised; the machine may have other things to do.
    expect(performance.now() - killed).toBeLessThan(5000);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('SIGKILL: no table stands under its name, and the next run is none the worse for it', async () => {
    const input = await large();
    const folder = mkdtempSync(join(scratch, 'killed-'));
    const output = join(folder, 'features.parquet');
    const child = start(['features', input, '-o', output, '--buckets', '16']);
    const result = ended(child);
    await until(() => readdirSync(folder).length > 0);
    child.kill('SIGKILL');
    expect((await result).signal).toBe('SIGKILL');
    expect(readdirSync(folder).filter(name => name.endsWith('.parquet'))).toEqual([]);
    expect(await sigprobe(['features', good, '-o', output, '--quiet'])).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(output)).toBe(true);
  });

  it('an older table stays where a run fails', async () => {
    const folder = mkdtempSync(join(scratch, 'older-'));
    const output = join(folder, 'features.parquet');
    copyFileSync(good, output);
    const bad = changed('bad.ndjson', 2, { start_time: 'never' });
    expect((await sigprobe(['features', bad, '-o', output])).status).toBe(2);
    expect(readFileSync(output)).toEqual(readFileSync(good));
    expect(readdirSync(folder)).toEqual(['features.parquet']);
  });
});

/** A disk of 2 MB in a namespace of our own, where the system lets us have one. */
const mounting = 'mount -t tmpfs -o size=2m tmpfs "$1"';
const canMount = ((): boolean => {
  const folder = mkdtempSync(join(scratch, 'mount-'));
  return spawnSync('unshare', ['-rm', 'sh', '-c', mounting, 'sh', folder]).status === 0;
})();

describe.skipIf(!canMount)('a disk that is full', () => {
  const inside = (disk: string, args: readonly string[]): { status: number | null; stderr: string } => {
    const script = `${mounting} && shift && exec "$@"`;
    const command = ['-rm', 'sh', '-c', script, 'sh', disk, process.execPath, CLI, 'features', ...args];
    const { status, stderr } = spawnSync('unshare', command, { encoding: 'utf8' });
    return { status, stderr };
  };

  it('of temporary files: it is said which, and nothing is written', async () => {
    const input = await large();
    const disk = mkdtempSync(join(scratch, 'disk-'));
    const folder = mkdtempSync(join(scratch, 'full-'));
    const args = [input, '-o', join(folder, 'features.parquet'), '--temp', disk, '--buckets', '4', '--quiet'];
    const { status, stderr } = inside(disk, args);
    expect(stderr).toMatch(/^sigprobe: [^\n]*space[^\n]*\n$/);
    expect(stderr).toContain(disk);
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of the output', async () => {
    const input = await large();
    const disk = mkdtempSync(join(scratch, 'disk-'));
    const { status, stderr } = inside(disk, [input, '-o', join(disk, 'features.parquet'), '--buckets', '4', '--quiet']);
    expect(stderr).toMatch(/^sigprobe: [^\n]*space[^\n]*\n$/);
    expect(status).toBe(2);
  });
});

it.skipIf(process.getuid?.() === 0)('an output folder that may not be written', async () => {
  const folder = mkdtempSync(join(scratch, 'closed-'));
  execFileSync('chmod', ['555', folder]);
  const { status, stderr } = await sigprobe(['features', good, '-o', join(folder, 'features.parquet')]);
  execFileSync('chmod', ['755', folder]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^sigprobe: [^\n]*permission[^\n]*\n$/),
  });
});

it('a table that is there is replaced', async () => {
  const folder = mkdtempSync(join(scratch, 'replaced-'));
  const output = join(folder, 'features.parquet');
  writeFileSync(output, 'old');
  expect((await sigprobe(['features', good, '-o', output, '--quiet'])).status).toBe(0);
  expect(readFileSync(output).subarray(0, 4).toString()).toBe('PAR1');
});

describe('an output where no folder can be made', () => {
  it.skipIf(!existsSync('/proc/self'))('is refused in one line', async () => {
    const { status, stderr } = await sigprobe(['features', good, '-o', '/proc/sigprobe/features.parquet']);
    expect(stderr).toMatch(/^sigprobe: cannot write \/proc\/sigprobe\/features\.parquet: [^\n]+\n$/);
    expect(status).toBe(2);
  });
});
