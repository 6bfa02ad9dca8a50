/**
 * Texts that stand in the record as octets: a dictionary while it pays; then lengths and characters apart
 * (DELTA_LENGTH_BYTE_ARRAY).
 */
import { dialogue } from '../../../dialogues/record.ts';
import * as block from '../../block.ts';
import type { Pseudonyms } from '../../pseudonymise.ts';
import { type Slot, writeSlot } from '../../slots.ts';
import { UNBOUNDED } from '../bounds.ts';
import { Dictionary } from '../dictionary.ts';
import { type Chunk, DELTA_LENGTH_BYTE_ARRAY, PLAIN, RLE_DICTIONARY } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import type { Chunker } from './chunker.ts';

const STRIDE = dialogue.stride;
const valid = block.valid;
const listed = block.some;

export class Slots implements Chunker {
  readonly #column: number;
  readonly #slot: Slot;
  readonly #pseudonyms: Pseudonyms | undefined;
  readonly #levels = new Levels();
  readonly #dictionary = new Dictionary();
  /** Numbers of the values in the dictionary, while there is one. */
  #numbers = new Uint16Array(0);
  #count = 0;
  #plain = false;
  /** Without a dictionary: the texts' lengths and characters. */
  #lengths = new Float64Array(0);
  #characters = new Uint8Array(0);
  #used = 0;
  /** Rows of the input. */
  #size = 0;

  constructor(column: number, slot: Slot, pseudonyms: Pseudonyms | undefined) {
    this.#column = column;
    this.#slot = slot;
    this.#pseudonyms = slot.read.identity === undefined ? undefined : pseudonyms;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#dictionary.clear();
    this.#count = 0;
    this.#used = 0;
    this.#plain = false;
    this.#size = rows;
    if (this.#numbers.length < rows) this.#numbers = new Uint16Array(rows);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    const end = from + rows - nulls;
    if (this.#plain) {
      this.#write(from, end);
      return;
    }
    const dictionary = this.#dictionary;
    this.#count = dictionary.addSlots(
      this.#column,
      this.#slot,
      from,
      end,
      this.#numbers,
      this.#count,
      this.#pseudonyms,
    );
    if (!dictionary.pays(this.#count)) this.#giveUp();
  }

  #write(from: number, end: number): void {
    const slot = this.#slot;
    const hide = this.#pseudonyms;
    this.#room((end - from) * slot.longest);
    const octets = this.#characters;
    const lengths = this.#lengths;
    const first = this.#column * block.BLOCK_ROWS;
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

  /** From the dictionary to none: what was numbered so far is written out. */
  #giveUp(): void {
    this.#plain = true;
    const { octets: from, starts } = this.#dictionary;
    const numbers = this.#numbers;
    if (this.#lengths.length < this.#size) this.#lengths = new Float64Array(this.#size);
    const lengths = this.#lengths;
    this.#room(this.#count * 64);
    const to = this.#characters;
    let p = 0;
    for (let i = 0; i < this.#count; i++) {
      // Four octets of length stand before each text.
      const start = starts[numbers[i]] + 4;
      const end = starts[numbers[i] + 1];
      lengths[i] = end - start;
      for (let k = start; k < end; k++) to[p++] = from[k];
    }
    this.#used = p;
  }

  /** Room for `more` characters behind those used. */
  #room(more: number): void {
    if (this.#used + more <= this.#characters.length) return;
    const larger = new Uint8Array(Math.ceil((this.#used + more) * 1.5));
    larger.set(this.#characters.subarray(0, this.#used));
    this.#characters = larger;
  }

  finish(pages: Pages): Chunk {
    const levels = this.#levels;
    const dictionary = this.#dictionary;
    pages.open();
    if (this.#count === 0) {
      pages.levels(levels);
      pages.data(levels.rows, PLAIN);
      return pages.close(PLAIN, levels.nulls, UNBOUNDED);
    }
    if (this.#plain) {
      pages.levels(levels);
      pages.deltas(this.#lengths, this.#count);
      pages.texts(levels.rows, DELTA_LENGTH_BYTE_ARRAY, this.#characters.subarray(0, this.#used));
      return pages.close(DELTA_LENGTH_BYTE_ARRAY, levels.nulls, UNBOUNDED);
    }
    pages.dictionary(dictionary.count, dictionary.octets.subarray(0, dictionary.used), true);
    pages.levels(levels);
    pages.numbers(this.#numbers, this.#count, dictionary.count);
    pages.data(levels.rows, RLE_DICTIONARY);
    return pages.close(RLE_DICTIONARY, levels.nulls, UNBOUNDED);
  }
}
