/**
 * The way that a batch of frames goes in the program: decoded, joined, paired, encoded, summed up. What each stage gives
 * is looked at on the way.
 */
import { message } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { type FrameBatch, frameEntry } from '../../src/capture/batch.ts';
import type { FaultCount, MessageBatch } from '../../src/decode/batch.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { Joiner } from '../../src/decode/joiner.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { Dialogues } from '../../src/dialogues/dialogues.ts';
import type { DialogueBatch } from '../../src/dialogues/record.ts';
import { Totals } from '../../src/pipeline/totals.ts';
import { summarize } from '../../src/report/summary.ts';
import { summaryText } from '../../src/report/text.ts';
import { ENCODERS } from '../../src/sinks/encoders.ts';
import { Gatherer } from '../../src/sinks/gather.ts';
import type { Encoder } from '../../src/sinks/sink.ts';

const A = message.at;
const STRIDE = message.stride;
const E = frameEntry.at;
const ENTRY = frameEntry.stride;

/** Frames gathered for one batch; its buffers are used again and again. */
export class Frames {
  readonly data: ArrayBuffer;
  readonly index: ArrayBuffer;
  readonly octets: Uint8Array;
  readonly most: number;
  count = 0;
  used = 0;
  readonly #u16: Uint16Array;
  readonly #u32: Uint32Array;
  readonly #f64: Float64Array;

  constructor(most: number, octets: number) {
    this.most = most;
    this.data = new ArrayBuffer(octets);
    this.index = new ArrayBuffer(most * ENTRY);
    this.octets = new Uint8Array(this.data);
    this.#u16 = new Uint16Array(this.index);
    this.#u32 = new Uint32Array(this.index);
    this.#f64 = new Float64Array(this.index);
  }

  /** Room for one more frame of `n` octets. */
  fits(n: number): boolean {
    return this.count < this.most && this.data.byteLength - this.used >= n;
  }

  /** The `n` octets that were laid at `used` are a frame. */
  add(n: number, link: number, time: number, frame: number): void {
    const i = this.count++;
    this.#f64[(i * ENTRY) / 8 + E.time] = time;
    this.#u32[(i * ENTRY) / 4 + E.at] = this.used;
    this.#u32[(i * ENTRY) / 4 + E.length] = n;
    this.#u32[(i * ENTRY) / 4 + E.original] = (frame & 15) === 0 ? n + 10 : n;
    this.#u32[(i * ENTRY) / 4 + E.frame] = frame;
    this.#u16[(i * ENTRY) / 2 + E.link] = link;
    this.used += n;
  }

  /** Octets and link type of a frame. */
  frame(i: number): { octets: Uint8Array; link: number } {
    const at = this.#u32[(i * ENTRY) / 4 + E.at];
    const n = this.#u32[(i * ENTRY) / 4 + E.length];
    return { octets: this.octets.slice(at, at + n), link: this.#u16[(i * ENTRY) / 2 + E.link] };
  }

  batch(number: number): FrameBatch {
    return { number, count: this.count, data: this.data, index: this.index };
  }

  clear(): void {
    this.count = 0;
    this.used = 0;
  }
}

/** What is wrong with the records of a batch; '' where nothing is. */
function wrongBatch(batch: MessageBatch): string {
  const u8 = new Uint8Array(batch.records);
  const u32 = new Uint32Array(batch.records);
  for (let i = 0; i < batch.count; i++) {
    const r8 = i * STRIDE;
    const r32 = r8 / 4;
    const kind = u8[r8 + A.kind];
    if (kind > 5) return `a record of kind ${kind}`;
    if (u8[r8 + A.protocol] >= PROTOCOLS.length) return 'a record without a protocol';
    if (u8[r8 + A.imsiLength] > 8 || u8[r8 + A.msisdnLength] > 10) return 'an identity longer than its slot';
    if (u32[r32 + A.text] > batch.texts.length) return 'a text that is not there';
    if (kind >= 3 && u32[r32 + A.payloadAt] + u32[r32 + A.payloadLength] > batch.pieces.length)
      return 'a piece that is not there';
  }
  return '';
}

export interface WayOptions {
  /** Told of each kind of fault a batch has. */
  readonly onFault?: (fault: FaultCount) => void;
  readonly maxOpen?: number;
  /** Told of what each encoder gives. */
  readonly onEncoded?: (format: string, octets: Uint8Array) => void;
  /** Message records that a batch usually has at most. */
  readonly records?: number;
}

/** What they keep between inputs are caches. */
let encoders: readonly Encoder[] | undefined;

/** One run of the program, without its threads. */
export class Way {
  readonly writer = new RecordWriter();
  readonly #joiner: Joiner;
  readonly #dialogues: Dialogues;
  readonly #gatherer = new Gatherer(['fuzz'], 4096);
  readonly #encoders: readonly Encoder[];
  readonly #totals = new Totals();
  readonly #onFault: (fault: FaultCount) => void;
  readonly #onEncoded: (format: string, octets: Uint8Array) => void;
  readonly #records: ArrayBuffer;
  /** Octets that the encoders gave. */
  encoded = 0;
  /** Dialogues that were encoded. */
  rows = 0;
  /** What was wrong, '' where nothing was. */
  wrong = '';

