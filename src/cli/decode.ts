import { type Declare, INPUT, list, whole, withPairing } from './values.ts';

export const declareDecode: Declare = (cli, done) => {
  const command = cli
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
    .option(
      '--workers <n>',
      'decoding threads (default: as many as are needed, up to one for each core but one)',
      whole(1, 256),
    )
    .option('--summary <file>', 'write the summary as JSON too')
    .option('--quiet', 'no summary and no progress; warnings stay');
  withPairing(command)
    .addHelpText(
      'after',
      `
Examples:
  sigprobe decode a.pcap b.pcap -o out               out/dialogues.parquet
  sigprobe decode a.pcap --format csv,ndjson         sigprobe-out/dialogues.csv and .ndjson
  sigprobe decode a.pcap --map-timeout m=90 --gtp-timeout 15
  sigprobe decode - -o - < a.pcap | head -1`,
    )
    .action(async (input: string[], options) =>
      done(await (await import('../commands/decode.ts')).decode(input, options)),
    );
};
