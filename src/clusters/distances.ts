/** Nearest and second nearest centre of each row, with their distances. */
import { type Matrix, squaredDistance } from './matrix.ts';

export interface Distances {
  /** From 0. */
  readonly nearest: Uint8Array;
  readonly distance: Float64Array;
  readonly second: Uint8Array;
  readonly secondDistance: Float64Array;
}

export function distancesOf(x: Matrix, centres: Matrix): Distances {
  const nearest = new Uint8Array(x.rows);
  const distance = new Float64Array(x.rows);
  const second = new Uint8Array(x.rows);
  const secondDistance = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    let first = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (let j = 0; j < centres.rows; j++) {
      const square = squaredDistance(x.values, i, centres.values, j, x.columns);
      if (square < first) {
        next = first;
        second[i] = nearest[i];
        first = square;
        nearest[i] = j;
      } else if (square < next) {
        next = square;
        second[i] = j;
      }
    }
    distance[i] = Math.sqrt(first);
    secondDistance[i] = Math.sqrt(next);
  }
  return { nearest, distance, second, secondDistance };
}
