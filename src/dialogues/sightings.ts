/**
 * Messages of open dialogues, remembered by their octets and the path they took: what tells a copy or the second leg of
 * a relay from a new message. One pool of pairs of them; each dialogue holds the head of a list, newest first.
 */

import { FLAG_SNAPPED, message, SLOT_INVOKE_ID, SLOT_OPERATION, SLOT_TYPE } from '../../decoders/message.ts';
import { current, currentSigned } from './current.ts';
import { mix } from './hash.ts';
import { room } from './room.ts';
import { MOST_OPEN } from './slab.ts';

const { u8: m8, u32: m32, f64: m64 } = current;
const signed = currentSigned;
const M = message.at;
const TIME = M.time;
// Taken apart into constants of this module: V8 folds those into the machine code, and fetches what is imported each time.
const {
  flags: FLAGS,
  fault: FAULT,
  octetsHash: OCTETS,
  tcapType: TYPE,
  otid: OTID,
  dtid: DTID,
  otidLength: OTID_LENGTH,
  dtidLength: DTID_LENGTH,
  componentCount: COMPONENTS,
} = M;
const SNAPPED = FLAG_SNAPPED;
/** Of the first component. */
const OPERATION = M.components + SLOT_OPERATION;
const COMPONENT = M.components + SLOT_TYPE;
const INVOKE = M.components + SLOT_INVOKE_ID;

/** Words of a pair: two sightings; then the next pair, and how many follow. */
const WORDS = 10;
/** Words of a sighting: hash of the octets, time, path and more of the time, shape. */
const SECOND = 4;
const SHAPE = 3;
const NEXT = 8;
const BEHIND = 9;
/** What stands at the front of a message (type, identifiers, first component), and in the lowest bit: its end was cut off. */
const CUT = 1;
/** Pairs for each dialogue that can be open, over all of them together. */
const PAIRS_A_SLOT = 2;
/** Most a dialogue; behind them the oldest is forgotten, so that a long dialogue costs no more than this a message. */
const MOST_LISTED = 32;
/** Pairs that hold them, wherever the newest stands in its own. */
const MOST_PAIRS = MOST_LISTED / 2 + 1;
/** Microseconds within which the same octets of one dialogue are the same message. */
export const WINDOW = 10e6;
/** Of a time in microseconds the low 40 bits are kept: they come round after twelve days. */
const HIGH = 4294967296;
/** A power of two: exact, and quicker than the division. */
const LOW = 1 / HIGH;
const ROUND = 256 * HIGH;

const i32 = new Int32Array(room((MOST_OPEN + 1) * PAIRS_A_SLOT * WORDS * 4));
const MOST = Math.floor(i32.length / WORDS) - 1;

/** Never seen; seen on this very path; seen on another path alone. */
export const SEEN_NOT = 0;
export const SEEN_HERE = 1;
export const SEEN_ELSEWHERE = 2;

export class Sightings {
  /** How long ago the message was seen first, microseconds; of the last `look` that was not SEEN_NOT. */
  firstAgo = 0;
  /** It was the same by its shape alone: the snap length took the end of one of them. */
  byShape = false;
  /** Sightings that found no room: their messages can not be told from a second sighting. */
  unremembered = 0;
  private used = 1;
  private free = 0;
  private readonly cap: number;

  /** `cap`: most dialogues open at once. */
  constructor(cap: number) {
    this.cap = Math.min(MOST, Math.max(512, cap * PAIRS_A_SLOT));
  }

  /** Held, free ones included. */
  get octets(): number {
    return this.used * WORDS * 4;
  }

  /** Whether the octets of the current message stand in the list `head` (0: empty), and on which path. */
  look(head: number, hash: number, path: number): number {
    if (hash === 0) return SEEN_NOT;
    const cut = isCut() ? CUT : 0;
    let seen = SEEN_NOT;
    let left = MOST_LISTED;
    for (let pair = head; pair !== 0; pair = i32[pair * WORDS + NEXT]) {
      const at = pair * WORDS;
      const newer = i32[at + SECOND];
      if (newer === hash) seen = this.compare(at + SECOND, path, seen);
      else if ((i32[at + SECOND + SHAPE] | cut) & CUT && newer !== 0) seen = this.alike(at + SECOND, hash, path, seen);
      if (newer !== 0 && --left === 0) break;
      if (i32[at] === hash) seen = this.compare(at, path, seen);
      else if ((i32[at + SHAPE] | cut) & CUT) seen = this.alike(at, hash, path, seen);
      if (--left === 0) break;
    }
    return seen;
  }

