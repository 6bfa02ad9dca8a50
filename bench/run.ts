/**
 * The whole table: `npm run bench`, with `-- --quick` a small one, with `-- --keep` written to bench/results and drawn.
 * What each number means stands in the README beside this file. Only ratios travel: everything is measured in this run, on
 * this machine, on the same file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { berBench } from './ber.ts';
import { type CompressedRow, compressedRows } from './compressed.ts';
import { corpus, SEED } from './corpus.ts';
import { longRun } from './flat.ts';
import { floorBench } from './floor.ts';
import { perSecond, type Sample, spread } from './measure.ts';
import { tcapMessages } from './messages.ts';
import { hasTshark, type PeerRow, pycratePython, pycrateRow, tsharkRows } from './peers.ts';
import { picture } from './picture.ts';
import { readerBench } from './reader.ts';
import { cost, keep, machine, type Results } from './results.ts';
import { encodeRateOf } from './sinks.ts';
import { amdahl, stages } from './stages.ts';
import { comparison } from './tables.ts';
import { type Cell, wholeJob } from './whole.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** Of the corpus. */
    packets: { type: 'string' },
    /** Of them, those that tshark reads: it takes as long for a tenth as the rest of this table for all. */
    'tshark-packets': { type: 'string', default: '250000' },
    runs: { type: 'string' },
    /** Passes over the corpus in the long run; 0 leaves it out. */
    passes: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
});
const packets = Number(options.packets ?? (options.quick ? 200_000 : 2_000_000));
const runs = Number(options.runs ?? (options.quick ? 3 : 5));

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const two = (value: number): string => value.toFixed(2);

