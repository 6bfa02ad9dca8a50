/** A very long run: does a packet cost the same at its end, does memory stay, what does garbage collection take? */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Corpus } from './corpus.ts';
import { pauses } from './garbage.ts';
import { CLI } from './whole.ts';

export interface LongRun {
  readonly packets: number;
  readonly seconds: number;
  /** Packets a second in each pass over the corpus, in order; the first one compiles. */
  readonly rates: readonly number[];
  readonly memoryMib: number;
  /** Part of the wall time that garbage collection took in the main thread and the workers together. */
  readonly garbage: number;
}

const FEED = fileURLToPath(new URL('./feed.js', import.meta.url));

/** The corpus `passes` times through `decode -`, as one input on standard input. */
export async function longRun(corpus: Corpus, passes: number, format: string): Promise<LongRun> {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
  const summary = join(folder, 'summary.json');
  try {
    const feed = spawn(process.execPath, [FEED, corpus.path, String(passes)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const options = ['-o', folder, '--format', format, '--quiet', '--summary', summary];
    const began = performance.now();
    const decode = spawn(process.execPath, ['--trace-gc', CLI, 'decode', '-', ...options], {
      stdio: [feed.stdout, 'pipe', 'inherit'],
    });
    // The decoder alone holds the pipe now: without this, nobody would hear that it has gone.
    feed.stdout.destroy();
    let traced = '';
    let told = '';
    decode.stdout.setEncoding('utf8').on('data', text => {
      traced += text;
    });
    feed.stderr.setEncoding('utf8').on('data', text => {
      told += text;
    });
    const ended = (child: ReturnType<typeof spawn>): Promise<number | null> =>
      new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
    const [status] = await Promise.all([ended(decode), ended(feed)]);
    const seconds = (performance.now() - began) / 1000;
    if (status !== 0) throw new Error(`decode ended with ${status}`);
    const { packets, run } = JSON.parse(readFileSync(summary, 'utf8'));
    const rates = told
      .trim()
      .split('\n')
      .map(line => corpus.packets / Number(line));
    return { packets, seconds, rates, memoryMib: run.peak_memory_mib, garbage: pauses(traced) / 1000 / seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
