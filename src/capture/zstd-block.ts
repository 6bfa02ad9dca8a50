/**
 * Compressed blocks of Zstandard (RFC 8878 §3.1.1.3) into a window of what came before.
 *
 * Bounded whatever the octets: a block gives 128 KiB at most and costs time for that, and the window takes memory only
 * for what has really come out.
 */
import { ZstdLiterals } from './zstd-literals.ts';
import { SequenceTables } from './zstd-sequence-tables.ts';
import { BAD_ZSTD, highBit } from './zstd-tables.ts';

/** §3.1.1.2.4: no block gives more. */
export const MOST_BLOCK = 128 << 10;
/** Octets that must be readable behind a block: bits are fetched four octets at a time. */
export const BEHIND = 8;
/** Copies go eight octets at a time: they may read and write that much too far. */
const OVER = 8;
/** Room behind the window, so that it is moved back only now and then. */
const ROOM = 8 << 20;

/** A frame's blocks in order, one frame after the other. */
export class ZstdBlocks {
  #window = 0;
  /** What came out, the last of it at least; `#end` octets of it. */
  #history = new Uint8Array(256 << 10);
  #historyView = new DataView(this.#history.buffer);
  #end = 0;
  readonly #literals = new ZstdLiterals(MOST_BLOCK, OVER);
  readonly #tables = new SequenceTables();
  #rep1 = 1;
  #rep2 = 4;
  #rep3 = 8;

  /** Begins a frame whose matches reach back `window` octets at most. */
  begin(window: number): void {
    this.#window = window;
    this.#end = 0;
    this.#literals.begin();
    this.#tables.begin();
    this.#rep1 = 1;
    this.#rep2 = 4;
    this.#rep3 = 8;
  }

  /** A raw block: the octets as they are. Gives them where they stand in the window, until the next call. */
  raw(b: Uint8Array, at: number, end: number): Uint8Array {
    const from = this.#reserve();
    this.#history.set(b.subarray(at, end), from);
    return this.#give(from, from + end - at);
  }

  /** A block of one octet, again and again. */
  repeated(octet: number, count: number): Uint8Array {
    const from = this.#reserve();
    this.#history.fill(octet, from, from + count);
    return this.#give(from, from + count);
  }

  /** A compressed block: b[at] to b[end - 1], with BEHIND octets more in `b`. Throws where it is none. */
  compressed(b: Uint8Array, at: number, end: number): Uint8Array {
    const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
    const p = this.#literals.read(b, view, at, end);
    const from = this.#reserve();
    return this.#give(from, this.#sequences(b, view, p, end, from));
  }

