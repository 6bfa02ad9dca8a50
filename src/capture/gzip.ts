/**
 * gzip (RFC 1952), any number of members, inflated ahead of the reader by zlib's own threads.
 *
 * zlib gets a small piece at a time, and the next one only when all that came of it is in the queue here: so a fault in
 * the compressed octets always costs the same output, little of it, however fast the reader is. A file that is merely
 * cut loses nothing of what lies before the cut.
 */
import { createGunzip, type Gunzip } from 'node:zlib';
import { IDLE, type OctetFault, type Octets } from './octets.ts';

const PIECE = 16 << 10;
/** Octets read at a time. */
const READ = 256 << 10;

export class GzipOctets implements Octets {
  readonly #inner: Octets;
  readonly #gunzip: Gunzip;
  /** Octets that the queue should hold. */
  readonly #ahead: number;
  readonly #input: Uint8Array;
  #at = 0;
  #end = 0;
  #queue: Uint8Array[] = [];
  #queued = 0;
  /** Octets of queue[0] that are taken. */
  #taken = 0;
  /** A piece is being read or inflated. */
  #busy = false;
  #inputEnded = false;
  #ended = false;
  #innerError: unknown;
  #wake: (() => void) | undefined;
  fault: OctetFault | undefined;

  /** `chunk`: octets of output that zlib gives at a time; its own 16 KiB take twice the time of 256 KiB. */
  constructor(inner: Octets, chunk: number) {
    this.#inner = inner;
    this.#ahead = 2 * chunk;
    this.#input = new Uint8Array(Math.min(READ, chunk));
    this.#gunzip = createGunzip({ chunkSize: chunk });
    this.#gunzip.on('readable', () => this.#drain());
    this.#gunzip.on('end', () => this.#over());
    this.#gunzip.on('close', () => this.#over());
    this.#gunzip.on('error', (error: Error & { code?: string }) => {
      // Z_BUF_ERROR: the input ended inside a member.
      this.fault ??=
        error.code === 'Z_BUF_ERROR'
          ? { code: 'cut-gzip', text: 'gzip ends before its end' }
          : { code: 'bad-gzip', text: `gzip cannot be read on (${error.message})` };
      this.#over();
    });
  }

  get live(): boolean {
    return this.#inner.live;
  }

  async fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number> {
    const until = performance.now() + patience;
    while (this.#queue.length === 0) {
      if (this.#innerError !== undefined) throw this.#innerError;
      if (this.#ended) return 0;
      this.#next();
      if ((await this.#wait(until - performance.now())) && this.#queue.length === 0) return IDLE;
    }
    const chunk = this.#queue[0];
    const n = Math.min(chunk.length - this.#taken, to - from);
    into.set(chunk.subarray(this.#taken, this.#taken + n), from);
    this.#taken += n;
    this.#queued -= n;
    if (this.#taken === chunk.length) {
      this.#queue.shift();
      this.#taken = 0;
    }
    this.#next();
    return n;
  }

  /** Waits for something to happen; true where that took longer than `patience` milliseconds. */
  #wait(patience: number): Promise<boolean> {
    return new Promise(resolve => {
      const done = (late: boolean): void => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve(late);
      };
      const timer = patience < 0x7fffffff ? setTimeout(() => done(true), Math.max(0, patience)) : undefined;
      this.#wake = () => done(false);
    });
  }

  #drain(): void {
    for (let chunk = this.#gunzip.read(); chunk !== null; chunk = this.#gunzip.read()) {
      this.#queue.push(chunk);
      this.#queued += chunk.length;
    }
    this.#wake?.();
  }

  #over(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Gives the next piece to zlib, or tells it that there is none. */
  #next(): void {
    if (this.#busy || this.#ended || this.#queued >= this.#ahead) return;
    this.#busy = true;
    if (this.#inputEnded) {
      this.#gunzip.end();
    } else if (this.#at < this.#end) {
      this.#write();
    } else {
      this.#inner.fill(this.#input, 0, this.#input.length, Number.POSITIVE_INFINITY).then(
        n => {
          this.#at = 0;
          this.#end = n;
          this.#inputEnded = n === 0;
          if (n > 0) this.#write();
          else this.#done();
        },
        error => {
          this.#innerError = error;
          this.#wake?.();
        },
      );
    }
  }

  #write(): void {
    const to = Math.min(this.#end, this.#at + PIECE);
    this.#gunzip.write(this.#input.subarray(this.#at, to), () => this.#done());
    this.#at = to;
  }

  #done(): void {
    this.#busy = false;
    this.#drain();
    this.#next();
  }

  consumed(): number {
    return this.#inner.consumed();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#gunzip.destroy();
    await this.#inner.close();
  }
}
