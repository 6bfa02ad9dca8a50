/** Populations as dialogue records: the same for a seed, in order, whole, and with the mixes that were planted. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Events } from '../../captures/maker/population/events.ts';
import { Population } from '../../captures/maker/population/population.ts';
import { TYPES } from '../../captures/maker/population/profile.ts';
import { DAY, HOUR, RHYTHMS, WEEK } from '../../captures/maker/population/rhythm.ts';
import { sharesOf } from '../../captures/maker/population/tables.ts';
import { makePopulation } from '../../src/commands/population.ts';
import { Database, literal } from '../../src/database/database.ts';
import { sigprobe } from '../commands/tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigprobe-population-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A digest of all that the events of a population say, and how many there are. */
function told(options: Partial<ConstructorParameters<typeof Population>[0]>): { digest: string; count: number } {
  const population = new Population({ population: 'dat1', devices: 60, days: 30, seed: 5, ...options });
  const hash = createHash('sha256');
  let count = 0;
  eachEvent(population, (events, e) => {
    const { time, device, type, outcome, reason, code, network, place, cell, tunnel } = events;
    const all = [time[e], device[e], type[e], outcome[e], reason[e], code[e], network[e], place[e], cell[e], tunnel[e]];
    hash.update(`${all.join(' ')} ${events.response[e]} ${events.duration[e]} ${events.inserts[e]}\n`);
    count++;
  });
  return { digest: hash.digest('hex'), count };
}

function eachEvent(population: Population, see: (events: Events, e: number) => void): void {
  for (const events of population.slices()) {
    for (let k = 0; k < events.ready; k++) see(events, events.order[k]);
  }
}

describe('a population', () => {
  it('is the same for a seed, and another for another', () => {
    expect(told({})).toEqual(told({}));
    expect(told({ seed: 6 }).digest).not.toBe(told({}).digest);
  });

  it('comes in order of time, and a device does what it does whoever is beside it', () => {
    let last = 0;
    const alone: number[] = [];
    eachEvent(new Population({ population: 'dat2', devices: 40, days: 20, seed: 9 }), (events, e) => {
      expect(events.time[e]).toBeGreaterThanOrEqual(last);
      last = events.time[e];
      if (events.device[e] === 7) alone.push(last);
    });
    const among: number[] = [];
    const scaled = { population: 'dat2', devices: 400, days: 20, seed: 9 } as const;
    eachEvent(new Population(scaled), (events, e) => {
      if (events.device[e] === 7) among.push(events.time[e]);
    });
    expect(last).toBeLessThan(20 * DAY);
    expect(among.length).toBeGreaterThan(20);
    expect(among).toEqual(alone);
  });

  it('has about as many dialogues as it was asked for', () => {
    for (const dialogues of [5000, 40_000]) {
      const { count } = told({ devices: 500, dialogues });
      expect(Math.abs(count / dialogues - 1)).toBeLessThan(0.1);
    }
  });

  it.each([
    ['dat1', 80_000],
    ['dat1', 800_000],
    ['dat2', 200_000],
  ] as const)('%s of %i dialogues has the first hours of its first Monday as those of others', (name, dialogues) => {
    const population = new Population({ population: name, devices: 8000, days: 28, seed: 4, dialogues });
    // By type and week.
    const counts = TYPES.map(() => [0, 0, 0, 0]);
    eachEvent(population, ({ time, type }, e) => {
      if (time[e] % WEEK < 4 * HOUR) counts[type[e]][Math.floor(time[e] / WEEK)]++;
    });
    counts.forEach(([first, ...others], type) => {
      const usual = others.reduce((sum, n) => sum + n, 0) / 3;
      // Five deviations of what comes at any time, and a tenth, for the activities of a device come in runs.
      expect(Math.abs(first - usual), `${TYPES[type]}: ${first}, then ${others}`).toBeLessThan(
        5 * Math.sqrt(usual) + usual / 10,
      );
    });
  });

  it.each(['dat1', 'dat2'] as const)('%s has devices and mixes of each profile as planned', name => {
    const population = new Population({ population: name, devices: 4000, days: 30, seed: 3, dialogues: 600_000 });
    const { profiles } = population.plan;
    const counts = profiles.map(() => new Float64Array(TYPES.length));
    eachEvent(population, (events, e) => {
      counts[population.profiles[events.device[e]]][events.type[e]]++;
    });
    const whole = profiles.reduce((sum, { share }) => sum + share, 0);
    profiles.forEach((profile, p) => {
      const devices = population.profiles.filter(own => own === p).length;
      expect(Math.abs(devices / 4000 - profile.share / whole)).toBeLessThan(0.005);
      const all = counts[p].reduce((sum, n) => sum + n, 0);
      const planned = sharesOf(profile);
      for (let type = 0; type < TYPES.length; type++) {
        expect(Math.abs(counts[p][type] / all - planned[type])).toBeLessThan(0.015);
      }
    });
  });
});

