/** Runs `sigprobe features` as an operator does and reads what it wrote. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sigprobe } from '../commands/tool.ts';
import { query } from '../sinks/duckdb.ts';
import { differences } from './compare.ts';
import { featuresOf } from './reference.ts';
import type { Device, Model, Owned, Value } from './reference-records.ts';

export type Table = Record<string, unknown>[];

export interface Written {
  /** Where `features.parquet`, `sessions.parquet` and `tunnels.parquet` are. */
  readonly folder: string;
  readonly stdout: string;
}

/** Fails the test with what was said where the program did. */
export async function features(scratch: string, inputs: readonly string[], ...options: string[]): Promise<Written> {
  const folder = mkdtempSync(join(scratch, 'out-'));
  const output = join(folder, 'features.parquet');
  const { status, stdout, stderr } = await sigprobe([
    ...['features', ...inputs, '-o', output, '--sessions', '--tunnels'],
    ...options,
  ]);
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`);
  return { folder, stdout };
}

/** Rows in the order of the file; times as microseconds. */
export async function read(folder: string, name: 'features' | 'sessions' | 'tunnels'): Promise<Table> {
  const file = `read_parquet('${join(folder, `${name}.parquet`)}')`;
  const columns = await query(`DESCRIBE SELECT * FROM ${file}`);
  const times = columns
    .filter(({ column_type }) => String(column_type).startsWith('TIMESTAMP'))
    .map(({ column_name }) => `epoch_us(${column_name}) AS ${column_name}`);
  return query(`SELECT * ${times.length > 0 ? `REPLACE (${times.join(', ')})` : ''} FROM ${file}`);
}

/** A row of the feature table with whole numbers as numbers. */
export function valuesOf(row: Readonly<Record<string, unknown>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : (value as Value)]),
  );
}

/** `device, feature: this is not that` wherever the two differ; what the test wants is nothing. */
export function disagreements(rows: Table, devices: readonly Device[]): string[] {
  const is = rows.map(({ simId }) => simId).join();
  const wanted = devices.map(({ simId }) => simId).join();
  if (is !== wanted) return [`devices ${is} are not ${wanted}`];
  return devices.flatMap((device, i) =>
    differences(valuesOf(rows[i]), featuresOf(device)).map(difference => `${device.simId}, ${difference}`),
  );
}

/** The same for the same octets. */
export function octetsOf(folder: string): Record<string, string> {
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(['features.parquet', 'sessions.parquet', 'tunnels.parquet'].map(n => [n, digest(n)]));
}

const lines = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map(row => `${row.map(cell => cell ?? '').join(',')}\n`).join('');

/** The user's tables as files, and the options that name them. */
export function userTables(
  scratch: string,
  { owners, models }: { owners: ReadonlyMap<string, Owned>; models: ReadonlyMap<string, Model> },
): string[] {
  const devices = join(scratch, 'devices.csv');
  const tac = join(scratch, 'tac.csv');
  writeFileSync(
    devices,
    lines([
      ['simId', 'organisationId', 'tac'],
      ...[...owners].map(([simId, owned]) => [simId, owned.organisation, owned.tac]),
    ]),
  );
  const names = ['model_name', 'brand_name', 'marketing_name', 'device_type', 'manufacturer'] as const;
  writeFileSync(
    tac,
    lines([['tac', ...names], ...[...models].map(([code, model]) => [code, ...names.map(name => model[name])])]),
  );
  return ['--devices', devices, '--tac', tac];
}
