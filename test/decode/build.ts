/** Frames and batches for the tests of src/decode: encoders of the few forms they need, and records as objects. */
import { type Views, viewsOf } from '../../decoders/layout.ts';
import { message } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { FAULTS, STATUS_NAMES } from '../../decoders/status.ts';
import { type FrameBatch, frameEntry } from '../../src/capture/batch.ts';
import type { MessageBatch } from '../../src/decode/batch.ts';
import { OF_BATCH } from '../../src/decode/directions.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { octets } from '../decoders/layers.ts';

export { octets } from '../decoders/layers.ts';

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const b = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    b.set(part, at);
    at += part.length;
  }
  return b;
};

const number = (value: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) & 255);

/** Begin with one invoke of `operation` without a parameter, transaction `id`. */
export function begin(id = 1, operation = 56): Uint8Array {
  return joined(
    octets('62 12 48 04'),
    number(id, 4),
    octets('6c 0a a1 08 02 01 01 02 01'),
    Uint8Array.of(operation),
    octets('30 00'),
  );
}

/** Begin with `count` invokes. */
export function manyInvokes(count: number): Uint8Array {
  const components = joined(
    ...Array.from({ length: count }, (_, i) =>
      octets(`a1 08 02 01 ${(i + 1).toString(16).padStart(2, '0')} 02 01 38 30 00`),
    ),
  );
  const portion = joined(Uint8Array.of(0x6c, 0x81, components.length), components);
  return joined(Uint8Array.of(0x62, 0x81, 6 + portion.length), octets('48 04 00000001'), portion);
}

// international E.164 with an even count: 491770 and SSN 6, 491771 and SSN 7
const CALLED = octets('08 12 06 00 12 04 947107');
const CALLING = octets('08 12 07 00 12 04 947117');

export function udt(data: Uint8Array, type = 9, second = 0x81): Uint8Array {
  return joined(Uint8Array.of(type, second, 3, 11, 19), CALLED, CALLING, Uint8Array.of(data.length), data);
}

/** XUDT or XUDTS with a segmentation parameter. */
export function segment(data: Uint8Array, first: boolean, remaining: number, reference = 7, type = 17): Uint8Array {
  // the pointer to the optional part counts from itself, the last of the seven octets before the addresses
  const head = Uint8Array.of(type, 0x81, 15, 4, 12, 20, 1 + CALLED.length + CALLING.length + 1 + data.length);
  return joined(
    head,
    CALLED,
    CALLING,
    Uint8Array.of(data.length),
    data,
    Uint8Array.of(0x10, 4, (first ? 0x80 : 0) | 0x40 | remaining, reference, 0, 0, 0),
  );
}

const padded = (b: Uint8Array): Uint8Array => joined(b, new Uint8Array((4 - (b.length & 3)) & 3));

export function m3ua(data: Uint8Array, { opc = 100, dpc = 200, si = 3 } = {}): Uint8Array {
  const body = joined(number(opc, 4), number(dpc, 4), Uint8Array.of(si, 2, 0, 5), data);
  const parameter = joined(octets('0210'), number(body.length + 4, 2), body);
  return joined(octets('01 00 01 01'), number(8 + padded(parameter).length, 4), padded(parameter));
}

/** A message of another class, by default ASP Up. */
export const management = (messageClass = 3, type = 1): Uint8Array =>
  Uint8Array.of(1, 0, messageClass, type, 0, 0, 0, 8);

export interface Chunk {
  tsn?: number;
  stream?: number;
  ppid?: number;
  /** Flags: 1 ends, 2 begins, 4 unordered. */
  flags?: number;
}

export function data(payload: Uint8Array, { tsn = 1, stream = 0, ppid = 3, flags = 3 }: Chunk = {}): Uint8Array {
  const body = joined(number(tsn, 4), number(stream, 2), number(0, 2), number(ppid, 4), payload);
  return padded(joined(Uint8Array.of(0, flags), number(body.length + 4, 2), body));
}

/** I-DATA: `last` is the payload protocol identifier of a first fragment, the fragment's number of another. */
export function iData(payload: Uint8Array, tsn: number, flags: number, identifier: number, last: number): Uint8Array {
  const body = joined(number(tsn, 4), number(0, 4), number(identifier, 4), number(last, 4), payload);
  return padded(joined(Uint8Array.of(64, flags), number(body.length + 4, 2), body));
}

export function sctp(chunks: readonly Uint8Array[], { from = 2905, to = 2906, vtag = 0xfeed0001 } = {}): Uint8Array {
  return joined(number(from, 2), number(to, 2), number(vtag, 4), number(0, 4), ...chunks);
}

export function udp(payload: Uint8Array, from = 2123, to = 2123): Uint8Array {
  return joined(number(from, 2), number(to, 2), number(payload.length + 8, 2), number(0, 2), payload);
}

export interface Ip {
  protocol?: number;
  id?: number;
  /** Octets. */
  offset?: number;
  more?: boolean;
  ttl?: number;
  src?: string;
  dst?: string;
}

