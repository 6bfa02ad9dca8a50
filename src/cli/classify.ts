import type { Declare } from './values.ts';

export const declareClassify: Declare = (cli, done) => {
  cli
    .command('classify')
    .description('Puts devices into the clusters of a model, and marks those unlike anything in it.')
    .argument('<features>', 'Parquet with one row a device, as sigprobe features writes it')
    .requiredOption('--model <file>', 'model.json of sigprobe cluster')
    .option('-o, --output <file>', 'labels as Parquet', 'labels.parquet')
    .option('--quiet', 'no table at the end')
    .addHelpText(
      'after',
      `
Example:
  sigprobe classify march/features.parquet --model february/clusters/model.json -o march/labels.parquet`,
    )
    .action(async (features: string, options) =>
      done(await (await import('../commands/classify.ts')).classify(features, options)),
    );
};
