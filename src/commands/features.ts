/** `sigprobe features`: dialogue records → one row of 196 features a device. */
import { dirname, join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { features as compute, type Told } from '../features/features.ts';
import { signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { tellFeatures, tellTimings } from '../report/features.ts';
import { stepsBar } from '../report/steps.ts';

export interface FeaturesOptions {
  readonly output: string;
  readonly from?: bigint;
  readonly to?: bigint;
  readonly includeEdges?: boolean;
  readonly devices?: string;
  readonly tac?: string;
  readonly sessions?: boolean;
  readonly tunnels?: boolean;
  readonly memoryLimit?: string;
  readonly temp?: string;
  readonly threads?: number;
  readonly buckets?: number;
  readonly engine?: 'duckdb' | 'spark';
  readonly master?: string;
  readonly timings?: boolean;
  readonly quiet?: boolean;
}

export async function features(inputs: readonly string[], options: FeaturesOptions): Promise<number> {
  const { output, from, to, devices, tac, memoryLimit, temp, threads, buckets, engine, master, quiet } = options;
  if (!/\.parquet$/i.test(output)) {
    throw new OperatorError(
      'wrong-name',
      `-o ${output}: the feature table is a Parquet file, its name ends in .parquet`,
    );
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new OperatorError('empty-period', 'the period is empty: --from must lie before --to');
  }
  const beside = (name: string): string => join(dirname(output), `${name}.parquet`);
  const stop = stopOnSignals();
  const bar = stepsBar(!quiet);
  let told: Told;
  try {
    told = await compute(inputs, {
      output,
      includeEdges: options.includeEdges ?? false,
      ...(from === undefined ? {} : { fromMicros: from }),
      ...(to === undefined ? {} : { toMicros: to }),
      ...(options.sessions ? { sessions: beside('sessions') } : {}),
      ...(options.tunnels ? { tunnels: beside('tunnels') } : {}),
      ...(devices === undefined ? {} : { devices }),
      ...(tac === undefined ? {} : { tac }),
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
      ...(temp === undefined ? {} : { temporary: temp }),
      ...(threads === undefined ? {} : { threads }),
      ...(buckets === undefined ? {} : { buckets }),
      ...(engine === undefined ? {} : { engine }),
      ...(master === undefined ? {} : { master }),
      progress: (what, share) => bar.update(what, share),
      signal: stop.reading,
    });
  } catch (error) {
    bar.stop();
    if (stop.signal === undefined) throw error;
    process.stderr.write(`sigprobe: ended by ${stop.signal} before the features were whole: nothing was written\n`);
    return signalStatus(stop.signal);
  } finally {
    stop.dispose();
  }
  bar.stop();
  if (!quiet) process.stdout.write(tellFeatures(told));
  if (options.timings) process.stdout.write(tellTimings(told.timings));
  return 0;
}
