/** `sigprobe make`: a made capture and its truth. */
import { make as makeCapture } from '../../captures/maker/make.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { number } from '../report/text.ts';

export interface MakeCommandOptions {
  readonly packets: number;
  readonly seed: number;
  readonly output: string;
}

export async function make(options: MakeCommandOptions): Promise<number> {
  const { packets, seed, output } = options;
  try {
    const made = await makeCapture({ packets, seed, output, truth: true });
    process.stdout.write(
      `${made.output}: ${number(made.packets)} packets, ${number(made.octets / 1e6)} MB, ${number(made.seconds)} s of traffic\n` +
        `${made.truth}: ${number(made.dialogues)} dialogues\n`,
    );
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new OperatorError('cannot-write', `cannot write ${output}: ${systemReason(error)}`);
  }
}
