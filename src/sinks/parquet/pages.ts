/** Pages of a row group, one behind the other, each with its header; and the one being put together. */

import { pack, packClasses, widthOf } from './bits.ts';
import type { Bounds } from './bounds.ts';
import { deltaBound, packDeltas } from './delta.ts';
import { type Chunk, DATA_PAGE, DICTIONARY_PAGE, PLAIN, RLE } from './format.ts';
import type { LevelBits } from './levels.ts';
import { Thrift } from './thrift.ts';
import { stored } from './zstd/frame.ts';
import { literalsFrame } from './zstd/literals.ts';
import { zstd } from './zstd/zstd.ts';

/** Octets of a dictionary of texts from which on it is not searched for repetitions: no text stands in it twice. */
const LONG_DICTIONARY = 1 << 14;
/** Octets that tell whether a page is worth compressing, and of how many a search for them is worth while. */
const SAMPLE = 1 << 12;
const LONG_PAGE = 1 << 14;
/** How small they must become: of numbers without gaps, and of hashes and doubles, which a search finds much slower. */
const GAIN = 0.95;
const GAIN_OF_NOISE = 0.8;
/** Octets of a page that no search makes smaller. */
const TINY = 32;
const NOTHING = new Uint8Array(0);

export class Pages {
  #length = 0;
  #all = new Uint8Array(1 << 20);
  /** The page being put together. */
  #page = new Uint8Array(1 << 16);
  #view = new DataView(this.#page.buffer);
  #used = 0;
  readonly #thrift = new Thrift();
  // Of the chunk being written: where it and its pages begin, and its octets as if not compressed.
  #begin = 0;
  #dictionaryAt = -1;
  #dataAt = 0;
  #uncompressed = 0;

  begin(): void {
    this.#length = 0;
  }

  /** The row group; gone with the next one. */
  whole(): Uint8Array<ArrayBuffer> {
    return this.#all.subarray(0, this.#length);
  }

  /** Begins a column's chunk. */
  open(): void {
    this.#begin = this.#length;
    this.#dictionaryAt = -1;
    this.#uncompressed = 0;
    this.#used = 0;
  }

  /** What the footer is told of the chunk, now that its pages are written. */
  close(encoding: number, nulls: number, [min, max]: Bounds): Chunk {
    return {
      dictionaryAt: this.#dictionaryAt,
      dataAt: this.#dataAt,
      encoding,
      compressed: this.#length - this.#begin,
      uncompressed: this.#uncompressed,
      nulls,
      min,
      max,
    };
  }

  /** A dictionary page of these values; long ones of texts without a search. */
  dictionary(count: number, values: Uint8Array, texts: boolean): void {
    this.#dictionaryAt = this.#length;
    const frame = texts && values.length >= LONG_DICTIONARY ? literalsFrame(NOTHING, values) : undefined;
    this.#put(frame ?? compressed(values), values.length, DICTIONARY_PAGE, count, PLAIN);
  }

  /** The same of what has been put together. */
  dictionaryOfPage(count: number): void {
    this.#dictionaryAt = this.#length;
    const { page } = this;
    this.#put(compressed(page), page.length, DICTIONARY_PAGE, count, PLAIN);
    this.#used = 0;
  }

  /** Begins the data page with its definition levels: four octets of length, then one run (RLE hybrid, one bit a value). */
  levels({ bits, rows, nulls }: LevelBits): void {
    this.#dataAt = this.#length;
    this.#used = 0;
    this.#room(16 + (rows >> 3));
    this.#used = 4;
    if (nulls === 0 || nulls === rows) {
      this.#varint(rows * 2);
      this.#page[this.#used++] = nulls === 0 ? 1 : 0;
    } else {
      const groups = (rows + 7) >> 3;
      this.#varint(groups * 2 + 1);
      this.octets(bits, 0, groups);
    }
    this.#view.setUint32(0, this.#used - 4, true);
  }

