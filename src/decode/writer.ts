/**
 * RecordWriter: the growing output of a batch. Takes the scratch record out of decoders/message.ts once a message, owns
 * the pieces, interns the texts, and counts.
 *
 * One writer lives as long as its thread; `begin` starts a batch with buffers of its own, since `finish` gives them away.
 */
import { type Views, viewsOf } from '../../decoders/layout.ts';
import { FLAG_CONTINUED, FLAG_SNAPPED, KIND_IP_FRAGMENT, message, scratch } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import type { DecodeCounts, Directions, FaultCount, MessageBatch } from './batch.ts';
import { OVER_UDP as OVER_UDP_ } from './directions.ts';
import { copyScratch } from './record.ts';
import { TextTable } from './texts.ts';

const { u8: U8, u16: U16, u32: U32 } = scratch;
const {
  frame: FRAME,
  file: FILE,
  flags: FLAGS,
  textAt: TEXT_AT,
  text: TEXT,
  textLength: TEXT_LENGTH,
  protocol: PROTOCOL_AT,
  kind: KIND,
  payloadAt: PAYLOAD_AT,
  payloadLength: PAYLOAD_LENGTH,
  tsn: TSN,
  association: ASSOCIATION,
  srcPort: SRC_PORT,
  dstPort: DST_PORT,
  fault: FAULT,
  faultProtocol: FAULT_PROTOCOL,
  faultWhat: FAULT_WHAT,
  faultAt: FAULT_AT,
  faultSays: FAULT_SAYS,
  faultHas: FAULT_HAS,
} = message.at;
const STRIDE = message.stride;
const WORDS = STRIDE / 8;
const CONTINUED = FLAG_CONTINUED;
const IP_FRAGMENT = KIND_IP_FRAGMENT;
const SNAPPED = FLAG_SNAPPED;
const OVER_UDP = OVER_UDP_;

/** Octets of pieces whose room is kept from batch to batch. */
const PIECES_KEPT = 1 << 20;
/** Records by which the room of a batch grows. */
const STEP = 2048;
const NOTHING = new ArrayBuffer(0);
const NONE = new Uint8Array(NOTHING);

/** Room for records: shared, since they are written in one thread and read in another. */
function room(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(count * STRIDE));
}

function noCounts(): DecodeCounts {
  return {
    frames: 0,
    octets: 0,
    snapped: 0,
    protocols: new Float64Array(PROTOCOLS.length),
    faults: [],
    firstTime: 0,
    lastTime: 0,
  };
}

export class RecordWriter {
  /** Records written since `begin`. */
  count = 0;
  /** What is known of the directions of the batch. */
  directions: Directions | undefined;
  /** Records that the joiner has to look at (Directions.events), and their words. */
  private events = new Uint32Array(1024);
  private eventWords = 0;
  /** It has to look at every record. */
  private everything = false;
  /** The octets that the frames of the batch stand in. */
  frames: Uint8Array = NONE;
  private number = 0;
  private capacity = 0;
  private last = 0;
  private f64: Float64Array = new Float64Array(0);
  private pieces = new Uint8Array(0);
  private piecesLength = 0;
  private counts = noCounts();
  private protocols = this.counts.protocols;
  private readonly faults = new Map<number, FaultCount>();
  private readonly texts = new TextTable();
  private seen: Views | undefined;

  /**
   * Starts a batch; what an unfinished one before it held is dropped. `spare` is the records buffer of an earlier batch
   * that nobody needs any more: filling one again costs less than a new one. `frames` is how many will come: a frame
   * usually gives one record.
   */
  begin(number: number, spare?: ArrayBufferLike, frames = 0): void {
    this.number = number;
    this.count = 0;
    // in large steps, so that the buffers of all batches are alike
    const usual = Math.max(frames, this.last);
    const needed = usual < STEP ? Math.max(256, Math.ceil(usual * 1.25)) : Math.ceil((usual * 1.1) / STEP) * STEP;
    if (spare !== undefined && spare.byteLength >= needed * STRIDE) {
      this.f64 = new Float64Array(spare, 0, Math.floor(spare.byteLength / 8));
      this.capacity = Math.floor(spare.byteLength / STRIDE);
    } else {
      this.f64 = room(needed);
      this.capacity = needed;
    }
    if (this.pieces.length > PIECES_KEPT) this.pieces = new Uint8Array(0);
    this.piecesLength = 0;
    this.directions = undefined;
    this.eventWords = 0;
    this.everything = false;
    this.frames = NONE;
    this.counts = noCounts();
    this.protocols = this.counts.protocols;
    this.faults.clear();
    this.texts.clear();
  }

  /** Counts the frames of the batch: captured octets, frames cut by the snap length, times in microseconds. */
  countFrames(frames: number, octets: number, snapped: number, firstTime: number, lastTime: number): void {
    Object.assign(this.counts, { frames, octets, snapped, firstTime, lastTime });
  }

  /**
   * Copies the scratch record out and counts its protocol and its fault. `b` holds the text that textAt points into;
   * in the record textAt counts from `base`.
   */
  emit(b: Uint8Array, base: number): void {
    if (U16[TEXT_LENGTH] !== 0 && U32[TEXT] === 0) {
      U32[TEXT] = this.texts.number(b, U32[TEXT_AT], U16[TEXT_LENGTH]);
      U32[TEXT_AT] -= base;
    }
    if ((U32[FLAGS] & CONTINUED) === 0) this.protocols[U8[PROTOCOL_AT]]++;
    // ports without a number: perhaps a direction of SCTP that the joiner has to number
    if (U32[ASSOCIATION] === 0 && (U16[SRC_PORT] | U16[DST_PORT]) !== 0 && OVER_UDP[U8[PROTOCOL_AT]] === 0) {
      this.everything = true;
    }
    this.copy();
  }

