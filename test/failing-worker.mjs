// A worker for the tests of what happens when one of ours fails: the second batch meets an assertion, the fourth kills
// its thread. Everything else is given back empty.
import { setTimeout as wait } from 'node:timers/promises';

export function ready() {}

export async function decode({ batch }) {
  if (batch.number === 1) throw new TypeError('assertion: batch 1');
  // Out of order on purpose: earlier batches take longer.
  await wait(batch.number % 2 === 0 ? 30 : 1);
  const counts = {
    frames: batch.count,
    octets: 0,
    snapped: 0,
    protocols: new Float64Array(32),
    faults: [],
    firstTime: 0,
    lastTime: 0,
  };
  return { ...batch, count: 0, records: new ArrayBuffer(0), pieces: new Uint8Array(0), texts: [], counts };
}

export function encode() {
  throw new RangeError('assertion: encode');
}
