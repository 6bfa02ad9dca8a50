/**
 * The distinct values of a column of a row group, numbered by first appearance, found by open addressing: slots by
 * their octets in the block, integers by themselves. Keys are kept as words beside the values, which are laid out as a
 * dictionary page wants them (PLAIN).
 */
import { dialogue } from '../../dialogues/record.ts';
import * as block from '../block.ts';
import type { Pseudonyms } from '../pseudonymise.ts';
import { type Slot, writeSlot } from '../slots.ts';

const STRIDE = dialogue.stride;
const valid = block.valid;
const ints = block.ints;
const view = block.view;
const listed = block.some;

/** Words of a slot's key: five of octets and the length. */
const KEY = 6;
/** Integers that a table of their own finds: codes, counts, flags. */
const DIRECT = 1024;
/** Values after which a dictionary has to pay. */
const TRIAL = 4096;
/** Distinct values to values at which it pays: a subscriber comes back, so that the share falls to the row group's end. */
const PAYS = 0.7;
/** Octets of a dictionary at most. */
const MOST_OCTETS = 1 << 20;
/** A word's octets by how many of them belong to the value. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1);

export class Dictionary {
  count = 0;
  /** The values, PLAIN. */
  octets = new Uint8Array(4096);
  /** Octets used. */
  used = 0;
  /** First octet of each value; one more than there are values. */
  starts = new Int32Array(1025);
  #keys = new Int32Array(KEY * 1024);
  #table = new Int32Array(4096);
  /** Of integers below DIRECT the numbers, from 1: found without a hash. */
  readonly #direct = new Int32Array(DIRECT);
  #hashed = false;

  clear(): void {
    this.count = 0;
    this.used = 0;
    if (this.#hashed) this.#table.fill(0);
    this.#hashed = false;
    this.#direct.fill(0);
  }

  /** Whether it is worth going on with, now that it holds `values` values. */
  pays(values: number): boolean {
    return (values < TRIAL || this.count <= values * PAYS) && this.used <= MOST_OCTETS;
  }

  /** The values, where they are integers. */
  ints(): Int32Array {
    return new Int32Array(this.octets.buffer, 0, this.count);
  }

  /** Numbers the values of the rows listed[from] to listed[end - 1] into to[n] and on; gives how many there are now. */
  addSlots(
    c: number,
    slot: Slot,
    from: number,
    end: number,
    to: Uint16Array,
    n: number,
    pseudonyms: Pseudonyms | undefined,
  ): number {
    this.#hashed = true;
    const first = c * block.BLOCK_ROWS;
    const { offset, size } = slot;
    const fixed = slot.read.format === 'cell' || slot.read.format === 'rai';
    let table = this.#table;
    let mask = table.length - 1;
    let keys = this.#keys;
    let m = n;
    for (let row = from; row < end; row++) {
      const i = listed[row];
      const length = valid[first + i];
      const p = i * STRIDE + offset;
      // An identifier's octets are a word, right-aligned; an end user's length says which addresses there are.
      const octets = slot.format === HEX ? 4 : length === 16 && size === 20 ? 20 : fixed ? size : length;
      let w0 = view.getInt32(p, true);
      let w1 = 0;
      let w2 = 0;
      let w3 = 0;
      let w4 = 0;
      if (octets < 4) w0 &= MASKS[octets];
      else if (octets > 4) {
        w1 = octets >= 8 ? view.getInt32(p + 4, true) : view.getInt32(p + 4, true) & MASKS[octets - 4];
        if (octets > 8) {
          w2 = octets >= 12 ? view.getInt32(p + 8, true) : view.getInt32(p + 8, true) & MASKS[octets - 8];
          if (octets > 12) {
            w3 = octets >= 16 ? view.getInt32(p + 12, true) : view.getInt32(p + 12, true) & MASKS[octets - 12];
            if (octets > 16) w4 = view.getInt32(p + 16, true);
          }
        }
      }
      let hash = Math.imul(w0 ^ length, 0x9e3779b1) ^ Math.imul(w1, 0x85ebca6b) ^ Math.imul(w2, 0xc2b2ae35);
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(w3, 0x27d4eb2f) ^ Math.imul(w4, 0x165667b1);
      hash ^= hash >>> 13;
      let place = hash & mask;
      let entry = table[place];
      while (entry !== 0) {
        const key = (entry - 1) * KEY;
        if (
          keys[key] === w0 &&
          keys[key + 1] === w1 &&
          keys[key + 2] === w2 &&
          keys[key + 3] === w3 &&
          keys[key + 4] === w4 &&
          keys[key + 5] === length
        ) {
          break;
        }
        place = (place + 1) & mask;
        entry = table[place];
      }
      if (entry === 0) {
        entry = ++this.count;
        table[place] = entry;
        this.#room(slot.longest + 4);
        keys = this.#keys;
        const key = (entry - 1) * KEY;
        keys[key] = w0;
        keys[key + 1] = w1;
        keys[key + 2] = w2;
        keys[key + 3] = w3;
        keys[key + 4] = w4;
        keys[key + 5] = length;
        this.#hash(entry, hash);
        this.used = writeText(slot, i * STRIDE, length, this.octets, this.used, pseudonyms);
        this.starts[entry] = this.used;
        if (this.count * 4 > table.length) {
          this.#grow();
          table = this.#table;
          mask = table.length - 1;
        }
      }
      to[m++] = entry - 1;
    }
    return m;
  }

  /** The same for an integer column. */
  addInts(c: number, from: number, end: number, to: Uint16Array, n: number): number {
    const first = c * block.BLOCK_ROWS;
    const direct = this.#direct;
    let m = n;
    for (let row = from; row < end; row++) {
      const value = ints[first + listed[row]];
      let entry = 0;
      if (value >= 0 && value < DIRECT) {
        entry = direct[value];
        if (entry === 0) entry = direct[value] = this.#find(value);
      } else entry = this.#find(value);
      to[m++] = entry - 1;
    }
    return m;
  }

  /** The number, from 1, of an integer by the table of all. */
  #find(value: number): number {
    this.#hashed = true;
    const table = this.#table;
    const mask = table.length - 1;
    const keys = this.#keys;
    let hash = Math.imul(value, 0x9e3779b1);
    hash ^= hash >>> 15;
    let place = hash & mask;
    for (let entry = table[place]; entry !== 0; entry = table[place]) {
      if (keys[(entry - 1) * KEY] === value) return entry;
      place = (place + 1) & mask;
    }
    const entry = ++this.count;
    table[place] = entry;
    this.#room(4);
    this.#keys[(entry - 1) * KEY] = value;
    this.#hash(entry, hash);
    for (let k = 0; k < 4; k++) this.octets[this.used++] = (value >>> (8 * k)) & 255;
    this.starts[entry] = this.used;
    if (this.count * 4 > table.length) this.#grow();
    return entry;
  }

  #hashes = new Int32Array(1024);

  #hash(entry: number, hash: number): void {
    this.#hashes[entry - 1] = hash;
  }

  /** Room for one more value of at most `octets`. */
  #room(octets: number): void {
    if (this.used + octets > this.octets.length) {
      const larger = new Uint8Array((this.used + octets) * 2);
      larger.set(this.octets);
      this.octets = larger;
    }
    if (this.count < this.#hashes.length) return;
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const starts = new Int32Array(hashes.length + 1);
    starts.set(this.starts);
    this.starts = starts;
    const keys = new Int32Array(hashes.length * KEY);
    keys.set(this.#keys);
    this.#keys = keys;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let entry = 1; entry <= this.count; entry++) {
      let place = this.#hashes[entry - 1] & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = entry;
    }
    this.#table = table;
  }
}

/** Of slots.ts; the place of an identifier is that of its word. */
const HEX = 1;

/** A slot's text as a PLAIN byte array: four octets of length, the characters. Gives the place behind it. */
function writeText(
  slot: Slot,
  base: number,
  length: number,
  out: Uint8Array,
  p: number,
  pseudonyms: Pseudonyms | undefined,
): number {
  const end =
    pseudonyms !== undefined && slot.read.identity !== undefined
      ? pseudonyms.write(slot, base, length, out, p + 4)
      : writeSlot(slot, base, length, out, p + 4);
  // No slot has more than 255 characters.
  out[p] = end - p - 4;
  out[p + 1] = 0;
  out[p + 2] = 0;
  out[p + 3] = 0;
  return end;
}
