/**
 * Directions of SCTP associations, numbered from 1 in the order of their first record, and the continuity of their
 * transmission sequence numbers.
 *
 * A bounded slab: slots chained by hash of addresses and ports, and in order of use, so that the one unused the longest
 * makes room. Numbers are never given twice.
 */
import type { Views } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';
import type { Anomalies } from './anomalies.ts';
import { FARTHEST } from './directions.ts';
import { mix } from './hash.ts';

const { src: SRC, dst: DST, srcPort: SRC_PORT, dstPort: DST_PORT, vtag: VTAG, tsn: TSN } = message.at;
const { time: TIME, frame: FRAME, file: FILE } = message.at;
const STRIDE = message.stride;
const SRC_32 = SRC / 4;
const DST_32 = DST / 4;

/** Capture time after which missing sequence numbers count as lost, microseconds. */
const PATIENCE = 2_000_000;
/** Runs of missing numbers that one direction remembers. */
const MOST_HOLES = 8;
/** Directions with one pair of addresses and ports that are looked through. */
const MOST_CHAINED = 64;

/** Directions met lately, by some bits of their tags and ports. */
const RECENT = 256;

/** Words of a slot: source (4), destination (4), ports, verification tag. */
const KEY_WORDS = 10;

const ADDRESSES = new Uint32Array(8);

interface Hole {
  from: number;
  to: number;
  readonly slot: number;
  readonly time: number;
  readonly file: number;
  readonly frame: number;
  /** Its neighbours in the order in which holes were found, over all directions. */
  earlier: Hole | undefined;
  later: Hole | undefined;
}

/** When the packet behind a gap was seen, and when it was known that nothing would fill it. */
interface Gap {
  readonly time: number;
  readonly known: number;
}

export class AssociationTable {
  private readonly capacity: number;
  private readonly anomalies: Anomalies;
  private used = 0;
  private given = 0;
  private readonly key: Int32Array;
  private readonly heads: Int32Array;
  private readonly chain: Int32Array;
  private readonly chainBack: Int32Array;
  private readonly newer: Int32Array;
  private readonly older: Int32Array;
  private readonly recent = new Int32Array(RECENT).fill(-1);
  private newest = -1;
  private oldest = -1;
  private readonly numbers: Uint32Array;
  private readonly slots = new Map<number, number>();
  private readonly next: Uint32Array;
  private readonly started: Uint8Array;
  /** By slot, the gaps found lately, in the order in which they were found. */
  private readonly gaps = new Map<number, Gap[]>();
  /** Capture time, and what it was when the batch under way began. */
  now = 0;
  private before = 0;
  private readonly holes = new Map<number, Hole[]>();
  private earliest: Hole | undefined;
  private latest: Hole | undefined;

  /** `capacity` is a power of two. */
  constructor(capacity: number, anomalies: Anomalies) {
    this.capacity = capacity;
    this.anomalies = anomalies;
    this.key = new Int32Array(capacity * KEY_WORDS);
    this.heads = new Int32Array(capacity).fill(-1);
    this.chain = new Int32Array(capacity).fill(-1);
    this.chainBack = new Int32Array(capacity).fill(-1);
    this.newer = new Int32Array(capacity).fill(-1);
    this.older = new Int32Array(capacity).fill(-1);
    this.numbers = new Uint32Array(capacity);
    this.next = new Uint32Array(capacity);
    this.started = new Uint8Array(capacity);
  }

  /** Whether that many directions more find room without another one being forgotten. */
  hasRoom(directions: number): boolean {
    return this.used + directions <= this.capacity;
  }

  /**
   * Whether the chunk of a record is not behind those of its direction that have been seen, so that the next sequence
   * number is its own plus one. Looks and changes nothing.
   */
  leads(v: Views, record: number): boolean {
    const { u32 } = v;
    const r32 = (record * STRIDE) >> 2;
    const r16 = (record * STRIDE) >> 1;
    const ports = (v.u16[r16 + SRC_PORT] << 16) | v.u16[r16 + DST_PORT];
    const vtag = u32[r32 + VTAG] | 0;
    const slot = this.find(u32, r32, this.bucket(u32, r32 + SRC_32, r32 + DST_32, ports), ports, vtag);
    if (slot < 0 || this.started[slot] === 0) return true;
    const ahead = (u32[r32 + TSN] - this.next[slot]) | 0;
    return ahead >= 0 || ahead < -FARTHEST;
  }

