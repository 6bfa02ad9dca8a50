/** What the tests of the GTP decoder share: octets written with comments, and the scratch record as an object. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apnText } from '../../decoders/apn.ts';
import { digits } from '../../decoders/digits.ts';
import { gtp } from '../../decoders/gtp.ts';
import * as records from '../../decoders/message.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { clearFault, FAULTS, fault, STATUS_NAMES } from '../../decoders/status.ts';

/** Octets from hex with white space and comments (`#` to the end of the line). */
export function octets(text: string): Uint8Array {
  const hex = text.replace(/#.*$/gm, '').replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error('not hex');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** A GTPv1-C message with sequence number 0x0102 and TEID 0x11223344 around elements given in hex. */
export function wrap(type: number, elements: string): Uint8Array {
  const body = octets(elements);
  const head = octets('32 00 0000 11223344 0102 00 00');
  head[1] = type;
  new DataView(head.buffer).setUint16(2, body.length + 4);
  return Uint8Array.from([...head, ...body]);
}

export interface Decoded {
  readonly status: string;
  /** `what` of the fault where the status is not ok, with its place relative to the message. */
  readonly fault: readonly [protocol: string, what: string, at: number, says: number, has: number] | undefined;
  readonly protocol: string;
  readonly kind: number;
  readonly has: (bit: number) => boolean;
  readonly field: (name: keyof typeof message.at) => number;
  readonly bytes: (name: keyof typeof message.at, length: number) => string;
  readonly imsi: string;
  readonly msisdn: string;
  readonly imei: string;
  readonly sgsnNumber: string;
  readonly apn: string;
  readonly flags: number;
  /** All octets of the record, texts' and payload's places taken relative to the message. */
  readonly record: string;
}

/** Decodes one message that lies at `base` in a buffer of 0xff octets. */
export function decode(octetsOfMessage: Uint8Array, base = 7): Decoded {
  const b = new Uint8Array(base + octetsOfMessage.length + 64).fill(0xff);
  b.set(octetsOfMessage, base);
  clearMessage();
  clearFault();
  const status = gtp(b, base, base + octetsOfMessage.length);
  const places = new Map(message.places.map(place => [place.name, place]));
  const { u8, u16, u32 } = scratch;
  const copy = { u8: u8.slice(), u16: u16.slice(), u32: u32.slice() };
  const at = message.at;
  const number = (name: keyof typeof at): number => {
    const kind = places.get(name)?.kind;
    return kind === 'u32' ? copy.u32[at[name]] : kind === 'u16' ? copy.u16[at[name]] : copy.u8[at[name]];
  };
  const slot = (name: keyof typeof at, length: number) => digits(copy.u8, at[name], length);
  const apn = apnText(b, copy.u32[at.textAt], copy.u16[at.textLength]);
  if (u32[at.textAt] > 0) u32[at.textAt] -= base;
  if (u32[at.payloadLength] > 0) u32[at.payloadAt] -= base;
  return {
    status: STATUS_NAMES[status],
    fault: status === 0 ? undefined : [PROTOCOLS[fault[1]].name, FAULTS[fault[2]], fault[3] - base, fault[4], fault[5]],
    protocol: PROTOCOLS[number('protocol')].name,
    kind: number('kind'),
    has: bit => (copy.u32[at.present] & bit) !== 0,
    field: number,
    bytes: (name, length) => Buffer.from(copy.u8.buffer, at[name], length).toString('hex'),
    imsi: slot('imsi', number('imsiLength')),
    msisdn: slot('msisdn', number('msisdnLength')),
    imei: slot('imei', number('imeiLength')),
    sgsnNumber: slot('sgsnNumber', number('sgsnNumberLength')),
    apn,
    flags: number('flags'),
    record: Buffer.from(u8).toString('hex'),
  };
}

export const HAS = records;

/** The folder of shared material, where it is there. */
export const SHARED = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

export interface Vector {
  readonly file: string;
  readonly line: number;
  readonly len: number;
  readonly hex: string;
  readonly guess: string;
}

/** Byte vectors of another stack's unit tests. */
export function vectors(stack: string): Vector[] {
  return JSON.parse(readFileSync(`${SHARED}/vectors/${stack}.json`, 'utf8')) as Vector[];
}
