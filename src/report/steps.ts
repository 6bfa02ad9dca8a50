/** A bar for work in steps, on standard error where that is a terminal; nothing otherwise. */
import { Presets, SingleBar } from 'cli-progress';

/** Milliseconds of work before a bar is worth its line. */
const LONG = 2000;

export interface Steps {
  /** What is being done, and how far the whole has come, 0 to 1. */
  update(what: string, share: number): void;
  stop(): void;
}

export function stepsBar(wanted: boolean, stream: NodeJS.WriteStream = process.stderr): Steps {
  if (!wanted || !stream.isTTY) return { update() {}, stop() {} };
  const began = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(what, share) {
      if (bar === undefined) {
        if (performance.now() - began < LONG) return;
        const format = '{bar} {percentage} %  {what}  {duration_formatted}';
        bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
        bar.start(1000, 0, { what });
      }
      bar.update(Math.round(share * 1000), { what });
    },
    stop() {
      bar?.stop();
    },
  };
}
