/** Medians and spread; runs of programs with their time and memory. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

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
  return least === most ? show(median) : `${show(median)} (${show(least)} to ${show(most)})`;
}

/** Seconds that a program takes, its standard output going to `into`. Rejects where it fails. */
export function seconds(program: string, args: readonly string[], into = '/dev/null'): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', into === '/dev/null' ? 'ignore' : 'pipe', 'pipe'] });
    let trouble = '';
    child.stderr?.setEncoding('utf8').on('data', text => {
      trouble = (trouble + text).slice(-2000);
    });
    child.stdout?.pipe(createWriteStream(into));
    child.on('error', reject);
    child.on('close', status => {
      if (status === 0) resolve((performance.now() - began) / 1000);
      else reject(new Error(`${program} ended with ${status}: ${trouble}`));
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
