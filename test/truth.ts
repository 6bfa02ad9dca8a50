/**
 * Made traffic against its truth: `npm run truth -- --packets 5000000 --faults all=1 --legs --taps 3 --skew 1`.
 *
 * Takes the options of `sigprobe make`, and `--workers N`, `--show N` (differences told one by one; 20) and `--keep FOLDER`
 * (captures and truth stay there). Makes the capture, decodes it, compares each dialogue in each column of the truth as the
 * records come. What differs is told by what the taps could not show (`unclear` in the truth); it ends with status 1 where that
 * explains not all of it, or less than 99.99 % is right.
 *
 *   node dist/test/truth.js dialogues.ndjson hub.truth.ndjson
 *
 * compares what is there already.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Comparison, compare, told, unexplained } from './compare.ts';

/** Compiled, and from the source. */
const CLI = ['../src/cli.js', '../dist/src/cli.js']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync) as string;

/** The value of an option, taken out of the list. */
function taken(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

/** Makes, decodes and compares, with the options of `sigprobe make` and those above. */
export async function made(args: string[]): Promise<Comparison> {
  const workers = taken(args, '--workers');
  const show = Number(taken(args, '--show') ?? 20);
  const keep = taken(args, '--keep');
  const skew = args.includes('--skew') ? (args[args.indexOf('--skew') + 1] as string) : '0';
  const says = args.includes('--silent') ? 'ignore' : 'inherit';
  if (says === 'ignore') args.splice(args.indexOf('--silent'), 1);
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'truth-'));
  mkdirSync(folder, { recursive: true });
  try {
    const output = join(folder, 'hub.pcap');
    execFileSync(process.execPath, [CLI, 'make', ...args, '-o', output], { stdio: ['ignore', says, 'inherit'] });
    const captures = readdirSync(folder).filter(name => name.endsWith('.pcap'));
    // The observer of the truth knows by how much the clocks of his taps differ; so does who decodes them.
    const decode = spawn(
      process.execPath,
      [
        CLI,
        'decode',
        ...captures,
        '-o',
        '-',
        '--quiet',
        '--tap-skew',
        skew,
        ...(workers === undefined ? [] : ['--workers', workers]),
      ],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = new Promise<number>(resolve => decode.on('close', code => resolve(code ?? 1)));
    const result = await compare(decode.stdout, join(folder, 'hub.truth.ndjson'), show);
    const status = await ended;
    if (status !== 0) throw new Error(`decode ended with status ${status}`);
    return result;
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const [records, truth] = args;
  const files = records !== undefined && truth !== undefined && !records.startsWith('-');
  const result = files ? await compare(records, truth, 20) : await made(args);
  console.log(told(result));
  process.exitCode = unexplained(result) === 0 && result.right >= result.dialogues * 0.9999 ? 0 : 1;
}
