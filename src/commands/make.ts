/** `sigprobe make`: a made capture and its truth. */
import type { Rates } from '../../captures/maker/faults.ts';
import { make as makeCapture } from '../../captures/maker/make.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { number } from '../report/text.ts';

export { FAULTS, parseFaults } from '../../captures/maker/faults.ts';

export interface MakeCommandOptions {
  readonly packets: number;
  readonly seed: number;
  readonly output: string;
  readonly devices?: number;
  readonly hours?: number;
  readonly start?: number;
  readonly faults?: Rates;
  readonly legs?: boolean;
  readonly taps?: number;
  readonly skew?: number;
  readonly rotate?: number;
}

export async function make(options: MakeCommandOptions): Promise<number> {
  const { packets, seed, output, devices, hours, start, faults, legs, taps, skew, rotate } = options;
  try {
    const made = await makeCapture({
      packets,
      seed,
      output,
      truth: true,
      legs: legs ?? false,
      taps: taps ?? 1,
      skewSeconds: skew ?? 0,
      rotate: rotate ?? 1,
      startSeconds: start ?? 0,
      ...(devices === undefined ? {} : { devices }),
      ...(hours === undefined ? {} : { durationSeconds: hours * 3600 }),
      ...(faults === undefined ? {} : { faults }),
    });
    const { outputs } = made;
    const files = outputs.length === 1 ? outputs[0] : `${outputs[0]} and ${outputs.length - 1} more`;
    process.stdout.write(
      `${files}: ${number(made.packets)} packets, ${number(made.octets / 1e6)} MB, ${number(made.seconds)} s of traffic\n` +
        `${made.truth}: ${number(made.dialogues)} dialogues\n`,
    );
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new OperatorError('cannot-write', `cannot write ${output}: ${systemReason(error)}`);
  }
}
