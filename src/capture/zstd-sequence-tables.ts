/** The three tables by which the sequences of a block are read (RFC 8878 §3.1.1.3.2.1), and those of the block before. */
import {
  BAD_ZSTD,
  type Codes,
  LITERAL_LENGTHS,
  MATCH_LENGTHS,
  newStates,
  OFFSETS,
  readStates,
  type States,
  singleState,
  tableOctets,
  USUAL_LITERAL_LENGTHS,
  USUAL_MATCH_LENGTHS,
  USUAL_OFFSETS,
} from './zstd-tables.ts';

export class SequenceTables {
  lengths: States = USUAL_LITERAL_LENGTHS;
  offsets: States = USUAL_OFFSETS;
  matches: States = USUAL_MATCH_LENGTHS;
  /** The three are of a block of this frame. */
  #known = false;
  readonly #ownLengths = newStates();
  readonly #ownOffsets = newStates();
  readonly #ownMatches = newStates();
  #at = 0;

  /** Begins a frame: no tables of a block before. */
  begin(): void {
    this.#known = false;
  }

  /** Reads those of a block from the octet of modes at b[at] on; gives where the bits begin. Throws where they are none. */
  read(b: Uint8Array, at: number, end: number): number {
    const modes = b[at];
    if ((modes & 3) !== 0) throw BAD_ZSTD;
    this.#at = at + 1;
    const lengths = this.#table(
      modes >> 6,
      b,
      end,
      LITERAL_LENGTHS,
      USUAL_LITERAL_LENGTHS,
      this.#ownLengths,
      this.lengths,
    );
    const offsets = this.#table((modes >> 4) & 3, b, end, OFFSETS, USUAL_OFFSETS, this.#ownOffsets, this.offsets);
    const matches = this.#table(
      (modes >> 2) & 3,
      b,
      end,
      MATCH_LENGTHS,
      USUAL_MATCH_LENGTHS,
      this.#ownMatches,
      this.matches,
    );
    this.lengths = lengths;
    this.offsets = offsets;
    this.matches = matches;
    this.#known = true;
    return this.#at;
  }

  /** A table by its mode (§3.1.1.3.2.1.2): usual, one code, its own, that of the block before. */
  #table(mode: number, b: Uint8Array, end: number, codes: Codes, usual: States, own: States, before: States): States {
    const at = this.#at;
    if (mode === 0) return usual;
    if (mode === 3) {
      if (!this.#known) throw BAD_ZSTD;
      return before;
    }
    if (mode === 1) {
      if (at >= end) throw BAD_ZSTD;
      singleState(own, b[at], codes);
      this.#at = at + 1;
    } else {
      readStates(own, b, at, end, codes);
      this.#at = at + tableOctets;
    }
    return own;
  }
}
