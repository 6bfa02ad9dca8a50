/** Ethernet, IPv4, IPv6 and UDP around what a caller has put into a frame buffer. */
import { fold, wordSum } from './checksums.ts';

/** One side of a link: an address of 4 or 16 octets, its text, its MAC and its count of IP datagrams. */
export class Host {
  readonly ip: Uint8Array;
  readonly text: string;
  readonly mac: Uint8Array;
  readonly ttl: number;
  /** IPv4 identification of the next datagram. */
  id: number;

  constructor(text: string, number: number, ttl = 62) {
    this.text = text;
    this.ip = parseAddress(text);
    // Locally administered unicast addresses.
    this.mac = Uint8Array.of(0x02, 0x1b, 0x50, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
    this.ttl = ttl;
    this.id = (number * 2654435761) & 0xffff;
  }
}

/** IPv4 in dotted form, IPv6 in the eight-group form with at most one `::`. */
export function parseAddress(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number);
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Uint8Array.from(groups.flatMap(g => [Number.parseInt(g, 16) >>> 8, Number.parseInt(g, 16) & 0xff]));
}

const ETHERNET = 14;

/** Octets before the payload of IP. */
export function headerSize(from: Host): number {
  return ETHERNET + (from.ip.length === 4 ? 20 : 40);
}

/**
 * Writes Ethernet and IP before `length` octets of payload that stand (or will stand) at `at + headerSize(from)`.
 * Gives the length of the frame.
 */
export function writeIp(b: Uint8Array, at: number, from: Host, to: Host, protocol: number, length: number): number {
  b.set(to.mac, at);
  b.set(from.mac, at + 6);
  let p = at + 12;
  if (from.ip.length === 4) {
    const total = 20 + length;
    const id = from.id;
    from.id = (id + 1) & 0xffff;
    b[p] = 0x08; // EtherType IPv4
    b[p + 1] = 0x00;
    p += 2;
    b[p] = 0x45; // RFC 791 §3.1
    b[p + 1] = 0;
    b[p + 2] = total >>> 8;
    b[p + 3] = total;
    b[p + 4] = id >>> 8;
    b[p + 5] = id;
    b[p + 6] = 0x40; // do not fragment
    b[p + 7] = 0;
    b[p + 8] = from.ttl;
    b[p + 9] = protocol;
    b[p + 10] = 0;
    b[p + 11] = 0;
    b.set(from.ip, p + 12);
    b.set(to.ip, p + 16);
    const sum = fold(wordSum(b, p, p + 20));
    b[p + 10] = sum >>> 8;
    b[p + 11] = sum;
    return ETHERNET + total;
  }
  b[p] = 0x86; // EtherType IPv6
  b[p + 1] = 0xdd;
  p += 2;
  b[p] = 0x60; // RFC 8200 §3
  b[p + 1] = 0;
  b[p + 2] = 0;
  b[p + 3] = 0;
  b[p + 4] = length >>> 8;
  b[p + 5] = length;
  b[p + 6] = protocol;
  b[p + 7] = from.ttl;
  b.set(from.ip, p + 8);
  b.set(to.ip, p + 24);
  return ETHERNET + 40 + length;
}

/** Ethernet and IP between two hosts, made once; what changes from frame to frame is patched. */
export class Header {
  private readonly template = new Uint8Array(54);
  private readonly size: number;
  private readonly from: Host;
  /** Sum of the words of the IPv4 header that stay. */
  private readonly sum: number;

  constructor(from: Host, to: Host, protocol: number) {
    this.from = from;
    this.size = headerSize(from);
    writeIp(this.template, 0, from, to, protocol, 0);
    const t = this.template;
    for (const i of [16, 17, 18, 19, 24, 25]) if (this.size === 34) t[i] = 0; // length, identification, checksum
    this.sum = wordSum(t, ETHERNET, ETHERNET + 20);
  }

  /** As `writeIp`. */
  write(b: Uint8Array, at: number, length: number): number {
    b.set(this.template.subarray(0, this.size), at);
    const p = at + ETHERNET;
    if (this.size === 34) {
      const total = 20 + length;
      const { from } = this;
      const id = from.id;
      from.id = (id + 1) & 0xffff;
      b[p + 2] = total >>> 8;
      b[p + 3] = total;
      b[p + 4] = id >>> 8;
      b[p + 5] = id;
      const sum = fold(this.sum + total + id);
      b[p + 10] = sum >>> 8;
      b[p + 11] = sum;
    } else {
      b[p + 4] = length >>> 8;
      b[p + 5] = length;
    }
    return this.size + length;
  }
}

/** UDP header before `length` octets at `at + 8`, with its checksum (RFC 768; RFC 8200 §8.1). */
export function writeUdp(
  b: Uint8Array,
  at: number,
  from: Host,
  to: Host,
  fromPort: number,
  toPort: number,
  length: number,
): void {
  const total = 8 + length;
  b[at] = fromPort >>> 8;
  b[at + 1] = fromPort;
  b[at + 2] = toPort >>> 8;
  b[at + 3] = toPort;
  b[at + 4] = total >>> 8;
  b[at + 5] = total;
  b[at + 6] = 0;
  b[at + 7] = 0;
  const pseudo = wordSum(from.ip, 0, from.ip.length) + wordSum(to.ip, 0, to.ip.length) + 17 + total;
  const sum = fold(pseudo + wordSum(b, at, at + total)) || 0xffff;
  b[at + 6] = sum >>> 8;
  b[at + 7] = sum;
}
