/**
 * The goldens of the committed captures: `captures/<name>/expected/`, one file a stage, as the commands write it.
 *
 * `npm run goldens [name…]` writes them anew and shows what changed; look at the diff before it is committed. A capture has a
 * golden of its messages where it has one already, or is named.
 * `node dist/test/goldens.js --into FOLDER [name…]` writes them into another folder, `FOLDER/<name>/<stage>`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, from the source and from dist/. */
const ROOT = [new URL('..', import.meta.url), new URL('../..', import.meta.url)]
  .map(url => fileURLToPath(url))
  .find(path => existsSync(join(path, 'package.json'))) as string;
export const CAPTURES = join(ROOT, 'captures');
const COMMANDS = join(ROOT, 'dist/src/commands');

export const STAGES = ['messages.ndjson', 'dialogues.ndjson', 'summary.json'] as const;
export type Stage = (typeof STAGES)[number];
/** What a summary says of a run, and not of the machine and the day. */
const SUMMARY = ['messages', 'dialogues', 'tunnels', 'orphans', 'faults', 'anomalies'] as const;

/** The files of a capture, in the order in which they are read. */
export function filesOf(name: string): string[] {
  return readdirSync(join(CAPTURES, name))
    .filter(file => file.endsWith('.pcap'))
    .sort();
}

export function captureNames(): string[] {
  return readdirSync(CAPTURES).filter(name => existsSync(join(CAPTURES, name, 'story.md')));
}

/** The stages that a capture has goldens of. */
export function stagesOf(name: string): Stage[] {
  const folder = join(CAPTURES, name, 'expected');
  return STAGES.filter(stage => existsSync(join(folder, stage)));
}

export function golden(name: string, stage: Stage): string {
  return readFileSync(join(CAPTURES, name, 'expected', stage), 'utf8');
}

/** What `run` writes to standard output. */
async function outputOf(run: () => Promise<unknown>): Promise<string> {
  const parts: string[] = [];
  const { write } = process.stdout;
  const take = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    parts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    for (const call of [encoding, done]) if (typeof call === 'function') call();
    return true;
  };
  process.stdout.write = take as typeof write;
  try {
    await run();
  } finally {
    process.stdout.write = write;
  }
  return parts.join('');
}

/** Writes the stages of the captures named into `folderOf(name)`; all in one process, for the sake of time. */
async function writeStages(
  names: readonly string[],
  asked: boolean,
  folderOf: (name: string) => string,
): Promise<void> {
  const { decode } = await import(join(COMMANDS, 'decode.js'));
  const { messages } = await import(join(COMMANDS, 'messages.js'));
  const home = process.cwd();
  for (const name of names) {
    const folder = resolve(folderOf(name));
    mkdirSync(folder, { recursive: true });
    process.chdir(join(CAPTURES, name));
    const common = { workers: 1, quiet: true, pointCodes: 'decimal' };
    const files = filesOf(name);
    const summary = join(folder, 'summary.json');
    await decode(files, { ...common, output: folder, format: ['ndjson'], summary });
    const whole = JSON.parse(readFileSync(summary, 'utf8'));
    const told = Object.fromEntries(SUMMARY.map(key => [key, whole[key]]));
    writeFileSync(summary, `${JSON.stringify(told, null, 2)}\n`);
    if (asked || stagesOf(name).includes('messages.ndjson')) {
      writeFileSync(join(folder, 'messages.ndjson'), await outputOf(() => messages(files, common)));
    }
    process.chdir(home);
  }
}

/** In a process of its own: the goldens of all captures, into `folder`. */
export function writeInto(folder: string): void {
  execFileSync(process.execPath, [join(ROOT, 'dist/test/goldens.js'), '--into', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const into = args[0] === '--into' ? args.splice(0, 2)[1] : undefined;
  const names = args.length > 0 ? args : captureNames();
  process.stdout.setMaxListeners(0);
  await writeStages(names, args.length > 0, name =>
    into === undefined ? join(CAPTURES, name, 'expected') : join(into, name),
  );
  if (into === undefined) {
    execFileSync('git', ['--no-pager', 'diff', '--stat', '--', 'captures'], { cwd: ROOT, stdio: 'inherit' });
  }
}
