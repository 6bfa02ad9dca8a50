/** One frame of a capture: its octets, what the decoders stumbled over in it, and the messages that it is a piece of. */
import { viewsOf } from '../../decoders/layout.ts';
import * as records from '../../decoders/message.ts';
import { type FrameBatch, type FrameSource, frameEntry } from '../capture/batch.ts';
import type { MessageBatch } from '../decode/batch.ts';
import { decodeBatch } from '../decode/frame.ts';
import { type Joined, Joiner, type Place } from '../decode/joiner.ts';
import { RecordWriter } from '../decode/writer.ts';

const { at } = records.message;
const STRIDE = records.message.stride;
const ENTRY = frameEntry.stride;
const {
  time: TIME,
  at: AT,
  length: LENGTH,
  original: ORIGINAL,
  frame: FRAME,
  link: LINK,
  nanos: NANOS,
  file: FILE,
} = frameEntry.at;

/** Microseconds of capture time in which the other pieces of a message are looked for behind the frame. */
const PATIENCE = 30_000_000;

export interface Frame {
  readonly number: number;
  /** Microseconds since 1970 UTC, and nanoseconds beyond. */
  readonly time: number;
  readonly nanos: number;
  readonly link: number;
  /** Octets on the wire. */
  readonly original: number;
  readonly octets: Uint8Array;
}

/** Where a decoder stopped, as in the records. */
export interface Fault {
  readonly protocol: number;
  readonly what: number;
  readonly octet: number;
  readonly says: number;
  readonly has: number;
}

/** A message joined from pieces, one of which the frame holds. */
export interface JoinedMessage {
  /** KIND_IP_FRAGMENT, KIND_SCTP_FRAGMENT, KIND_SCCP_SEGMENT. */
  readonly kind: number;
  readonly octets: Uint8Array;
  readonly places: readonly Place[];
  /** Frame whose piece was the last to come. */
  readonly completedBy: number;
  readonly protocol: number;
  readonly ipVersion: number;
  readonly ports: { readonly source: number; readonly destination: number };
  /** -1 where there is none. */
  readonly party: { readonly called: number; readonly calling: number };
}

export interface Single {
  readonly frame: Frame;
  readonly faults: readonly Fault[];
  readonly joined: readonly JoinedMessage[];
  /** Pieces in the frame whose message was not whole when the search ended. */
  readonly pending: number;
}

/**
 * Reads a source up to frame `number`, and beyond it as long as a piece in it may find the others. Undefined where the
 * source has no such frame.
 */
export async function singleFrame(source: FrameSource, number: number): Promise<Single | undefined> {
  const joiner = new Joiner();
  const writer = new RecordWriter();
  const joined: JoinedMessage[] = [];
  joiner.onJoined = one => {
    const completedBy = one.views.u32[(one.record * STRIDE) / 4 + at.frame];
    if (one.places.some(place => place.frame === number)) joined.push(messageOf(one, completedBy));
  };
  let frame: Frame | undefined;
  let faults: readonly Fault[] = [];
  let pieces = 0;
  for await (const batch of source.batches()) {
    const here = frame === undefined ? entryOf(batch, number) : -1;
    if (here >= 0) {
      frame = frameOf(batch, here);
      const alone = decoded(writer, { ...batch, count: 1, index: batch.index.slice(here * ENTRY, (here + 1) * ENTRY) });
      faults = faultsOf(alone);
      pieces = piecesOf(alone);
    }
    // ahead of the frame its other pieces may stand; behind it only where one is missing
    joiner.process(decoded(writer, batch));
    const last = batch.count === 0 ? 0 : new Float64Array(batch.index)[((batch.count - 1) * ENTRY) / 8 + TIME];
    source.recycle(batch.data, batch.index);
    if (frame !== undefined && (joined.length >= pieces || last > frame.time + PATIENCE)) break;
  }
  if (frame === undefined) return undefined;
  return { frame, faults, joined, pending: Math.max(0, pieces - joined.length) };
}

