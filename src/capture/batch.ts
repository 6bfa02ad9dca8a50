/**
 * FrameBatch: frames of one or more captures in the order in which they are to be read.
 *
 * `data` holds the captured octets (and whatever of the file lies between them); `index` holds one entry a frame.
 * Both are shared with a worker (never cloned) and filled again when its answer has been used.
 */
import { layout } from '../../decoders/layout.ts';

export const frameEntry = layout(
  {
    time: ['f64', 1, 'microseconds since 1970 UTC'],
    at: ['u32', 1, 'first octet in data'],
    length: ['u32', 1, 'captured octets'],
    original: ['u32', 1, 'octets on the wire'],
    frame: ['u32', 1, 'frame number in its file, from 1, as Wireshark counts'],
    file: ['u16', 1, 'number of the input file'],
    link: ['u16', 1, 'link type as registered (LINKTYPE_…)'],
    nanos: ['u16', 1, 'nanoseconds beyond the microsecond, 0 to 999'],
    spare: ['u16', 1, ''],
  },
  {},
);

export interface FrameBatch {
  /** From 0 without gaps. */
  readonly number: number;
  /** Frames in `index`. */
  readonly count: number;
  readonly data: ArrayBufferLike;
  readonly index: ArrayBufferLike;
}

/** Usual octets of `data`; a larger frame gets a batch of its own size. */
export const BATCH_OCTETS = 4 << 20;
/** Most frames a batch. */
export const BATCH_FRAMES = 32768;

/** Something that a reader of captures met and went on from. Never holds an identity. */
export interface CaptureNote {
  /** Stable, for scripts: `cut-record`, `cut-gzip`, `bad-record-length`, `resynchronised`, … */
  readonly code: string;
  /** Input name as given. */
  readonly file: string;
  /** Frame number after which it happened. */
  readonly frame: number;
  /** Octet of the (decompressed) file. */
  readonly octet: number;
  /** One line for a person: the thing, the numbers, the place. */
  readonly text: string;
}

/** What capture sources give. */
export interface FrameSource {
  /** Names of the inputs; their positions are the `file` numbers of the entries. */
  readonly files: readonly string[];
  /** Octets of all inputs together where known (regular files), for a progress bar; else 0. */
  readonly totalOctets: number;
  /** Octets of the inputs consumed so far. */
  consumedOctets(): number;
  /** Batches in order; ends after the last one. Throws an OperatorError for what is no capture at all. */
  batches(): AsyncGenerator<FrameBatch>;
  /** Gives a batch's buffers back for filling again. */
  recycle(data: ArrayBufferLike, index: ArrayBufferLike): void;
  /** The tap of an input, from 0: inputs that overlap in time are of different ones. Holds for the files of frames given. */
  tapOf?(file: number): number;
  /** What was met and gone on from, in order. */
  readonly notes: readonly CaptureNote[];
}
