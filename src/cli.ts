#!/usr/bin/env node
/** The command line: what can be asked, and nothing of how it is done. Exit statuses stand in the README. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { columns } from './commands/columns.ts';
import { decode } from './commands/decode.ts';
import { extract } from './commands/extract.ts';
import { inspect } from './commands/inspect.ts';
import { key } from './commands/key.ts';
import { FAULTS, make, parseFaults } from './commands/make.ts';
import { messages } from './commands/messages.ts';
import { OperatorError } from './errors.ts';
import { POINT_CODES } from './report/point-codes.ts';
import { version } from './version.ts';

/** The operator's mistake. */
const MISTAKE = 2;
/** Ours. */
const FAULT = 1;

function whole(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`A whole number from ${least} to ${most} is needed.`);
    }
    return value;
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 1e6) {
    throw new InvalidArgumentError('A number of seconds above 0 is needed, one million at most.');
  }
  return value;
}

const TIMERS = ['s', 'm', 'ml', 'l'] as const;

/** `m=90` or `s=30,m=90,ml=1800,l=7200`. */
function timers(text: string): Partial<Record<(typeof TIMERS)[number], number>> {
  const given: Partial<Record<(typeof TIMERS)[number], number>> = {};
  for (const pair of text.split(',')) {
    const [name, value] = pair.split('=', 2);
    const timer = TIMERS.find(known => known === name?.trim());
    if (timer === undefined || value === undefined) {
      throw new InvalidArgumentError(`TIMER=SECONDS is needed, with a timer of ${TIMERS.join(', ')}.`);
    }
    given[timer] = seconds(value.trim());
  }
  return given;
}

