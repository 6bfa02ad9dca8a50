import { type Declare, kOrAuto, whole } from './values.ts';

export const declareCluster: Declare = (cli, done) => {
  cli
    .command('cluster')
    .description('Finds devices that signal alike, and says what each group is like.')
    .argument('<features>', 'Parquet with one row a device, as sigprobe features writes it')
    .option('-o, --output <folder>', 'folder for labels, centres, components, choice, profiles and model', 'clusters')
    .option('--k <n>', 'number of clusters, 2 to 255, or auto: chosen from 2 to 15', kOrAuto, 'auto')
    .option('--seed <n>', 'same seed, same result', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--starts <n>', 'starts of k-means for each k', whole(1, 1000), 20)
    .option('--sample <n>', 'devices that silhouette and Dunn index are taken on', whole(10, 20_000), 5000)
    .option('--columns <file>', 'columns to cluster by, one a line, instead of the 143 of the study')
    .option('--workers <n>', 'threads (default: one a core); the result does not depend on it', whole(1, 256))
    .option('--quiet', 'no table at the end')
    .addHelpText(
      'after',
      `
Examples:
  sigprobe cluster out/features.parquet -o out/clusters
  sigprobe cluster out/features.parquet -o out/clusters --k 8 --seed 42`,
    )
    .action(async (features: string, options) =>
      done(await (await import('../commands/cluster.ts')).cluster(features, options)),
    );
};
