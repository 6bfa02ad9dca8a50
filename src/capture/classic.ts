/**
 * Classic pcap: a header of 24 octets, then records of 16 octets and a frame (draft-ietf-opsawg-pcap).
 *
 * Magic 0xa1b2c3d4 counts microseconds, 0xa1b23c4d nanoseconds, in the byte order of the machine that wrote it;
 * 0xa1b2cd34 has records with 8 more octets (interface, protocol, packet type).
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
  USUAL_FRAME,
  type Walker,
  type WalkerOptions,
  type Window,
} from './window.ts';

export const CLASSIC_HEADER = 24;

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

/** How far from its neighbours' time a record may lie to be taken for one while looking for the next: a day. */
const DAY = 86400;
/** Headers in a row that make a find. */
const CHAIN = 3;
/** Candidates: no, yes, cannot be said before more octets are there. */
const NO = 0;
const YES = 1;
const WAIT = 2;

export interface ClassicHeader {
  readonly little: boolean;
  readonly nano: boolean;
  /** Octets of a record's header. */
  readonly record: number;
  /** Longest record taken for one. */
  readonly limit: number;
  readonly link: number;
}

const little32 = (b: Uint8Array, p: number): number =>
  (b[p] | (b[p + 1] << 8) | (b[p + 2] << 16) | (b[p + 3] << 24)) >>> 0;
const big32 = (b: Uint8Array, p: number): number =>
  ((b[p] << 24) | (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3]) >>> 0;

/** The magic alone; undefined where it is none of classic pcap's. */
function magicOf(b: Uint8Array): { little: boolean; nano: boolean; record: number } | undefined {
  for (const little of [true, false]) {
    const magic = little ? little32(b, 0) : big32(b, 0);
    if (magic === 0xa1b2c3d4) return { little, nano: false, record: 16 };
    if (magic === 0xa1b23c4d) return { little, nano: true, record: 16 };
    if (magic === 0xa1b2cd34) return { little, nano: false, record: 24 };
  }
  return undefined;
}

/** True where the octets (4 at least) begin with a magic of classic pcap. */
export function isClassic(b: Uint8Array): boolean {
  return b.length >= 4 && magicOf(b) !== undefined;
}

/** The header; the octets must be CLASSIC_HEADER at least and begin with a magic. */
export function classicHeader(b: Uint8Array): ClassicHeader {
  const magic = magicOf(b) as { little: boolean; nano: boolean; record: number };
  const read = magic.little ? little32 : big32;
  const snap = read(b, 16);
  // Upper bits of the link type: frame check sequence, its length (draft-ietf-opsawg-pcap §4).
  return { ...magic, limit: snap > USUAL_FRAME && snap <= MOST_FRAME ? snap : USUAL_FRAME, link: read(b, 20) & 0xffff };
}

export class ClassicWalker implements Walker {
  readonly #little: boolean;
  readonly #nano: boolean;
  readonly #record: number;
  readonly #limit: number;
  readonly #link: number;
  readonly #file: number;
  readonly #notes: FileNotes;
  #started = false;
  /** Octet of the file where looking for the next record began, -1 where not looking. */
  #lostAt = -1;
  /** Seconds of the last record of the batch before, -1 where there is none. */
  #seconds = -1;
  frame = 0;
  need = CLASSIC_HEADER;

  constructor(header: ClassicHeader, options: WalkerOptions) {
    this.#little = header.little;
    this.#nano = header.nano;
    this.#record = header.record;
    this.#limit = header.limit;
    this.#link = header.link;
    this.#file = options.file;
    this.#notes = options.notes;
  }

