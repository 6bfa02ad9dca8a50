/**
 * What the pipeline sees of the outputs: one row a format in FORMATS, and its encoder in ENCODERS (encoders.ts).
 *
 * Closed dialogues are gathered on the main thread into inputs of ROW_GROUP_ROWS rows (src/sinks/gather.ts), encoded in
 * any thread (`Encoder`), and appended on the main thread in order of their numbers (`Sink`). What an encoder gives
 * depends on its input alone, never on what it encoded before or on which thread: that is what makes the output the
 * same for any number of workers.
 */
import { csvHeader } from './csv-header.ts';
import { EXTENSIONS, type Format } from './formats.ts';
import { ROW_GROUP_ROWS } from './gather.ts';
import { CountSink, StreamSink, type Target } from './output.ts';
import { ParquetSink } from './parquet/file.ts';
import type { Pseudonym } from './pseudonyms.ts';

export type { Format } from './formats.ts';
export type { Target } from './output.ts';

/** Closed dialogues, ready for any thread, `records` shared: made by Gatherer (gather.ts). */
export interface EncodeInput {
  /** From 0 without gaps. */
  readonly number: number;
  /** Records in `records`. */
  readonly count: number;
  /** Dialogue records (src/dialogues/record.ts); apn and contextText are numbers into `texts`, from 1. */
  readonly records: ArrayBufferLike;
  /** The distinct texts that these records refer to, and no others. */
  readonly texts: readonly Uint8Array[];
  /** Names of the inputs by file number. */
  readonly files: readonly string[];
}

/** Octets to append, and small facts for the footer. The octets are the encoder's: gone when it encodes again. */
export interface EncodedPart {
  readonly number: number;
  readonly rows: number;
  readonly octets: Uint8Array;
  /** Survives structured cloning. */
  readonly meta: unknown;
}

/** Lives in a worker or on the main thread; between calls it keeps caches and nothing else. */
export interface Encoder {
  readonly format: Format;
  encode(input: EncodeInput): EncodedPart;
}

/**
 * Main thread; parts in order. Each method throws an OperatorError for what the operator can mend (no space, no
 * permission); after one of those only abort() may follow.
 */
export interface Sink {
  open(): Promise<void>;
  append(part: EncodedPart): Promise<void>;
  /** Closes; a file appears under its name only now. */
  finish(): Promise<void>;
  /** Gives up: nothing is left under any name. Safe at any time, and twice. */
  abort(): Promise<void>;
  /** The reader of a stream has gone (EPIPE): nothing more can be written, and that is no error. */
  readonly closed: boolean;
  /** Rows appended so far. */
  readonly rows: number;
}

export interface EncoderOptions {
  /** Turns identities into pseudonyms; see pseudonyms.ts. */
  readonly pseudonym?: Pseudonym;
}

export interface FormatEntry {
  /** Of the file, without the dot; '' where there is none. */
  readonly extension: string;
  sink(target: Target): Sink;
}

/** Rows of a full input, and of a Parquet row group. */
export { ROW_GROUP_ROWS } from './gather.ts';

/** Rows that an input for these formats should have: text alone wants smaller parts than a row group. */
export function rowsPerInput(formats: readonly Format[]): number {
  return formats.includes('parquet') ? ROW_GROUP_ROWS : 8192;
}

export const FORMATS: Readonly<Record<Format, FormatEntry>> = {
  parquet: {
    extension: EXTENSIONS.parquet,
    sink: target => new ParquetSink(target),
  },
  ndjson: {
    extension: EXTENSIONS.ndjson,
    sink: target => new StreamSink(target),
  },
  csv: {
    extension: EXTENSIONS.csv,
    sink: target => new StreamSink(target, csvHeader()),
  },
  none: {
    extension: EXTENSIONS.none,
    sink: () => new CountSink(),
  },
};