export function ip4(payload: Uint8Array, options: Ip = {}): Uint8Array {
  const { protocol = 132, id = 1, offset = 0, more = false, ttl = 64, src = '0a000001', dst = '0a000002' } = options;
  return joined(
    octets('45 00'),
    number(20 + payload.length, 2),
    number(id, 2),
    number((more ? 0x2000 : 0) | (offset >> 3), 2),
    Uint8Array.of(ttl, protocol, 0, 0),
    octets(src),
    octets(dst),
    payload,
  );
}

export function ip6(payload: Uint8Array, next = 132, src = '01', dst = '02'): Uint8Array {
  const net = '20010db80000000000000000000000';
  return joined(
    octets('60000000'),
    number(payload.length, 2),
    Uint8Array.of(next, 64),
    octets(net + src),
    octets(net + dst),
    payload,
  );
}

export const ether = (payload: Uint8Array, type = 0x0800): Uint8Array =>
  joined(octets('020000000001 020000000002'), number(type, 2), payload);

/** GTPv1 Echo Request with sequence number 5 (TS 29.060 §7.2.1). */
export const echo = octets('32 01 0004 00000000 0005 0000');

/** Create PDP Context Request with an APN: element 131, 9 octets, `internet` as one label. */
export const createPdp = octets('32 10 0010 00000000 0005 0000 83 0009 08 696e7465726e6574');

export interface Frame {
  octets: Uint8Array;
  link?: number;
  /** Seconds. */
  time?: number;
  original?: number;
}

export function frameBatch(frames: readonly (Frame | Uint8Array)[], number_ = 0, firstFrame = 1): FrameBatch {
  const all = frames.map(frame => (frame instanceof Uint8Array ? { octets: frame } : frame));
  const bytes = joined(Uint8Array.of(0xff, 0xff, 0xff), ...all.map(frame => frame.octets));
  const index = new ArrayBuffer(frameEntry.stride * all.length);
  const v = viewsOf(index);
  const { at } = frameEntry;
  let from = 3;
  for (const [i, frame] of all.entries()) {
    const base = i * frameEntry.stride;
    v.f64[base / 8 + at.time] = (frame.time ?? 1000 + i * 0.001) * 1e6;
    v.u32[base / 4 + at.at] = from;
    v.u32[base / 4 + at.length] = frame.octets.length;
    v.u32[base / 4 + at.original] = frame.original ?? frame.octets.length;
    v.u32[base / 4 + at.frame] = firstFrame + i;
    v.u16[base / 2 + at.link] = frame.link ?? 1;
    from += frame.octets.length;
  }
  return { number: number_, count: all.length, data: bytes.buffer as ArrayBuffer, index };
}

export function decoded(frames: readonly (Frame | Uint8Array)[], number_ = 0, firstFrame = 1): MessageBatch {
  const batch = frameBatch(frames, number_, firstFrame);
  const writer = new RecordWriter();
  writer.begin(batch.number);
  decodeBatch(batch, writer);
  return writer.finish(batch.data, batch.index);
}

type Name = keyof typeof message.at;
const SIZE = { u8: 1, u16: 2, u32: 4, f64: 8 } as const;
const PLACES = new Map(message.places.map(place => [place.name, place]));

/** A record's fields by name; slots as hex. */
export class Shown {
  private readonly views: Views;
  private readonly base: number;
  private readonly associations: Uint32Array;

  constructor(batch: MessageBatch, record: number) {
    this.associations = batch.directions?.associations ?? new Uint32Array(0);
    this.views = viewsOf(batch.records);
    this.base = record * message.stride;
  }

  get(name: Name): number {
    const place = PLACES.get(name)!;
    const value = this.views[place.kind][(this.base + place.offset) / SIZE[place.kind]];
    return name === 'association' && value >= OF_BATCH ? this.associations[value - OF_BATCH] : value;
  }

  slot(name: Name, length?: number): string {
    const place = PLACES.get(name)!;
    const from = this.base + place.offset;
    const n = length ?? this.get(`${name}Length` as Name);
    return Buffer.from(this.views.u8.slice(from, from + n)).toString('hex');
  }

  get protocol(): string {
    return PROTOCOLS[this.get('protocol')].name;
  }

  get fault(): string {
    const status = this.get('fault');
    return status === 0
      ? ''
      : `${STATUS_NAMES[status]} ${PROTOCOLS[this.get('faultProtocol')].name} ${FAULTS[this.get('faultWhat')]}`;
  }
}

export const shown = (batch: MessageBatch): Shown[] =>
  Array.from({ length: batch.count }, (_, i) => new Shown(batch, i));

/** Messages by protocol. */
export function counts(batch: MessageBatch): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [i, n] of batch.counts.protocols.entries()) if (n > 0) found[PROTOCOLS[i].name] = n;
  return found;
}

/** Faults as `status protocol what × count`. */
export const faults = (batch: MessageBatch): string[] =>
  batch.counts.faults.map(
    f => `${STATUS_NAMES[f.status]} ${PROTOCOLS[f.protocol].name} ${FAULTS[f.what]} × ${f.count}`,
  );
