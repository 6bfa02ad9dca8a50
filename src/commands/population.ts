/** `sigprobe make --population`: a month of devices with known profiles, as dialogue records or as a capture. */
import { rename, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeCapture } from '../../captures/maker/population/capture.ts';
import { Population, type PopulationName } from '../../captures/maker/population/population.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { OrderedOutput } from '../pipeline/encode.ts';
import { defaultWorkers, Pool } from '../pipeline/pool.ts';
import { Interrupted, type Stop, signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { stepsBar } from '../report/steps.ts';
import { number } from '../report/text.ts';
import { outputTo } from '../sinks/output.ts';
import { FORMATS, type Format } from '../sinks/sink.ts';
import { imsiOf, PopulationRecords } from './population-records.ts';

export interface PopulationCommandOptions {
  readonly population: PopulationName;
  readonly devices?: number;
  readonly days?: number;
  readonly dialogues?: number;
  readonly seed: number;
  readonly output: string;
}

/** Devices and days where none are named. */
export const DEFAULT_DEVICES = 10_000;
export const DEFAULT_DAYS = 30;
/** Endings of captures. */
const CAPTURES: readonly string[] = ['.pcap', '.pcapng'];
/** Lines of the table of profiles that are written at once. */
const LINES = 8192;

/** The table of profiles beside the output. */
export function profilesPath(output: string): string {
  return `${output.slice(0, output.length - extname(output).length)}.profiles.csv`;
}

export async function makePopulation(options: PopulationCommandOptions): Promise<number> {
  const { population: name, devices = DEFAULT_DEVICES, days = DEFAULT_DAYS, dialogues, seed, output } = options;
  const population = new Population({ population: name, devices, days, dialogues, seed });
  let told: string;
  if (CAPTURES.includes(extname(output))) told = await capture(population, seed, output);
  else {
    const stop = stopOnSignals();
    try {
      told = await records(population, name, seed, output, formatOf(output), stop);
    } catch (error) {
      if (stop.signal === undefined) throw error;
      process.stderr.write(`sigprobe: ended by ${stop.signal} before the population was whole: nothing was written\n`);
      return signalStatus(stop.signal);
    } finally {
      stop.dispose();
    }
  }
  process.stdout.write(
    `${output}: ${told} of ${number(devices)} devices over ${number(days)} days\n` +
      `${profilesPath(output)}: their profiles\n`,
  );
  return 0;
}

async function records(
  population: Population,
  name: string,
  seed: number,
  output: string,
  format: Format,
  stop: Stop,
): Promise<string> {
  const bar = stepsBar(true);
  const sink = FORMATS[format].sink(output);
  const pool = new Pool({ workers: defaultWorkers(), settings: { formats: [format] } });
  let failed: unknown;
  const ordered = new OrderedOutput(pool, [sink], [name], ({ text }) => {
    failed ??= new Error(text);
  });
  try {
    await ordered.open();
    const rows = new PopulationRecords(population, seed, async batch => {
      ordered.take(batch);
      await ordered.flow();
      if (failed !== undefined) throw failed;
    });
    for (const events of population.slices()) {
      await rows.add(events);
      if (stop.signal !== undefined) throw new Interrupted(stop.signal);
      bar.update(`${number(rows.rows)} dialogues`, events.end / population.length);
    }
    await rows.flush();
    await ordered.drain();
    if (failed !== undefined) throw failed;
    await writeProfiles(population, profilesPath(output), device => imsiOf(population, device));
    await ordered.finish();
    return `${number(rows.rows)} dialogues`;
  } catch (error) {
    await ordered.abort();
    throw error;
  } finally {
    bar.stop();
    await pool.close();
  }
}

/** Under a temporary name until it is whole. */
async function capture(population: Population, seed: number, output: string): Promise<string> {
  const part = join(dirname(output), `.${process.pid}.${basename(output)}`);
  try {
    const { packets, octets, dialogues, imsi } = writeCapture(population, seed, part);
    await writeProfiles(population, profilesPath(output), imsi);
    await rename(part, output);
    return `${number(packets)} packets (${number(octets / 1e6)} MB), ${number(dialogues)} dialogues`;
  } catch (error) {
    await unlink(part).catch(() => {});
    if (error instanceof OperatorError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new OperatorError('cannot-write', `cannot write ${output}: ${systemReason(error)}`);
  }
}

function formatOf(output: string): Format {
  const extension = extname(output).slice(1);
  const found = (Object.keys(FORMATS) as Format[]).find(format => FORMATS[format].extension === extension);
  if (found === undefined || extension === '') {
    const known = 'pcap, pcapng, parquet, ndjson, csv';
    throw new OperatorError('unknown-format', `${output}: a population is written as one of ${known}`);
  }
  return found;
}

async function writeProfiles(population: Population, path: string, imsi: (device: number) => string): Promise<void> {
  const { profiles } = population;
  const output = outputTo(path);
  const encoder = new TextEncoder();
  try {
    await output.open();
    await output.write(encoder.encode('simId,profile\n'));
    for (let from = 0; from < profiles.length; from += LINES) {
      let text = '';
      for (let i = from; i < Math.min(from + LINES, profiles.length); i++) {
        text += `${imsi(i)},${profiles[i] + 1}\n`;
      }
      await output.write(encoder.encode(text));
    }
    await output.finish();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
