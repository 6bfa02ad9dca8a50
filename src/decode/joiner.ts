/**
 * The ordered stage behind the workers: numbers the directions of SCTP associations, looks for gaps in their sequence
 * numbers, and joins IP fragments, SCTP fragments and SCCP segments.
 *
 * What a completing piece made whole is decoded on the spot and stands where that piece stood. Records from joined octets
 * carry FLAG_JOINED; their payloadAt and textAt point into `pieces` of the batch given back, faultAt counts
 * from the first joined octet.
 */
import { type Views, viewsOf } from '../../decoders/layout.ts';
import * as records from '../../decoders/message.ts';
import { SHORT } from '../../decoders/status.ts';
import { Anomalies, type Anomaly } from './anomalies.ts';
import { AssociationTable } from './associations.ts';
import type { Associations, DecodeCounts, Directions, MessageBatch } from './batch.ts';
import { BatchDirections } from './batch-directions.ts';
import { decodeJoinedData } from './chunks.ts';
import { LateRecords } from './clock.ts';
import { RecentKeys } from './copies.ts';
import { beginJoined, endFrame } from './current.ts';
import { DIRECTION_WORDS, OF_BATCH as OF_BATCH_, OVER_UDP as OVER_UDP_ } from './directions.ts';
import { decodeIpPayload } from './frame.ts';
import { IpFragments } from './ip-fragments.ts';
import type { Place } from './places.ts';
import { Runs } from './runs.ts';
import { SEGMENT_KEY_WORDS, Segments } from './segments.ts';
import { decodeSccpData } from './users.ts';
import { RecordWriter } from './writer.ts';

export type { Anomaly } from './anomalies.ts';
export type { Place } from './places.ts';

/** Bounds of the tables; what they hold beyond is given up oldest first, as an anomaly. */
export interface JoinerLimits {
  /** Directions of associations, a power of two. */
  readonly associations?: number;
  /** IP datagrams, SCTP messages or SCCP messages under way, each. */
  readonly unfinished?: number;
  /** Their octets, each. */
  readonly octets?: number;
  /** Microseconds of capture time that a piece waits for the others. */
  readonly patience?: number;
}

const at = records.message.at;
const { time: TIME, flags: FLAGS, kind: KIND, protocol: PROTOCOL_AT, association: ASSOCIATION } = at;
const { srcPort: SRC_PORT, dstPort: DST_PORT, tsn: TSN } = at;
const STRIDE = records.message.stride;
const WORDS = STRIDE / 8;
const { KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT, KIND_SCCP_SEGMENT } = records;
const FIRST_PIECE = KIND_IP_FRAGMENT;
const LAST_PIECE = KIND_SCCP_SEGMENT;
const CHUNK_START = records.FLAG_CHUNK_START;
const { FLAG_BEGINS, FLAG_ENDS, FLAG_UNORDERED } = records;
const DIRECTION = DIRECTION_WORDS;
const NUMBER = ~OF_BATCH_;
const OVER_UDP = OVER_UDP_;

/** A message that pieces were joined to. */
export interface Joined {
  /** KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT or KIND_SCCP_SEGMENT. */
  readonly kind: number;
  readonly octets: Uint8Array;
  /** Where its pieces stood; the last one completed it. */
  readonly places: readonly Place[];
  /** IP protocol number, or SCTP payload protocol identifier; 0 for SCCP segments. */
  readonly protocol: number;
  /** The record of the completing piece, valid until the listener returns. */
  readonly views: Views;
  readonly record: number;
}

/** Pieces within joined pieces: IP in IP, SCTP in IP, SCCP in SCTP. */
const MOST_NESTED = 8;

export class Joiner implements Associations {
  /** Told of each message that was joined, before it is decoded; for who looks at single frames. */
  onJoined: ((joined: Joined) => void) | undefined;
  private readonly noted = new Anomalies();
  private readonly table: AssociationTable;
  private readonly directions: BatchDirections;
  private readonly datagrams: IpFragments;
  private readonly fragments: Runs;
  private readonly segments: Segments;
  private readonly copies: RecentKeys;
  private readonly out = new RecordWriter();
  /** Of `out`, used again. */
  private room: ArrayBufferLike | undefined;
  private now = 0;
  /** Capture time up to which nothing that waits has waited too long. */
  private due = Number.NEGATIVE_INFINITY;
  private readonly late = new LateRecords();

