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
    this.f64 = new Float64Array(index);
    this.u32 = new Uint32Array(index);
    this.u16 = new Uint16Array(index);
    this.limit = Math.min(BATCH_FRAMES, Math.floor(index.byteLength / frameEntry.stride));
  }
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
