/**
 * A block of dialogue records on its way into columns: views that stay, over a buffer into which records are copied
 * some hundred at a time. Small enough for the second-level cache, so that 64 passes over it cost no memory traffic;
 * constant, so that V8 folds the views into the machine code (a DataView too: it reads words at odd octets).
 */
import { PROTOCOL } from '../../decoders/protocols.ts';
import { dialogue } from '../dialogues/record.ts';

export const BLOCK_ROWS = 512;
/** Octets that may be read behind the last record. */
const BEHIND = 32;

const STRIDE = dialogue.stride;
const { protocol: PROTOCOL_AT } = dialogue.at;

const buffer = new ArrayBuffer(BLOCK_ROWS * STRIDE + BEHIND);
/** The block as octets; the views below share its buffer. */
export const u8 = new Uint8Array(buffer);
export const u16 = new Uint16Array(buffer);
export const u32 = new Uint32Array(buffer);
export const f64 = new Float64Array(buffer);
export const view = new DataView(buffer);
/** 1 for rows whose record is of the gtp variant, else 0. */
export const gtpRow = new Uint8Array(BLOCK_ROWS);

/** Columns that there is room for. */
export const MOST_COLUMNS = 64;
/**
 * The block as columns (fill.ts): column c has its values from c * BLOCK_ROWS on. A row is null where `valid` is 0. What
 * holds its value depends on the column: `ids` (a text's number), `ints` (int32, boolean), `words` (int64, low word first,
 * two a row), `doubles` (timestamps and durations in whole µs); a slot's value stands in the record, `valid` being its length.
 */
export const valid = new Uint8Array(MOST_COLUMNS * BLOCK_ROWS);
export const ids = new Uint32Array(MOST_COLUMNS * BLOCK_ROWS);
export const ints = new Int32Array(MOST_COLUMNS * BLOCK_ROWS);
export const words = new Uint32Array(MOST_COLUMNS * BLOCK_ROWS * 2);
export const doubles = new Float64Array(MOST_COLUMNS * BLOCK_ROWS);

/**
 * The rows of each column that are not null, in order, from c * BLOCK_ROWS on; behind the last column stand all rows. A loop
 * over them has no branch that the processor guesses wrong where the two kinds of records alternate.
 */
export const some = new Uint16Array((MOST_COLUMNS + 1) * BLOCK_ROWS);
const ALL = MOST_COLUMNS * BLOCK_ROWS;
for (let i = 0; i < BLOCK_ROWS; i++) some[ALL + i] = i;

/** `valid` by four rows. */
const fours = new Uint32Array(valid.buffer);

/** Of four octets of `valid` a bit each, 1 where one is not 0. */
function bitsOf(four: number): number {
  // The carry into the highest bit tells of the seven below; the product brings the four bits together.
  const flags = (((four & 0x7f7f7f7f) + 0x7f7f7f7f) | four) & 0x80808080;
  return Math.imul(flags >>> 7, 0x10204080) >>> 28;
}

/** Lists the rows of column c that are not null; gives where in `some` they stand. */
export function list(c: number, rows: number, nulls: number): number {
  if (nulls === 0) return ALL;
  const first = c * BLOCK_ROWS;
  let n = first;
  // The places behind the last one are written too: they are the column's own, or the next one's, which is not listed yet.
  // Rows behind the last are whatever they are, and nobody asks for them.
  for (let i = 0; i < rows; i += 4) {
    const bits = bitsOf(fours[(first + i) >> 2]);
    some[n] = i;
    n += bits & 1;
    some[n] = i + 1;
    n += (bits >> 1) & 1;
    some[n] = i + 2;
    n += (bits >> 2) & 1;
    some[n] = i + 3;
    n += bits >> 3;
  }
  return first;
}

/** The same as bits, eight rows an octet, into to[at] and on; 0 behind the last row. */
export function levels(c: number, rows: number, to: Uint8Array, at: number): void {
  const first = (c * BLOCK_ROWS) >> 2;
  const end = at + ((rows + 7) >> 3);
  for (let p = at, i = first; p < end; p++, i += 2) to[p] = bitsOf(fours[i]) | (bitsOf(fours[i + 1]) << 4);
  if ((rows & 7) !== 0) to[end - 1] &= (1 << (rows & 7)) - 1;
}

const IS_GTP = new Uint8Array(256);
for (const protocol of [PROTOCOL.gtp, PROTOCOL.gtpv0, PROTOCOL.gtp_prime, PROTOCOL.gtpv2]) IS_GTP[protocol] = 1;

/** Copies records `from` to `from + rows - 1` into the block; at most BLOCK_ROWS. */
export function load(records: ArrayBufferLike, from: number, rows: number): void {
  u8.set(new Uint8Array(records, from * STRIDE, rows * STRIDE));
  for (let i = 0; i < rows; i++) gtpRow[i] = IS_GTP[u8[i * STRIDE + PROTOCOL_AT]];
}

/** Whether a record of this protocol is of the gtp variant. */
export function isGtp(protocol: number): boolean {
  return IS_GTP[protocol] === 1;
}
