/**
 * The goldens of the committed captures: `captures/<name>/expected/`, one file a stage, as the commands write it.
 *
 * `npm run goldens [name…]` writes them anew and shows what changed; look at the diff before it is committed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, from the source and from dist/. */
const ROOT = [new URL('..', import.meta.url), new URL('../..', import.meta.url)]
  .map(url => fileURLToPath(url))
  .find(path => existsSync(join(path, 'package.json'))) as string;
export const CAPTURES = join(ROOT, 'captures');
const CLI = join(ROOT, 'dist/src/cli.js');

/** By file name: the command whose standard output it holds. A large capture has no golden of its messages. */
const STAGES = {
  'messages.ndjson': ['messages', 'capture.pcap'],
  'dialogues.ndjson': ['decode', 'capture.pcap', '-o', '-', '--quiet'],
} as const;

export function captureNames(): string[] {
  return readdirSync(CAPTURES).filter(name => existsSync(join(CAPTURES, name, 'capture.pcap')));
}

export type Stage = keyof typeof STAGES;

/** The stages that a capture has goldens of. */
export function stagesOf(name: string): Stage[] {
  const folder = join(CAPTURES, name, 'expected');
  return (Object.keys(STAGES) as Stage[]).filter(stage => existsSync(join(folder, stage)));
}

export function golden(name: string, stage: Stage): string {
  return readFileSync(join(CAPTURES, name, 'expected', stage), 'utf8');
}

/** What the command writes now. */
export function written(name: string, stage: Stage): string {
  return execFileSync(process.execPath, [CLI, ...STAGES[stage]], {
    cwd: join(CAPTURES, name),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Writes the goldens of the captures named, all where none is. */
export function writeGoldens(names: readonly string[]): void {
  for (const name of names.length > 0 ? names : captureNames()) {
    const folder = join(CAPTURES, name, 'expected');
    mkdirSync(folder, { recursive: true });
    for (const stage of Object.keys(STAGES) as Stage[]) {
      const text = written(name, stage);
      if (stage === 'messages.ndjson' && text.length > 100_000) continue;
      writeFileSync(join(folder, stage), text);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeGoldens(process.argv.slice(2));
  execFileSync('git', ['--no-pager', 'diff', '--stat', '--', 'captures'], { cwd: ROOT, stdio: 'inherit' });
}
