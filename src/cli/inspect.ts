import { type Declare, LABELS, pointCodes, whole } from './values.ts';

export const declareInspect: Declare = (cli, done) => {
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
    .action(async (input: string, options) =>
      done(await (await import('../commands/inspect.ts')).inspect(input, options)),
    );
};
