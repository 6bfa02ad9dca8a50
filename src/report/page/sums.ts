/** Sums over the cells of a cube that pass a filter. */
import type { Cube } from './model.ts';

/** By name of a dimension, which of its places pass; a dimension that is not named passes whole. */
export type Where = Readonly<Record<string, (place: number) => boolean>>;

/**
 * Counts by the places of the dimensions `by`, in mixed radix, the first outermost. A filter on a dimension that the cube
 * does not have does not bind it.
 */
export function sums(cube: Cube | undefined, by: readonly string[], where: Where = {}): Float64Array {
  if (cube === undefined) return new Float64Array(0);
  const { shape, keys, counts } = cube;
  const sizes = by.map(name => shape.find(([known]) => known === name)?.[1] ?? 0);
  const result = new Float64Array(sizes.reduce((product, size) => product * size, 1));
  // Weight of each dimension in the result, and the places that pass.
  const plan = shape.map(([name, size], i) => {
    const inner = shape.slice(i + 1).reduce((product, [, each]) => product * each, 1);
    const place = by.indexOf(name);
    const weight = place < 0 ? 0 : sizes.slice(place + 1).reduce((product, each) => product * each, 1);
    const passes = where[name];
    const mask = new Uint8Array(size);
    for (let j = 0; j < size; j++) mask[j] = passes === undefined || passes(j) ? 1 : 0;
    return { inner, weight, mask };
  });
  cells: for (let c = 0; c < keys.length; c++) {
    let rest = keys[c];
    let at = 0;
    for (const { inner, weight, mask } of plan) {
      const place = Math.floor(rest / inner);
      if (mask[place] === 0) continue cells;
      at += place * weight;
      rest -= place * inner;
    }
    result[at] += counts[c];
  }
  return result;
}

/** Places of a dimension; 0 where the cube does not have it. */
export function sizeOf(cube: Cube | undefined, name: string): number {
  return cube?.shape.find(([known]) => known === name)?.[1] ?? 0;
}

/** Numbers of one row of a result with `width` places in its innermost dimension. */
export function row(result: Float64Array, width: number, place: number): Float64Array {
  return result.subarray(place * width, (place + 1) * width);
}
