/** The tables of Zstandard's entropy coders (RFC 8878 §4): finite state entropy (FSE) and Huffman. */

/** Thrown where octets contradict RFC 8878; one object, since damage can be plenty. */
export const BAD_ZSTD = new Error('not Zstandard');

/** Most bits of an FSE table of sequences: 9 (§3.1.1.3.2.1.2). */
const MOST_STATES = 1 << 9;
/** Most bits of a Huffman code (§4.2.1). */
const MOST_CODE = 11;

/** Position of the highest bit that is set; `n` from 1. */
export function highBit(n: number): number {
  return 31 - Math.clz32(n);
}

/** A table of states, each with the value that it stands for. */
export interface States {
  /** Bits of a state. */
  log: number;
  /** A state: bits of the next one (4), extra bits of the value (5), base of the next state (10). */
  readonly steps: Int32Array;
  /** Base of the value. */
  readonly values: Int32Array;
}

/** What codes stand for: a base and how many extra bits (§3.1.1.3.2.1.1). */
export interface Codes {
  readonly base: readonly number[];
  readonly extra: readonly number[];
  /** Most bits of a table of them. */
  readonly log: number;
}

function codes(log: number, first: number, plain: number, extra: readonly number[]): Codes {
  const bits = [...new Array<number>(plain).fill(0), ...extra];
  const base: number[] = [];
  let next = first;
  for (const n of bits) {
    base.push(next);
    next += 1 << n;
  }
  return { base, extra: bits, log };
}

