import { decode } from '../commands/decode.ts';
import { type Declare, INPUT, list, pointCodes, seconds, timers, whole } from './values.ts';

export const declareDecode: Declare = (cli, done) => {
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
};
