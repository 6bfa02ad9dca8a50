/** `sigprobe features` as an operator meets it: help, statuses, what is said and what is written. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { dialogues } from '../features/example.ts';
import { write } from '../features/records.ts';
import { query } from '../sinks/duckdb.ts';
import { scratchFolder, sigprobe } from './tool.ts';

const scratch = scratchFolder();
let input = '';
beforeAll(async () => {
  input = await write(join(scratch, 'dialogues.parquet'), dialogues);
});

describe('help', () => {
  it('the program lists the command', async () => {
    const { status, stdout } = await sigprobe(['--help']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^ {2}features /m) });
  });

  it('the command lists what the README promises', async () => {
    const { status, stdout, stderr } = await sigprobe(['features', '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const options = [...stdout.matchAll(/--([a-z-]+)/g)].map(([, name]) => name);
    const promised = ['output', 'from', 'to', 'include-edges', 'devices', 'tac', 'sessions', 'tunnels'];
    expect(options).toEqual(expect.arrayContaining([...promised, 'memory-limit', 'temp', 'threads', 'quiet']));
  });
});

describe('statuses', () => {
  it('2 without an input, with an option that is none, with a number that is none', async () => {
    for (const args of [[], [input, '--fast'], [input, '--threads', 'many'], [input, '--buckets', '0']]) {
      const { status, stdout, stderr } = await sigprobe(['features', ...args], { cwd: scratch });
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr).toMatch(/^sigprobe: [^\n]+\n$/);
    }
  });
});

describe('what is said', () => {
  it('how many there were, how many were left out and why, what was written', async () => {
    const { status, stdout, stderr } = await sigprobe(
      ['features', input, '--sessions', '--tunnels', '-o', join(scratch, 'told', 'features.parquet')],
      { cwd: scratch },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const said = stdout.replaceAll(`${scratch}/`, '');
    // 57 rows: 52 and 1 that count, 3 at an edge, 1 of no device.
    expect(said).toMatch(/57 in 1 file/);
    expect(said).toMatch(/1 without a device, 3 at an edge of the capture/);
    expect(said).toMatch(/told\/features\.parquet: 2 rows/);
    expect(said).toMatch(/told\/sessions\.parquet: 16 rows/);
    expect(said).toMatch(/told\/tunnels\.parquet: 6 rows/);
    expect(said).not.toMatch(/00101000000000/);
  });

  it('what lies outside the period', async () => {
    const args = ['features', input, '--from', '2026-03-01T11:00:00Z', '-o', join(scratch, 'late', 'features.parquet')];
    // 1 to 16 of the first device and the one of the second begin before eleven.
    expect((await sigprobe(args)).stdout).toMatch(/17 outside the period/);
  });

  it('nothing with --quiet', async () => {
    const result = await sigprobe(['features', input, '--quiet'], { cwd: scratch });
    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});

describe('what is written', () => {
  it('features.parquet where one stands, and nothing else, unless told', async () => {
    const cwd = join(scratch, 'bare');
    await sigprobe(['features', input, '-o', join(cwd, 'x', 'f.parquet'), '--quiet']);
    expect(readdirSync(join(cwd, 'x'))).toEqual(['f.parquet']);
    await sigprobe(['features', input, '--quiet'], { cwd });
    expect(readdirSync(cwd).sort()).toEqual(['features.parquet', 'x']);
  });

  it.each(['parquet', 'ndjson', 'csv'])(
    'what decode writes as %s can be read: all dialogues are of some device',
    async format => {
      const capture = fileURLToPath(new URL('../../captures/first-look/capture.pcap', import.meta.url));
      const out = join(scratch, `decoded-${format}`);
      expect((await sigprobe(['decode', capture, '-o', out, '--format', format, '--quiet'])).status).toBe(0);
      const output = join(out, 'features.parquet');
      const { status, stderr } = await sigprobe(['features', join(out, `dialogues.${format}`), '-o', output]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const [row] = await query(`SELECT count(*) AS devices, sum(n) AS n FROM read_parquet('${output}')`);
      const source = { parquet: 'read_parquet', ndjson: 'read_ndjson_auto', csv: 'read_csv_auto' }[format];
      const [wanted] = await query(
        `SELECT count(DISTINCT imsi) AS devices, count(*) AS n FROM ${source}('${out}/dialogues.${format}')
       WHERE imsi IS NOT NULL AND edge IS NULL`,
      );
      expect({ devices: row.devices, n: BigInt(row.n as bigint) }).toEqual(wanted);
    },
  );
});
