/** Captures made octet by octet, and what a source gives read back into plain values. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { frameEntry } from '../../src/capture/batch.ts';
import { type OpenOptions, openCaptures } from '../../src/capture/open.ts';

const NONE: Uint8Array = new Uint8Array(0);

export type Order = 'little' | 'big';

/** Numbers of 16 and 32 bits in one byte order. */
export class Octets {
  readonly list: number[] = [];
  readonly order: Order;

  constructor(order: Order) {
    this.order = order;
  }

  #put(value: number, octets: number): this {
    for (let i = 0; i < octets; i++) {
      const shift = 8 * (this.order === 'little' ? i : octets - 1 - i);
      this.list.push(Math.floor(value / 2 ** shift) & 0xff);
    }
    return this;
  }
  u16(value: number): this {
    return this.#put(value, 2);
  }
  u32(value: number): this {
    return this.#put(value, 4);
  }
  raw(octets: ArrayLike<number>): this {
    for (let i = 0; i < octets.length; i++) this.list.push(octets[i]);
    return this;
  }
  get bytes(): Uint8Array {
    return Uint8Array.from(this.list);
  }
}

export function join_(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Octets of a frame that nobody else has: `length` of them, told by `seed`. */
export function frameOctets(seed: number, length: number): Uint8Array {
  const b = new Uint8Array(length);
  for (let i = 0; i < length; i++) b[i] = (seed * 37 + i * 11 + (i >> 8)) & 0xff;
  return b;
}

export interface ClassicOptions {
  order?: Order;
  magic?: number;
  snap?: number;
  link?: number;
}

export function classicHeader({
  order = 'little',
  magic = 0xa1b2c3d4,
  snap = 65535,
  link = 1,
}: ClassicOptions = {}): Uint8Array {
  // magic, version 2.4, time zone, accuracy, snap length, link type
  return new Octets(order).u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snap).u32(link).bytes;
}

export function classicRecord(
  seconds: number,
  fraction: number,
  frame: Uint8Array,
  { order = 'little', original = frame.length }: { order?: Order; original?: number } = {},
): Uint8Array {
  return join_(new Octets(order).u32(seconds).u32(fraction).u32(frame.length).u32(original).bytes, frame);
}

/** A classic capture of frames at the given microseconds since 1970. */
export function classic(times: readonly number[], options: ClassicOptions & { length?: number } = {}): Uint8Array {
  const order = options.order ?? 'little';
  return join_(
    classicHeader(options),
    ...times.map((t, i) =>
      classicRecord(Math.floor(t / 1e6), t % 1e6, frameOctets(i, options.length ?? 60), { order }),
    ),
  );
}

/** A pcapng block: type, length, body filled up to a multiple of 4, length. */
export function block(order: Order, type: number, body: Uint8Array): Uint8Array {
  const fill = (4 - (body.length % 4)) % 4;
  const length = 12 + body.length + fill;
  return new Octets(order).u32(type).u32(length).raw(body).raw(new Uint8Array(fill)).u32(length).bytes;
}

export function section(order: Order = 'little'): Uint8Array {
  // byte-order magic, version 1.0, section length unknown
  return block(
    order,
    0x0a0d0d0a,
    new Octets(order).u32(0x1a2b3c4d).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff).bytes,
  );
}

export function option(order: Order, code: number, value: ArrayLike<number>): Uint8Array {
  const fill = (4 - (value.length % 4)) % 4;
  return new Octets(order).u16(code).u16(value.length).raw(value).raw(new Uint8Array(fill)).bytes;
}

export function face(order: Order = 'little', link = 1, snap = 0, options: readonly Uint8Array[] = []): Uint8Array {
  return block(order, 1, join_(new Octets(order).u16(link).u16(0).u32(snap).bytes, ...options));
}

export function enhanced(
  order: Order,
  number: number,
  stamp: bigint,
  frame: Uint8Array,
  { original = frame.length, captured = frame.length, options = NONE } = {},
): Uint8Array {
  const fill = new Uint8Array((4 - (frame.length % 4)) % 4);
  const head = new Octets(order)
    .u32(number)
    .u32(Number(stamp >> 32n))
    .u32(Number(stamp & 0xffffffffn));
  return block(order, 6, join_(head.u32(captured).u32(original).bytes, frame, fill, options));
}

export interface Frame {
  time: number;
  nanos: number;
  octets: Uint8Array;
  original: number;
  frame: number;
  file: number;
  link: number;
}

export interface Read {
  frames: Frame[];
  batches: number[];
  notes: { code: string; file: string; frame: number; octet: number; text: string }[];
  files: readonly string[];
}

/** Reads everything; buffers go back at once, as the consumer's would. */
export async function read(inputs: readonly string[], options: OpenOptions = {}): Promise<Read> {
  const source = await openCaptures(inputs, options);
  const frames: Frame[] = [];
  const batches: number[] = [];
  const { stride, at } = frameEntry;
  for await (const batch of source.batches()) {
    if (batch.number !== batches.length) throw new Error(`batch ${batch.number} at place ${batches.length}`);
    batches.push(batch.count);
    const view = new DataView(batch.index);
    for (let i = 0; i < batch.count; i++) {
      const start = view.getUint32(i * stride + at.at * 4, true);
      const length = view.getUint32(i * stride + at.length * 4, true);
      if (start + length > batch.data.byteLength) throw new Error('frame outside its batch');
      frames.push({
        time: view.getFloat64(i * stride + at.time * 8, true),
        nanos: view.getUint16(i * stride + at.nanos * 2, true),
        octets: new Uint8Array(batch.data.slice(start, start + length)),
        original: view.getUint32(i * stride + at.original * 4, true),
        frame: view.getUint32(i * stride + at.frame * 4, true),
        file: view.getUint16(i * stride + at.file * 2, true),
        link: view.getUint16(i * stride + at.link * 2, true),
      });
    }
    source.recycle(batch.data, batch.index);
  }
  return { frames, batches, notes: [...source.notes], files: source.files };
}

/** A folder that is gone after the tests of the file; gives a function that writes a file there and gives its path. */
export function folder(): { path: string; put: (name: string, octets: Uint8Array) => string } {
  const path = mkdtempSync(join(tmpdir(), 'sigprobe-capture-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    put: (name, octets) => {
      const file = join(path, name);
      writeFileSync(file, octets);
      return file;
    },
  };
}
