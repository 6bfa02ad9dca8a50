/**
 * Rows as text, octet by octet: what NDJSON and CSV share. A row is a run of columns; each is either its fragment for
 * null, or its prefix, its value and its suffix. Fragments for null stand one behind the other, so that a run of nulls is
 * one copy. No object and no string is made for a row.
 *
 * Copies go in steps of 32 octets, and what stands before a value in one of 24: a loop that ends where the data says so is
 * guessed wrong by the processor, and that costs more than the octets. They write behind their end what the next one
 * overwrites. (Words as doubles, the quickest way there is; a NaN, whose bits could change on the way, would need 0x7f or 0xff
 * behind an octet of 0xf0 or more, which no UTF-8 text has.)
 */

import { dialogue } from '../dialogues/record.ts';
import * as block from './block.ts';
import { COLUMNS } from './columns.ts';
import { fill, SLOTS } from './fill.ts';
import { Meanings } from './meanings.ts';
import { Pseudonyms } from './pseudonymise.ts';
import type { EncodedPart, EncodeInput, EncoderOptions } from './sink.ts';
import { DIGIT_PAIRS, writeSlot, writeWhole } from './slot-texts.ts';
import type { Slot } from './slots.ts';
import { Titles } from './titles.ts';

const STRIDE = dialogue.stride;
const { BLOCK_ROWS } = block;
const valid = block.valid;
const ids = block.ids;
const ints = block.ints;
const words = block.words;
const doubles = block.doubles;

const COUNT = COLUMNS.length;
const TEXT = 0;
const INT = 1;
const LONG = 2;
const TIME = 3;
const SECONDS = 4;
const BOOLEAN = 5;
const SLOT = 6;
const WORD = 7; // an int64 that holds 32 bits: no reader rounds it
const KIND = Uint8Array.from(COLUMNS, ({ type, read }) => {
  if (read.from === 'slot') return SLOT;
  if (read.from === 'u32' && type === 'int64') return WORD;
  return { text: TEXT, int32: INT, int64: LONG, timestamp: TIME, double: SECONDS, boolean: BOOLEAN }[type];
});

/** Octets of the longest row: two texts of 64 KiB (an APN, a file's name), each escaped. */
const SCRATCH = 1 << 20;
/** Octets written before they are copied to the part, unless a row may need more: they stay in the cache. */
const FLUSH = 1 << 18;
/** Octets of any other text, escaped. */
const LONGEST_NAME = 2048;
const out = new Uint8Array(SCRATCH);
const outWords = new DataView(out.buffer);

/** Octets that copy() moves at a time. */
const STEP = 32;

/** How a format frames its rows and values. */
export interface Framing {
  /** Before, between and behind the columns of a row. */
  readonly open: string;
  readonly close: string;
  /** What stands before a value that is there, and the whole of a column that is null; `first` of the row. */
  before(name: string, first: boolean): string;
  absent(name: string, first: boolean): string;
  /** Quote around slots, times and 64-bit integers; '' for none. */
  readonly quote: '"' | '';
  /** A text as it stands in the row, quotes included. */
  render(text: Uint8Array): Uint8Array;
}

const ascii = new TextEncoder();

/** Fragments one behind the other. */
class Fragments {
  readonly starts: Int32Array;
  readonly octets: DataView;

  constructor(texts: readonly string[]) {
    const all = texts.map(text => ascii.encode(text));
    this.starts = new Int32Array(texts.length + 1);
    const octets = new Uint8Array(all.reduce((sum, each) => sum + each.length, STEP));
    let at = 0;
    for (let i = 0; i < all.length; i++) {
      this.starts[i] = at;
      octets.set(all[i], at);
      at += all[i].length;
    }
    this.starts[texts.length] = at;
    this.octets = new DataView(octets.buffer);
  }
}

export class RowWriter {
  readonly #meanings: Meanings;
  readonly #pseudonyms: Pseudonyms | undefined;
  readonly #titles: Titles | undefined;
  readonly #before: Fragments;
  readonly #absent: Fragments;
  /** open, close, true, false. */
  readonly #fixed: Fragments;
  readonly #quote: number;
  /** Octets a row can take at most, but for its texts. */
  readonly #longest: number;
  readonly #nulls = new Uint32Array(COUNT);
  /** The part: kept from input to input, so that its pages are touched for the first time once. */
  #part = room(1 << 16);

