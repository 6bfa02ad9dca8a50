/** Minimum and maximum of a chunk, as its statistics hold them: PLAIN. */
export type Bounds = readonly [min: Uint8Array | undefined, max: Uint8Array | undefined];

/** Where all is null, or where they would cost. */
export const UNBOUNDED: Bounds = [undefined, undefined];

export function int32(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

export function int64(low: number, high: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(low, high).buffer);
}

/** A whole number from 0 to 2^53 - 1 as an INT64. */
export function whole(value: number): Uint8Array {
  const high = Math.floor(value / 0x100000000);
  return int64(value - high * 0x100000000, high);
}

export function double(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}
