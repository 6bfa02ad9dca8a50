/** Pseudonyms of digits: 32 hex digits each, kept as their octets in reverse as other identifiers in hex (hex.ts). */
import { KEY, LENGTH } from '../../keys.ts';
import type { Pseudonyms } from '../../pseudonymise.ts';
import { PSEUDONYM_LENGTH, PSEUDONYM_WORDS } from '../../pseudonyms.ts';
import type { Slot } from '../../slots.ts';
import { DELTA_LENGTH_BYTE_ARRAY } from '../format.ts';
import type { Pages } from '../pages.ts';
import { hexFrame } from '../zstd/hex.ts';
import type { PlainTexts } from './texts.ts';

export class HiddenTexts implements PlainTexts {
  readonly #slot: Slot;
  readonly #pseudonyms: Pseudonyms;
  /** Filled from its end. */
  #reversed = new Int32Array(0);
  #first = 0;
  #lengths = new Float64Array(0);
  #count = 0;

  constructor(slot: Slot, pseudonyms: Pseudonyms) {
    this.#slot = slot;
    this.#pseudonyms = pseudonyms;
  }

  begin(rows: number): void {
    this.#count = 0;
    if (this.#lengths.length < rows) {
      this.#lengths = new Float64Array(rows).fill(PSEUDONYM_LENGTH);
      this.#reversed = new Int32Array(rows * PSEUDONYM_WORDS);
    }
    this.#first = this.#reversed.length;
  }

  add(keys: Int32Array<ArrayBuffer>, n: number, numbers?: Uint16Array): void {
    const slot = this.#slot;
    const pseudonyms = this.#pseudonyms;
    const octets = new Uint8Array(keys.buffer);
    if (numbers === undefined) pseudonyms.touch(slot, keys, n);
    const to = this.#reversed;
    let p = this.#first;
    for (let k = 0; k < n; k++) {
      const key = (numbers === undefined ? k : numbers[k]) * KEY;
      const place = pseudonyms.words(slot, octets, 4 * key, keys[key + LENGTH]);
      const { found } = pseudonyms;
      // A word holds its first octet highest, and the buffer lowest first: the words alone are turned round.
      for (let i = 0; i < PSEUDONYM_WORDS; i++) to[--p] = found[place + i];
    }
    this.#count += n;
    this.#first = p;
  }

  finish(pages: Pages, rows: number): void {
    pages.deltas(this.#lengths, this.#count);
    const frame = hexFrame(pages.page, new Uint8Array(this.#reversed.buffer), 4 * this.#first);
    pages.framed(frame, PSEUDONYM_LENGTH * this.#count, rows, DELTA_LENGTH_BYTE_ARRAY);
  }
}
