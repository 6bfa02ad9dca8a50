/**
 * Messages of open dialogues, remembered by their octets and the path they took: what tells a copy or the second leg of
 * a relay from a new message. One pool of records; each dialogue holds the head of a list, newest first.
 */

import { message } from '../../decoders/message.ts';
import { current } from './current.ts';

const { f64: m64 } = current;
const TIME = message.at.time;

/** Octets a record: time (f64), hash of the octets, hash of the path, next, spare. */
const RECORD = 24;
const WORDS = RECORD / 4;
const HASH = 2;
const PATH = 3;
const NEXT = 4;
const FIRST = 1024;
/** Most a dialogue; behind them the oldest is forgotten, so that a long dialogue costs no more than this a message. */
const MOST_LISTED = 32;
/** Microseconds within which the same octets of one dialogue are the same message. */
const WINDOW = 10e6;

/** Never seen; seen on this very path; seen on another path alone. */
export const SEEN_NOT = 0;
export const SEEN_HERE = 1;
export const SEEN_ELSEWHERE = 2;

export class Sightings {
  /** When the message was seen first, microseconds; of the last `look` that was not SEEN_NOT. */
  firstAt = 0;
  /** Records that found no room: their messages can not be told from a second sighting. */
  unremembered = 0;
  private f64: Float64Array;
  private i32: Int32Array;
  private capacity = FIRST;
  private used = 1;
  private free = 0;
  private readonly cap: number;

  /** `cap`: most records. */
  constructor(cap: number) {
    this.cap = cap;
    const buffer = new ArrayBuffer(FIRST * RECORD);
    this.f64 = new Float64Array(buffer);
    this.i32 = new Int32Array(buffer);
  }

  get octets(): number {
    return this.capacity * RECORD;
  }

  /** Whether the octets of the current message stand in the list `head` (0: empty), and on which path. */
  look(head: number, hash: number, path: number): number {
    if (hash === 0) return SEEN_NOT;
    const { i32, f64 } = this;
    const time = m64[TIME];
    let seen = SEEN_NOT;
    for (let e = head; e !== 0; e = i32[e * WORDS + NEXT]) {
      if (i32[e * WORDS + HASH] !== hash) continue;
      const then = f64[(e * WORDS) / 2];
      if (Math.abs(time - then) >= WINDOW) continue;
      // The list goes from new to old: the last one found is the first sighting.
      this.firstAt = then;
      if (i32[e * WORDS + PATH] === path) seen = SEEN_HERE;
      else if (seen === SEEN_NOT) seen = SEEN_ELSEWHERE;
    }
    return seen;
  }

  /** Puts the current message in front of the list; gives the new head. */
  add(head: number, hash: number, path: number): number {
    if (hash === 0) return head;
    const { i32 } = this;
    let count = 0;
    let before = 0;
    let last = 0;
    for (let e = head; e !== 0; e = i32[e * WORDS + NEXT]) {
      before = last;
      last = e;
      count++;
    }
    let entry = 0;
    let next = head;
    if (count < MOST_LISTED) entry = this.take();
    else {
      entry = last;
      i32[before * WORDS + NEXT] = 0;
    }
    if (entry === 0) {
      this.unremembered++;
      return head;
    }
    if (next === entry) next = 0;
    this.f64[(entry * WORDS) / 2] = m64[TIME];
    this.i32[entry * WORDS + HASH] = hash;
    this.i32[entry * WORDS + PATH] = path;
    this.i32[entry * WORDS + NEXT] = next;
    return entry;
  }

  /** Gives a list back. */
  release(head: number): void {
    if (head === 0) return;
    const { i32 } = this;
    let last = head;
    while (i32[last * WORDS + NEXT] !== 0) last = i32[last * WORDS + NEXT];
    i32[last * WORDS + NEXT] = this.free;
    this.free = head;
  }

  private take(): number {
    const entry = this.free;
    if (entry !== 0) {
      this.free = this.i32[entry * WORDS + NEXT];
      return entry;
    }
    if (this.used === this.capacity) {
      if (this.capacity >= this.cap) return 0;
      this.capacity = Math.min(this.capacity * 2, this.cap);
      const buffer = new ArrayBuffer(this.capacity * RECORD);
      const i32 = new Int32Array(buffer);
      i32.set(this.i32);
      this.i32 = i32;
      this.f64 = new Float64Array(buffer);
    }
    return this.used++;
  }
}
