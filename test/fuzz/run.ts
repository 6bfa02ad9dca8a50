/**
 * `npm run fuzz -- --seconds N --seed S [--messages N] [--protocol NAME] [--captures N] [--finds FOLDER]`
 *
 * `npm run fuzz -- --complexity` measures instead how the time of each decoder grows with its octets.
 *
 * Ends with 1 where something was found.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fuzzCaptures } from './captures.ts';
import { measureComplexity } from './complexity.ts';
import { writeFind } from './finds.ts';
import { sharedFolder } from './seeds.ts';
import { TARGETS } from './targets.ts';
import { type FuzzJob, type FuzzNews, WATCH_HEAD } from './worker.ts';

/** Seconds after which a message that is still under way hangs. */
const STUCK = 20;

function rootFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const mib = (octets: number): string => `${(octets / 1048576).toFixed(1)} MiB`;

function tell(news: FuzzNews & { what: 'report' }): void {
  const messages = news.reports.reduce((sum, report) => sum + report.messages, 0);
  say(
    `${whole(messages)} messages in ${news.seconds.toFixed(0)} s, ${whole(messages / news.seconds)} a second; ` +
      `heap ${mib(news.heapAtFirst)} before, ${mib(news.heap)} now; ${whole(news.rows)} dialogues written`,
  );
  if (!news.done) return;
  say('target          messages  octets each  faults  crashes  hangs  wrong  slowest ms');
  for (const report of news.reports) {
    const { target, faults, crashes, hangs, wrong, slowest } = report;
    const each = (report.octets / Math.max(1, report.messages)).toFixed(0);
    say(
      `${target.padEnd(12)}${whole(report.messages).padStart(12)}${each.padStart(13)}${String(faults.size).padStart(8)}` +
        `${String(crashes).padStart(9)}${String(hangs).padStart(7)}${String(wrong).padStart(7)}${slowest.toFixed(2).padStart(12)}`,
    );
  }
  const all = new Map<string, number>();
  for (const { faults } of news.reports) for (const [name, n] of faults) all.set(name, (all.get(name) ?? 0) + n);
  say(`${all.size} distinct faults (status, protocol, what):`);
  for (const [name, n] of [...all].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
    say(`  ${name.padEnd(44)}${whole(n).padStart(12)}`);
}

/** Gives how many finds there were. */
function fuzzMessages(job: FuzzJob, finds: string): Promise<number> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: job });
  const head = new Int32Array(job.watch, 0, 4);
  const found = new Map<string, number>();
  let before = 0;
  let stuck = 0;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearInterval(watch);
      resolve([...found.values()].reduce((a, b) => a + b, 0));
    };
    const watch = setInterval(() => {
      stuck = head[0] === before && head[0] > 0 ? stuck + 1 : 0;
      before = head[0];
      if (stuck < STUCK) return;
      const { name } = TARGETS[head[2]];
      const octets = new Uint8Array(job.watch, WATCH_HEAD, head[1]).slice();
      const path = writeFind(finds, `${name}-stuck`, `does not end (message ${head[0]} of seed ${job.seed})`, [
        { name, octets },
      ]);
      say(`STUCK ${name}: ${path}`);
      found.set(path, 1);
      void worker.terminate().then(end);
    }, 1000);
    worker.on('message', (news: FuzzNews) => {
      if (news.what === 'report') {
        tell(news);
        if (news.done) void worker.terminate().then(end);
        return;
      }
      const { target, trouble, about, lines } = news;
      const kind = `${target}-${trouble}-${about.replace(/[0-9.]+/g, '')}`;
      const times = (found.get(kind) ?? 0) + 1;
      found.set(kind, times);
      if (times <= 3)
        say(`${trouble.toUpperCase()} ${target}: ${about}: ${writeFind(finds, `${target}-${trouble}`, about, lines)}`);
    });
    worker.on('error', error => {
      clearInterval(watch);
      reject(error);
    });
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      messages: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: '1' },
      protocol: { type: 'string', multiple: true, default: [] },
      captures: { type: 'string', default: '0' },
      finds: { type: 'string' },
      complexity: { type: 'boolean', default: false },
    },
  });
  const root = rootFolder();
  const finds = values.finds ?? join(root, 'test', 'fuzz', 'found');
  const protocols = values.protocol.flatMap(names => names.split(','));
  for (const name of protocols) {
    if (TARGETS.some(target => target.name === name)) continue;
    say(`no such protocol: ${name}; there are ${TARGETS.map(target => target.name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  if (values.complexity) {
    process.exitCode = measureComplexity(say) === 0 ? 0 : 1;
    return;
  }
  const shared = sharedFolder();
  const job: FuzzJob = {
    seed: Number(values.seed),
    seconds: Number(values.seconds),
    messages: Number(values.messages),
    protocols,
    root,
    shared,
    watch: new SharedArrayBuffer(1 << 17),
  };
  say(
    `seed ${job.seed}, shared material ${shared === undefined ? 'not there' : 'as extra seeds'}, Node ${process.versions.node}`,
  );
  let found = job.seconds > 0 ? await fuzzMessages(job, finds) : 0;
  const captures = Number(values.captures);
  if (captures > 0) found += await fuzzCaptures({ count: captures, seed: job.seed, root, finds, say });
  say(found === 0 ? 'nothing found' : `${found} finds`);
  process.exitCode = found === 0 ? 0 : 1;
}

await main();
