/**
 * `sigprobe run`: a capture's whole way in one command, into one folder. Each step takes what the one before it left
 * there; a step is added to the list below.
 */
import { join } from 'node:path';
import { removeClusters } from '../clusters/folder.ts';
import { OperatorError } from '../errors.ts';
import { cluster, DEFAULTS } from './cluster.ts';
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
  (_, options) => clusters(options),
  (_, { output, ...options }) => report(output, given(options, ['memoryLimit', 'temp', 'quiet'])),
];

/** Below this a profile would be a handful of devices. */
const FEWEST_DEVICES = 50;

/** Few devices, or all alike, are no mistake of the operator: the rest of the folder stands, and this is said. */
async function clusters({ output, ...options }: RunOptions): Promise<number> {
  const folder = join(output, 'clusters');
  await removeClusters(folder);
  try {
    return await cluster(join(output, 'features.parquet'), {
      ...DEFAULTS,
      output: folder,
      fewest: FEWEST_DEVICES,
      ...given(options, ['workers', 'quiet']),
    });
  } catch (error) {
    if (!(error instanceof OperatorError && NOTHING_TO_FIND.has(error.code))) throw error;
    process.stderr.write(`sigprobe: warning: no clusters: ${error.message}\n`);
    return 0;
  }
}

const NOTHING_TO_FIND = new Set(['no-devices', 'too-few-devices', 'too-few-different', 'all-constant']);

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
