/** `sigprobe extract`: frames cut into a capture of their own. */
import { realpath } from 'node:fs/promises';
import { openCaptures } from '../capture/open.ts';
import { OperatorError } from '../errors.ts';
import { includes, merged, pickFrames, type Range, rangesOf } from '../pipeline/pick.ts';
import { eachJoin } from '../pipeline/single.ts';
import { number } from '../report/text.ts';
import { PcapngBlocks } from '../sinks/frames.ts';
import { outputTo } from '../sinks/output.ts';

export interface ExtractOptions {
  readonly frame: readonly string[];
  readonly output: string;
  readonly whole?: boolean;
}

export async function extract(inputs: readonly string[], options: ExtractOptions): Promise<number> {
  const { output: path, whole } = options;
  if (whole === true && inputs.includes('-')) {
    throw new OperatorError('not-twice', '--whole reads its inputs twice, which standard input cannot be');
  }
  const source = await openCaptures(inputs);
  await refuseInput(path, source.files);
  let ranges = rangesOf(options.frame, source.files);
  if (whole === true) ranges = await withPieces(inputs, ranges);
  const output = outputTo(path);
  const blocks = new PcapngBlocks();
  await output.open();
  let count = 0;
  try {
    await output.write(blocks.header());
    for await (const frame of pickFrames(source, ranges)) {
      await output.write(blocks.frame(frame, `${source.files[frame.file]} frame ${frame.number}`));
      count++;
    }
    await output.finish();
  } catch (error) {
    await output.abort();
    throw error;
  }
  process.stdout.write(`${path}: ${number(count)} frame${count === 1 ? '' : 's'}\n`);
  for (const note of source.notes) process.stderr.write(`sigprobe: warning: ${note.text}\n`);
  return 0;
}

/** An output must not take the place of a capture that is read. */
async function refuseInput(path: string, files: readonly string[]): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return;
  for (const file of files) {
    if ((await realpath(file).catch(() => undefined)) === real) {
      throw new OperatorError('same-file', `${path} is an input: another name is needed for the output`);
    }
  }
}

/** The ranges with the frames of the other pieces of every message that one of them holds a piece of. */
async function withPieces(inputs: readonly string[], ranges: readonly Range[]): Promise<Range[]> {
  const more: Range[] = [];
  await eachJoin(await openCaptures(inputs), places => {
    if (!places.some(({ file, frame }) => includes(ranges, file, frame))) return;
    for (const { file, frame } of places) more.push({ file, from: frame, to: frame });
  });
  return merged([...ranges, ...more]);
}
