/**
 * The worker pool. Frame batches go to a worker and come back decoded; dialogue batches go to a worker and come back as
 * the octets of each output. Large buffers are shared and filled again, never cloned and never moved (see
 * src/capture/buffers.ts).
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { FrameBatch } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
import type { EncodeInput, Format } from '../sinks/sink.ts';
import type { DecodeAnswer, DecodeJob, EncodeAnswer, EncodedParts, EncodeJob, WorkerSettings } from './jobs.ts';

/** The compiled worker beside this file, or the one of the build where this file runs from its source. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/src/pipeline/worker.js', import.meta.url));
}

/** Workers where the user names none: one a core. */
export function defaultWorkers(): number {
  return availableParallelism();
}

/** Measured: no slower than with V8's own limit, and 40 MiB less at two workers. */
const YOUNG_MIB = 6;

export interface PoolOptions {
  readonly workers: number;
  readonly settings: WorkerSettings;
  /** Another worker file, for tests of what happens when one fails. */
  readonly file?: string;
}

/**
 * `decode` and `encode` answer when a worker is done, in any order; they reject where a worker failed, which is a
 * fault of ours and never of the input.
 */
export class Pool {
  readonly workers: number;
  readonly formats: readonly Format[];
  readonly #piscina: Piscina;
  readonly #records: ArrayBufferLike[] = [];
  readonly #octets: ArrayBufferLike[] = [];
  readonly #loaded: Promise<unknown>;
  /** Jobs under way in which a thread may still be loading its encoders. */
  readonly #encoding = new Set<Promise<unknown>>();

  constructor(options: PoolOptions) {
    this.workers = options.workers;
    this.formats = options.settings.formats;
    this.#piscina = new Piscina({
      filename: options.file ?? workerFile(),
      minThreads: options.workers,
      maxThreads: options.workers,
      // The next job waits at the worker while the main thread is busy with the answer to the last one.
      concurrentTasksPerWorker: 2,
      atomics: 'disabled',
      stricterFIFO: true,
      recordTiming: false,
      // The hot path leaves little behind: a young generation of the usual size would only hold memory.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
      workerData: options.settings,
    });
    // A worker that dies without a job fails the jobs given to it later; those say so.
    this.#piscina.on('error', () => {});
    // The least busy worker gets each: one for every worker.
    const each = Array.from({ length: options.workers }, () => this.#piscina.run(undefined, { name: 'ready' }));
    this.#loaded = Promise.allSettled(each);
  }

  /** The batch's buffers belong to the worker until the answer comes. */
  async decode(batch: FrameBatch): Promise<MessageBatch> {
    const { number, data, index } = batch;
    const spare = this.#records.pop();
    const job: DecodeJob = { batch, spare };
    const answer: DecodeAnswer = await this.#piscina.run(job, { name: 'decode' });
    const { count, directions, texts, counts } = answer;
    const records = answer.records ?? (spare as ArrayBufferLike);
    // Written out as in RecordWriter.finish, for batches of one shape: what follows is compiled for it.
    return { number, count, records, pieces: new Uint8Array(data), directions, texts, counts, data, index };
  }

  /** Gives a batch's records back for filling again; nobody may look at them after that. */
  recycle(records: ArrayBufferLike): void {
    if (this.#records.length < this.workers + 2) this.#records.push(records);
  }

  /** The records' buffer belongs to the worker until the answer comes. */
  async encode(input: EncodeInput): Promise<EncodedParts> {
    const spare = this.#octets.pop();
    const job: EncodeJob = { input, spare };
    const running: Promise<EncodeAnswer> = this.#piscina.run(job, { name: 'encode' });
    this.#encoding.add(running);
    const answer = await running.finally(() => this.#encoding.delete(running));
    const octets = answer.octets ?? (spare as ArrayBufferLike);
    let at = 0;
    const parts = answer.parts.map(({ rows, length, meta }) => {
      const part = { number: input.number, rows, octets: new Uint8Array(octets, at, length), meta };
      at += length;
      return part;
    });
    return { parts, records: input.records, octets };
  }

  /** Gives the octets of an answer back for filling again, when they are written. */
  recycleOctets(octets: ArrayBufferLike): void {
    if (this.#octets.length < this.workers + 2) this.#octets.push(octets);
  }

  /**
   * Ends the workers; frames under way are dropped. To be awaited before the process ends: Node (20.20 at least) aborts
   * the whole process where a thread is ended while it loads its modules.
   */
  async close(): Promise<void> {
    await this.#loaded;
    await Promise.allSettled(this.#encoding);
    await this.#piscina.destroy();
  }
}
