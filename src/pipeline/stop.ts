/**
 * Ctrl-C and its relatives. The first signal stops the reading; what is under way is then written whole. Where that
 * takes too long, or a second signal comes, the outputs are dropped.
 */

/** Milliseconds from a signal until the outputs are dropped. */
const GRACE = 650;
/** Milliseconds from a signal in which batches under way are still used. */
const BATCHES = 150;
/** Open dialogues that can be closed and written in that time; with more of them the outputs are dropped at once. */
export const MOST_IN_GRACE = 200_000;

export interface Stop {
  /** Aborted at the first signal. */
  readonly reading: AbortSignal;
  /** Rejects when there is no time left to write what is under way. */
  readonly deadline: Promise<never>;
  readonly signal: NodeJS.Signals | undefined;
  /** A signal came, and the time for batches under way is over: the input ends with the last one used. */
  readonly enough: boolean;
  /** Takes the handlers away again. */
  dispose(): void;
}

export class Interrupted extends Error {
  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.name = 'Interrupted';
  }
}

/** The status a shell expects of a program that a signal ended. */
export function signalStatus(signal: NodeJS.Signals): number {
  return signal === 'SIGTERM' ? 143 : signal === 'SIGHUP' ? 129 : 130;
}

export function stopOnSignals(): Stop {
  const controller = new AbortController();
  let first: NodeJS.Signals | undefined;
  let came = 0;
  let timer: NodeJS.Timeout | undefined;
  let expire: (error: Interrupted) => void = () => {};
  const deadline = new Promise<never>((_, reject) => {
    expire = reject;
  });
  deadline.catch(() => {});
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      expire(new Interrupted(first));
      return;
    }
    first = signal;
    came = performance.now();
    timer = setTimeout(() => expire(new Interrupted(signal)), GRACE);
    controller.abort();
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    reading: controller.signal,
    deadline,
    get signal() {
      return first;
    },
    get enough() {
      return first !== undefined && performance.now() - came > BATCHES;
    },
    dispose() {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
