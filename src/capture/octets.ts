/**
 * Octets of an input in order, whatever they come from: a file, a pipe, or a decompressor over either.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** What ended a source of octets before its proper end. */
export interface OctetFault {
  /** `cut-gzip`, `bad-gzip`, `cut-zstd`, `bad-zstd`, … */
  readonly code: string;
  /** One line without the input's name. */
  readonly text: string;
}

export interface Octets {
  /** They arrive at their own pace (a pipe): batches are not held back until they are full. */
  readonly live: boolean;
  /**
   * Puts what comes next into `into` from `from` to at most `to`. Gives how many octets that is: 0 at the end, IDLE
   * where nothing came within `patience` milliseconds. One call at a time; room for one octet at least.
   */
  fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number>;
  /** Octets of the input itself (compressed, where it is) taken so far. */
  consumed(): number;
  /** After the end: what cut it short, undefined where it ended properly. */
  readonly fault: OctetFault | undefined;
  close(): Promise<void>;
}

/** Nothing came within the time given. */
export const IDLE = -1;

/** Descriptors held open at once; what is used least gives way and is opened again where it left off. */
const MOST_OPEN = 64;

/** Reads at given places of files, with few descriptors however many files. */
export class OpenFiles {
  readonly #handles = new Map<string, FileHandle>();

  /** Reads into `into[from]` to at most `into[to - 1]` from `position`; gives how many octets, 0 at the end. */
  async read(path: string, into: Uint8Array, from: number, to: number, position: number): Promise<number> {
    let handle = this.#handles.get(path);
    // Out of the map while it is read, so that nobody else closes it; back in as the most recent.
    if (handle !== undefined) this.#handles.delete(path);
    else handle = await open(path, 'r');
    try {
      const { bytesRead } = await handle.read(into, from, to - from, position);
      return bytesRead;
    } finally {
      const other = this.#handles.get(path);
      this.#handles.set(path, handle);
      if (other !== undefined && other !== handle) await other.close();
      if (this.#handles.size > MOST_OPEN) {
        const [oldest, unused] = this.#handles.entries().next().value as [string, FileHandle];
        this.#handles.delete(oldest);
        await unused.close();
      }
    }
  }

  /** Closes one file. */
  async close(path: string): Promise<void> {
    const handle = this.#handles.get(path);
    this.#handles.delete(path);
    await handle?.close();
  }

  /** Descriptors held now. */
  get size(): number {
    return this.#handles.size;
  }
}

/** A regular file from its start. */
export class FileOctets implements Octets {
  readonly live = false;
  readonly fault = undefined;
  readonly #files: OpenFiles;
  readonly #path: string;
  #position = 0;
  #reading: Promise<number> | undefined;
  #closed = false;

  constructor(files: OpenFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  async fill(into: Uint8Array, from: number, to: number): Promise<number> {
    // Reading would open it again.
    if (this.#closed) return 0;
    this.#reading = this.#files.read(this.#path, into, from, to, this.#position);
    const n = await this.#reading;
    this.#position += n;
    return n;
  }

  consumed(): number {
    return this.#position;
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A decompressor may be closed while it reads ahead.
    await this.#reading?.catch(() => {});
    await this.#files.close(this.#path);
  }
}

/** A stream. Ends early, without a fault, where `signal` is aborted. */
export class StreamOctets implements Octets {
  readonly live: boolean;
  readonly #stream: Readable;
  readonly #signal: AbortSignal | undefined;
  readonly #wakeUp = (): void => this.#wake?.();
  readonly #failed = (error: Error): void => {
    this.#error = error;
    this.#wake?.();
  };
  #wake: (() => void) | undefined;
  #chunk: Uint8Array | undefined;
  #chunkAt = 0;
  #taken = 0;
  #error: Error | undefined;
  readonly fault = undefined;

  constructor(stream: Readable, live: boolean, signal?: AbortSignal) {
    this.#stream = stream;
    this.live = live;
    this.#signal = signal;
    for (const event of ['readable', 'end', 'close']) stream.on(event, this.#wakeUp);
    stream.on('error', this.#failed);
    signal?.addEventListener('abort', this.#wakeUp);
  }

  /** Octets are there without waiting. */
  #ready(): boolean {
    if (this.#chunk === undefined) {
      this.#chunk = (this.#stream.read() as Uint8Array | null) ?? undefined;
      this.#chunkAt = 0;
    }
    return this.#chunk !== undefined;
  }

  /** Waits until something may have changed; true where that took longer than `patience` milliseconds. */
  #wait(patience: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = patience < 0x7fffffff ? setTimeout(() => done(true), patience) : undefined;
      const done = (late: boolean): void => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve(late);
      };
      this.#wake = () => done(false);
    });
  }

  async fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number> {
    const until = performance.now() + patience;
    while (!this.#ready()) {
      if (this.#signal?.aborted) return 0;
      if (this.#error !== undefined) throw this.#error;
      if (this.#stream.readableEnded || this.#stream.destroyed) return 0;
      if (await this.#wait(Math.max(0, until - performance.now())))
        return this.#ready() ? this.#take(into, from, to) : IDLE;
    }
    return this.#take(into, from, to);
  }

  /** Copies what is there; only after `#ready()`. */
  #take(into: Uint8Array, from: number, to: number): number {
    const chunk = this.#chunk as Uint8Array;
    const n = Math.min(chunk.length - this.#chunkAt, to - from);
    into.set(
      this.#chunkAt === 0 && n === chunk.length ? chunk : chunk.subarray(this.#chunkAt, this.#chunkAt + n),
      from,
    );
    this.#chunkAt += n;
    this.#taken += n;
    if (this.#chunkAt === chunk.length) this.#chunk = undefined;
    return n;
  }

  consumed(): number {
    return this.#taken;
  }

  async close(): Promise<void> {
    for (const event of ['readable', 'end', 'close']) this.#stream.off(event, this.#wakeUp);
    this.#signal?.removeEventListener('abort', this.#wakeUp);
    // The error listener stays: an error after the end must not end the process.
    this.#stream.destroy();
  }
}

/** Octets that were already taken from a source, then the rest of it. */
export class HeadedOctets implements Octets {
  readonly #head: Uint8Array;
  readonly #rest: Octets;
  #at = 0;

  constructor(head: Uint8Array, rest: Octets) {
    this.#head = head;
    this.#rest = rest;
  }

  get live(): boolean {
    return this.#rest.live;
  }

  get fault(): OctetFault | undefined {
    return this.#rest.fault;
  }

  async fill(into: Uint8Array, from: number, to: number, patience: number): Promise<number> {
    const n = Math.min(this.#head.length - this.#at, to - from);
    if (n <= 0) return this.#rest.fill(into, from, to, patience);
    into.set(this.#head.subarray(this.#at, this.#at + n), from);
    this.#at += n;
    return n;
  }

  consumed(): number {
    return this.#rest.consumed();
  }

  close(): Promise<void> {
    return this.#rest.close();
  }
}
