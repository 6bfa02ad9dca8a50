/** The BER walk of the decoders beside asn1js, over the TCAP messages of a capture. */
import { fromBER } from 'asn1js';
import { HEAD_NEXT, HEAD_START, HEAD_STOP, head, header } from '../decoders/ber.ts';
import { rate, type Sample } from './measure.ts';

/** Elements in `b[at]` to `b[end - 1]`, those inside constructed ones included. */
function elements(b: Uint8Array, at: number, end: number): number {
  let count = 0;
  for (let p = at; p < end; ) {
    if (header(b, p, end) !== 0) return count;
    const start = head[HEAD_START];
    const stop = head[HEAD_STOP];
    const next = head[HEAD_NEXT];
    count += 1 + ((b[p] & 0x20) !== 0 ? elements(b, start, stop) : 0);
    p = next;
  }
  return count;
}

export interface BerFigures {
  readonly messages: number;
  readonly octets: number;
  /** Messages a second. */
  readonly ours: Sample;
  readonly peer: Sample;
}

/** `messages` are whole TCAP messages. */
export function berBench(messages: readonly Uint8Array<ArrayBuffer>[]): BerFigures {
  let sum = 0;
  const ours = rate(() => {
    for (const b of messages) sum += elements(b, 0, b.length);
  });
  const some = messages.slice(0, 2000);
  const peer = rate(() => {
    for (const b of some) sum += fromBER(b).offset;
  });
  if (sum === 0) throw new Error('nothing was read');
  const each = (figures: Sample, count: number): Sample => ({
    median: figures.median * count,
    least: figures.least * count,
    most: figures.most * count,
  });
  return {
    messages: messages.length,
    octets: messages.reduce((octets, b) => octets + b.length, 0),
    ours: each(ours, messages.length),
    peer: each(peer, some.length),
  };
}
