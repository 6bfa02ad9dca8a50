/** What a run says: the summary where it is wanted, warnings always, each on a line of standard error. */
import { rename, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError, systemReason } from '../errors.ts';
import type { Summary } from './summary.ts';
import { number, summaryText } from './text.ts';

/** Warnings of one kind before the rest is only counted. */
const MOST_WARNINGS = 20;

/** Whether the stream shows bold letters: a terminal that was not told to be plain. */
export function colours(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

export function tell(summary: Summary, stream: NodeJS.WriteStream): void {
  stream.write(summaryText(summary, { bold: colours(stream) }));
}

/** What the operator must not miss although the run went on. */
export function warn(summary: Summary, readerGone: boolean): void {
  const lines = summary.notes.map(note => note.text);
  if (lines.length > MOST_WARNINGS) {
    lines.splice(
      MOST_WARNINGS,
      lines.length,
      `… and ${number(summary.notes.length - MOST_WARNINGS)} more, see --summary`,
    );
  }
  if (summary.set_aside_total > 0) {
    const [first] = summary.set_aside;
    const where = first.frame > 0 ? `, from frame ${first.frame} of ${first.file}` : '';
    lines.push(
      `${number(summary.set_aside_total)} batches were set aside by a fault of sigprobe; the first: ` +
        `${first.stage} batch ${first.batch}${where}: ${first.text}`,
    );
  }
  if (readerGone) lines.push('standard output was closed by its reader before the end');
  if (summary.interrupted !== null)
    lines.push(`ended by ${summary.interrupted}: what was read until then is written whole`);
  for (const line of lines) process.stderr.write(`sigprobe: warning: ${line}\n`);
}

/** A JSON file that appears under its name when it is whole. Its methods throw an OperatorError. */
export class SummaryFile {
  readonly #path: string;
  readonly #temporary: string;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  }

  /** Makes sure that it can be written before the work begins. */
  async open(): Promise<void> {
    await this.#try(() => writeFile(this.#temporary, ''));
  }

  async write(summary: Summary): Promise<void> {
    await this.#try(async () => {
      await writeFile(this.#temporary, `${JSON.stringify(summary, null, 2)}\n`);
      await rename(this.#temporary, this.#path);
    });
  }

  async abort(): Promise<void> {
    await unlink(this.#temporary).catch(() => {});
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.abort();
      throw new OperatorError('cannot-write', `cannot write ${this.#path}: ${systemReason(error)}`);
    }
  }
}
