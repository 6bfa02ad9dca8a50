/**
 * Gathers closed dialogues into inputs for the encoders, on the main thread and in order.
 *
 * Full inputs hold exactly ROW_GROUP_ROWS rows whatever the batches they came in, so that row groups do not depend on
 * how the work was cut. The run's dictionary of texts stays here; each input carries the few texts that it refers to,
 * numbered by first use, so that a worker needs to keep nothing.
 */
import { PROTOCOL } from '../../decoders/protocols.ts';
import { type DialogueBatch, dialogue } from '../dialogues/record.ts';
import type { EncodeInput } from './sink.ts';

/** Twice as many make files 0.7 % smaller and take 50 MiB more. */
export const ROW_GROUP_ROWS = 32768;

const STRIDE = dialogue.stride;
const { apn: APN, contextText: CONTEXT_TEXT, protocol: PROTOCOL_AT } = dialogue.at;
const IS_GTP = new Uint8Array(256);
IS_GTP[PROTOCOL.gtp] = 1;

export class Gatherer {
  readonly #files: readonly string[];
  readonly #capacity: number;
  readonly #spare: ArrayBufferLike[] = [];
  /** The run's texts; position is number - 1. */
  readonly #texts: Uint8Array[] = [];
  /** For each text of the run its number in the input being filled, 0 where it is not used there yet. */
  #local = new Uint32Array(1024);
  #used: number[] = [];
  #records: ArrayBufferLike | undefined;
  #octets: Uint8Array = new Uint8Array(0);
  #words: Uint32Array = new Uint32Array(0);
  #count = 0;
  #number = 0;

  /** `files` may grow while the run goes on; `rows` is for tests. */
  constructor(files: readonly string[], rows: number = ROW_GROUP_ROWS) {
    this.#files = files;
    this.#capacity = rows;
  }

  /** Takes the records of a batch (they are copied: the batch's buffer is free again) and gives the inputs now full. */
  add(batch: DialogueBatch): EncodeInput[] {
    for (let i = 0; i < batch.texts.length; i++) this.#texts[batch.firstText - 1 + i] = batch.texts[i];
    if (this.#texts.length >= this.#local.length) {
      const longer = new Uint32Array(this.#texts.length * 2);
      longer.set(this.#local);
      this.#local = longer;
    }
    const source = new Uint8Array(batch.records, 0, batch.count * STRIDE);
    const full: EncodeInput[] = [];
    for (let taken = 0; taken < batch.count; ) {
      if (this.#records === undefined) this.#begin();
      const rows = Math.min(batch.count - taken, this.#capacity - this.#count);
      this.#octets.set(source.subarray(taken * STRIDE, (taken + rows) * STRIDE), this.#count * STRIDE);
      this.#renumber(this.#count, this.#count + rows);
      this.#count += rows;
      taken += rows;
      if (this.#count === this.#capacity) full.push(this.#take());
    }
    return full;
  }

  /** What has been gathered so far, though it is not full; undefined where nothing has. */
  flush(): EncodeInput | undefined {
    return this.#count > 0 ? this.#take() : undefined;
  }

  /** Gives the `records` of an encoded input back for filling again. */
  recycle(records: ArrayBufferLike): void {
    if (records.byteLength === this.#capacity * STRIDE && this.#spare.length < 4) this.#spare.push(records);
  }

  #begin(): void {
    this.#records = this.#spare.pop() ?? new SharedArrayBuffer(this.#capacity * STRIDE);
    this.#octets = new Uint8Array(this.#records);
    this.#words = new Uint32Array(this.#records);
  }

  #take(): EncodeInput {
    const texts = this.#used.map(number => this.#texts[number - 1]);
    for (const number of this.#used) this.#local[number] = 0;
    const input = {
      number: this.#number++,
      count: this.#count,
      records: this.#records as ArrayBufferLike,
      texts,
      files: [...this.#files],
    };
    this.#used = [];
    this.#records = undefined;
    this.#count = 0;
    return input;
  }

  #renumber(from: number, to: number): void {
    const octets = this.#octets;
    const words = this.#words;
    const local = this.#local;
    for (let i = from; i < to; i++) {
      const gtp = IS_GTP[octets[i * STRIDE + PROTOCOL_AT]];
      const place = (i * STRIDE) / 4 + (gtp === 1 ? APN : CONTEXT_TEXT);
      const number = words[place];
      if (number === 0) continue;
      let own = local[number];
      if (own === 0) {
        this.#used.push(number);
        own = this.#used.length;
        local[number] = own;
      }
      words[place] = own;
    }
  }
}
