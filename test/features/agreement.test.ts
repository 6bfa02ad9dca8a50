/** The program and the reference agree on every feature of every device, every session and every tunnel. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, sigprobe } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';
import { differences } from './compare.ts';
import * as example from './example.ts';
import { type Population, population, shuffled } from './population.ts';
import { stored, write } from './records.ts';
import { devicesOf, FEATURES } from './reference.ts';
import type { Device } from './reference-records.ts';
import { disagreements, features, octetsOf, read, userTables, valuesOf, type Written } from './run.ts';
import { sameTables } from './tables.ts';

const scratch = scratchFolder();

describe('the example worked out by hand', () => {
  let written: Written;
  beforeAll(async () => {
    const input = await write(join(scratch, 'example.parquet'), example.dialogues);
    const file = (name: string): string => fileURLToPath(new URL(`example/${name}`, import.meta.url));
    written = await features(scratch, [input], '--devices', file('devices.csv'), '--tac', file('tac.csv'));
  });

  it.each(['A', 'B'] as const)('%s: 196 values', async name => {
    const rows = await read(written.folder, 'features');
    expect(rows.map(({ simId }) => simId)).toEqual(Object.values(example.DEVICES));
    const row = valuesOf(rows.find(({ simId }) => simId === example.DEVICES[name])!);
    expect(Object.keys(row)).toEqual(Object.keys(FEATURES));
    expect(differences(row, Object.fromEntries(example.values(name)))).toEqual([]);
  });

  it('counts the dialogue without a device and those at an edge', () => {
    expect(written.stdout).toMatch(/\b1\b[^\n]*without (a )?device/);
    expect(written.stdout).toMatch(/\b3\b[^\n]*edge/);
  });

  it('sessions and tunnels', () => sameTables(written, devicesOf(example.dialogues)));
});

describe.each([1, 2, 3, 4])('population %i', seed => {
  let made: Population;
  let devices: Device[];
  let written: Written;
  beforeAll(async () => {
    made = population(seed, 150);
    devices = devicesOf(made.dialogues, made);
    const folder = scratchFolder();
    const input = await write(join(folder, 'dialogues.parquet'), made.dialogues);
    written = await features(scratch, [input], ...userTables(folder, made));
  });

  it('every feature of every device', async () => {
    expect(disagreements(await read(written.folder, 'features'), devices)).toEqual([]);
  });

  it('every session and every tunnel', () => sameTables(written, devices));
});

describe('a made capture, decoded', () => {
  it('every feature of every device, every session and every tunnel', async () => {
    const capture = join(scratch, 'made.pcap');
    const options = ['--packets', '30000', '--seed', '6', '--devices', '150', '--hours', '30', '--faults', 'all=1'];
    expect(await sigprobe(['make', ...options, '-o', capture])).toMatchObject({ status: 0 });
    expect(await sigprobe(['decode', capture, '-o', scratch, '--quiet'])).toMatchObject({ status: 0 });
    const input = join(scratch, 'dialogues.parquet');
    const devices = devicesOf(await stored(input));
    expect(devices.length).toBeGreaterThan(100);
    const written = await features(scratch, [input]);
    expect(disagreements(await read(written.folder, 'features'), devices)).toEqual([]);
    await sameTables(written, devices);
  });
});

describe('what is asked for', () => {
  const made = population(7, 60);
  const input = (): Promise<string> => write(join(scratch, 'asked.parquet'), made.dialogues);

  it('edges are left out unless asked for', async () => {
    const { folder } = await features(scratch, [await input()], '--include-edges');
    expect(disagreements(await read(folder, 'features'), devicesOf(made.dialogues, { includeEdges: true }))).toEqual(
      [],
    );
  });

  it('a period: its begin is part of it, its end is not', async () => {
    const times = made.dialogues.map(({ start_time }) => start_time).sort((a, b) => Number(a - b));
    const second = 1_000_000n;
    // Whole seconds at which dialogues begin.
    const whole = times.filter(time => time % second === 0n);
    const [from, to] = [whole[Math.floor(whole.length / 4)], whole[Math.floor((whole.length * 3) / 4)]];
    const at = (time: bigint): string => new Date(Number(time / 1000n)).toISOString();
    const { folder } = await features(scratch, [await input()], '--from', at(from), '--to', at(to));
    expect(disagreements(await read(folder, 'features'), devicesOf(made.dialogues, { from, to }))).toEqual([]);
  });
});

describe('the same octets', () => {
  const made = population(9, 120);
  let wanted: Record<string, string>;
  beforeAll(async () => {
    const input = await write(join(scratch, 'ordered.parquet'), made.dialogues);
    wanted = octetsOf((await features(scratch, [input])).folder);
  });

  it.each([
    ['one bucket', ['--buckets', '1']],
    ['seven buckets', ['--buckets', '7']],
    ['one thread', ['--threads', '1']],
    ['five threads, three buckets', ['--threads', '5', '--buckets', '3']],
  ])('%s', async (_, options) => {
    const { folder } = await features(scratch, [join(scratch, 'ordered.parquet')], ...options);
    expect(octetsOf(folder)).toEqual(wanted);
  });

  it('more buckets than devices', async () => {
    const few = await write(join(scratch, 'few.parquet'), population(10, 6).dialogues);
    const one = octetsOf((await features(scratch, [few])).folder);
    expect(octetsOf((await features(scratch, [few], '--buckets', '50')).folder)).toEqual(one);
  });

  it('rows in another order, in several files, in either order', async () => {
    const rows = shuffled(made.dialogues, 3);
    const third = Math.ceil(rows.length / 3);
    const files = await Promise.all(
      [0, 1, 2].map(i => write(join(scratch, `part-${i}.parquet`), rows.slice(i * third, (i + 1) * third))),
    );
    expect(octetsOf((await features(scratch, files)).folder)).toEqual(wanted);
    expect(octetsOf((await features(scratch, files.reverse(), '--buckets', '4')).folder)).toEqual(wanted);
  });

  it.each(['ndjson', 'csv'])('%s', async format => {
    const input = await write(join(scratch, `same.${format}`), made.dialogues);
    expect(octetsOf((await features(scratch, [input])).folder)).toEqual(wanted);
  });

  it('files of three formats together', async () => {
    const rows = shuffled(made.dialogues, 4);
    const third = Math.ceil(rows.length / 3);
    const files = await Promise.all(
      ['csv', 'parquet', 'ndjson'].map((format, i) =>
        write(join(scratch, `mixed.${format}`), rows.slice(i * third, (i + 1) * third)),
      ),
    );
    expect(octetsOf((await features(scratch, files)).folder)).toEqual(wanted);
  });

  it('a glob, and a folder with a partition for each type', async () => {
    const folder = join(scratch, 'partitioned');
    await query(
      `COPY (FROM read_parquet('${join(scratch, 'ordered.parquet')}')) TO '${folder}' (FORMAT parquet, PARTITION_BY (type))`,
    );
    expect(octetsOf((await features(scratch, [folder])).folder)).toEqual(wanted);
    expect(octetsOf((await features(scratch, [join(folder, '*', '*.parquet')])).folder)).toEqual(wanted);
  });
});

describe('the columns', () => {
  it('counts are BIGINT, shares and times DOUBLE, texts VARCHAR', async () => {
    const { folder } = await features(scratch, [await write(join(scratch, 'types.ndjson'), example.dialogues)]);
    const columns = await query(`DESCRIBE SELECT * FROM read_parquet('${join(folder, 'features.parquet')}')`);
    const wanted = Object.keys(FEATURES).map(name => {
      if (/^(simId|gsma\.|organisationId)/.test(name)) return [name, 'VARCHAR'];
      return [name, /^(n$|n_|active_|top_)/.test(name) ? 'BIGINT' : 'DOUBLE'];
    });
    expect(columns.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(wanted);
  });

  it('an empty input gives an empty table with all of them', async () => {
    const empty = await write(join(scratch, 'empty.parquet'), []);
    const bare = join(scratch, 'empty.ndjson');
    writeFileSync(bare, '');
    const header = await write(join(scratch, 'empty.csv'), []);
    for (const input of [empty, bare, header]) {
      const { folder } = await features(scratch, [input]);
      const columns = await query(`DESCRIBE SELECT * FROM read_parquet('${join(folder, 'features.parquet')}')`);
      expect(columns.map(({ column_name }) => column_name)).toEqual(Object.keys(FEATURES));
      for (const table of ['features', 'sessions', 'tunnels'] as const) expect(await read(folder, table)).toEqual([]);
    }
  });
});
