/** `sigprobe inspect`: one frame, layer by layer. */
import { openCaptures } from '../capture/open.ts';
import { setPointCodes } from '../decode/frame.ts';
import { OperatorError } from '../errors.ts';
import { singleFrame } from '../pipeline/single.ts';
import { inspection } from '../report/inspect.ts';
import { type PointCodes, pointCode, pointCodeForm } from '../report/point-codes.ts';
import { inspectionJson, inspectionText } from '../report/tree.ts';
import { outputTo } from '../sinks/output.ts';

export interface InspectOptions {
  readonly frame: number;
  readonly json?: boolean;
  readonly withText?: boolean;
  readonly pointCodes: PointCodes;
}

export async function inspect(input: string, options: InspectOptions): Promise<number> {
  const { frame, pointCodes } = options;
  const source = await openCaptures([input]);
  if (source.files.length > 1) {
    throw new OperatorError(
      'several-inputs',
      `${input} holds ${source.files.length} captures: name the one that is meant`,
    );
  }
  if (pointCodes !== 'decimal') setPointCodes(pointCodes);
  const found = await singleFrame(source, frame);
  if (found === undefined) throw new OperatorError('no-such-frame', `${input}: there is no frame ${frame}`);
  const tree = inspection(source.files[0], found, {
    withText: options.withText === true,
    form: pointCodeForm(pointCodes),
    pointCode: code => pointCode(code, pointCodes),
  });
  const { stdout } = process;
  const colours = stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const text =
    options.json === true
      ? inspectionJson(tree)
      : inspectionText(tree, { colours, ...(width === undefined ? {} : { width }) });
  const output = outputTo(stdout);
  await output.open();
  await output.write(new TextEncoder().encode(text));
  for (const note of source.notes) process.stderr.write(`sigprobe: warning: ${note.text}\n`);
  return 0;
}
