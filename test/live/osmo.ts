/**
 * A real GGSN and a real SGSN on the loopback interface, and tcpdump between them and the program (Debian's packages
 * osmo-ggsn and tcpdump; root, since the GGSN opens a tunnel device).
 *
 *  - osmo-ggsn on 127.0.0.2 needs a state folder, `gtpu-mode tun` with a device it may create, a prefix to give
 *    addresses from, and the APN that the SGSN asks for.
 *  - sgsnemu on 127.0.0.1 sends an echo request and one create for each context at once; the n-th context has an IMSI of
 *    its own. On SIGTERM it deletes all contexts (teardown indicator 1) and then waits ten seconds: it is killed.
 *  - sgsnemu 1.9 never runs the timers that would repeat a request. Its sequence numbers and restart counter come from
 *    its state folder: started again with an empty one it sends the same octets from the same port, which is what a
 *    repeated request is on the wire.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const GGSN = '127.0.0.2';
const SGSN = '127.0.0.1';
const PREFIX = '10.77.0';
const DEVICE = 'sigprobe0';

/** What is missing for the run, '' where nothing is. */
export function missing(): string {
  for (const program of ['osmo-ggsn', 'sgsnemu', 'tcpdump', 'stdbuf']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed`;
    }
  }
  if (process.getuid?.() !== 0) return 'not root';
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch {
    return '/dev/net/tun cannot be opened';
  }
  return existsSync(CLI) ? '' : 'the program is not built (npm run build)';
}

/** Resolves when `text` has come `times` times on either output of a child; rejects where the child ends before. */
function says(child: ChildProcess, text: string, times = 1, milliseconds = 20_000): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const timer = setTimeout(() => reject(new Error(`no "${text}" in time: ${seen}`)), milliseconds);
    const look = (chunk: Buffer): void => {
      seen += chunk.toString();
      if (seen.split(text).length <= times) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => {
      clearTimeout(timer);
      reject(new Error(`ended without "${text}": ${seen}`));
    });
  });
}

function gone(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.on('close', () => resolve());
    child.kill(signal);
  });
}

/** A folder and the processes started in it; `end` kills what still runs and removes the folder. */
export class Network {
  readonly folder = mkdtempSync(join(tmpdir(), 'sigprobe-live-'));
  #children: ChildProcess[] = [];

  #start(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** Resolves when the GGSN listens. */
  async startGgsn(): Promise<ChildProcess> {
    const state = join(this.folder, 'ggsn');
    mkdirSync(state);
    const configuration = join(this.folder, 'ggsn.cfg');
    writeFileSync(
      configuration,
      `log stderr
 logging level all notice
ggsn main
 gtp state-dir ${state}
 gtp bind-ip ${GGSN}
 apn internet
  gtpu-mode tun
  tun-device ${DEVICE}
  type-support v4
  ip prefix dynamic ${PREFIX}.0/24
  ip ifconfig ${PREFIX}.1/24
  no shutdown
 default-apn internet
 no shutdown ggsn
`,
    );
    const child = this.#start('osmo-ggsn', ['-c', configuration]);
    await says(child, 'GGSN(main): Successfully started');
    return child;
  }

  /** Starts an SGSN with an empty state folder. */
  startSgsn(contexts: number): ChildProcess {
    const state = join(this.folder, 'sgsn');
    rmSync(state, { recursive: true, force: true });
    mkdirSync(state);
    // line by line, so that what it did can be waited for
    return this.#start('stdbuf', [
      '-oL',
      ...['sgsnemu', '--listen', SGSN, '--remote', GGSN, '--contexts', String(contexts)],
      ...['--statedir', state, '--pidfile', join(state, 'pid'), '--apn', 'internet', '--nsapi', '5'],
      ...['--imsi', '240010123456789', '--msisdn', '46702123456'],
    ]);
  }

  /** Creates contexts, waits for all answers, deletes them, waits for all answers. */
  async createAndDelete(contexts: number): Promise<void> {
    const sgsn = this.startSgsn(contexts);
    const deleted = says(sgsn, 'Received delete PDP context response', contexts);
    // awaited below; a rejection before that must not count as unhandled
    deleted.catch(() => {});
    await says(sgsn, 'Received create PDP context response', contexts);
    // a signal before it is back in its select() is lost
    await sleep(500);
    sgsn.kill('SIGTERM');
    await deleted;
    await gone(sgsn, 'SIGKILL');
  }

  /** Sends the same creates `times` times, `apart` milliseconds from each other, to whoever does not answer. */
  async createInVain(contexts: number, times: number, apart: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const sgsn = this.startSgsn(contexts);
      await says(sgsn, 'Waiting for response from ggsn');
      await gone(sgsn, 'SIGKILL');
      if (i + 1 < times) await sleep(apart);
    }
  }

  /** What the program writes as NDJSON of all GTP-C on the loopback interface while `action` runs. */
  async watch(action: () => Promise<void>): Promise<Record<string, unknown>[]> {
    const program = spawn(process.execPath, [CLI, 'decode', '-', '-o', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#children.push(program);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    program.stdout.on('data', chunk => output.push(chunk));
    program.stderr.on('data', chunk => errors.push(chunk));
    const ended = new Promise<number | null>(resolve => program.on('close', resolve));
    // without immediate mode the kernel keeps the last packets for up to a second, and they are lost on a signal
    const tcpdump = this.#start('tcpdump', ['-i', 'lo', '--immediate-mode', '-U', '-w', '-', 'udp port 2123']);
    tcpdump.stdout?.pipe(program.stdin);
    await says(tcpdump, 'listening on');
    await action();
    await sleep(500);
    await gone(tcpdump, 'SIGINT');
    const status = await ended;
    if (status !== 0) throw new Error(`exit ${status}: ${Buffer.concat(errors)}`);
    const lines = Buffer.concat(output).toString().split('\n');
    return lines.filter(line => line !== '').map(line => JSON.parse(line) as Record<string, unknown>);
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map(child => gone(child, 'SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
