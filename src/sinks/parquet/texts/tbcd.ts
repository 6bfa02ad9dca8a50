/** Digits in TBCD, kept as their octets until they are packed. */
import { KEY, LENGTH, SHORT } from '../../keys.ts';
import { DELTA_LENGTH_BYTE_ARRAY } from '../format.ts';
import type { Pages } from '../pages.ts';
import { tbcdFrame } from '../zstd/tbcd.ts';
import type { PlainTexts } from './texts.ts';

/** Fillers in all octets of a key's word that are behind a value of so many. */
const behind = (word: number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, octets) => {
    const own = octets - 4 * word;
    return own <= 0 ? -1 : own >= 4 ? 0 : -1 << (8 * own);
  });
const BEHIND_0 = behind(0);
const BEHIND_1 = behind(1);
const BEHIND_2 = behind(2);

export class TbcdTexts implements PlainTexts {
  #octets = new Uint8Array(0);
  #view = new DataView(this.#octets.buffer);
  #used = 0;
  #lengths = new Float64Array(0);
  #count = 0;
  #digits = 0;

  begin(rows: number): void {
    this.#used = 0;
    this.#count = 0;
    this.#digits = 0;
    if (this.#lengths.length >= rows) return;
    this.#lengths = new Float64Array(rows);
    this.#octets = new Uint8Array(rows * SHORT + 16);
    this.#view = new DataView(this.#octets.buffer);
  }

  add(keys: Int32Array<ArrayBuffer>, n: number, numbers?: Uint16Array): void {
    const view = this.#view;
    const lengths = this.#lengths;
    let count = this.#count;
    let digits = this.#digits;
    let p = this.#used;
    for (let k = 0; k < n; k++) {
      const key = (numbers === undefined ? k : numbers[k]) * KEY;
      const octets = keys[key + LENGTH];
      const w0 = keys[key];
      const w1 = keys[key + 1];
      view.setInt32(p, w0, true);
      view.setInt32(p + 4, w1, true);
      view.setInt32(p + 8, keys[key + 2], true);
      let length = fillerOf(w0 | BEHIND_0[octets]);
      if (length === 8) {
        length += fillerOf(w1 | BEHIND_1[octets]);
        if (length === 16) length += fillerOf(keys[key + 2] | BEHIND_2[octets]);
      }
      lengths[count++] = length;
      digits += length;
      p += (length + 1) >> 1;
    }
    this.#count = count;
    this.#digits = digits;
    this.#used = p;
  }

  finish(pages: Pages, rows: number): void {
    const lengths = this.#lengths;
    pages.deltas(lengths, this.#count);
    const numbers = { octets: this.#octets, lengths, count: this.#count, digits: this.#digits };
    pages.framed(tbcdFrame(pages.page, numbers), this.#digits, rows, DELTA_LENGTH_BYTE_ARRAY);
  }
}

/** Which of a word's eight digits, the lowest first, is the filler that ends the number; 8 where none is. */
function fillerOf(word: number): number {
  const fillers = word & (word >>> 1) & (word >>> 2) & (word >>> 3) & 0x11111111;
  return fillers === 0 ? 8 : (31 - Math.clz32(fillers & -fillers)) >> 2;
}