  constructor(limits: JoinerLimits = {}) {
    const { associations = 65536, unfinished = 4096, octets = 64 << 20, patience = 30_000_000 } = limits;
    this.table = new AssociationTable(associations, this.noted);
    this.directions = new BatchDirections(this.table);
    this.copies = new RecentKeys({ window: patience });
    this.datagrams = new IpFragments(this.noted, unfinished, octets, patience);
    this.fragments = new Runs(unfinished, octets, patience, piece => {
      this.noted.note('sctp-fragments-incomplete', piece.file, piece.frame);
      this.table.noteGap(piece.association, piece.time);
    });
    this.segments = new Segments(unfinished, octets, patience, place => {
      this.noted.note('sccp-segments-incomplete', place.file, place.frame);
    });
  }

  /** What was odd so far, by code, with its first place. */
  get anomalies(): readonly Anomaly[] {
    return this.noted.list();
  }

  lastGap(association: number, now: number): number {
    return this.table.lastGap(association, now);
  }

  opposite(association: number): number {
    return this.table.opposite(association);
  }

  /**
   * The next batch in order. It is written to in place: what a completing piece made whole takes its place, the other
   * pieces become records of kind 0. Only where more came of a piece than one record is there another buffer.
   */
  process(batch: MessageBatch): MessageBatch {
    const v = viewsOf(batch.records);
    const work: Work = { batch, more: [], pieces: 0 };
    this.table.begin();
    const { directions } = batch;
    const given = directions === undefined ? 0 : directions.each.length / DIRECTION;
    // where a direction may be forgotten on the way, the order in which they are used matters at every record
    const room = this.table.hasRoom(given);
    this.directions.begin(room ? given : 0);
    if (directions?.events !== undefined && room && this.isPlain(v, batch.count, directions)) {
      this.lookAt(v, directions.events, directions, work);
    } else this.lookAtAll(v, work);
    this.directions.settle();
    if (work.pieces === 0) return batch;
    const { pieces, texts, counts, records: room_ } = this.out.finish();
    this.room = room_;
    addCounts(batch.counts, counts);
    const { count, records } = work.more.length === 0 ? batch : inserted(v.f64, batch.count, work.more);
    // Written out as in RecordWriter.finish, for batches of one shape.
    const { number, data, index } = batch;
    return { number, count, records, pieces, directions, texts, counts: batch.counts, data, index };
  }

  /** Every record in turn. */
  private lookAtAll(v: Views, work: Work): void {
    const { u8, u32, f64 } = v;
    const { directions } = this;
    const { count } = work.batch;
    for (let i = 0; i < count; i++) {
      const time = f64[i * WORDS + TIME];
      if (time !== this.now) this.tick(time);
      const r32 = (i * STRIDE) >> 2;
      const slot = directions.slotOf(u32[r32 + ASSOCIATION] & NUMBER, v, i);
      if (slot >= 0) {
        u32[r32 + ASSOCIATION] = this.table.numberOf(slot);
        if ((u32[r32 + FLAGS] & CHUNK_START) !== 0 && !this.table.follows(slot, u32[r32 + TSN])) {
          this.countTsn(slot, v, i);
        }
      } else this.associate(v, i);
      const kind = u8[i * STRIDE + KIND];
      if (kind >= FIRST_PIECE && kind <= LAST_PIECE) this.takePiece(v, i, work);
    }
  }

  /**
   * Whether it is enough to look at the events of a batch: time goes on from what it was, and no direction begins with a
   * chunk that was seen before.
   */
  private isPlain(v: Views, count: number, { each }: Directions): boolean {
    if (count > 0 && v.f64[TIME] < this.now) return false;
    for (let at = 0; at < each.length; at += DIRECTION) if (!this.table.leads(v, each[at])) return false;
    return true;
  }

