/**
 * MessageBatch: what the decoders made of one FrameBatch, in the order of its frames.
 *
 * `records` holds `count` message records (decoders/message.ts). For pieces to be joined payloadAt and payloadLength point
 * into `pieces`, which are the octets of the frames themselves. Texts are numbered from 1 within the batch.
 */
export interface MessageBatch {
  readonly number: number;
  readonly count: number;
  readonly records: ArrayBufferLike;
  readonly pieces: Uint8Array;
  /** Where `association` of the records is a number of the batch (OF_BATCH in directions.ts), what that stands for. */
  readonly directions?: Directions | undefined;
  /** Distinct texts as their octets on the wire; `text` of a record minus 1 is the position here. */
  readonly texts: readonly Uint8Array[];
  readonly counts: DecodeCounts;
  /** The frame buffers, to be filled again. */
  readonly data: ArrayBufferLike;
  readonly index: ArrayBufferLike;
}

/** The directions of SCTP associations of a batch, numbered from 1. */
export interface Directions {
  /** Of each number, in order, DIRECTION_WORDS words: see directionsOf. */
  readonly each: Uint32Array;
  /**
   * Records that the joiner has to look at, in order, with the sequence number that its direction was to have there: two
   * words each. All others have the number that comes next, and are no pieces. Undefined where it has to look at all.
   */
  readonly events: Uint32Array | undefined;
  /** By number: the number over the whole run, which the joiner writes here. */
  readonly associations: Uint32Array;
}

/** One kind of fault, with the first frame that had it. */
export interface FaultCount {
  readonly status: number;
  readonly protocol: number;
  readonly what: number;
  count: number;
  readonly file: number;
  readonly frame: number;
  /** Octet in the frame, and the two numbers that disagree. */
  readonly octet: number;
  readonly says: number;
  readonly has: number;
  /** The first one's frame was cut by the snap length. */
  readonly cut: boolean;
}

export interface DecodeCounts {
  frames: number;
  octets: number;
  /** Frames shorter than they were on the wire. */
  snapped: number;
  /** Messages by number of the innermost protocol. */
  readonly protocols: Float64Array;
  readonly faults: FaultCount[];
  firstTime: number;
  lastTime: number;
}

/** What the ordered stage behind the workers (src/decode/joiner.ts) offers to the pairing of dialogues. */
export interface Associations {
  /** Capture time of the last TSN gap on this direction that was known to be one at `now`, microseconds; 0 where none. */
  lastGap(association: number, now: number): number;
  /** Number of the opposite direction, 0 where it has not been seen. */
  opposite(association: number): number;
}
