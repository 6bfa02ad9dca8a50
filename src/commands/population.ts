/** `sigprobe make --population`: a month of devices with known profiles, as dialogue records. */
import { extname } from 'node:path';
import { Population, type PopulationName } from '../../captures/maker/population/population.ts';
import { OperatorError } from '../errors.ts';
import { OrderedOutput } from '../pipeline/encode.ts';
import { defaultWorkers, Pool } from '../pipeline/pool.ts';
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
/** Lines of the table of profiles that are written at once. */
const LINES = 8192;

/** The table of profiles beside the output. */
export function profilesPath(output: string): string {
  return `${output.slice(0, output.length - extname(output).length)}.profiles.csv`;
}

export async function makePopulation(options: PopulationCommandOptions): Promise<number> {
  const { population: name, devices = DEFAULT_DEVICES, days = DEFAULT_DAYS, dialogues, seed, output } = options;
  const format = formatOf(output);
  const population = new Population({ population: name, devices, days, dialogues, seed });
  const sink = FORMATS[format].sink(output);
  const pool = new Pool({ workers: defaultWorkers(), settings: { formats: [format] } });
  let failed: unknown;
  const ordered = new OrderedOutput(pool, [sink], [name], ({ text }) => {
    failed ??= new Error(text);
  });
  try {
    await ordered.open();
    const records = new PopulationRecords(population, seed, async batch => {
      ordered.take(batch);
      await ordered.flow();
      if (failed !== undefined) throw failed;
    });
    for (const events of population.slices()) await records.add(events);
    await records.flush();
    await ordered.drain();
    if (failed !== undefined) throw failed;
    await writeProfiles(population, profilesPath(output));
    await ordered.finish();
    process.stdout.write(
      `${output}: ${number(records.rows)} dialogues of ${number(devices)} devices over ${number(days)} days\n` +
        `${profilesPath(output)}: their profiles\n`,
    );
    return 0;
  } catch (error) {
    await ordered.abort();
    throw error;
  } finally {
    await pool.close();
  }
}

function formatOf(output: string): Format {
  const extension = extname(output).slice(1);
  const found = (Object.keys(FORMATS) as Format[]).find(format => FORMATS[format].extension === extension);
  if (found === undefined || extension === '') {
    const known = 'parquet, ndjson, csv';
    throw new OperatorError('unknown-format', `${output}: a population is written as one of ${known}`);
  }
  return found;
}

export async function writeProfiles(population: Population, path: string): Promise<void> {
  const { profiles } = population;
  const output = outputTo(path);
  const encoder = new TextEncoder();
  try {
    await output.open();
    await output.write(encoder.encode('simId,profile\n'));
    for (let from = 0; from < profiles.length; from += LINES) {
      let text = '';
      for (let i = from; i < Math.min(from + LINES, profiles.length); i++) {
        text += `${imsiOf(population, i)},${profiles[i] + 1}\n`;
      }
      await output.write(encoder.encode(text));
    }
    await output.finish();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
