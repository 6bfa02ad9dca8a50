/** The aggregates, through every kind of filter, against the records counted one by one. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.ts';
import { distributionsOf, quantiles } from '../../src/report/facts/features.ts';
import { gather } from '../../src/report/facts/gather.ts';
import { lowerEnds, percentile } from '../../src/report/page/buckets.ts';
import { type Entity, type Facts, FLAGS, OUTCOMES } from '../../src/report/page/model.ts';
import { type Filter, View, wholeFilter } from '../../src/report/page/state.ts';
import { sizeOf } from '../../src/report/page/sums.ts';
import { scratchFolder } from '../commands/tool.ts';
import { type Made, MONDAY, madeFolder, records, sql } from './made.ts';

const scratch = scratchFolder();
const rows = records(4000);
let facts: Facts;

beforeAll(async () => {
  facts = await gather(await madeFolder(scratch, 'facts', rows));
}, 120_000);

function kindName({ protocol, type }: Made): string {
  return type === 'OTHER' ? `OTHER (${protocol})` : type;
}

/** What the filter lets through. */
function passing(filter: Filter): Made[] {
  const { time, countries, choices, kinds } = facts;
  if (time === null) throw new Error('no time');
  const names = new Set(choices[filter.choice].kinds.map(kind => kinds[kind].name));
  return rows.filter(row => {
    const slot = Math.floor((row.start / 1e6 - time.start) / time.slot);
    const place = row.visited_country === null ? countries.length + 1 : countries.indexOf(row.visited_country);
    return (
      slot >= filter.from &&
      slot < filter.to &&
      (filter.country < 0 || place === filter.country) &&
      names.has(kindName(row))
    );
  });
}