  constructor(options: WayOptions = {}) {
    this.#onFault = options.onFault ?? (() => {});
    this.#onEncoded = options.onEncoded ?? (() => {});
    encoders ??= [ENCODERS.ndjson(), ENCODERS.csv(), ENCODERS.parquet()];
    this.#encoders = encoders;
    const { maxOpen = 20_000, records = 16_384 } = options;
    this.#records = new ArrayBuffer(STRIDE * records);
    this.#joiner = new Joiner({ associations: Math.min(65_536, records) });
    const limits = { maxOpen, maxTunnels: maxOpen };
    this.#dialogues = new Dialogues(limits, this.#joiner, batch => this.#take(batch));
  }

  /** Frames → messages; the next `pair` must come before the next `decode`. */
  decode(frames: FrameBatch): MessageBatch {
    this.writer.begin(frames.number, this.#records);
    decodeBatch(frames, this.writer);
    return this.writer.finish();
  }

  pair(batch: MessageBatch): void {
    this.wrong ||= wrongBatch(batch);
    const joined = this.#joiner.process(batch);
    this.wrong ||= wrongBatch(joined);
    this.#totals.add(joined.counts);
    for (const fault of joined.counts.faults) this.#onFault(fault);
    this.#dialogues.consume(joined);
  }

  /** Closes everything, and reads the summary. */
  finish(): string {
    this.#joiner.finish();
    this.#dialogues.finish();
    const rest = this.#gatherer.flush();
    if (rest !== undefined) this.#encode(rest);
    return this.summary();
  }

  summary(): string {
    const anomalies = [...this.#joiner.anomalies, ...this.#dialogues.statistics.anomalies].map(
      ({ code, count, text, frame }) => ({
        code,
        count,
        text,
        frame,
        file: 'fuzz',
      }),
    );
    const outcome = {
      files: ['fuzz'],
      totals: this.#totals,
      statistics: this.#dialogues.statistics,
      anomalies,
      notes: [],
      setAside: [],
      setAsideCount: 0,
      readerGone: false,
    };
    const facts = { version: '0', interrupted: null, workers: 1, seconds: 1, peakMemoryKib: 1, written: [] };
    const summary = summarize(outcome, facts);
    JSON.stringify(summary);
    return summaryText(summary, { bold: false });
  }

  #take(batch: DialogueBatch): void {
    for (const input of this.#gatherer.add(batch)) this.#encode(input);
  }

  #encode(input: Parameters<Encoder['encode']>[0]): void {
    for (const encoder of this.#encoders) {
      const { octets } = encoder.encode(input);
      this.encoded += octets.length;
      this.#onEncoded(encoder.format, octets);
      if (encoder.format === 'ndjson' && input.number % 16 === 0) this.#parse(octets);
    }
    this.rows += input.count;
    this.#gatherer.recycle(input.records);
  }

  /** Every line is JSON; a spread of them is read. */
  #parse(octets: Uint8Array): void {
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(octets).split('\n');
    for (let i = 0; i < lines.length; i += 37) {
      if (lines[i] !== '') JSON.parse(lines[i]);
    }
  }
}
