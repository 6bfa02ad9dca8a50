/**
 * Open dialogues: records in one slab (slab.ts), found through two indexes (sides.ts) and let go by a wheel (wheel.ts).
 *
 * A dialogue has two sides, the opener (0) and the responder (1), each linked into the indexes under what a message *to*
 * it carries: the exact index holds (identifier, node), the loose one the identifier alone, for answers whose address
 * differs.
 */
import { PROTOCOL } from '../../decoders/protocols.ts';
import { dialogue } from './record.ts';
import { link, octetsOfIndexes, resetIndexes, split, unlink } from './sides.ts';
import { Sightings } from './sightings.ts';
import { MOST_OPEN, NODE, open, SECOND_STRIDE, SECONDS, slab } from './slab.ts';
import { Wheel } from './wheel.ts';

export {
  INVOKE_SIZE,
  INVOKES,
  MOST_OPEN,
  NODE,
  open,
  PHASE_ENDED,
  PHASE_OPEN,
  PHASE_ORPHAN,
  PHASE_WAITING,
  POINT_CODE,
  SECOND_EARLY,
  SECOND_EARLY_FILE,
  SECOND_INVOKES,
  SECOND_UNTRACKED,
  slab,
} from './slab.ts';

export const MOVES_SGSN = 1;
export const MOVES_GGSN = 2;

/** The opening operation is known. */
export const STATE_HAS_OPENING = 1;
/** The opening operation has its answer. */
export const STATE_ANSWERED = 2;
/** Something came before what it answers. */
export const STATE_INVALID_ORDER = 4;
/** A failure has been written into outcome and reason. */
export const STATE_FAILED = 8;
/** That failure is the answer to the opening operation: nothing overrides it. */
export const STATE_FINAL = 16;
/** The responder's identifier is known. */
export const STATE_HAS_RESPONDER = 32;
/** An answer to an invoke that was never seen. */
export const STATE_EARLY_RESULT = 64;
/** The End, Abort or response has been seen. */
export const STATE_ENDED = 128;

const { u8, i32, f64 } = slab;
const STRIDE = open.stride;
const STRIDE8 = STRIDE / 8;
const STRIDE4 = STRIDE / 4;
const { phase: PHASE, side: SIDE, second: SECOND, sightings: SIGHTINGS } = open.at;
const { protocol: PROTOCOL_AT } = dialogue.at;
const { gtp: GTP } = PROTOCOL;
const SECOND_WORDS = SECOND_STRIDE / 4;

/** Word of a side in the slab; 0 where it is the responder's and there is none. */
export function sideOf(slot: number, side: number): number {
  if (side === 0) return slot * STRIDE4 + SIDE;
  const second = i32[slot * STRIDE4 + SECOND];
  return second === 0 ? 0 : (SECONDS + second * SECOND_STRIDE) / 4;
}

/** First octet of a slot's second record in the slab, 0 where it has none. */
export function secondOf(slot: number): number {
  const second = i32[slot * STRIDE4 + SECOND];
  return second === 0 ? 0 : SECONDS + second * SECOND_STRIDE;
}

/** The last one made: the slab is its. */
let owner: OpenDialogues | undefined;

export class OpenDialogues {
  readonly wheel: Wheel;
  readonly sightings: Sightings;
  /** Slots in use, and the most there ever were. */
  count = 0;
  peak = 0;
  /** Slots and second records used so far; those that are free again are linked by the word of `second`. */
  private used = 0;
  private free = 0;
  private usedSeconds = 1;
  private freeSecond = 0;
  private readonly cap: number;

  /** `cap`: most dialogues open at once. */
  constructor(cap: number) {
    owner = this;
    this.cap = Math.min(cap, MOST_OPEN - 1);
    resetIndexes();
    this.wheel = new Wheel(this.cap);
    this.sightings = new Sightings(this.cap);
  }

  /** Throws where a later one has taken the slab over. */
  check(): void {
    if (owner !== this) throw new Error('two pairings at once: the slab is that of the later one');
  }

  get full(): boolean {
    return this.count >= this.cap;
  }

  /** Octets held by the slab and all that hangs on it. */
  get octets(): number {
    const seconds = this.usedSeconds * SECOND_STRIDE;
    return this.used * STRIDE + seconds + octetsOfIndexes() + this.wheel.octets + this.sightings.octets;
  }

  /** A zeroed slot. The caller has made sure that the slab is not full. */
  take(): number {
    let slot = this.free - 1;
    if (slot >= 0) this.free = i32[slot * STRIDE4 + SECOND];
    else {
      slot = this.used++;
      split();
    }
    const from = slot * STRIDE8;
    let i = 0;
    for (; i <= STRIDE8 - 8; i += 8) {
      f64[(from + i) | 0] = 0;
      f64[(from + i + 1) | 0] = 0;
      f64[(from + i + 2) | 0] = 0;
      f64[(from + i + 3) | 0] = 0;
      f64[(from + i + 4) | 0] = 0;
      f64[(from + i + 5) | 0] = 0;
      f64[(from + i + 6) | 0] = 0;
      f64[(from + i + 7) | 0] = 0;
    }
    for (; i < STRIDE8; i++) f64[(from + i) | 0] = 0;
    this.count++;
    if (this.count > this.peak) this.peak = this.count;
    return slot;
  }

  /** Gives a slot back, out of the indexes and the wheel. */
  release(slot: number): void {
    const at4 = slot * STRIDE4;
    this.wheel.remove(slot);
    unlink(at4 + SIDE);
    if (u8[slot * STRIDE + PROTOCOL_AT] !== GTP) {
      this.sightings.release(i32[at4 + SIGHTINGS]);
      const second = i32[at4 + SECOND];
      if (second !== 0) this.releaseSecond(second);
    }
    u8[slot * STRIDE + PHASE] = 0;
    i32[at4 + SECOND] = this.free;
    this.free = slot + 1;
    this.count--;
  }

  /** Calls `take` for every slot in use; it may release the slot. */
  each(take: (slot: number) => void): void {
    for (let slot = 0; slot < this.used; slot++) if (u8[slot * STRIDE + PHASE] !== 0) take(slot);
  }

  /** Puts a side into the indexes, or moves it. */
  index(slot: number, side: number, exactHash: number, looseHash: number): void {
    const at = side === 0 ? slot * STRIDE4 + SIDE : this.second(slot) / 4;
    unlink(at);
    link(at, slot * 2 + side, exactHash, looseHash);
  }

  /** First octet of a slot's second record, which is made where there is none; of TCAP alone. */
  second(slot: number): number {
    const at4 = slot * STRIDE4;
    let second = i32[at4 + SECOND];
    if (second === 0) {
      second = this.freeSecond;
      if (second === 0) second = this.usedSeconds++;
      else this.freeSecond = i32[(SECONDS + second * SECOND_STRIDE) / 4 + NODE];
      i32[at4 + SECOND] = second;
      const word = (SECONDS + second * SECOND_STRIDE) / 4;
      for (let i = word; i < word + SECOND_WORDS; i++) i32[i] = 0;
    }
    return SECONDS + second * SECOND_STRIDE;
  }

  private releaseSecond(second: number): void {
    const word = (SECONDS + second * SECOND_STRIDE) / 4;
    unlink(word);
    // Who walks along a chain may stand here still: links, hashes and entry stay.
    i32[word + NODE] = this.freeSecond;
    this.freeSecond = second;
  }
}
