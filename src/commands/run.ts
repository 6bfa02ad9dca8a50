/**
 * `sigprobe run`: a capture's whole way in one command, into one folder. Each step takes what the one before it left
 * there; a step is added to the list below.
 */
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { cluster } from './cluster.ts';
import { type DecodeOptions, decode } from './decode.ts';
import { features } from './features.ts';
import { report } from './report.ts';

export interface RunOptions extends Omit<DecodeOptions, 'output' | 'format' | 'summary'> {
  /** Folder of everything that is written. */
  readonly output: string;
  readonly includeEdges?: boolean;
  readonly devices?: string;
  readonly tac?: string;
  readonly memoryLimit?: string;
  readonly temp?: string;
}

/** A step gives an exit status: 1 is told at the end, above 1 nothing follows it. */
type Step = (inputs: readonly string[], options: RunOptions) => Promise<number>;

const STEPS: readonly Step[] = [
  (inputs, options) =>
    decode(inputs, { ...options, format: ['parquet'], summary: join(options.output, 'summary.json') }),
  (_, { output, ...options }) =>
    features([join(output, 'dialogues.parquet')], {
      output: join(output, 'features.parquet'),
      sessions: true,
      tunnels: true,
      ...given(options, ['includeEdges', 'devices', 'tac', 'memoryLimit', 'temp', 'quiet']),
    }),
  (_, { output, ...options }) =>
    unlessTooFew(
      cluster(join(output, 'features.parquet'), {
        ...CLUSTERS,
        output: join(output, 'clusters'),
        ...given(options, ['workers', 'quiet']),
      }),
    ),
  (_, { output, ...options }) => report(output, given(options, ['quiet'])),
];

/** As `sigprobe cluster` without options. */
const CLUSTERS = { k: 'auto', seed: 1, starts: 10, sample: 5000 } as const;

/** What a small capture may lack for clusters; the report says so too. */
const TOO_FEW = new Set(['too-few-devices', 'too-few-different', 'no-devices', 'all-constant']);

async function unlessTooFew(step: Promise<number>): Promise<number> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof OperatorError && TOO_FEW.has(error.code))) throw error;
    process.stderr.write(`sigprobe: warning: no clusters: ${error.message}\n`);
    return 0;
  }
}

/** Some of the options, those that were given. */
function given<T extends object, K extends keyof T>(options: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.filter(name => options[name] !== undefined).map(name => [name, options[name]]),
  ) as Pick<T, K>;
}

export async function run(inputs: readonly string[], options: RunOptions): Promise<number> {
  let worst = 0;
  for (const step of STEPS) {
    const status = await step(inputs, options);
    if (status > 1) return status;
    worst = Math.max(worst, status);
  }
  return worst;
}
