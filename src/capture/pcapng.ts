/**
 * pcapng (draft-ietf-opsawg-pcapng): blocks with their length at both ends, in sections that each have a byte order
 * and interfaces of their own. Frames come from enhanced (6), simple (3) and obsolete (2) packet blocks.
 */
import { frameEntry } from './batch.ts';
import type { FileNotes } from './notes.ts';
import {
  DONE,
  FULL,
  MORE,
  MOST_FRAME,
  type Outcome,
  runEnd,
  type Walker,
  type WalkerOptions,
  type Window,
} from './window.ts';

const STRIDE8 = frameEntry.stride / 8;
const STRIDE4 = frameEntry.stride / 4;
const STRIDE2 = frameEntry.stride / 2;
const TIME = frameEntry.at.time;
const AT = frameEntry.at.at;
const LENGTH = frameEntry.at.length;
const ORIGINAL = frameEntry.at.original;
const FRAME = frameEntry.at.frame;
const FILE = frameEntry.at.file;
const LINK = frameEntry.at.link;
const NANOS = frameEntry.at.nanos;

// Block types (§10.1, and the registry for those without frames).
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE = 3;
const ENHANCED = 6;
/** Octets in front of a frame. */
const SIMPLE_HEADER = 12;
const PACKET_HEADER = 28;

/** Least octets of a block: type, length, length. */
const LEAST_BLOCK = 12;
/** Longer blocks are taken for damage (Wireshark's bound too). */
const MOST_BLOCK = MOST_FRAME;
/** Longest block that is believed while looking for the next one: bounds what must be held to see its other end. */
const MOST_FOUND = 1 << 20;
/** Interfaces a section; more are a flood. */
const MOST_INTERFACES = 65536;

const NO = 0;
const YES = 1;
const WAIT = 2;

/** How an interface counts time (§4.2, if_tsresol and if_tsoffset). */
interface Interface {
  readonly link: number;
  readonly snap: number;
  readonly clock: typeof MICROS | typeof NANOSECONDS | typeof OTHER;
  /** Ticks a second, for OTHER. */
  readonly ticks: bigint;
  /** Microseconds to be added. */
  readonly offset: number;
}
const MICROS = 0;
const NANOSECONDS = 1;
const OTHER = 2;

const little32 = (b: Uint8Array, p: number): number =>
  (b[p] | (b[p + 1] << 8) | (b[p + 2] << 16) | (b[p + 3] << 24)) >>> 0;
const big32 = (b: Uint8Array, p: number): number =>
  ((b[p] << 24) | (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3]) >>> 0;

/** Byte order of the section header at `p`: 1 little, 0 big, -1 where its magic is none. */
function orderOf(b: Uint8Array, p: number): number {
  const magic = big32(b, p + 8);
  return magic === 0x4d3c2b1a ? 1 : magic === 0x1a2b3c4d ? 0 : -1;
}

/** True where the octets (12 at least) begin with a section header. */
export function isPcapng(b: Uint8Array): boolean {
  return b.length >= 12 && big32(b, 0) === SECTION && orderOf(b, 0) >= 0;
}

/** Blocks without frames that Wireshark numbers as frames all the same: custom blocks, journal, Sysdig events. */
function isNumbered(type: number): boolean {
  return type === 0xbad || type === 0x40000bad || type === 9 || type === 0x204 || type === 0x216 || type === 0x221;
}

/** Types that are believed while looking for the next block. */
function isKnown(type: number): boolean {
  return (type > 0 && type <= 11) || type === SECTION || isNumbered(type);
}

export class PcapngWalker implements Walker {
  readonly #file: number;
  readonly #notes: FileNotes;
  #little = true;
  #interfaces: Interface[] = [];
  #lostAt = -1;
  /** Time of the last frame, for blocks that carry none. */
  #time = 0;
  #nanos = 0;
  /** Lengths of the frame that #packet read. */
  #captured = 0;
  #original = 0;
  frame = 0;
  need = LEAST_BLOCK;

  constructor(options: WalkerOptions) {
    this.#file = options.file;
    this.#notes = options.notes;
  }