  /** The records that have something to tell; between them are chunks that were where they should be, and no pieces. */
  private lookAt(v: Views, events: Uint32Array, { each, associations }: Directions, work: Work): void {
    const { u8, u32 } = v;
    const { directions, table } = this;
    const { count } = work.batch;
    let from = 0;
    for (let k = 0; k < events.length; k += 2) {
      const i = events[k];
      this.passTo(v, from, i + 1);
      from = i + 1;
      const r32 = (i * STRIDE) >> 2;
      const number = u32[r32 + ASSOCIATION] & NUMBER;
      if (number !== 0) {
        const known = directions.isKnown(number);
        const slot = directions.slotOf(number, v, i);
        const association = table.numberOf(slot);
        u32[r32 + ASSOCIATION] = association;
        if (known && (u32[r32 + FLAGS] & CHUNK_START) !== 0) table.expect(slot, events[k + 1]);
        else associations[number] = association;
        if ((u32[r32 + FLAGS] & CHUNK_START) !== 0 && !table.follows(slot, u32[r32 + TSN])) this.countTsn(slot, v, i);
      }
      const kind = u8[i * STRIDE + KIND];
      if (kind >= FIRST_PIECE && kind <= LAST_PIECE) this.takePiece(v, i, work);
      if (this.due === Number.NEGATIVE_INFINITY) this.advance(this.now);
    }
    this.passTo(v, from, count);
    for (let number = 1; number < associations.length; number++) {
      const at = (number - 1) * DIRECTION;
      directions.passed(number, each[at + 1], each[at + 2]);
    }
  }

  /** Time goes on over the records `from` to `to - 1`, which are in its order: what waited too long is told of the first beyond. */
  private passTo(v: Views, from: number, to: number): void {
    if (from === to) return;
    const { f64 } = v;
    const last = f64[(to - 1) * WORDS + TIME];
    for (let i = from; last > this.due && i < to; i++) {
      const time = f64[i * WORDS + TIME];
      if (time > this.due && time !== this.now) this.tick(time);
    }
    if (last !== this.now) this.tick(last);
  }

  /** The input has ended: what is unfinished is counted. No messages come of it. */
  finish(): MessageBatch | undefined {
    this.datagrams.finish();
    this.fragments.finish();
    this.segments.finish();
    this.table.advance(Number.POSITIVE_INFINITY);
    return undefined;
  }

  private takePiece(v: Views, record: number, work: Work): void {
    const { batch, more } = work;
    if (work.pieces++ === 0) {
      this.out.begin(batch.number, this.room);
      this.out.adoptTexts(batch.texts);
    }
    this.take(v, record, batch.pieces, 0);
    this.settle(v, record, more);
    this.due = Number.NEGATIVE_INFINITY;
  }

  /** Puts what came of a piece, which `out` holds, in the place of the piece. */
  private settle(v: Views, record: number, more: Insertion[]): void {
    const { out } = this;
    if (out.count === 0) {
      v.u8[record * STRIDE + KIND] = 0;
      return;
    }
    out.copyOut(0, v.f64, record);
    if (out.count > 1) more.push({ behind: record, words: out.takeBack(1) });
    out.dropRecords(0);
  }

  /** Takes a piece whose association is known; records that it made whole go to `out`. */
  private take(v: Views, record: number, pieces: Uint8Array, depth: number): void {
    switch (v.u8[record * STRIDE + at.kind]) {
      case KIND_IP_FRAGMENT:
        this.takeIpFragment(v, record, pieces, depth);
        return;
      case KIND_SCTP_FRAGMENT:
        this.takeSctpFragment(v, record, pieces, depth);
        return;
      default:
        this.takeSegment(v, record, pieces, depth);
    }
  }

