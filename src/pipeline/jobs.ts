/** What travels between the main thread and the workers. */
import type { FrameBatch } from '../capture/batch.ts';
import type { PointCodes } from '../decode/users.ts';
import type { EncodedPart, EncodeInput, Format } from '../sinks/sink.ts';

/** The same for every job of a run; given to each worker when it starts. */
export interface WorkerSettings {
  /** Outputs to encode, in this order. */
  readonly formats: readonly Format[];
  /** How labels and SCCP addresses are read; the main thread, where pieces are joined, is told the same. */
  readonly pointCodes?: PointCodes;
  /** The operator's key: identities leave as pseudonyms. */
  readonly pseudonymKey?: Uint8Array;
}

export interface DecodeJob {
  readonly batch: FrameBatch;
  /** Records of an earlier batch, to be filled again. */
  readonly spare: ArrayBuffer | undefined;
}

export type EncodeJob = EncodeInput;

export interface EncodedParts {
  /** One for each of `formats`. */
  readonly parts: readonly EncodedPart[];
  /** The job's buffer, back for filling again. */
  readonly records: ArrayBuffer;
}
