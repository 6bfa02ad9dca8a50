/**
 * The slab: one room for all open dialogues of the process. Its views are constants, so one OpenDialogues (open.ts) lives
 * at a time.
 *
 * A slot is the dialogue record and, behind it, what pairing needs while it is open. What only one protocol needs stands
 * in the octets that the other's half of the record leaves over, where no sink reads. Behind all slots stand the `second`
 * records, for dialogues whose responder is known by an identifier of its own or that have invokes beside the opening
 * one: most have neither.
 */
import { type Layout, layout, viewsOf } from '../../decoders/layout.ts';
import { MOST_DIALOGUES } from './options.ts';
import { COMMON, dialogue, GTP, SS7 } from './record.ts';
import { room } from './room.ts';

/**
 * Invokes beside the opening one that a dialogue can have open at once with their operation known; beyond that they are
 * only counted.
 */
export const INVOKES = 8;
/** Octets an invoke: id, operation, state and class. */
export const INVOKE_SIZE = 3;

/** Nothing seen but answers: waits for its request (specification §5). */
export const PHASE_WAITING = 1;
/** Answers whose request never came. */
export const PHASE_ORPHAN = 2;
export const PHASE_OPEN = 3;
/** Ended; kept a while for second legs, copies, retransmissions and late pieces. */
export const PHASE_ENDED = 4;

const record = layout(COMMON, {
  ss7: {
    ...SS7,
    otherNode: ['u32', 2, 'by side: of the opener its address on the second leg, of the responder the one asked'],
    association: ['u32', 1, 'that the request came by'],
    answerer: ['u16', 1, 'of who ended it as responder the low half of its address (nodes.ts), 0 where unknown'],
    endedBy: ['u8', 1, 'sides whose End or Abort has been seen: 1 << side'],
    openingInvoke: ['u8', 1, 'invoke id of the opening operation'],
    openingClass: ['u8', 1, 'operation class 1 to 4'],
    bare: ['u8', 1, '1 where the Begin had no dialogue portion'],
    answeredFile: ['u16', 1, 'input of the answer to the opening operation'],
  },
  gtp: {
    ...GTP,
    awaits: ['u8', 1, 'type of the message that comes next, 0 where none does; waiting: of the answer that waits'],
    acknowledged: ['u8', 1, 'the third message of a procedure of three has been seen'],
    teardown: ['u8', 1, 'teardown indicator of a delete'],
    toSgsn: ['u8', 1, '1 where the request goes from the GGSN to the SGSN'],
    moves: ['u8', 1, 'ends of the tunnel that the dialogue itself names: MOVES_… bits'],
  },
});

const slot = layout(
  {
    record: ['f64', record.stride / 8, 'the dialogue record'],
    deadline: ['f64', 1, 'capture time at which its phase ends, microseconds'],
    phase: ['u8', 1, 'PHASE_…, 0 where the slot is free'],
    flags: ['u8', 1, 'STATE_…'],
    side: ['u32', 7, 'the opener (SIDE_…)'],
  },
  {
    ss7: {
      // The last two words of the side.
      node: ['u32', 1, 'its address (nodes.ts), 0 where unknown'],
      pointCode: ['u32', 1, ''],
      sightings: ['u32', 1, 'head of its list of messages, 0 where empty'],
      second: ['u32', 1, 'number of its second record, 0 where it has none'],
    },
    gtp: {
      tunnel: ['u32', 1, 'slot of the tunnel + 1'],
      requestHash: ['u32', 1, 'hash of the octets of the request; waiting: TEID in the header of the answer'],
      requestPort: ['u32', 1, 'UDP port of the requester'],
    },
  },
);

type Names<L> = L extends Layout<infer N> ? N : never;

if (record.stride !== dialogue.stride) throw new Error('the open record is larger than the record');

export const open: Layout<Names<typeof record> | Names<typeof slot>> = {
  stride: slot.stride,
  at: { ...record.at, ...slot.at },
  places: [...record.places, ...slot.places],
};

// Words of a side. For GTP, which has one side, it ends with the entry: exact is the hash of the whole key, loose that of
// requester and sequence number.
/** Hash of (identifier, node). */
export const EXACT = 0;
/** Hash of the identifier. */
export const LOOSE = 1;
/** Links, of the exact index; those of the loose one stand two words behind. */
export const NEXT = 2;
/** Word of the side before, or ~bucket where it is the first; 0 where it is in no chain. */
export const PREVIOUS = 3;
/** slot * 2 + side */
export const ENTRY = 6;
export const NODE = 7;
export const POINT_CODE = 8;

/** Octets of a second record: a side; the invokes, and how many there are beyond these; input and time of the last early result. */
export const SECOND_STRIDE = 72;
export const SECOND_INVOKES = 36;
export const SECOND_UNTRACKED = SECOND_INVOKES + INVOKES * INVOKE_SIZE;
export const SECOND_EARLY_FILE = 62;
export const SECOND_EARLY = 64;

/** Slots, and one more second record than slots, since number 0 is not used. */
const FULL = MOST_DIALOGUES + 8;
const whole = room(FULL * (slot.stride + SECOND_STRIDE));
export const MOST_OPEN = Math.floor(whole.byteLength / (slot.stride + SECOND_STRIDE) / 8) * 8;
/** First octet of second record 0, which is not used. */
export const SECONDS = MOST_OPEN * slot.stride;

export const slab = { ...viewsOf(whole), i32: new Int32Array(whole) };

const { i32 } = slab;
const STRIDE4 = slot.stride / 4;

/** Reads all cache lines of the slot that begins at word `at`, so that several slots are waited for at once. */
export function touchSlot(at: number): number {
  return i32[at] + i32[at + 16] + i32[at + 32] + i32[at + 48] + i32[at + 64] + i32[at + STRIDE4 - 1];
}