  /** Association and sequence number of a record, by its addresses, ports and tag. */
  private associate(v: Views, record: number): void {
    const { u32 } = v;
    const r32 = (record * STRIDE) >> 2;
    const r16 = (record * STRIDE) >> 1;
    u32[r32 + ASSOCIATION] = 0;
    if ((v.u16[r16 + SRC_PORT] | v.u16[r16 + DST_PORT]) === 0) return;
    if (OVER_UDP[v.u8[record * STRIDE + PROTOCOL_AT]] === 1) return;
    this.directions.settle();
    const slot = this.table.slotOf(v, record);
    u32[r32 + ASSOCIATION] = this.table.numberOf(slot);
    if ((u32[r32 + FLAGS] & CHUNK_START) !== 0) this.countTsn(slot, v, record);
  }

  private countTsn(slot: number, v: Views, record: number): void {
    this.table.countTsn(slot, v, record);
    this.due = Number.NEGATIVE_INFINITY;
  }

  /** A record of another time than the one before. */
  private tick(time: number): void {
    if (time > this.now) {
      this.now = time;
      this.table.now = time;
      if (time > this.due) this.advance(time);
    } else if (this.late.tooMany(this.now, time)) this.putBack(time);
  }

  /** The time told so far was wrong: what waits for its deadlines would wait for ever, and is given up. */
  private putBack(time: number): void {
    this.finish();
    this.now = time;
  }

  private advance(time: number): void {
    this.table.advance(time);
    this.datagrams.advance(time);
    this.fragments.advance(time);
    this.segments.advance(time);
    this.due = Math.min(this.table.due, this.datagrams.due, this.fragments.due, this.segments.due);
  }

  /** Whether a piece can be used: not cut itself, and not seen before. */
  private isFresh(v: Views, record: number): boolean {
    if (v.u8[record * STRIDE + at.fault] === SHORT) return false;
    const r32 = (record * STRIDE) >> 2;
    const a = v.u32[r32 + at.copyKeyA] | 0;
    const b = v.u32[r32 + at.copyKeyB] | 0;
    return b === 0 || !this.copies.seen(a, b, v.f64[record * WORDS + at.time]);
  }

  private takeIpFragment(v: Views, record: number, pieces: Uint8Array, depth: number): void {
    const r32 = (record * STRIDE) >> 2;
    if (!this.isFresh(v, record)) return;
    const protocol = v.u32[r32 + at.pieceProtocol];
    const identifier = v.u32[r32 + at.pieceIdentifier];
    const joined = this.datagrams.add({
      // RFC 8200 §4.5: the protocol stands in the first fragment's header alone, and is no part of the key there
      key: `${addresses(v, record)}:${v.u8[record * STRIDE + at.ipVersion] === 6 ? '' : protocol}:${identifier}`,
      offset: v.u32[r32 + at.pieceOffset],
      last: (v.u32[r32 + at.flags] & FLAG_ENDS) !== 0,
      octets: octetsOf(v, record, pieces),
      time: v.f64[record * WORDS + at.time],
      file: v.u16[(record * STRIDE) / 2 + at.file],
      frame: v.u32[r32 + at.frame],
      protocol,
    });
    if (joined === undefined) return;
    const origin = this.keep([joined], joined.places, joined.protocol, v, record);
    this.decode(origin, v, record, depth, (b, at, end) =>
      decodeIpPayload(b, at, end, joined.protocol, identifier, this.out),
    );
  }

  private takeSctpFragment(v: Views, record: number, pieces: Uint8Array, depth: number): void {
    const r32 = (record * STRIDE) >> 2;
    if (!this.isFresh(v, record)) return;
    const flags = v.u32[r32 + at.flags];
    const association = v.u32[r32 + at.association];
    const interleaved = v.u8[record * STRIDE + at.pieceInterleaved] === 1;
    const tsn = v.u32[r32 + at.tsn];
    const stream = `${association}:${v.u16[(record * STRIDE) / 2 + at.stream]}:${(flags & FLAG_UNORDERED) !== 0 ? 1 : 0}`;
    const joined = this.fragments.add({
      group: interleaved ? `${stream}:${v.u32[r32 + at.pieceIdentifier]}` : stream,
      number: interleaved ? v.u32[r32 + at.pieceOffset] : tsn,
      begins: (flags & FLAG_BEGINS) !== 0,
      ends: (flags & FLAG_ENDS) !== 0,
      octets: octetsOf(v, record, pieces),
      ppid: v.u32[r32 + at.pieceProtocol],
      tsn,
      time: v.f64[record * WORDS + at.time],
      file: v.u16[(record * STRIDE) / 2 + at.file],
      frame: v.u32[r32 + at.frame],
      association,
    });
    if (joined === undefined) return;
    const { tsn: first, ppid } = joined[0];
    const origin = this.keep(joined, joined, ppid, v, record);
    this.decode(origin, v, record, depth, (b, at, end) => decodeJoinedData(b, at, end, first, ppid, this.out));
  }

