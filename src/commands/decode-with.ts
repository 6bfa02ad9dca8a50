/** What `sigprobe decode` does once its workers have been started. */
import { resolve } from 'node:path';
import { openCaptures } from '../capture/open.ts';
import { setPointCodes } from '../decode/frame.ts';
import { DEFAULTS } from '../dialogues/options.ts';
import { readPrefixes } from '../dialogues/prefixes.ts';
import { OperatorError } from '../errors.ts';
import { openOutputs } from '../pipeline/outputs.ts';
import type { Pool } from '../pipeline/pool.ts';
import { run } from '../pipeline/run.ts';
import { Interrupted, type Stop } from '../pipeline/stop.ts';
import { wireForm } from '../report/point-codes.ts';
import { progressBar } from '../report/progress.ts';
import { summarize } from '../report/summary.ts';
import { SummaryFile, tell, warn } from '../report/tell.ts';
import { version } from '../version.ts';
import type { DecodeOptions } from './decode.ts';

export interface Ended {
  /** By a signal, with or without its outputs. */
  readonly interrupted: boolean;
  /** Batches that a fault of ours took out. */
  readonly setAside: number;
}

/** `began` is when the command did, in milliseconds of performance.now. */
export async function decodeWith(
  pool: Pool,
  inputs: readonly string[],
  options: DecodeOptions,
  { began, stop }: { readonly began: number; readonly stop: Stop },
): Promise<Ended> {
  const prefixes = options.prefixes === undefined ? undefined : await readPrefixes(options.prefixes);
  setPointCodes(wireForm(options.pointCodes));
  const outputs = openOutputs(options.output, options.format);
  const { summary: summaryPath } = options;
  const taken = outputs
    .written()
    .find(({ path }) => summaryPath !== undefined && resolve(path) === resolve(summaryPath));
  if (taken !== undefined) {
    throw new OperatorError('same-file', `--summary ${summaryPath}: the ${taken.format} records go there`);
  }
  const summaryFile = summaryPath === undefined ? undefined : new SummaryFile(summaryPath);
  try {
    const source = await openCaptures(inputs, { signal: stop.reading });
    await outputs.prepare();
    await summaryFile?.open();
    const progress = await progressBar(source.totalOctets, !options.quiet);
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
      workers: pool.started,
      seconds: (performance.now() - began) / 1000,
      peakMemoryKib: process.resourceUsage().maxRSS,
      written: outputs.written(),
    });
    await summaryFile?.write(summary);
    if (!options.quiet) tell(summary, outputs.streams ? process.stderr : process.stdout);
    warn(summary, outcome.readerGone);
    return { interrupted: stop.signal !== undefined, setAside: outcome.setAsideCount };
  } catch (error) {
    await outputs.abort();
    await summaryFile?.abort();
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write(`sigprobe: ${error.message} before the outputs were whole: nothing was written\n`);
    return { interrupted: true, setAside: 0 };
  }
}
