/** Runs the built program as an operator does, and makes small captures for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function start(args: readonly string[], cwd?: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
}

export function ended(child: ChildProcess): Promise<Ended> {
  const parts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', text => {
    parts.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', text => {
    parts.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, ...parts }));
  });
}

/** Runs to the end; `input` goes to standard input, which is then closed. */
export function sigprobe(args: readonly string[], options: { input?: Uint8Array; cwd?: string } = {}): Promise<Ended> {
  const child = start(args, options.cwd);
  const result = ended(child);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  return result;
}

/** A folder that is gone when the tests of the file are done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function saved(folder: string, name: string, octets: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, octets);
  return path;
}

/** File header of classic pcap: microseconds, little-endian, version 2.4, snap length 65535, Ethernet. */
export function pcapHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** One record: a GTPv1 echo over UDP, IPv4, Ethernet. Type 1 is a request of 10.0.0.1, type 2 the answer to it. */
export function echo(type: 1 | 2, sequence: number, seconds: number): Buffer {
  const gtp = [
    0x32,
    type,
    0,
    type === 1 ? 4 : 6,
    0,
    0,
    0,
    0,
    sequence >> 8,
    sequence & 0xff,
    0,
    0,
    ...(type === 2 ? [14, 7] : []),
  ];
  const udp = [0x08, 0x4b, 0x08, 0x4b, 0, 8 + gtp.length, 0, 0];
  const [from, to] = type === 1 ? [1, 2] : [2, 1];
  const ip = [
    0x45,
    0,
    0,
    28 + gtp.length,
    sequence >> 8,
    sequence & 0xff,
    0,
    0,
    64,
    17,
    0,
    0,
    10,
    0,
    0,
    from,
    10,
    0,
    0,
    to,
  ];
  const ethernet = [2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 0x08, 0x00];
  const frame = [...ethernet, ...ip, ...udp, ...gtp];
  const record = Buffer.alloc(16);
  record.writeUInt32LE(seconds, 0);
  record.writeUInt32LE(frame.length, 8);
  record.writeUInt32LE(frame.length, 12);
  return Buffer.concat([record, Buffer.from(frame)]);
}

/** A capture of `pairs` echoes with their answers, one a second. */
export function echoes(pairs: number): Buffer {
  const parts = [pcapHeader()];
  for (let i = 0; i < pairs; i++) parts.push(echo(1, i & 0xffff, 1.7e9 + i), echo(2, i & 0xffff, 1.7e9 + i));
  return Buffer.concat(parts);
}
