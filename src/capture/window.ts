/**
 * The octets that a walker looks at and the entries that it writes: one FrameBatch in the making.
 *
 * Octets lie in `u8` from `at` (the next that nobody has read) to `end`. A walker indexes whole records where they lie,
 * moves `at` behind them, and says why it stopped.
 */
import { BATCH_FRAMES, frameEntry } from './batch.ts';
import type { FileNotes } from './notes.ts';

/** It needs octets up to `at + need`, and there are fewer. */
export const MORE = 0;
/** The index is full. */
export const FULL = 1;
/** Nothing more will come of this file. */
export const DONE = 2;
export type Outcome = typeof MORE | typeof FULL | typeof DONE;

export class Window {
  readonly data: ArrayBufferLike;
  readonly index: ArrayBufferLike;
  readonly u8: Uint8Array;
  /** The same octets as u8, four at a time. */
  readonly words: Int32Array;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  /** Most entries. */
  readonly limit: number;
  at = 0;
  end = 0;
  count = 0;
  /** Octet of the file that data[0] is. */
  base = 0;
  /** Nothing follows `end`. */
  final = false;
  /** Why nothing follows is known and noted: a record that it cuts needs no note of its own. */
  explained = false;

  constructor(data: ArrayBufferLike, index: ArrayBufferLike) {
    this.data = data;
    this.index = index;
    this.u8 = new Uint8Array(data);
    this.words = new Int32Array(data, 0, data.byteLength >> 2);
    this.f64 = new Float64Array(index);
    this.u32 = new Uint32Array(index);
    this.u16 = new Uint16Array(index);
    this.limit = Math.min(BATCH_FRAMES, Math.floor(index.byteLength / frameEntry.stride));
  }
}

/**
 * Where the run of one octet that begins at `from` ends. What looks for a record goes over such runs (holes in a file,
 * what a decompressor makes of one bit) in words: nothing begins in them.
 */
export function runEnd(w: Window, from: number): number {
  const { u8: b, words, end } = w;
  const octet = b[from];
  let p = from + 1;
  while (p < end && (p & 3) !== 0 && b[p] === octet) p++;
  if ((p & 3) === 0) {
    const word = Math.imul(octet, 0x01010101);
    const last = end >> 2;
    let i = p >> 2;
    while (i < last && words[i] === word) i++;
    p = Math.max(p, i << 2);
  }
  while (p < end && b[p] === octet) p++;
  return p;
}

/** Reads one capture format. */
export interface Walker {
  /** Frames so far. */
  readonly frame: number;
  /** After MORE: how many octets from `at` it takes to go on. */
  readonly need: number;
  walk(w: Window): Outcome;
}

/** What every walker is told. */
export interface WalkerOptions {
  /** Position of the file among the inputs. */
  readonly file: number;
  readonly notes: FileNotes;
}

/** No record is longer, unless the capture says that it was taken with a longer snap length (libpcap's maximum). */
export const USUAL_FRAME = 262144;
/** No record is longer, whatever the capture says. */
export const MOST_FRAME = 16 << 20;
