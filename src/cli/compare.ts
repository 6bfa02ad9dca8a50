import type { Declare } from './values.ts';

export const declareCompare: Declare = (cli, done) => {
  cli
    .command('compare')
    .description('Matches the clusters of two results (two months, two operators) and says what moved.')
    .argument('<before>', 'folder that sigprobe cluster or run wrote')
    .argument('<after>', 'another one')
    .option('-o, --output <file>', 'the comparison as JSON; - for standard output, without the table')
    .option('--quiet', 'no table')
    .addHelpText(
      'after',
      `
Examples:
  sigprobe compare february/clusters march/clusters
  sigprobe compare february/clusters march/clusters -o - | jq '.pairs[] | select(.alike | not)'`,
    )
    .action(async (before: string, after: string, options) =>
      done(await (await import('../commands/compare.ts')).compare(before, after, options)),
    );
};