  /** The slot of a record's direction; a new one where it was not known. */
  slotOf(v: Views, record: number): number {
    const r32 = (record * STRIDE) >> 2;
    const r16 = (record * STRIDE) >> 1;
    const { u32 } = v;
    const ports = (v.u16[r16 + SRC_PORT] << 16) | v.u16[r16 + DST_PORT];
    const vtag = u32[r32 + VTAG] | 0;
    // the tag alone tells most directions from each other
    const recent = (Math.imul(vtag ^ Math.imul(ports, 0x85ebca6b), 0x9e3779b1) >>> 24) & (RECENT - 1);
    const guess = this.recent[recent];
    if (guess >= 0 && this.is(guess, u32, r32, ports, vtag)) {
      if (guess !== this.newest) this.touch(guess);
      return guess;
    }
    const slot = this.lookUp(v, record, ports, vtag);
    this.recent[recent] = slot;
    return slot;
  }

  private lookUp(v: Views, record: number, ports: number, vtag: number): number {
    const { u32 } = v;
    const r32 = (record * STRIDE) >> 2;
    const bucket = this.bucket(u32, r32 + SRC_32, r32 + DST_32, ports);
    const slot = this.find(u32, r32, bucket, ports, vtag);
    if (slot < 0) return this.add(v, record, bucket, ports, vtag);
    this.touch(slot);
    return slot;
  }

  private find(u32: Uint32Array, r32: number, bucket: number, ports: number, vtag: number): number {
    let slot = this.heads[bucket];
    for (let i = 0; slot >= 0 && i < MOST_CHAINED; i++) {
      if (this.is(slot, u32, r32, ports, vtag)) return slot;
      slot = this.chain[slot];
    }
    return -1;
  }

  numberOf(slot: number): number {
    return this.numbers[slot];
  }

  /** Chunks have been passed over that were where they should be: this TSN comes next. */
  expect(slot: number, tsn: number): void {
    this.next[slot] = tsn;
  }

  /** Whether a TSN is the one that comes next; it is counted then. */
  follows(slot: number, tsn: number): boolean {
    if (((tsn - this.next[slot]) | 0) !== 0 || this.started[slot] === 0) return false;
    this.next[slot] = (tsn + 1) >>> 0;
    return true;
  }

  /** Counts the TSN of a chunk's first record. */
  countTsn(slot: number, v: Views, record: number): void {
    const r32 = (record * STRIDE) >> 2;
    const tsn = v.u32[r32 + TSN];
    if (this.started[slot] === 0) {
      this.started[slot] = 1;
      this.next[slot] = (tsn + 1) >>> 0;
      return;
    }
    const ahead = (tsn - this.next[slot]) | 0;
    if (ahead === 0) {
      this.next[slot] = (tsn + 1) >>> 0;
      return;
    }
    if (ahead > FARTHEST || ahead < -FARTHEST) {
      this.forgetHoles(slot);
      this.next[slot] = (tsn + 1) >>> 0;
      return;
    }
    if (ahead < 0) {
      this.fill(slot, tsn);
      return;
    }
    const time = v.f64[(record * STRIDE) / 8 + TIME];
    const holes = this.holes.get(slot) ?? [];
    if (holes.length === 0) this.holes.set(slot, holes);
    if (holes.length === MOST_HOLES) this.lost(slot, holes.shift() as Hole);
    const hole: Hole = {
      from: this.next[slot],
      to: (tsn - 1) >>> 0,
      slot,
      time,
      file: v.u16[((record * STRIDE) >> 1) + FILE],
      frame: v.u32[r32 + FRAME],
      earlier: undefined,
      later: undefined,
    };
    holes.push(hole);
    this.append(hole, this.latest);
    this.next[slot] = (tsn + 1) >>> 0;
  }

  /** Capture time up to which `advance` has nothing to do. */
  get due(): number {
    return this.earliest === undefined ? Number.POSITIVE_INFINITY : this.earliest.time + PATIENCE;
  }

