/** `sigprobe make`: a made capture and its truth. */
import type { Rates } from '../../captures/maker/faults.ts';
import { make as makeCapture } from '../../captures/maker/make.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { number } from '../report/text.ts';
import type { POPULATIONS } from './population-names.ts';

export interface MakeCommandOptions {
  readonly packets?: number;
  readonly population?: (typeof POPULATIONS)[number];
  readonly days?: number;
  readonly dialogues?: number;
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
  const { population } = options;
  if (population !== undefined) {
    const odd = ONLY_CAPTURES.find(name => options[name] !== undefined);
    if (odd !== undefined) throw new OperatorError('bad-option', `--${odd} and --population do not go together`);
    const { makePopulation } = await import('./population.ts');
    return await makePopulation({ ...options, population });
  }
  const odd = ONLY_POPULATIONS.find(name => options[name] !== undefined);
  if (odd !== undefined) throw new OperatorError('bad-option', `--${odd} is for --population`);
  const { packets } = options;
  if (packets === undefined) throw new OperatorError('bad-option', 'either --packets or --population is needed');
  return await makeHub({ ...options, packets });
}

const ONLY_CAPTURES = ['packets', 'hours', 'start', 'faults', 'legs', 'taps', 'skew', 'rotate'] as const;
const ONLY_POPULATIONS = ['days', 'dialogues'] as const;

async function makeHub(options: MakeCommandOptions & { readonly packets: number }): Promise<number> {
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
