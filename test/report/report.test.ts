/** `sigprobe report` as an operator meets it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ended, scratchFolder, sigprobe, start } from '../commands/tool.ts';
import { madeFolder, records, sql } from './made.ts';

const scratch = scratchFolder();
const rows = records(300);
let folder: string;

beforeAll(async () => {
  folder = await madeFolder(scratch, 'made', rows);
}, 120_000);

describe('the essentials as text', () => {
  it('have totals, outcomes, reasons, countries and times, and say what is missing', async () => {
    const { status, stdout, stderr } = await sigprobe(['report', folder, '--text']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const sai = rows.filter(({ type }) => type === 'SAI');
    expect(stdout).toMatch(new RegExp(`^  dialogues +${rows.length}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^  SAI +${sai.length} `, 'm'));
    const refused = rows.filter(({ reason }) => reason === 'RoamingNotAllowed').length;
    expect(stdout).toMatch(new RegExp(`^ +${refused} .*reject +RoamingNotAllowed`, 'm'));
    expect(stdout).toMatch(/^ {2}set-up of a tunnel +\d+ /m);
    expect(stdout).toContain('made by: sigprobe features');
    // What a capture calls something must not reach the terminal as a command to it.
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('say once what the summary and the records both know', async () => {
    const told = await madeFolder(scratch, 'told', rows);
    const edges = rows.filter(({ edge }) => edge !== null).length;
    expect(edges).toBeGreaterThan(0);
    writeFileSync(join(told, 'summary.json'), JSON.stringify({ packets: 900, dialogues: { total: 300, edges } }));
    const { stdout } = await sigprobe(['report', told, '--text']);
    expect(stdout.match(/.*dialogues at an edge.*/g)).toEqual([
      expect.stringMatching(new RegExp(`^ +${edges} .*of the input$`)),
    ]);
    expect((await sigprobe(['report', folder, '--text'])).stdout).toMatch(new RegExp(`^ +${edges} .*at an edge$`, 'm'));
  });

  it('are the same each time', async () => {
    const texts = await Promise.all([1, 2].map(() => sigprobe(['report', folder, '--text'])));
    expect(texts[0].stdout).toBe(texts[1].stdout);
  });
});

describe('the page', () => {
  it('is the same octets each time, under its name or on standard output', async () => {
    const { status, stdout } = await sigprobe(['report', folder]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/report\.html: [\d.,]+ kB\n$/) });
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    const streamed = await sigprobe(['report', folder, '-o', '-']);
    expect(streamed.stdout).toBe(page);
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('runs nothing but its own script', () => {
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toMatch(
      /content="default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/,
    );
  });
});

describe('run', () => {
  it('goes all the way where there are too few devices for clusters, and says so', async () => {
    const path = join(scratch, 'few');
    const { status, stdout, stderr } = await sigprobe(['run', 'captures/pdp-lifecycle/capture.pcap', '-o', path]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/features\.parquet: 2 rows/);
    expect(stderr).toMatch(/^sigprobe: warning: no clusters: .*\n$/);
    const { stdout: text } = await sigprobe(['report', path, '--text']);
    expect(text).toMatch(/clusters +made by: sigprobe cluster/);
  });
});

