/**
 * Dialogue records to one row group: each column a chunk of one data page (version 1), with a dictionary page before it
 * where values repeat; every page zstd. Texts and 32-bit integers begin with a dictionary and go on without where it does
 * not pay (half of the values distinct, or a megabyte): lengths and characters apart, numbers as differences. Times and
 * 32-bit numbers are differences too; 64-bit identifiers, doubles and booleans are PLAIN. All columns are optional.
 */
import { dialogue } from '../../dialogues/record.ts';
import * as block from '../block.ts';
import { COLUMNS } from '../columns.ts';
import { fill, SLOTS } from '../fill.ts';
import { Meanings } from '../meanings.ts';
import { Pseudonyms } from '../pseudonymise.ts';
import type { EncodedPart, EncodeInput, Encoder, EncoderOptions } from '../sink.ts';
import { writeSlot } from '../slots.ts';
import type { Texts } from '../texts.ts';
import { Titles } from '../titles.ts';
import { deltaBound, packDeltas } from './delta.ts';
import { Dictionary } from './dictionary.ts';
import {
  type Chunk,
  DATA_PAGE,
  DELTA_BINARY_PACKED,
  DELTA_LENGTH_BYTE_ARRAY,
  DICTIONARY_PAGE,
  PLAIN,
  RLE,
  RLE_DICTIONARY,
} from './format.ts';
import { literalsFrame } from './literals.ts';
import { Thrift } from './thrift.ts';
import { zstd } from './zstd.ts';

const STRIDE = dialogue.stride;
const { BLOCK_ROWS } = block;
const valid = block.valid;
const ids = block.ids;
const ints = block.ints;
const words = block.words;
const doubles = block.doubles;
const listed = block.some;

/** Values after which a dictionary has to pay. */
const TRIAL = 4096;
/** Distinct values to values at which it pays: a subscriber comes back, so that the share falls to the row group's end. */
const PAYS = 0.7;
/** Octets of a dictionary of texts from which on it is not searched for repetitions: no text stands in it twice. */
const LONG_DICTIONARY = 1 << 14;
/** Octets that tell whether a page is worth compressing, and how small they must become. */
const SAMPLE = 1 << 12;
const GAIN = 0.8;
const NOTHING = new Uint8Array(0);
/** Rows of a row group at most: numbers in a dictionary have 16 bits. */
const MOST_ROWS = 1 << 16;
/** Octets of a dictionary at most. */
const MOST_DICTIONARY = 1 << 20;

const NUMBERED = 0; // texts by number
const SLOT = 1;
const INT = 2;
const LONG = 3;
const TIME = 4;
const SECONDS = 5;
const BOOLEAN = 6;
const WORD = 7; // an int64 that holds 32 bits
const KIND = Uint8Array.from(COLUMNS, ({ type, read }) => {
  if (read.from === 'slot') return SLOT;
  if (read.from === 'u32' && type === 'int64') return WORD;
  return { text: NUMBERED, int32: INT, int64: LONG, timestamp: TIME, double: SECONDS, boolean: BOOLEAN }[type];
});

/** One column of the row group being made. */
class Chunker {
  readonly kind: number;
  readonly #column: number;
  /** Definition levels, bit-packed: 1 where there is a value. */
  #levels = new Uint8Array(0);
  nulls = 0;
  rows = 0;
  /** Values that are not null. */
  #count = 0;
  /** PLAIN values: octets, and the same buffer in words. */
  #octets = new Uint8Array(0);
  #words = new Uint32Array(0);
  #doubles = new Float64Array(0);
  #used = 0;
  /** Numbers to be written as differences: values, or the lengths of texts. */
  #wide = new Float64Array(0);
  /** Rows of the input. */
  #size = 0;
  /** Numbers of the values in the dictionary, while there is one. */
  #numbers = new Uint16Array(0);
  #plain = false;
  readonly #dictionary: Dictionary | undefined;
  /** For texts by number: their number in the dictionary, 0 where not yet; and they in order of first use. */
  #local = new Uint32Array(0);
  #used_texts: number[] = [];
  #min = 0;
  #max = 0;
  #minLow = 0;
  #minHigh = 0;
  #maxLow = 0;
  #maxHigh = 0;