  private takeSegment(v: Views, record: number, pieces: Uint8Array, depth: number): void {
    const r8 = record * STRIDE;
    const r32 = r8 / 4;
    if (!this.isFresh(v, record)) return;
    const segmentation = v.u8[r8 + at.segmentation];
    const protocol = v.u8[r8 + at.protocol];
    const joined = this.segments.add(segmentKey(v, record), {
      first: (segmentation & 0x80) !== 0,
      remaining: segmentation & 0x0f,
      octets: octetsOf(v, record, pieces),
      time: v.f64[record * WORDS + TIME],
      file: v.u16[r8 / 2 + at.file],
      frame: v.u32[r32 + at.frame],
    });
    if (joined === undefined) return;
    const origin = this.keep(joined, joined, 0, v, record);
    this.decode(origin, v, record, depth, (b, at, end) => {
      decodeSccpData(b, at, end, protocol, this.out);
      endFrame(this.out);
    });
  }

  /** Puts the octets of pieces behind each other, tells who listens, and gives their place. */
  private keep(
    parts: readonly { readonly octets: Uint8Array }[],
    places: readonly Place[],
    protocol: number,
    views: Views,
    record: number,
  ): number {
    const { out } = this;
    const origin = out.keptLength;
    for (const { octets } of parts) out.keepOctets(octets, 0, octets.length);
    if (this.onJoined !== undefined) {
      const kind = views.u8[record * STRIDE + at.kind];
      const octets = out.keptOctets().slice(origin, out.keptLength);
      this.onJoined({ kind, octets, places: inOrder(places), protocol, views, record });
    }
    return origin;
  }

  /** Decodes the octets kept from `origin` on in the place of a record, and places what comes of it. */
  private decode(
    origin: number,
    v: Views,
    record: number,
    depth: number,
    run: (b: Uint8Array, at: number, end: number) => void,
  ): void {
    const { out } = this;
    if (depth >= MOST_NESTED) {
      out.dropOctets(origin);
      return;
    }
    const first = out.count;
    const kind = v.u8[record * STRIDE + KIND];
    // an IP datagram says itself of what association it is, all else is of that of its pieces
    const association = kind === KIND_IP_FRAGMENT ? -1 : v.u32[((record * STRIDE) >> 2) + ASSOCIATION];
    beginJoined(v.f64, record, kind === KIND_SCCP_SEGMENT, origin);
    run(out.keptOctets(), origin, out.keptLength);
    if (out.count === first) {
      out.dropOctets(origin);
      return;
    }
    if (out.count === first + 1 && !isPiece(out.kindOf(first))) {
      this.place(out.views(), first, association);
      return;
    }
    const taken = out.takeBack(first);
    out.dropRecords(first);
    const views = viewsOf(taken.buffer);
    for (let i = 0; i < taken.length / WORDS; i++) {
      this.place(views, i, association);
      if (isPiece(views.u8[i * STRIDE + KIND])) this.take(views, i, out.keptOctets(), depth + 1);
      else out.copyRecord(taken, i);
    }
  }

  /** Gives a joined record its association, which is looked up where it is -1. */
  private place(v: Views, record: number, association: number): void {
    if (association < 0) this.associate(v, record);
    else v.u32[((record * STRIDE) >> 2) + ASSOCIATION] = association;
  }
}

function isPiece(kind: number): boolean {
  return kind >= FIRST_PIECE && kind <= LAST_PIECE;
}

