/**
 * Records told apart by the fields that say what kind of dialogue they are and how it ended. The columns that read nothing
 * else are worked out once a class (classes.ts); test/sinks/classes.test.ts holds that they read nothing else.
 */
import * as record from '../dialogues/record.ts';
import * as block from './block.ts';
import { Classes, mixed } from './classes.ts';

const { dialogue } = record;
const u32 = block.u32;
const gtpRow = block.gtpRow;
const RECORD = dialogue.stride / 4;
const { present: PRESENT } = dialogue.at;

/** Columns that read these fields alone. */
export const KIND_COLUMNS: readonly string[] = [
  'protocol',
  'type',
  'operation',
  'operation_code',
  'map_version',
  'outcome',
  'reason',
  'cause_code',
  'n_messages',
  'n_isd',
  'retransmissions',
  'copies',
  'edge',
  'capture_loss',
  'visited_node',
  'rat_type',
  'legs',
  'matched_by',
  'calling_ssn',
  'called_ssn',
  'application_context',
  'nsapi',
  'pdp_type',
  'capture',
];

/** Of these fields, all octets; and of a row of the variant alone. */
const FIELDS = [
  'protocol',
  'type',
  'operationCode',
  'version',
  'outcome',
  'reason',
  'reasonCode',
  'causeCode',
  'messages',
  'isd',
  'retransmissions',
  'copies',
  'edge',
  'loss',
  'visitedNode',
  'legs',
  'match',
  'file',
] as const satisfies readonly (keyof typeof record.COMMON)[];
const SS7_FIELDS = [
  'callingSsn',
  'calledSsn',
  'contextNumber',
  'contextVersion',
  'contextText',
] as const satisfies readonly (keyof typeof record.SS7)[];
const GTP_FIELDS = [
  'nsapi',
  'ratType',
  'pdpOrganisation',
  'pdpType',
] as const satisfies readonly (keyof typeof record.GTP)[];

/** The bits of `present` that those columns look at. */
const BITS = record.DIALOGUE_HAS_OPERATION | record.DIALOGUE_HAS_CAUSE;
const SS7_BITS = record.DIALOGUE_HAS_CALLED_SSN | record.DIALOGUE_HAS_CALLING_SSN | record.DIALOGUE_HAS_CONTEXT;
const GTP_BITS = record.DIALOGUE_HAS_NSAPI | record.DIALOGUE_HAS_RAT | record.DIALOGUE_HAS_END_USER;

/** Ones in all bits of the fields, as words of a record. */
function maskOf(fields: readonly string[], variant: string): Int32Array {
  const octets = new Uint8Array(dialogue.stride);
  for (const { name, variant: of, offset, kind, count } of dialogue.places) {
    if (!fields.includes(name) || of !== variant) continue;
    const size = { u8: 1, u16: 2, u32: 4, f64: 8 }[kind] * count;
    octets.fill(0xff, offset, offset + size);
  }
  const mask = new Int32Array(octets.buffer);
  if (variant === '') mask[PRESENT] |= BITS | SS7_BITS | GTP_BITS;
  return mask;
}

const COMMON_MASK = maskOf(FIELDS, '');
const SS7_MASK = maskOf(SS7_FIELDS, 'ss7');
const GTP_MASK = maskOf(GTP_FIELDS, 'gtp');
const places = (holds: (k: number) => boolean): number[] => Array.from(COMMON_MASK.keys()).filter(holds);
/** Words of a record that hold some of the fields: of all records; and of one variant. */
const COMMON = places(k => COMMON_MASK[k] !== 0);
const OWN = places(k => (SS7_MASK[k] | GTP_MASK[k]) !== 0);
// Written out below, each with its constants: a loop over them takes twice the time.
if (COMMON.length !== 10 || OWN.length !== 3 || COMMON.some(k => OWN.includes(k))) {
  throw new Error('the words of a kind are not those that are read');
}
const [AT_0, AT_1, AT_2, AT_3, AT_4, AT_5, AT_6, AT_7, AT_8, AT_9] = COMMON;
const [MASK_0, MASK_1, MASK_2, MASK_3, MASK_4, MASK_5, MASK_6, MASK_7, MASK_8, MASK_9] = COMMON.map(
  k => COMMON_MASK[k],
);
const [OWN_0, OWN_1, OWN_2] = OWN;
const [SS7_0, SS7_1, SS7_2] = OWN.map(k => SS7_MASK[k]);
/** From the mask of the one variant to that of the other. */
const [TURN_0, TURN_1, TURN_2] = OWN.map(k => SS7_MASK[k] ^ GTP_MASK[k]);
const WIDTH = 13;

export class Kinds extends Classes {
  constructor() {
    super(WIDTH);
  }

  protected override read(rows: number): void {
    const { words, hashes, alone, stride } = this;
    for (let i = 0, key = 0; i < rows; i++, key += stride) {
      const record = i * RECORD;
      // All ones for a record of gtp: no branch where the two kinds alternate.
      const gtp = -gtpRow[i];
      const w0 = u32[record + AT_0] & MASK_0;
      const w1 = u32[record + AT_1] & MASK_1;
      const w2 = u32[record + AT_2] & MASK_2;
      const w3 = u32[record + AT_3] & MASK_3;
      const w4 = u32[record + AT_4] & MASK_4;
      const w5 = u32[record + AT_5] & MASK_5;
      const w6 = u32[record + AT_6] & MASK_6;
      const w7 = u32[record + AT_7] & MASK_7;
      const w8 = u32[record + AT_8] & MASK_8;
      const w9 = u32[record + AT_9] & MASK_9;
      const w10 = u32[record + OWN_0] & (SS7_0 ^ (TURN_0 & gtp));
      const w11 = u32[record + OWN_1] & (SS7_1 ^ (TURN_1 & gtp));
      const w12 = u32[record + OWN_2] & (SS7_2 ^ (TURN_2 & gtp));
      words[key] = w0;
      words[key + 1] = w1;
      words[key + 2] = w2;
      words[key + 3] = w3;
      words[key + 4] = w4;
      words[key + 5] = w5;
      words[key + 6] = w6;
      words[key + 7] = w7;
      words[key + 8] = w8;
      words[key + 9] = w9;
      words[key + 10] = w10;
      words[key + 11] = w11;
      words[key + 12] = w12;
      let hash = Math.imul(w0, 0x9e3779b1) ^ Math.imul(w1, 0x85ebca6b) ^ Math.imul(w2, 0xc2b2ae35);
      hash ^= Math.imul(w3, 0x27d4eb2f) ^ Math.imul(w4, 0x165667b1) ^ Math.imul(w5, 0x2545f491);
      hash ^= Math.imul(w6, 0x1b873593) ^ Math.imul(w7, 0xcc9e2d51) ^ Math.imul(w8, 0x38495ab5);
      hash ^= Math.imul(w9, 0x7ed558cd) ^ Math.imul(w10, 0x3c6ef373) ^ Math.imul(w11, 0x1715609f);
      hashes[i] = mixed(hash ^ Math.imul(w12, 0x5bd1e995));
      // A record that claims fields of the other variant has what stands in their place: nothing that a key could hold.
      alone[i] = u32[record + PRESENT] & (GTP_BITS ^ ((GTP_BITS ^ SS7_BITS) & gtp));
    }
  }
}
