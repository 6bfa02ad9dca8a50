/**
 * Pieces that follow each other by number, put together: fragments of SCTP user messages (RFC 9260 §6.9, by TSN; RFC
 * 8260 §2.1, by fragment number). A run grows at both ends in any order, and is whole with a first and a last piece.
 */
export interface RunPiece {
  /** What the numbers count within (association and stream, or one message). */
  readonly group: string;
  readonly number: number;
  readonly begins: boolean;
  readonly ends: boolean;
  readonly octets: Uint8Array;
  /** Payload protocol identifier, where the first piece has it. */
  readonly ppid: number;
  readonly tsn: number;
  readonly time: number;
  readonly file: number;
  readonly frame: number;
  readonly association: number;
}

/** What a piece holds beside its octets, about: endless tiny ones must find the bound too. */
const PIECE_OCTETS = 512;
/** Pieces of one message; a user message of more than 1 MiB is no signalling. */
const MOST_PIECES = 4096;

interface Run {
  readonly pieces: RunPiece[];
  octets: number;
  readonly time: number;
  readonly place: RunPiece;
}

export class Runs {
  private readonly most: number;
  private readonly mostOctets: number;
  private readonly patience: number;
  private readonly lost: (piece: RunPiece) => void;
  /** Runs by group and the number of their first and of their last piece. */
  private readonly firsts = new Map<string, Run>();
  private readonly lasts = new Map<string, Run>();
  private readonly runs = new Set<Run>();
  /** Capture time up to which nothing has waited too long. */
  private deadline = Number.POSITIVE_INFINITY;
  private held = 0;

  constructor(most: number, mostOctets: number, patience: number, lost: (piece: RunPiece) => void) {
    this.most = most;
    this.mostOctets = mostOctets;
    this.patience = patience;
    this.lost = lost;
  }

  /** Adds a piece; gives all pieces of the message in order where it is whole now. */
  add(piece: RunPiece): readonly RunPiece[] | undefined {
    const { group, number } = piece;
    const before = piece.begins ? undefined : this.lasts.get(`${group}:${(number - 1) >>> 0}`);
    const after = piece.ends ? undefined : this.firsts.get(`${group}:${(number + 1) >>> 0}`);
    const joinsBefore = before !== undefined && !before.pieces[before.pieces.length - 1].ends;
    const joinsAfter = after !== undefined && !after.pieces[0].begins;
    if (this.firsts.has(`${group}:${number}`) || this.lasts.has(`${group}:${number}`)) return undefined;
    let run: Run;
    if (joinsBefore) {
      run = before;
      this.lasts.delete(`${group}:${(number - 1) >>> 0}`);
      run.pieces.push(piece);
    } else if (joinsAfter) {
      run = after;
      this.firsts.delete(`${group}:${(number + 1) >>> 0}`);
      run.pieces.unshift(piece);
    } else {
      run = { pieces: [piece], octets: 0, time: piece.time, place: piece };
      this.runs.add(run);
      if (this.runs.size === 1) this.deadline = run.time + this.patience;
    }
    run.octets += piece.octets.length + PIECE_OCTETS;
    this.held += piece.octets.length + PIECE_OCTETS;
    if (joinsBefore && joinsAfter) {
      this.firsts.delete(`${group}:${(number + 1) >>> 0}`);
      for (const other of after.pieces) run.pieces.push(other);
      run.octets += after.octets;
      this.runs.delete(after);
      this.deadline = Number.NEGATIVE_INFINITY;
    }
    const first = run.pieces[0];
    const last = run.pieces[run.pieces.length - 1];
    if (first.begins && last.ends) {
      this.remove(run);
      return run.pieces;
    }
    this.firsts.set(`${group}:${first.number}`, run);
    this.lasts.set(`${group}:${last.number}`, run);
    if (run.pieces.length > MOST_PIECES) {
      this.remove(run);
      this.lost(run.place);
    }
    while (this.runs.size > this.most || this.held > this.mostOctets) this.dropOldest();
    return undefined;
  }

  /** Capture time up to which `advance` has nothing to do. */
  get due(): number {
    return this.deadline;
  }

  /** Gives up what has waited too long. */
  advance(now: number): void {
    if (now <= this.deadline) return;
    this.deadline = Number.POSITIVE_INFINITY;
    for (const run of this.runs) {
      this.deadline = run.time + this.patience;
      if (now <= this.deadline) return;
      this.dropOldest();
      this.deadline = Number.POSITIVE_INFINITY;
    }
  }

  finish(): void {
    while (this.runs.size > 0) this.dropOldest();
  }

  private remove(run: Run): void {
    this.runs.delete(run);
    this.deadline = Number.NEGATIVE_INFINITY; // of the oldest, which may be another now
    this.held -= run.octets;
    const first = run.pieces[0];
    const last = run.pieces[run.pieces.length - 1];
    this.firsts.delete(`${first.group}:${first.number}`);
    this.lasts.delete(`${last.group}:${last.number}`);
  }

  private dropOldest(): void {
    for (const run of this.runs) {
      this.remove(run);
      this.lost(run.place);
      return;
    }
  }
}