/** Reads a source to its end; calls `see` with the places of the pieces of each message that was joined. */
export async function eachJoin(source: FrameSource, see: (places: readonly Place[]) => void): Promise<void> {
  const joiner = new Joiner();
  const writer = new RecordWriter();
  joiner.onJoined = ({ places }) => see(places);
  for await (const batch of source.batches()) {
    joiner.process(decoded(writer, batch));
    source.recycle(batch.data, batch.index);
  }
}

function decoded(writer: RecordWriter, batch: FrameBatch): MessageBatch {
  writer.begin(batch.number);
  decodeBatch(batch, writer);
  return writer.finish(batch.data, batch.index);
}

/** Position of a frame in a batch, -1 where it is not there. */
function entryOf(batch: FrameBatch, number: number): number {
  const u32 = new Uint32Array(batch.index);
  for (let i = 0; i < batch.count; i++) if (u32[(i * ENTRY) / 4 + FRAME] === number) return i;
  return -1;
}

/** The frame at a position of a batch, its octets copied. */
export function frameOf(batch: FrameBatch, i: number): Frame & { readonly file: number } {
  const u16 = new Uint16Array(batch.index);
  const u32 = new Uint32Array(batch.index);
  const from = u32[(i * ENTRY) / 4 + AT];
  return {
    number: u32[(i * ENTRY) / 4 + FRAME],
    time: new Float64Array(batch.index)[(i * ENTRY) / 8 + TIME],
    nanos: u16[(i * ENTRY) / 2 + NANOS],
    link: u16[(i * ENTRY) / 2 + LINK],
    file: u16[(i * ENTRY) / 2 + FILE],
    original: u32[(i * ENTRY) / 4 + ORIGINAL],
    octets: new Uint8Array(batch.data, from, u32[(i * ENTRY) / 4 + LENGTH]).slice(),
  };
}

/** Faults of all records, and those that no record took along; each once. */
function faultsOf(batch: MessageBatch): Fault[] {
  const { u8, u32 } = viewsOf(batch.records);
  const found = new Map<string, Fault>();
  const add = (fault: Fault): void => {
    found.set(`${fault.protocol}:${fault.what}:${fault.octet}`, fault);
  };
  for (let i = 0; i < batch.count; i++) {
    if (u8[i * STRIDE + at.fault] === 0) continue;
    add({
      protocol: u8[i * STRIDE + at.faultProtocol],
      what: u8[i * STRIDE + at.faultWhat],
      octet: u32[(i * STRIDE) / 4 + at.faultAt],
      says: u32[(i * STRIDE) / 4 + at.faultSays],
      has: u32[(i * STRIDE) / 4 + at.faultHas],
    });
  }
  for (const { protocol, what, octet, says, has } of batch.counts.faults) add({ protocol, what, octet, says, has });
  return [...found.values()];
}

function piecesOf(batch: MessageBatch): number {
  const { u8 } = viewsOf(batch.records);
  let pieces = 0;
  for (let i = 0; i < batch.count; i++) {
    const kind = u8[i * STRIDE + at.kind];
    if (kind >= records.KIND_IP_FRAGMENT && kind <= records.KIND_SCCP_SEGMENT) pieces++;
  }
  return pieces;
}

function messageOf(one: Joined, completedBy: number): JoinedMessage {
  const { views: v, record } = one;
  const u8 = (place: number): number => v.u8[record * STRIDE + place];
  const present = v.u32[(record * STRIDE) / 4 + at.present];
  return {
    kind: one.kind,
    octets: one.octets,
    places: one.places,
    completedBy,
    protocol: one.protocol,
    ipVersion: u8(at.ipVersion),
    ports: {
      source: v.u16[(record * STRIDE) / 2 + at.srcPort],
      destination: v.u16[(record * STRIDE) / 2 + at.dstPort],
    },
    party:
      one.kind === records.KIND_SCCP_SEGMENT
        ? {
            called: (present & records.HAS_CALLED_SSN) !== 0 ? u8(at.calledSsn) : -1,
            calling: (present & records.HAS_CALLING_SSN) !== 0 ? u8(at.callingSsn) : -1,
          }
        : { called: -1, calling: -1 },
  };
}
