/** Dialogue batches in; encoded in the pool, appended to every sink in order. */
import type { DialogueBatch } from '../dialogues/record.ts';
import { Gatherer } from '../sinks/gather.ts';
import { type EncodeInput, rowsPerInput, type Sink } from '../sinks/sink.ts';
import { describe, type SetAside } from './decode.ts';
import type { EncodedParts } from './jobs.ts';
import type { Pool } from './pool.ts';

type Answer = {
  readonly encoded?: EncodedParts;
  readonly error?: unknown;
  readonly number: number;
  readonly count: number;
};

const NOTHING = new Uint8Array(0);

/**
 * `take` only hands work to the pool; `flow` waits until no more than one input a worker, and one, is under way, so that a
 * slow disk holds back the reading of the capture.
 */
export class OrderedOutput {
  readonly #pool: Pool;
  readonly #sinks: readonly Sink[];
  readonly #gatherer: Gatherer;
  readonly #setAside: (what: SetAside) => void;
  readonly #waiting: Promise<Answer>[] = [];
  /** Nothing is written anywhere: there is nothing to encode either. */
  readonly #counts: boolean;
  /** Rows taken and not yet told to the sinks, where they are only counted. */
  #counted = 0;

  constructor(pool: Pool, sinks: readonly Sink[], files: readonly string[], setAside: (what: SetAside) => void) {
    this.#pool = pool;
    this.#sinks = sinks;
    this.#gatherer = new Gatherer(files, rowsPerInput(pool.formats));
    this.#setAside = setAside;
    this.#counts = pool.formats.every(format => format === 'none');
  }

  /** Every sink's reader has gone: there is nobody left to write for. */
  get closed(): boolean {
    return this.#sinks.length > 0 && this.#sinks.every(sink => sink.closed);
  }

  async open(): Promise<void> {
    for (const sink of this.#sinks) await sink.open();
  }

  /** Records are copied: the batch's buffer is free when this returns. */
  take(batch: DialogueBatch): void {
    if (this.#counts) {
      this.#counted += batch.count;
      return;
    }
    for (const input of this.#gatherer.add(batch)) this.#encode(input);
  }

  /** Appends what is ready, in order, until at most `limit` inputs are under way. */
  async flow(limit: number = this.#pool.started + 1): Promise<void> {
    if (this.#counted > 0) {
      const part = { number: 0, rows: this.#counted, octets: NOTHING, meta: null };
      this.#counted = 0;
      for (const sink of this.#sinks) await sink.append(part);
    }
    while (this.#waiting.length > limit) {
      const { encoded, error, number, count } = await this.#pool.awaited(this.#waiting.shift() as Promise<Answer>);
      if (encoded === undefined) {
        this.#setAside({ stage: 'encode', batch: number, file: '', frame: 0, count, text: describe(error) });
        continue;
      }
      for (let i = 0; i < this.#sinks.length; i++) await this.#sinks[i].append(encoded.parts[i]);
      this.#gatherer.recycle(encoded.records);
      this.#pool.recycleOctets(encoded.octets);
    }
  }

  /** Writes what is under way and closes the sinks: the files appear under their names. */
  async finish(): Promise<void> {
    await this.drain();
    for (const sink of this.#sinks) await sink.finish();
  }

  /** Encodes and appends everything taken so far, full or not. */
  async drain(): Promise<void> {
    const rest = this.#gatherer.flush();
    if (rest !== undefined) this.#encode(rest);
    await this.flow(0);
  }

  /** Gives up: nothing is left under any name. */
  async abort(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(sink => sink.abort()));
  }

  #encode(input: EncodeInput): void {
    const { number, count } = input;
    this.#waiting.push(
      this.#pool.encode(input).then(
        encoded => ({ encoded, number, count }),
        error => ({ error, number, count }),
      ),
    );
  }
}
