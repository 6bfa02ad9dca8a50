/** Texts that stand in the record as octets: a dictionary while it pays, then one behind the other. */
import * as block from '../../block.ts';
import { KEY, keys, LENGTH, readKeys } from '../../keys.ts';
import { longestOf, type Pseudonyms } from '../../pseudonymise.ts';
import { writeSlot } from '../../slot-texts.ts';
import type { Slot } from '../../slots.ts';
import { UNBOUNDED } from '../bounds.ts';
import { type Chunk, DELTA_LENGTH_BYTE_ARRAY, PLAIN, RLE_DICTIONARY } from '../format.ts';
import { Levels } from '../levels.ts';
import type { Pages } from '../pages.ts';
import { PAYS, PAYS_HIDDEN, pays } from '../pays.ts';
import { SlotDictionary } from '../slot-dictionary.ts';
import { type PlainTexts, plainTexts } from '../texts/texts.ts';
import type { Chunker } from './chunker.ts';

/** Octets in front of a text in a dictionary page: its length. */
const HEAD = 4;

/** Dictionary pages are put together here, one after the other. */
let page = new Uint8Array(1 << 16);

export class Slots implements Chunker {
  readonly #column: number;
  readonly #slot: Slot;
  readonly #pseudonyms: Pseudonyms | undefined;
  readonly #levels = new Levels();
  readonly #dictionary = new SlotDictionary();
  /** Numbers of the values in the dictionary, while there is one. */
  #numbers = new Uint16Array(0);
  readonly #texts: PlainTexts;
  readonly #pays: number;
  #count = 0;
  #plain = false;

  constructor(column: number, slot: Slot, pseudonyms: Pseudonyms | undefined) {
    this.#column = column;
    this.#slot = slot;
    this.#pseudonyms = slot.read.identity === undefined ? undefined : pseudonyms;
    this.#texts = plainTexts(slot, this.#pseudonyms);
    this.#pays = this.#pseudonyms === undefined ? PAYS : PAYS_HIDDEN;
  }

  begin(rows: number): void {
    this.#levels.begin(rows);
    this.#dictionary.clear();
    this.#count = 0;
    this.#plain = false;
    if (this.#numbers.length < rows) this.#numbers = new Uint16Array(rows);
  }

  add(rows: number, nulls: number): void {
    this.#levels.add(this.#column, rows, nulls);
    if (nulls === rows) return;
    const from = block.list(this.#column, rows, nulls);
    const n = rows - nulls;
    if (this.#plain) {
      readKeys(this.#column, this.#slot, from, from + n);
      this.#texts.add(keys, n);
    } else this.#dictionary.add(this.#column, this.#slot, from, from + n, this.#numbers, this.#count);
    this.#count += n;
    if (!this.#plain && !pays(this.#dictionary.count, this.#count, this.#pays)) this.#giveUp();
  }

  /** From the dictionary to none. */
  #giveUp(): void {
    this.#plain = true;
    this.#texts.begin(this.#numbers.length);
    this.#texts.add(this.#dictionary.keys, this.#count, this.#numbers);
  }

  finish(pages: Pages): Chunk {
    const levels = this.#levels;
    pages.open();
    if (this.#count === 0) {
      pages.levels(levels);
      pages.data(levels.rows, PLAIN);
      return pages.close(PLAIN, levels.nulls, UNBOUNDED);
    }
    if (this.#plain) {
      pages.levels(levels);
      this.#texts.finish(pages, levels.rows);
      return pages.close(DELTA_LENGTH_BYTE_ARRAY, levels.nulls, UNBOUNDED);
    }
    pages.dictionary(this.#dictionary.count, this.#distinct(), true);
    pages.levels(levels);
    pages.numbers(this.#numbers, this.#count, this.#dictionary.count);
    pages.data(levels.rows, RLE_DICTIONARY);
    return pages.close(RLE_DICTIONARY, levels.nulls, UNBOUNDED);
  }

  /** The dictionary's texts, PLAIN: each behind its length. */
  #distinct(): Uint8Array {
    const slot = this.#slot;
    const hide = this.#pseudonyms;
    const { count, keys: own } = this.#dictionary;
    const most = count * (HEAD + longestOf(slot, hide !== undefined));
    if (page.length < most) page = new Uint8Array(most * 2);
    const to = page;
    const octets = new Uint8Array(own.buffer);
    let p = 0;
    for (let key = 0; key < count * KEY; key += KEY) {
      const length = own[key + LENGTH];
      const begin = p + HEAD;
      const end =
        hide === undefined
          ? writeSlot(slot, octets, 4 * key, length, to, begin)
          : hide.write(slot, octets, 4 * key, length, to, begin);
      // No slot has more than 255 characters.
      to[p] = end - begin;
      to[p + 1] = 0;
      to[p + 2] = 0;
      to[p + 3] = 0;
      p = end;
    }
    return to.subarray(0, p);
  }
}