function tally<T>(list: readonly T[], key: (item: T) => string | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of list) {
    const name = key(item);
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const choice = (label: string): number => facts.choices.findIndex(one => one.label === label);

const FILTERS: readonly (readonly [string, () => Filter])[] = [
  ['nothing filtered', () => wholeFilter(facts)],
  ['some hours', () => ({ ...wholeFilter(facts), from: 5, to: 17 })],
  ['one slot', () => ({ ...wholeFilter(facts), from: 9, to: 10 })],
  ['one country', () => ({ ...wholeFilter(facts), country: facts.countries.indexOf('PL') })],
  ['no country told', () => ({ ...wholeFilter(facts), country: facts.countries.length + 1 })],
  ['one protocol', () => ({ ...wholeFilter(facts), choice: choice('all GTP') })],
  ['one type', () => ({ ...wholeFilter(facts), choice: choice('UL_GPRS') })],
  ['all at once', () => ({ from: 3, to: 30, country: facts.countries.indexOf('DE'), choice: choice('all MAP') })],
];

const EXPRESSIONS: Readonly<Record<Entity, (row: Made) => string | null>> = {
  country: row => row.visited_country ?? 'not told',
  operator: row => (row.visited_mcc === null ? 'not told' : `${row.visited_mcc}-${row.visited_mnc}`),
  home: row => `${row.home_mcc}-${row.home_mnc}`,
  apn: row => row.apn,
  node: row => row.vlr_number ?? row.sgsn_number ?? row.sgsn_address,
  ggsn: row => row.ggsn_address,
};

describe('the time', () => {
  it('is in hours for three days, picked by slots of three hours', () => {
    expect(facts.time).toMatchObject({ start: MONDAY, bin: 3600, slot: 10_800, slots: 24 });
    expect(facts.dialogues).toBe(rows.length);
    expect(facts.outside).toBe(0);
  });
});

describe.each(FILTERS)('%s', (_, made) => {
  let view: View;
  let wanted: Made[];

  beforeAll(() => {
    view = new View(facts, made());
    wanted = passing(view.filter);
    expect(wanted.length).toBeGreaterThan(5);
  });

  it('counts outcomes', () => {
    const counts = view.sums('bins', ['outcome']);
    expect(Object.fromEntries(OUTCOMES.map((outcome, o) => [outcome, counts[o]]))).toEqual({
      success: 0,
      reject: 0,
      error: 0,
      ...tally(wanted, row => row.outcome),
    });
  });

  it('counts dialogues by hour and kind', () => {
    const { bins, bin, start } = facts.time!;
    const counts = view.sums('bins', ['kind', 'bin']);
    const found: Record<string, number> = {};
    facts.kinds.forEach(({ name }, kind) => {
      for (let b = 0; b < bins; b++) if (counts[kind * bins + b] > 0) found[`${name} ${b}`] = counts[kind * bins + b];
    });
    expect(found).toEqual(tally(wanted, row => `${kindName(row)} ${Math.floor((row.start / 1e6 - start) / bin)}`));
  });

  it('counts each device once an hour', () => {
    const { bin, start } = facts.time!;
    const active = view.activeByBin();
    const pairs = new Set(
      wanted
        .filter(({ imsi }) => imsi !== null)
        .map(row => `${Math.floor((row.start / 1e6 - start) / bin)} ${row.imsi}`),
    );
    const byHour = tally([...pairs], pair => pair.split(' ')[0]);
    const { from, to } = view.bins;
    for (let b = from; b < to; b++) expect(active[b], `hour ${b}`).toBe(byHour[b] ?? 0);
  });

  it('knows how many devices there were, or the most in one slot', () => {
    const { slot, start } = facts.time!;
    const { count, exact } = view.devices();
    const of = (list: readonly Made[]): number =>
      new Set(list.flatMap(({ imsi }) => (imsi === null ? [] : [imsi]))).size;
    const slots = new Map<number, Made[]>();
    for (const row of wanted) {
      const at = Math.floor((row.start / 1e6 - start) / slot);
      slots.set(at, [...(slots.get(at) ?? []), row]);
    }
    expect(exact).toBe(view.filter.to - view.filter.from === 24 || view.filter.to - view.filter.from === 1);
    expect(count).toBe(exact ? of(wanted) : Math.max(...[...slots.values()].map(of)));
  });

  it('counts reasons by procedure', () => {
    const counts = view.sums('reasons', ['kind', 'reason']);
    const width = 3 * view.labels;
    const found: Record<string, number> = {};
    facts.kinds.forEach(({ name }, kind) => {
      for (let place = 0; place < width; place++) {
        const { outcome, label } = view.reason(place);
        if (counts[kind * width + place] > 0)
          found[`${name} ${OUTCOMES[outcome]} ${label}`] = counts[kind * width + place];
      }
    });
    expect(found).toEqual(tally(wanted, row => `${kindName(row)} ${row.outcome} ${row.reason ?? ''}`));
  });

  it.each(Object.keys(EXPRESSIONS) as Entity[])('counts outcomes and reasons by %s', entity => {
    const { counts, places, reasons } = view.entity(entity);
    const { names } = facts.entities[entity];
    const found: Record<string, number> = {};
    for (let place = 0; place < places; place++) {
      for (let r = 0; r < reasons; r++) {
        const n = counts[place * reasons + r];
        const { outcome, label } = view.reason(r);
        if (n > 0) found[`${names[place] ?? 'not told'} ${OUTCOMES[outcome]} ${label}`] = n;
      }
    }
    const of = EXPRESSIONS[entity];
    expect(found).toEqual(
      tally(wanted, row => (of(row) === null ? null : `${of(row)} ${row.outcome} ${row.reason ?? ''}`)),
    );
  });

  it('counts flags', () => {
    const counts = view.sums('flags', ['flag']);
    expect(Object.fromEntries(FLAGS.map((flag, i) => [flag, counts[i]]))).toEqual({
      loss: wanted.filter(row => row.capture_loss).length,
      edge: wanted.filter(row => row.edge !== null).length,
      copies: wanted.filter(row => row.copies > 0).length,
      retransmissions: wanted.filter(row => row.retransmissions > 0).length,
      anonymous: wanted.filter(row => row.imsi === null).length,
    });
  });

  it('has percentiles of response times within a bucket of the true ones', () => {
    const size = sizeOf(facts.cubes.response, 'bucket');
    const counts = view.sums('response', ['measure', 'bucket']);
    for (const kind of facts.choices[view.filter.choice].kinds) {
      const times = wanted
        .filter(row => kindName(row) === facts.kinds[kind].name && row.response_time !== null)
        .map(row => row.response_time!)
        .sort((a, b) => a - b);
      const buckets = counts.subarray(kind * size, (kind + 1) * size);
      expect(buckets.reduce((a, b) => a + b, 0)).toBe(times.length);
      for (const p of [0.25, 0.5, 0.95]) {
        if (times.length < 5) continue;
        const exact = times[Math.ceil(times.length * p) - 1];
        const ratio = percentile(buckets, p, lowerEnds(size)) / exact;
        expect(ratio).toBeGreaterThan(1 / 1.2);
        expect(ratio).toBeLessThan(1.2);
      }
    }
  });

  it('measures the set-up of tunnels by accepted creates alone', () => {
    const size = sizeOf(facts.cubes.response, 'bucket');
    const counts = view.sums('response', ['measure', 'bucket'], { measure: place => place === facts.kinds.length });
    const create = facts.choices[view.filter.choice].kinds.some(kind => facts.kinds[kind].type === 'PDP_CREATE');
    const answered = passing({ ...view.filter, choice: 0 }).filter(
      row => row.type === 'PDP_CREATE' && row.outcome === 'success' && row.response_time !== null,
    );
    const sum = counts.subarray(facts.kinds.length * size).reduce((a, b) => a + b, 0);
    if (create) expect(sum).toBe(answered.length);
  });
});

describe('names of which there are more than places', () => {
  const outcomes = ['success', 'reject', 'error'] as const;
  /** The more, the lower the number; an empty text is one of them. */
  const many = records(6000, 11).map((row, i) => {
    const n = Math.floor((i * i) / 72_000) % 400;
    return {
      ...row,
      outcome: outcomes[i % 3],
      apn: i % 17 === 0 ? null : n === 3 ? '' : `apn${n}`,
      visited_mcc: i % 13 === 0 ? null : String(200 + (n % 25)),
      visited_mnc: i % 19 === 0 ? null : String(n % 16).padStart(2, '0'),
      vlr_number: i % 5 === 0 ? `49${n}` : null,
      sgsn_number: i % 3 === 0 ? `48${n}` : null,
      sgsn_address: i % 2 === 0 ? `192.0.2.${n % 90}` : null,
    };
  });
  let all: Facts;
  let folder: string;

  beforeAll(async () => {
    folder = await madeFolder(scratch, 'many', many);
    all = await gather(folder);
  }, 120_000);

  it.each([
    ['apn', (row: Made) => row.apn],
    [
      'operator',
      (row: Made) =>
        row.visited_mcc === null || row.visited_mnc === null ? null : `${row.visited_mcc}-${row.visited_mnc}`,
    ],
    ['node', EXPRESSIONS.node],
  ] as const)('are counted as the rest: %s', (entity, of) => {
    const view = new View(all, wholeFilter(all));
    const { names, distinct, untold } = all.entities[entity];
    const sizes = tally(many, of);
    expect(distinct).toBe(Object.keys(sizes).length);
    expect(names.length).toBeLessThan(distinct);
    const least = Math.min(...names.map(name => sizes[name]));
    const rest = Object.keys(sizes).filter(name => !names.includes(name));
    for (const name of rest) expect(sizes[name]).toBeLessThanOrEqual(least);
    const { counts, places, reasons } = view.entity(entity);
    const found: Record<string, number> = {};
    for (let at = 0; at < places * reasons; at++) {
      if (counts[at] === 0) continue;
      const place = Math.floor(at / reasons);
      const name = names[place] ?? (place === names.length ? '(rest)' : '(not told)');
      const key = `${name} ${OUTCOMES[view.reason(at % reasons).outcome]}`;
      found[key] = (found[key] ?? 0) + counts[at];
    }
    const name = (row: Made): string | null => {
      const text = of(row);
      if (text === null) return untold ? '(not told)' : null;
      return names.includes(text) ? text : '(rest)';
    };
    expect(found).toEqual(tally(many, row => (name(row) === null ? null : `${name(row)} ${row.outcome}`)));
  });

  it('are the same counted at once and in small parts', async () => {
    const shares: number[] = [];
    expect(await gather(folder, { rows: 400, progress: (_, share) => shares.push(share) })).toEqual(all);
    // And it tells how far it is.
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every(share => share >= 0 && share < 1)).toBe(true);
  });
});

