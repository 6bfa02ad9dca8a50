import type { Declare } from './values.ts';
import { choice, instant, size, whole } from './values.ts';

export const declareFeatures: Declare = (cli, done) => {
  cli
    .command('features')
    .description('Dialogue records in, one row of 196 features a device out.')
    .argument('<dialogues...>', 'Parquet, NDJSON or CSV files of dialogue records, patterns, or folders of them')
    .option('-o, --output <file>', 'feature table to write (Parquet)', 'features.parquet')
    .option('--from <time>', 'dialogues that start at this time or later: 2026-01-31, 2026-01-31T12:00:00Z', instant)
    .option('--to <time>', 'dialogues that start before this time', instant)
    .option('--include-edges', 'count dialogues that the beginning or end of the capture cuts')
    .option('--devices <file>', 'CSV or Parquet of your devices: simId, organisationId, tac or imei')
    .option('--tac <file>', 'CSV or Parquet of type allocation codes: tac, brand, model, marketing name, type, maker')
    .option('--sessions', 'write sessions.parquet beside the features')
    .option('--tunnels', 'write tunnels.parquet beside the features')
    .option(
      '--memory-limit <size>',
      'memory of the database, such as 2GB (default: 3GB, 60 % of a small machine)',
      size,
    )
    .option('--temp <folder>', 'folder for temporary files (default: beside the output)')
    .option('--threads <n>', 'threads of the database (default: one a core)', whole(1, 1024))
    .option(
      '--buckets <n>',
      'parts that are worked through one by one (default: by the number of dialogues)',
      whole(1, 4096),
    )
    .addOption(
      choice('--engine <name>', 'what runs the SQL; spark: found by SPARK_HOME or on PATH', ['duckdb', 'spark']),
    )
    .option('--master <url>', 'with --engine spark: where it runs (default: "local[*]")')
    .option('--timings', 'say at the end where the time went, by query')
    .option('--quiet', 'no summary and no progress')
    .addHelpText(
      'after',
      `
Examples:
  sigprobe features sigprobe-out/dialogues.parquet -o features.parquet
  sigprobe features 'january/*.parquet' --from 2026-01-01 --to 2026-02-01 --sessions --tunnels
  sigprobe features records/ --devices customers.csv --tac gsma-tac.csv`,
    )
    .action(async (dialogues: string[], options) =>
      done(await (await import('../commands/features.ts')).features(dialogues, options)),
    );
};
