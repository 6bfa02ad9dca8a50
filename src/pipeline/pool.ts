/**
 * The worker pool. Frame batches move to a worker and come back decoded; dialogue batches move to a worker and come
 * back as the octets of each output. Buffers are transferred, never cloned.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { move, Piscina, transferableSymbol, valueSymbol } from 'piscina';
import type { FrameBatch } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
import type { Format } from '../sinks/sink.ts';
import type { DecodeJob, EncodedParts, EncodeJob, WorkerSettings } from './jobs.ts';

/** The compiled worker beside this file, or the one of the build where this file runs from its source. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/src/pipeline/worker.js', import.meta.url));
}

/** For a worker: an answer whose buffers move to the main thread. */
export function moving<T>(answer: T, buffers: readonly ArrayBufferLike[]): T {
  // The library looks for its marks and gives the answer itself to the one who asked.
  return move({ [transferableSymbol]: [...new Set(buffers)], [valueSymbol]: answer } as never) as T;
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
  readonly #spare: ArrayBuffer[] = [];
  readonly #loaded: Promise<unknown>;

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

  /** Takes the batch's buffers: they are detached when this returns. */
  decode(batch: FrameBatch): Promise<MessageBatch> {
    const spare = this.#spare.pop();
    const moved = [batch.data, batch.index];
    if (spare !== undefined) moved.push(spare);
    const job: DecodeJob = { batch, spare };
    return this.#piscina.run(job, { name: 'decode', transferList: moved });
  }

  /** Gives a batch's records back for filling again; nobody may look at them after that. */
  recycle(records: ArrayBuffer): void {
    if (this.#spare.length < this.workers + 2) this.#spare.push(records);
  }

  /** Takes the records' buffer: it is detached when this returns. */
  encode(job: EncodeJob): Promise<EncodedParts> {
    return this.#piscina.run(job, { name: 'encode', transferList: [job.records] });
  }

  /**
   * Ends the workers; jobs under way are dropped. To be awaited before the process ends: Node (20.20 at least) aborts
   * the whole process where a thread is ended while it loads its modules.
   */
  async close(): Promise<void> {
    await this.#loaded;
    await this.#piscina.destroy();
  }
}
