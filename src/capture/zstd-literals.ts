/** Literals of a compressed block of Zstandard (RFC 8878 §3.1.1.3.1): raw, one octet again and again, or by Huffman codes. */
import { BAD_ZSTD, highBit, newHuffman, readHuffman } from './zstd-tables.ts';

/** The literals of one block after the other. */
export class ZstdLiterals {
  readonly octets: Uint8Array;
  readonly view: DataView;
  /** How many of `octets` are the block's. */
  count = 0;
  readonly #most: number;
  readonly #huffman = newHuffman();

  /** `most` of a block, with `over` octets more that may be read and mean nothing. */
  constructor(most: number, over: number) {
    this.octets = new Uint8Array(most + over);
    this.view = new DataView(this.octets.buffer);
    this.#most = most;
  }

  /** Begins a frame: no codes of a block before. */
  begin(): void {
    this.#huffman.log = 0;
  }

  /** Reads those of a block from b[at] on; gives where the sequences begin. Throws where they are none. */
  read(b: Uint8Array, view: DataView, at: number, end: number): number {
    if (end - at < 1) throw BAD_ZSTD;
    const kind = b[at] & 3;
    const format = (b[at] >> 2) & 3;
    if (kind < 2) {
      let size = b[at] >> 3;
      let p = at + 1;
      if (format & 1) {
        p = at + (format === 1 ? 2 : 3);
        if (p > end) throw BAD_ZSTD;
        size = (b[at] >> 4) | (b[at + 1] << 4) | (format === 1 ? 0 : b[at + 2] << 12);
      }
      const octets = kind === 0 ? size : 1;
      if (size > this.#most || end - p < octets) throw BAD_ZSTD;
      if (kind === 0) this.octets.set(b.subarray(p, p + size));
      else this.octets.fill(b[p], 0, size);
      this.count = size;
      return p + octets;
    }
    const bits = format < 2 ? 10 : format === 2 ? 14 : 18;
    let p = at + (format < 2 ? 3 : format === 2 ? 4 : 5);
    if (p > end) throw BAD_ZSTD;
    const low = view.getUint32(at, true);
    const mask = (1 << bits) - 1;
    const size = (low >>> 4) & mask;
    // Up to 40 bits: the last octet apart.
    const packed = bits === 18 ? (low >>> 22) | (b[at + 4] << 10) : (low >>> (4 + bits)) & mask;
    const last = p + packed;
    if (size > this.#most || last > end) throw BAD_ZSTD;
    const huffman = this.#huffman;
    if (kind === 2) p += readHuffman(huffman, b, p, last);
    else if (huffman.log === 0) throw BAD_ZSTD;
    const to = this.octets;
    if (format === 0) {
      stream(b, view, p, last, to, 0, size, huffman.entries, huffman.log);
    } else {
      if (last - p < 6) throw BAD_ZSTD;
      const part = (size + 3) >> 2;
      const two = p + 6 + (b[p] | (b[p + 1] << 8));
      const three = two + (b[p + 2] | (b[p + 3] << 8));
      const four = three + (b[p + 4] | (b[p + 5] << 8));
      if (four > last || 3 * part > size) throw BAD_ZSTD;
      stream(b, view, p + 6, two, to, 0, part, huffman.entries, huffman.log);
      stream(b, view, two, three, to, part, 2 * part, huffman.entries, huffman.log);
      stream(b, view, three, four, to, 2 * part, 3 * part, huffman.entries, huffman.log);
      stream(b, view, four, last, to, 3 * part, size, huffman.entries, huffman.log);
    }
    this.count = size;
    return last;
  }
}

/** One Huffman stream (§4.2.2): b[at] to b[end - 1], read from its end, into to[from] to to[until - 1]. */
function stream(
  b: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  to: Uint8Array,
  from: number,
  until: number,
  entries: Uint16Array,
  log: number,
): void {
  if (at >= end || b[end - 1] === 0) throw BAD_ZSTD;
  const first = at * 8;
  const mask = (1 << log) - 1;
  let bit = (end - 1) * 8 + highBit(b[end - 1]);
  let n = from;
  // Two codes a fetch: 22 bits at most, of 25. Bits in front of the stream do not matter: codes are whole before them.
  for (; until - n >= 2; n += 2) {
    const low = bit - 2 * log;
    if (low < 0) throw BAD_ZSTD;
    const bits = view.getInt32(low >> 3, true) >>> (low & 7);
    const one = entries[(bits >>> log) & mask];
    const used = one & 15;
    const two = entries[(bits >>> (log - used)) & mask];
    to[n] = one >> 4;
    to[n + 1] = two >> 4;
    bit -= used + (two & 15);
  }
  if (n < until) {
    const low = bit - log;
    if (low < 0) throw BAD_ZSTD;
    const code = entries[(view.getInt32(low >> 3, true) >>> (low & 7)) & mask];
    to[n] = code >> 4;
    bit -= code & 15;
  }
  if (bit !== first) throw BAD_ZSTD;
}
