/**
 * Runs decoders on one message and looks at what they leave: twice, with other octets around the message, so that a read
 * outside shows; and with counted reads, so that one shows even where it changes nothing.
 */
import { INNER, inner } from '../../decoders/inner.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { clearFault, FAULTS, fault } from '../../decoders/status.ts';
import { rest } from '../../decoders/tcap.ts';
import type { Alone } from './targets.ts';

/** Octets on either side of a message that no decoder may read. */
export const GUARD = 64;

const { u8, u16, u32 } = scratch;
const WORDS = message.stride / 4;
const first = new Int32Array(WORDS + 6 + 12 + 2 + 1);

function clear(): void {
  clearMessage();
  clearFault();
  inner.fill(0);
  (rest as Int32Array)[0] = 0;
  (rest as Int32Array)[1] = 0;
}

function take(into: Int32Array, answer: number): void {
  let k = 0;
  for (let i = 0; i < WORDS; i++) into[k++] = u32[i];
  for (let i = 0; i < 6; i++) into[k++] = fault[i];
  for (let i = 0; i < 12; i++) into[k++] = inner[i];
  into[k++] = rest[0];
  into[k++] = rest[1];
  into[k] = answer;
}

function same(answer: number): boolean {
  let k = 0;
  for (let i = 0; i < WORDS; i++) if (first[k++] !== (u32[i] | 0)) return false;
  for (let i = 0; i < 6; i++) if (first[k++] !== (fault[i] | 0)) return false;
  for (let i = 0; i < 12; i++) if (first[k++] !== inner[i]) return false;
  return first[k] === (rest[0] | 0) && first[k + 1] === (rest[1] | 0) && first[k + 2] === answer;
}

function guard(b: Uint8Array, at: number, end: number, value: number): void {
  for (let i = 1; i <= GUARD; i++) {
    b[at - i] = value;
    b[end + i - 1] = value;
  }
}

const A = message.at;
/** Length octets and the most that each may say, of every record. */
const COMMON: readonly (readonly [number, number])[] = [
  [A.imsiLength, 8],
  [A.imeiLength, 8],
  [A.msisdnLength, 10],
  [A.sgsnNumberLength, 10],
];

/** What is wrong with the scratch record and the note; '' where nothing is. */
function wrongRecord(at: number, end: number, answer: number): string {
  for (const [place, most] of COMMON) if (u8[place] > most) return `a length of ${u8[place]} in a slot of ${most}`;
  if (u16[A.textLength] !== 0 && (u32[A.textAt] < at || u32[A.textAt] + u16[A.textLength] > end))
    return 'a text outside';
  if (fault[0] > 3 || fault[1] >= PROTOCOLS.length || fault[2] >= FAULTS.length) return 'a fault without a name';
  if (fault[0] !== 0 && (fault[3] < at || fault[3] > end)) return `a fault at ${fault[3] - at} of ${end - at} octets`;
  if (
    answer === 0 &&
    inner[INNER.end] !== 0 &&
    (inner[INNER.at] > inner[INNER.end] || inner[INNER.end] > end || inner[INNER.at] < at)
  )
    return `a payload from ${inner[INNER.at] - at} to ${inner[INNER.end] - at} of ${end - at} octets`;
  return '';
}

/**
 * One decoder on `b[at]` to `b[end - 1]`, with GUARD octets of room on both sides. Gives what is wrong, '' where nothing
 * is; the note of the run stays in `fault`.
 */
export function checkAlone(run: Alone, b: Uint8Array, at: number, end: number, n: number): string {
  guard(b, at, end, 0x00);
  clear();
  let answer = run(b, at, end, n);
  take(first, answer);
  guard(b, at, end, 0xa1);
  clear();
  answer = run(b, at, end, n);
  if (!same(answer)) return 'reads outside: the answer depends on the octets around';
  return wrongRecord(at, end, answer);
}

/** As `checkAlone`; what the decoder throws is an answer too. */
export function problemOf(run: Alone, b: Uint8Array, at: number, end: number, n: number): string {
  try {
    return checkAlone(run, b, at, end, n);
  } catch (error) {
    return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : 'something'}`;
  }
}

export interface Reads {
  readonly count: number;
  /** Of octets before `at` or at and behind `end`. */
  readonly outside: number;
}

/** Counts the octets that a decoder reads of a message: slow, and exact. */
export function readsOf(run: Alone, octets: Uint8Array, n: number): Reads {
  const at = GUARD;
  const end = at + octets.length;
  const room = new Uint8Array(end + GUARD).fill(0x5a);
  room.set(octets, at);
  let count = 0;
  let outside = 0;
  const counted = new Proxy(room, {
    get(target, key) {
      const index = typeof key === 'string' ? Number(key) : Number.NaN;
      if (!Number.isInteger(index)) return Reflect.get(target, key, target);
      count++;
      if (index < at || index >= end) outside++;
      return target[index];
    },
  });
  clear();
  run(counted, at, end, n);
  return { count, outside };
}