  walk(w: Window): Outcome {
    for (;;) {
      if (this.#lostAt >= 0 && !this.#find(w)) return w.final ? DONE : MORE;
      const outcome = this.#blocks(w);
      if (outcome === FULL) return FULL;
      if (outcome === DONE) {
        this.#lostAt = w.base + w.at;
        w.at++;
      } else if (!w.final || w.at === w.end || !this.#beyond(w)) {
        return w.final ? DONE : MORE;
      }
    }
  }

  /** Walks whole blocks. MORE: octets ran out; FULL: the index did; DONE: the block at `at` cannot be one. */
  #blocks(w: Window): Outcome {
    const { u8: b, end, limit, f64, u32, u16 } = w;
    const file = this.#file;
    let little = this.#little;
    let p = w.at;
    let n = w.count;
    let outcome: Outcome = MORE;
    this.need = LEAST_BLOCK;
    while (end - p >= LEAST_BLOCK) {
      const type = little ? little32(b, p) : big32(b, p);
      if (type === SECTION) {
        const order = orderOf(b, p);
        if (order < 0) {
          this.#bad(w, p, 'section header without its byte-order magic', 'bad-section');
          outcome = DONE;
          break;
        }
        little = order === 1;
      }
      const length = little ? little32(b, p + 4) : big32(b, p + 4);
      if (length < LEAST_BLOCK || length > MOST_BLOCK || (length & 3) !== 0) {
        this.#bad(w, p, `block says ${length} octets, a multiple of 4 from ${LEAST_BLOCK} to ${MOST_BLOCK} can be`);
        outcome = DONE;
        break;
      }
      if (end - p < length) {
        this.need = length;
        break;
      }
      const trailer = little ? little32(b, p + length - 4) : big32(b, p + length - 4);
      if (trailer !== length) {
        this.#bad(w, p, `block says ${length} octets at its start, ${trailer} at its end`);
        outcome = DONE;
        break;
      }
      if (type === ENHANCED || type === PACKET || type === SIMPLE) {
        if (n === limit) {
          outcome = FULL;
          break;
        }
        const face = this.#packet(w, p, length, type, little);
        this.frame++;
        if (face !== undefined) {
          f64[n * STRIDE8 + TIME] = this.#time;
          u32[n * STRIDE4 + AT] = p + (type === SIMPLE ? SIMPLE_HEADER : PACKET_HEADER);
          u32[n * STRIDE4 + LENGTH] = this.#captured;
          u32[n * STRIDE4 + ORIGINAL] = this.#original;
          u32[n * STRIDE4 + FRAME] = this.frame;
          u16[n * STRIDE2 + FILE] = file;
          u16[n * STRIDE2 + LINK] = face.link;
          u16[n * STRIDE2 + NANOS] = this.#nanos;
          n++;
        }
      } else if (type === SECTION) {
        this.#little = little;
        this.#interfaces = [];
      } else if (type === INTERFACE) {
        this.#interface(w, p, length);
      } else if (isNumbered(type)) {
        this.frame++;
      }
      p += length;
    }
    w.at = p;
    w.count = n;
    return outcome;
  }

