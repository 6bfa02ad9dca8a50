/** The records, a slab of time after the other, counted into cubes: memory is that of what was counted of a slab. */
import type { Database } from '../../database/database.ts';
import { BUCKETS, bucketSql } from '../page/buckets.ts';
import { type Cube, type CubeName, ENTITIES, FLAGS, type Shape, type Timeline } from '../page/model.ts';
import { Active } from './active.ts';
import type { Codes, Found } from './codes.ts';
import { Cells, coarsened, cutCube } from './cube.ts';
import { column, type Relation } from './relation.ts';
import { HOUR, type HourCount } from './timeline.ts';

/** Rows of a slab, about: whole slots of time are taken together up to this. */
export const ROWS = 12_000_000;
/** Cells that the cube of one entity may have in the page, and the entities that it keeps whatever they cost. */
const MOST_CELLS = 50_000;
const LEAST_ENTITIES = 8;
/** Cells of the response times before their buckets become wider. */
const MOST_RESPONSE_CELLS = 150_000;

const FLAG_COLUMNS: Readonly<Record<(typeof FLAGS)[number], (records: Relation) => string>> = {
  loss: records => column(records, 'capture_loss', 'BOOLEAN'),
  edge: records => `${column(records, 'edge')} IS NOT NULL`,
  copies: records => `${column(records, 'copies', 'INTEGER')} > 0`,
  retransmissions: records => `${column(records, 'retransmissions', 'INTEGER')} > 0`,
  anonymous: records => `${column(records, 'imsi')} IS NULL`,
};

export interface Counted {
  readonly cubes: Partial<Record<CubeName, Cube>>;
  /** Entities that kept a place of their own. */
  readonly kept: Readonly<Record<(typeof ENTITIES)[number], number>>;
  readonly devices: number;
}

/**
 * Runs of whole slots with about so many records each. An hour holds whole slots, or a slot whole hours: what was counted by
 * hours tells how many records there are.
 */
export function slabsOf(hours: readonly HourCount[], time: Timeline, rows: number): [from: number, to: number][] {
  const units = new Map<number, { to: number; count: number }>();
  for (const { hour, count } of [...hours].sort((a, b) => a.hour - b.hour)) {
    const slots = (seconds: number): number => (seconds - time.start) / time.slot;
    const from = Math.max(0, Math.floor(slots(hour * HOUR)));
    const to = Math.min(time.slots, Math.ceil(slots((hour + 1) * HOUR)));
    units.set(from, { to, count: count + (units.get(from)?.count ?? 0) });
  }
  const slabs: [number, number][] = [];
  let size = 0;
  for (const [from, { to, count }] of units) {
    const last = slabs[slabs.length - 1];
    if (last !== undefined && size + count <= rows) {
      last[1] = to;
      size += count;
    } else {
      slabs.push([from, to]);
      size = count;
    }
  }
  return slabs;
}

/** A slab of the records with the places of their texts; nothing is computed of it but what a query asks for. */
function slabSql(records: Relation, where: string, found: Found, time: Timeline, from: number, to: number): string {
  const at = (slot: number): string => `make_timestamp(CAST(${(time.start + slot * time.slot) * 1e6} AS BIGINT))`;
  const since = (width: number): string => `(epoch_us(start_time) - ${time.start * 1e6}) // ${width * 1e6}`;
  const columns: Record<string, string> = {
    bin: `CAST(${since(time.bin)} AS USMALLINT)`,
    slot: `CAST(${since(time.slot)} AS UTINYINT)`,
    ...found,
    response: column(records, 'response_time', 'DOUBLE'),
    imsi: column(records, 'imsi'),
  };
  for (const flag of FLAGS) columns[`is_${flag}`] = `coalesce(${FLAG_COLUMNS[flag](records)}, false)`;
  const list = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
  return `CREATE OR REPLACE TEMP VIEW slab AS
    SELECT ${list.join(',\n      ')}
    FROM ${records.from} WHERE ${where} AND start_time >= ${at(from)} AND start_time < ${at(to)}`;
}

