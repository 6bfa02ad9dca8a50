/**
 * The scratch record copied out and cleared, word by word and written out: V8 folds the scratch record's place into each
 * of these moves, while in a loop it fetches kind, length and place of both arrays again at every word (three to four
 * times the time). A test holds them to the layout.
 */
import { message, scratch } from '../../decoders/message.ts';

const { u8: U8, f64: F64 } = scratch;
const { imsi: IMSI } = message.at;

/** Words of a record, as the functions below have them. */
export const RECORD_WORDS = 41;
/** The first word whose octets no two messages of a frame share. */
export const FIRST_OWN_WORD = 16;

/** Copies the scratch record to `to[at]` and on. */
export function copyScratch(to: Float64Array, at: number): void {
  to[at] = F64[0];
  to[at + 1] = F64[1];
  to[at + 2] = F64[2];
  to[at + 3] = F64[3];
  to[at + 4] = F64[4];
  to[at + 5] = F64[5];
  to[at + 6] = F64[6];
  to[at + 7] = F64[7];
  to[at + 8] = F64[8];
  to[at + 9] = F64[9];
  to[at + 10] = F64[10];
  to[at + 11] = F64[11];
  to[at + 12] = F64[12];
  to[at + 13] = F64[13];
  to[at + 14] = F64[14];
  to[at + 15] = F64[15];
  to[at + 16] = F64[16];
  to[at + 17] = F64[17];
  to[at + 18] = F64[18];
  to[at + 19] = F64[19];
  to[at + 20] = F64[20];
  to[at + 21] = F64[21];
  to[at + 22] = F64[22];
  to[at + 23] = F64[23];
  to[at + 24] = F64[24];
  to[at + 25] = F64[25];
  to[at + 26] = F64[26];
  to[at + 27] = F64[27];
  to[at + 28] = F64[28];
  to[at + 29] = F64[29];
  to[at + 30] = F64[30];
  to[at + 31] = F64[31];
  to[at + 32] = F64[32];
  to[at + 33] = F64[33];
  to[at + 34] = F64[34];
  to[at + 35] = F64[35];
  to[at + 36] = F64[36];
  to[at + 37] = F64[37];
  to[at + 38] = F64[38];
  to[at + 39] = F64[39];
  to[at + 40] = F64[40];
}

/** Zeroes the scratch record. */
export function clearScratch(): void {
  F64[0] = 0;
  F64[1] = 0;
  F64[2] = 0;
  F64[3] = 0;
  F64[4] = 0;
  F64[5] = 0;
  F64[6] = 0;
  F64[7] = 0;
  F64[8] = 0;
  F64[9] = 0;
  F64[10] = 0;
  F64[11] = 0;
  F64[12] = 0;
  F64[13] = 0;
  F64[14] = 0;
  F64[15] = 0;
  clearOwn();
}

/** Zeroes what the messages of a frame do not share: all from the IMSI on, which begins in the middle of a word. */
export function clearOwn(): void {
  U8[IMSI] = 0;
  U8[IMSI + 1] = 0;
  U8[IMSI + 2] = 0;
  U8[IMSI + 3] = 0;
  F64[16] = 0;
  F64[17] = 0;
  F64[18] = 0;
  F64[19] = 0;
  F64[20] = 0;
  F64[21] = 0;
  F64[22] = 0;
  F64[23] = 0;
  F64[24] = 0;
  F64[25] = 0;
  F64[26] = 0;
  F64[27] = 0;
  F64[28] = 0;
  F64[29] = 0;
  F64[30] = 0;
  F64[31] = 0;
  F64[32] = 0;
  F64[33] = 0;
  F64[34] = 0;
  F64[35] = 0;
  F64[36] = 0;
  F64[37] = 0;
  F64[38] = 0;
  F64[39] = 0;
  F64[40] = 0;
}
