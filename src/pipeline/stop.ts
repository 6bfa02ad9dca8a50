/**
 * Ctrl-C and its relatives. The first signal stops the reading; what is under way is then written whole. Where that
 * takes too long, or a second signal comes, the outputs are dropped.
 */

/** Milliseconds from a signal to the end of the run, whatever happens. */
const GRACE = 800;

export interface Stop {
  /** Aborted at the first signal. */
  readonly reading: AbortSignal;
  /** Rejects when there is no time left to write what is under way. */
  readonly deadline: Promise<never>;
  readonly signal: NodeJS.Signals | undefined;
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
    dispose() {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