describe('rhythms', () => {
  it.each(Object.entries(RHYTHMS))('%s keeps a week a week and never goes back', (_, rhythm) => {
    expect(rhythm.time(0)).toBe(0);
    expect(rhythm.time(3 * WEEK)).toBe(3 * WEEK);
    let last = 0;
    for (let busy = 0; busy < WEEK; busy += WEEK / 5000) {
      const time = rhythm.time(busy);
      expect(time).toBeGreaterThanOrEqual(last);
      last = time;
    }
    expect(last).toBeLessThanOrEqual(WEEK);
  });

  it('puts the storm on midnight, and work on weekdays', () => {
    const { midnight, work } = RHYTHMS;
    let atMidnight = 0;
    let atWeekend = 0;
    for (let k = 0; k < 20_000; k++) {
      const busy = (WEEK * k) / 20_000;
      if (midnight.time(busy) % DAY < DAY / 288) atMidnight++;
      if (work.time(busy) >= 5 * DAY) atWeekend++;
    }
    // 25 of 312 weights of five minutes; two days at 0.35.
    expect(atMidnight / 20_000).toBeCloseTo(25 / 312, 2);
    expect(atWeekend / 20_000).toBeCloseTo(0.7 / 5.7, 2);
  });
});

describe('on the command line', () => {
  const odd = join(folder, 'odd');
  it.each([
    [['--population', 'dat3', '-o', `${odd}.parquet`], /One of dat1, dat2 is needed/],
    [['--population', 'dat1', '-o', `${odd}.txt`], /odd\.txt: a population is written as one of pcap, /],
    [['--population', 'dat1', '--packets', '9', '-o', `${odd}.pcap`], /--packets and --population do not go together/],
    [['--packets', '9', '--dialogues', '9', '-o', `${odd}.pcap`], /--dialogues is for --population/],
    [['-o', `${odd}.pcap`], /either --packets or --population is needed/],
    [['--population', 'dat1', '--devices', '2', '-o', `${odd}/a.pcap`], /cannot write .*a\.pcap: no such/],
    [['--population', 'dat1', '--devices', '2', '-o', `${odd}/a.parquet`], /cannot write .*a\.parquet: no such/],
  ])('%j is refused in a line, and nothing is left', async (args, line) => {
    const before = readdirSync(folder).sort();
    const { status, stdout, stderr } = await sigprobe(['make', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

describe('as Parquet', () => {
  const path = join(folder, 'month.parquet');
  const from = `FROM read_parquet(${literal(path)})`;
  let db: Database;
  const one = async (sql: string): Promise<Record<string, unknown>> => (await db.rows(sql))[0];

  beforeAll(async () => {
    const options = { population: 'dat1', devices: 400, days: 30, seed: 11 } as const;
    await makePopulation({ ...options, output: path });
    await makePopulation({ ...options, output: join(folder, 'again.parquet') });
    db = await Database.open();
  }, 60_000);

  it('is the same file for a seed, with a profile of every device', async () => {
    expect(readFileSync(path).equals(readFileSync(join(folder, 'again.parquet')))).toBe(true);
    const lines = readFileSync(join(folder, 'month.profiles.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('simId,profile');
    expect(new Set(lines.slice(1).map(line => line.split(',')[1])).size).toBe(8);
    expect(new Set(lines.slice(1).map(line => line.split(',')[0])).size).toBe(400);
    const known =
      await one(`SELECT count(DISTINCT imsi)::INT AS n, count(*) FILTER (imsi IS NULL)::INT AS without ${from}
      WHERE imsi IN (SELECT simId FROM read_csv(${literal(join(folder, 'month.profiles.csv'))}, types={'simId':'VARCHAR'}))`);
    expect(known).toEqual({ n: 400, without: 0 });
  });

  it('holds values of the enumerations, reasons that fit outcomes and types, times in order', async () => {
    const odd = await one(`SELECT
      count(*) FILTER (outcome = 'success' AND reason IS NOT NULL)::INT AS success_with_reason,
      count(*) FILTER (outcome <> 'success' AND reason IS NULL)::INT AS failure_without,
      count(*) FILTER (outcome = 'reject' AND type NOT IN ('SAI', 'UL', 'UL_GPRS'))::INT AS reject_of_others,
      count(*) FILTER (type = 'CL' AND visited_node NOT IN ('VLR', 'SGSN'))::INT AS cl_nowhere,
      count(*) FILTER (type = 'UL' AND visited_node <> 'VLR' OR type = 'UL_GPRS' AND visited_node <> 'SGSN')::INT AS at_the_wrong_node,
      count(*) FILTER ((protocol = 'GTP') <> (type LIKE 'PDP%'))::INT AS protocol_and_type,
      count(*) FILTER (protocol = 'GTP' AND cell IS NULL)::INT AS no_cell,
      count(*) FILTER (type <> 'OTHER' AND (visited_mcc IS NULL OR visited_country IS NULL))::INT AS nowhere,
      count(*) FILTER (home_country IS NULL OR length(imsi) <> 15)::INT AS from_nowhere,
      count(*) FILTER (imei IS NOT NULL AND (length(imei) <> 16 OR tac <> left(imei, 8)))::INT AS imei_odd,
      count(*) FILTER (msisdn IS NOT NULL AND length(msisdn) NOT BETWEEN 10 AND 15)::INT AS msisdn_odd,
      count(*) FILTER (end_time < start_time OR (reason = '_Incomplete') <> (response_time IS NULL))::INT AS times_odd,
      count(*) FILTER (edge = 'end' AND reason <> '_Incomplete')::INT AS edge_odd,
      count(*) - count(DISTINCT dialogue_id) AS same_id,
      count(*) FILTER (start_time < before)::INT AS backwards
      FROM (SELECT *, lag(start_time) OVER () AS before ${from})`);
    expect(Object.values(odd).map(Number)).toEqual(Object.keys(odd).map(() => 0));
    const types = await db.rows(`SELECT DISTINCT type ${from} ORDER BY type`);
    expect(types.map(({ type }) => type)).toEqual([...TYPES].sort());
  });

  it('has tunnels of one device, created once and first, deleted once and last', async () => {
    const tunnels = await one(`SELECT count(*)::INT AS tunnels,
      count(*) FILTER (devices <> 1 OR ends <> 1)::INT AS shared,
      count(*) FILTER (creates > 1 OR deletes > 1)::INT AS twice,
      count(*) FILTER (created > first)::INT AS late,
      count(*) FILTER (deleted < last)::INT AS early,
      count(*) FILTER (creates = 0)::INT AS older
      FROM (SELECT tunnel_id, count(DISTINCT imsi) AS devices, count(DISTINCT teid_control_ggsn) AS ends,
        count(*) FILTER (type = 'PDP_CREATE') AS creates, count(*) FILTER (type = 'PDP_DELETE') AS deletes,
        min(start_time) AS first, max(start_time) AS last,
        min(start_time) FILTER (type = 'PDP_CREATE') AS created, max(start_time) FILTER (type = 'PDP_DELETE') AS deleted
        ${from} WHERE tunnel_id IS NOT NULL GROUP BY tunnel_id)`);
    const { tunnels: all, older, ...faults } = tunnels;
    expect(faults).toEqual({ shared: 0, twice: 0, late: 0, early: 0 });
    expect(all).toBeGreaterThan(5000);
    expect(older).toBeGreaterThan(0);
  });
});
