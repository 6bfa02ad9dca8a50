/** The command as a person uses it: formats, folders, buckets, bad input. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { saved, scratchFolder, sigprobe } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';

const folder = scratchFolder();
const capture = 'captures/first-look/capture.pcap';
const octets = (name: string): Buffer => readFileSync(join(folder, name));

beforeAll(async () => {
  const { status } = await sigprobe(['decode', capture, '-o', folder, '--format', 'parquet,ndjson,csv', '--quiet']);
  expect(status).toBe(0);
  expect((await features('dialogues.parquet', 'whole')).status).toBe(0);
}, 120_000);

function features(input: string | readonly string[], output: string, ...options: string[]) {
  const inputs = typeof input === 'string' ? [input] : input;
  return sigprobe(['features', ...inputs, '-o', `${output}.parquet`, ...options], { cwd: folder });
}

describe('features', () => {
  it.each([
    ['NDJSON', ['dialogues.ndjson']],
    ['CSV', ['dialogues.csv']],
    ['a pattern', ['dialogues.p*quet']],
    ['a file given twice', ['dialogues.parquet', 'dialogues.parquet']],
  ])('are the same from %s', async (_, inputs) => {
    const { status, stderr } = await features(inputs, 'other');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(octets('other.parquet').equals(octets('whole.parquet'))).toBe(true);
  });

  it.each([['2'], ['16']])('are the same, octet by octet, from %s buckets', async buckets => {
    for (const name of ['many', 'one']) mkdirSync(join(folder, name), { recursive: true });
    await features('dialogues.parquet', 'many/f', '--buckets', buckets, '--threads', '2', '--sessions', '--tunnels');
    await features('dialogues.parquet', 'one/f', '--buckets', '1', '--threads', '1', '--sessions', '--tunnels');
    for (const name of ['f', 'sessions', 'tunnels']) {
      expect(octets(`many/${name}.parquet`).equals(octets(`one/${name}.parquet`)), name).toBe(true);
    }
    expect(octets('one/f.parquet').equals(octets('whole.parquet'))).toBe(true);
  });

  it('are the same from the parts of a partitioned folder, in any order', async () => {
    await query(
      `COPY (SELECT *, start_time::TIMESTAMP::DATE AS day, hash(dialogue_id) % 3 AS part FROM '${join(folder, 'dialogues.parquet')}' ORDER BY hash(dialogue_id))
       TO '${join(folder, 'parts')}' (FORMAT parquet, PARTITION_BY (protocol, part))`,
    );
    await features('parts', 'parted');
    expect(octets('parted.parquet').equals(octets('whole.parquet'))).toBe(true);
  });

  it('say what was left out, and count it when asked', async () => {
    const left = await features('dialogues.parquet', 'said');
    expect(left.stdout).toMatch(/left out +28 without a device, 7 at an edge of the capture/);
    const all = await features('dialogues.parquet', 'edges', '--include-edges', '--from', '2026-01-05T00:01:00Z');
    expect(all.stdout).toMatch(/left out +28 without a device, \d+ outside the period/);
    const [{ n }] = await query(`SELECT sum(n)::BIGINT AS n FROM '${join(folder, 'edges.parquet')}'`);
    const [{ m }] = await query(
      `SELECT count(*) AS m FROM '${join(folder, 'dialogues.parquet')}' WHERE imsi IS NOT NULL AND start_time >= TIMESTAMPTZ '2026-01-05 00:01:00+00'`,
    );
    expect(n).toBe(m);
  });

  it('of nothing are an empty table with all columns', async () => {
    const header = octets('dialogues.csv').toString().split('\r\n')[0];
    for (const [name, text] of [
      ['none.csv', `${header}\r\n`],
      ['none.ndjson', ''],
    ]) {
      saved(folder, name, text);
      const { status, stdout } = await features(name, 'none', '--sessions');
      expect(status).toBe(0);
      expect(stdout).toMatch(/none\.parquet: 0 rows/);
      expect(await query(`DESCRIBE SELECT * FROM '${join(folder, 'none.parquet')}'`)).toHaveLength(196);
    }
  });

  it('leave nothing behind but what was asked for', async () => {
    mkdirSync(join(folder, 'clean'));
    await features('dialogues.parquet', 'clean/f', '--buckets', '3');
    expect(readdirSync(join(folder, 'clean'))).toEqual(['f.parquet']);
  });

  it('take the names of devices and equipment from the user', async () => {
    const [{ imsi, tac }] = await query(
      `SELECT imsi, tac FROM '${join(folder, 'dialogues.parquet')}' WHERE tac IS NOT NULL AND edge IS NULL ORDER BY imsi LIMIT 1`,
    );
    saved(folder, 'devices.csv', `IMSI,Customer\n${imsi},Meters Ltd\n`);
    saved(
      folder,
      'tac.csv',
      `TAC,Brand Name,Model Name,Marketing Name,Device Type,Manufacturer\n${tac},B,M,N,Modem,Maker\n`,
    );
    expect((await features('dialogues.parquet', 'named', '--devices', 'devices.csv', '--tac', 'tac.csv')).status).toBe(
      0,
    );
    expect(
      await query(
        `SELECT organisationId, "gsma.brand_name" AS b, "gsma.model_name" AS m, "gsma.device_type" AS t, "gsma.manufacturer" AS k FROM '${join(folder, 'named.parquet')}' WHERE simId = '${imsi}'`,
      ),
    ).toEqual([{ organisationId: 'Meters Ltd', b: 'B', m: 'M', t: 'Modem', k: 'Maker' }]);
  });
});

describe('bad input', () => {
  it.each([
    [
      'a column that is missing',
      'SELECT * EXCLUDE (visited_country, imsi)',
      /bad\.parquet: the columns imsi, visited_country are missing/,
    ],
    [
      'a number for an IMSI',
      'SELECT * REPLACE (imsi::BIGINT AS imsi)',
      /bad\.parquet: the column imsi is BIGINT from row 1 on, a text is needed/,
    ],
    [
      'a type that is none',
      "SELECT * REPLACE (CASE WHEN rowid = 6 THEN 'sai' ELSE type END AS type)",
      /column type is "sai", one of SAI, UL, .* is needed, first in row 7$/m,
    ],
    [
      'a time that is none',
      "SELECT * REPLACE (CASE WHEN rowid = 2 THEN 'noon' ELSE start_time::VARCHAR END AS start_time)",
      /column start_time is not a time, first in row 3$/m,
    ],
    [
      'no time',
      'SELECT * REPLACE (CASE WHEN rowid <> 4 THEN start_time END AS start_time)',
      /column start_time is missing, first in row 5$/m,
    ],
    [
      'a number that is none',
      "SELECT * REPLACE (CASE WHEN rowid = 9 THEN 'x' ELSE dialogue_id::VARCHAR END AS dialogue_id)",
      /column dialogue_id is not a whole number, first in row 10$/m,
    ],
  ])('%s is named', async (_, select, message) => {
    const path = join(folder, 'bad.parquet');
    await query(
      `COPY (${select} FROM (SELECT *, row_number() OVER () - 1 AS rowid FROM '${join(folder, 'dialogues.parquet')}')) TO '${path}'`,
    );
    const { status, stderr } = await features('bad.parquet', 'never');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'never.parquet'))).toBe(false);
  });

  it.each([
    ['no such file', ['nowhere.parquet'], /nowhere\.parquet: no such file/],
    ['a folder with several formats', ['.'], /holds .* files, perhaps the same records twice/],
    ['a file of another kind', ['../../../etc/hostname'], /no Parquet, NDJSON or CSV file|no such file/],
  ])('%s', async (_, inputs, message) => {
    const { status, stderr } = await features(inputs, 'never');
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it('a name that is no Parquet', async () => {
    const { status, stderr } = await sigprobe(['features', 'dialogues.parquet', '-o', 'x.csv'], { cwd: folder });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'sigprobe: -o x.csv: the feature table is a Parquet file, its name ends in .parquet\n',
    });
  });
});

describe('run', () => {
  it('goes from capture to report', async () => {
    const { status } = await sigprobe(['run', capture, '-o', join(folder, 'run'), '--quiet']);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'run'))).toEqual([
      'clusters',
      'dialogues.parquet',
      'features.parquet',
      'report.html',
      'sessions.parquet',
      'summary.json',
      'tunnels.parquet',
    ]);
    expect(octets('run/features.parquet').equals(octets('whole.parquet'))).toBe(true);
  });

  it('says where devices are too few for clusters, and leaves none of an earlier run', async () => {
    mkdirSync(join(folder, 'few', 'clusters'), { recursive: true });
    saved(join(folder, 'few', 'clusters'), 'profiles.json', '{}');
    const { status, stderr } = await sigprobe([
      'run',
      'captures/sai/capture.pcap',
      '-o',
      join(folder, 'few'),
      '--quiet',
    ]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^sigprobe: warning: no clusters: .*: \d+ devices?, clusters need 50 at least$/m);
    expect(readdirSync(join(folder, 'few'))).not.toContain('clusters');
  });
});
