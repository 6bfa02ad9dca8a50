/** Octets of messages that the made captures do not have, put together by hand from the standards. */

/** Octets from hex; spaces are free. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s+/g, '').match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}

export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

export function join(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  let n = 0;
  for (const part of parts) n += part.length;
  const octets = new Uint8Array(n);
  let at = 0;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return octets;
}

const two = (n: number): number[] => [n >> 8, n & 0xff];
const four = (n: number): number[] => [n >>> 24, (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff];

/** One BER element; its length in the shortest form. */
export function tlv(tag: number | readonly number[], ...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  const content = join(...parts);
  const n = content.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : n < 0x10000 ? [0x82, ...two(n)] : [0x84, ...four(n)];
  return join(typeof tag === 'number' ? [tag] : tag, length, content);
}

/** One BER element of indefinite length. */
export function open(tag: number, ...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  return join([tag, 0x80], ...parts, [0, 0]);
}

/** Global title of format 4, E.164, with a subsystem number, routed on it (Q.713 §3.4). */
export const title = (digits: string, ssn: number): Uint8Array =>
  hex(`12${ssn.toString(16).padStart(2, '0')}001204${digits}`);

const CALLED = title('21436587', 6);
const CALLING = title('89674523', 7);

export function udt(data: Uint8Array, type = 9): Uint8Array {
  const at = 3;
  return join(
    [type, 0, at, at + CALLED.length, at + CALLED.length + CALLING.length],
    [CALLED.length],
    CALLED,
    [CALLING.length],
    CALLING,
    [data.length],
    data,
  );
}

/** With an optional part: segmentation (first, `remaining` behind it, reference) and importance. */
export function xudt(data: Uint8Array, first: boolean, remaining: number, type = 17, reference = 77): Uint8Array {
  const at = 4;
  const behind = at + CALLED.length + CALLING.length + data.length;
  return join(
    [type, 1, 15, at, at + CALLED.length, at + CALLED.length + CALLING.length, behind],
    [CALLED.length],
    CALLED,
    [CALLING.length],
    CALLING,
    [data.length],
    data,
    [0x10, 4, (first ? 0x80 : 0) | remaining, reference, 0, 0, 0x12, 1, 3, 0],
  );
}

/** Q.713 §4.20: pointers and the length of the data in two octets, low octet first. */
export function ludt(data: Uint8Array, type = 19): Uint8Array {
  const low = (n: number): number[] => [n & 0xff, n >> 8];
  const called = 7;
  const calling = called - 2 + 1 + CALLED.length;
  const at = calling - 2 + 1 + CALLING.length;
  return join(
    [type, 1, 15],
    low(called),
    low(calling),
    low(at),
    low(0),
    [CALLED.length],
    CALLED,
    [CALLING.length],
    CALLING,
    low(data.length),
    data,
  );
}

/** SIO and ITU label in front of an SCCP message. */
export const mtp3 = (sccp: Uint8Array): Uint8Array => join(hex('83 01 40 80 10'), sccp);
export const mtp2 = (unit: Uint8Array): Uint8Array => join([0x12, 0x34, Math.min(63, unit.length)], unit);

function parameter(tag: number, content: Uint8Array | readonly number[]): Uint8Array {
  const pad = -content.length & 3;
  return join(two(tag), two(content.length + 4), content, new Uint8Array(pad));
}

function xua(messageClass: number, type: number, ...parts: Uint8Array[]): Uint8Array {
  const content = join(...parts);
  return join([1, 0, messageClass, type], four(content.length + 8), content);
}

export const m3ua = (sccp: Uint8Array): Uint8Array =>
  xua(
    1,
    1,
    parameter(0x0200, four(9)),
    parameter(6, four(7)),
    parameter(0x0210, join(four(4001), four(4002), [3, 2, 0, 5], sccp)),
    parameter(0x13, four(1)),
  );
export const m2ua = (unit: Uint8Array): Uint8Array => xua(6, 1, parameter(1, four(3)), parameter(0x0300, unit));
/** Protocol Data 2: a length indicator octet before the SIO, and a label of 5 octets behind it. */
export const m2uaJapan = (sccp: Uint8Array): Uint8Array =>
  xua(6, 1, parameter(0x0301, join(hex('3f 83 0100 0200 05'), sccp)));
