/** A bar on standard error for long input, where that is a terminal; nothing otherwise. */
import type { SingleBar } from 'cli-progress';
import { number } from './text.ts';

/** Milliseconds of work before a bar is worth its line. */
const LONG = 2000;

export interface Progress {
  /** `octets` of the inputs consumed so far, `packets` decoded so far. */
  update(octets: number, packets: number): void;
  stop(): void;
}

/** `total` octets of all inputs, or 0 where unknown (a pipe): then packets alone are shown. */
export async function progressBar(
  total: number,
  wanted: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<Progress> {
  if (!wanted || !stream.isTTY) return { update() {}, stop() {} };
  const { Presets, SingleBar } = await import('cli-progress');
  const began = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(octets, packets) {
      if (bar === undefined) {
        if (performance.now() - began < LONG) return;
        const format =
          total > 0 ? '{bar} {percentage} %  {packets} packets  {eta_formatted} left' : '{packets} packets';
        bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
        bar.start(total > 0 ? total : 1, 0, { packets: '0' });
      }
      bar.update(total > 0 ? Math.min(octets, total) : 0, { packets: number(packets) });
    },
    stop() {
      bar?.stop();
    },
  };
}
