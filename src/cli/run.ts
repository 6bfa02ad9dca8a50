import { type Declare, INPUT, size, whole, withPairing } from './values.ts';

export const declareRun: Declare = (cli, done) => {
  const command = cli
    .command('run')
    .description(
      'The whole way: captures to dialogue records, features, sessions, clusters and a report, in one folder.',
    )
    .argument('<input...>', INPUT)
    .option('-o, --output <folder>', 'folder for everything that is written', 'sigprobe-out')
    .option(
      '--workers <n>',
      'decoding threads (default: as many as are needed, up to one for each core but one)',
      whole(1, 256),
    )
    .option('--quiet', 'no summary and no progress; warnings stay');
  withPairing(command)
    .option('--include-edges', 'count dialogues that the beginning or end of the capture cuts in the features')
    .option('--devices <file>', 'CSV or Parquet of your devices (see: sigprobe features --help)')
    .option('--tac <file>', 'CSV or Parquet of type allocation codes')
    .option(
      '--memory-limit <size>',
      'memory of the database, such as 2GB (default: 3GB, 60 % of a small machine)',
      size,
    )
    .option('--temp <folder>', 'folder for temporary files of the database (default: beside the output)')
    .addHelpText(
      'after',
      `
Writes dialogues.parquet, summary.json, features.parquet, sessions.parquet, tunnels.parquet, report.html and, of 50
devices or more, clusters/.

Examples:
  sigprobe run night-*.pcap -o night
  sigprobe run night.pcap.gz -o night --pseudonym-key hub.key --devices customers.csv`,
    )
    .action(async (input: string[], options) => done(await (await import('../commands/run.ts')).run(input, options)));
};