export const m2pa = (unit: Uint8Array): Uint8Array => xua(11, 1, hex('00000001 00000002 09'), unit);

export function sua(data: Uint8Array, type = 1): Uint8Array {
  const address = (ssn: number): Uint8Array =>
    join(
      hex('0001 0007'),
      parameter(0x8001, hex('00000004 08 00 01 04 21436587')),
      parameter(0x8002, four(2057)),
      parameter(0x8003, four(ssn)),
    );
  return xua(
    7,
    type,
    parameter(6, four(1)),
    parameter(0x0115, four(1)),
    parameter(0x0102, address(8)),
    parameter(0x0103, address(6)),
    parameter(0x0106, hex('00000107')),
    parameter(0x0117, hex('80000001')),
    parameter(0x010b, data),
  );
}

export const management = (messageClass: number, type: number): Uint8Array =>
  xua(messageClass, type, parameter(0x0011, four(3)), parameter(4, hex('68656c6c6f')));

export interface Chunk {
  readonly flags?: number;
  readonly tsn?: number;
  readonly ppid?: number;
  readonly stream?: number;
}

export function dataChunk(data: Uint8Array, { flags = 3, tsn = 100, ppid = 3, stream = 1 }: Chunk = {}): Uint8Array {
  const pad = -data.length & 3;
  const head = join([0, flags], two(data.length + 16), four(tsn), two(stream), two(0), four(ppid));
  return join(head, data, new Uint8Array(pad));
}

/** RFC 8260 §2.1. */
export function iDataChunk(data: Uint8Array, flags: number, tsn: number, number: number): Uint8Array {
  const pad = -data.length & 3;
  return join(
    [64, flags],
    two(data.length + 20),
    four(tsn),
    two(1),
    two(0),
    four(5),
    four(number),
    data,
    new Uint8Array(pad),
  );
}

export const sctp = (...chunks: Uint8Array[]): Uint8Array =>
  join(two(2905), two(2906), four(0xabcdef01), four(0), ...chunks);

export const sack = hex('03 00 0010 00000064 00010000 0000 0000');

export const udp = (data: Uint8Array, port: number): Uint8Array =>
  join(two(port), two(port), two(data.length + 8), two(0), data);

export interface Datagram {
  readonly identifier?: number;
  readonly offset?: number;
  readonly more?: boolean;
  readonly source?: readonly number[];
}

export function ip4(payload: Uint8Array, protocol: number, about: Datagram = {}): Uint8Array {
  const { identifier = 1, offset = 0, more = false, source = [192, 0, 2, 1] } = about;
  const place = (offset >> 3) | (more ? 0x2000 : 0);
  return join(
    [0x45, 0],
    two(payload.length + 20),
    two(identifier),
    two(place),
    [64, protocol, 0, 0],
    source,
    [198, 51, 100, 2],
    payload,
  );
}

export function ip6(payload: Uint8Array, next: number): Uint8Array {
  const address = hex('20010db8000000000000000000000001');
  return join(
    [0x60, 0, 0, 0],
    two(payload.length),
    [next, 64],
    address,
    address.map((o, i) => (i === 15 ? 2 : o)),
    payload,
  );
}

export const ethernet = (payload: Uint8Array, type = 0x0800): Uint8Array =>
  join(hex('020000000001 020000000002'), two(type), payload);

/** Wireshark's exported PDU around octets of the named dissector. */
export function exported(name: string, data: Uint8Array): Uint8Array {
  const pad = (4 - (name.length % 4)) % 4;
  const text = [...name].map(letter => letter.charCodeAt(0));
  return join(two(12), two(name.length + pad), text, new Uint8Array(pad), two(0), two(0), data);
}

export function gtp(type: number, ...elements: Uint8Array[]): Uint8Array {
  const content = join(...elements);
  return join([0x32, type], two(content.length + 4), four(0x01020304), two(0x1234), [0, 0], content);
}

export const element = (type: number, content: Uint8Array): Uint8Array =>
  type < 128 ? join([type], content) : join([type], type === 141 ? [content.length] : two(content.length), content);