function line(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(34)} ${text}\n`);
}

function heading(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

const bench = await corpus(packets);
const here = machine();
line('machine', `${here.cores} cores, ${here.processor}, ${here.memoryGib} GiB, Node ${here.node}`);
line(
  'capture',
  `${whole(packets)} packets, ${(bench.octets / 1e6).toFixed(1)} MB, seed ${SEED}; ${runs} runs each, median (least to most)`,
);
// Into the page cache once, for everyone.
readFileSync(bench.path);

heading('The whole job, process start included');
const usual = undefined;
const workers = options.quick ? [usual] : [usual, ...[...new Set([1, 2, 4, 8, here.cores])].sort((a, b) => a - b)];
const cells: Cell[] = [
  ...['none', 'parquet'].flatMap(format => workers.map(number => ({ format, workers: number, key: false }))),
  { format: 'ndjson', workers: usual, key: false },
  { format: 'csv', workers: usual, key: false },
  { format: 'parquet', workers: usual, key: true },
];
const job = await wholeJob(bench, cells, runs);
for (const row of job) {
  const took = `${spread(row.seconds, two)} s, ${whole(row.packets / row.seconds.median)} packets/s`;
  const collecting = row.garbage === undefined ? '' : `, garbage ${(row.garbage * 100).toFixed(1)} %`;
  const rest = `CPU ${spread(row.cpu, two)} s, peak memory ${spread(row.memory, whole)} MiB${collecting}`;
  const way = row.key ? `${row.format} with a key` : row.format;
  const as = row.usual === true ? ' as needed' : '';
  line(`${way}, ${row.workers} worker${row.workers === 1 ? '' : 's'}${as}`, `${took}, ${rest}`);
}

heading('Peers on the same file');
const peers: PeerRow[] = [];
const few = Math.min(packets, options.quick ? 50_000 : Number(options['tshark-packets']));
if (hasTshark()) peers.push(...(await tsharkRows(bench, few, options.quick ? 1 : 3, options.quick ? 1 : undefined)));
else line('tshark', 'not installed: no comparison');
const messages = await tcapMessages(bench.path, 20_000);
const python = pycratePython();
if (python === undefined)
  line('pycrate', 'not found (SIGPROBE_PYCRATE=/path/to/python names one that has it): no comparison');
else {
  const row = pycrateRow(python, messages.slice(0, 3000), options.quick ? 1 : 3);
  if (row !== undefined) peers.push(row);
}
for (const { name, rate, unit } of peers) line(name, `${spread(rate, whole)} ${unit}/s`);
const tshark = peers.find(({ name }) => name.startsWith('tshark -T fields'))?.rate.median;
for (const format of tshark === undefined ? [] : ['none', 'parquet']) {
  const best = Math.max(...job.filter(row => row.format === format).map(row => row.packets / row.seconds.median));
  line(`ratio: decode to ${format}`, `${(best / (tshark as number)).toFixed(1)} times tshark -T fields`);
}

let compressed: CompressedRow[] = [];
if (!options.quick) {
  heading('Compressed captures, --format none');
  compressed = await compressedRows(bench, runs);
  for (const row of compressed) {
    const slower = Math.max(row.alone.median, row.plain.median);
    line(
      row.name,
      `${spread(row.job, two)} s; ${row.name} -dc alone ${spread(row.alone, two)} s, the plain file ${spread(row.plain, two)} s: ` +
        `${two(row.job.median / slower)} times the slower`,
    );
  }
}

heading('Parts beside peers that do one thing');
const ber = berBench(messages);
const reader = await readerBench(bench.path, options.quick ? 3 : 5);
const pairs = [
  { name: 'BER walk beside asn1js', ours: ber.ours, peer: ber.peer, unit: 'messages' },
  { name: 'pcap reader beside pcap-parser', ours: reader.ours, peer: reader.peer, unit: 'packets' },
];
for (const { name, ours, peer, unit } of pairs) {
  line(
    name,
    `${spread(ours, whole)} and ${spread(peer, whole)} ${unit}/s: ${(ours.median / peer.median).toFixed(1)} times`,
  );
}

heading('Stages, one thread, CPU a packet');
const floor: Sample = floorBench(bench.path, packets);
line('floor: a plain loop', `${spread(perSecond(1e9, floor), two)} ns`);
const warm = Math.min(500_000, packets / 2);

const figures = { none: await stages(bench.path, 'none', warm), parquet: await stages(bench.path, 'parquet', warm) };
for (const [name, found] of Object.entries(figures)) {
  const each = Object.entries(found.nanoseconds).map(([stage, ns]) => `${stage} ${ns.toFixed(0)}`);
  const limit = amdahl(found);
  line(
    name,
    `${each.join(', ')}: ${cost(found).toFixed(0)} ns, ${(cost(found) / (1e9 / floor.median)).toFixed(1)} times the floor`,
  );
  line('', `main thread ${(limit.serial * 100).toFixed(0)} %, so at most ${limit.most.toFixed(2)} times one thread`);
}

heading('Sinks alone, two threads');
const sinks: { format: string; rate: Sample; octets: number }[] = [];
for (const format of ['parquet', 'ndjson', 'csv', 'parquet+key']) {
  const { rate, octets } = await encodeRateOf(2, format, options.quick ? 200_000 : 1_000_000, options.quick ? 2 : 5);
  sinks.push({ format, rate, octets });
  line(format, `${spread(rate, whole)} dialogues/s, ${octets.toFixed(0)} octets each`);
}

let long: Results['long'];
const passes = Number(options.passes);
if (passes > 0) {
  heading('The long run, from a pipe, into Parquet');
  const short = await longRun(bench, Math.max(1, Math.round(5e6 / packets)), 'parquet');
  long = { short, long: await longRun(bench, passes, 'parquet') };
  const { rates, memoryMib, garbage } = long.long;
  const tenth = Math.max(1, Math.round(rates.length / 10));
  const mean = (part: readonly number[]): number => part.length / part.reduce((sum, each) => sum + 1 / each, 0);
  const change = mean(rates.slice(-tenth)) / mean(rates.slice(0, tenth)) - 1;
  line('packets', `${whole(long.long.packets)} in ${long.long.seconds.toFixed(1)} s`);
  line('last tenth against first', `${(change * 100).toFixed(1)} %`);
  line('peak memory', `${whole(memoryMib)} MiB; of ${whole(short.packets)} packets ${whole(short.memoryMib)} MiB`);
  line('garbage collection', `${(garbage * 100).toFixed(2)} % of the time`);
}

if (options.keep) {
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: here,
    corpus: { packets, octets: bench.octets, seed: SEED },
    runs,
    whole: job,
    floor,
    stages: figures,
    peers,
    tsharkPackets: few,
    compressed,
    pairs,
    sinks,
    ...(long === undefined ? {} : { long }),
  };
  const path = keep(results);
  const drawing = fileURLToPath(new URL('../../bench/stages.svg', import.meta.url));
  writeFileSync(drawing, picture(results));
  process.stdout.write(
    `\n${comparison(results)}\n\nkept in ${path}, drawn in ${drawing}; npm run readme puts it where it is shown\n`,
  );
}