  /** As `emit`, for a piece, whose octets are those from `at` to `end` of what is being decoded. */
  emitPiece(at: number, end: number): void {
    U32[PAYLOAD_AT] = at;
    U32[PAYLOAD_LENGTH] = end - at;
    // a joined datagram may have chunks of any direction
    if (U8[KIND] === IP_FRAGMENT) this.everything = true;
    this.attend(U32[TSN]);
    this.copy();
  }

  /** The joiner has to look at the next record, whose direction was to have the sequence number `tsn` there. */
  attend(tsn: number): void {
    const words = this.eventWords;
    if (words > 0 && this.events[words - 2] === this.count) return;
    if (words === this.events.length) {
      const larger = new Uint32Array(words * 2);
      larger.set(this.events);
      this.events = larger;
    }
    this.events[words] = this.count;
    this.events[words + 1] = tsn;
    this.eventWords = words + 2;
  }

  /** A chunk's direction has no number: the joiner has to look at all. */
  attendAll(): void {
    this.everything = true;
  }

  /** Counts a message that leaves no record. */
  tally(protocol: number): void {
    this.protocols[protocol]++;
  }

  /** Counts the fault of the scratch record where no record takes it along. */
  strayFault(): void {
    const key = (U8[FAULT] << 16) | (U8[FAULT_PROTOCOL] << 8) | U8[FAULT_WHAT];
    const known = this.faults.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    this.faults.set(key, {
      status: U8[FAULT],
      protocol: U8[FAULT_PROTOCOL],
      what: U8[FAULT_WHAT],
      count: 1,
      file: U16[FILE],
      frame: U32[FRAME],
      octet: U32[FAULT_AT],
      says: U32[FAULT_SAYS],
      has: U32[FAULT_HAS],
      cut: (U32[FLAGS] & SNAPPED) !== 0,
    });
  }

  /**
   * The batch. Its buffers belong to the caller; `data` and `index` are the frames' own, where given. Its pieces are the
   * octets kept, where there are any, else those of the frames.
   */
  finish(data: ArrayBufferLike = NOTHING, index: ArrayBufferLike = NOTHING): MessageBatch {
    const { counts, count } = this;
    this.last = count;
    counts.faults.push(...this.faults.values());
    const batch: MessageBatch = {
      number: this.number,
      count,
      records: this.f64.buffer,
      pieces: this.piecesLength > 0 ? this.pieces.slice(0, this.piecesLength) : this.frames,
      directions: this.directions,
      texts: this.texts.take(),
      counts,
      data,
      index,
    };
    this.f64 = new Float64Array(0);
    this.frames = NONE;
    this.capacity = 0;
    this.count = 0;
    return batch;
  }

  /** Records that the joiner has to look at, as in Directions; undefined where it has to look at all. */
  attended(): Uint32Array | undefined {
    return this.everything ? undefined : this.events.slice(0, this.eventWords);
  }

  /** For the joiner: copies octets beside the records and gives their place. */
  keepOctets(b: Uint8Array, at: number, end: number): number {
    const place = this.piecesLength;
    const length = place + end - at;
    if (length > this.pieces.length) {
      const larger = new Uint8Array(Math.max(4096, length, this.pieces.length * 2));
      larger.set(this.pieces.subarray(0, place));
      this.pieces = larger;
    }
    this.pieces.set(b.subarray(at, end), place);
    this.piecesLength = length;
    return place;
  }

  /** For the joiner: how many octets have been kept so far. */
  get keptLength(): number {
    return this.piecesLength;
  }

  /** For the joiner: the octets kept so far. */
  keptOctets(): Uint8Array {
    return this.pieces;
  }

  /** For the joiner: gives up the octets kept from `place` on, which nothing refers to. */
  dropOctets(place: number): void {
    this.piecesLength = place;
  }

  /** For the joiner: takes texts over with the numbers they have. */
  adoptTexts(texts: readonly Uint8Array[]): void {
    for (const text of texts) this.texts.number(text, 0, text.length);
  }

  /** For the joiner: one record from elsewhere, counted there. */
  copyRecord(from: Float64Array, record: number): void {
    if (this.count === this.capacity) this.grow();
    this.f64.set(from.subarray(record * WORDS, (record + 1) * WORDS), this.count * WORDS);
    this.count++;
  }

  /** For the joiner: a copy of the records from `first` on. */
  takeBack(first: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.f64.subarray(first * WORDS, this.count * WORDS));
  }

  /** For the joiner: takes the records from `first` on back. */
  dropRecords(first: number): void {
    this.count = first;
  }

  /** For the joiner: copies a record to the place `to` of others. */
  copyOut(record: number, into: Float64Array, to: number): void {
    const { f64 } = this;
    for (let i = 0; i < WORDS; i++) into[to * WORDS + i] = f64[record * WORDS + i];
  }

  /** For the joiner: kind of a record written. */
  kindOf(record: number): number {
    return this.views().u8[record * STRIDE + KIND];
  }

  /** For the joiner: views of the records written, until the next one is. */
  views(): Views {
    if (this.seen?.u8.buffer !== this.f64.buffer) this.seen = viewsOf(this.f64.buffer);
    return this.seen;
  }

  private copy(): void {
    if (U8[FAULT] !== 0) this.strayFault();
    const record = this.count;
    if (record === this.capacity) this.grow();
    this.count = record + 1;
    copyScratch(this.f64, record * WORDS);
  }

  private grow(): void {
    this.capacity = Math.max(256, this.capacity * 2);
    const larger = room(this.capacity);
    larger.set(this.f64);
    this.f64 = larger;
  }
}
