/** Sessions and tunnels by the slot in which they began. */
import type { Database } from '../../database/database.ts';
import { LONG_BUCKETS, longBucketSql } from '../page/buckets.ts';
import { type Cube, type CubeName, MOST_LENGTH, type Sessions, type Timeline, type Tunnels } from '../page/model.ts';
import { Cells } from './cube.ts';
import { findSql, forget, grouped, groupTexts, numberSql, ranked } from './ranks.ts';
import { type Relation, relation } from './relation.ts';

/** Sequences with a place of their own; the last place holds all others. */
const MOST_SEQUENCES = 40;

const SESSION_FLAGS = [
  ['with SAI', 'has_sai'],
  ['with GTP', 'has_gtp'],
  ['with a valid tunnel', 'has_valid_tunnel'],
  ['something of the tunnel followed its delete', 'after_delete'],
] as const;

const TUNNEL_FLAGS = [
  ['tunnels', 'true'],
  ['create seen', 'n_create > 0'],
  ['create accepted', 'n_create_success > 0'],
  ['deleted', 'n_delete > 0'],
  ['valid: one create, one delete', 'valid'],
] as const;

type Cubes = Partial<Record<CubeName, Cube>>;

function slotSql(time: Timeline, start: string): string {
  const slot = `CAST((epoch_us(${start}) - ${time.start * 1e6}) // ${time.slot * 1e6} AS INTEGER)`;
  return `greatest(0, least(${slot}, ${time.slots - 1}))`;
}

async function flagged(
  database: Database,
  table: Relation,
  slot: string,
  flags: readonly (readonly [name: string, sql: string])[],
  time: Timeline,
): Promise<Cube> {
  const cells = new Cells([
    ['flag', flags.length],
    ['slot', time.slots],
  ]);
  const columns = flags.map(([, sql], i) => `CAST(count(*) FILTER (${sql}) AS DOUBLE) AS f${i}`);
  for (const row of await database.rows(`SELECT ${slot} AS slot, ${columns} FROM ${table.from} GROUP BY slot`)) {
    flags.forEach((_, i) => {
      if (Number(row[`f${i}`]) > 0) cells.add(i * time.slots + Number(row.slot), Number(row[`f${i}`]));
    });
  }
  return cells.cube();
}

export async function sessionsOf(
  database: Database,
  file: string,
  time: Timeline,
): Promise<{ sessions: Sessions; cubes: Cubes }> {
  const table = await relation(database, [file], ['start_time', 'n_dialogues', 'sequence']);
  const slot = slotSql(time, 'start_time');
  const text = { sequence: { columns: ['sequence'], joined: false } };
  await groupTexts(database, table.from, text);
  const from = grouped('sequence', text.sequence);
  const { names, distinct } = await ranked(database, from, text.sequence, 'sequence', MOST_SEQUENCES);
  await forget(database, 'sequence');
  const place = `least(${numberSql(findSql('sequence', 'sequence'), names.length)}, ${names.length})`;
  const sequences = new Cells([
    ['sequence', names.length + 1],
    ['slot', time.slots],
  ]);
  const counted = (key: string): string => `SELECT ${key} AS key, count(*) AS n FROM ${table.from} GROUP BY key`;
  await sequences.addAll(database, counted(sequences.keySql({ sequence: place, slot })));
  const lengths = new Cells([
    ['length', MOST_LENGTH + 1],
    ['slot', time.slots],
  ]);
  await lengths.addAll(
    database,
    counted(lengths.keySql({ length: `least(n_dialogues, ${MOST_LENGTH + 1}) - 1`, slot })),
  );
  const flags = SESSION_FLAGS.filter(([, column]) => table.columns.has(column));
  return {
    sessions: {
      sequences: names,
      distinct,
      flags: flags.map(([name]) => name),
    },
    cubes: {
      sequences: sequences.cube(),
      lengths: lengths.cube(),
      sessionFlags: await flagged(database, table, slot, flags, time),
    },
  };
}

export async function tunnelsOf(
  database: Database,
  file: string,
  time: Timeline,
): Promise<{ tunnels: Tunnels; cubes: Cubes }> {
  const needed = ['create_time', 'last_time', 'n_create', 'n_create_success', 'n_delete', 'duration', 'valid'];
  const table = await relation(database, [file], needed);
  const slot = slotSql(time, 'coalesce(create_time, last_time)');
  const durations = new Cells([
    ['bucket', LONG_BUCKETS],
    ['slot', time.slots],
  ]);
  const key = durations.keySql({ bucket: longBucketSql('duration'), slot });
  await durations.addAll(
    database,
    `SELECT ${key} AS key, count(*) AS n FROM ${table.from} WHERE duration >= 0 GROUP BY key`,
  );
  const [{ n }] = await database.rows(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${table.from}`);
  return {
    tunnels: { total: Number(n), flags: TUNNEL_FLAGS.map(([name]) => name) },
    cubes: { durations: durations.cube(), tunnelFlags: await flagged(database, table, slot, TUNNEL_FLAGS, time) },
  };
}
