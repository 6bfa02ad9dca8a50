/**
 * Open dialogues: records in one slab, found through two indexes and let go by a wheel.
 *
 * A dialogue has two sides, the opener (0) and the responder (1); `entry = slot * 2 + side` stands in the indexes under
 * what a message *to* that side carries. The exact index holds (identifier, node); the loose one the identifier alone,
 * for answers whose address differs.
 */
import { layout, viewsOf } from '../../decoders/layout.ts';
import { ChainIndex } from './chains.ts';
import { dialogue } from './record.ts';
import { Sightings } from './sightings.ts';
import { Wheel } from './wheel.ts';

/**
 * Invokes beside the opening one that a dialogue can have open at once with their operation known; beyond that they are
 * only counted.
 */
export const INVOKES = 8;
/** Octets an invoke: id, operation, state, class. */
export const INVOKE_SIZE = 4;

/** Nothing seen but answers: waits for its request (specification §5). */
export const PHASE_WAITING = 1;
/** Answers whose request never came. */
export const PHASE_ORPHAN = 2;
export const PHASE_OPEN = 3;
/** Ended; kept a while for second legs, copies, retransmissions and late pieces. */
export const PHASE_ENDED = 4;

export const open = layout(
  {
    record: ['f64', dialogue.stride / 8, 'the dialogue record'],
    deadline: ['f64', 1, 'capture time at which its phase ends, microseconds'],
    exactHash: ['u32', 2, 'by side: hash of (identifier, node); GTP: of the whole key, side 0 alone'],
    looseHash: ['u32', 2, 'by side: hash of the identifier; GTP: of requester and sequence number'],
    sightings: ['u32', 1, 'head of its list of messages, 0 where empty'],
    phase: ['u8', 1, 'PHASE_…, 0 where the slot is free'],
    flags: ['u8', 1, 'STATE_…'],
  },
  {
    ss7: {
      node: ['u32', 2, 'by side: its address (nodes.ts), 0 where unknown'],
      otherNode: ['u32', 2, 'by side: of the opener its address on the second leg, of the responder the one asked'],
      pointCode: ['u32', 2, 'by side'],
      association: ['u32', 1, 'that the request came by'],
      invokes: ['u8', INVOKES * INVOKE_SIZE, ''],
      untracked: ['u8', 1, 'invokes beyond the slots'],
      openingInvoke: ['u8', 1, 'invoke id of the opening operation'],
      openingClass: ['u8', 1, 'operation class 1 to 4'],
      bare: ['u8', 1, '1 where the Begin had no dialogue portion'],
    },
    gtp: {
      tunnel: ['u32', 1, 'slot of the tunnel + 1'],
      requestHash: ['u32', 1, 'hash of the octets of the request; waiting: TEID in the header of the answer'],
      requestPort: ['u32', 1, 'UDP port of the requester'],
      awaits: ['u8', 1, 'type of the message that comes next, 0 where none does; waiting: of the answer that waits'],
      acknowledged: ['u8', 1, 'the third message of a procedure of three has been seen'],
      teardown: ['u8', 1, 'teardown indicator of a delete'],
      toSgsn: ['u8', 1, '1 where the request goes from the GGSN to the SGSN'],
      moves: ['u8', 1, 'ends of the tunnel that the dialogue itself names: MOVES_… bits'],
    },
  },
);

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

const STRIDE = open.stride;
const FIRST_SLOTS = 1024;
/** Messages remembered for each dialogue that can be open, over all of them together. */
const SIGHTINGS_A_SLOT = 4;
const { exactHash: EXACT_HASH, looseHash: LOOSE_HASH, phase: PHASE, sightings: SIGHTING, deadline: DEADLINE } = open.at;

/** The slab. Views change when it grows: take them anew in each call. */
export class OpenDialogues {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  /** As u32, signed: for hashes, nodes and identifiers (hash.ts). */
  i32: Int32Array;
  f64: Float64Array;
  readonly exact: ChainIndex;
  readonly loose: ChainIndex;
  readonly wheel: Wheel;
  readonly sightings: Sightings;
  /** Slots in use, and the most there ever were. */
  count = 0;
  peak = 0;
  private slots: number;
  private free: Int32Array;
  private freeCount: number;
  private readonly cap: number;

