/** The loop in a thread of its own, so that a message that never ends can be seen from outside. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Line } from './finds.ts';
import { Loop, type Report, type Trouble } from './loop.ts';
import { allSeeds } from './seeds.ts';
import { TARGETS } from './targets.ts';

export interface FuzzJob {
  readonly seed: number;
  /** End after so many seconds or messages, whichever comes first. */
  readonly seconds: number;
  readonly messages: number;
  /** Names of targets; all where there are none. */
  readonly protocols: readonly string[];
  readonly root: string;
  readonly shared: string | undefined;
  /** [messages so far, octets of the one under way, number of its target], then its octets. */
  readonly watch: SharedArrayBuffer;
}

/** Octets in front of the message in `watch`. */
export const WATCH_HEAD = 16;

export type FuzzNews =
  | {
      readonly what: 'find';
      readonly target: string;
      readonly trouble: Trouble;
      readonly about: string;
      readonly lines: readonly Line[];
    }
  | {
      readonly what: 'report';
      readonly done: boolean;
      readonly reports: readonly Report[];
      readonly seconds: number;
      readonly heap: number;
      readonly heapAtFirst: number;
      readonly rows: number;
      readonly summary: string;
    };

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function main(): Promise<void> {
  const job = workerData as FuzzJob;
  const port = parentPort;
  if (port === null) return;
  const send = (news: FuzzNews): void => port.postMessage(news);
  const head = new Int32Array(job.watch, 0, 4);
  const octets = new Uint8Array(job.watch, WATCH_HEAD);
  const seeds = await allSeeds(job.root, job.shared);
  const targets = TARGETS.filter(({ name }) => job.protocols.length === 0 || job.protocols.includes(name));
  const loop = new Loop({
    seed: job.seed,
    targets,
    seeds,
    onFind: (target, trouble, about, lines) => send({ what: 'find', target, trouble, about, lines }),
    onMessage: (target, b, at, end) => {
      octets.set(b.subarray(at, end));
      head[1] = end - at;
      head[2] = TARGETS.findIndex(({ name }) => name === target);
      head[0]++;
    },
  });
  let began = performance.now();
  let heapAtFirst = 0;
  const report = (done: boolean): void => {
    const summary = done ? loop.finish() : '';
    send({
      what: 'report',
      done,
      reports: [...loop.reports.values()],
      seconds: (performance.now() - began) / 1000,
      heap: heap(),
      heapAtFirst,
      rows: loop.rows,
      summary,
    });
  };
  // warm: tables have their sizes, code is compiled
  for (let i = 0; i < 40; i++) loop.turn();
  loop.finish();
  heapAtFirst = heap();
  began = performance.now();
  let said = began;
  for (;;) {
    loop.turn();
    const now = performance.now();
    if (now - began >= job.seconds * 1000 || loop.messages >= job.messages) break;
    if (now - said > 30_000) {
      said = now;
      report(false);
    }
  }
  report(true);
}

await main();
