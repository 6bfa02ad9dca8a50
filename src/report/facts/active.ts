/**
 * Devices that were active, exactly: counts of different devices do not add, so each choice of the filter has its own.
 * A row (time, device, country) holds the kinds of dialogue that it had there as bits; any choice of types is then a mask.
 */
import type { Database } from '../../database/database.ts';
import type { Cube, CubeName, Timeline } from '../page/model.ts';
import type { Codes } from './codes.ts';
import { Cells } from './cube.ts';

export class Active {
  readonly #database: Database;
  readonly #codes: Codes;
  readonly #bins: Cells;
  readonly #slots: Cells;
  readonly #all: Cells;

  constructor(database: Database, codes: Codes, time: Timeline) {
    this.#database = database;
    this.#codes = codes;
    const choice = ['choice', codes.choices.length] as const;
    // Place 0 is all countries together.
    const country = ['country', codes.countrySize + 1] as const;
    this.#bins = new Cells([choice, country, ['bin', time.bins]]);
    this.#slots = new Cells([choice, country, ['slot', time.slots]]);
    this.#all = new Cells([choice, country]);
  }

  async begin(): Promise<void> {
    await this.#database.run('CREATE TEMP TABLE ever (device UBIGINT, country INTEGER, kinds UBIGINT)');
  }

  async slab(): Promise<void> {
    const run = (sql: string): Promise<void> => this.#database.run(sql);
    await run(`CREATE OR REPLACE TEMP TABLE seen AS
      SELECT bin, slot, device, country, bit_or(CAST(1 AS UBIGINT) << kind) AS kinds
      FROM slab WHERE device IS NOT NULL GROUP BY ALL`);
    await this.#count(this.#bins, 'bin', 'seen');
    await run(`CREATE OR REPLACE TEMP TABLE seen_slot AS
      SELECT slot, device, country, bit_or(kinds) AS kinds FROM seen GROUP BY ALL`);
    await this.#count(this.#slots, 'slot', 'seen_slot');
    await run(`CREATE OR REPLACE TEMP TABLE ever AS
      SELECT device, country, bit_or(kinds) AS kinds
      FROM (SELECT device, country, kinds FROM ever UNION ALL SELECT device, country, kinds FROM seen_slot) GROUP BY ALL`);
  }

  async finish(): Promise<{ cubes: Partial<Record<CubeName, Cube>>; devices: number }> {
    await this.#count(this.#all, '', 'ever');
    const [{ n }] = (await this.#database.rows('SELECT CAST(count(DISTINCT device) AS DOUBLE) AS n FROM ever')) as {
      n: number;
    }[];
    for (const table of ['seen', 'seen_slot', 'ever']) await this.#database.run(`DROP TABLE IF EXISTS ${table}`);
    return {
      cubes: { active: this.#bins.cube(), activeSlots: this.#slots.cube(), activeAll: this.#all.cube() },
      devices: n,
    };
  }

  /** Different devices by time and choice, in each country and in all. */
  async #count(cells: Cells, time: string, table: string): Promise<void> {
    const { choices, countrySize } = this.#codes;
    const masks = choices.map(choice => choice.kinds.reduce((mask, kind) => mask | (1n << BigInt(kind)), 0n));
    const by = time === '' ? '0' : time;
    const width = time === '' ? 1 : cells.shape[2][1];
    // Few sets of kinds occur: devices are counted by set, and the choices are made from those counts.
    const each = `SELECT ${by}, country + 1, CAST(kinds AS BIGINT), CAST(count(*) AS DOUBLE) FROM ${table} GROUP BY ALL`;
    const whole = `SELECT place, 0, CAST(kinds AS BIGINT), CAST(count(*) AS DOUBLE) FROM
      (SELECT ${by} AS place, device, bit_or(kinds) AS kinds FROM ${table} GROUP BY ALL) GROUP BY ALL`;
    const counts = new Map<number, number>();
    for (const sql of [each, whole]) {
      for await (const [at, countries, kinds, devices] of this.#database.chunks(sql)) {
        for (let row = 0; row < at.length; row++) {
          masks.forEach((mask, i) => {
            if (((kinds[row] as bigint) & mask) === 0n) return;
            const key = (i * (countrySize + 1) + Number(countries[row])) * width + Number(at[row]);
            counts.set(key, (counts.get(key) ?? 0) + (devices[row] as number));
          });
        }
      }
    }
    for (const [key, count] of counts) cells.add(key, count);
  }
}
