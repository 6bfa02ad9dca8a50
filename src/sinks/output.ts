/**
 * Where octets go: a file under a temporary name until it is whole, or a stream with backpressure.
 * Errors of the operating system become OperatorErrors that name the file; a reader that has gone (EPIPE) is no error.
 */
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { OperatorError } from '../errors.ts';
import type { EncodedPart, Sink } from './sink.ts';

/** A file's path, or a stream such as process.stdout. */
export type Target = string | Writable;

/** Octets in order to one target. */
export interface Output {
  open(): Promise<void>;
  write(octets: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
  readonly closed: boolean;
}

export function outputTo(target: Target): Output {
  return typeof target === 'string' ? new FileOutput(target) : new StreamOutput(target);
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many open files',
  EFBIG: 'the file is too large for the file system',
  EIO: 'input/output error',
  ENAMETOOLONG: 'the name is too long',
};

/** One line: the file and why. Anything that is no error of the operating system is thrown as it is. */
function refused(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new OperatorError('cannot-write', `cannot write ${path}: ${WHY[code] ?? code}`);
}

class FileOutput implements Output {
  readonly closed = false;
  readonly #path: string;
  readonly #part: string;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  }

  async open(): Promise<void> {
    try {
      this.#handle = await open(this.#part, 'w');
    } catch (error) {
      throw refused(this.#path, error);
    }
  }

  async write(octets: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < octets.length; ) {
        const { bytesWritten } = await this.#opened().write(octets, at, octets.length - at);
        at += bytesWritten;
      }
    } catch (error) {
      throw refused(this.#path, error);
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#opened().close();
      this.#handle = undefined;
      await rename(this.#part, this.#path);
    } catch (error) {
      throw refused(this.#path, error);
    }
  }

  async abort(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
    await unlink(this.#part).catch(() => undefined);
  }

  #opened(): FileHandle {
    if (this.#handle === undefined) throw new Error('output is not open');
    return this.#handle;
  }
}

class StreamOutput implements Output {
  readonly #stream: Writable;
  #closed = false;
  #error: NodeJS.ErrnoException | undefined;
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#closed = true;
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#error = error;
  };

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async open(): Promise<void> {
    this.#stream.on('error', this.#onError);
  }

  /** Resolves when the stream has taken the octets, so that one part at a time waits in memory. */
  async write(octets: Uint8Array): Promise<void> {
    if (octets.length > 0 && !this.#closed) {
      await new Promise<void>(resolve => {
        this.#stream.write(octets, error => {
          if (error) this.#onError(error);
          resolve();
        });
      });
    }
    if (this.#error !== undefined) throw refused('standard output', this.#error);
  }

  /** The stream stays open: standard output is not ours to close. The error listener stays for what may come late. */
  async finish(): Promise<void> {
    if (this.#error !== undefined) throw refused('standard output', this.#error);
  }

  async abort(): Promise<void> {}
}

/** Parts one behind the other, an optional header first: NDJSON and CSV. */
export class StreamSink implements Sink {
  rows = 0;
  readonly #output: Output;
  readonly #header: Uint8Array;

  constructor(target: Target, header: Uint8Array = new Uint8Array(0)) {
    this.#output = outputTo(target);
    this.#header = header;
  }

  get closed(): boolean {
    return this.#output.closed;
  }

  async open(): Promise<void> {
    await this.#output.open();
    await this.#output.write(this.#header);
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

/** Counts rows and writes nothing. */
export class CountSink implements Sink {
  readonly closed = false;
  rows = 0;
  async open(): Promise<void> {}
  async append(part: EncodedPart): Promise<void> {
    this.rows += part.rows;
  }
  async finish(): Promise<void> {}
  async abort(): Promise<void> {}
}
