/** Numbers of a few bits each, packed without gaps, lowest bit first: Parquet's RLE hybrid and DELTA_BINARY_PACKED. */

/** Packs up to `end`, which it gives; up to eight octets behind it are written too. Widths up to 16. */
export function pack(
  numbers: Uint16Array,
  count: number,
  width: number,
  out: DataView,
  at: number,
  end: number,
): number {
  let p = at;
  let bits = 0;
  let held = 0;
  // Words of 32 bits; what of a number does not fit begins the next one.
  for (let i = 0; i < count; i++) {
    const number = numbers[i];
    held |= number << bits;
    bits += width;
    if (bits >= 32) {
      out.setInt32(p, held, true);
      p += 4;
      bits -= 32;
      held = number >>> (width - bits);
    }
  }
  out.setInt32(p, held, true);
  for (let q = p + 4; q < end; q++) out.setUint8(q, 0);
  return end;
}

/** Bits of a number of `distinct` values; at least one. */
export function widthOf(distinct: number): number {
  return Math.max(1, 32 - Math.clz32(distinct - 1));
}

/** Bits of an entry that tell its number's width: 0 where the class has no value. */
export const WIDTH_BITS = 5;
const WIDTH = (1 << WIDTH_BITS) - 1;

/**
 * The same as pack() of rows by their classes: of each class the number above its width. Rows without a value take no bits,
 * and no branch that would be guessed wrong where they alternate with others.
 */
export function packClasses(
  classes: Uint16Array,
  rows: number,
  entries: Int32Array,
  out: DataView,
  at: number,
  end: number,
): number {
  let p = at;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < rows; i++) {
    const entry = entries[classes[i]];
    const number = entry >>> WIDTH_BITS;
    const width = entry & WIDTH;
    held |= number << bits;
    bits += width;
    if (bits >= 32) {
      out.setInt32(p, held, true);
      p += 4;
      bits -= 32;
      held = number >>> (width - bits);
    }
  }
  out.setInt32(p, held, true);
  for (let q = p + 4; q < end; q++) out.setUint8(q, 0);
  return end;
}
