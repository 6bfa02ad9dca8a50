/** The main job: frames → messages → dialogues → records in every output. */
import type { CaptureNote, FrameSource } from '../capture/batch.ts';
import { Joiner } from '../decode/joiner.ts';
import { Dialogues } from '../dialogues/dialogues.ts';
import type { DialogueOptions } from '../dialogues/options.ts';
import type { Statistics } from '../dialogues/statistics.ts';
import type { Sink } from '../sinks/sink.ts';
import { decodeInOrder, describe, type SetAside } from './decode.ts';
import { OrderedOutput } from './encode.ts';
import type { Pool } from './pool.ts';
import { Interrupted, MOST_IN_GRACE, type Stop } from './stop.ts';
import { Totals } from './totals.ts';

/** Batches set aside that are told one by one; beyond it they are only counted. */
const MOST_SET_ASIDE = 100;

export interface Job {
  readonly source: FrameSource;
  readonly pool: Pool;
  readonly sinks: readonly Sink[];
  readonly dialogues: DialogueOptions;
  /** Give records as soon as their dialogues close: for somebody who watches a live capture. */
  readonly live?: boolean;
  /** Signals that came; the source has been told of them by itself. */
  readonly stop?: Stop;
  /** Called after each batch. */
  progress?(totals: Totals): void;
}

/** Odd but legal, by code, with the first place. */
export interface CountedAnomaly {
  readonly code: string;
  readonly count: number;
  readonly file: string;
  readonly frame: number;
  readonly text: string;
}

export interface Outcome {
  readonly files: readonly string[];
  readonly totals: Totals;
  readonly statistics: Statistics;
  readonly anomalies: readonly CountedAnomaly[];
  readonly notes: readonly CaptureNote[];
  readonly setAside: readonly SetAside[];
  /** All of them, told one by one or not. */
  readonly setAsideCount: number;
  /** The reader of a stream went away before the end. */
  readonly readerGone: boolean;
}

/**
 * Runs to the end of the source, or until nobody reads its output. Throws an OperatorError of the source or of a sink; then, and
 * whenever it throws, nothing is left under any output's name.
 */
export async function run(job: Job): Promise<Outcome> {
  const { source, pool } = job;
  const totals = new Totals();
  const setAside: SetAside[] = [];
  let setAsideCount = 0;
  const onSetAside = (what: SetAside): void => {
    setAsideCount++;
    if (setAside.length < MOST_SET_ASIDE) setAside.push(what);
  };
  const output = new OrderedOutput(pool, job.sinks, source.files, onSetAside);
  const gone = new AbortController();
  try {
    const joiner = new Joiner();
    const { tapOf } = source;
    const taps = tapOf === undefined || source.files.length < 2 ? undefined : tapOf.bind(source);
    const dialogues = new Dialogues(job.dialogues, joiner, batch => output.take(batch), taps);
    await output.open();
    await decodeInOrder(source, pool, {
      stop: gone.signal,
      enough: () => job.stop?.enough ?? false,
      setAside: onSetAside,
      async use(batch) {
        try {
          const joined = joiner.process(batch);
          totals.add(joined.counts);
          dialogues.consume(joined);
        } catch (error) {
          const { number, count } = batch;
          onSetAside({ stage: 'pair', batch: number, file: '', frame: 0, count, text: describe(error) });
        }
        if (job.live) dialogues.flush();
        await (job.live ? output.drain() : output.flow());
        if (output.closed) gone.abort();
        job.progress?.(totals);
      },
    });
    joiner.finish();
    const signal = job.stop?.signal;
    if (signal !== undefined && dialogues.open.dialogues > MOST_IN_GRACE) throw new Interrupted(signal);
    dialogues.finish();
    await output.finish();
    const place = (file: number): string => source.files[file] ?? '';
    const anomalies = [...joiner.anomalies, ...dialogues.statistics.anomalies].map(found => ({
      code: found.code,
      count: found.count,
      file: place(found.file),
      frame: found.frame,
      text: found.text,
    }));
    const { files, notes } = source;
    const readerGone = output.closed;
    return { files, totals, statistics: dialogues.statistics, anomalies, notes, setAside, setAsideCount, readerGone };
  } catch (error) {
    await output.abort();
    throw error;
  }
}
