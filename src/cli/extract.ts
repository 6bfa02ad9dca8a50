import { type Declare, frames, INPUT } from './values.ts';

export const declareExtract: Declare = (cli, done) => {
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
    .action(async (input: string[], options) =>
      done(await (await import('../commands/extract.ts')).extract(input, options)),
    );
};
