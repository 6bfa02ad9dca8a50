/**
 * The same records from the same packets, however they come: `npm run same -- --packets 1000000 --files 200`.
 *
 * Takes the options of `sigprobe make`. Makes one capture, and the same traffic as `--files` rotating ones; decodes it as one file with 1,
 * 2, 3 and 4 workers, from standard input, and as the rotating files, by name and as a folder; and says a digest of the records of each. File
 * names and frame numbers are told apart: those of a rotating capture are its own. Ends with status 1 where two differ. (With
 * `--faults backwards=…` they may: files are put together by time, so that a packet with an earlier time that begins a file comes before
 * the end of the file before.)
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Compiled, and from the source. */
const CLI = ['../src/cli.js', '../dist/src/cli.js']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync) as string;

/** Where a record stands in the files that were read. */
const PLACE = /,"capture":.*$/;

export interface Sameness {
  readonly how: string;
  readonly records: number;
  /** Of the records without their places, in the order in which they came. */
  readonly digest: string;
}

async function digestOf(how: string, args: readonly string[], input?: string): Promise<Sameness> {
  const decode = spawn(process.execPath, [CLI, 'decode', ...args, '-o', '-', '--quiet', '--tap-skew', '0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>(resolve => decode.on('close', code => resolve(code ?? 1)));
  if (input === undefined) decode.stdin.end();
  else createReadStream(input).pipe(decode.stdin);
  const hash = createHash('sha256');
  let records = 0;
  for await (const line of createInterface({ input: decode.stdout })) {
    records++;
    hash.update(line.replace(PLACE, '')).update('\n');
  }
  const status = await ended;
  if (status !== 0) throw new Error(`decode ${args.join(' ')} ended with status ${status}`);
  return { how, records, digest: hash.digest('hex').slice(0, 16) };
}

/** `options` of `sigprobe make`; the traffic is cut into `files`. */
export async function sameness(options: readonly string[], files: number): Promise<Sameness[]> {
  const folder = mkdtempSync(join(tmpdir(), 'same-'));
  try {
    const one = join(folder, 'one.pcap');
    const many = join(folder, 'many');
    mkdirSync(many);
    const make = (output: string, ...more: string[]): void => {
      execFileSync(process.execPath, [CLI, 'make', ...options, ...more, '-o', output], { stdio: 'ignore' });
    };
    make(one);
    make(join(many, 'hub.pcap'), '--rotate', String(files));
    const parts = readdirSync(many)
      .filter(name => name.endsWith('.pcap'))
      .map(name => join(many, name));
    const found: Sameness[] = [];
    for (const workers of ['1', '2', '3', '4']) {
      found.push(await digestOf(`one file, ${workers} workers`, [one, '--workers', workers]));
    }
    found.push(await digestOf('standard input', ['-'], one));
    found.push(await digestOf(`${parts.length} files`, parts));
    found.push(await digestOf(`a folder of ${parts.length} files, 3 workers`, [many, '--workers', '3']));
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--files');
  const files = at < 0 ? 200 : Number(args.splice(at, 2)[1]);
  const found = await sameness(args, files);
  for (const { how, records, digest } of found) console.log(`${digest}  ${records} records  ${how}`);
  process.exitCode = new Set(found.map(each => each.digest)).size === 1 ? 0 : 1;
}
