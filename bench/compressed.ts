/**
 * Compressed captures: the whole job over the corpus as gzip and as zstd, beside the program that only decompresses them.
 * Were decompressing wholly beside the decoding, the job would take as long as the slower of the two.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Corpus } from './corpus.ts';
import { run, type Sample, sample } from './measure.ts';
import { CLI } from './whole.ts';

export interface CompressedRow {
  readonly name: 'gzip' | 'zstd';
  readonly octets: number;
  /** Seconds: `decode --format none` of the compressed file, the program that decompresses alone, `decode` of the plain file. */
  readonly job: Sample;
  readonly alone: Sample;
  readonly plain: Sample;
}

const PROGRAMS = [
  { name: 'gzip', extension: 'gz', arguments: ['-c', '-6'] },
  { name: 'zstd', extension: 'zst', arguments: ['-q', '-c', '-3'] },
] as const;

/** Those of the two programs that are installed, `runs` rounds. */
export async function compressedRows(corpus: Corpus, runs: number): Promise<CompressedRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
  try {
    const rows: CompressedRow[] = [];
    for (const { name, extension, arguments: options } of PROGRAMS) {
      if (spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0) continue;
      const path = `${corpus.path}.${extension}`;
      if (!existsSync(path)) {
        await run(name, [...options, corpus.path], `${path}.part`);
        renameSync(`${path}.part`, path);
      }
      // Into the page cache.
      const octets = readFileSync(path).length;
      const decode = (input: string): Promise<{ seconds: number }> =>
        run(process.execPath, [CLI, 'decode', input, '-o', join(folder, 'out'), '--format', 'none', '--quiet']);
      const found = { job: [] as number[], alone: [] as number[], plain: [] as number[] };
      for (let round = 0; round < runs; round++) {
        found.job.push((await decode(path)).seconds);
        found.alone.push((await run(name, ['-dc', path])).seconds);
        found.plain.push((await decode(corpus.path)).seconds);
      }
      rows.push({ name, octets, job: sample(found.job), alone: sample(found.alone), plain: sample(found.plain) });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