  /** What has been put together; gone with the next octet. */
  get page(): Uint8Array {
    return this.#page.subarray(0, this.#used);
  }

  word(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#used, value, true);
    this.#used += 4;
  }

  octets(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    this.#page.set(from.subarray(start, end), this.#used);
    this.#used += end - start;
  }

  /** Numbers of a dictionary of `distinct` values: the bit width, then one run. */
  numbers(numbers: Uint16Array, count: number, distinct: number): void {
    const width = this.#run(count, distinct);
    if (distinct === 1) return;
    const end = this.#used + ((count + 7) >> 3) * width;
    this.#used = pack(numbers, count, width, this.#view, this.#used, end);
  }

  /** The same of rows by their classes (bits.ts), of which `count` have a value. */
  numbersOf(classes: Uint16Array, rows: number, entries: Int32Array, count: number, distinct: number): void {
    const width = this.#run(count, distinct);
    if (distinct === 1) return;
    const end = this.#used + ((count + 7) >> 3) * width;
    this.#used = packClasses(classes, rows, entries, this.#view, this.#used, end);
  }

  /** The width, and the head of a run of all; where all are the same, the run. */
  #run(count: number, distinct: number): number {
    const width = widthOf(distinct);
    this.#room(24 + Math.ceil(((count + 8) * width) / 8));
    this.#page[this.#used++] = width;
    if (distinct === 1) {
      this.#varint(count * 2);
      this.#page[this.#used++] = 0;
    } else this.#varint(((count + 7) >> 3) * 2 + 1);
    return width;
  }

  /** Bits of rows by their classes, without a head: PLAIN booleans. */
  bitsOf(classes: Uint16Array, rows: number, entries: Int32Array, count: number): void {
    this.#room(16 + (count >> 3));
    const end = this.#used + ((count + 7) >> 3);
    this.#used = packClasses(classes, rows, entries, this.#view, this.#used, end);
  }

  deltas(values: Float64Array, count: number): void {
    this.#room(deltaBound(count));
    this.#used = packDeltas(values, count, this.#page, this.#view, this.#used);
  }

  data(rows: number, encoding: number): void {
    const { page } = this;
    const stays = page.length >= LONG_PAGE && !shrinks(page, GAIN);
    this.#put(stays ? stored(page) : compressed(page), page.length, DATA_PAGE, rows, encoding);
  }

  /** A data page that may hold next to nothing to be found: hashes, times to the microsecond as doubles. */
  noise(rows: number, encoding: number): void {
    const { page } = this;
    const stays = page.length >= SAMPLE && !shrinks(page, GAIN_OF_NOISE);
    this.#put(stays ? stored(page) : compressed(page), page.length, DATA_PAGE, rows, encoding);
  }

  /** A data page of what is in it and more: a frame of both, `more` octets after decompression. */
  framed(frame: Uint8Array, more: number, rows: number, encoding: number): void {
    this.#put(frame, this.#used + more, DATA_PAGE, rows, encoding);
  }

  /** PageHeader of parquet.thrift and the page, compressed. */
  #put(frame: Uint8Array, size: number, type: number, count: number, encoding: number): void {
    const t = this.#thrift;
    t.reset();
    t.i32(1, type);
    t.i32(2, size);
    t.i32(3, frame.length);
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
    this.#uncompressed += header.length + size;
    const end = this.#length + header.length + frame.length;
    if (end > this.#all.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.#all.subarray(0, this.#length));
      this.#all = larger;
    }
    this.#all.set(header, this.#length);
    this.#all.set(frame, this.#length + header.length);
    this.#length = end;
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

/** One frame; the next one may take its place. */
function compressed(octets: Uint8Array): Uint8Array {
  return octets.length <= TINY ? stored(octets) : zstd(octets);
}

/** Whether octets from the middle become as small as that. */
function shrinks(page: Uint8Array, gain: number): boolean {
  const middle = page.length >> 1;
  const sample = page.subarray(middle, middle + SAMPLE);
  return zstd(sample).length < sample.length * gain;
}
