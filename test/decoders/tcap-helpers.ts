/** What the tests of TCAP and MAP share: octets by hand, BER put together, and the scratch record as an object. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digits } from '../../decoders/digits.ts';
import * as records from '../../decoders/message.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { clearFault, FAULTS, fault, STATUS_NAMES } from '../../decoders/status.ts';
import { tcap } from '../../decoders/tcap.ts';

/** Octets from hex with white space and comments (`#` to the end of the line). */
export function octets(text: string): Uint8Array {
  const hex = text.replace(/#.*$/gm, '').replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error('not hex');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

type Part = string | Uint8Array;

/** Parts one after the other. */
export function join(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => [...(typeof part === 'string' ? octets(part) : part)]));
}

/** An element: tag octets in hex, shortest definite length, contents. */
export function tlv(tag: string, ...parts: readonly Part[]): Uint8Array {
  const content = join(...parts);
  const n = content.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
  return Uint8Array.from([...octets(tag), ...length, ...content]);
}

/** The same in indefinite form. */
export function open(tag: string, ...parts: readonly Part[]): Uint8Array {
  return join(tag, '80', ...parts, '00 00');
}

/** Dialogue portion around an APDU: EXTERNAL, dialogue-as-id 0.0.17.773.1.1.1, single-ASN1-type. */
export const dialogue = (apdu: Uint8Array): Uint8Array =>
  tlv('6b', tlv('28', '06 07 00 11 86 05 01 01 01', tlv('a0', apdu)));

/** AARQ with version 1 and MAP application context `number`.`version`. */
export const aarq = (number: number, version: number, ...user: readonly Part[]): Uint8Array =>
  dialogue(tlv('60', '80 02 07 80', tlv('a1', context(number, version)), ...user));

export const context = (number: number, version: number): Uint8Array =>
  tlv('06', '04 00 00 01 00', Uint8Array.of(number, version));

/** User information around a MAP dialogue PDU (map-DialogueAS 0.4.0.0.1.1.1.1). */
export const user = (pdu: Uint8Array): Uint8Array => tlv('be', tlv('28', '06 07 04 00 00 01 01 01 01', tlv('a0', pdu)));

export const invoke = (id: number, code: number, ...argument: readonly Part[]): Uint8Array =>
  tlv('a1', Uint8Array.of(0x02, 1, id, 0x02, 1, code), ...argument);

export const result = (id: number, code: number, ...parameter: readonly Part[]): Uint8Array =>
  tlv('a2', Uint8Array.of(0x02, 1, id), tlv('30', Uint8Array.of(0x02, 1, code), ...parameter));

export const error = (id: number, code: number, ...parameter: readonly Part[]): Uint8Array =>
  tlv('a3', Uint8Array.of(0x02, 1, id, 0x02, 1, code), ...parameter);

export const begin = (...parts: readonly Part[]): Uint8Array => tlv('62', '48 04 11 22 33 44', ...parts);
export const end = (...parts: readonly Part[]): Uint8Array => tlv('64', '49 04 11 22 33 44', ...parts);
export const components = (...parts: readonly Part[]): Uint8Array => tlv('6c', ...parts);

export interface Slot {
  readonly type: number;
  readonly flags: number;
  readonly invokeId: number;
  readonly parameter: number;
  readonly operation: number;
  readonly code: number;
}

export interface Decoded {
  readonly status: string;
  readonly fault: readonly [protocol: string, what: string, at: number, says: number, has: number] | undefined;
  readonly protocol: string;
  readonly field: (name: keyof typeof message.at) => number;
  readonly has: (bit: number) => boolean;
  /** Digits of an identity. */
  readonly digits: (name: 'imsi' | 'msisdn' | 'imei' | 'vlrNumber' | 'mscNumber' | 'sgsnNumber') => string;
  readonly plmn: string;
  readonly slots: readonly Slot[];
  /** All octets of the record as hex. */
  readonly record: string;
}

/** The scratch record as it stands, after a decoder answered `status`. */
export function snapshot(status: number): Decoded {
  const { u8, u16, u32 } = scratch;
  const at = message.at;
  const kinds = new Map(message.places.map(place => [place.name, place.kind]));
  const copy = { u8: u8.slice(), u16: u16.slice(), u32: u32.slice() };
  const field = (name: keyof typeof at): number => {
    const kind = kinds.get(name);
    return kind === 'u32' ? copy.u32[at[name]] : kind === 'u16' ? copy.u16[at[name]] : copy.u8[at[name]];
  };
  const slots: Slot[] = [];
  for (let i = 0; i < copy.u8[at.componentCount]; i++) {
    const s = at.components + i * records.COMPONENT_SIZE;
    slots.push({
      type: copy.u8[s + records.SLOT_TYPE],
      flags: copy.u8[s + records.SLOT_FLAGS],
      invokeId: copy.u8[s + records.SLOT_INVOKE_ID],
      parameter: copy.u8[s + records.SLOT_PARAMETER],
      operation: copy.u8[s + records.SLOT_OPERATION] | (copy.u8[s + records.SLOT_OPERATION + 1] << 8),
      code: copy.u8[s + records.SLOT_CODE] | (copy.u8[s + records.SLOT_CODE + 1] << 8),
    });
  }
  return {
    status: STATUS_NAMES[status],
    fault: status === 0 ? undefined : [PROTOCOLS[fault[1]].name, FAULTS[fault[2]], fault[3], fault[4], fault[5]],
    protocol: PROTOCOLS[copy.u8[at.protocol]].name,
    field,
    has: bit => (copy.u32[at.present] & bit) !== 0,
    digits: name => digits(copy.u8, at[name], copy.u8[at[`${name}Length`]]),
    plmn: Buffer.from(copy.u8.subarray(at.visitedPlmn, at.visitedPlmn + 3)).toString('hex'),
    slots,
    record: Buffer.from(copy.u8).toString('hex'),
  };
}

/** What SCCP would have left in the record before TCAP is read: called and calling subsystem numbers. */
export interface Lower {
  readonly called?: number;
  readonly calling?: number;
}

/** Decodes one message that lies at `base` in a buffer of 0xff octets. */
export function decode(octetsOfMessage: Uint8Array, lower: Lower = { called: 6, calling: 7 }, base = 5): Decoded {
  const b = new Uint8Array(base + octetsOfMessage.length + 40).fill(0xff);
  b.set(octetsOfMessage, base);
  clearMessage();
  clearFault();
  const { u8, u32 } = scratch;
  if (lower.called !== undefined) {
    u8[message.at.calledSsn] = lower.called;
    u32[message.at.present] |= records.HAS_CALLED_SSN;
  }
  if (lower.calling !== undefined) {
    u8[message.at.callingSsn] = lower.calling;
    u32[message.at.present] |= records.HAS_CALLING_SSN;
  }
  return snapshot(tcap(b, base, base + octetsOfMessage.length));
}

const shared = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** A file or folder of the shared material; undefined where it is not there. */
export function sharedPath(path: string): string | undefined {
  const full = `${shared}/${path}`;
  return existsSync(full) ? full : undefined;
}

export interface Vector {
  readonly hex: string;
  readonly guess: string;
}

/** The byte vectors of one stack; none where the shared material is not there. */
export function vectors(stack: string): readonly Vector[] {
  const path = sharedPath(`vectors/${stack}.json`);
  return path === undefined ? [] : (JSON.parse(readFileSync(path, 'utf8')) as Vector[]);
}

/** A small generator of pseudo-random numbers (mulberry32), so that a failure can be run again. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
