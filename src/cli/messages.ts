import { type Declare, INPUT, LABELS, pointCodes, whole } from './values.ts';

export const declareMessages: Declare = (cli, done) => {
  cli
    .command('messages')
    .description('Writes one JSON line for each decoded message to standard output.')
    .argument('<input...>', INPUT)
    .option(
      '--workers <n>',
      'decoding threads (default: as many as are needed, up to one for each core but one)',
      whole(1, 256),
    )
    .addOption(pointCodes(LABELS))
    .option('--details', 'with each component what it carries, by the names of the standard')
    .option('--with-text', 'with --details, the texts of short messages and USSD too')
    .action(async (input: string[], options) =>
      done(await (await import('../commands/messages.ts')).messages(input, options)),
    );
};
