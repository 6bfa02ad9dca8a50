/** Texts of any slot, kept as they are written. */
import { KEY, LENGTH } from '../../keys.ts';
import { longestOf, type Pseudonyms } from '../../pseudonymise.ts';
import { writeSlot } from '../../slot-texts.ts';
import type { Slot } from '../../slots.ts';
import { DELTA_LENGTH_BYTE_ARRAY } from '../format.ts';
import type { Pages } from '../pages.ts';
import { literalsFrame } from '../zstd/literals.ts';
import type { PlainTexts } from './texts.ts';

export class OtherTexts implements PlainTexts {
  readonly #slot: Slot;
  readonly #pseudonyms: Pseudonyms | undefined;
  #characters = new Uint8Array(0);
  #used = 0;
  #lengths = new Float64Array(0);
  #count = 0;

  constructor(slot: Slot, pseudonyms: Pseudonyms | undefined) {
    this.#slot = slot;
    this.#pseudonyms = pseudonyms;
  }

  begin(rows: number): void {
    this.#used = 0;
    this.#count = 0;
    if (this.#lengths.length < rows) this.#lengths = new Float64Array(rows);
  }

  add(keys: Int32Array<ArrayBuffer>, n: number, numbers?: Uint16Array): void {
    const slot = this.#slot;
    const hide = this.#pseudonyms;
    this.#room(n * longestOf(slot, hide !== undefined));
    const octets = new Uint8Array(keys.buffer);
    const out = this.#characters;
    const lengths = this.#lengths;
    let count = this.#count;
    let p = this.#used;
    for (let k = 0; k < n; k++) {
      const key = (numbers === undefined ? k : numbers[k]) * KEY;
      const length = keys[key + LENGTH];
      const q =
        hide === undefined
          ? writeSlot(slot, octets, 4 * key, length, out, p)
          : hide.write(slot, octets, 4 * key, length, out, p);
      lengths[count++] = q - p;
      p = q;
    }
    this.#used = p;
    this.#count = count;
  }

  /** Room for `more` characters behind those used. */
  #room(more: number): void {
    if (this.#used + more <= this.#characters.length) return;
    const larger = new Uint8Array(Math.ceil((this.#used + more) * 1.5));
    larger.set(this.#characters.subarray(0, this.#used));
    this.#characters = larger;
  }

  finish(pages: Pages, rows: number): void {
    pages.deltas(this.#lengths, this.#count);
    const characters = this.#characters.subarray(0, this.#used);
    const frame = literalsFrame(pages.page, characters);
    if (frame !== undefined) {
      pages.framed(frame, this.#used, rows, DELTA_LENGTH_BYTE_ARRAY);
      return;
    }
    pages.octets(characters, 0, this.#used);
    pages.data(rows, DELTA_LENGTH_BYTE_ARRAY);
  }
}
