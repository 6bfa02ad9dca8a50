import { type Declare, size } from './values.ts';

export const declareReport: Declare = (cli, done) => {
  cli
    .command('report')
    .description('Makes one page of an output folder: quality, activity, outcomes, response times, devices, clusters.')
    .argument('<folder>', 'what sigprobe run wrote; the dialogues are needed, all else may be missing')
    .option('-o, --output <file>', 'page to write; - is standard output (default: report.html in the folder)')
    .option('--text', 'the essentials as text on standard output, and no page')
    .option('--memory-limit <size>', 'memory of the database, such as 2GB (default: 1500MB)', size)
    .option('--temp <folder>', "folder for temporary files (default: the system's)")
    .option('--quiet', 'do not say what was written')
    .addHelpText(
      'after',
      `
The page needs no network and asks for none. It may hold identities (example devices of clusters): keep it as you keep
the records, or decode with --pseudonym-key.

Examples:
  sigprobe report sigprobe-out                       sigprobe-out/report.html
  sigprobe report sigprobe-out -o january.html
  sigprobe report sigprobe-out --text | less`,
    )
    .action(async (folder: string, options) =>
      done(await (await import('../commands/report.ts')).report(folder, options)),
    );
};
