/**
 * `npm run coverage`: lines and branches of decoders/ that the tests reach, and what the workers of the compiled program
 * reach on the made captures, counted by V8 in each thread and laid over the same lines. Ends with 1 below the bounds of
 * vitest.config.ts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Tests that run decoders in their own process. */
const FOLDERS = ['decoders', 'decode', 'dialogues', 'report', 'fuzz', 'oracle'];
const CAPTURES = join(root, 'captures');

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** Numbers of a file's lines, from 1. */
type Lines = Map<string, Set<number>>;

function put(lines: Lines, file: string, line: number): void {
  const list = lines.get(file) ?? new Set();
  if (list.size === 0) lines.set(file, list);
  list.add(line);
}

/** By octet of the compiled text, whether it ran: inner ranges decide. */
function ran(script: Script, length: number): Uint8Array {
  const counts = new Uint8Array(length);
  for (const { ranges } of script.functions) {
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  return counts;
}

/** Adds the lines of decoders/ that a thread ran. */
function addLines(script: Script, lines: Lines): void {
  const path = fileURLToPath(script.url);
  const text = readFileSync(path, 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  const counts = ran(script, text.length);
  let from = 0;
  text.split('\n').forEach((line, number) => {
    const column = line.search(/\S/);
    if (column >= 0 && counts[from + column] === 1) {
      const entry = map.findEntry(number, column) as { originalSource?: string; originalLine?: number };
      const source = entry.originalSource?.split('/').at(-1);
      if (source !== undefined && entry.originalLine !== undefined) put(lines, source, entry.originalLine + 1);
    }
    from += line.length + 1;
  });
}

/** What the workers of `sigprobe decode` reach; the main thread of the program is left out. */
function workerLines(folder: string): { lines: Lines; threads: number } {
  const raw = join(folder, 'v8');
  const captures = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.pcap'));
  for (const capture of captures) {
    const out = join(folder, 'out');
    const cli = join(root, 'dist', 'src', 'cli.js');
    const args = [cli, 'decode', join(CAPTURES, capture), '-o', out, '--format', 'ndjson', '--workers', '2', '--quiet'];
    const { status } = spawnSync(process.execPath, args, { env: { ...process.env, NODE_V8_COVERAGE: raw } });
    if (status !== 0) throw new Error(`decoding ${capture} ended with ${status}`);
    rmSync(out, { recursive: true, force: true });
  }
  const lines: Lines = new Map();
  let threads = 0;
  // coverage-PID-TIME-THREAD.json
  for (const name of readdirSync(raw).filter(each => !each.endsWith('-0.json'))) {
    const { result } = JSON.parse(readFileSync(join(raw, name), 'utf8')) as { result: readonly Script[] };
    const scripts = result.filter(({ url }) => url.includes('/dist/decoders/'));
    if (scripts.length > 0) threads++;
    for (const script of scripts) addLines(script, lines);
  }
  return { lines, threads };
}

interface Covered {
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
}

function main(): number {
  const folders = FOLDERS.map(name => join('test', name));
  const { status } = spawnSync('npx', ['vitest', 'run', '--coverage', ...folders], { cwd: root, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-coverage-'));
  try {
    const { lines, threads } = workerLines(folder);
    const files = JSON.parse(readFileSync(join(root, 'coverage', 'coverage-final.json'), 'utf8')) as Record<
      string,
      Covered
    >;
    const sum = { all: 0, tests: 0, workers: 0, both: 0 };
    const alone: string[] = [];
    for (const [path, { statementMap, s }] of Object.entries(files)) {
      const file = path.split('/').at(-1) as string;
      const own = lines.get(file) ?? new Set();
      const counts = new Map<number, number>();
      for (const [key, { start }] of Object.entries(statementMap))
        counts.set(start.line, (counts.get(start.line) ?? 0) + s[key]);
      for (const [line, count] of counts) {
        sum.all++;
        if (count > 0) sum.tests++;
        if (own.has(line)) sum.workers++;
        if (count > 0 || own.has(line)) sum.both++;
        if (count === 0 && own.has(line)) alone.push(`${file}:${line}`);
      }
    }
    const percent = (n: number): string => `${((100 * n) / sum.all).toFixed(2)} %`;
    process.stdout.write(
      `lines of decoders/ with statements: ${sum.all}; tests reach ${percent(sum.tests)}, ${threads} worker threads ` +
        `${percent(sum.workers)}, together ${percent(sum.both)}\n` +
        `reached by workers alone: ${alone.length === 0 ? 'none' : alone.join(', ')}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return status ?? 1;
}

process.exitCode = main();
