/** From the block of records to its columns (block.ts): every output takes its values from here. */
import { DIALOGUE_HAS_RESPONSE, dialogue } from '../dialogues/record.ts';
import * as block from './block.ts';
import { COLUMNS } from './columns.ts';
import type { Meanings } from './meanings.ts';
import { type Slot, slotLengths, slotOf } from './slots.ts';
import type { Titles } from './titles.ts';

const { BLOCK_ROWS, load } = block;
const u8 = block.u8;
const u16 = block.u16;
const u32 = block.u32;
const f64 = block.f64;
const gtpRow = block.gtpRow;
const ids = block.ids;
const ints = block.ints;
const words = block.words;
const doubles = block.doubles;
const valid = block.valid;
const TUNNEL = dialogue.at.tunnelLow;
const STRIDE = dialogue.stride;
const { present: PRESENT, start: START, end: END, answered: ANSWERED, otherLeg: OTHER_LEG, legs: LEGS } = dialogue.at;
const HAS_RESPONSE = DIALOGUE_HAS_RESPONSE;

const ALL = COLUMNS.map((_, c) => c);

/** Fills every column for records `from` to `from + rows - 1`; nulls[c] becomes the rows of column c that are null. */
export function fill(
  records: ArrayBufferLike,
  from: number,
  rows: number,
  meanings: Meanings,
  nulls: Uint32Array,
  titles: Titles | undefined,
): void {
  load(records, from, rows);
  titles?.hide(rows);
  fillColumns(ALL, rows, meanings, nulls);
}

/** The same for some columns, of what is in the block. */
export function fillColumns(columns: readonly number[], rows: number, meanings: Meanings, nulls: Uint32Array): void {
  for (const c of columns) nulls[c] = fillColumn(c, rows, meanings);
}

/** The slots among the columns. */
export const SLOTS: readonly (Slot | undefined)[] = COLUMNS.map(({ read }) =>
  read.from === 'slot' ? slotOf(read) : undefined,
);

function fillColumn(c: number, rows: number, meanings: Meanings): number {
  const { read, type, name } = COLUMNS[c];
  const to = c * BLOCK_ROWS;
  switch (read.from) {
    case 'u8':
      return fillU8(read.at, read.bit, read.zero === 'null', rows, to);
    case 'u16':
      return fillU16(read.at, read.bit, rows, to);
    case 'u32':
      return type === 'int64' ? fillLong(read.at, read.bit, rows, to) : fillU32(read.at, read.bit, rows, to);
    case 'pair':
      return fillPair(read.low, read.high, read.zero === 'null', read.low === TUNNEL, rows, to);
    case 'time':
      return fillTime(read.at, rows, to);
    case 'seconds':
      if (read.what === 'duration') return fillDuration(rows, to);
      return read.what === 'response' ? fillResponse(rows, to) : fillTransit(rows, to);
    case 'flag':
      return fillFlag(read.at, rows, to);
    case 'label':
      return fillLabel(read.at, meanings.labels(read.labels), rows, to);
    case 'slot':
      return slotLengths(SLOTS[c] as Slot, rows, VALID[c]);
    case 'meaning':
      // Home and visited places come in threes, with the one that is first in the table.
      meanings.fill(
        read.what,
        rows,
        IDS[c],
        (BESIDE[name] ?? []).map(each => IDS[NUMBER.get(each) as number]),
      );
      return presence(rows, to);
  }
}

const NUMBER = new Map(COLUMNS.map((column, c) => [column.name, c]));
const VALID = COLUMNS.map((_, c) => valid.subarray(c * BLOCK_ROWS, (c + 1) * BLOCK_ROWS));
const IDS = COLUMNS.map((_, c) => ids.subarray(c * BLOCK_ROWS, (c + 1) * BLOCK_ROWS));

const BESIDE: Readonly<Record<string, readonly [string, string]>> = {
  home_mcc: ['home_mnc', 'home_country'],
  visited_country: ['visited_mcc', 'visited_mnc'],
};

function presence(rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const some = ids[to + i] === 0 ? 0 : 1;
    valid[to + i] = some;
    nulls += 1 - some;
  }
  return nulls;
}

function fillU8(at: number, bit: number, zeroIsNull: boolean, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const value = u8[i * STRIDE + at];
    const none = (bit !== 0 && (u32[(i * STRIDE) / 4 + PRESENT] & bit) === 0) || (zeroIsNull && value === 0);
    ints[to + i] = value;
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillU16(at: number, bit: number, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const none = bit !== 0 && (u32[(i * STRIDE) / 4 + PRESENT] & bit) === 0;
    ints[to + i] = u16[(i * STRIDE) / 2 + at];
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillU32(at: number, bit: number, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const none = bit !== 0 && (u32[(i * STRIDE) / 4 + PRESENT] & bit) === 0;
    const value = u32[(i * STRIDE) / 4 + at];
    // Signed in the outputs: what does not fit stays at the top.
    ints[to + i] = Math.min(value, 0x7fffffff);
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillLong(at: number, bit: number, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const none = bit !== 0 && (u32[(i * STRIDE) / 4 + PRESENT] & bit) === 0;
    words[2 * (to + i)] = u32[(i * STRIDE) / 4 + at];
    words[2 * (to + i) + 1] = 0;
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillPair(low: number, high: number, zeroIsNull: boolean, gtp: boolean, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const lowWord = u32[(i * STRIDE) / 4 + low];
    const highWord = u32[(i * STRIDE) / 4 + high] & 0x7fffffff;
    const none = (zeroIsNull && lowWord === 0 && highWord === 0) || (gtp && gtpRow[i] === 0);
    words[2 * (to + i)] = lowWord;
    words[2 * (to + i) + 1] = highWord;
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillTime(at: number, rows: number, to: number): number {
  for (let i = 0; i < rows; i++) {
    doubles[to + i] = Math.floor(f64[(i * STRIDE) / 8 + at]);
    valid[to + i] = 1;
  }
  return 0;
}

function fillDuration(rows: number, to: number): number {
  for (let i = 0; i < rows; i++) {
    const p = (i * STRIDE) / 8;
    doubles[to + i] = Math.floor(f64[p + END]) - Math.floor(f64[p + START]);
    valid[to + i] = 1;
  }
  return 0;
}

function fillResponse(rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const p = (i * STRIDE) / 8;
    const answered = f64[p + ANSWERED];
    const none = answered === 0 || (u32[2 * p + PRESENT] & HAS_RESPONSE) === 0;
    doubles[to + i] = Math.floor(answered) - Math.floor(f64[p + START]);
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillTransit(rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const transit = f64[(i * STRIDE) / 8 + OTHER_LEG];
    const none = transit < 0 || u8[i * STRIDE + LEGS] < 2;
    doubles[to + i] = Math.floor(transit);
    valid[to + i] = none ? 0 : 1;
    if (none) nulls++;
  }
  return nulls;
}

function fillFlag(at: number, rows: number, to: number): number {
  for (let i = 0; i < rows; i++) {
    ints[to + i] = u8[i * STRIDE + at] === 0 ? 0 : 1;
    valid[to + i] = 1;
  }
  return 0;
}

function fillLabel(at: number, table: Uint32Array, rows: number, to: number): number {
  let nulls = 0;
  for (let i = 0; i < rows; i++) {
    const id = table[u8[i * STRIDE + at]];
    ids[to + i] = id;
    valid[to + i] = id === 0 ? 0 : 1;
    if (id === 0) nulls++;
  }
  return nulls;
}
