/** Kept results as Markdown, for the READMEs: `npm run readme` writes them, a test compares. */
import { spread } from './measure.ts';
import { cost, type Results } from './results.ts';
import { amdahl, type Stage } from './stages.ts';
import type { WholeRow } from './whole.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const one = (value: number): string => value.toFixed(1);
const two = (value: number): string => value.toFixed(2);
const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;
const rateOf = (row: WholeRow): number => row.packets / row.seconds.median;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** tshark's field export: the reference of the ratios; undefined where it was not installed. */
function reference({ peers }: Results): number | undefined {
  return peers.find(({ name }) => name.startsWith('tshark -T fields'))?.rate.median;
}

/** The job as a user starts it, and the peers on the same file. */
export function comparison(results: Results): string {
  const tshark = reference(results);
  const times = (rate: number): string => (tshark === undefined ? '' : one(rate / tshark));
  const asNeeded = results.whole.filter(row => row.usual === true);
  // results kept earlier: one worker a core was usual
  const usual =
    asNeeded.length > 0 ? asNeeded : results.whole.filter(({ workers }) => workers === results.machine.cores);
  const rows = usual.map(row => [
    `\`sigprobe decode --format ${row.format}${row.key ? ' --pseudonym-key …' : ''}\``,
    `${whole(rateOf(row))} packets`,
    times(rateOf(row)),
    row.format === 'none'
      ? 'dialogues paired and counted, written nowhere'
      : 'records of 64 columns, paired, with an outcome',
  ]);
  for (const { name, rate, unit, does, not } of results.peers) {
    rows.push([name, `${whole(rate.median)} ${unit}`, unit === 'packets' ? times(rate.median) : '', `${does}; ${not}`]);
  }
  return table(['', 'a second', 'times tshark -T fields', 'what it gives'], rows);
}

/** What was measured on what. */
export function setting({ machine, corpus, runs, tsharkPackets, date }: Results): string {
  const mean = Math.round(corpus.octets / corpus.packets);
  return (
    `${date}, ${machine.processor}, ${machine.cores} cores, Node ${machine.node}; ${whole(corpus.packets)} packets of made hub ` +
    `traffic, ${mean} octets each (seed ${corpus.seed}), medians of ${runs} runs, process start included. tshark read the first ` +
    `${whole(tsharkPackets)} packets of the same file.`
  );
}

/** For the README: setting, comparison, and the sentences that follow from the rest. */
export function summary(results: Results): string {
  const [none, parquet] = [amdahl(results.stages.none), amdahl(results.stages.parquet)];
  const ways = results.pairs.map(({ name, ours, peer }) => `${name} ${one(ours.median / peer.median)} times`);
  return [
    setting(results),
    comparison(results),
    `The main thread does ${percent(none.serial)} of the work without a sink and ${percent(parquet.serial)} of it into Parquet, so that any ` +
      `number of workers gives at most ${one(none.most)} and ${one(parquet.most)} times one thread. Parts alone: ${ways.join(', ')}.`,
    'All figures with their spread: [bench/README.md](bench/README.md#results).',
  ].join('\n\n');
}

/** For bench/README.md: every figure of the run. */
export function details(results: Results): string {
  const { none, parquet } = results.stages;
  const names = Object.keys(none.nanoseconds) as Stage[];
  const share = (figures: typeof none, stage: Stage): string =>
    `${figures.nanoseconds[stage].toFixed(0)} ns, ${percent(figures.nanoseconds[stage] / cost(figures))}`;
  // Results kept earlier do not tell of garbage.
  const collecting = results.whole.some(({ garbage }) => garbage !== undefined);
  const jobs = table(
    [
      'format',
      'workers',
      'packets a second',
      'seconds',
      'CPU seconds',
      'peak MiB',
      ...(collecting ? ['garbage collection'] : []),
    ],
    results.whole.map(row => [
      row.key ? `${row.format}, with a key` : row.format,
      row.usual === true ? `as needed (${row.workers})` : String(row.workers),
      whole(rateOf(row)),
      spread(row.seconds, two),
      spread(row.cpu, two),
      spread(row.memory, whole),
      ...(collecting ? [row.garbage === undefined ? '' : `${one(row.garbage * 100)} %`] : []),
    ]),
  );
  const stages = table(
    ['CPU a packet', 'without a sink', 'into Parquet'],
    [
      ...names.map(stage => [stage, share(none, stage), share(parquet, stage)]),
      ['sum', `${cost(none).toFixed(0)} ns`, `${cost(parquet).toFixed(0)} ns`],
      ...[1, 2, 4, 8].map(n => [
        `at most, ${n} worker${n === 1 ? '' : 's'}`,
        ...[none, parquet].map(found => `${two(amdahl(found).by(n))} times one thread`),
      ]),
    ],
  );
  const sinks = table(
    ['encoders alone, two threads', 'dialogues a second', 'octets each'],
    results.sinks.map(({ format, rate, octets }) => [format, spread(rate, whole), whole(octets)]),
  );
  const parts = [setting(results), comparison(results), jobs, stages, '![CPU by stage](stages.svg)', sinks];
  if (results.compressed.length > 0) {
    parts.push(
      table(
        [
          'compressed capture, `--format none`',
          'seconds',
          'the decompressor alone',
          'the plain file',
          'times the slower',
        ],
        results.compressed.map(({ name, job, alone, plain }) => [
          name,
          spread(job, two),
          spread(alone, two),
          spread(plain, two),
          two(job.median / Math.max(alone.median, plain.median)),
        ]),
      ),
    );
  }
  parts.push(
    table(
      ['parts beside peers', 'ours a second', "the peer's", 'times'],
      results.pairs.map(({ name, ours, peer, unit }) => [
        name,
        `${spread(ours, whole)} ${unit}`,
        spread(peer, whole),
        one(ours.median / peer.median),
      ]),
    ),
  );
  return parts.join('\n\n');
}
