/**
 * DELTA_BINARY_PACKED of the Parquet encodings: whole numbers as differences to the one before, in blocks of 128 with
 * four widths each. Times and frame numbers shrink to a third before anything compresses them.
 */
const BLOCK = 128;
const MINI = 32;
const MINIS = BLOCK / MINI;

const relative = new Float64Array(BLOCK);
/** The same, where they fit 32 bits. */
const narrow = new Int32Array(BLOCK);
const MOST_NARROW = 0x7fffffff;

/** Octets that `count` numbers can take at most. */
export function deltaBound(count: number): number {
  return 64 + count * 8 + (Math.ceil(count / BLOCK) + 1) * (16 + MINI * 8);
}

/**
 * Packs values[0] to values[count - 1] to out[at] and on; gives the place behind. Values are whole, and so that every
 * difference is below 2^52; for an INT32 column not negative, so that no width is above 32.
 */
export function packDeltas(values: Float64Array, count: number, out: Uint8Array, view: DataView, at: number): number {
  let p = varint(BLOCK, out, at);
  p = varint(MINIS, out, p);
  p = varint(count, out, p);
  p = zigzag(count > 0 ? values[0] : 0, out, p);
  for (let from = 1; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    p = packNarrow(values, from, size, out, view, p);
    if (p < 0) p = packWide(values, from, size, out, view, -p);
  }
  return p;
}

/**
 * A block whose differences all fit 31 bits, by whole words; where they do not, nothing is written, and the place is given
 * below 0.
 */
function packNarrow(
  values: Float64Array,
  from: number,
  size: number,
  out: Uint8Array,
  view: DataView,
  at: number,
): number {
  let before = values[from - 1];
  let least = 0x7fffffff;
  let greatest = -0x80000000;
  let wide = 0;
  for (let i = 0; i < size; i++) {
    const value = values[from + i];
    const delta = value - before;
    before = value;
    const whole = delta | 0;
    if (whole !== delta) wide = 1;
    narrow[i] = whole;
    if (whole < least) least = whole;
    if (whole > greatest) greatest = whole;
  }
  if (wide !== 0 || greatest - least > MOST_NARROW) return -at;
  // A miniblock is always whole: what is missing is 0.
  for (let i = size; i < BLOCK; i++) narrow[i] = least;
  const widths = zigzag(least, out, at);
  let p = widths + MINIS;
  for (let first = 0; first < BLOCK; first += MINI) {
    let any = 0;
    for (let i = first; i < first + MINI; i++) any |= narrow[i] - least;
    const width = 32 - Math.clz32(any);
    out[widths + first / MINI] = width;
    if (width === 0) continue;
    let held = 0;
    let bits = 0;
    for (let i = first; i < first + MINI; i++) {
      const value = narrow[i] - least;
      held |= value << bits;
      bits += width;
      if (bits >= 32) {
        view.setInt32(p, held, true);
        p += 4;
        bits -= 32;
        held = bits === 0 ? 0 : value >>> (width - bits);
      }
    }
  }
  return p;
}

/** A block of any differences. */
function packWide(
  values: Float64Array,
  from: number,
  size: number,
  out: Uint8Array,
  view: DataView,
  at: number,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    relative[i] = values[from + i] - values[from + i - 1];
    if (relative[i] < least) least = relative[i];
  }
  const widths = zigzag(least, out, at);
  let p = widths + MINIS;
  for (let mini = 0; mini < MINIS; mini++) {
    const first = mini * MINI;
    out[widths + mini] = 0;
    if (first >= size) continue;
    const end = Math.min(first + MINI, size);
    let most = 0;
    for (let i = first; i < end; i++) {
      relative[i] -= least;
      if (relative[i] > most) most = relative[i];
    }
    // A miniblock is always whole: what is missing is 0.
    for (let i = end; i < first + MINI; i++) relative[i] = 0;
    const width = bitsOf(most);
    out[widths + mini] = width;
    p = packMini(first, width, view, p);
  }
  return p;
}

function bitsOf(value: number): number {
  if (value < 0x100000000) return 32 - Math.clz32(value);
  return 64 - Math.clz32(Math.floor(value / 0x100000000));
}

/** The low 32 bits of each number, then those above, which are none in most miniblocks. */
function packMini(first: number, width: number, view: DataView, at: number): number {
  const lowWidth = Math.min(width, 32);
  const highWidth = width - lowWidth;
  let p = at;
  let held = 0;
  let bits = 0;
  for (let i = first; i < first + MINI; i++) {
    const value = relative[i];
    const low = value | 0;
    held |= low << bits;
    bits += lowWidth;
    if (bits >= 32) {
      view.setInt32(p, held, true);
      p += 4;
      bits -= 32;
      held = bits === 0 ? 0 : low >>> (lowWidth - bits);
    }
    if (highWidth === 0) continue;
    const high = Math.floor(value / 0x100000000);
    held |= high << bits;
    bits += highWidth;
    if (bits >= 32) {
      view.setInt32(p, held, true);
      p += 4;
      bits -= 32;
      held = bits === 0 ? 0 : high >>> (highWidth - bits);
    }
  }
  return p;
}

function zigzag(value: number, out: Uint8Array, at: number): number {
  return varint(value < 0 ? -2 * value - 1 : 2 * value, out, at);
}

function varint(value: number, out: Uint8Array, at: number): number {
  let rest = value;
  let p = at;
  while (rest >= 128) {
    const next = Math.floor(rest / 128);
    out[p++] = rest - next * 128 + 128;
    rest = next;
  }
  out[p++] = rest;
  return p;
}
