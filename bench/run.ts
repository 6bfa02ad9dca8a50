/**
 * What the whole job costs beside what a user would pick instead: `npm run bench`, or `npm run bench -- --quick`.
 * Everything is measured in this run on this machine; the results that travel are the ratios.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { make } from '../captures/maker/make.ts';
import { version } from '../src/version.ts';
import { berBench } from './ber.ts';
import { type Sample, sample, seconds, spread } from './measure.ts';
import { tcapMessages } from './messages.ts';
import { readerBench } from './reader.ts';

const SEED = 20261122;
const quick = process.argv.includes('--quick');
const packets = quick ? 200_000 : 2_000_000;
const runs = quick ? 3 : 5;
const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));

/** The fields that an engineer exports to do with a spreadsheet what sigprobe does. */
const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'm3ua.protocol_data_opc',
  'm3ua.protocol_data_dpc',
  'tcap.otid',
  'tcap.dtid',
  'gsm_old.localValue',
  'e212.imsi',
  'gtp.message',
  'gtp.seq_number',
  'gtp.cause',
  'gtp.teid',
];

/** A made capture, kept in the system's temporary folder by what it depends on. */
async function capture(): Promise<string> {
  const path = join(tmpdir(), `sigprobe-bench-${version()}-${SEED}-${packets}.pcap`);
  if (!existsSync(path)) {
    const fresh = `${path}.${process.pid}.part.pcap`;
    await make({ packets, seed: SEED, output: fresh, truth: false });
    renameSync(fresh, path);
  }
  return path;
}

interface Job {
  readonly seconds: Sample;
  readonly memory: Sample;
  readonly packets: number;
  readonly octets: number;
}

async function sigprobe(path: string, folder: string, workers: number, format: string): Promise<Job> {
  const times: number[] = [];
  const memory: number[] = [];
  let found = { packets: 0, octets: 0 };
  for (let i = 0; i < runs; i++) {
    const summary = join(folder, 'summary.json');
    const args = ['decode', path, '-o', join(folder, 'out'), '--format', format, '--workers', String(workers)];
    times.push(await seconds(process.execPath, [cli, ...args, '--quiet', '--summary', summary]));
    const read = JSON.parse(readFileSync(summary, 'utf8'));
    memory.push(read.run.peak_memory_mib);
    found = read;
  }
  return { seconds: sample(times), memory: sample(memory), packets: found.packets, octets: found.octets };
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const two = (value: number): string => value.toFixed(2);

function line(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(34)} ${text}\n`);
}

async function main(): Promise<void> {
  const path = await capture();
  const size = statSync(path).size;
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
  try {
    line('machine', `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`);
    line(
      'capture',
      `${whole(packets)} packets, ${(size / 1e6).toFixed(1)} MB, seed ${SEED}; ${runs} runs each, median (least to most)`,
    );
    // Into the page cache once, for everyone.
    readFileSync(path);

    const parquet: Sample[] = [];
    for (const format of ['parquet', 'ndjson', 'none']) {
      for (const workers of [1, 2]) {
        const job = await sigprobe(path, folder, workers, format);
        if (format === 'parquet') parquet.push(job.seconds);
        const perSecond = whole(job.packets / job.seconds.median);
        const megabytes = (job.octets / 1e6 / job.seconds.median).toFixed(1);
        line(
          `decode to ${format}, ${workers} worker${workers === 1 ? '' : 's'}`,
          `${spread(job.seconds, two)} s, ${perSecond} packets/s, ${megabytes} MB/s, peak memory ${spread(job.memory, whole)} MiB`,
        );
      }
    }

    if (spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0) {
      const times: number[] = [];
      for (let i = 0; i < (quick ? 2 : 3); i++) {
        const fields = FIELDS.flatMap(field => ['-e', field]);
        times.push(await seconds('tshark', ['-n', '-r', path, '-T', 'fields', ...fields]));
      }
      const peer = sample(times);
      line('tshark -T fields, 12 fields', `${spread(peer, two)} s, ${whole(packets / peer.median)} packets/s`);
      const best = Math.min(...parquet.map(({ median }) => median));
      line('ratio: whole job into Parquet', `${(peer.median / best).toFixed(1)} times tshark`);
    } else {
      line('tshark', 'not installed: no comparison');
    }

    const ber = berBench(await tcapMessages(path, 20_000));
    line('BER walk', `${spread(ber.ours, whole)} messages/s of ${Math.round(ber.octets / ber.messages)} octets`);
    line('asn1js', `${spread(ber.peer, whole)} messages/s`);
    line('ratio: BER walk', `${(ber.ours.median / ber.peer.median).toFixed(1)} times asn1js`);

    const reader = await readerBench(path, quick ? 3 : 5);
    line('pcap reader', `${spread(reader.ours, whole)} packets/s`);
    line('pcap-parser', `${spread(reader.peer, whole)} packets/s`);
    line('ratio: pcap reader', `${(reader.ours.median / reader.peer.median).toFixed(1)} times pcap-parser`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