  constructor(column: number) {
    this.#column = column;
    this.kind = KIND[column];
    this.#dictionary = this.kind === SLOT || this.kind === INT ? new Dictionary() : undefined;
  }

  begin(rows: number): void {
    this.rows = 0;
    this.nulls = 0;
    this.#count = 0;
    this.#used = 0;
    this.#plain = this.kind > INT;
    this.#dictionary?.clear();
    for (const id of this.#used_texts) this.#local[id] = 0;
    this.#used_texts = [];
    if (this.#levels.length * 8 < rows) this.#levels = new Uint8Array((rows + 7) >> 3);
    if (rows > MOST_ROWS) throw new Error('too many rows for a row group');
    if (!this.#plain && this.#numbers.length < rows) this.#numbers = new Uint16Array(rows);
    this.#size = rows;
    if (this.kind === TIME || this.kind === WORD) {
      if (this.#wide.length < rows) this.#wide = new Float64Array(rows);
    } else if (this.#plain) this.#room(rows * 8);
  }

  /** Takes the column's values of the block. */
  add(rows: number, nulls: number, texts: Texts, pseudonyms: Pseudonyms | undefined): void {
    this.#addLevels(rows, nulls);
    this.nulls += nulls;
    if (nulls < rows) {
      const from = block.list(this.#column, rows, nulls);
      const end = from + rows - nulls;
      switch (this.kind) {
        case NUMBERED:
          this.#addNumbered(from, end, texts);
          break;
        case SLOT:
          this.#addSlots(from, end, pseudonyms);
          break;
        case INT:
          this.#addInts(from, end);
          break;
        case LONG:
          this.#addLongs(from, end);
          break;
        case TIME:
          this.#addTimes(from, end);
          break;
        case WORD:
          this.#addWords(from, end);
          break;
        case SECONDS:
          this.#addSeconds(from, end);
          break;
        default:
          this.#addBooleans(from, end);
      }
    }
    this.rows += rows;
  }

  /** Blocks begin at multiples of eight rows. */
  #addLevels(rows: number, nulls: number): void {
    const levels = this.#levels;
    let p = this.rows >> 3;
    const end = p + ((rows + 7) >> 3);
    if (nulls === 0 || nulls === rows) {
      levels.fill(nulls === 0 ? 0xff : 0, p, end);
      return;
    }
    // Rows behind the last of the input are whatever they are: nobody reads them.
    for (let i = this.#column * BLOCK_ROWS; p < end; i += 8) {
      levels[p++] =
        (valid[i] !== 0 ? 1 : 0) |
        (valid[i + 1] !== 0 ? 2 : 0) |
        (valid[i + 2] !== 0 ? 4 : 0) |
        (valid[i + 3] !== 0 ? 8 : 0) |
        (valid[i + 4] !== 0 ? 16 : 0) |
        (valid[i + 5] !== 0 ? 32 : 0) |
        (valid[i + 6] !== 0 ? 64 : 0) |
        (valid[i + 7] !== 0 ? 128 : 0);
    }
  }

  #addNumbered(from: number, end: number, texts: Texts): void {
    if (this.#local.length < texts.count) {
      const longer = new Uint32Array(texts.count * 2);
      longer.set(this.#local);
      this.#local = longer;
    }
    const local = this.#local;
    const numbers = this.#numbers;
    const first = this.#column * BLOCK_ROWS;
    let n = this.#count;
    for (let k = from; k < end; k++) {
      const id = ids[first + listed[k]];
      let number = local[id];
      if (number === 0) {
        this.#used_texts.push(id);
        number = this.#used_texts.length;
        local[id] = number;
      }
      numbers[n++] = number - 1;
    }
    this.#count = n;
  }

  #addSlots(from: number, end: number, pseudonyms: Pseudonyms | undefined): void {
    const slot = SLOTS[this.#column];
    if (slot === undefined) return;
    if (!this.#plain && this.#dictionary !== undefined) {
      const dictionary = this.#dictionary;
      this.#count = dictionary.addSlots(this.#column, slot, from, end, this.#numbers, this.#count, pseudonyms);
      if (this.#pays(dictionary)) return;
      this.#giveUp(dictionary);
      return;
    }
    this.#room((end - from) * slot.longest);
    const octets = this.#octets;
    const lengths = this.#wide;
    const first = this.#column * BLOCK_ROWS;
    const hide = slot.read.identity === undefined ? undefined : pseudonyms;
    let n = this.#count;
    let p = this.#used;
    for (let k = from; k < end; k++) {
      const i = listed[k];
      const length = valid[first + i];
      const base = i * STRIDE;
      const q =
        hide === undefined ? writeSlot(slot, base, length, octets, p) : hide.write(slot, base, length, octets, p);
      lengths[n++] = q - p;
      p = q;
    }
    this.#used = p;
    this.#count = n;
  }

  #addInts(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    if (!this.#plain && this.#dictionary !== undefined) {
      const dictionary = this.#dictionary;
      this.#count = dictionary.addInts(this.#column, from, end, this.#numbers, this.#count);
      if (!this.#pays(dictionary)) this.#giveUp(dictionary);
    } else {
      const to = this.#wide;
      let n = this.#count;
      for (let k = from; k < end; k++) to[n++] = ints[first + listed[k]];
      this.#count = n;
    }
  }

  #pays(dictionary: Dictionary): boolean {
    return (this.#count < TRIAL || dictionary.count <= this.#count * PAYS) && dictionary.used <= MOST_DICTIONARY;
  }

  /** From the dictionary to none: what was numbered so far is written out. */
  #giveUp(dictionary: Dictionary): void {
    this.#plain = true;
    const { octets: from, starts } = dictionary;
    const numbers = this.#numbers;
    if (this.#wide.length < this.#size) this.#wide = new Float64Array(this.#size);
    const wide = this.#wide;
    if (this.kind === INT) {
      const values = new Int32Array(from.slice(0, dictionary.used).buffer);
      for (let i = 0; i < this.#count; i++) wide[i] = values[numbers[i]];
      return;
    }
    this.#room(this.#count * 64);
    const to = this.#octets;
    let p = 0;
    for (let i = 0; i < this.#count; i++) {
      // Four octets of length stand before each text.
      const start = starts[numbers[i]] + 4;
      const end = starts[numbers[i] + 1];
      wide[i] = end - start;
      for (let k = start; k < end; k++) to[p++] = from[k];
    }
    this.#used = p;
  }

  #addLongs(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    const to = this.#words;
    let p = this.#used >> 2;
    let begun = this.#count > 0;
    let minLow = this.#minLow;
    let minHigh = this.#minHigh;
    let maxLow = this.#maxLow;
    let maxHigh = this.#maxHigh;
    for (let k = from; k < end; k++) {
      const i = listed[k];
      const low = words[2 * (first + i)];
      const high = words[2 * (first + i) + 1];
      to[p] = low;
      to[p + 1] = high;
      p += 2;
      if (!begun || high < minHigh || (high === minHigh && low < minLow)) {
        minLow = low;
        minHigh = high;
      }
      if (!begun || high > maxHigh || (high === maxHigh && low > maxLow)) {
        maxLow = low;
        maxHigh = high;
      }
      begun = true;
    }
    this.#minLow = minLow;
    this.#minHigh = minHigh;
    this.#maxLow = maxLow;
    this.#maxHigh = maxHigh;
    this.#used = p << 2;
    this.#count = p >> 1;
  }

  #addTimes(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    const to = this.#wide;
    let n = this.#count;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = doubles[first + listed[k]];
      if (n === 0 || value < min) min = value;
      if (n === 0 || value > max) max = value;
      to[n++] = value;
    }
    this.#min = min;
    this.#max = max;
    this.#count = n;
  }

  #addWords(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    const to = this.#wide;
    let n = this.#count;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = words[2 * (first + listed[k])];
      if (n === 0 || value < min) min = value;
      if (n === 0 || value > max) max = value;
      to[n++] = value;
    }
    this.#min = min;
    this.#max = max;
    this.#count = n;
  }

  #addSeconds(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    const to = this.#doubles;
    let p = this.#used >> 3;
    let begun = this.#count > 0;
    let min = this.#min;
    let max = this.#max;
    for (let k = from; k < end; k++) {
      const value = doubles[first + listed[k]] / 1e6;
      to[p++] = value;
      if (!begun || value < min) min = value;
      if (!begun || value > max) max = value;
      begun = true;
    }
    this.#min = min;
    this.#max = max;
    this.#used = p << 3;
    this.#count = p;
  }

