/** Slots written as pseudonyms: each distinct value is hashed once, and kept while there is room. */
import { type IdentityKind, PSEUDONYM_LENGTH, type Pseudonym } from './pseudonyms.ts';
import { writeAddress, writeSlot } from './slot-texts.ts';
import { END_USER, type Slot } from './slots.ts';

/** Values kept; then all are forgotten, which costs time and changes nothing. */
const MOST_KEPT = 1 << 18;
const SLOTS = MOST_KEPT * 2;
/** Octets of a key: kind, length, value. */
const KEY = 24;
const HEADER = 2;

const decoder = new TextDecoder('latin1');
const scratch = new Uint8Array(64);
const KINDS: readonly IdentityKind[] = ['imsi', 'msisdn', 'imei', 'end_user_address'];

export class Pseudonyms {
  readonly #pseudonym: Pseudonym;
  readonly #table = new Int32Array(SLOTS);
  #keys = new Uint8Array(KEY * 4096);
  #texts = new Uint8Array(PSEUDONYM_LENGTH * 4096);
  #count = 0;

  constructor(pseudonym: Pseudonym) {
    this.#pseudonym = pseudonym;
  }

  /** As writeSlot, with the pseudonym in place of the value; of two addresses both, a space between. */
  write(slot: Slot, from: Uint8Array, at: number, length: number, out: Uint8Array, p: number): number {
    const kind = slot.read.identity as IdentityKind;
    if (kind !== 'end_user_address') return this.#one(slot, kind, from, at, length, out, p);
    let q = p;
    if (length !== 16) q = this.#one(slot, kind, from, at, 4, out, q);
    if (length === 20) out[q++] = 0x20;
    if (length !== 4) q = this.#one(slot, kind, from, at + 4, 16, out, q);
    return q;
  }

  #one(
    slot: Slot,
    kind: IdentityKind,
    from: Uint8Array,
    at: number,
    octets: number,
    out: Uint8Array,
    p: number,
  ): number {
    const number = KINDS.indexOf(kind);
    const keys = this.#keys;
    let hash = 0x811c9dc5 ^ (number << 8) ^ octets;
    for (let i = 0; i < octets; i++) hash = Math.imul(hash ^ from[at + i], 0x01000193);
    hash ^= hash >>> 15;
    let place = hash & (SLOTS - 1);
    for (;;) {
      const entry = this.#table[place];
      if (entry === 0) break;
      const key = (entry - 1) * KEY;
      let same = keys[key] === number && keys[key + 1] === octets;
      for (let i = 0; same && i < octets; i++) same = keys[key + HEADER + i] === from[at + i];
      if (same) return this.#copy(entry - 1, out, p);
      place = (place + 1) & (SLOTS - 1);
    }
    const end =
      slot.format === END_USER
        ? writeAddress(from, at, octets, scratch, 0)
        : writeSlot(slot, from, at, octets, scratch, 0);
    const text = this.#pseudonym(kind, decoder.decode(scratch.subarray(0, end)));
    if (this.#count === MOST_KEPT) {
      this.#table.fill(0);
      this.#count = 0;
      place = hash & (SLOTS - 1);
    }
    const entry = this.#count++;
    this.#room();
    this.#table[place] = entry + 1;
    this.#keys[entry * KEY] = number;
    this.#keys[entry * KEY + 1] = octets;
    for (let i = 0; i < octets; i++) this.#keys[entry * KEY + HEADER + i] = from[at + i];
    for (let i = 0; i < PSEUDONYM_LENGTH; i++) this.#texts[entry * PSEUDONYM_LENGTH + i] = text.charCodeAt(i);
    return this.#copy(entry, out, p);
  }

  #copy(entry: number, out: Uint8Array, p: number): number {
    const from = entry * PSEUDONYM_LENGTH;
    for (let i = 0; i < PSEUDONYM_LENGTH; i++) out[p + i] = this.#texts[from + i];
    return p + PSEUDONYM_LENGTH;
  }

  #room(): void {
    if (this.#count * KEY <= this.#keys.length) return;
    const keys = new Uint8Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const texts = new Uint8Array(this.#texts.length * 2);
    texts.set(this.#texts);
    this.#texts = texts;
  }
}
