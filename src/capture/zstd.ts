/**
 * Zstandard (RFC 8878), any number of frames, skippable ones included.
 *
 * Frames and blocks are told apart here, their contents are zstd-block.ts's: what is cut loses only the block with the
 * cut, and the work can stop between any two blocks. Checksums of contents are skipped, not checked.
 */
import { BEHIND, MOST_BLOCK, ZstdBlocks } from './zstd-block.ts';

/** Most octets of window that a frame may ask for: what `zstd --long` gives, and what `zstd -d` takes unasked. */
export const MOST_WINDOW = 128 << 20;
const MAGIC = 0xfd2fb528;

const NOTHING = new Uint8Array(0);

const HEADER = 0;
const BLOCK = 1;
const SKIP = 2;

export interface ZstdFault {
  readonly code: string;
  readonly text: string;
}

/** A decompressor that is pulled: octets in by `push` and `finish`, octets out by `pull`. */
export class ZstdFrames {
  readonly #blocks = new ZstdBlocks();
  /** What was pushed: octets #at to #end, and BEHIND more that mean nothing. */
  #buffer = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #state = HEADER;
  #skip = 0;
  #checksum = false;
  #finished = false;
  #out = NOTHING;
  #used = 0;
  #most = 0;
  /** Nothing more comes out. */
  done = false;
  /** More must be pushed before anything comes out. */
  hungry = true;
  fault: ZstdFault | undefined;

  push(chunk: Uint8Array): void {
    const rest = this.#end - this.#at;
    const needed = rest + chunk.length + BEHIND;
    if (this.#buffer.length - this.#end < chunk.length + BEHIND) {
      // Twice what is needed, so that tiny chunks do not move a block again and again.
      const to = 2 * needed > this.#buffer.length ? new Uint8Array(2 * needed) : this.#buffer;
      if (to === this.#buffer) to.copyWithin(0, this.#at, this.#end);
      else to.set(this.#buffer.subarray(this.#at, this.#end));
      this.#buffer = to;
      this.#at = 0;
      this.#end = rest;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
    this.hungry = false;
  }

  /** Nothing more will be pushed. */
  finish(): void {
    this.#finished = true;
    this.hungry = false;
  }

  /** Decompresses until about `octets` have come out or more input is needed. */
  pull(octets: number): Uint8Array<ArrayBuffer> {
    this.#out = NOTHING;
    this.#most = octets + MOST_BLOCK;
    this.#used = 0;
    try {
      while (this.#used < octets && this.#step());
    } catch {
      // The octets of a block are no Zstandard; what came before stands.
      this.#fail('bad-zstd', 'zstd cannot be read on');
    }
    // Whoever waits with this in hand should not hold the slack too. Never NOTHING itself: answers are moved away.
    return this.#used < this.#out.length / 2 || this.#used === 0
      ? this.#out.slice(0, this.#used)
      : this.#out.subarray(0, this.#used);
  }

  #fail(code: string, text: string): false {
    this.fault = { code, text };
    this.done = true;
    return false;
  }

  /** There are fewer than the octets needed. */
  #short(): false {
    if (!this.#finished) this.hungry = true;
    else if (this.#state === HEADER && this.#at === this.#end) this.done = true;
    else this.#fail('cut-zstd', 'zstd ends before its end');
    return false;
  }

  /** One header, block or skip; false where it cannot go on for now. */
  #step(): boolean {
    const has = this.#end - this.#at;
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
    this.#blocks.begin(window);
    this.#checksum = (flags & 4) !== 0;
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
    const from = at + 3;
    const out =
      kind === 0
        ? this.#blocks.raw(b, from, from + size)
        : kind === 1
          ? this.#blocks.repeated(b[from], size)
          : this.#blocks.compressed(b, from, from + size);
    if (this.#out === NOTHING) this.#out = new Uint8Array(this.#most);
    this.#out.set(out, this.#used);
    this.#used += out.length;
    this.#at += length;
    if (last) {
      this.#skip = this.#checksum ? 4 : 0;
      this.#state = SKIP;
    }
    return true;
  }
}
