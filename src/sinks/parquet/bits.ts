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
