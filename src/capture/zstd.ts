/**
 * Zstandard (RFC 8878), any number of frames, skippable ones included.
 *
 * The frames and blocks are told apart here and handed to fzstd one block at a time: so what is cut loses only the
 * block with the cut, no frame is given more memory than it may need, and the work can stop between any two blocks.
 * Checksums of contents are skipped, not checked.
 */
import { Decompress } from 'fzstd';

/** Most octets of window that a frame may ask for: what `zstd --long` gives, and what `zstd -d` takes unasked. */
export const MOST_WINDOW = 128 << 20;
/** RFC 8878 §3.1.1.2.4: a block is never larger. */
const MOST_BLOCK = 128 << 10;
const MAGIC = 0xfd2fb528;

const HEADER = 0;
const BLOCK = 1;
const SKIP = 2;

export interface ZstdFault {
  readonly code: string;
  readonly text: string;
}

/** A decompressor that is pulled: octets in by `push` and `finish`, octets out by `pull`. */
export class ZstdFrames {
  #buffer = new Uint8Array(0);
  #at = 0;
  #state = HEADER;
  #skip = 0;
  #checksum = false;
  #finished = false;
  #head = new Uint8Array(0);
  #frame: Decompress | undefined;
  #out = new Uint8Array(0);
  #used = 0;
  /** Nothing more comes out. */
  done = false;
  /** More must be pushed before anything comes out. */
  hungry = true;
  fault: ZstdFault | undefined;

  push(chunk: Uint8Array): void {
    const rest = this.#buffer.length - this.#at;
    if (rest === 0) {
      this.#buffer = new Uint8Array(chunk);
    } else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.#buffer.subarray(this.#at));
      joined.set(chunk, rest);
      this.#buffer = joined;
    }
    this.#at = 0;
    this.hungry = false;
  }

  /** Nothing more will be pushed. */
  finish(): void {
    this.#finished = true;
    this.hungry = false;
  }

  /** Decompresses until about `octets` have come out or more input is needed. */
  pull(octets: number): Uint8Array<ArrayBuffer> {
    // fzstd holds back the first octets of a frame: up to three tiny blocks can come out at one push.
    this.#out = new Uint8Array(octets + 4 * MOST_BLOCK);
    this.#used = 0;
    try {
      while (this.#used < octets && this.#step());
    } catch {
      // fzstd throws on octets that are no Zstandard; what came before stands.
      this.#fail('bad-zstd', 'zstd cannot be read on');
    }
    // Whoever waits with this in hand should not hold the slack too.
    return this.#used < this.#out.length / 2 ? this.#out.slice(0, this.#used) : this.#out.subarray(0, this.#used);
  }

  #fail(code: string, text: string): false {
    this.fault = { code, text };
    this.done = true;
    return false;
  }

  /** There are fewer than the octets needed. */
  #short(): false {
    if (!this.#finished) this.hungry = true;
    else if (this.#state === HEADER && this.#at === this.#buffer.length) this.done = true;
    else this.#fail('cut-zstd', 'zstd ends before its end');
    return false;
  }

  /** One header, block or skip; false where it cannot go on for now. */
  #step(): boolean {
    const has = this.#buffer.length - this.#at;
    if (this.#state === SKIP) {
      const n = Math.min(has, this.#skip);
      this.#at += n;
      this.#skip -= n;
      if (this.#skip > 0) return this.#short();
      this.#state = HEADER;
      return true;
    }
    return this.#state === HEADER ? this.#header(has) : this.#block(has);
  }

  /** RFC 8878 §3.1.1.1 and §3.1.2. */
  #header(has: number): boolean {
    const b = this.#buffer;
    const at = this.#at;
    if (has < 5) return this.#short();
    const magic = (b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24)) >>> 0;
    if (magic >>> 4 === 0x184d2a5) {
      if (has < 8) return this.#short();
      this.#skip = (b[at + 4] | (b[at + 5] << 8) | (b[at + 6] << 16) | (b[at + 7] << 24)) >>> 0;
      this.#at += 8;
      this.#state = SKIP;
      return true;
    }
    if (magic !== MAGIC) return this.#fail('bad-zstd', 'octets between zstd frames');
    const flags = b[at + 4];
    const single = (flags & 0x20) !== 0;
    const dictionaryOctets = [0, 1, 2, 4][flags & 3];
    const sizeOctets = [single ? 1 : 0, 2, 4, 8][flags >> 6];
    const length = 5 + (single ? 0 : 1) + dictionaryOctets + sizeOctets;
    if (has < length) return this.#short();
    let p = at + 5 + (single ? 0 : 1);
    for (let i = 0; i < dictionaryOctets; i++) {
      if (b[p + i] !== 0) return this.#fail('bad-zstd', 'zstd needs a dictionary');
    }
    p += dictionaryOctets;
    let size = sizeOctets === 0 ? Number.POSITIVE_INFINITY : sizeOctets === 2 ? 256 : 0;
    for (let i = 0; i < sizeOctets; i++) size += b[p + i] * 2 ** (8 * i);
    const base = 2 ** (10 + (b[at + 5] >> 3));
    const window = Math.min(single ? size : base + (base / 8) * (b[at + 5] & 7), size);
    if (window > MOST_WINDOW) {
      return this.#fail('zstd-window', `zstd asks for a window of ${window} octets, ${MOST_WINDOW} at most`);
    }
    // A header for fzstd with a window of what is needed and nothing else in it.
    let exponent = 0;
    while (exponent < 17 && 2 ** (10 + exponent) < window) exponent++;
    this.#head = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3]);
    this.#checksum = (flags & 4) !== 0;
    this.#frame = new Decompress(chunk => {
      this.#out.set(chunk, this.#used);
      this.#used += chunk.length;
    });
    this.#at += length;
    this.#state = BLOCK;
    return true;
  }

  /** RFC 8878 §3.1.1.2. */
  #block(has: number): boolean {
    const b = this.#buffer;
    const at = this.#at;
    if (has < 3) return this.#short();
    const header = b[at] | (b[at + 1] << 8) | (b[at + 2] << 16);
    const last = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === 3 || size > MOST_BLOCK) return this.#fail('bad-zstd', 'zstd block of an unknown kind or size');
    const length = 3 + (kind === 1 ? 1 : size);
    if (has < length) return this.#short();
    const block = b.subarray(at, at + length);
    if (this.#head.length > 0) {
      const first = new Uint8Array(this.#head.length + length);
      first.set(this.#head);
      first.set(block, this.#head.length);
      this.#head = new Uint8Array(0);
      this.#frame?.push(first, last);
    } else {
      this.#frame?.push(block, last);
    }
    this.#at += length;
    if (last) {
      this.#frame = undefined;
      this.#skip = this.#checksum ? 4 : 0;
      this.#state = SKIP;
    }
    return true;
  }
}
