/**
 * SCTP associations (RFC 9260) with their own verification tags, TSNs and stream sequences, one Flow a direction.
 * A flow gathers DATA chunks into a packet; whoever drives it says when the packet leaves.
 */
import { crc32c } from './checksums.ts';
import { Header, type Host, headerSize } from './link.ts';
import type { Random } from './random.ts';

const SCTP = 132; // IP protocol
/** Ethernet 14, IPv6 40, common header 12, SACK 16: chunks start behind the longest of all that. */
const CHUNKS_AT = 82;
/** Octets of chunks a packet takes before it is full. */
const ROOM = 1300;
const STREAMS = 17;

export const PPID_M3UA = 3;

/** One direction of an association; `M` is what the driver wants to know about each chunk when its packet leaves. */
export class Flow<M> {
  readonly from: Host;
  readonly to: Host;
  readonly fromPort: number;
  readonly toPort: number;
  /** The receiver's verification tag. */
  readonly tag: number;
  tsn: number;
  private readonly sequences = new Uint16Array(STREAMS);
  readonly b = new Uint8Array(2048);
  private readonly header: Header;
  private end = CHUNKS_AT;
  /** What rides in the packet that is being gathered. */
  riders: M[] = [];
  /** The other direction. */
  peer!: Flow<M>;
  /** Packets with DATA that the other side sent and this one has not acknowledged. */
  unacknowledged = 0;
  /** First octet and length of the frame that `close` made. */
  frameAt = 0;
  frameLength = 0;

  constructor(from: Host, to: Host, fromPort: number, toPort: number, random: Random) {
    this.from = from;
    this.to = to;
    this.fromPort = fromPort;
    this.toPort = toPort;
    this.tag = (random.next() | 1) >>> 0;
    this.tsn = random.next();
    this.header = new Header(from, to, SCTP);
  }

  get empty(): boolean {
    return this.end === CHUNKS_AT;
  }

  fits(octets: number): boolean {
    return this.end - CHUNKS_AT + 16 + octets <= ROOM;
  }

  /** Octets of the chunks gathered so far. */
  get gathered(): number {
    return this.end - CHUNKS_AT;
  }

  /** Where in the frame that `close` made the chunks begin. */
  get headers(): number {
    return CHUNKS_AT - this.frameAt;
  }

  /** A chunk that is in the buffer of the packet that left last: it may go again. */
  chunkAt(at: number, length: number): Uint8Array {
    return this.b.slice(CHUNKS_AT + at, CHUNKS_AT + at + length);
  }

  /** Puts a chunk that went before into an empty packet. */
  repeat(chunk: Uint8Array): void {
    this.b.set(chunk, CHUNKS_AT);
    this.end = CHUNKS_AT + chunk.length;
  }

  /** Appends a DATA chunk with b[at] to b[end - 1] as its user message, or as a fragment of one. */
  data(stream: number, ppid: number, b: Uint8Array, at: number, end: number, begins = true, ends = true): void {
    const n = end - at;
    let p = this.chunk(0, (begins ? 2 : 0) | (ends ? 1 : 0), 16 + n); // type DATA, flags B and E
    this.put32(p, this.tsn);
    this.tsn = (this.tsn + 1) >>> 0;
    this.put16(p + 4, stream);
    this.put16(p + 6, this.sequences[stream] as number);
    if (ends) this.sequences[stream] = (this.sequences[stream] as number) + 1;
    this.put32(p + 8, ppid);
    p += 12;
    const to = this.b;
    to.set(b.subarray(at, end), p);
    p += n;
    while ((p - CHUNKS_AT) & 3) to[p++] = 0;
    this.end = p;
  }

  /** Appends HEARTBEAT (4) or its acknowledgement (5) with the same information. RFC 9260 §3.3.5. */
  heartbeat(type: 4 | 5, salt: number): void {
    const p = this.chunk(type, 0, 4 + 44);
    this.put16(p, 1);
    this.put16(p + 2, 44);
    for (let i = 0; i < 40; i++) this.b[p + 4 + i] = (salt >>> (i & 24)) ^ (i * 37);
    this.end = p + 44;
  }

  /** Appends a SACK of all that came, for a packet without DATA. */
  sack(): void {
    const p = this.chunk(3, 0, 16);
    this.sackBody(p);
    this.end = p + 12;
  }

  private sackBody(p: number): void {
    this.put32(p, (this.peer.tsn - 1) >>> 0);
    this.put32(p + 4, 64000); // advertised receiver window
    this.put32(p + 8, 0); // no gaps, no duplicates
    this.unacknowledged = 0;
  }

  private chunk(type: number, flags: number, length: number): number {
    const p = this.end;
    this.b[p] = type;
    this.b[p + 1] = flags;
    this.put16(p + 2, length);
    return p + 4;
  }

  /** Puts the headers before the gathered chunks, a SACK among them where asked; the frame stands at `frameAt`. */
  close(withSack: boolean): void {
    const { b, end } = this;
    let at = CHUNKS_AT;
    if (withSack) {
      at -= 16;
      b[at] = 3;
      b[at + 1] = 0;
      this.put16(at + 2, 16);
      this.sackBody(at + 4);
    }
    at -= 12;
    this.put16(at, this.fromPort);
    this.put16(at + 2, this.toPort);
    this.put32(at + 4, this.tag);
    this.put32(at + 8, 0);
    const sum = crc32c(b, at, end);
    b[at + 8] = sum;
    b[at + 9] = sum >>> 8;
    b[at + 10] = sum >>> 16;
    b[at + 11] = sum >>> 24;
    this.frameAt = at - headerSize(this.from);
    this.frameLength = this.header.write(b, this.frameAt, end - at);
    this.end = CHUNKS_AT;
  }

  private put16(p: number, v: number): void {
    this.b[p] = v >>> 8;
    this.b[p + 1] = v;
  }

  private put32(p: number, v: number): void {
    this.b[p] = v >>> 24;
    this.b[p + 1] = v >>> 16;
    this.b[p + 2] = v >>> 8;
    this.b[p + 3] = v;
  }
}

/** Both directions of an association between two hosts. */
export function associate<M>(a: Host, b: Host, aPort: number, bPort: number, random: Random): [Flow<M>, Flow<M>] {
  const there = new Flow<M>(a, b, aPort, bPort, random);
  const back = new Flow<M>(b, a, bPort, aPort, random);
  there.peer = back;
  back.peer = there;
  return [there, back];
}