  constructor(framing: Framing, options: EncoderOptions = {}) {
    const names = COLUMNS.map(column => column.name);
    this.#meanings = new Meanings(text => framing.render(text));
    this.#pseudonyms = options.pseudonym === undefined ? undefined : new Pseudonyms(options.pseudonym);
    this.#titles = options.pseudonym === undefined ? undefined : new Titles(options.pseudonym);
    // Times and 64-bit integers are quoted where texts are: the opening quote is part of what stands before.
    const quoted = (c: number): string =>
      KIND[c] === SLOT || KIND[c] === LONG || KIND[c] === TIME ? framing.quote : '';
    this.#before = new Fragments(names.map((name, c) => framing.before(name, c === 0) + quoted(c)));
    this.#absent = new Fragments(names.map((name, c) => framing.absent(name, c === 0)));
    this.#fixed = new Fragments([framing.open, framing.close, 'true', 'false']);
    this.#quote = framing.quote === '' ? 0 : framing.quote.charCodeAt(0);
    this.#longest = this.#before.starts[COUNT] + COUNT * 80 + 64;
  }

  encode(input: EncodeInput): EncodedPart {
    const meanings = this.#meanings;
    meanings.begin(input);
    let part = this.#part;
    let used = 0;
    for (let from = 0; from < input.count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, input.count - from);
      fill(input.records, from, rows, meanings, this.#nulls, this.#titles);
      // An APN or an application context, and the name of the capture; the others are names of standards.
      const bound = this.#longest + 20 * LONGEST_NAME + 2 * meanings.texts.longest;
      if (bound > SCRATCH) throw new Error('a text is too long for a row');
      for (let row = 0; row < rows; ) {
        const written = this.#write(row, rows, bound);
        row = written;
        const length = this.#written;
        if (used + length > part.length) {
          const larger = room(Math.ceil((used + length) * 1.5));
          larger.set(part.subarray(0, used));
          part = larger;
          this.#part = larger;
        }
        part.set(out.subarray(0, length), used);
        used += length;
      }
    }
    const octets = part.subarray(0, used);
    return { number: input.number, rows: input.count, octets, meta: null };
  }

  #written = 0;

  /** Writes rows from `first` on until the scratch is full; gives the first that was not written. */
  #write(first: number, rows: number, bound: number): number {
    const before = this.#before.octets;
    const beforeStarts = this.#before.starts;
    const absent = this.#absent.octets;
    const absentStarts = this.#absent.starts;
    const fixed = this.#fixed.octets;
    const fixedStarts = this.#fixed.starts;
    const quote = this.#quote;
    const { texts } = this.#meanings;
    const { starts, lengths } = texts;
    const octets = new DataView(texts.octets.buffer);
    const pseudonyms = this.#pseudonyms;
    const limit = Math.max(FLUSH, bound);
    let p = 0;
    let row = first;
    for (; row < rows && p + bound <= limit; row++) {
      p = copyShort(fixed, fixedStarts[0], fixedStarts[1], p);
      // The first column of a run of nulls, -1 outside of one.
      let run = -1;
      for (let c = 0; c < COUNT; c++) {
        const at = c * BLOCK_ROWS + row;
        const length = valid[at];
        if (length === 0) {
          if (run < 0) run = c;
          continue;
        }
        if (run >= 0) {
          p = copy(absent, absentStarts[run], absentStarts[c], p);
          run = -1;
        }
        p = copyShort(before, beforeStarts[c], beforeStarts[c + 1], p);
        switch (KIND[c]) {
          case TEXT: {
            const id = ids[at];
            p = copyShort(octets, starts[id], starts[id] + lengths[id], p);
            break;
          }
          case BOOLEAN: {
            const which = ints[at] === 1 ? 2 : 3;
            p = copyShort(fixed, fixedStarts[which], fixedStarts[which + 1], p);
            break;
          }
          case INT: {
            const value = ints[at];
            if (value < 10) out[p++] = 48 + value;
            else p = writeWhole(value, out, p);
            break;
          }
          case LONG:
            p = writeLong(words[2 * at], words[2 * at + 1], p);
            if (quote !== 0) out[p++] = quote;
            break;
          case WORD:
            p = writeWhole(words[2 * at], out, p);
            break;
          case TIME:
            p = writeTime(doubles[at], p);
            if (quote !== 0) out[p++] = quote;
            break;
          case SECONDS:
            p = writeSeconds(doubles[at], p);
            break;
          default: {
            const slot = SLOTS[c] as Slot;
            if (pseudonyms !== undefined && slot.read.identity !== undefined) {
              p = pseudonyms.write(slot, block.u8, row * STRIDE + slot.offset, length, out, p);
            } else p = writeSlot(slot, block.u8, row * STRIDE + slot.offset, length, out, p);
            if (quote !== 0) out[p++] = quote;
          }
        }
      }
      if (run >= 0) p = copy(absent, absentStarts[run], absentStarts[COUNT], p);
      p = copyShort(fixed, fixedStarts[1], fixedStarts[2], p);
    }
    this.#written = p;
    return row;
  }
}

/** Octets that nobody has cleared: all that are given on have been written. */
function room(size: number): Uint8Array<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(size) as Uint8Array<ArrayBuffer>;
}

