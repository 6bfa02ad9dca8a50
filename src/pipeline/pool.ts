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
import { Demand } from './demand.ts';
import type { DecodeAnswer, DecodeJob, EncodeAnswer, EncodedParts, EncodeJob, WorkerSettings } from './jobs.ts';

/** The compiled worker beside this file, or the one of the build where this file runs from its source. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/src/pipeline/worker.js', import.meta.url));
}

/** Workers where the user names none and the main thread has little to do: one a core. */
export function defaultWorkers(): number {
  return availableParallelism();
}

/**
 * For a main thread that is busy itself: as many as the user names; where none are named, as many as are needed, up to
 * one for each core but its own. Measured on two cores: one more makes the job take 12 to 20 % more CPU, and no less time.
 */
export function workersOf(named: number | undefined): Pick<PoolOptions, 'workers' | 'asNeeded'> {
  return named === undefined ? { workers: Math.max(1, defaultWorkers() - 1), asNeeded: true } : { workers: named };
}

/**
 * Batches under way beyond one a worker: so many that the main thread has work while a worker encodes a row group, which
 * takes as long as some batches.
 */
export const AHEAD = 4;

/** Measured: no slower than with V8's own limit, and 40 MiB less at two workers. */
const YOUNG_MIB = 6;

export interface PoolOptions {
  /** At most; all at once, unless `asNeeded`. */
  readonly workers: number;
  /** Begin with one worker, and start others where the main thread waits for it. */
  readonly asNeeded?: boolean;
  readonly settings: WorkerSettings;
  /** Another worker file, for tests of what happens when one fails. */
  readonly file?: string;
}

/** A worker; each is a pool of one, so that it can begin when it is wanted. */
interface Worker {
  readonly piscina: Piscina;
  /** Its file has been loaded, or cannot be. */
  readonly loaded: Promise<unknown>;
  /** Under way. */
  jobs: number;
}

/**
 * `decode` and `encode` answer when a worker is done, in any order; they reject where a worker failed, which is a
 * fault of ours and never of the input.
 */
export class Pool {
  /** At most. */
  readonly workers: number;
  readonly formats: readonly Format[];
  readonly #options: PoolOptions;
  readonly #started: Worker[] = [];
  readonly #demand = new Demand(performance.now());
  readonly #records: ArrayBufferLike[] = [];
  readonly #octets: ArrayBufferLike[] = [];
  /** Jobs under way in which a thread may still be loading its encoders. */
  readonly #encoding = new Set<Promise<unknown>>();

  constructor(options: PoolOptions) {
    this.workers = options.workers;
    this.formats = options.settings.formats;
    this.#options = options;
    for (let i = options.asNeeded === true ? options.workers - 1 : 0; i < options.workers; i++) this.#start();
  }

  /** Workers that have been started. */
  get started(): number {
    return this.#started.length;
  }

  #start(): void {
    const { file, settings } = this.#options;
    const piscina = new Piscina({
      filename: file ?? workerFile(),
      minThreads: 1,
      maxThreads: 1,
      // The next job waits at the worker while the main thread is busy with the answer to the last one.
      concurrentTasksPerWorker: 2,
      atomics: 'disabled',
      stricterFIFO: true,
      recordTiming: false,
      // The hot path leaves little behind: a young generation of the usual size would only hold memory.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
      workerData: settings,
    });
    // A worker that dies without a job fails the jobs given to it later; those say so.
    piscina.on('error', () => {});
    const loaded = Promise.allSettled([piscina.run(undefined, { name: 'ready' })]);
    this.#started.push({ piscina, loaded, jobs: 0 });
  }

  /** To the worker that has the least to do. */
  async #run<Answer>(job: DecodeJob | EncodeJob, name: string): Promise<Answer> {
    const worker = this.#started.reduce((least, other) => (other.jobs < least.jobs ? other : least));
    worker.jobs++;
    try {
      return await worker.piscina.run(job, { name });
    } finally {
      worker.jobs--;
    }
  }

  /** Waits for an answer with nothing else to do, and remembers how long. */
  async awaited<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const from = performance.now();
    try {
      return await answer;
    } finally {
      this.#demand.waited(performance.now() - from);
    }
  }

  /** A batch has been dealt with: starts another worker where that would have gone quicker with one. */
  grow(): void {
    if (this.#demand.batch(performance.now()) && this.#started.length < this.workers) this.#start();
  }

  /** The batch's buffers belong to the worker until the answer comes. */
  async decode(batch: FrameBatch): Promise<MessageBatch> {
    const { number, data, index } = batch;
    const spare = this.#records.pop();
    const job: DecodeJob = { batch, spare };
    const answer = await this.#run<DecodeAnswer>(job, 'decode');
    const { count, directions, texts, counts } = answer;
    const records = answer.records ?? (spare as ArrayBufferLike);
    // Written out as in RecordWriter.finish, for batches of one shape: what follows is compiled for it.
    return { number, count, records, pieces: new Uint8Array(data), directions, texts, counts, data, index };
  }

  /** Gives a batch's records back for filling again; nobody may look at them after that. */
  recycle(records: ArrayBufferLike): void {
    if (this.#records.length < this.workers + AHEAD) this.#records.push(records);
  }

  /** The records' buffer belongs to the worker until the answer comes. */
  async encode(input: EncodeInput): Promise<EncodedParts> {
    const spare = this.#octets.pop();
    const job: EncodeJob = { input, spare };
    const running = this.#run<EncodeAnswer>(job, 'encode');
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
    if (this.#octets.length < this.workers + AHEAD) this.#octets.push(octets);
  }

  /**
   * Ends the workers; frames under way are dropped. To be awaited before the process ends: Node (20.20 at least) aborts
   * the whole process where a thread is ended while it loads its modules.
   */
  async close(): Promise<void> {
    await Promise.all(this.#started.map(worker => worker.loaded));
    await Promise.allSettled(this.#encoding);
    await Promise.all(this.#started.map(worker => worker.piscina.destroy()));
  }
}
