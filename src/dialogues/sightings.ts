/**
 * Messages of open dialogues, remembered by their octets and the path they took: what tells a copy or the second leg of
 * a relay from a new message. One pool of records; each dialogue holds the head of a list, newest first.
 */

import { FLAG_SNAPPED, message, SLOT_INVOKE_ID, SLOT_OPERATION, SLOT_TYPE } from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { fold } from './hash.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const signed = currentSigned;
const M = message.at;
const TIME = M.time;

/** Octets a record: time (f64), hash of the octets, hash of the path, next, shape. */
const RECORD = 24;
const WORDS = RECORD / 4;
const HASH = 2;
const PATH = 3;
const NEXT = 4;
/** What stands at the front of a message (type, identifiers, first component), and in the lowest bit: its end was cut off. */
const SHAPE = 5;
const CUT = 1;
const FIRST = 1024;
/** Most a dialogue; behind them the oldest is forgotten, so that a long dialogue costs no more than this a message. */
const MOST_LISTED = 32;
/** Microseconds within which the same octets of one dialogue are the same message. */
export const WINDOW = 10e6;

/** Never seen; seen on this very path; seen on another path alone. */
export const SEEN_NOT = 0;
export const SEEN_HERE = 1;
export const SEEN_ELSEWHERE = 2;

export class Sightings {
  /** When the message was seen first, microseconds; of the last `look` that was not SEEN_NOT. */
  firstAt = 0;
  /** It was the same by its shape alone: the snap length took the end of one of them. */
  byShape = false;
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
    const shape = shapeOf(hash);
    let seen = SEEN_NOT;
    for (let e = head; e !== 0; e = i32[e * WORDS + NEXT]) {
      const alike = i32[e * WORDS + HASH] !== hash;
      // On the same path a packet that is shown again is known as such by its own numbers.
      if (alike && (i32[e * WORDS + PATH] === path || !cutAlike(shape, i32[e * WORDS + SHAPE]))) continue;
      const then = f64[(e * WORDS) / 2];
      if (Math.abs(time - then) >= WINDOW) continue;
      // The list goes from new to old: the last one found is the first sighting.
      this.firstAt = then;
      this.byShape = alike;
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
    this.i32[entry * WORDS + SHAPE] = shapeOf(hash);
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

/** Of the current message; `hash` tells a returned one from the one that it returns. */
function shapeOf(hash: number): number {
  const c = M.components;
  let h = fold(hash ^ signed[M.octetsHash], (m8[M.tcapType] << 16) | (m8[M.otidLength] << 8) | m8[M.dtidLength]);
  h = fold(h ^ signed[M.otid], signed[M.dtid]);
  if (m8[M.componentCount] > 0) {
    h = fold(h ^ m8[c + SLOT_OPERATION], (m8[c + SLOT_TYPE] << 8) | m8[c + SLOT_INVOKE_ID]);
  }
  return m32[M.flags] & FLAG_SNAPPED && m8[M.fault] !== 0 ? h | CUT : h & ~CUT;
}

/** One of them was cut, and as far as both go they are the same. */
function cutAlike(a: number, b: number): boolean {
  return ((a ^ b) & ~CUT) === 0 && ((a | b) & CUT) !== 0;
}