  #bad(w: Window, p: number, what: string, code = 'bad-record-length'): undefined {
    this.#notes.add(code, this.frame, w.base + p, what);
  }

  /**
   * Time and lengths of one frame: §4.3 enhanced, §4.4 simple, appendix A obsolete. Gives its interface, undefined where
   * the block contradicts itself or the section.
   */
  #packet(w: Window, p: number, length: number, type: number, little: boolean): Interface | undefined {
    const b = w.u8;
    const header = type === SIMPLE ? SIMPLE_HEADER : PACKET_HEADER;
    const room = length - header - 4;
    if (room < 0) return this.#bad(w, p, `packet block of ${length} octets, ${header + 4} at least`);
    let number = 0;
    if (type === ENHANCED) number = little ? little32(b, p + 8) : big32(b, p + 8);
    else if (type === PACKET) number = little ? b[p + 8] | (b[p + 9] << 8) : (b[p + 8] << 8) | b[p + 9];
    const faces = this.#interfaces;
    if (number >= faces.length) {
      return this.#bad(w, p, `packet of interface ${number}, ${faces.length} described`, 'bad-interface');
    }
    const face = faces[number];
    if (type === SIMPLE) {
      // No captured length of its own: what the snap length left, in a block that is filled up to a multiple of 4.
      const original = little ? little32(b, p + 8) : big32(b, p + 8);
      this.#captured = Math.min(original, room, face.snap === 0 ? room : face.snap);
      this.#original = original;
      return face;
    }
    const captured = little ? little32(b, p + 20) : big32(b, p + 20);
    if (captured > room) return this.#bad(w, p, `packet says ${captured} octets, its block has ${room}`);
    this.#captured = captured;
    this.#original = little ? little32(b, p + 24) : big32(b, p + 24);
    const high = little ? little32(b, p + 12) : big32(b, p + 12);
    const low = little ? little32(b, p + 16) : big32(b, p + 16);
    if (face.clock === MICROS) {
      this.#time = high * 4294967296 + low + face.offset;
      this.#nanos = 0;
    } else {
      this.#tell(face, high, low);
    }
    return face;
  }

  /** Sets the time from a timestamp of 64 bits that does not count microseconds. */
  #tell(face: Interface, high: number, low: number): void {
    if (face.clock === NANOSECONDS) {
      // Long division by 1000 in two digits of 32 bits: both steps stay below 2^53.
      const quotient = Math.floor(high / 1000);
      const rest = (high - quotient * 1000) * 4294967296 + low;
      const micros = Math.floor(rest / 1000);
      this.#time = quotient * 4294967296 + micros + face.offset;
      this.#nanos = rest - micros * 1000;
    } else {
      const stamp = (BigInt(high) << 32n) | BigInt(low);
      const seconds = stamp / face.ticks;
      const nanos = Number(((stamp % face.ticks) * 1_000_000_000n) / face.ticks);
      const micros = Math.floor(nanos / 1000);
      this.#time = Number(seconds) * 1e6 + micros + face.offset;
      this.#nanos = nanos - micros * 1000;
    }
  }

  /** §4.2: link type, snap length, and of the options the clock's resolution and offset. */
  #interface(w: Window, p: number, length: number): void {
    const b = w.u8;
    const little = this.#little;
    if (length < 20) {
      this.#notes.add('bad-record-length', this.frame, w.base + p, `interface block of ${length} octets, 20 at least`);
      return;
    }
    if (this.#interfaces.length === MOST_INTERFACES) {
      this.#notes.add(
        'too-many-interfaces',
        this.frame,
        w.base + p,
        `more than ${MOST_INTERFACES} interfaces in a section`,
      );
      return;
    }
    const link = little ? b[p + 8] | (b[p + 9] << 8) : (b[p + 8] << 8) | b[p + 9];
    const snap = little ? little32(b, p + 12) : big32(b, p + 12);
    let resolution = 6;
    let offset = 0;
    const end = p + length - 4;
    for (let q = p + 16; end - q >= 4; ) {
      const code = little ? b[q] | (b[q + 1] << 8) : (b[q] << 8) | b[q + 1];
      const size = little ? b[q + 2] | (b[q + 3] << 8) : (b[q + 2] << 8) | b[q + 3];
      if (code === 0 || size > end - q - 4) break;
      if (code === 9 && size === 1) resolution = b[q + 4];
      if (code === 14 && size === 8) {
        const high = little ? little32(b, q + 8) : big32(b, q + 4);
        const low = little ? little32(b, q + 4) : big32(b, q + 8);
        // Signed, seconds.
        offset = ((high | 0) * 4294967296 + low) * 1e6;
      }
      q += 4 + ((size + 3) & ~3);
    }
    const clock = resolution === 6 ? MICROS : resolution === 9 ? NANOSECONDS : OTHER;
    const ticks = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
    this.#interfaces.push({ link, snap, clock, ticks, offset });
  }

  /** The file ends inside the block at `at`: it was cut there, or the length is wrong and good blocks follow. */
  #beyond(w: Window): boolean {
    const { at } = w;
    if (w.explained) return false;
    const has = w.end - at;
    const next = this.#next(w, at + 1);
    const says = has < LEAST_BLOCK ? LEAST_BLOCK : this.need;
    if (next < 0) {
      this.#notes.add(
        'cut-record',
        this.frame,
        w.base + at,
        `cut in its last block: it says ${says} octets, ${has} remain`,
      );
      return false;
    }
    this.#notes.add(
      'bad-record-length',
      this.frame,
      w.base + at,
      `block says ${says} octets, ${has} remain in the file`,
    );
    this.#lostAt = w.base + at;
    w.at = next;
    return true;
  }

  /** Moves `at` to the next block; false where none is found in what is there (`at` is then where to go on). */
  #find(w: Window): boolean {
    const next = this.#next(w, w.at);
    const lost = this.#lostAt;
    if (next < 0) {
      w.at = -next - 1;
      this.need = MOST_FOUND;
      if (!w.final) return false;
      const octets = w.base + w.end - lost;
      this.#notes.add('unread-octets', this.frame, lost, `no further block found, ${octets} octets not read`);
      w.at = w.end;
      return false;
    }
    w.at = next;
    this.#lostAt = -1;
    this.#notes.add('resynchronised', this.frame, w.base + next, `${w.base + next - lost} octets skipped`);
    return true;
  }

  /** First place from `from` on where a block can be; -(place + 1) where more octets are needed to say. */
  #next(w: Window, from: number): number {
    const b = w.u8;
    // Third octet of the type by value: in every known one it is 0, or 0x0d in that of a section.
    const third = this.#little ? 2 : 1;
    let q = from;
    for (; w.end - q >= LEAST_BLOCK; q++) {
      if (b[q] === b[q + 11] && b[q] === b[q + 3]) {
        // No known type is four times the same octet.
        const run = runEnd(w, q);
        if (run - q >= LEAST_BLOCK) {
          q = run - 4;
          continue;
        }
      }
      if (b[q + third] !== 0 && b[q + third] !== 0x0d) continue;
      const verdict = this.#candidate(w, q);
      if (verdict === YES) return q;
      if (verdict === WAIT) break;
    }
    return -q - 1;
  }

  /** A block of a known type whose lengths agree. At any octet: what was lost need not have been a multiple of 4. */
  #candidate(w: Window, q: number): typeof NO | typeof YES | typeof WAIT {
    const b = w.u8;
    let little = this.#little;
    const type = little ? little32(b, q) : big32(b, q);
    if (!isKnown(type)) return NO;
    if (type === SECTION) {
      const order = orderOf(b, q);
      if (order < 0) return NO;
      little = order === 1;
    }
    const length = little ? little32(b, q + 4) : big32(b, q + 4);
    if (length < LEAST_BLOCK || length > MOST_FOUND || (length & 3) !== 0) return NO;
    if (w.end - q < length) return w.final ? NO : WAIT;
    return (little ? little32(b, q + length - 4) : big32(b, q + length - 4)) === length ? YES : NO;
  }
}
