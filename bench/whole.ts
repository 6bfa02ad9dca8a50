/** The whole job, process start included: a capture in, records out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Corpus } from './corpus.ts';
import { pauses } from './garbage.ts';
import { run, type Sample, sample } from './measure.ts';

export const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));

/** One way of running the job. */
export interface Cell {
  readonly format: string;
  /** Undefined: run as a user does who names no number. */
  readonly workers: number | undefined;
  /** With `--pseudonym-key`. */
  readonly key: boolean;
}

export interface WholeRow extends Cell {
  /** As many as ran. */
  readonly workers: number;
  /** Without a number of workers named. */
  readonly usual?: boolean;
  readonly seconds: Sample;
  readonly cpu: Sample;
  /** Peak resident memory, MiB. */
  readonly memory: Sample;
  readonly packets: number;
  readonly dialogues: number;
  /**
   * Part of the wall time that garbage collection took, in all threads together: of one more run, whose time is not counted;
   * not measured where a number of workers was named.
   */
  readonly garbage?: number;
}

interface Told {
  readonly packets: number;
  readonly dialogues: { readonly total: number };
  readonly run: { readonly peak_memory_mib: number; readonly workers: number };
}

function argsOf(path: string, { format, workers, key }: Cell, folder: string): string[] {
  const args = [CLI, 'decode', path, '-o', join(folder, 'out'), '--format', format, '--quiet'];
  args.push('--summary', join(folder, 'summary.json'));
  if (workers !== undefined) args.push('--workers', String(workers));
  if (key) args.push('--pseudonym-key', join(folder, 'key'));
  return args;
}

/** One run; what the program's own summary says of it beside. */
async function once(path: string, cell: Cell, folder: string) {
  const took = await run(process.execPath, argsOf(path, cell, folder));
  return { ...took, told: JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Told };
}

async function garbageOf(path: string, cell: Cell, folder: string): Promise<number> {
  const traced = join(folder, 'traced');
  const { seconds } = await run(process.execPath, ['--trace-gc', ...argsOf(path, cell, folder)], traced);
  return pauses(readFileSync(traced, 'utf8')) / 1000 / seconds;
}

/** `runs` rounds through all the ways, so that a slow minute meets all alike. */
export async function wholeJob(corpus: Corpus, cells: readonly Cell[], runs: number): Promise<WholeRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
  try {
    // Any octets will do: a key of a fixed text hides nobody.
    writeFileSync(join(folder, 'key'), 'x'.repeat(32), { mode: 0o600 });
    const found = cells.map(() => [] as Awaited<ReturnType<typeof once>>[]);
    for (let round = 0; round < runs; round++) {
      for (const [i, cell] of cells.entries()) {
        found[i].push(await once(corpus.path, cell, folder));
      }
    }
    const garbage = new Map<Cell, number>();
    for (const cell of cells) {
      if (cell.workers === undefined) garbage.set(cell, await garbageOf(corpus.path, cell, folder));
    }
    return cells.map((cell, i) => ({
      ...cell,
      workers: Math.max(...found[i].map(({ told }) => told.run.workers)),
      usual: cell.workers === undefined,
      seconds: sample(found[i].map(({ seconds }) => seconds)),
      cpu: sample(found[i].map(({ cpu }) => cpu)),
      memory: sample(found[i].map(({ told }) => told.run.peak_memory_mib)),
      packets: found[i][0].told.packets,
      dialogues: found[i][0].told.dialogues.total,
      ...(garbage.has(cell) ? { garbage: garbage.get(cell) as number } : {}),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
