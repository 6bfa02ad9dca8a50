/** The records, a slab of time after the other, counted into cubes: memory is that of a slab and of what was counted. */
import type { Database } from '../../database/database.ts';
import { BUCKETS, bucketSql } from '../page/buckets.ts';
import { type Cube, type CubeName, ENTITIES, FLAGS, type Shape, type Timeline } from '../page/model.ts';
import { Active } from './active.ts';
import type { Codes } from './codes.ts';
import { Cells, coarsened, cutCube } from './cube.ts';
import { column, type Relation } from './relation.ts';

/** Rows of a slab, about: whole slots of time are taken together up to this. */
const ROWS = 4_000_000;
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

/** Runs of slots with about `ROWS` records each. */
async function slabsOf(database: Database, from: string, time: Timeline): Promise<[from: number, to: number][]> {
  const rows = await database.rows(
    `SELECT CAST((epoch_us(start_time) - ${time.start * 1e6}) // ${time.slot * 1e6} AS INTEGER) AS slot, CAST(count(*) AS DOUBLE) AS n
     FROM ${from} GROUP BY slot ORDER BY slot`,
  );
  const slabs: [number, number][] = [];
  let size = 0;
  for (const { slot, n } of rows as { slot: number; n: number }[]) {
    const last = slabs[slabs.length - 1];
    if (last !== undefined && size + n <= ROWS) {
      last[1] = slot + 1;
      size += n;
    } else {
      slabs.push([slot, slot + 1]);
      size = n;
    }
  }
  return slabs;
}

function slabSql(records: Relation, where: string, codes: Codes, time: Timeline, from: number, to: number): string {
  const at = (slot: number): string => `make_timestamp(CAST(${(time.start + slot * time.slot) * 1e6} AS BIGINT))`;
  const response = column(records, 'response_time', 'DOUBLE');
  const imsi = column(records, 'imsi');
  return `
    CREATE OR REPLACE TEMP TABLE slab AS
    SELECT *, ${codes.countrySql} AS country, bin // ${time.slot / time.bin} AS slot
    FROM (
      SELECT
        CAST((epoch_us(start_time) - ${time.start * 1e6}) // ${time.bin * 1e6} AS INTEGER) AS bin,
        CAST(${codes.kindSql} AS INTEGER) AS kind,
        CAST(${codes.reasonSql} AS INTEGER) AS reason,
        ${ENTITIES.map(entity => `CAST(${codes.entities[entity].sql} AS INTEGER) AS by_${entity}`).join(',\n        ')},
        CASE WHEN ${response} >= 0 THEN ${bucketSql(response)} END AS bucket,
        CASE WHEN ${imsi} IS NOT NULL THEN hash(${imsi}) END AS device,
        ${FLAGS.map(flag => `coalesce(${FLAG_COLUMNS[flag](records)}, false) AS is_${flag}`).join(',\n        ')}
      FROM ${records.from}
      WHERE ${where} AND start_time >= ${at(from)} AND start_time < ${at(to)})`;
}

export async function countSlabs(
  database: Database,
  records: Relation,
  where: string,
  codes: Codes,
  time: Timeline,
): Promise<Counted> {
  const kinds = codes.kinds.length;
  const labels = codes.reasons.length + 1;
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
  const active = new Active(database, codes, time);
  await active.begin();

  for (const [from, to] of await slabsOf(database, `(SELECT start_time FROM ${records.from} WHERE ${where})`, time)) {
    await database.run(slabSql(records, where, codes, time, from, to));
    await database.run(
      `CREATE OR REPLACE TEMP TABLE fine AS
       SELECT bin, slot, kind, country, reason, count(*) AS n FROM slab GROUP BY ALL`,
    );
    const outcome = `reason // ${labels}`;
    await bins.addAll(database, `SELECT ${bins.keySql({ outcome })} AS key, sum(n) AS n FROM fine GROUP BY key`);
    await reasons.addAll(database, `SELECT ${reasons.keySql({})} AS key, sum(n) AS n FROM fine GROUP BY key`);
    for (const [flag, name] of FLAGS.entries()) {
      await flags.addAll(
        database,
        `SELECT ${flags.keySql({ flag: String(flag) })} AS key, count(*) AS n FROM slab WHERE is_${name} GROUP BY key`,
      );
    }
    await response.addAll(
      database,
      `SELECT ${response.keySql({ measure: 'kind' })} AS key, count(*) AS n FROM slab WHERE bucket IS NOT NULL GROUP BY key`,
    );
    const create = codes.kinds.findIndex(({ type }) => type === 'PDP_CREATE');
    await response.addAll(
      database,
      `SELECT ${response.keySql({ measure: String(kinds) })} AS key, count(*) AS n FROM slab
       WHERE bucket IS NOT NULL AND kind = ${create} AND reason < ${labels} GROUP BY key`,
    );
    for (const { entity, cells } of entities) {
      const { names, size } = codes.entities[entity];
      const told = names.untold ? '' : `WHERE by_${entity} < ${size - 1}`;
      const key = cells.keySql({ entity: `by_${entity}` });
      await cells.addAll(database, `SELECT ${key} AS key, count(*) AS n FROM slab ${told} GROUP BY key`);
    }
    await active.slab();
  }
  await database.run('DROP TABLE IF EXISTS slab');
  await database.run('DROP TABLE IF EXISTS fine');

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
