/** Slots written as pseudonyms: each distinct value is hashed once while it is kept. */
import { Kept, wordOf } from './kept.ts';
import { KEY, LENGTH } from './keys.ts';
import { type IdentityKind, PSEUDONYM_LENGTH, PSEUDONYM_WORDS, type Pseudonym } from './pseudonyms.ts';
import { HEX_PAIRS, writeAddress, writeSlot } from './slot-texts.ts';
import { END_USER, type Slot } from './slots.ts';

/** Bits of the identities kept of each kind, 32 octets each: as many as a hub sees in some minutes. */
const KEPT: Readonly<Record<IdentityKind, number>> = { imsi: 18, msisdn: 17, imei: 17, end_user_address: 16, title: 0 };
/** Octets of a key; longer values, addresses of 16 octets, are not kept. */
const MOST_OCTETS = 12;

const characters = new Uint8Array(64);
const scratch = new Int32Array(PSEUDONYM_WORDS);

/** Characters of a slot's text at most, as it is or as a pseudonym: of two addresses both, a space between. */
export function longestOf(slot: Slot, hidden: boolean): number {
  if (!hidden) return slot.longest;
  return slot.format === END_USER ? 2 * PSEUDONYM_LENGTH + 1 : PSEUDONYM_LENGTH;
}

export class Pseudonyms {
  readonly #pseudonym: Pseudonym;
  readonly #kept = new Map<IdentityKind, Kept>();
  /** What touch() read, so that it is not left out. */
  touched = 0;
  /** Where words() has left a pseudonym. */
  #words: Int32Array = scratch;

  constructor(pseudonym: Pseudonym) {
    this.#pseudonym = pseudonym;
  }

  /** As writeSlot, with the pseudonym in place of the value; of two addresses both, a space between. */
  write(slot: Slot, from: Uint8Array, at: number, length: number, out: Uint8Array, p: number): number {
    if (slot.format !== END_USER) return this.#hex(this.words(slot, from, at, length), out, p);
    let q = p;
    if (length !== 16) q = this.#hex(this.words(slot, from, at, 4), out, q);
    if (length === 20) out[q++] = 0x20;
    if (length !== 4) q = this.#hex(this.words(slot, from, at + 4, 16), out, q);
    return q;
  }

  /** Gives the place in `found` of the four words of one value's pseudonym. */
  words(slot: Slot, from: Uint8Array, at: number, octets: number): number {
    if (octets > MOST_OCTETS) {
      this.#words = scratch;
      this.#hash(slot, from, at, octets, scratch, 0);
      return 0;
    }
    const kept = this.#keptOf(slot);
    this.#words = kept.words;
    const w0 = wordOf(from, at, octets);
    const w1 = wordOf(from, at + 4, octets - 4);
    const w2 = wordOf(from, at + 8, octets - 8);
    const known = kept.find(w0, w1, w2, octets);
    if (known >= 0) return known;
    const place = kept.keep(w0, w1, w2, octets);
    this.#hash(slot, from, at, octets, kept.words, place);
    return place;
  }

  /** Before the words of the first n keys (keys.ts) are asked for, one after the other. */
  touch(slot: Slot, keys: Int32Array, n: number): void {
    const kept = this.#keptOf(slot);
    let touched = 0;
    for (let key = 0; key < n * KEY; key += KEY) {
      touched |= kept.touch(keys[key], keys[key + 1], keys[key + 2], keys[key + LENGTH]);
    }
    this.touched = touched;
  }

  #keptOf(slot: Slot): Kept {
    const kind = slot.read.identity as IdentityKind;
    let kept = this.#kept.get(kind);
    if (kept === undefined) {
      kept = new Kept(KEPT[kind]);
      this.#kept.set(kind, kept);
    }
    return kept;
  }

  /** What words() gave a place in. */
  get found(): Int32Array {
    return this.#words;
  }

  #hash(slot: Slot, from: Uint8Array, at: number, octets: number, to: Int32Array, place: number): void {
    const end =
      slot.format === END_USER
        ? writeAddress(from, at, octets, characters, 0)
        : writeSlot(slot, from, at, octets, characters, 0);
    this.#pseudonym.words(slot.read.identity as IdentityKind, characters, end, to, place);
  }

  #hex(place: number, out: Uint8Array, p: number): number {
    const words = this.#words;
    let q = p;
    for (let i = place; i < place + PSEUDONYM_WORDS; i++) {
      for (let shift = 24; shift >= 0; shift -= 8) {
        const pair = HEX_PAIRS[(words[i] >>> shift) & 255];
        out[q] = pair;
        out[q + 1] = pair >> 8;
        q += 2;
      }
    }
    return p + PSEUDONYM_LENGTH;
  }
}
