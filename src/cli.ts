#!/usr/bin/env node
/** The command line: what can be asked, and nothing of how it is done. Exit statuses stand in the README. */
import { Command, CommanderError } from 'commander';
import { declareClassify } from './cli/classify.ts';
import { declareCluster } from './cli/cluster.ts';
import { declareColumns } from './cli/columns.ts';
import { declareCompare } from './cli/compare.ts';
import { declareDecode } from './cli/decode.ts';
import { declareExtract } from './cli/extract.ts';
import { declareFeatures } from './cli/features.ts';
import { declareInspect } from './cli/inspect.ts';
import { declareKey } from './cli/key.ts';
import { declareMake } from './cli/make.ts';
import { declareMessages } from './cli/messages.ts';
import { declareReport } from './cli/report.ts';
import { declareRun } from './cli/run.ts';
import { OperatorError } from './errors.ts';
import { version } from './version.ts';

/** The operator's mistake. */
const MISTAKE = 2;
/** Ours. */
const FAULT = 1;

/** In the order in which the help lists them. */
const COMMANDS = [
  declareRun,
  declareDecode,
  declareFeatures,
  declareMessages,
  declareInspect,
  declareExtract,
  declareCluster,
  declareClassify,
  declareCompare,
  declareReport,
  declareMake,
  declareKey,
  declareColumns,
];

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
  sigprobe run night.pcap.gz -o night                  capture to records, features, clusters and a report
  sigprobe decode night.pcap.gz                        records to sigprobe-out/dialogues.parquet
  sigprobe decode hub-*.pcap -o out --format parquet,csv --summary out/summary.json
  tcpdump -i eth1 -U -w - sctp or udp port 2123 | sigprobe decode - -o - | jq -c 'select(.outcome != "success")'
  sigprobe features out/dialogues.parquet              one row of features a device
  sigprobe messages one.pcapng | grep updateLocation   one JSON line a message`,
    );

  for (const declare of COMMANDS) declare(cli, done);
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