  walk(w: Window): Outcome {
    if (!this.#started) {
      if (w.end - w.at < CLASSIC_HEADER) return w.final ? DONE : MORE;
      w.at += CLASSIC_HEADER;
      this.#started = true;
    }
    for (;;) {
      if (this.#lostAt >= 0 && !this.#find(w)) return w.final ? DONE : MORE;
      const outcome = this.#records(w);
      if (w.count > 0) this.#seconds = Math.floor(w.f64[(w.count - 1) * STRIDE8 + TIME] / 1e6);
      if (outcome === FULL) return FULL;
      if (outcome === DONE) {
        // A length that cannot be: the next record is looked for behind its first octet.
        this.#lostAt = w.base + w.at;
        w.at++;
      } else if (!w.final || w.at === w.end || !this.#beyond(w)) {
        return w.final ? DONE : MORE;
      }
    }
  }

  /** Indexes whole records. MORE: octets ran out; FULL: the index did; DONE: the record at `at` cannot be one. */
  #records(w: Window): Outcome {
    const { u8: b, f64, u32, u16, limit, end } = w;
    const little = this.#little;
    const nano = this.#nano;
    const header = this.#record;
    const longest = this.#limit;
    const file = this.#file;
    const link = this.#link;
    let p = w.at;
    let n = w.count;
    let frame = this.frame;
    let outcome: Outcome = MORE;
    let need = header;
    while (end - p >= header) {
      let seconds: number;
      let fraction: number;
      let length: number;
      let original: number;
      if (little) {
        seconds = (b[p] | (b[p + 1] << 8) | (b[p + 2] << 16) | (b[p + 3] << 24)) >>> 0;
        fraction = (b[p + 4] | (b[p + 5] << 8) | (b[p + 6] << 16) | (b[p + 7] << 24)) >>> 0;
        length = (b[p + 8] | (b[p + 9] << 8) | (b[p + 10] << 16) | (b[p + 11] << 24)) >>> 0;
        original = (b[p + 12] | (b[p + 13] << 8) | (b[p + 14] << 16) | (b[p + 15] << 24)) >>> 0;
      } else {
        seconds = ((b[p] << 24) | (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3]) >>> 0;
        fraction = ((b[p + 4] << 24) | (b[p + 5] << 16) | (b[p + 6] << 8) | b[p + 7]) >>> 0;
        length = ((b[p + 8] << 24) | (b[p + 9] << 16) | (b[p + 10] << 8) | b[p + 11]) >>> 0;
        original = ((b[p + 12] << 24) | (b[p + 13] << 16) | (b[p + 14] << 8) | b[p + 15]) >>> 0;
      }
      // Sixteen zeros are a hole in the file, not a frame of nothing at the beginning of 1970.
      if (length > longest || (length === 0 && original === 0 && seconds === 0)) {
        outcome = DONE;
        break;
      }
      if (end - p - header < length) {
        need = header + length;
        break;
      }
      if (n === limit) {
        outcome = FULL;
        break;
      }
      frame++;
      const e4 = n * STRIDE4;
      const e2 = n * STRIDE2;
      if (nano) {
        const micros = Math.floor(fraction / 1000);
        f64[n * STRIDE8 + TIME] = seconds * 1e6 + micros;
        u16[e2 + NANOS] = fraction - micros * 1000;
      } else {
        f64[n * STRIDE8 + TIME] = seconds * 1e6 + fraction;
        u16[e2 + NANOS] = 0;
      }
      u32[e4 + AT] = p + header;
      u32[e4 + LENGTH] = length;
      u32[e4 + ORIGINAL] = original;
      u32[e4 + FRAME] = frame;
      u16[e2 + FILE] = file;
      u16[e2 + LINK] = link;
      n++;
      p += header + length;
    }
    w.at = p;
    w.count = n;
    this.frame = frame;
    this.need = need;
    if (outcome === DONE) this.#implausible(w);
    return outcome;
  }

  #implausible(w: Window): void {
    const length = (this.#little ? little32 : big32)(w.u8, w.at + 8);
    const what =
      length > this.#limit ? `record says ${length} octets, ${this.#limit} at most` : 'record of nothing but zeros';
    this.#notes.add('bad-record-length', this.frame, w.base + w.at, what);
  }