  /** Capture time has come to `now`: what is missing for too long is lost. */
  advance(now: number): void {
    if (now !== Number.POSITIVE_INFINITY) this.now = now;
    // one look at the first hole however many there are: holes are lost in the order in which they were found
    for (let hole = this.earliest; hole !== undefined && hole.time + PATIENCE < now; hole = this.earliest) {
      const holes = this.holes.get(hole.slot) as Hole[];
      // At the end of the input it is known at once.
      this.lost(hole.slot, holes.shift() as Hole, now === Number.POSITIVE_INFINITY ? hole.time : now);
      if (holes.length === 0) this.holes.delete(hole.slot);
    }
  }

  /** A batch begins: whoever asks for gaps has seen what came before. */
  begin(): void {
    this.before = this.now;
  }

  /** Something else of this direction was lost at this time. */
  noteGap(number: number, time: number): void {
    const slot = this.slots.get(number);
    if (slot !== undefined) this.found(slot, time, this.now);
  }

  /** The last gap of those that were known to be one at capture time `now`: batches end anywhere, and are read ahead. */
  lastGap(number: number, now: number): number {
    const slot = this.slots.get(number);
    let last = 0;
    for (const gap of (slot === undefined ? undefined : this.gaps.get(slot)) ?? []) {
      if (gap.known <= now && gap.time > last) last = gap.time;
    }
    return last;
  }

  private found(slot: number, time: number, known: number): void {
    const gaps = this.gaps.get(slot);
    if (gaps === undefined) {
      this.gaps.set(slot, [{ time, known }]);
      return;
    }
    // Of those that everybody knows the last one speaks for all.
    let old = 0;
    while (old < gaps.length && gaps[old].known <= this.before) old++;
    if (old > 1) gaps.splice(0, old - 1);
    gaps.push({ time, known });
  }

  opposite(number: number): number {
    const slot = this.slots.get(number);
    if (slot === undefined) return 0;
    const base = slot * KEY_WORDS;
    const { key } = this;
    const ports = (key[base + 8] << 16) | (key[base + 8] >>> 16);
    let other = this.heads[this.bucketOf(base + 4, base, ports)];
    for (let i = 0; other >= 0 && i < MOST_CHAINED; i++) {
      const at = other * KEY_WORDS;
      let same = key[at + 8] === ports;
      for (let k = 0; same && k < 4; k++) same = key[at + k] === key[base + 4 + k] && key[at + 4 + k] === key[base + k];
      if (same) return this.numbers[other];
      other = this.chain[other];
    }
    return 0;
  }

  private bucket(words: Uint32Array, src: number, dst: number, ports: number): number {
    let h = ports;
    for (let i = 0; i < 4; i++) {
      h = Math.imul(h ^ words[src + i], 0x9e3779b1);
      h = Math.imul((h ^ (h >>> 15)) + words[dst + i], 0x85ebca6b);
    }
    return mix(h) & (this.capacity - 1);
  }

  /** Of addresses in our own table, through words of the same kind as the records', which keeps `bucket` quick. */
  private bucketOf(src: number, dst: number, ports: number): number {
    for (let i = 0; i < 4; i++) {
      ADDRESSES[i] = this.key[src + i];
      ADDRESSES[4 + i] = this.key[dst + i];
    }
    return this.bucket(ADDRESSES, 0, 4, ports);
  }

  private is(slot: number, u32: Uint32Array, r32: number, ports: number, vtag: number): boolean {
    const { key } = this;
    const base = slot * KEY_WORDS;
    if (key[base + 9] !== vtag || key[base + 8] !== ports) return false;
    for (let i = 0; i < 4; i++) {
      if (key[base + i] !== (u32[r32 + SRC_32 + i] | 0)) return false;
      if (key[base + 4 + i] !== (u32[r32 + DST_32 + i] | 0)) return false;
    }
    return true;
  }

