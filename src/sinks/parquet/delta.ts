/**
 * DELTA_BINARY_PACKED of the Parquet encodings: whole numbers as differences to the one before, in blocks of 128 with
 * four widths each. Times and frame numbers shrink to a third before anything compresses them.
 */
const BLOCK = 128;
const MINI = 32;
const MINIS = BLOCK / MINI;
/** Bits packed at once: 7 held over and these fit a signed word. */
const CHUNK = 24;
const CHUNK_VALUES = 1 << CHUNK;

const relative = new Float64Array(BLOCK);
/** The same, where they fit. */
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
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    let before = values[from - 1];
    for (let i = 0; i < size; i++) {
      const value = values[from + i];
      const delta = value - before;
      before = value;
      relative[i] = delta;
      if (delta < least) least = delta;
      if (delta > greatest) greatest = delta;
    }
    p = zigzag(least, out, p);
    const widths = p;
    p += MINIS;
    if (greatest - least <= MOST_NARROW) {
      p = packBlock(size, least, out, view, widths, p);
      continue;
    }
    for (let mini = 0; mini < MINIS; mini++) {
      const first = mini * MINI;
      if (first >= size) {
        out[widths + mini] = 0;
        continue;
      }
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
      p = packWide(first, width, out, p);
    }
  }
  return p;
}

function bitsOf(value: number): number {
  if (value < 0x100000000) return 32 - Math.clz32(value);
  return 64 - Math.clz32(Math.floor(value / 0x100000000));
}

/** A block whose differences are all below 2^31: by whole words. */
function packBlock(size: number, least: number, out: Uint8Array, view: DataView, widths: number, at: number): number {
  for (let i = 0; i < size; i++) narrow[i] = relative[i] - least;
  // A miniblock is always whole: what is missing is 0.
  for (let i = size; i < BLOCK; i++) narrow[i] = 0;
  let p = at;
  for (let first = 0; first < BLOCK; first += MINI) {
    let any = 0;
    for (let i = first; i < first + MINI; i++) any |= narrow[i];
    const width = 32 - Math.clz32(any);
    out[widths + first / MINI] = width;
    if (width === 0) continue;
    let held = 0;
    let bits = 0;
    for (let i = first; i < first + MINI; i++) {
      const value = narrow[i];
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

function packWide(first: number, width: number, out: Uint8Array, at: number): number {
  let p = at;
  let held = 0;
  let bits = 0;
  for (let i = first; i < first + MINI; i++) {
    let value = relative[i];
    for (let left = width; left > 0; left -= CHUNK) {
      const rest = Math.floor(value / CHUNK_VALUES);
      held |= (value - rest * CHUNK_VALUES) << bits;
      value = rest;
      bits += Math.min(left, CHUNK);
      while (bits >= 8) {
        out[p++] = held;
        held >>>= 8;
        bits -= 8;
      }
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
