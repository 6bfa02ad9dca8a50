/** Identifiers in hex, kept as their octets in reverse: what their codes are (zstd/hex.ts). */
import { KEY, LENGTH } from '../../keys.ts';
import { DELTA_LENGTH_BYTE_ARRAY } from '../format.ts';
import type { Pages } from '../pages.ts';
import { hexFrame } from '../zstd/hex.ts';
import type { PlainTexts } from './texts.ts';

/** Octets of an identifier at most. */
const MOST = 4;

export class HexTexts implements PlainTexts {
  /** Filled from its end. */
  #reversed = new Uint8Array(0);
  #view = new DataView(this.#reversed.buffer);
  #first = 0;
  #lengths = new Float64Array(0);
  #count = 0;

  begin(rows: number): void {
    this.#count = 0;
    if (this.#lengths.length < rows) {
      this.#lengths = new Float64Array(rows);
      this.#reversed = new Uint8Array((rows + 1) * MOST);
      this.#view = new DataView(this.#reversed.buffer);
    }
    this.#first = this.#reversed.length;
  }

  add(keys: Int32Array<ArrayBuffer>, n: number, numbers?: Uint16Array): void {
    const view = this.#view;
    const lengths = this.#lengths;
    let count = this.#count;
    let p = this.#first;
    for (let k = 0; k < n; k++) {
      const key = (numbers === undefined ? k : numbers[k]) * KEY;
      const octets = keys[key + LENGTH];
      // The word's highest octets are those of the value: what is below them is written over by the next one.
      view.setInt32(p - MOST, keys[key] << (8 * (MOST - octets)), true);
      p -= octets;
      lengths[count++] = 2 * octets;
    }
    this.#count = count;
    this.#first = p;
  }

  finish(pages: Pages, rows: number): void {
    pages.deltas(this.#lengths, this.#count);
    const characters = 2 * (this.#reversed.length - this.#first);
    const frame = hexFrame(pages.page, this.#reversed, this.#first);
    pages.framed(frame, characters, rows, DELTA_LENGTH_BYTE_ARRAY);
  }
}
