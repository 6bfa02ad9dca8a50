/** `sigprobe messages`: captures → one JSON line a message, on standard output. */
import { openCaptures } from '../capture/open.ts';
import { setPointCodes } from '../decode/frame.ts';
import { Joiner } from '../decode/joiner.ts';
import { OperatorError } from '../errors.ts';
import { decodeInOrder } from '../pipeline/decode.ts';
import { Pool, workersOf } from '../pipeline/pool.ts';
import { signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { messageLines } from '../report/messages.ts';
import { type PointCodes, wireForm } from '../report/point-codes.ts';
import { outputTo } from '../sinks/output.ts';

export interface MessagesOptions {
  readonly workers?: number;
  readonly pointCodes: PointCodes;
  readonly details?: boolean;
  readonly withText?: boolean;
}

/** Exit status as of decode. A reader that goes away (head) ends it without a word. */
export async function messages(inputs: readonly string[], options: MessagesOptions): Promise<number> {
  const told = { details: options.details === true, withText: options.withText === true };
  if (told.withText && !told.details) throw new OperatorError('bad-option', '--with-text needs --details');
  const stop = stopOnSignals();
  const source = await openCaptures(inputs, { signal: stop.reading });
  const files = source.files.length > 1 ? source.files : undefined;
  const pointCodes = wireForm(options.pointCodes);
  setPointCodes(pointCodes);
  const pool = new Pool({ ...workersOf(options.workers), settings: { formats: [], pointCodes } });
  const joiner = new Joiner();
  const output = outputTo(process.stdout);
  const gone = new AbortController();
  const encoder = new TextEncoder();
  let status = 0;
  await output.open();
  const work = decodeInOrder(source, pool, {
    stop: gone.signal,
    setAside(what) {
      status = 1;
      process.stderr.write(
        `sigprobe: warning: a fault of sigprobe: ${what.stage} batch ${what.batch} was set aside, from frame ${what.frame} of ${what.file}: ${what.text}\n`,
      );
    },
    async use(batch) {
      await output.write(encoder.encode(messageLines(joiner.process(batch), files, options.pointCodes, told)));
      if (output.closed) gone.abort();
    },
  });
  try {
    await Promise.race([work, stop.deadline]);
  } catch (error) {
    if (stop.signal === undefined) throw error;
  } finally {
    await pool.close();
  }
  for (const note of source.notes) process.stderr.write(`sigprobe: warning: ${note.text}\n`);
  stop.dispose();
  return stop.signal === undefined ? status : signalStatus(stop.signal);
}
