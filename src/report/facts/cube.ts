/** Cells gathered in any order, given as a sorted cube. */
import type { Database } from '../../database/database.ts';
import type { Cube, Shape } from '../page/model.ts';

export class Cells {
  readonly shape: Shape;
  readonly #keys: number[] = [];
  readonly #counts: number[] = [];

  constructor(shape: Shape) {
    this.shape = shape;
  }

  add(key: number, count: number): void {
    this.#keys.push(key);
    this.#counts.push(count);
  }

  /** Rows of a query of two columns, the key and the count. */
  async addAll(database: Database, sql: string): Promise<void> {
    const doubles = `SELECT CAST(key AS DOUBLE), CAST(n AS DOUBLE) FROM (${sql})`;
    for await (const [keys, counts] of database.columns(doubles)) {
      for (let i = 0; i < keys.length; i++) this.add(keys[i] as number, counts[i] as number);
    }
  }

  /** `key` as SQL: the places of the dimensions in order, as expressions. */
  keySql(places: Readonly<Record<string, string>>): string {
    return this.shape.reduce((outer, [name, size], i) => {
      const place = `CAST(${places[name] ?? name} AS BIGINT)`;
      return i === 0 ? place : `(${outer}) * ${size} + ${place}`;
    }, '');
  }

  cube(): Cube {
    const order = new Float64Array(this.#keys.length);
    for (let i = 0; i < order.length; i++) order[i] = this.#keys[i];
    const places = Uint32Array.from(order.keys()).sort((a, b) => order[a] - order[b]);
    const keys = new Uint32Array(order.length);
    const counts = new Float64Array(order.length);
    let cells = 0;
    for (const place of places) {
      const key = order[place];
      if (cells > 0 && keys[cells - 1] === key) counts[cells - 1] += this.#counts[place];
      else {
        keys[cells] = key;
        counts[cells++] = this.#counts[place];
      }
    }
    return { shape: this.shape, keys: keys.subarray(0, cells), counts: counts.subarray(0, cells) };
  }
}

/** Of the counts of all cells, in order. */
export function cubeOf(shape: Shape, counts: Float64Array): Cube {
  const keys = Uint32Array.from(counts.keys()).filter(key => counts[key] > 0);
  return { shape, keys, counts: Float64Array.from(keys, key => counts[key]) };
}

/** The cube with pairs of places of one dimension as one, until it has no more than `most` cells. */
export function coarsened(cube: Cube, name: string, most: number): Cube {
  const place = cube.shape.findIndex(([known]) => known === name);
  const size = cube.shape[place][1];
  if (cube.keys.length <= most || size % 2 !== 0) return cube;
  const inner = cube.shape.slice(place + 1).reduce((product, [, each]) => product * each, 1);
  const coarse = new Cells(cube.shape.map((one, i) => (i === place ? [name, size / 2] : one)));
  cube.keys.forEach((key, i) => {
    const within = Math.floor(key / inner) % size;
    const outer = Math.floor(key / (inner * size));
    coarse.add((outer * (size / 2) + (within >> 1)) * inner + (key % inner), cube.counts[i]);
  });
  return coarsened(coarse.cube(), name, most);
}

/**
 * Keeps as many of the first places of the outermost dimension as have `most` cells together (`least` in any case); all
 * later ones become one, the rest. The last place, what was not told, stays apart.
 */
export function cutCube(cube: Cube, least: number, most: number): { readonly cube: Cube; readonly kept: number } {
  const [[name, size], ...others] = cube.shape;
  const inner = others.reduce((product, [, each]) => product * each, 1);
  const cells = new Float64Array(size);
  for (const key of cube.keys) cells[Math.floor(key / inner)]++;
  let kept = 0;
  let sum = cells[size - 1];
  for (; kept < size - 2; kept++) {
    sum += cells[kept];
    if (kept >= least && sum > most) break;
  }
  if (kept === size - 2) return { cube, kept };
  const cut = new Cells([[name, kept + 2], ...others]);
  cube.keys.forEach((key, i) => {
    const place = Math.floor(key / inner);
    const to = place === size - 1 ? kept + 1 : Math.min(place, kept);
    cut.add(to * inner + (key % inner), cube.counts[i]);
  });
  return { cube: cut.cube(), kept };
}
