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
import { Anomalies, type Anomaly } from './anomalies.ts';
import { AssociationTable } from './associations.ts';
import type { Associations, Directions, MessageBatch } from './batch.ts';
import { BatchDirections } from './batch-directions.ts';
import { LateRecords } from './clock.ts';
import { DIRECTION_WORDS, OF_BATCH as OF_BATCH_, OVER_UDP as OVER_UDP_ } from './directions.ts';
import { isPiece as isPiece_, type Joined, Pieces } from './pieces.ts';

export type { Anomaly } from './anomalies.ts';
export type { Joined } from './pieces.ts';
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
const CHUNK_START = records.FLAG_CHUNK_START;
const DIRECTION = DIRECTION_WORDS;
const NUMBER = ~OF_BATCH_;
const OVER_UDP = OVER_UDP_;
const isPiece = isPiece_;

export class Joiner implements Associations {
  private readonly noted = new Anomalies();
  private readonly table: AssociationTable;
  private readonly directions: BatchDirections;
  private readonly pieces: Pieces;
  private now = 0;
  /** Capture time up to which nothing that waits has waited too long. */
  private due = Number.NEGATIVE_INFINITY;
  private readonly late = new LateRecords();

  constructor(limits: JoinerLimits = {}) {
    const { associations = 65536, unfinished = 4096, octets = 64 << 20, patience = 30_000_000 } = limits;
    this.table = new AssociationTable(associations, this.noted);
    this.directions = new BatchDirections(this.table);
    this.pieces = new Pieces(
      this.noted,
      { unfinished, octets, patience },
      {
        associate: (v, record) => this.associate(v, record),
        noteGap: (association, time) => this.table.noteGap(association, time),
      },
    );
  }

  /** Told of each message that was joined, before it is decoded; for who looks at single frames. */
  set onJoined(listener: (joined: Joined) => void) {
    this.pieces.onJoined = listener;
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
    this.table.begin();
    this.pieces.begin();
    const { directions } = batch;
    const given = directions === undefined ? 0 : directions.each.length / DIRECTION;
    // where a direction may be forgotten on the way, the order in which they are used matters at every record
    const room = this.table.hasRoom(given);
    this.directions.begin(room ? given : 0);
    if (directions?.events !== undefined && room && this.isPlain(v, batch.count, directions)) {
      this.lookAt(batch, v, directions.events, directions);
    } else this.lookAtAll(batch, v);
    this.directions.settle();
    return this.pieces.end(batch, v);
  }

  /** Every record in turn. */
  private lookAtAll(batch: MessageBatch, v: Views): void {
    const { u8, u32, f64 } = v;
    const { directions } = this;
    const { count } = batch;
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
      if (isPiece(u8[i * STRIDE + KIND])) this.takePiece(batch, v, i);
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
  private lookAt(batch: MessageBatch, v: Views, events: Uint32Array, { each, associations }: Directions): void {
    const { u8, u32 } = v;
    const { directions, table } = this;
    const { count } = batch;
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
      if (isPiece(u8[i * STRIDE + KIND])) this.takePiece(batch, v, i);
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
    this.pieces.finish();
    this.table.advance(Number.POSITIVE_INFINITY);
    return undefined;
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

  private takePiece(batch: MessageBatch, v: Views, record: number): void {
    this.pieces.add(batch, v, record);
    this.due = Number.NEGATIVE_INFINITY;
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
    this.pieces.advance(time);
    this.due = Math.min(this.table.due, this.pieces.due);
  }
}
