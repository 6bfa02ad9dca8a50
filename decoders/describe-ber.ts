/** BER elements for the describing decoders: where each stands, and the fault where one is broken. */
import { HEAD_NEXT, HEAD_START, HEAD_STOP, HEAD_TAG, head, header } from './ber.ts';
import { faultPart, hidden, type Part, part } from './part.ts';
import { BAD, OK } from './status.ts';
import { hexText } from './texts.ts';

/** One element: tag and length from `at`, contents from `start` to `stop`, the next one at `next`. */
export interface Element {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly stop: number;
  readonly next: number;
}

/** Elements of one message that are gone through. */
const MOST = 2000;
const MOST_DEPTH = 16;

/** The elements from `at` to `end`; a broken one is the last, its fault goes to `faults`. */
export function elements(b: Uint8Array, at: number, end: number, faults: Part[], most = MOST): Element[] {
  const found: Element[] = [];
  let p = at;
  while (p < end && found.length < most) {
    const status = header(b, p, end);
    const [start, stop, next, tag] = [head[HEAD_START], head[HEAD_STOP], head[HEAD_NEXT], head[HEAD_TAG] >>> 0];
    found.push({ tag, at: p, start: Math.min(start, end), stop: Math.min(stop, end), next: Math.min(next, end) });
    if (status !== OK) {
      const says = end - p >= 2 ? b[p + 1] : 2;
      faults.push(
        status === BAD
          ? part(
              'fault',
              `length octet 0x${hexText(b, Math.min(p + 1, end - 1), 1)} contradicts the tag or the octets behind it`,
              p,
              0,
            )
          : faultPart('length', says, Math.max(0, end - Math.min(start, end)), p),
      );
      break;
    }
    p = next;
  }
  return found;
}

const size = (n: number): string => `${n} octet${n === 1 ? '' : 's'}`;

export const tagText = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;

/** Elements without a reading: tags, lengths, octets of primitives; with `secret` the octets stay out. */
export function generic(b: Uint8Array, at: number, end: number, secret: boolean, depth = 0): Part[] {
  const parts: Part[] = [];
  const faults: Part[] = [];
  for (const one of elements(b, at, end, faults)) {
    const constructed = (b[one.at] & 0x20) !== 0;
    const name = `tag ${tagText(one.tag)}`;
    const n = one.stop - one.start;
    const length = one.next - one.at;
    if (constructed && depth < MOST_DEPTH) {
      parts.push(part(name, '', one.at, length, 'X.690 §8.1', generic(b, one.start, one.stop, secret, depth + 1)));
    } else if (secret) parts.push(hidden(name, size(n), one.at, length, 'X.690 §8.1'));
    else parts.push(part(name, n > 16 ? size(n) : hexText(b, one.start, n), one.at, length, 'X.690 §8.1'));
  }
  return [...parts, ...faults];
}
