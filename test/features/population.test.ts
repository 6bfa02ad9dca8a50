/** The populations hold what they are made for, and their files hold the populations. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/sinks/columns.ts';
import { scratchFolder } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';
import { population, shuffled } from './population.ts';
import { columnTypes, type Row, write } from './records.ts';
import { devicesOf, FEATURES, featuresOf } from './reference.ts';
import type { Tunnel } from './reference-records.ts';
import { activeSpan, goesOnAfterDelete, isValid } from './reference-tunnels.ts';

const made = population(1, 200);
const devices = devicesOf(made.dialogues, made);
const folder = scratchFolder();

describe('a population', () => {
  it('is the same for the same seed, another for another', () => {
    expect(population(1, 200).dialogues).toEqual(made.dialogues);
    expect(population(2, 200).dialogues).not.toEqual(made.dialogues);
  });

  it('has no identifier twice', () => {
    expect(new Set(made.dialogues.map(({ dialogue_id }) => dialogue_id)).size).toBe(made.dialogues.length);
  });

  it('has every type with every outcome, every edge, dialogues without a device and devices with one dialogue', () => {
    const pairs = new Set(made.dialogues.map(({ type, outcome }) => `${type} ${outcome}`));
    expect(pairs.size).toBe(8 * 3);
    expect(new Set(made.dialogues.map(({ edge }) => edge))).toEqual(new Set([null, 'start', 'end']));
    expect(made.dialogues.some(({ imsi }) => imsi === null)).toBe(true);
    expect(devices.some(({ dialogues }) => dialogues.length === 1)).toBe(true);
  });

  it('has ties, gaps of exactly 30 s and one microsecond on either side of it', () => {
    const steps = devices.flatMap(({ dialogues }) =>
      dialogues.slice(1).map((d, i) => d.start_time - dialogues[i].start_time),
    );
    expect(steps).toEqual(expect.arrayContaining([0n, 1n, 29_999_999n, 30_000_000n, 30_000_001n]));
  });

  it('has tunnels of every kind, with numbers that devices share', () => {
    const tunnels = devices.flatMap(device => device.tunnels);
    const ids = new Set(tunnels.map(({ tunnel_id }) => tunnel_id));
    expect(ids.size).toBeLessThan(tunnels.length / 2);
    for (const which of [isValid, goesOnAfterDelete, (tunnel: Tunnel) => activeSpan(tunnel) === null]) {
      expect(new Set(tunnels.map(which))).toEqual(new Set([true, false]));
    }
  });

  it('gives every feature more than one value', () => {
    const rows = devices.map(featuresOf);
    const same = Object.keys(FEATURES).filter(name => new Set(rows.map(row => row[name])).size < 2);
    expect(same).toEqual([]);
  });
});

describe('its files', () => {
  const wanted = (rows: readonly Row[]): unknown[] => rows.map(row => COLUMNS.map(({ name }) => row[name]));
  const times = COLUMNS.filter(({ type }) => type === 'timestamp').map(({ name }) => `epoch_us(${name}) AS ${name}`);
  const readers = {
    parquet: (path: string) => `read_parquet('${path}')`,
    ndjson: (path: string) => `read_json('${path}', columns = ${columnTypes()})`,
    csv: (path: string) => `read_csv('${path}', columns = ${columnTypes()})`,
  };

  it.each(['parquet', 'ndjson', 'csv'] as const)('%s: every row and column in its order', async format => {
    const rows = shuffled(made.dialogues, 5);
    const path = await write(join(folder, `rows.${format}`), rows);
    const read = await query(`SELECT * REPLACE (${times.join(', ')}) FROM ${readers[format](path)}`);
    expect(read.map(row => COLUMNS.map(({ name }) => row[name]))).toEqual(wanted(rows));
  });
});