  private add(v: Views, record: number, bucket: number, ports: number, vtag: number): number {
    const r32 = (record * STRIDE) >> 2;
    let slot = this.used;
    if (slot < this.capacity) this.used++;
    else {
      slot = this.oldest;
      this.evict(slot);
      this.anomalies.note('associations-full', v.u16[((record * STRIDE) >> 1) + FILE], v.u32[r32 + FRAME]);
    }
    const base = slot * KEY_WORDS;
    for (let i = 0; i < 4; i++) {
      this.key[base + i] = v.u32[r32 + SRC_32 + i];
      this.key[base + 4 + i] = v.u32[r32 + DST_32 + i];
    }
    this.key[base + 8] = ports;
    this.key[base + 9] = vtag;
    const head = this.heads[bucket];
    this.chain[slot] = head;
    this.chainBack[slot] = -1;
    if (head >= 0) this.chainBack[head] = slot;
    this.heads[bucket] = slot;
    this.numbers[slot] = ++this.given;
    this.slots.set(this.given, slot);
    this.started[slot] = 0;
    this.gaps.delete(slot);
    this.first(slot);
    return slot;
  }

  private evict(slot: number): void {
    // both ways, so that a chain of any length costs the same: a verification tag is no part of the bucket
    const before = this.chainBack[slot];
    const behind = this.chain[slot];
    if (behind >= 0) this.chainBack[behind] = before;
    if (before >= 0) this.chain[before] = behind;
    else {
      const base = slot * KEY_WORDS;
      this.heads[this.bucketOf(base, base + 4, this.key[base + 8])] = behind;
    }
    this.slots.delete(this.numbers[slot]);
    for (const hole of this.holes.get(slot) ?? []) this.lost(slot, hole);
    this.holes.delete(slot);
    this.unlink(slot);
  }

  /** The slot is the one used last. */
  touch(slot: number): void {
    if (slot === this.newest) return;
    this.unlink(slot);
    this.first(slot);
  }

  private first(slot: number): void {
    this.newer[slot] = -1;
    this.older[slot] = this.newest;
    if (this.newest >= 0) this.newer[this.newest] = slot;
    this.newest = slot;
    if (this.oldest < 0) this.oldest = slot;
  }

  private unlink(slot: number): void {
    const newer = this.newer[slot];
    const older = this.older[slot];
    if (newer >= 0) this.older[newer] = older;
    else this.newest = older;
    if (older >= 0) this.newer[older] = newer;
    else this.oldest = newer;
  }

  /** A number below the next one: a copy, a retransmission, or late and missing until now. */
  private fill(slot: number, tsn: number): void {
    const holes = this.holes.get(slot);
    if (holes === undefined) return;
    for (let i = 0; i < holes.length; i++) {
      const hole = holes[i];
      if (((tsn - hole.from) | 0) < 0 || ((hole.to - tsn) | 0) < 0) continue;
      if (hole.from === hole.to) {
        holes.splice(i, 1);
        this.remove(hole);
      } else if (tsn === hole.from) hole.from = (tsn + 1) >>> 0;
      else if (tsn === hole.to) hole.to = (tsn - 1) >>> 0;
      else {
        const rest = { ...hole, from: (tsn + 1) >>> 0 };
        hole.to = (tsn - 1) >>> 0;
        this.append(rest, hole);
        if (holes.length < MOST_HOLES) holes.splice(i + 1, 0, rest);
        else this.lost(slot, rest);
      }
      if (holes.length === 0) this.holes.delete(slot);
      return;
    }
  }

  /** Puts a hole behind another one, into the order of time. */
  private append(hole: Hole, behind: Hole | undefined): void {
    const later = behind?.later;
    hole.earlier = behind;
    hole.later = later;
    if (behind === undefined) this.earliest = hole;
    else behind.later = hole;
    if (later === undefined) this.latest = hole;
    else later.earlier = hole;
  }

  private remove(hole: Hole): void {
    const { earlier, later } = hole;
    if (earlier === undefined) this.earliest = later;
    else earlier.later = later;
    if (later === undefined) this.latest = earlier;
    else later.earlier = earlier;
  }

  private forgetHoles(slot: number): void {
    for (const hole of this.holes.get(slot) ?? []) this.remove(hole);
    this.holes.delete(slot);
  }

  private lost(slot: number, hole: Hole, known = this.now): void {
    this.remove(hole);
    this.anomalies.note('tsn-gap', hole.file, hole.frame);
    this.found(slot, hole.time, known);
  }
}
