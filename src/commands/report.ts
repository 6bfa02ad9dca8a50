/** `sigprobe report`: an output folder → a page, or the essentials as text. */
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { gather } from '../report/facts/gather.ts';
import { reportText } from '../report/facts/text.ts';
import { pageOf } from '../report/html/page.ts';
import { colours } from '../report/tell.ts';
import { number } from '../report/text.ts';
import { outputTo } from '../sinks/output.ts';

export interface ReportOptions {
  readonly output?: string;
  readonly text?: boolean;
  readonly quiet?: boolean;
}

export async function report(folder: string, options: ReportOptions): Promise<number> {
  if (options.text === true && options.output !== undefined) {
    throw new OperatorError('bad-option', '--text goes to standard output: it takes no -o');
  }
  if (options.text === true) {
    const facts = await gather(folder);
    process.stdout.write(reportText(facts, { bold: colours(process.stdout) }));
    return 0;
  }
  const path = options.output ?? join(folder, 'report.html');
  const page = new TextEncoder().encode(await pageIn(folder));
  const output = outputTo(path === '-' ? process.stdout : path);
  await output.open();
  try {
    await output.write(page);
    await output.finish();
  } catch (error) {
    await output.abort();
    throw error;
  }
  if (path !== '-' && options.quiet !== true) process.stdout.write(`${path}: ${number(page.length / 1e3)} kB\n`);
  return 0;
}

async function pageIn(folder: string): Promise<string> {
  return pageOf(await gather(folder));
}
