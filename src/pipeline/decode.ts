/** Frames through the pool: batches out in any order, answers back strictly in the order of the input. */
import type { FrameBatch, FrameSource } from '../capture/batch.ts';
import { frameEntry } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
import { AHEAD, type Pool } from './pool.ts';
import { Window } from './window.ts';

/** Part of the input or of the output that a fault of ours took out of the run. */
export interface SetAside {
  readonly stage: 'decode' | 'join' | 'pair' | 'encode';
  /** Number of the batch within its stage. */
  readonly batch: number;
  /** Input name and first frame; '' and 0 where the batch is of dialogues. */
  readonly file: string;
  readonly frame: number;
  /** Frames or dialogues that the batch held. */
  readonly count: number;
  readonly text: string;
}

/** What is remembered of a batch while its buffers are away. */
interface Sent {
  readonly number: number;
  readonly count: number;
  readonly file: string;
  readonly frame: number;
}

const { frame: FRAME, file: FILE } = frameEntry.at;

function note(batch: FrameBatch, files: readonly string[]): Sent {
  if (batch.count === 0) return { number: batch.number, count: 0, file: '', frame: 0 };
  const file = new Uint16Array(batch.index)[FILE];
  return {
    number: batch.number,
    count: batch.count,
    file: files[file] ?? '',
    frame: new Uint32Array(batch.index)[FRAME],
  };
}

/** One line about an error of ours; stack traces and values stay out of it. */
export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : 'unknown error';
}

export interface DecodeHooks {
  /** Called in order of the input; the next answer waits for it. Afterwards the batch's buffers are filled again. */
  use(batch: MessageBatch): void | Promise<void>;
  setAside(what: SetAside): void;
  /** Aborted to stop reading; batches under way are still used. */
  readonly stop?: AbortSignal;
  /** True where batches under way are to be left alone: the input ends with the last one used. */
  enough?(): boolean;
}

/**
 * Reads a source to its end through the pool. At most AHEAD frame batches more are under way than there are workers.
 * Throws what the source or `use` throws, after the batches under way have come back.
 */
export async function decodeInOrder(source: FrameSource, pool: Pool, hooks: DecodeHooks): Promise<void> {
  const window = new Window<{ sent: Sent; batch?: MessageBatch; error?: unknown }>(() => pool.started + AHEAD);
  let failed = false;
  const stopped = new Promise<undefined>(resolve => {
    if (hooks.stop?.aborted) resolve(undefined);
    hooks.stop?.addEventListener('abort', () => resolve(undefined), { once: true });
  });

  const read = async (): Promise<void> => {
    const frames = source.batches();
    try {
      for (;;) {
        await window.room();
        if (failed || hooks.stop?.aborted) break;
        const next = await Promise.race([frames.next(), stopped]);
        if (next === undefined || next.done) break;
        const sent = note(next.value, source.files);
        window.push(
          pool.decode(next.value).then(
            batch => ({ sent, batch }),
            error => ({ sent, error }),
          ),
        );
      }
    } finally {
      window.close();
      // Not awaited: a source that waits for a quiet pipe would never answer.
      void frames.return(undefined).catch(() => {});
    }
  };

  const consume = async (): Promise<void> => {
    try {
      for (;;) {
        const entry = await window.next();
        if (entry === undefined) return;
        const { sent, batch, error } = await pool.awaited(entry.answer);
        if (hooks.enough?.()) return;
        if (batch === undefined) {
          const { number, count, file, frame } = sent;
          hooks.setAside({ stage: 'decode', batch: number, file, frame, count, text: describe(error) });
        } else {
          await hooks.use(batch);
          source.recycle(batch.data, batch.index);
          pool.recycle(batch.records);
        }
        pool.grow();
        window.release();
      }
    } finally {
      failed = true;
      window.close();
    }
  };

  const [reading, consuming] = await Promise.allSettled([read(), consume()]);
  if (consuming.status === 'rejected') throw consuming.reason;
  if (reading.status === 'rejected') throw reading.reason;
}