export const LITERAL_LENGTHS = codes(9, 0, 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
export const MATCH_LENGTHS = codes(9, 3, 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
/** Up to 27 bits, for a window of 128 MiB; what needs more is refused. */
export const OFFSETS: Codes = {
  base: Array.from({ length: 28 }, (_, n) => 2 ** n),
  extra: Array.from({ length: 28 }, (_, n) => n),
  log: 8,
};

export function newStates(): States {
  return { log: 0, steps: new Int32Array(MOST_STATES), values: new Int32Array(MOST_STATES) };
}

const counts = new Int16Array(256);
const symbols = new Uint8Array(MOST_STATES);
const nexts = new Uint16Array(256);

/** Spreads `size` symbols over the states by the counts at hand (§4.1.1); then `symbols` and `nexts` hold. */
function spread(log: number, size: number): void {
  const states = 1 << log;
  const mask = states - 1;
  let high = states;
  for (let s = 0; s < size; s++) {
    if (counts[s] === -1) {
      symbols[--high] = s;
      nexts[s] = 1;
    }
  }
  const step = (states >> 1) + (states >> 3) + 3;
  let at = 0;
  for (let s = 0; s < size; s++) {
    const count = counts[s];
    if (count <= 0) continue;
    nexts[s] = count;
    for (let i = 0; i < count; i++) {
      symbols[at] = s;
      do at = (at + step) & mask;
      while (at >= high);
    }
  }
  if (at !== 0) throw BAD_ZSTD;
}

/** Fills a table from `size` counts at hand. */
function fill(to: States, log: number, size: number, codes: Codes): void {
  spread(log, size);
  const states = 1 << log;
  for (let i = 0; i < states; i++) {
    const symbol = symbols[i];
    if (symbol >= codes.base.length) throw BAD_ZSTD;
    const next = nexts[symbol]++;
    const bits = log - highBit(next);
    to.steps[i] = bits | (codes.extra[symbol] << 4) | (((next << bits) - states) << 9);
    to.values[i] = codes.base[symbol];
  }
  to.log = log;
}

/** Octets that the counts last read took. */
export let tableOctets = 0;

/** Reads counts (§4.1.1); gives how many symbols; the table's bits are in `tableLog`. */
let tableLog = 0;
function readCounts(b: Uint8Array, at: number, end: number, most: number): number {
  if (at >= end) throw BAD_ZSTD;
  const log = (b[at] & 15) + 5;
  if (log > most) throw BAD_ZSTD;
  let bit = at * 8 + 4;
  const last = end * 8;
  let left = 1 << log;
  let size = 0;
  const peek = (n: number): number => {
    const p = bit >> 3;
    return ((b[p] | (b[p + 1] << 8) | (b[p + 2] << 16)) >> (bit & 7)) & ((1 << n) - 1);
  };
  while (left > 0) {
    if (size > 255 || bit >= last) throw BAD_ZSTD;
    const bits = highBit(left + 1) + 1;
    let value = peek(bits);
    const low = (1 << (bits - 1)) - 1;
    const threshold = (1 << bits) - 2 - left;
    if ((value & low) < threshold) {
      value &= low;
      bit += bits - 1;
    } else {
      if (value > low) value -= threshold;
      bit += bits;
    }
    const count = value - 1;
    left -= Math.abs(count);
    counts[size++] = count;
    if (count !== 0) continue;
    for (let repeat = 3; repeat === 3; ) {
      repeat = peek(2);
      bit += 2;
      if (size + repeat > 256 || bit > last) throw BAD_ZSTD;
      for (let i = 0; i < repeat; i++) counts[size++] = 0;
    }
  }
  if (left < 0 || bit > last) throw BAD_ZSTD;
  tableOctets = ((bit + 7) >> 3) - at;
  tableLog = log;
  return size;
}

/** Reads a table of a block (§4.1.1); how long it was is then in `tableOctets`. */
export function readStates(to: States, b: Uint8Array, at: number, end: number, codes: Codes): void {
  const size = readCounts(b, at, end, codes.log);
  fill(to, tableLog, size, codes);
}

/** A table whose only value is that of one code. */
export function singleState(to: States, code: number, codes: Codes): void {
  if (code >= codes.base.length) throw BAD_ZSTD;
  to.steps[0] = codes.extra[code] << 4;
  to.values[0] = codes.base[code];
  to.log = 0;
}

function usual(log: number, list: readonly number[], codes: Codes): States {
  const states = newStates();
  counts.set(list);
  fill(states, log, list.length, codes);
  return states;
}

const times = (n: number, value: number): number[] => new Array<number>(n).fill(value);

// §3.1.1.3.2.2: what a block uses that brings no tables. The offsets' last two codes need a window that is refused.
export const USUAL_LITERAL_LENGTHS = usual(
  6,
  [4, 3, ...times(11, 2), 1, 1, 1, ...times(9, 2), 3, 2, ...times(5, 1), ...times(4, -1)],
  LITERAL_LENGTHS,
);
export const USUAL_MATCH_LENGTHS = usual(6, [1, 4, 3, ...times(6, 2), ...times(37, 1), ...times(7, -1)], MATCH_LENGTHS);
export const USUAL_OFFSETS = usual(5, [...times(6, 1), 2, 2, 2, ...times(15, 1), ...times(5, -1)], {
  ...OFFSETS,
  base: [...OFFSETS.base, 2 ** 28],
  extra: [...OFFSETS.extra, 28],
});

/** A table of Huffman codes: for each value of `log` bits the code at their top: its bits (4), its symbol. */
export interface HuffmanCodes {
  log: number;
  readonly entries: Uint16Array;
}

export function newHuffman(): HuffmanCodes {
  return { log: 0, entries: new Uint16Array(1 << MOST_CODE) };
}

const weights = new Uint8Array(256);
const ranks = new Uint32Array(MOST_CODE + 2);

/** Reads a tree description (§4.2.1); gives its octets. */
export function readHuffman(to: HuffmanCodes, b: Uint8Array, at: number, end: number): number {
  if (at >= end) throw BAD_ZSTD;
  const header = b[at];
  let size: number;
  let octets: number;
  if (header < 128) {
    octets = 1 + header;
    if (end - at < octets) throw BAD_ZSTD;
    size = readWeights(b, at + 1, at + octets);
  } else {
    size = header - 127;
    octets = 1 + ((size + 1) >> 1);
    if (end - at < octets) throw BAD_ZSTD;
    for (let i = 0; i < size; i++) weights[i] = i & 1 ? b[at + 1 + (i >> 1)] & 15 : b[at + 1 + (i >> 1)] >> 4;
  }
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (weights[i] > MOST_CODE) throw BAD_ZSTD;
    if (weights[i] > 0) sum += 1 << (weights[i] - 1);
  }
  if (sum === 0) throw BAD_ZSTD;
  const log = highBit(sum) + 1;
  const left = (1 << log) - sum;
  // The last symbol's weight is what makes the sum a power of two.
  if (log > MOST_CODE || (left & (left - 1)) !== 0) throw BAD_ZSTD;
  weights[size++] = highBit(left) + 1;
  ranks.fill(0);
  for (let i = 0; i < size; i++) ranks[weights[i]]++;
  // Low weights, that is long codes, first.
  let from = 0;
  for (let w = 1; w <= log; w++) {
    const count = ranks[w];
    ranks[w] = from;
    from += count << (w - 1);
  }
  if (from !== 1 << log) throw BAD_ZSTD;
  for (let i = 0; i < size; i++) {
    const w = weights[i];
    if (w === 0) continue;
    const start = ranks[w];
    ranks[w] = start + (1 << (w - 1));
    to.entries.fill((i << 4) | (log + 1 - w), start, ranks[w]);
  }
  to.log = log;
  return octets;
}

/** Reads weights that are FSE-coded themselves, by two states in turn (§4.2.1.2); gives how many. */
function readWeights(b: Uint8Array, at: number, end: number): number {
  const size = readCounts(b, at, end, 6);
  const log = tableLog;
  const first = at + tableOctets;
  if (first >= end || b[end - 1] === 0) throw BAD_ZSTD;
  spread(log, size);
  const states = 1 << log;
  const bits = new Uint8Array(states);
  const bases = new Uint16Array(states);
  for (let i = 0; i < states; i++) {
    const next = nexts[symbols[i]]++;
    bits[i] = log - highBit(next);
    bases[i] = (next << bits[i]) - states;
  }
  let left = (end - first - 1) * 8 + highBit(b[end - 1]);
  // Bits from the end on; zeros where there are none any more.
  const take = (n: number): number => {
    let value = 0;
    for (let i = 0; i < n; i++) {
      left--;
      value = (value << 1) | (left >= 0 ? (b[first + (left >> 3)] >> (left & 7)) & 1 : 0);
    }
    return value;
  };
  let one = take(log);
  let two = take(log);
  if (left < 0) throw BAD_ZSTD;
  let n = 0;
  for (;;) {
    if (n > 253) throw BAD_ZSTD;
    weights[n++] = symbols[one];
    one = bases[one] + take(bits[one]);
    if (left < 0) {
      weights[n++] = symbols[two];
      return n;
    }
    [one, two] = [two, one];
  }
}