/** Copies `from` to `end - 1` to the scratch at p, up to 31 octets more. */
function copy(source: DataView, from: number, end: number, p: number): number {
  let q = p;
  for (let i = from; i < end; i += STEP) {
    outWords.setFloat64(q, source.getFloat64(i, true), true);
    outWords.setFloat64(q + 8, source.getFloat64(i + 8, true), true);
    outWords.setFloat64(q + 16, source.getFloat64(i + 16, true), true);
    outWords.setFloat64(q + 24, source.getFloat64(i + 24, true), true);
    q += STEP;
  }
  return p + (end - from);
}

/** The same for what is hardly ever longer than 24 octets. */
function copyShort(source: DataView, from: number, end: number, p: number): number {
  const length = end - from;
  outWords.setFloat64(p, source.getFloat64(from, true), true);
  if (length <= 8) return p + length;
  if (length > 24) return copy(source, from, end, p);
  outWords.setFloat64(p + 8, source.getFloat64(from + 8, true), true);
  outWords.setFloat64(p + 16, source.getFloat64(from + 16, true), true);
  return p + length;
}

function writePair(value: number, p: number): number {
  outWords.setUint16(p, DIGIT_PAIRS[value], true);
  return p + 2;
}

/** A 63-bit integer in decimal. */
function writeLong(low: number, high: number, p: number): number {
  if (high < 0x200000) return writeWhole(high * 0x100000000 + low, out, p);
  // Long division by 10^9, 16 bits at a time, so that every step is exact.
  const top = Math.floor(high / 1e9);
  let rest = (high - top * 1e9) * 65536 + (low >>> 16);
  const middle = Math.floor(rest / 1e9);
  rest = (rest - middle * 1e9) * 65536 + (low & 0xffff);
  const bottom = Math.floor(rest / 1e9);
  const q = writeWhole((top * 65536 + middle) * 65536 + bottom, out, p);
  return writeNine(rest - bottom * 1e9, q);
}

/** Nine digits, with zeros in front. */
function writeNine(value: number, p: number): number {
  const high = (value / 10000) | 0;
  const low = value - high * 10000;
  const first = (high / 10000) | 0;
  const middle = high - first * 10000;
  out[p] = 48 + first;
  const a = (middle / 100) | 0;
  const b = (low / 100) | 0;
  writePair(a, p + 1);
  writePair(middle - a * 100, p + 3);
  writePair(b, p + 5);
  return writePair(low - b * 100, p + 7);
}

/** A number of microseconds as seconds, without trailing zeros: what JSON reads as the nearest double. */
function writeSeconds(micros: number, p: number): number {
  let q = p;
  let rest = micros;
  if (rest < 0) {
    out[q++] = 0x2d;
    rest = -rest;
  }
  const seconds = Math.floor(rest / 1e6);
  q = writeWhole(seconds, out, q);
  const fraction = rest - seconds * 1e6;
  if (fraction === 0) return q;
  out[q++] = 0x2e;
  const high = (fraction / 10000) | 0;
  const low = fraction - high * 10000;
  q = writePair(high, q);
  q = writePair((low / 100) | 0, q);
  q = writePair(low % 100, q);
  while (out[q - 1] === 0x30) q--;
  return q;
}

/** The seconds written last, by their lowest bits, and their texts up to the fraction. */
const SECONDS_KEPT = 64;
const kept = new Float64Array(SECONDS_KEPT).fill(Number.NaN);
const SPELT = 24;
const spelt = new Uint8Array(SECONDS_KEPT * SPELT);
const speltWords = new DataView(spelt.buffer);

/** Microseconds since 1970 as ISO 8601, UTC, six decimals. */
function writeTime(micros: number, p: number): number {
  const second = Math.floor(micros / 1e6);
  const place = second & (SECONDS_KEPT - 1);
  if (kept[place] !== second) spell(second, place);
  copyShort(speltWords, place * SPELT, place * SPELT + 20, p);
  const fraction = micros - second * 1e6;
  const high = (fraction / 10000) | 0;
  const low = fraction - high * 10000;
  let q = writePair(high, p + 20);
  q = writePair((low / 100) | 0, q);
  q = writePair(low % 100, q);
  out[q++] = 0x5a;
  return q;
}

function spell(second: number, place: number): void {
  kept[place] = second;
  const day = Math.floor(second / 86400);
  const inDay = second - day * 86400;
  // Days to the civil calendar, years from March on (as in the proleptic Gregorian calendar's 400-year eras).
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  const year = Math.min(Math.max(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 0), 9999);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = Math.floor(inDay / 3600);
  const minute = Math.floor(inDay / 60) % 60;
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}T${two(hour)}:${two(minute)}:${two(inDay % 60)}.`;
  ascii.encodeInto(text, spelt.subarray(place * SPELT));
}