describe('columns of another type', () => {
  it('are read as what they should be', async () => {
    const folder = await madeFolder(scratch, 'types', rows);
    const file = join(folder, 'dialogues.parquet');
    await sql(
      `COPY (SELECT * REPLACE (CAST(home_mcc AS INTEGER) AS home_mcc, CAST(visited_mcc AS INTEGER) AS visited_mcc)
             FROM read_parquet('${file}')) TO '${file}.other' (FORMAT parquet)`,
    );
    renameSync(`${file}.other`, file);
    const { entities, ...others } = await gather(folder);
    expect(entities.operator).toEqual(facts.entities.operator);
    expect([...entities.home.names].sort()).toEqual(['1-01', '1-02']);
    expect(others.dialogues).toBe(rows.length);
  });
});

describe('distributions', () => {
  it('are of all devices with a value, and of those of each cluster', async () => {
    const file = (name: string): string => join(scratch, `${name}.parquet`);
    await sql(
      `COPY (SELECT 'd' || i AS simId, CASE WHEN i % 7 > 0 THEN i * 1.5 END AS n_ci_changes, NULL::DOUBLE AS pct_gtp
             FROM range(90) t(i)) TO '${file('features')}' (FORMAT parquet)`,
    );
    // Some have no label, some one of a cluster that the profiles do not have.
    await sql(
      `COPY (SELECT 'd' || i AS simId, CAST(1 + i % 5 AS INTEGER) AS cluster FROM range(80) t(i))
       TO '${file('labels')}' (FORMAT parquet)`,
    );
    const values = Array.from({ length: 90 }, (_, i) => i).filter(i => i % 7 > 0);
    const of = (list: readonly number[]): number[] => quantiles(Float64Array.from(list, i => i * 1.5));
    const database = await Database.open();
    try {
      expect(await distributionsOf(database, file('features'), file('labels'), 4)).toEqual({
        devices: 90,
        distributions: [
          {
            feature: 'n_ci_changes',
            devices: values.length,
            values: of(values),
            clusters: [0, 1, 2, 3].map(c => of(values.filter(i => i < 80 && i % 5 === c))),
          },
        ],
      });
    } finally {
      database.close();
    }
  });
});
