import { type Output, outputTo, type Target } from '../output.ts';
import type { EncodedPart, Sink } from '../sink.ts';

/** A Parquet file: magic, row groups in order, footer. */
export class ParquetSink implements Sink {
  rows = 0;
  readonly #output: Output;
  constructor(target: Target) {
    this.#output = outputTo(target);
  }
  get closed(): boolean {
    return this.#output.closed;
  }
  async open(): Promise<void> {
    await this.#output.open();
  }
  async append(part: EncodedPart): Promise<void> {
    await this.#output.write(part.octets);
    this.rows += part.rows;
  }
  async finish(): Promise<void> {
    await this.#output.finish();
  }
  async abort(): Promise<void> {
    await this.#output.abort();
  }
}