  /** Bit-packed; no boolean column has nulls in the middle of an octet's rows that would shift it, but any may. */
  #addBooleans(from: number, end: number): void {
    const first = this.#column * BLOCK_ROWS;
    const octets = this.#octets;
    let n = this.#count;
    for (let k = from; k < end; k++) {
      if ((n & 7) === 0) octets[n >> 3] = 0;
      if (ints[first + listed[k]] !== 0) octets[n >> 3] |= 1 << (n & 7);
      n++;
    }
    this.#count = n;
    this.#used = (n + 7) >> 3;
  }

  /** Room for `more` octets behind those used. */
  #room(more: number): void {
    if (this.#used + more <= this.#octets.length) return;
    const size = Math.ceil(((this.#used + more) * 1.5) / 8) * 8;
    const larger = new Uint8Array(size);
    larger.set(this.#octets.subarray(0, this.#used));
    this.#octets = larger;
    this.#words = new Uint32Array(larger.buffer);
    this.#doubles = new Float64Array(larger.buffer);
  }

  /** Writes the chunk's pages. */
  finish(pages: Pages, texts: Texts): Chunk {
    let dictionaryAt = -1;
    const begin = pages.length;
    pages.uncompressed = 0;
    const dictionary = this.#dictionary;
    if (!this.#plain && this.#count > 0) {
      dictionaryAt = begin;
      if (this.kind === NUMBERED) {
        pages.clear();
        for (const id of this.#used_texts) {
          pages.word(texts.lengths[id]);
          pages.octets(texts.octets, texts.starts[id], texts.starts[id] + texts.lengths[id]);
        }
        pages.numberedDictionary(this.#used_texts.length);
      } else if (dictionary !== undefined) {
        pages.clear();
        pages.dictionary(dictionary.count, dictionary.octets.subarray(0, dictionary.used), this.kind === SLOT);
      }
    }
    const dataAt = pages.length;
    pages.clear();
    pages.levels(this.#levels, this.rows, this.nulls);
    if (dictionaryAt >= 0) {
      const distinct = this.kind === NUMBERED ? this.#used_texts.length : (dictionary as Dictionary).count;
      pages.numbers(this.#numbers, this.#count, distinct);
    } else if (this.#encoding() !== PLAIN) {
      pages.deltas(this.#wide, this.#count);
    } else pages.octets(this.#octets, 0, this.#used);
    const encoding = dictionaryAt >= 0 ? RLE_DICTIONARY : this.#encoding();
    if (encoding === DELTA_LENGTH_BYTE_ARRAY) pages.texts(this.rows, encoding, this.#octets.subarray(0, this.#used));
    else if (this.kind === LONG || this.kind === SECONDS) pages.noise(this.rows, encoding);
    else pages.data(this.rows, encoding);
    const [min, max] = this.#bounds();
    return {
      dictionaryAt,
      dataAt,
      encoding,
      compressed: pages.length - begin,
      uncompressed: pages.uncompressed,
      nulls: this.nulls,
      min,
      max,
    };
  }

  /** Of values without a dictionary. */
  #encoding(): number {
    if (this.#count === 0) return PLAIN;
    if (this.kind === SLOT) return DELTA_LENGTH_BYTE_ARRAY;
    return this.kind === INT || this.kind === TIME || this.kind === WORD ? DELTA_BINARY_PACKED : PLAIN;
  }

  /** Of the dictionary's values where there is one, else of all. */
  #intBounds(): readonly [Uint8Array, Uint8Array] {
    const dictionary = this.#dictionary as Dictionary;
    const values = this.#plain
      ? this.#wide.subarray(0, this.#count)
      : new Int32Array(dictionary.octets.buffer, 0, dictionary.count);
    let min = values[0];
    let max = values[0];
    for (let i = 1; i < values.length; i++) {
      const value = values[i];
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return [new Uint8Array(Int32Array.of(min).buffer), new Uint8Array(Int32Array.of(max).buffer)];
  }

  #bounds(): readonly [Uint8Array | undefined, Uint8Array | undefined] {
    if (this.#count === 0) return [undefined, undefined];
    const pair = (low: number, high: number): Uint8Array => new Uint8Array(Uint32Array.of(low, high).buffer);
    const time = (value: number): Uint8Array => {
      const high = Math.floor(value / 0x100000000);
      return pair(value - high * 0x100000000, high);
    };
    switch (this.kind) {
      case INT:
        return this.#intBounds();
      case LONG:
        return [pair(this.#minLow, this.#minHigh), pair(this.#maxLow, this.#maxHigh)];
      case TIME:
      case WORD:
        return [time(this.#min), time(this.#max)];
      case SECONDS:
        return [new Uint8Array(Float64Array.of(this.#min).buffer), new Uint8Array(Float64Array.of(this.#max).buffer)];
      default:
        return [undefined, undefined];
    }
  }
}

/** Pages of a row group, one behind the other; and the one being put together. */
class Pages {
  length = 0;
  /** Octets of the chunk's pages with their headers, as if not compressed. */
  uncompressed = 0;
  #all = new Uint8Array(1 << 20);
  #page = new Uint8Array(1 << 16);
  #view = new DataView(this.#page.buffer);
  #used = 0;
  readonly #thrift = new Thrift();

  begin(): void {
    this.length = 0;
  }

  /** The row group; gone with the next one. */
  whole(): Uint8Array<ArrayBuffer> {
    return this.#all.subarray(0, this.length);
  }

  clear(): void {
    this.#used = 0;
  }

  word(value: number): void {
    this.#room(4);
    for (let k = 0; k < 4; k++) this.#page[this.#used++] = (value >>> (8 * k)) & 255;
  }

  octets(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    this.#page.set(from.subarray(start, end), this.#used);
    this.#used += end - start;
  }

  /** Definition levels: four octets of length, then one run (RLE hybrid, one bit a value). */
  levels(bits: Uint8Array, rows: number, nulls: number): void {
    this.#room(16 + (rows >> 3));
    const at = this.#used;
    this.#used += 4;
    if (nulls === 0 || nulls === rows) {
      this.#varint(rows * 2);
      this.#page[this.#used++] = nulls === 0 ? 1 : 0;
    } else {
      const groups = (rows + 7) >> 3;
      this.#varint(groups * 2 + 1);
      this.octets(bits, 0, groups);
    }
    const length = this.#used - at - 4;
    for (let k = 0; k < 4; k++) this.#page[at + k] = (length >>> (8 * k)) & 255;
  }

  /** Numbers of a dictionary of `distinct` values: the bit width, then one run. */
  numbers(numbers: Uint16Array, count: number, distinct: number): void {
    const width = Math.max(1, 32 - Math.clz32(distinct - 1));
    this.#room(24 + Math.ceil(((count + 8) * width) / 8));
    this.#page[this.#used++] = width;
    if (distinct === 1) {
      this.#varint(count * 2);
      this.#page[this.#used++] = 0;
      return;
    }
    const groups = (count + 7) >> 3;
    this.#varint(groups * 2 + 1);
    this.#used = pack(numbers, count, width, this.#view, this.#used, this.#used + groups * width);
  }

  deltas(values: Float64Array, count: number): void {
    this.#room(deltaBound(count));
    this.#used = packDeltas(values, count, this.#page, this.#view, this.#used);
  }

  /** A dictionary page of these values; long ones of texts without a search. */
  dictionary(count: number, values: Uint8Array, texts: boolean): void {
    const frame = texts && values.length >= LONG_DICTIONARY ? literalsFrame(NOTHING, values) : undefined;
    this.#put(frame ?? zstd(values), values.length, DICTIONARY_PAGE, count, PLAIN);
  }

  /** The same of what has been put together. */
  numberedDictionary(count: number): void {
    this.#append(DICTIONARY_PAGE, count, PLAIN);
  }

  /** A data page that may hold next to nothing to be found: hashes, times to the microsecond as doubles. A sample tells. */
  noise(count: number, encoding: number): void {
    const page = this.#page.subarray(0, this.#used);
    const sample = page.subarray(page.length >> 1, (page.length >> 1) + SAMPLE);
    const found = sample.length === SAMPLE && zstd(sample).length < SAMPLE * GAIN;
    if (found || sample.length < SAMPLE) this.data(count, encoding);
    else this.#put(literalsFrame(page, NOTHING) as Uint8Array, page.length, DATA_PAGE, count, encoding);
  }

  data(count: number, encoding: number): void {
    this.#append(DATA_PAGE, count, encoding);
  }

  /** A data page that ends with these characters. */
  texts(count: number, encoding: number, characters: Uint8Array): void {
    const frame = literalsFrame(this.#page.subarray(0, this.#used), characters);
    if (frame !== undefined) {
      this.#put(frame, this.#used + characters.length, DATA_PAGE, count, encoding);
      return;
    }
    this.octets(characters, 0, characters.length);
    this.data(count, encoding);
  }

  #append(type: number, count: number, encoding: number): void {
    this.#put(zstd(this.#page.subarray(0, this.#used)), this.#used, type, count, encoding);
  }

  /** PageHeader of parquet.thrift and the page, compressed. */
  #put(compressed: Uint8Array, size: number, type: number, count: number, encoding: number): void {
    const t = this.#thrift;
    t.reset();
    t.i32(1, type);
    t.i32(2, size);
    t.i32(3, compressed.length);
    t.struct(type === DATA_PAGE ? 5 : 7);
    t.i32(1, count);
    t.i32(2, encoding);
    if (type === DATA_PAGE) {
      t.i32(3, RLE);
      t.i32(4, RLE);
    }
    t.end();
    t.end();
    const header = t.written;
    this.uncompressed += header.length + size;
    const end = this.length + header.length + compressed.length;
    if (end > this.#all.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.#all.subarray(0, this.length));
      this.#all = larger;
    }
    this.#all.set(header, this.length);
    this.#all.set(compressed, this.length + header.length);
    this.length = end;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#page[this.#used++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#page[this.#used++] = rest;
  }

  #room(more: number): void {
    if (this.#used + more <= this.#page.length) return;
    const larger = new Uint8Array((this.#used + more) * 2);
    larger.set(this.#page.subarray(0, this.#used));
    this.#page = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Bit-packs, lowest bit first, up to `end`, which it gives; up to eight octets behind it are written too. Widths up to 16. */
function pack(numbers: Uint16Array, count: number, width: number, out: DataView, at: number, end: number): number {
  let p = at;
  let bits = 0;
  let held = 0;
  let i = 0;
  // Words of 32 bits; what of a number does not fit begins the next one.
  for (; i < count; i++) {
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

export class ParquetEncoder implements Encoder {
  readonly format = 'parquet';
  readonly #meanings = new Meanings(text => text);
  readonly #chunkers = COLUMNS.map((_, c) => new Chunker(c));
  readonly #pages = new Pages();
  readonly #nulls = new Uint32Array(COLUMNS.length);
  readonly #pseudonyms: Pseudonyms | undefined;
  readonly #titles: Titles | undefined;

  constructor(options: EncoderOptions = {}) {
    this.#pseudonyms = options.pseudonym === undefined ? undefined : new Pseudonyms(options.pseudonym);
    this.#titles = options.pseudonym === undefined ? undefined : new Titles(options.pseudonym);
  }

  encode(input: EncodeInput): EncodedPart {
    const meanings = this.#meanings;
    const chunkers = this.#chunkers;
    meanings.begin(input);
    for (const chunker of chunkers) chunker.begin(input.count);
    for (let from = 0; from < input.count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, input.count - from);
      fill(input.records, from, rows, meanings, this.#nulls, this.#titles);
      for (let c = 0; c < chunkers.length; c++) {
        chunkers[c].add(rows, this.#nulls[c], meanings.texts, this.#pseudonyms);
      }
    }
    this.#pages.begin();
    const meta = input.count === 0 ? [] : chunkers.map(chunker => chunker.finish(this.#pages, meanings.texts));
    return { number: input.number, rows: input.count, octets: this.#pages.whole(), meta };
  }
}