  /** `cap`: most dialogues open at once. */
  constructor(cap: number) {
    this.cap = cap;
    this.slots = Math.min(FIRST_SLOTS, cap);
    const views = viewsOf(new ArrayBuffer(this.slots * STRIDE));
    this.u8 = views.u8;
    this.u16 = views.u16;
    this.u32 = views.u32;
    this.i32 = new Int32Array(views.u8.buffer);
    this.f64 = views.f64;
    this.exact = new ChainIndex(this.slots * 2);
    this.loose = new ChainIndex(this.slots * 2);
    this.wheel = new Wheel(this.slots, STRIDE / 8, DEADLINE);
    this.wheel.deadlines = this.f64;
    this.sightings = new Sightings(Math.max(1024, cap * SIGHTINGS_A_SLOT));
    this.free = new Int32Array(this.slots);
    for (let i = 0; i < this.slots; i++) this.free[i] = this.slots - 1 - i;
    this.freeCount = this.slots;
  }

  get full(): boolean {
    return this.count >= this.cap;
  }

  /** Octets held by the slab and its indexes. */
  get octets(): number {
    const tables = this.exact.octets + this.loose.octets + this.wheel.octets + this.sightings.octets;
    return this.u8.length + tables + 4 * this.free.length;
  }

  /** A zeroed slot. The caller has made sure that the slab is not full. */
  take(): number {
    if (this.freeCount === 0) this.grow();
    const slot = this.free[--this.freeCount];
    const f64 = this.f64;
    const from = (slot * STRIDE) / 8;
    for (let i = from; i < from + STRIDE / 8; i++) f64[i] = 0;
    this.count++;
    if (this.count > this.peak) this.peak = this.count;
    return slot;
  }

  /** Gives a slot back, out of the indexes and the wheel. */
  release(slot: number): void {
    this.wheel.remove(slot);
    this.unindex(slot * 2);
    this.unindex(slot * 2 + 1);
    this.sightings.release(this.u32[(slot * STRIDE) / 4 + SIGHTING]);
    this.u8[slot * STRIDE + PHASE] = 0;
    this.free[this.freeCount++] = slot;
    this.count--;
  }

  /** Calls `take` for every slot in use; it may release the slot. */
  each(take: (slot: number) => void): void {
    for (let slot = 0; slot < this.slots; slot++) if (this.u8[slot * STRIDE + PHASE] !== 0) take(slot);
  }

  /** Puts a side into the indexes, or moves it. */
  index(slot: number, side: number, exactHash: number, looseHash: number): void {
    const entry = slot * 2 + side;
    const at = (slot * STRIDE) / 4 + side;
    this.unindex(entry);
    this.i32[at + EXACT_HASH] = exactHash;
    this.i32[at + LOOSE_HASH] = looseHash;
    this.exact.add(entry, exactHash);
    this.loose.add(entry, looseHash);
  }

  private unindex(entry: number): void {
    this.exact.remove(entry);
    this.loose.remove(entry);
  }

  private grow(): void {
    const old = this.slots;
    this.slots = Math.min(old * 2, this.cap);
    const views = viewsOf(new ArrayBuffer(this.slots * STRIDE));
    views.u8.set(this.u8);
    this.u8 = views.u8;
    this.u16 = views.u16;
    this.u32 = views.u32;
    this.i32 = new Int32Array(views.u8.buffer);
    this.f64 = views.f64;
    const hashAt = (field: number) => (entry: number) => this.i32[((entry >> 1) * STRIDE) / 4 + (entry & 1) + field];
    this.exact.grow(this.slots * 2, hashAt(EXACT_HASH));
    this.loose.grow(this.slots * 2, hashAt(LOOSE_HASH));
    this.wheel.grow(this.slots);
    this.wheel.deadlines = this.f64;
    const free = new Int32Array(this.slots);
    this.freeCount = this.slots - old;
    for (let i = 0; i < this.freeCount; i++) free[i] = this.slots - 1 - i;
    this.free = free;
  }
}
