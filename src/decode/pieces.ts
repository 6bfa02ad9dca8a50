/**
 * IP fragments, SCTP fragments and SCCP segments of the batches in order, joined: what a completing piece made whole is
 * decoded on the spot.
 */
import { type Views, viewsOf } from '../../decoders/layout.ts';
import * as records from '../../decoders/message.ts';
import { SHORT } from '../../decoders/status.ts';
import type { Anomalies } from './anomalies.ts';
import type { DecodeCounts, MessageBatch } from './batch.ts';
import { decodeJoinedData } from './chunks.ts';
import { RecentKeys } from './copies.ts';
import { beginJoined, endFrame } from './current.ts';
import { decodeIpPayload } from './frame.ts';
import { type Insertion, inserted } from './insertion.ts';
import { IpFragments } from './ip-fragments.ts';
import { addresses, octetsOf, segmentKey } from './piece-octets.ts';
import type { Place } from './places.ts';
import { Runs } from './runs.ts';
import { Segments } from './segments.ts';
import { decodeSccpData } from './users.ts';
import { RecordWriter } from './writer.ts';

const { at } = records.message;
const STRIDE = records.message.stride;
const WORDS = STRIDE / 8;
const { kind: KIND, time: TIME, association: ASSOCIATION } = at;
const { KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT, KIND_SCCP_SEGMENT } = records;
const { FLAG_BEGINS, FLAG_ENDS, FLAG_UNORDERED } = records;

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

/** What pieces are of, known to the joiner. */
export interface Directions {
  /** Gives a record its association, and counts its sequence number. */
  associate(v: Views, record: number): void;
  /** A message of an association was lost at a time. */
  noteGap(association: number, time: number): void;
}

export interface PieceLimits {
  /** IP datagrams, SCTP messages or SCCP messages under way, each. */
  readonly unfinished: number;
  /** Their octets, each. */
  readonly octets: number;
  /** Microseconds of capture time that a piece waits for the others. */
  readonly patience: number;
}

export function isPiece(kind: number): boolean {
  return kind >= KIND_IP_FRAGMENT && kind <= KIND_SCCP_SEGMENT;
}

export class Pieces {
  /** Told of each message that was joined, before it is decoded. */
  onJoined: ((joined: Joined) => void) | undefined;
  private readonly directions: Directions;
  private readonly datagrams: IpFragments;
  private readonly fragments: Runs;
  private readonly segments: Segments;
  private readonly copies: RecentKeys;
  private readonly out = new RecordWriter();
  /** Of `out`, used again. */
  private room: ArrayBufferLike | undefined;
  /** Of the batch under way. */
  private count = 0;
  private readonly more: Insertion[] = [];

  constructor(noted: Anomalies, { unfinished, octets, patience }: PieceLimits, directions: Directions) {
    this.directions = directions;
    this.copies = new RecentKeys({ window: patience });
    this.datagrams = new IpFragments(noted, unfinished, octets, patience);
    this.fragments = new Runs(unfinished, octets, patience, piece => {
      noted.note('sctp-fragments-incomplete', piece.file, piece.frame);
      directions.noteGap(piece.association, piece.time);
    });
    this.segments = new Segments(unfinished, octets, patience, place => {
      noted.note('sccp-segments-incomplete', place.file, place.frame);
    });
  }

  /** Capture time up to which none has waited too long. */
  get due(): number {
    return Math.min(this.datagrams.due, this.fragments.due, this.segments.due);
  }

  /** Gives up what has waited too long. */
  advance(time: number): void {
    this.datagrams.advance(time);
    this.fragments.advance(time);
    this.segments.advance(time);
  }

  /** The input has ended: what is unfinished is counted. */
  finish(): void {
    this.datagrams.finish();
    this.fragments.finish();
    this.segments.finish();
  }

  /** A batch begins; what is left of one that was set aside is dropped. */
  begin(): void {
    this.count = 0;
    this.more.length = 0;
  }

  /** A piece of a batch, whose association is known; what came of it takes its place, else it becomes a record of kind 0. */
  add(batch: MessageBatch, v: Views, record: number): void {
    if (this.count++ === 0) {
      this.out.begin(batch.number, this.room);
      this.out.adoptTexts(batch.texts);
    }
    this.take(v, record, batch.pieces, 0);
    this.settle(v, record);
  }

  /** The batch with what came of its pieces; the same one where it had none. */
  end(batch: MessageBatch, v: Views): MessageBatch {
    if (this.count === 0) return batch;
    const { more } = this;
    const { pieces, texts, counts, records: room } = this.out.finish();
    this.room = room;
    addCounts(batch.counts, counts);
    const { count, records } = more.length === 0 ? batch : inserted(v.f64, batch.count, more);
    // Written out as in RecordWriter.finish, for batches of one shape.
    const { number, directions, data, index } = batch;
    return { number, count, records, pieces, directions, texts, counts: batch.counts, data, index };
  }

  /** Puts what came of a piece, which `out` holds, in the place of the piece. */
  private settle(v: Views, record: number): void {
    const { out, more } = this;
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
    if (association < 0) this.directions.associate(v, record);
    else v.u32[((record * STRIDE) >> 2) + ASSOCIATION] = association;
  }
}

/** Places once each, in the order of the capture. */
function inOrder(places: readonly Place[]): Place[] {
  const sorted = places
    .map(({ file, frame }) => ({ file, frame }))
    .sort((a, b) => a.file - b.file || a.frame - b.frame);
  return sorted.filter(({ file, frame }, i) => file !== sorted[i - 1]?.file || frame !== sorted[i - 1]?.frame);
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
