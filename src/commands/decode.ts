/** `sigprobe decode`: captures → dialogue records. */
import { resolve } from 'node:path';
import { openCaptures } from '../capture/open.ts';
import { setPointCodes } from '../decode/frame.ts';
import { DEFAULTS } from '../dialogues/options.ts';
import { readPrefixes } from '../dialogues/prefixes.ts';
import { OperatorError } from '../errors.ts';
import { openOutputs } from '../pipeline/outputs.ts';
import { defaultWorkers, Pool } from '../pipeline/pool.ts';
import { run } from '../pipeline/run.ts';
import { Interrupted, signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { type PointCodes, wireForm } from '../report/point-codes.ts';
import { progressBar } from '../report/progress.ts';
import { summarize } from '../report/summary.ts';
import { SummaryFile, tell, warn } from '../report/tell.ts';
import { readKey } from '../sinks/pseudonyms.ts';
import { version } from '../version.ts';

export interface DecodeOptions {
  readonly output: string;
  readonly format?: readonly string[];
  readonly workers?: number;
  readonly summary?: string;
  readonly quiet?: boolean;
  readonly gtpTimeout?: number;
  readonly mapTimeout?: Partial<typeof DEFAULTS.mapTimeout>;
  readonly reorderWindow?: number;
  readonly tapSkew?: number;
  readonly orphans?: boolean;
  readonly pointCodes: PointCodes;
  readonly prefixes?: string;
  readonly maxDialogues?: number;
  readonly maxTunnels?: number;
  readonly pseudonymKey?: string;
}

/** Exit status: 0 whole, 1 a part was set aside by a fault of ours, 128 + signal interrupted. */
export async function decode(inputs: readonly string[], options: DecodeOptions): Promise<number> {
  const began = performance.now();
  const stop = stopOnSignals();
  const pseudonymKey = options.pseudonymKey === undefined ? undefined : await readKey(options.pseudonymKey);
  const prefixes = options.prefixes === undefined ? undefined : await readPrefixes(options.prefixes);
  const pointCodes = wireForm(options.pointCodes);
  setPointCodes(pointCodes);
  const outputs = openOutputs(options.output, options.format);
  const { summary: summaryPath } = options;
  const taken = outputs
    .written()
    .find(({ path }) => summaryPath !== undefined && resolve(path) === resolve(summaryPath));
  if (taken !== undefined) {
    throw new OperatorError('same-file', `--summary ${summaryPath}: the ${taken.format} records go there`);
  }
  const summaryFile = summaryPath === undefined ? undefined : new SummaryFile(summaryPath);
  let pool: Pool | undefined;
  try {
    const source = await openCaptures(inputs, { signal: stop.reading });
    await outputs.prepare();
    await summaryFile?.open();
    const workers = options.workers ?? defaultWorkers();
    pool = new Pool({
      workers,
      settings: { formats: outputs.formats, pointCodes, ...(pseudonymKey === undefined ? {} : { pseudonymKey }) },
    });
    const progress = progressBar(source.totalOctets, !options.quiet);
    const running = run({
      source,
      pool,
      sinks: outputs.sinks,
      stop,
      live: outputs.streams && source.totalOctets === 0,
      dialogues: {
        ...DEFAULTS,
        gtpTimeout: options.gtpTimeout ?? DEFAULTS.gtpTimeout,
        mapTimeout: { ...DEFAULTS.mapTimeout, ...options.mapTimeout },
        reorderWindow: options.reorderWindow ?? DEFAULTS.reorderWindow,
        tapSkew: options.tapSkew ?? DEFAULTS.tapSkew,
        keepOrphans: options.orphans ?? false,
        maxOpen: options.maxDialogues ?? DEFAULTS.maxOpen,
        maxTunnels: options.maxTunnels ?? DEFAULTS.maxTunnels,
        prefixes: prefixes ?? DEFAULTS.prefixes,
      },
      progress: totals => progress.update(source.consumedOctets(), totals.frames),
    });
    const outcome = await Promise.race([running, stop.deadline]).finally(() => progress.stop());
    const summary = summarize(outcome, {
      version: version(),
      interrupted: stop.signal ?? null,
      workers,
      seconds: (performance.now() - began) / 1000,
      peakMemoryKib: process.resourceUsage().maxRSS,
      written: outputs.written(),
    });
    await summaryFile?.write(summary);
    if (!options.quiet) tell(summary, outputs.streams ? process.stderr : process.stdout);
    warn(summary, outcome.readerGone);
    if (stop.signal !== undefined) return signalStatus(stop.signal);
    return outcome.setAsideCount > 0 ? 1 : 0;
  } catch (error) {
    await outputs.abort();
    await summaryFile?.abort();
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write(`sigprobe: ${error.message} before the outputs were whole: nothing was written\n`);
    return signalStatus(stop.signal ?? 'SIGINT');
  } finally {
    await pool?.close();
    stop.dispose();
  }
}