  /** The file ends inside the record at `at`: it was cut there, or the length is wrong and good records follow. */
  #beyond(w: Window): boolean {
    const { at } = w;
    if (w.explained) return false;
    const has = w.end - at;
    const says = has < this.#record ? this.#record : this.#record + (this.#little ? little32 : big32)(w.u8, at + 8);
    const next = this.#next(w, at + 1);
    if (next < 0) {
      this.#notes.add(
        'cut-record',
        this.frame,
        w.base + at,
        `cut in its last record: it says ${says} octets, ${has} remain`,
      );
      return false;
    }
    this.#notes.add(
      'bad-record-length',
      this.frame,
      w.base + at,
      `record says ${says} octets, ${has} remain in the file`,
    );
    this.#lostAt = w.base + at;
    w.at = next;
    return true;
  }

  /** Moves `at` to the next record; false where none is found in what is there (`at` is then where to go on). */
  #find(w: Window): boolean {
    const next = this.#next(w, w.at);
    const lost = this.#lostAt;
    if (next < 0) {
      w.at = -next - 1;
      // Never more than the headers and frames of a chain, so that any batch can hold it.
      this.need = CHAIN * (this.#record + USUAL_FRAME);
      if (!w.final) return false;
      const octets = w.base + w.end - lost;
      this.#notes.add('unread-octets', this.frame, lost, `no further record found, ${octets} octets not read`);
      w.at = w.end;
      return false;
    }
    w.at = next;
    this.#lostAt = -1;
    this.#notes.add('resynchronised', this.frame, w.base + next, `${w.base + next - lost} octets skipped`);
    return true;
  }

  /** First place from `q` on where a record can be; -(place + 1) where it cannot be said before more octets are there. */
  #next(w: Window, from: number): number {
    const about = this.#about(w);
    const b = w.u8;
    const record = this.#record;
    // Where the upper octets of the two lengths lie: zero in every header that is taken for one.
    const captured = this.#little ? 11 : 8;
    const original = captured + 4;
    let q = from;
    for (; w.end - q >= record; q++) {
      if (b[q] === b[q + 15] && b[q] === b[q + 8]) {
        // Sixteen times the same octet is no header: lengths of 0, or far too long.
        const run = runEnd(w, q);
        if (run - q >= 16) {
          q = run - 16;
          continue;
        }
      }
      if ((b[q + captured] | b[q + original]) !== 0) continue;
      const verdict = this.#candidate(w, q, about);
      if (verdict === YES) return q;
      if (verdict === WAIT) break;
    }
    return -q - 1;
  }

  /** Seconds about which the next record's are expected: the middle of the last few, -1 where there are none. */
  #about(w: Window): number {
    const last: number[] = [];
    for (let i = Math.max(0, w.count - 15); i < w.count; i++) last.push(w.f64[i * STRIDE8 + TIME] / 1e6);
    if (last.length === 0) return this.#seconds;
    return Math.floor(last.sort((a, b) => a - b)[last.length >> 1]);
  }

  /** A header with plausible lengths and time, followed by two more or by the end of the file. */
  #candidate(w: Window, q: number, about: number): typeof NO | typeof YES | typeof WAIT {
    const { u8: b, end, final } = w;
    const read = this.#little ? little32 : big32;
    const header = this.#record;
    let near = about;
    let p = q;
    for (let found = 0; found < CHAIN; found++) {
      if (p === end && final && found > 0) return YES;
      if (p > end || end - p < header) return final ? NO : WAIT;
      const seconds = read(b, p);
      if (near >= 0 && Math.abs(seconds - near) > DAY) return NO;
      near = seconds;
      if (read(b, p + 4) >= (this.#nano ? 1e9 : 1e6)) return NO;
      const length = read(b, p + 8);
      const original = read(b, p + 12);
      if (length === 0 || length > original || original > USUAL_FRAME) return NO;
      p += header + length;
    }
    return YES;
  }
}
