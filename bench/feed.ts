/**
 * Endless traffic on standard output: a capture over and over, each pass later than the one before by the capture's own length, so
 * that clocks, identifiers and tunnels go on as in one long capture. `node dist/bench/feed.js CAPTURE PASSES`; the seconds that the
 * reader took for each pass go to standard error, one a line.
 */
import { readFileSync, writeSync } from 'node:fs';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const [path, passes] = [process.argv[2], Number(process.argv[3])];
const octets = readFileSync(path);
const view = new DataView(octets.buffer, octets.byteOffset, octets.length);

/** Writes all, waiting where the pipe is full. */
function write(part: Uint8Array): void {
  for (let at = 0; at < part.length; ) {
    try {
      at += writeSync(1, part, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

let last = FILE_HEADER;
for (let p = FILE_HEADER; p < octets.length; p += RECORD_HEADER + view.getUint32(p + 8, true)) last = p;
/** Whole seconds, so that only one field of each record changes. */
const span = view.getUint32(last, true) - view.getUint32(FILE_HEADER, true) + 1;

for (let pass = 0; pass < passes; pass++) {
  const began = performance.now();
  if (pass > 0) {
    for (let p = FILE_HEADER; p < octets.length; p += RECORD_HEADER + view.getUint32(p + 8, true)) {
      view.setUint32(p, view.getUint32(p, true) + span, true);
    }
  }
  const adjusted = performance.now() - began;
  write(pass === 0 ? octets : octets.subarray(FILE_HEADER));
  process.stderr.write(`${((performance.now() - began - adjusted) / 1000).toFixed(3)}\n`);
}