const key = new Int32Array(SEGMENT_KEY_WORDS);

/** What the segments of one SCCP message share (Q.714 §4.1.1.2.3), valid until the next call. */
function segmentKey(v: Views, record: number): Int32Array {
  const { u8, u32 } = v;
  const r8 = record * STRIDE;
  const r32 = r8 / 4;
  const gt = r8 + at.callingGt;
  key[0] = u32[r32 + at.callingPc];
  key[1] = u32[r32 + at.opc];
  key[2] = u32[r32 + at.dpc];
  key[3] = u32[r32 + at.segmentReference];
  key[4] = u8[r8 + at.callingSsn] | (u8[r8 + at.sccpType] << 8) | (u8[r8 + at.callingGtLength] << 16);
  for (let i = 0; i < 3; i++) {
    const q = gt + i * 4;
    key[5 + i] = u8[q] | (u8[q + 1] << 8) | (u8[q + 2] << 16) | (u8[q + 3] << 24);
  }
  return key;
}

/** A batch under way. */
interface Work {
  readonly batch: MessageBatch;
  readonly more: Insertion[];
  /** Pieces so far. */
  pieces: number;
}

interface Insertion {
  /** Record that the others stand behind. */
  readonly behind: number;
  readonly words: Float64Array;
}

/** The records with the others in their places. */
function inserted(
  words: Float64Array,
  count: number,
  more: readonly Insertion[],
): { count: number; records: ArrayBufferLike } {
  let all = count;
  for (const { words: others } of more) all += others.length / WORDS;
  const to = new Float64Array(all * WORDS);
  let from = 0;
  let place = 0;
  for (const { behind, words: others } of more) {
    const upTo = (behind + 1) * WORDS;
    to.set(words.subarray(from, upTo), place);
    place += upTo - from;
    to.set(others, place);
    place += others.length;
    from = upTo;
  }
  to.set(words.subarray(from, count * WORDS), place);
  return { count: all, records: to.buffer };
}

/** Places once each, in the order of the capture. */
function inOrder(places: readonly Place[]): Place[] {
  const sorted = places
    .map(({ file, frame }) => ({ file, frame }))
    .sort((a, b) => a.file - b.file || a.frame - b.frame);
  return sorted.filter(({ file, frame }, i) => file !== sorted[i - 1]?.file || frame !== sorted[i - 1]?.frame);
}

/** Small pieces share a buffer: one of its own costs more than the piece. No larger, since the last of them keeps it. */
const SHELF = 8192;
let shelf = new Uint8Array(SHELF);
let shelved = 0;

/** A copy of a piece's octets. */
function octetsOf(v: Views, record: number, pieces: Uint8Array): Uint8Array {
  const r32 = (record * STRIDE) >> 2;
  const from = v.u32[r32 + at.payloadAt];
  const to = Math.min(from + v.u32[r32 + at.payloadLength], pieces.length);
  const length = Math.max(0, to - from);
  if (length > SHELF / 8) return pieces.slice(from, to);
  if (shelved + length > SHELF) {
    shelf = new Uint8Array(SHELF);
    shelved = 0;
  }
  const place = shelved;
  for (let i = 0; i < length; i++) shelf[place + i] = pieces[from + i];
  shelved += length;
  return shelf.subarray(place, shelved);
}

/** Octets as a key, one character each. */
function keyOf(u8: Uint8Array, from: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8[from + i]);
  return text;
}

/** Source and destination, which stand side by side. */
function addresses(v: Views, record: number): string {
  return keyOf(v.u8, record * STRIDE + at.src, 32);
}

function addCounts(to: DecodeCounts, from: DecodeCounts): void {
  for (let i = 0; i < from.protocols.length; i++) to.protocols[i] += from.protocols[i];
  for (const fault of from.faults) {
    const same = to.faults.find(
      f => f.status === fault.status && f.protocol === fault.protocol && f.what === fault.what,
    );
    if (same === undefined) to.faults.push(fault);
    else same.count += fault.count;
  }
}
