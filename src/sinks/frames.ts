/**
 * Frames as a pcapng capture (draft-ietf-opsawg-pcapng): little-endian, one interface for each link type, times in
 * nanoseconds, the original lengths, and a comment on each frame.
 */
import { version } from '../version.ts';

const SECTION = 0x0a0d0d0a; // §4.1
const INTERFACE = 1; // §4.2
const PACKET = 6; // §4.3
const MAGIC = 0x1a2b3c4d;
// Options
const END = 0;
const COMMENT = 1;
const USER_APPLICATION = 4;
const TIME_RESOLUTION = 9;
const NANOSECONDS = 9; // 10 to the -9

export interface CapturedFrame {
  /** Microseconds since 1970 UTC, and nanoseconds beyond. */
  readonly time: number;
  readonly nanos: number;
  readonly link: number;
  /** Octets on the wire. */
  readonly original: number;
  readonly octets: Uint8Array;
}

/** Makes the blocks one after the other; their octets belong to the caller. */
export class PcapngBlocks {
  readonly #interfaces = new Map<number, number>();

  /** The section header, which comes first. */
  header(): Uint8Array {
    const body = Buffer.alloc(16);
    body.writeUInt32LE(MAGIC, 0);
    body.writeUInt16LE(1, 4); // version 1.0
    body.writeBigInt64LE(-1n, 8); // length not told
    return block(SECTION, body, [option(USER_APPLICATION, Buffer.from(`sigprobe ${version()}`))]);
  }

  /** One frame, behind its interface where that is new. */
  frame(frame: CapturedFrame, comment: string): Uint8Array {
    const known = this.#interfaces.get(frame.link);
    const number = known ?? this.#interfaces.size;
    const parts: Uint8Array[] = [];
    if (known === undefined) {
      this.#interfaces.set(frame.link, number);
      const body = Buffer.alloc(8); // snap length 0: no limit
      body.writeUInt16LE(frame.link, 0);
      parts.push(block(INTERFACE, body, [option(TIME_RESOLUTION, Buffer.of(NANOSECONDS))]));
    }
    const { octets } = frame;
    const body = Buffer.alloc(20 + padded(octets.length));
    const time = BigInt.asUintN(64, BigInt(Math.round(frame.time)) * 1000n + BigInt(frame.nanos));
    body.writeUInt32LE(number, 0);
    body.writeUInt32LE(Number(time >> 32n), 4);
    body.writeUInt32LE(Number(time & 0xffffffffn), 8);
    body.writeUInt32LE(octets.length, 12);
    body.writeUInt32LE(frame.original, 16);
    body.set(octets, 20);
    parts.push(block(PACKET, body, [option(COMMENT, Buffer.from(comment))]));
    return Buffer.concat(parts);
  }
}

const padded = (length: number): number => (length + 3) & ~3;

/** Type, length, body, options and the end of them, length (§3.1). */
function block(type: number, body: Uint8Array, options: readonly Uint8Array[]): Uint8Array {
  const all = Buffer.concat([body, ...options, option(END, Buffer.alloc(0))]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(all.length + 12, 4);
  return Buffer.concat([head, all, head.subarray(4)]);
}

/** Code, length without padding, value, padding (§3.5). */
function option(code: number, value: Uint8Array): Uint8Array {
  const octets = Buffer.alloc(4 + padded(value.length));
  octets.writeUInt16LE(code, 0);
  octets.writeUInt16LE(value.length, 2);
  octets.set(value, 4);
  return octets;
}
