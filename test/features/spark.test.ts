/** The same SQL on a real Apache Spark gives what DuckDB, the reference and the hand give. Skipped where there is none. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { forSpark } from '../../src/features/dialects.ts';
import { findSpark } from '../../src/features/spark.ts';
import { saved, scratchFolder, sigprobe } from '../commands/tool.ts';
import { differences } from './compare.ts';
import * as example from './example.ts';
import { population } from './population.ts';
import { write } from './records.ts';
import { devicesOf, FEATURES } from './reference.ts';
import { disagreements, features, read, userTables, valuesOf, type Written } from './run.ts';
import { sameTables } from './tables.ts';

const java = spawnSync('java', ['-version']).status === 0;
const there = findSpark() !== undefined && java;
if (!there) console.log('no Spark (SPARK_HOME, or spark-sql on PATH) or no Java: Spark is not compared with DuckDB');

/** A run of Spark starts a virtual machine and plans 196 columns: half a minute on two free cores. */
const SLOW = 900_000;

const scratch = scratchFolder();

describe.skipIf(!there)('Spark and DuckDB', () => {
  const made = population(5, 120);
  const dialogues = [...made.dialogues, ...example.dialogues];
  const models = new Map([...made.models, ...example.models]);
  const owners = new Map([...made.owners, ...example.owners]);
  const devices = devicesOf(dialogues, { owners, models });
  let wanted: Written;
  let given: Written;
  beforeAll(async () => {
    const half = dialogues.length >> 1;
    const inputs = [
      await write(join(scratch, 'first.parquet'), dialogues.slice(0, half)),
      await write(join(scratch, 'second.parquet'), dialogues.slice(half)),
    ];
    const tables = userTables(scratch, { owners, models });
    wanted = await features(scratch, inputs, ...tables);
    given = await features(scratch, inputs, ...tables, '--engine', 'spark', '--master', 'local[2]');
  }, SLOW);

  it('agree on every feature of every device', async () => {
    const [duckdb, spark] = [await read(wanted.folder, 'features'), await read(given.folder, 'features')];
    expect(spark.length).toBe(duckdb.length);
    expect(spark.flatMap((row, i) => differences(valuesOf(row), valuesOf(duckdb[i])))).toEqual([]);
  });

  it.each(['sessions', 'tunnels'] as const)('agree on every one of the %s', async name => {
    expect(await read(given.folder, name)).toEqual(await read(wanted.folder, name));
  });

  it('agree with the reference on every feature, session and tunnel', async () => {
    expect(disagreements(await read(given.folder, 'features'), devices)).toEqual([]);
    await sameTables(given, devices);
  });

  it.each(['A', 'B'] as const)('give what was worked out by hand for device %s', async name => {
    const row = (await read(given.folder, 'features')).find(({ simId }) => simId === example.DEVICES[name]);
    expect(Object.keys(row!)).toEqual(Object.keys(FEATURES));
    expect(differences(valuesOf(row!), Object.fromEntries(example.values(name)))).toEqual([]);
  });

  it('say the same of what was left out', () => {
    const left = ({ stdout }: Written): string | undefined => stdout.match(/left out.*/)?.[0];
    expect(left(given)).toBe(left(wanted));
  });
});

describe('a Spark that is not there, or fails', () => {
  const input = write(join(scratch, 'some.parquet'), population(6, 3).dialogues);

  async function onSpark(home: string): Promise<string> {
    const output = join(scratch, 'never', 'features.parquet');
    const before = process.env.SPARK_HOME;
    process.env.SPARK_HOME = home;
    const { status, stderr } = await sigprobe(['features', await input, '-o', output, '--engine', 'spark']);
    if (before === undefined) delete process.env.SPARK_HOME;
    else process.env.SPARK_HOME = before;
    expect(status).toBe(2);
    expect(readdirSync(join(scratch, 'never'))).toEqual([]);
    return stderr;
  }

  function fake(name: string, script: string): string {
    const home = join(scratch, name);
    mkdirSync(join(home, 'bin'), { recursive: true });
    chmodSync(saved(join(home, 'bin'), 'spark-sql', `#!/bin/sh\n${script}\n`), 0o755);
    return home;
  }

  it('its error is named, and not what it says of the data', async () => {
    const home = fake('broken', 'echo "[CAST_INVALID_INPUT] The value 262019876543210 is no number" >&2; exit 1');
    expect(await onSpark(home)).toBe('sigprobe: Spark ended with 1: CAST_INVALID_INPUT\n');
  });

  it('a program that cannot run is named', async () => {
    const home = fake('closed', '');
    chmodSync(join(home, 'bin', 'spark-sql'), 0o644);
    expect(await onSpark(home)).toMatch(/^sigprobe: --engine spark: cannot run .*spark-sql: permission denied\n$/);
  });
});

describe('the words that Spark takes in place of ours', () => {
  it.each([
    ['ratio(a, b)', 'coalesce(CAST(a AS DOUBLE) / nullif(CAST(b AS DOUBLE), 0), 0D)'],
    [
      'ratio(coalesce(a, 0), b) AS c, minute_of(d)',
      'coalesce(CAST(coalesce(a, 0) AS DOUBLE) / nullif(CAST(b AS DOUBLE), 0), 0D) AS c, (d - d % 60000000)',
    ],
    [
      "sum(square(x)) FILTER (WHERE y = 'z')",
      "sum((CAST(x AS DECIMAL(19,0)) * CAST(x AS DECIMAL(19,0)))) FILTER (WHERE y = 'z')",
    ],
    ['xxhash64(a, b), count(*)', 'xxhash64(a, b), count(*)'],
  ])('%s', (ours, spark) => {
    expect(forSpark(ours)).toBe(spark);
  });
});
