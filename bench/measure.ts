/** Medians and spread; runs of programs with their wall time, CPU time and what they printed. */
import { spawn } from 'node:child_process';

export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function sample(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1] };
}

/** `1.23 (1.20 to 1.31)`. */
export function spread({ median, least, most }: Sample, show: (value: number) => string): string {
  return show(least) === show(most) ? show(median) : `${show(median)} (${show(least)} to ${show(most)})`;
}

/** All values of a sample by a factor; of a time, `count / time` turns least and most round. */
export function perSecond(count: number, { median, least, most }: Sample): Sample {
  return { median: count / median, least: count / most, most: count / least };
}

/** One run of a program. */
export interface Run {
  /** Wall clock, process start included. */
  readonly seconds: number;
  /** User and system time of the process and its threads. */
  readonly cpu: number;
}

/**
 * Runs a program whose standard output goes to `into`; rejects where it fails. The shell's own `time` gives the CPU time, so that
 * nothing has to be installed; `input` feeds its standard input.
 */
export function run(program: string, args: readonly string[], into = '/dev/null', input?: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const script = `TIMEFORMAT='%U %S'; time { "$@" >"$INTO"${input === undefined ? '' : ' <"$INPUT"'}; }`;
    const env = { ...process.env, INTO: into, LC_ALL: 'C', ...(input === undefined ? {} : { INPUT: input }) };
    const child = spawn('bash', ['-c', script, 'bash', program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      said = (said + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', status => {
      const seconds = (performance.now() - began) / 1000;
      const [user, system] = (said.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
      if (status === 0) resolve({ seconds, cpu: user + system });
      else reject(new Error(`${program} ended with ${status}: ${said.trim()}`));
    });
  });
}

/** Runs `work` until about `least` seconds have passed, five times; gives calls a second. */
export function rate(work: () => void, least = 0.5): Sample {
  const rates: number[] = [];
  for (let warm = performance.now(); performance.now() - warm < least * 500; ) work();
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    let calls = 0;
    do {
      work();
      calls++;
    } while (performance.now() - began < (least * 1000) / 2);
    rates.push((calls * 1000) / (performance.now() - began));
  }
  return sample(rates);
}
