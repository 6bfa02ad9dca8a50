/** What travels between the main thread and the workers. */
import type { FrameBatch } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
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
  readonly spare: ArrayBufferLike | undefined;
}

export interface DecodeAnswer extends Omit<MessageBatch, 'number' | 'records' | 'pieces' | 'data' | 'index'> {
  /** Where they did not fit into the job's buffer. */
  readonly records: ArrayBufferLike | undefined;
}

export interface EncodeJob {
  readonly input: EncodeInput;
  /** Octets of an earlier answer, to be filled again. */
  readonly spare: ArrayBufferLike | undefined;
}

export interface EncodeAnswer {
  /** One for each of `formats`; their octets stand behind each other. */
  readonly parts: readonly { readonly rows: number; readonly length: number; readonly meta: unknown }[];
  /** The octets, where they did not fit into the job's buffer. */
  readonly octets: ArrayBufferLike | undefined;
}

export interface EncodedParts {
  /** One for each of `formats`. */
  readonly parts: readonly EncodedPart[];
  /** The job's buffer, to be filled again. */
  readonly records: ArrayBufferLike;
  /** The buffer of all parts, to be filled again when they are written. */
  readonly octets: ArrayBufferLike;
}
