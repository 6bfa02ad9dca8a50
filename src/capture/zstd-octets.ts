/** zstd input as octets: decompressed in a thread of its own, one answer ahead of the reader. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { OctetFault, Octets } from './octets.ts';
import { ZstdFrames } from './zstd.ts';
import { answer, type ZstdAnswer, type ZstdAsk } from './zstd-worker.ts';

const PIECE = 256 << 10;

/** Where streams are decompressed. One question a stream at a time. */
export interface ZstdPlace {
  ask(ask: ZstdAsk, piece?: Uint8Array<ArrayBuffer>): Promise<ZstdAnswer>;
  forget(stream: number): void;
  close(): Promise<void>;
}

/** In this thread: for the first look at a file, and where the thread's program has not been built. */
export class ZstdHere implements ZstdPlace {
  readonly #streams = new Map<number, ZstdFrames>();

  async ask(ask: ZstdAsk): Promise<ZstdAnswer> {
    const frames = this.#streams.get(ask.stream) ?? new ZstdFrames();
    this.#streams.set(ask.stream, frames);
    return answer(frames, ask);
  }

  forget(stream: number): void {
    this.#streams.delete(stream);
  }

  async close(): Promise<void> {
    this.#streams.clear();
  }
}

interface Waiting {
  readonly resolve: (answer: ZstdAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** In one thread for all streams, started when it is first needed. */
export class ZstdThread implements ZstdPlace {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;

  constructor(program: URL) {
    this.#program = program;
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
    worker.on('message', (reply: ZstdAnswer) => {
      const waiting = this.#waiting.get(reply.stream);
      this.#waiting.delete(reply.stream);
      waiting?.resolve(reply);
    });
    const failed = (error: unknown): void => {
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    worker.on('error', failed);
    worker.on('exit', () => failed(new Error('the zstd thread ended')));
    this.#worker = worker;
    return worker;
  }

  ask(ask: ZstdAsk, piece?: Uint8Array<ArrayBuffer>): Promise<ZstdAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(ask.stream, { resolve, reject });
      (this.#worker ?? this.#start()).postMessage(ask, piece === undefined ? [] : [piece.buffer]);
    });
  }

  forget(stream: number): void {
    this.#worker?.postMessage({ stream, octets: 0, close: true } satisfies ZstdAsk);
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** A thread where its program is found: beside this file, or where `tsc` puts it when this file runs as TypeScript. */
export function zstdPlace(): ZstdPlace {
  const here = import.meta.url;
  const program = new URL(here.endsWith('.ts') ? '../../dist/src/capture/zstd-worker.js' : './zstd-worker.js', here);
  return existsSync(fileURLToPath(program)) ? new ZstdThread(program) : new ZstdHere();
}

let streams = 0;

export class ZstdOctets implements Octets {
  readonly #inner: Octets;
  readonly #place: ZstdPlace;
  readonly #stream = ++streams;
  readonly #octets: number;
  #hungry = true;
  #ahead: Promise<ZstdAnswer> | undefined;
  #out = new Uint8Array(0);
  #outAt = 0;
  #done = false;
  fault: OctetFault | undefined;

  /** `chunk`: octets that come out at a time, about. */
  constructor(inner: Octets, place: ZstdPlace, chunk: number) {
    this.#octets = chunk;
    this.#inner = inner;
    this.#place = place;
  }

  get live(): boolean {
    return this.#inner.live;
  }

  async #ask(): Promise<ZstdAnswer> {
    const octets = this.#octets;
    if (!this.#hungry) return this.#place.ask({ stream: this.#stream, octets });
    const piece = new Uint8Array(Math.min(PIECE, octets));
    const n = await this.#inner.fill(piece, 0, piece.length, Number.POSITIVE_INFINITY);
    if (n === 0) return this.#place.ask({ stream: this.#stream, octets, last: true });
    return this.#place.ask({ stream: this.#stream, octets, chunk: piece.subarray(0, n) }, piece);
  }

  async fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number> {
    const until = performance.now() + patience;
    while (this.#outAt === this.#out.length) {
      if (this.#done) return 0;
      this.#ahead ??= this.#ask();
      const reply = await within(this.#ahead, until - performance.now());
      if (reply === undefined) return -1;
      this.#ahead = undefined;
      this.#out = reply.out as Uint8Array<ArrayBuffer>;
      this.#outAt = 0;
      this.#hungry = reply.hungry;
      this.#done = reply.done;
      this.fault = reply.fault;
      if (!reply.done) {
        this.#ahead = this.#ask();
        // Whoever asks next sees the error; until then it is nobody's.
        this.#ahead.catch(() => {});
      }
    }
    const n = Math.min(this.#out.length - this.#outAt, to - from);
    into.set(this.#out.subarray(this.#outAt, this.#outAt + n), from);
    this.#outAt += n;
    return n;
  }

  consumed(): number {
    return this.#inner.consumed();
  }

  async close(): Promise<void> {
    this.#place.forget(this.#stream);
    await this.#inner.close();
  }
}

/** What a promise gives, or undefined where that takes longer than `patience` milliseconds. */
function within<T>(promise: Promise<T>, patience: number): Promise<T | undefined> {
  if (patience > 0x7fffffff) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), Math.max(0, patience));
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
