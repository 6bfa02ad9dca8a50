/** `sigprobe report`: an output folder → a page, or the essentials as text. */
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { gather } from '../report/facts/gather.ts';
import { reportText } from '../report/facts/text.ts';
import { pageOf } from '../report/html/page.ts';
import type { Facts } from '../report/page/model.ts';
import { stepsBar } from '../report/steps.ts';
import { colours } from '../report/tell.ts';
import { number } from '../report/text.ts';
import { outputTo } from '../sinks/output.ts';

export interface ReportOptions {
  /** Page to write; `-` is standard output. */
  readonly output?: string;
  readonly text?: boolean;
  readonly quiet?: boolean;
  readonly memoryLimit?: string;
  readonly temp?: string;
}

export async function report(folder: string, options: ReportOptions): Promise<number> {
  const { output, text, quiet, memoryLimit, temp } = options;
  if (text === true && output !== undefined) {
    throw new OperatorError('bad-option', '--text goes to standard output: it takes no -o');
  }
  const stop = stopOnSignals();
  const bar = stepsBar(quiet !== true);
  let facts: Facts;
  try {
    facts = await gather(folder, {
      signal: stop.reading,
      progress: bar.update,
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
      ...(temp === undefined ? {} : { temporary: temp }),
    });
    // One that came when the last query was done.
    stop.reading.throwIfAborted();
  } catch (error) {
    if (stop.signal === undefined) throw error;
    process.stderr.write(`sigprobe: ended by ${stop.signal} before the report was whole: nothing was written\n`);
    return signalStatus(stop.signal);
  } finally {
    bar.stop();
    stop.dispose();
  }
  if (text === true) process.stdout.write(reportText(facts, { bold: colours(process.stdout) }));
  else await writePage(pageOf(facts), output ?? join(folder, 'report.html'), quiet === true);
  return 0;
}

async function writePage(page: string, path: string, quiet: boolean): Promise<void> {
  const octets = new TextEncoder().encode(page);
  const output = outputTo(path === '-' ? process.stdout : path);
  await output.open();
  try {
    await output.write(octets);
    await output.finish();
  } catch (error) {
    await output.abort();
    throw error;
  }
  if (path !== '-' && !quiet) process.stdout.write(`${path}: ${number(octets.length / 1e3)} kB\n`);
}
