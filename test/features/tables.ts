/** The tables in between against the reference. */
import { expect } from 'vitest';
import type { Device } from './reference-records.ts';
import { sessionRows, tunnelRows } from './reference-rows.ts';
import { read, type Table, type Written } from './run.ts';

/** `sequence` is cut behind so many types. */
const SHOWN = 64;

function cut(row: Record<string, unknown>): Record<string, unknown> {
  const types = String(row.sequence).split('-');
  return types.length <= SHOWN ? row : { ...row, sequence: `${types.slice(0, SHOWN).join('-')}-...` };
}

const text = (row: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(row).sort(), (_, value) => (typeof value === 'bigint' ? String(value) : value));

/** Rows as a set, with those columns alone that the reference has. */
function rowsLike(rows: Table, like: Readonly<Record<string, unknown>>): string[] {
  const names = Object.keys(like);
  return rows.map(row => text(Object.fromEntries(names.map(name => [name, row[name]])))).sort();
}

/** Fails the test where sessions or tunnels of the files are not those of the reference. */
export async function sameTables({ folder }: Written, devices: readonly Device[]): Promise<void> {
  const sessions = devices.flatMap(sessionRows).map(cut);
  const tunnels = devices.flatMap(tunnelRows);
  expect(rowsLike(await read(folder, 'sessions'), sessions[0])).toEqual(sessions.map(text).sort());
  expect(rowsLike(await read(folder, 'tunnels'), tunnels[0])).toEqual(tunnels.map(text).sort());
}
