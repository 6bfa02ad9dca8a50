/** Texts of a column of a row group that stand one behind the other, without a dictionary (DELTA_LENGTH_BYTE_ARRAY). */

import type { Pseudonyms } from '../../pseudonymise.ts';
import type { Slot } from '../../slots.ts';
import { DIGITS, HEX } from '../../slots.ts';
import type { Pages } from '../pages.ts';
import { HexTexts } from './hex.ts';
import { HiddenTexts } from './hidden.ts';
import { OtherTexts } from './other.ts';
import { TbcdTexts } from './tbcd.ts';

export interface PlainTexts {
  /** Before the values of a row group of so many rows. */
  begin(rows: number): void;
  /**
   * Takes n values: keys (keys.ts) one behind the other, or, where there are numbers, those that they say.
   */
  add(keys: Int32Array<ArrayBuffer>, n: number, numbers?: Uint16Array): void;
  /** Writes lengths and characters behind what is in the page, and the page. */
  finish(pages: Pages, rows: number): void;
}

export function plainTexts(slot: Slot, pseudonyms: Pseudonyms | undefined): PlainTexts {
  if (slot.format === DIGITS) {
    return pseudonyms === undefined ? new TbcdTexts() : new HiddenTexts(slot, pseudonyms);
  }
  return slot.format === HEX ? new HexTexts() : new OtherTexts(slot, pseudonyms);
}
