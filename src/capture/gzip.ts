/**
 * gzip (RFC 1952), any number of members, through zlib's own threads.
 *
 * One piece of input is given at a time and the next one only when all that came of it has been taken: so a fault in
 * the compressed octets always costs the same output, however fast the reader is. A file that is merely cut loses
 * nothing of what lies before the cut.
 */
import { createGunzip, type Gunzip } from 'node:zlib';
import { type OctetFault, type Octets, StreamOctets } from './octets.ts';

const PIECE = 128 << 10;

export class GzipOctets implements Octets {
  readonly #inner: Octets;
  readonly #gunzip: Gunzip;
  readonly #output: StreamOctets;
  readonly #piece: Uint8Array;
  /** A piece is being read or inflated. */
  #busy = false;
  #inputEnded = false;
  #innerError: unknown;
  fault: OctetFault | undefined;

  /** `chunk`: octets of output that zlib gives at a time; 1 MiB is twice as fast as its default of 16 KiB. */
  constructor(inner: Octets, chunk: number) {
    this.#inner = inner;
    this.#piece = new Uint8Array(Math.min(PIECE, chunk));
    this.#gunzip = createGunzip({ chunkSize: chunk });
    this.#output = new StreamOctets(this.#gunzip, inner.live);
  }

  get live(): boolean {
    return this.#inner.live;
  }

  async fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number> {
    const until = performance.now() + patience;
    const output = this.#output;
    for (;;) {
      if (output.ready()) return output.take(into, from, to);
      if (this.#innerError !== undefined) throw this.#innerError;
      if (output.error !== undefined) {
        this.fault ??= this.#explain(output.error);
        return 0;
      }
      if (output.ended) return 0;
      if (!this.#busy) this.#next();
      if (await output.wait(Math.max(0, until - performance.now())))
        return output.ready() ? output.take(into, from, to) : -1;
    }
  }

  /** Gives the next piece to zlib, or tells it that there is none. */
  #next(): void {
    this.#busy = true;
    if (this.#inputEnded) {
      this.#gunzip.end();
      return;
    }
    this.#inner.fill(this.#piece, 0, this.#piece.length, Number.POSITIVE_INFINITY).then(
      n => {
        const done = (): void => {
          this.#busy = false;
          this.#output.wakeUp();
        };
        if (n > 0) {
          this.#gunzip.write(this.#piece.subarray(0, n), done);
        } else {
          this.#inputEnded = true;
          done();
        }
      },
      error => {
        this.#innerError = error;
        this.#output.wakeUp();
      },
    );
  }

  #explain(error: Error & { code?: string }): OctetFault {
    // zlib: the input ended inside a member.
    if (error.code === 'Z_BUF_ERROR') return { code: 'cut-gzip', text: 'gzip ends before its end' };
    return { code: 'bad-gzip', text: `gzip cannot be read on (${error.message})` };
  }

  consumed(): number {
    return this.#inner.consumed();
  }

  async close(): Promise<void> {
    await this.#output.close();
    await this.#inner.close();
  }
}