  #give(from: number, end: number): Uint8Array {
    this.#end = end;
    return this.#history.subarray(from, end);
  }

  /** Makes room for a block behind the window; gives where. */
  #reserve(): number {
    const end = this.#end;
    const needed = MOST_BLOCK + OVER;
    if (this.#history.length - end >= needed) return end;
    const most = this.#window + Math.max(MOST_BLOCK, Math.min(this.#window, ROOM)) + needed;
    if (this.#history.length < most) {
      const larger = new Uint8Array(Math.min(most, this.#history.length * 2 + MOST_BLOCK));
      larger.set(this.#history.subarray(0, end));
      this.#history = larger;
      this.#historyView = new DataView(larger.buffer);
      if (larger.length - end >= needed) return end;
    }
    this.#history.copyWithin(0, end - this.#window, end);
    this.#end = this.#window;
    return this.#window;
  }

  /** §3.1.1.3.2 and §3.1.1.4: literals and matches by turns, from `from` on; gives the end. */
  #sequences(b: Uint8Array, view: DataView, start: number, end: number, from: number): number {
    if (start >= end) throw BAD_ZSTD;
    let p = start;
    let count = b[p++];
    if (count === 255) {
      count = (b[p] | (b[p + 1] << 8)) + 0x7f00;
      p += 2;
    } else if (count > 127) {
      count = ((count - 128) << 8) | b[p++];
    }
    const { octets: literals, view: literalsView, count: literalCount } = this.#literals;
    const history = this.#history;
    const historyView = this.#historyView;
    if (count === 0) {
      if (p !== end) throw BAD_ZSTD;
      history.set(literals.subarray(0, literalCount), from);
      return from + literalCount;
    }
    if (p >= end) throw BAD_ZSTD;
    const tables = this.#tables;
    p = tables.read(b, p, end);
    if (p >= end || b[end - 1] === 0) throw BAD_ZSTD;
    const { lengths, offsets, matches } = tables;
    const { steps: lengthSteps, values: lengthValues } = lengths;
    const { steps: offsetSteps, values: offsetValues } = offsets;
    const { steps: matchSteps, values: matchValues } = matches;
    const first = p * 8;
    // The bits are read from the end; the highest bit set in the last octet only marks it.
    let bit = (end - 1) * 8 + highBit(b[end - 1]);
    bit -= lengths.log;
    let lengthState = bitsAt(view, bit, lengths.log);
    bit -= offsets.log;
    let offsetState = bitsAt(view, bit, offsets.log);
    bit -= matches.log;
    let matchState = bitsAt(view, bit, matches.log);
    let rep1 = this.#rep1;
    let rep2 = this.#rep2;
    let rep3 = this.#rep3;
    const most = from + MOST_BLOCK;
    // How far back a match may reach.
    const window = this.#window;
    let to = from;
    let taken = 0;
    for (let i = 0; i < count; i++) {
      const lengthStep = lengthSteps[lengthState];
      const offsetStep = offsetSteps[offsetState];
      const matchStep = matchSteps[matchState];
      let n = (offsetStep >> 4) & 31;
      bit -= n;
      // Four octets give 25 bits at any place.
      const value =
        offsetValues[offsetState] +
        (n <= 25 ? bitsAt(view, bit, n) : (bitsAt(view, bit + 16, n - 16) << 16) | bitsAt(view, bit, 16));
      n = (matchStep >> 4) & 31;
      let m = (lengthStep >> 4) & 31;
      let match = matchValues[matchState];
      let length = lengthValues[lengthState];
      bit -= n + m;
      if (n + m <= 25) {
        const bits = view.getInt32(bit >> 3, true) >>> (bit & 7);
        match += (bits >>> m) & ((1 << n) - 1);
        length += bits & ((1 << m) - 1);
      } else {
        match += bitsAt(view, bit + m, n);
        length += bitsAt(view, bit, m);
      }
      if (i + 1 < count) {
        // nine, nine and eight bits at most (§3.1.1.3.2.1.1): hardly ever more than a fetch has
        n = lengthStep & 15;
        m = matchStep & 15;
        const o = offsetStep & 15;
        bit -= n + m + o;
        if (n + m + o <= 25) {
          const bits = view.getInt32(bit >> 3, true) >>> (bit & 7);
          lengthState = (lengthStep >> 9) + ((bits >>> (m + o)) & ((1 << n) - 1));
          matchState = (matchStep >> 9) + ((bits >>> o) & ((1 << m) - 1));
          offsetState = (offsetStep >> 9) + (bits & ((1 << o) - 1));
        } else {
          lengthState = (lengthStep >> 9) + bitsAt(view, bit + m + o, n);
          matchState = (matchStep >> 9) + bitsAt(view, bit + o, m);
          offsetState = (offsetStep >> 9) + bitsAt(view, bit, o);
        }
      }
      if (bit < first) throw BAD_ZSTD;
      // §3.1.1.5: the three offsets used last, by numbers that shift where there are no literals.
      let offset: number;
      if (value > 3) {
        offset = value - 3;
        rep3 = rep2;
        rep2 = rep1;
        rep1 = offset;
      } else {
        const which = length === 0 ? value + 1 : value;
        if (which === 1) {
          offset = rep1;
        } else {
          offset = which === 2 ? rep2 : which === 3 ? rep3 : rep1 - 1;
          if (which !== 2) rep3 = rep2;
          rep2 = rep1;
          rep1 = offset;
        }
      }
      if (length > literalCount - taken || length + match > most - to) throw BAD_ZSTD;
      copyEights(literalsView, taken, historyView, to, length);
      to += length;
      taken += length;
      if (offset === 0 || offset > to || offset > window) throw BAD_ZSTD;
      const source = to - offset;
      if (match > 512 || (match > 64 && offset < OVER)) copy(history, to, offset, match);
      else if (offset >= OVER) copyEights(historyView, source, historyView, to, match);
      else for (let k = 0; k < match; k++) history[to + k] = history[source + k];
      to += match;
    }
    if (bit !== first) throw BAD_ZSTD;
    this.#rep1 = rep1;
    this.#rep2 = rep2;
    this.#rep3 = rep3;
    const rest = literalCount - taken;
    if (rest > most - to) throw BAD_ZSTD;
    if (rest > 0) history.set(literals.subarray(taken, literalCount), to);
    return to + rest;
  }
}

/** `match` octets to `to` of what lies `offset` before it; where they are more than that, it is repeated. */
function copy(history: Uint8Array, to: number, offset: number, match: number): void {
  if (offset === 1) {
    history.fill(history[to - 1], to, to + match);
    return;
  }
  let done = Math.min(offset, match);
  history.copyWithin(to, to - offset, to - offset + done);
  // Twice as much each time: as many periods as are there already.
  while (done < match) {
    const n = Math.min(done, match - done);
    history.copyWithin(to + done, to, to + n);
    done += n;
  }
}

/** Copies `count` octets and up to seven behind them; where both are one, the source lies OVER or more in front. */
function copyEights(source: DataView, from: number, target: DataView, to: number, count: number): void {
  for (let k = 0; k < count; k += 8) {
    const one = source.getInt32(from + k, true);
    const two = source.getInt32(from + k + 4, true);
    target.setInt32(to + k, one, true);
    target.setInt32(to + k + 4, two, true);
  }
}

/** `n` bits, 25 at most, of which the lowest is bit `at`. */
function bitsAt(view: DataView, at: number, n: number): number {
  return (view.getInt32(at >> 3, true) >>> (at & 7)) & ((1 << n) - 1);
}