export async function countSlabs(
  database: Database,
  records: Relation,
  where: string,
  codes: Codes,
  time: Timeline,
  slabs: readonly (readonly [from: number, to: number])[],
  progress: (share: number) => void,
): Promise<Counted> {
  const kinds = codes.kinds.length;
  const shaped = (...shape: Shape): Cells => new Cells(shape);
  const country = ['country', codes.countrySize] as const;
  const kind = ['kind', kinds] as const;
  const slot = ['slot', time.slots] as const;
  const reason = ['reason', codes.reasonSize] as const;
  const bins = shaped(kind, ['outcome', 3], country, ['bin', time.bins]);
  const reasons = shaped(kind, country, reason, slot);
  const flags = shaped(['flag', FLAGS.length], kind, country, slot);
  // One measure behind those of the kinds: the set-up of a tunnel, an accepted PDP_CREATE.
  const response = shaped(['measure', kinds + 1], country, ['bucket', BUCKETS], slot);
  const entities = ENTITIES.map(entity => {
    const of = ['entity', codes.entities[entity].size] as const;
    const inner = entity === 'country' ? [kind, reason, slot] : [kind, country, reason, slot];
    return { entity, cells: shaped(of, ...inner) };
  });
  const create = codes.kinds.findIndex(({ type }) => type === 'PDP_CREATE');
  const active = new Active(database, codes, time);
  await active.begin();

  const found = Object.assign({ ...codes.found }, ...ENTITIES.map(entity => codes.entities[entity].found)) as Found;
  const sums = (cells: Cells, from: string, places: Readonly<Record<string, string>> = {}): Promise<void> =>
    cells.addAll(database, `SELECT ${cells.keySql(places)} AS key, sum(n) AS n FROM ${from} GROUP BY key`);
  for (const [i, [from, to]] of slabs.entries()) {
    progress(i / slabs.length);
    await database.run(slabSql(records, where, found, time, from, to));
    // Once over the records for all that has few values; everything else is counted from those rows.
    const flagged = FLAGS.map(flag => `is_${flag}`).join(', ');
    const places = ENTITIES.map(entity => `${codes.entities[entity].place} AS by_${entity}`).join(', ');
    await database.run(
      `CREATE OR REPLACE TEMP TABLE counted AS
       SELECT slot, ${codes.kind} AS kind, ${codes.reason} AS reason, ${codes.country} AS country, ${places}, ${flagged}, n
       FROM (SELECT slot, ${Object.keys(found).join(', ')}, ${flagged}, count(*) AS n FROM slab GROUP BY ALL)`,
    );
    await sums(reasons, 'counted');
    for (const [flag, name] of FLAGS.entries()) {
      await sums(flags, `counted WHERE is_${name}`, { flag: String(flag) });
    }
    for (const { entity, cells } of entities) {
      const { names, size } = codes.entities[entity];
      await sums(cells, names.untold ? 'counted' : `counted WHERE by_${entity} < ${size - 1}`, {
        entity: `by_${entity}`,
      });
    }
    const few = ['protocol_at', 'type_at', 'outcome_at', 'shown_at'];
    const sets = [['bin'], ['slot', 'bucket']].map(time => `(${[...time, ...few].join(', ')})`);
    await database.run(
      `CREATE OR REPLACE TEMP TABLE timed AS
       SELECT bin, slot, bucket, ${codes.kind} AS kind, ${codes.outcome} AS outcome, ${codes.country} AS country, n
       FROM (SELECT bin, slot, bucket, ${few.join(', ')}, count(*) AS n
         FROM (SELECT *, CASE WHEN response >= 0 THEN ${bucketSql('response')} END AS bucket FROM slab)
         GROUP BY GROUPING SETS (${sets.join(', ')}))`,
    );
    await sums(bins, 'timed WHERE bin IS NOT NULL');
    await sums(response, 'timed WHERE bucket IS NOT NULL', { measure: 'kind' });
    await sums(response, `timed WHERE bucket IS NOT NULL AND kind = ${create} AND outcome = 0`, {
      measure: String(kinds),
    });
    await active.slab();
  }
  await database.run('DROP VIEW IF EXISTS slab');
  for (const table of ['counted', 'timed']) await database.run(`DROP TABLE IF EXISTS ${table}`);

  const cut = entities.map(({ entity, cells }) => {
    const least = entity === 'country' ? codes.countries.length : LEAST_ENTITIES;
    return { entity, ...cutCube(cells.cube(), least, MOST_CELLS) };
  });
  const counted = await active.finish();
  return {
    cubes: {
      bins: bins.cube(),
      reasons: reasons.cube(),
      flags: flags.cube(),
      response: coarsened(response.cube(), 'bucket', MOST_RESPONSE_CELLS),
      ...counted.cubes,
      ...Object.fromEntries(cut.map(({ entity, cube }) => [`by-${entity}`, cube])),
    },
    kept: Object.fromEntries(cut.map(({ entity, kept }) => [entity, kept])) as Counted['kept'],
    devices: counted.devices,
  };
}