  /** Reads what `look` will look at first, so that many such reads wait for memory at once. What it gives means nothing. */
  touch(head: number): number {
    return head < this.used ? i32[head * WORDS] : 0;
  }

  /** A sighting of the same octets. The list goes from new to old: the last one found is the first sighting. */
  private compare(at: number, path: number, seen: number): number {
    const time = m64[TIME];
    const high = Math.floor(time * LOW);
    const then = i32[at + 2];
    let ago = ((high & 255) - (then >>> 24)) * HIGH + (time - high * HIGH) - (i32[at + 1] >>> 0);
    if (ago > ROUND / 2) ago -= ROUND;
    else if (ago < -ROUND / 2) ago += ROUND;
    if (Math.abs(ago) >= WINDOW) return seen;
    this.firstAgo = Math.abs(ago);
    this.byShape = false;
    if (((then ^ path) & 0xffffff) === 0) return SEEN_HERE;
    return seen === SEEN_NOT ? SEEN_ELSEWHERE : seen;
  }

  /** One of the two was cut, and as far as both go they may be the same. */
  private alike(at: number, hash: number, path: number, seen: number): number {
    // On the same path a packet that is shown again is known as such by its own numbers.
    if (((i32[at + 2] ^ path) & 0xffffff) === 0 || ((i32[at + SHAPE] ^ shapeOf(hash)) & ~CUT) !== 0) return seen;
    const before = this.firstAgo;
    this.firstAgo = -1;
    const found = this.compare(at, path, seen);
    if (this.firstAgo < 0) this.firstAgo = before;
    else this.byShape = true;
    return found;
  }

  /** Puts the current message in front of the list; gives the new head. */
  add(head: number, hash: number, path: number): number {
    if (hash === 0) return head;
    const time = m64[TIME];
    const high = Math.floor(time * LOW);
    let pair = head;
    let at = head * WORDS + SECOND;
    if (head === 0 || i32[at] !== 0) {
      pair = this.pairBefore(head);
      if (pair === 0) {
        this.unremembered++;
        return head;
      }
      at = pair * WORDS;
    }
    i32[at] = hash;
    i32[at + 1] = time - high * HIGH;
    i32[at + 2] = (path & 0xffffff) | (high << 24);
    i32[at + SHAPE] = shapeOf(hash) | (isCut() ? CUT : 0);
    return pair;
  }

  /** Gives a list back. */
  release(head: number): void {
    if (head === 0) return;
    let last = head;
    for (let next = i32[last * WORDS + NEXT]; next !== 0; next = i32[last * WORDS + NEXT]) last = next;
    i32[last * WORDS + NEXT] = this.free;
    this.free = head;
  }

  /** An empty pair in front of the list, or 0 where there is no room. */
  private pairBefore(head: number): number {
    const behind = head === 0 ? 0 : i32[head * WORDS + BEHIND] + 1;
    let pair = 0;
    if (behind < MOST_PAIRS) {
      pair = this.take();
      if (pair === 0) return 0;
    } else {
      // The last pair holds only what is beyond the bound.
      let before = head;
      pair = i32[head * WORDS + NEXT];
      for (let n = 2; n < behind; n++) {
        before = pair;
        pair = i32[pair * WORDS + NEXT];
      }
      i32[before * WORDS + NEXT] = 0;
    }
    const at = pair * WORDS;
    i32[at] = 0;
    i32[at + SECOND] = 0;
    i32[at + SECOND + SHAPE] = 0;
    i32[at + NEXT] = head;
    i32[at + BEHIND] = Math.min(behind, MOST_PAIRS - 1);
    return pair;
  }

  private take(): number {
    const pair = this.free;
    if (pair !== 0) {
      this.free = i32[pair * WORDS + NEXT];
      return pair;
    }
    return this.used > this.cap ? 0 : this.used++;
  }
}

/** The snap length took the end of the current message. */
function isCut(): boolean {
  return (m32[FLAGS] & SNAPPED) !== 0 && m8[FAULT] !== 0;
}

/** Of the current message; `hash` tells a returned one from the one that it returns. Its lowest bit is 0. */
function shapeOf(hash: number): number {
  let h = hash ^ signed[OCTETS] ^ ((m8[TYPE] << 16) | (m8[OTID_LENGTH] << 8) | m8[DTID_LENGTH]);
  h = Math.imul(Math.imul(h, 0x9e3779b1) ^ signed[OTID], 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 15)) + signed[DTID], 0xc2b2ae35);
  if (m8[COMPONENTS] > 0) {
    h += (m8[OPERATION] << 16) | (m8[COMPONENT] << 8) | m8[INVOKE];
    h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  }
  return mix(h) & ~CUT;
}
