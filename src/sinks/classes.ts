/**
 * Rows of an input that are alike in some respect, by number: what a column says of one record of a class it says of all
 * of them, so that it is worked out once a class. A hub's traffic has some hundred classes of records for the two dozen
 * columns that say what kind of dialogue it was and how it ended; at worst every row is a class of its own.
 */
import { dialogue } from '../dialogues/record.ts';
import * as block from './block.ts';

const { BLOCK_ROWS } = block;
const u32 = block.u32;
const RECORD = dialogue.stride / 4;

/** Places of the table of classes: more than twice the rows of the largest row group. */
const BITS = 17;
/**
 * Places looked at: a row whose hash the keys of many others share (somebody chose them so) is a class of its own, which costs
 * time and nothing else.
 */
const MOST_STEPS = 64;
/** Words compared at a time. */
const STEP = 4;

export abstract class Classes {
  /** Class of each row. */
  of: Uint16Array<ArrayBuffer> = new Uint16Array(0);
  /** Rows seen, and classes among them. */
  rows = 0;
  count = 0;
  /** Rows of each class. */
  times: Uint32Array<ArrayBuffer> = new Uint32Array(64);
  /** The first record of each class, one behind the other. */
  specimens: Uint32Array<ArrayBuffer> = new Uint32Array(64 * RECORD);
  /**
   * Words from one key to the next; those of the block's rows, hashes of them, and not 0 where a row is a class of its own
   * whatever its key.
   */
  readonly stride: number;
  protected readonly words: Int32Array<ArrayBuffer>;
  protected readonly hashes: Int32Array<ArrayBuffer> = new Int32Array(BLOCK_ROWS);
  protected readonly alone: Int32Array<ArrayBuffer> = new Int32Array(BLOCK_ROWS);
  /** Keys of the classes. */
  #keys: Int32Array<ArrayBuffer>;
  readonly #table = new Int32Array(1 << BITS);

  constructor(width: number) {
    this.stride = (width + STEP - 1) & -STEP;
    this.words = new Int32Array(BLOCK_ROWS * this.stride);
    this.#keys = new Int32Array(64 * this.stride);
  }

  begin(rows: number): void {
    if (this.count > 0) this.#table.fill(0);
    this.rows = 0;
    this.count = 0;
    if (this.of.length < rows) this.of = new Uint16Array(rows);
  }

  /** Makes keys and hashes of the block's rows. */
  protected abstract read(rows: number): void;

  /** Takes the rows of the block. */
  add(rows: number): void {
    this.read(rows);
    for (let i = 0; i < rows; ) {
      i = this.#known(i, rows);
      if (i < rows) this.#new(i++);
    }
    this.rows += rows;
  }

  /** Finds the classes of rows from i on; gives the first row that has none yet. Without a call, so that V8 checks once what it works on. */
  #known(from: number, rows: number): number {
    const { of, words, hashes, alone, times, stride } = this;
    const first = this.rows;
    const table = this.#table;
    const keys = this.#keys;
    let i = from;
    for (; i < rows && alone[i] === 0; i++) {
      const key = i * stride;
      let place = hashes[i] >>> (32 - BITS);
      let number = table[place];
      let steps = 0;
      for (; number !== 0; number = table[place]) {
        const other = (number - 1) * stride;
        let differs = 0;
        for (let j = 0; j < stride; j += STEP) {
          const a = other + j;
          const b = key + j;
          differs |= (keys[a] ^ words[b]) | (keys[a + 1] ^ words[b + 1]);
          differs |= (keys[a + 2] ^ words[b + 2]) | (keys[a + 3] ^ words[b + 3]);
        }
        if (differs === 0) break;
        place = (place + 1) & ((1 << BITS) - 1);
        if (++steps === MOST_STEPS) return i;
      }
      if (number === 0) return i;
      of[first + i] = number - 1;
      times[number - 1]++;
    }
    return i;
  }

  /** A class of which row i of the block is the first record. */
  #new(i: number): void {
    const number = this.count++;
    const { stride } = this;
    if (this.times.length === number) {
      this.times = longer(this.times);
      this.specimens = longer(this.specimens);
      const keys = new Int32Array(this.#keys.length * 2);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    const { specimens, words } = this;
    for (let k = 0; k < RECORD; k++) specimens[number * RECORD + k] = u32[i * RECORD + k];
    for (let j = 0; j < stride; j++) this.#keys[number * stride + j] = words[i * stride + j];
    this.times[number] = 1;
    this.of[this.rows + i] = number;
    if (this.alone[i] !== 0) return;
    let place = this.hashes[i] >>> (32 - BITS);
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      if (this.#table[place] === 0) {
        this.#table[place] = number + 1;
        return;
      }
      place = (place + 1) & ((1 << BITS) - 1);
    }
  }
}

function longer(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}

/** The hash of a key of which each word has been multiplied by a constant of its own, and all of them joined. */
export function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x2c1b3c6d);
  return folded ^ (folded >>> 15);
}
