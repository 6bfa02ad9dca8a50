/** What the program does with what it cannot use: one line, exit 2, nothing written; or a warning and all before it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { echo, echoes, ended, pcapHeader, saved, scratchFolder, sigprobe, start } from './tool.ts';

const folder = scratchFolder();
const good = saved(folder, 'good.pcap', echoes(3));

/** One line on standard error that begins with the program's name and holds `words`; nothing on standard output. */
async function refused(args: readonly string[], ...words: (string | RegExp)[]): Promise<void> {
  const out = join(folder, `refused-${Math.random().toString(36).slice(2)}`);
  const result = await sigprobe([...args, ...(args.includes('-o') ? [] : ['-o', out])]);
  expect(result.stderr).toMatch(/^sigprobe: [^\n]+\n$/);
  for (const word of words) expect(result.stderr).toMatch(word);
  expect(result.stdout).toBe('');
  expect(result.status).toBe(2);
  expect(existsSync(out)).toBe(false);
}

describe('operator errors', () => {
  it('a missing file', () => refused(['decode', join(folder, 'nowhere.pcap')], /nowhere\.pcap/));
  it('a missing file behind a good one', () =>
    refused(['decode', good, join(folder, 'nowhere.pcap')], /nowhere\.pcap/));
  it('an empty file', () => refused(['decode', saved(folder, 'empty.pcap', '')], /empty\.pcap/, /empty/));
  it('a file that is no capture', () =>
    refused(['decode', saved(folder, 'notes.txt', 'dear diary\n'.repeat(9))], /notes\.txt/));
  it('gzip of what is no capture', () =>
    refused(['decode', saved(folder, 'notes.gz', gzipSync('dear diary\n'.repeat(9)))], /notes\.gz/));
  it('a folder with no capture in it', () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare, { recursive: true });
    return refused(['decode', bare], /bare/, /no capture/);
  });
  it('an unknown format', () => refused(['decode', good, '--format', 'xlsx'], /xlsx/, /parquet/));
  it('a known and an unknown format', () => refused(['decode', good, '--format', 'csv,__proto__'], /__proto__/));
  it('a format that cannot be streamed', () => refused(['decode', good, '-o', '-', '--format', 'parquet'], /ndjson/));
  it('no workers', () => refused(['decode', good, '--workers', '0'], /workers/));
  it('workers that are no number', () => refused(['decode', good, '--workers', 'many'], /workers/));
  it('a time-out below zero', () => refused(['decode', good, '--gtp-timeout', '-3'], /gtp-timeout/));
  it('an unknown MAP timer', () => refused(['decode', good, '--map-timeout', 'xl=3'], /TIMER=SECONDS/));
  it('an unknown option', () => refused(['decode', good, '--fast'], /--fast/));
  it('an unknown command', async () => {
    const result = await sigprobe(['encode', good]);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/^sigprobe: [^\n]*encode[^\n]*\n$/);
  });
  it('no input', () => refused(['decode'], /input/));
  it('a missing key file', () => refused(['decode', good, '--pseudonym-key', join(folder, 'no.key')], /no\.key/));
  it('a folder where a file is', () => refused(['decode', good, '-o', good], /good\.pcap/));
  it.skipIf(!existsSync('/proc/self'))('a folder where the file system allows none', async () => {
    const { status, stderr } = await sigprobe(['decode', good, '-o', '/proc/sigprobe/out']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^sigprobe: .*\/proc\/sigprobe.*\n$/),
    });
  });
  it('a summary that cannot be written', () =>
    refused(['decode', good, '--summary', join(folder, 'no', 'such', 'summary.json')], /summary\.json/));
  it('standard input that is no capture', async () => {
    const out = join(folder, 'stdin-out');
    const result = await sigprobe(['decode', '-', '-o', out], { input: Buffer.from('not one\n'.repeat(20)) });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/^sigprobe: [^\n]+\n$/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('an output that cannot be written', () => {
  const tmpfs = join(folder, 'small');
  let mounted = false;
  try {
    mkdirSync(tmpfs);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', tmpfs], { stdio: 'ignore' });
    mounted = true;
  } catch {
    console.warn('skipped: a full disk needs the right to mount a small one');
  }
  afterAll(() => {
    if (mounted) execFileSync('umount', [tmpfs], { stdio: 'ignore' });
  });
  const many = saved(folder, 'many.pcap', echoes(20_000));

  it.skipIf(!mounted)('a full disk ends with a message and leaves no file', async () => {
    const result = await sigprobe(['decode', many, '-o', tmpfs, '--format', 'ndjson', '--quiet']);
    expect(result.stderr).toMatch(/^sigprobe: cannot write [^\n]*no space left[^\n]*\n$/);
    expect(result.status).toBe(2);
    expect(readdirSync(tmpfs)).toEqual([]);
  });

  it.skipIf(!mounted)('an earlier file under the name survives a full disk', async () => {
    saved(tmpfs, 'dialogues.ndjson', 'earlier\n');
    const result = await sigprobe(['decode', many, '-o', tmpfs, '--format', 'ndjson', '--quiet']);
    expect(result.status).toBe(2);
    expect(readFileSync(join(tmpfs, 'dialogues.ndjson'), 'utf8')).toBe('earlier\n');
    expect(readdirSync(tmpfs)).toEqual(['dialogues.ndjson']);
  });

  it.skipIf(!existsSync('/dev/full'))('a full device behind standard output', () => {
    const script = `"${process.execPath}" "$0" decode "$1" -o - > /dev/full`;
    const cli = new URL('../../dist/src/cli.js', import.meta.url).pathname;
    let status: number | null = 0;
    let stderr = '';
    try {
      execFileSync('sh', ['-c', script, cli, many], { stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const failure = error as { status: number | null; stderr: Buffer };
      status = failure.status;
      stderr = failure.stderr.toString();
    }
    expect(status).toBe(2);
    expect(stderr).toMatch(/^sigprobe: cannot write standard output: no space left[^\n]*\n$/);
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const result = await sigprobe(['decode', good, '-o', locked]);
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/permission denied/);
  });
});

describe('cut input', () => {
  it('a capture cut in its last record keeps all before it and says so', async () => {
    const whole = echoes(3);
    const path = saved(folder, 'cut.pcap', whole.subarray(0, whole.length - 5));
    const out = join(folder, 'cut-out');
    const result = await sigprobe([
      'decode',
      path,
      '-o',
      out,
      '--format',
      'ndjson',
      '--summary',
      join(folder, 'cut.json'),
    ]);
    expect(result.status).toBe(0);
    expect(result.stderr).toMatch(/^sigprobe: warning: [^\n]*cut\.pcap[^\n]*\n$/);
    const summary = JSON.parse(readFileSync(join(folder, 'cut.json'), 'utf8'));
    expect(summary.packets).toBe(5);
    expect(summary.notes).toHaveLength(1);
    // Two echoes answered, and the third request whose answer was cut away.
    expect(readFileSync(join(out, 'dialogues.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('a gzip cut in its middle keeps all before it and says so', async () => {
    const packed = gzipSync(echoes(2000));
    const path = saved(folder, 'cut.pcap.gz', packed.subarray(0, packed.length >> 1));
    const out = join(folder, 'cutgz-out');
    const result = await sigprobe([
      'decode',
      path,
      '-o',
      out,
      '--format',
      'ndjson',
      '--summary',
      join(folder, 'cutgz.json'),
    ]);
    expect(result.status).toBe(0);
    expect(result.stderr).toMatch(/sigprobe: warning: [^\n]*cut\.pcap\.gz/);
    const summary = JSON.parse(readFileSync(join(folder, 'cutgz.json'), 'utf8'));
    expect(summary.packets).toBeGreaterThan(100);
    expect(summary.packets).toBeLessThan(4000);
  });

  it('a record length beyond the file is named with its octet, and what stands before it is kept', async () => {
    const bad = echo(1, 9, 1.7e9 + 9);
    bad.writeUInt32LE(50_000_000, 8);
    const path = saved(folder, 'long.pcap', Buffer.concat([echoes(2), bad]));
    const out = join(folder, 'long-out');
    const result = await sigprobe(['decode', path, '-o', out, '--summary', join(folder, 'long.json')]);
    expect(result.status).toBe(0);
    const [note] = JSON.parse(readFileSync(join(folder, 'long.json'), 'utf8')).notes;
    expect(note.octet).toBe(echoes(2).length);
    expect(result.stderr).toMatch(/50,?000,?000/);
  });

  it('a capture with a header and no records is whole', async () => {
    const out = join(folder, 'none-out');
    const result = await sigprobe([
      'decode',
      saved(folder, 'none.pcap', pcapHeader()),
      '-o',
      out,
      '--format',
      'ndjson',
    ]);
    expect(result.status).toBe(0);
    expect(readFileSync(join(out, 'dialogues.ndjson'), 'utf8')).toBe('');
  });
});

/** Waits until the outputs are open, and `more` milliseconds. */
async function underWay(out: string, more: number): Promise<void> {
  const wait = (time: number): Promise<unknown> => new Promise(resolve => setTimeout(resolve, time));
  while (!existsSync(out) || readdirSync(out).length === 0) await wait(20);
  await wait(more);
}

/** A second in milliseconds; longer where the machine is so busy that the program takes that long to say its version. */
async function aSecond(): Promise<number> {
  const began = performance.now();
  await sigprobe(['--version']);
  return Math.max(1000, 4 * (performance.now() - began));
}

// Signals and seconds: another process of a busy machine may take the processor just then.
describe('an end before the end', { retry: 3 }, () => {
  it('Ctrl-C on a quiet pipe ends within a second with what was read until then', async () => {
    const out = join(folder, 'int-out');
    const child = start(['decode', '-', '-o', out, '--format', 'ndjson']);
    const result = ended(child);
    child.stdin?.write(echoes(3));
    await underWay(out, 1000);
    const began = performance.now();
    child.kill('SIGINT');
    const { status, stderr } = await result;
    const took = performance.now() - began;
    expect(took).toBeLessThan(await aSecond());
    expect(status).toBe(130);
    expect(stderr).toMatch(/SIGINT/);
    const names = existsSync(out) ? readdirSync(out) : [];
    expect(names).toEqual(['dialogues.ndjson']);
    expect(readFileSync(join(out, 'dialogues.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('SIGTERM in the middle of a long input leaves whole files or none', async () => {
    const path = saved(
      folder,
      'long-run.pcap',
      Buffer.concat([pcapHeader(), ...Array(400).fill(echoes(2000).subarray(24))]),
    );
    const out = join(folder, 'term-out');
    const child = start(['decode', path, path, path, '-o', out, '--format', 'ndjson,csv', '--quiet']);
    const result = ended(child);
    await underWay(out, 200);
    const began = performance.now();
    child.kill('SIGTERM');
    const { status } = await result;
    const took = performance.now() - began;
    expect(took).toBeLessThan(await aSecond());
    expect(status).toBe(143);
    const names = existsSync(out) ? readdirSync(out).sort() : [];
    expect([[], ['dialogues.csv', 'dialogues.ndjson']]).toContainEqual(names);
    for (const name of names) expect(readFileSync(join(out, name), 'utf8')).toMatch(/\n$|^$/);
  });

  it.each([
    ['decode', ['-o', '-']],
    ['messages', []],
  ] as const)('%s ends quietly when its reader goes away', async (command, more) => {
    const path = saved(folder, `pipe-${command}.pcap`, echoes(30_000));
    const child = start([command, path, ...more]);
    const result = ended(child);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { status, stderr, signal } = await result;
    expect(signal).toBe(null);
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/at .*\.js:|EPIPE/);
  });
});

it('no message of an error holds an identity', async () => {
  const { stderr } = await sigprobe(['decode', saved(folder, '001019999999999.txt', 'imsi 001019999999999')]);
  // The file's own name is the operator's; its content is not repeated.
  expect(stderr.replaceAll(folder, '').match(/001019999999999/g)).toHaveLength(1);
});