describe('a signal', () => {
  it('ends it without a page, its temporary files gone', async () => {
    const temporary = join(scratch, 'tmp');
    mkdirSync(temporary);
    const path = await madeFolder(scratch, 'stopped', rows);
    await sql(
      `COPY (SELECT * REPLACE (start_time + INTERVAL (i % 100) HOUR AS start_time) FROM read_parquet('${join(path, 'dialogues.parquet')}'), range(6000) t(i))
       TO '${join(path, 'dialogues.parquet')}.tmp' (FORMAT parquet)`,
    );
    renameSync(join(path, 'dialogues.parquet.tmp'), join(path, 'dialogues.parquet'));
    const child = start(['report', path], undefined, { TMPDIR: temporary });
    const end = ended(child);
    while (readdirSync(temporary).length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    child.kill('SIGTERM');
    const { status, stdout, stderr } = await end;
    expect({ status, stdout }).toEqual({ status: 143, stdout: '' });
    expect(stderr).toBe('sigprobe: ended by SIGTERM before the report was whole: nothing was written\n');
    expect(readdirSync(path).filter(name => name.includes('html'))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('an operator who errs is told so in one line', () => {
  const cases: readonly (readonly [string, () => Promise<string[]> | string[], RegExp])[] = [
    ['no such folder', () => [join(scratch, 'nowhere')], /^sigprobe: no such folder: .*nowhere\n$/],
    [
      'a file',
      () => [join(folder, 'dialogues.parquet')],
      /is a file: the folder that 'sigprobe run' wrote is needed\n$/,
    ],
    [
      'no records',
      () => [empty('nothing')],
      /^sigprobe: no dialogues\.parquet in .*: 'sigprobe decode INPUT -o .*' makes it\n$/,
    ],
    [
      'a foreign file',
      () => [withFile('foreign', 'dialogues.parquet', 'these are no records')],
      /dialogues\.parquet: it is no whole Parquet file\n$/,
    ],
    [
      'another table',
      async () => [await another()],
      /dialogues\.parquet has no column protocol: is it what sigprobe wrote\?\n$/,
    ],
    [
      'a cut summary',
      async () => [await withBad('cut', 'summary.json', '{"packets": 12')],
      /summary\.json is no JSON object: was it cut\?\n$/,
    ],
    [
      'profiles of nothing',
      async () => [await withBad('profiles', 'clusters/profiles.json', '{"clusters": []}')],
      /profiles\.json: it lists no clusters: is it what sigprobe cluster wrote\?\n$/,
    ],
    [
      'a summary of something else',
      async () => [await withBad('odd', 'summary.json', '{"anomalies": [3]}')],
      /summary\.json: it is no summary: is it what sigprobe wrote\?\n$/,
    ],
    [
      'features that are none',
      async () => [await withBad('features', 'features.parquet', 'PAR1')],
      /features\.parquet: it is no whole Parquet file\n$/,
    ],
    ['a damaged page', async () => [await damaged()], /: a table in it cannot be read: was it cut or damaged\?\n$/],
    [
      'no folder for temporary files',
      () => [folder, '--temp', join(scratch, 'no')],
      /^sigprobe: cannot make a folder for temporary files in .*no: no such file or folder\n$/,
    ],
    [
      'an output that cannot be',
      () => [folder, '-o', join(scratch, 'no', 'page.html')],
      /^sigprobe: cannot write .*page\.html: no such folder\n$/,
    ],
    ['text into a file', () => [folder, '--text', '-o', 'x.html'], /^sigprobe: --text goes to standard output/],
  ];

  it.each(cases)('%s', async (_, args, line) => {
    const given = await args();
    const before = contents();
    const { status, stdout, stderr } = await sigprobe(['report', ...given]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(contents()).toEqual(before);
  });
});

/** Whole at both ends, garbage between them. */
async function damaged(): Promise<string> {
  const path = await madeFolder(scratch, 'damaged', rows);
  const file = join(path, 'dialogues.parquet');
  const octets = readFileSync(file);
  octets.fill(0xff, 8, Math.floor(octets.length / 3));
  writeFileSync(file, octets);
  return path;
}

function contents(): string[] {
  return readdirSync(scratch, { recursive: true, encoding: 'utf8' }).sort();
}

function empty(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

function withFile(name: string, file: string, text: string): string {
  const path = empty(name);
  writeFileSync(join(path, file), text);
  return path;
}

async function another(): Promise<string> {
  const path = empty('another');
  await sql(`COPY (SELECT 1 AS x) TO '${join(path, 'dialogues.parquet')}' (FORMAT parquet)`);
  return path;
}

async function withBad(name: string, file: string, text: string): Promise<string> {
  const path = await madeFolder(scratch, name, rows.slice(0, 20));
  mkdirSync(join(path, 'clusters'));
  writeFileSync(join(path, file), text);
  return path;
}
