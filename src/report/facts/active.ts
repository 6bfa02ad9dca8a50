/**
 * Devices that were active, exactly: counts of different devices do not add, so each choice of the filter has its own.
 * A row (time, device, country) holds the kinds of dialogue that it had there as bits; any choice of types is then a mask.
 */
import type { Database } from '../../database/database.ts';
import type { Cube, CubeName, Shape, Timeline } from '../page/model.ts';
import type { Codes } from './codes.ts';
import { cubeOf } from './cube.ts';

/** Counts of every cell of a small shape. */
class Dense {
  readonly shape: Shape;
  readonly counts: Float64Array;

  constructor(shape: Shape) {
    this.shape = shape;
    this.counts = new Float64Array(shape.reduce((product, [, size]) => product * size, 1));
  }

  cube(): Cube {
    return cubeOf(this.shape, this.counts);
  }
}

export class Active {
  readonly #database: Database;
  readonly #codes: Codes;
  readonly #binsPerSlot: number;
  readonly #bins: Dense;
  readonly #slots: Dense;
  readonly #all: Dense;

  constructor(database: Database, codes: Codes, time: Timeline) {
    this.#database = database;
    this.#codes = codes;
    this.#binsPerSlot = time.slot / time.bin;
    const choice = ['choice', codes.choices.length] as const;
    // Place 0 is all countries together.
    const country = ['country', codes.countrySize + 1] as const;
    this.#bins = new Dense([choice, country, ['bin', time.bins]]);
    this.#slots = new Dense([choice, country, ['slot', time.slots]]);
    this.#all = new Dense([choice, country]);
  }

  async begin(): Promise<void> {
    await this.#database.run('CREATE TEMP TABLE ever (device UBIGINT, country INTEGER, kinds BIGINT)');
  }

  async slab(): Promise<void> {
    const run = (sql: string): Promise<void> => this.#database.run(sql);
    await run(`CREATE OR REPLACE TEMP TABLE seen AS
      SELECT bin, device, ${this.#codes.country} AS country, kinds
      FROM (SELECT bin, hash(imsi) AS device, shown_at, bit_or(${this.#codes.kindBit}) AS kinds
        FROM slab WHERE imsi IS NOT NULL GROUP BY ALL)`);
    await this.#count(this.#bins, 'bin', 'seen');
    await run(`CREATE OR REPLACE TEMP TABLE seen_slot AS
      SELECT bin // ${this.#binsPerSlot} AS slot, device, country, bit_or(kinds) AS kinds FROM seen GROUP BY ALL`);
    await this.#count(this.#slots, 'slot', 'seen_slot');
    await run(`CREATE OR REPLACE TEMP TABLE ever AS
      SELECT device, country, bit_or(kinds) AS kinds
      FROM (SELECT device, country, kinds FROM ever UNION ALL SELECT device, country, kinds FROM seen_slot) GROUP BY ALL`);
  }

  async finish(): Promise<{ cubes: Partial<Record<CubeName, Cube>>; devices: number }> {
    await this.#count(this.#all, '0', 'ever');
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
  async #count({ shape, counts }: Dense, time: string, table: string): Promise<void> {
    const { choices, countrySize } = this.#codes;
    // By time innermost, where there is one.
    const width = shape[2]?.[1] ?? 1;
    // Few sets of kinds occur: devices are counted by set, and the choices are made from those counts.
    const each = `SELECT ${time} AS place, country + 1 AS country, kinds, count(*) AS n FROM ${table} GROUP BY ALL`;
    const whole = `SELECT place, 0 AS country, kinds, count(*) AS n FROM
      (SELECT ${time} AS place, device, bit_or(kinds) AS kinds FROM ${table} GROUP BY ALL) GROUP BY ALL`;
    const offsets = new Map<number, readonly number[]>();
    const offsetsOf = (kinds: number): readonly number[] => {
      const has = (kind: number): boolean => Math.floor(kinds / 2 ** kind) % 2 === 1;
      return choices.flatMap((choice, i) => (choice.kinds.some(has) ? [i * (countrySize + 1) * width] : []));
    };
    for (const sql of [each, whole]) {
      const doubles = ['place', 'country', 'kinds', 'n'].map(name => `CAST(${name} AS DOUBLE)`).join(', ');
      for await (const columns of this.#database.columns(`SELECT ${doubles} FROM (${sql})`)) {
        const [places, countries, kinds, devices] = columns as Float64Array[];
        for (let row = 0; row < places.length; row++) {
          let known = offsets.get(kinds[row]);
          if (known === undefined) {
            known = offsetsOf(kinds[row]);
            offsets.set(kinds[row], known);
          }
          const at = countries[row] * width + places[row];
          for (const offset of known) counts[offset + at] += devices[row];
        }
      }
    }
  }
}