function faults(text: string): NonNullable<ReturnType<typeof parseFaults>> {
  const rates = parseFaults(text);
  if (rates === undefined) throw new InvalidArgumentError('NAME=RATE is needed, rates in percent; see --help.');
  return rates;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

/** `12`, `12,100-120`, `a.pcap:7`; given again, one list behind the other. */
function frames(text: string, before: readonly string[] = []): string[] {
  return [...before, ...list(text)];
}

const LABELS = 'how point codes are written, and how labels and addresses of SCCP are read';

function pointCodes(about: string): Option {
  return new Option('--point-codes <format>', about).choices(POINT_CODES).default('decimal');
}

const INPUT = 'pcap or pcapng, plain, gzip or zstd; several are read as one input in time order; - is standard input';

function program(done: (status: number) => void): Command {
  const cli = new Command('sigprobe')
    .description('SS7 and GTP captures in, signalling dialogue records out.')
    .version(version(), '-V, --version')
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .trimEnd()
            .replace(/^error: /, 'sigprobe: ')
            .replaceAll('\n', ' ')}\n`,
        ),
    })
    .addHelpText(
      'after',
      `
Examples:
  sigprobe decode night.pcap.gz                        records to sigprobe-out/dialogues.parquet
  sigprobe decode hub-*.pcap -o out --format parquet,csv --summary out/summary.json
  tcpdump -i eth1 -U -w - sctp or udp port 2123 | sigprobe decode - -o - | jq -c 'select(.outcome != "success")'
  sigprobe messages one.pcapng | grep updateLocation   one JSON line a message`,
    );

  cli
    .command('decode')
    .description('Pairs requests with answers and writes one record a dialogue.')
    .argument('<input...>', INPUT)
    .option(
      '-o, --output <folder>',
      'folder for dialogues.<format>; - streams NDJSON to standard output',
      'sigprobe-out',
    )
    .option(
      '--format <list>',
      'parquet, ndjson, csv or none; several with commas (default: "parquet", with -o -: "ndjson")',
      list,
    )
    .option('--workers <n>', 'decoding threads (default: one a core)', whole(1, 256))
    .option('--summary <file>', 'write the summary as JSON too')
    .option('--quiet', 'no summary and no progress; warnings stay')
    .option('--gtp-timeout <seconds>', 'a GTP request without answer is incomplete after this (default: 30)', seconds)
    .option(
      '--map-timeout <list>',
      'the same for MAP by the timers of TS 29.002: s, m, ml, l (default: "s=20,m=60,ml=1200,l=3600")',
      timers,
    )
    .option('--reorder-window <seconds>', 'an answer waits this long for a request behind it (default: 2)', seconds)
    .option('--orphans', 'keep answers without a request as records of type OTHER')
    .addOption(pointCodes('how labels and addresses of SCCP are read; decimal and itu: 14 bits'))
    .option('--prefixes <file>', 'CSV of prefix,mcc,mnc: the operators behind global titles')
    .option('--max-dialogues <n>', 'most dialogues open at once (default: 4000000)', whole(1, 1e8))
    .option('--max-tunnels <n>', 'most tunnels known at once (default: 8000000)', whole(1, 1e8))
    .option('--pseudonym-key <file>', 'write IMSI, MSISDN, IMEI and addresses as keyed hashes (see: sigprobe key)')
    .addHelpText(
      'after',
      `
Examples:
  sigprobe decode a.pcap b.pcap -o out               out/dialogues.parquet
  sigprobe decode a.pcap --format csv,ndjson         sigprobe-out/dialogues.csv and .ndjson
  sigprobe decode a.pcap --map-timeout m=90 --gtp-timeout 15
  sigprobe decode - -o - < a.pcap | head -1`,
    )
    .action(async (input: string[], options) => done(await decode(input, options)));

  cli
    .command('messages')
    .description('Writes one JSON line for each decoded message to standard output.')
    .argument('<input...>', INPUT)
    .option('--workers <n>', 'decoding threads (default: one a core)', whole(1, 256))
    .addOption(pointCodes(LABELS))
    .option('--details', 'with each component what it carries, by the names of the standard')
    .option('--with-text', 'with --details, the texts of short messages and USSD too')
    .action(async (input: string[], options) => done(await messages(input, options)));

  cli
    .command('inspect')
    .description('Shows one frame layer by layer: every field with its place, octets, value and clause.')
    .argument('<input>', 'pcap or pcapng, plain, gzip or zstd; - is standard input')
    .requiredOption('--frame <n>', 'frame number, as Wireshark counts', whole(1, 0xffffffff))
    .option('--json', 'write one JSON document')
    .option('--with-text', 'show the texts of short messages and USSD, and payloads that are not read')
    .addOption(pointCodes(LABELS))
    .addHelpText(
      'after',
      `
Subscriber identities (IMSI, MSISDN, IMEI, addresses) are shown as they are: this is a look at one frame that you ask
for. Keys and passwords never are, texts only with --with-text.

Examples:
  sigprobe inspect night.pcap --frame 1734           the frame that a fault of the summary names
  sigprobe inspect night.pcap --frame 1734 | less -S
  sigprobe inspect night.pcap --frame 1734 --json | jq '.layers[].name'`,
    )
    .action(async (input: string, options) => done(await inspect(input, options)));

  cli
    .command('extract')
    .description('Cuts frames into a pcapng of their own, with a comment on each that says where it came from.')
    .argument('<input...>', INPUT)
    .requiredOption('--frame <list>', 'N, N-M or several with commas; with several inputs FILE:N', frames)
    .requiredOption('-o, --output <file>', 'pcapng to write')
    .option('--whole', 'the frames too that hold the other pieces of a fragmented or segmented message')
    .addHelpText(
      'after',
      `
Examples:
  sigprobe extract night.pcap --frame 1734 -o fault.pcapng
  sigprobe extract night.pcap --frame 12,100-120 --whole -o part.pcapng
  sigprobe extract a.pcap b.pcap --frame a.pcap:7 --frame b.pcap:9-11 -o both.pcapng`,
    )
    .action(async (input: string[], options) => done(await extract(input, options)));

  cli
    .command('make')
    .description('Writes a made capture and, beside it, the truth: one line a dialogue that it means.')
    .requiredOption('--packets <n>', 'packets, about', whole(1, 1e9))
    .option('--seed <n>', 'the same seed gives the same capture', whole(0, 0xffffffff), 1)
    .requiredOption('-o, --output <file>', 'capture to write; the truth goes to the same name with .truth.ndjson')
    .option('--devices <n>', 'subscribers (default: one to 20 packets, 50,000 at most)', whole(1, 4_000_000))
    .option('--hours <h>', 'length of the capture (default: 2,000 packets a second)', seconds)
    .option('--start <seconds>', 'begin so far into the traffic: dialogues and tunnels are met halfway', seconds)
    .option('--faults <list>', 'what goes wrong, in percent: NAME=RATE,…; all=1 is each at 1 % (names below)', faults)
    .option('--legs', 'both legs of the transit hub, the one in and the one out')
    .option('--taps <n>', 'taps on the links, each with a file and a clock of its own', whole(1, 64))
    .option('--skew <seconds>', 'by which their clocks differ at most', seconds)
    .option('--rotate <n>', 'files that each tap writes one after the other', whole(1, 9999))
    .addHelpText(
      'after',
      `
Faults, and what a rate counts:
${Object.entries(FAULTS)
  .map(([name, counts]) => `  ${name.padEnd(11)} ${counts}`)
  .join('\n')}

Examples:
  sigprobe make --packets 1000000 -o hub.pcap
  sigprobe make --packets 1000000 --faults loss=0.5,copy=1 --legs -o hub.pcap
  sigprobe make --packets 1000000 --faults all=1 --taps 3 --skew 1 --rotate 20 -o hub.pcap`,
    )
    .action(async options => done(await make(options)));

  cli
    .command('key')
    .description('Makes a key for --pseudonym-key. Who has it can link pseudonyms to people: keep it.')
    .argument('<file>', 'file to write; must not exist')
    .action(async (file: string) => done(await key(file)));

  cli
    .command('columns')
    .description('Prints the columns of the records: name, type, unit, when null.')
    .action(async () => done(await columns()));

  return cli;
}

/** exitOverride is inherited only by commands made after it, so that each is told. */
function throwing(cli: Command): Command {
  cli.exitOverride();
  for (const command of cli.commands) throwing(command.copyInheritedSettings(cli));
  return cli;
}

/** One line for the operator, and the status. */
function failure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISTAKE;
  if (error instanceof OperatorError) {
    process.stderr.write(`sigprobe: ${error.message}\n`);
    return MISTAKE;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`sigprobe: a fault of sigprobe itself, please report it: ${text}\n`);
  return FAULT;
}

// A reader that went away (head, a closed terminal) is no reason for a stack trace; who writes much looks himself.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

let status = 0;
try {
  await throwing(program(value => (status = value))).parseAsync();
} catch (error) {
  status = failure(error);
}
process.exitCode = status;
// Standard input may be a pipe that never ends; nothing is left to do. Standard output may still be under way.
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve =>
    stream.writableLength === 0 || stream.destroyed ? resolve() : stream.write('', () => resolve()),
  );
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(status);
