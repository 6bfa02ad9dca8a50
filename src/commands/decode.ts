/** `sigprobe decode`: captures → dialogue records. */
import type { DEFAULTS } from '../dialogues/options.ts';
import { wantedFormats } from '../pipeline/formats.ts';
import { Pool, workersOf } from '../pipeline/pool.ts';
import { signalStatus, stopOnSignals } from '../pipeline/stop.ts';
import { type PointCodes, wireForm } from '../report/point-codes.ts';

export interface DecodeOptions {
  readonly output: string;
  readonly format?: readonly string[];
  readonly workers?: number;
  readonly summary?: string;
  readonly quiet?: boolean;
  readonly gtpTimeout?: number;
  readonly mapTimeout?: Partial<typeof DEFAULTS.mapTimeout>;
  readonly reorderWindow?: number;
  readonly tapSkew?: number;
  readonly orphans?: boolean;
  readonly pointCodes: PointCodes;
  readonly prefixes?: string;
  readonly maxDialogues?: number;
  readonly maxTunnels?: number;
  readonly pseudonymKey?: string;
}

/** Exit status: 0 whole, 1 a part was set aside by a fault of ours, 128 + signal interrupted. */
export async function decode(inputs: readonly string[], options: DecodeOptions): Promise<number> {
  const began = performance.now();
  const stop = stopOnSignals();
  try {
    const formats = wantedFormats(options.output, options.format);
    const { pseudonymKey: path } = options;
    const pseudonymKey = path === undefined ? undefined : await (await import('../sinks/pseudonyms.ts')).readKey(path);
    const pointCodes = wireForm(options.pointCodes);
    // The workers load what they need while this thread loads the rest.
    const pool = new Pool({
      ...workersOf(options.workers),
      settings: { formats, pointCodes, ...(pseudonymKey === undefined ? {} : { pseudonymKey }) },
    });
    try {
      const { decodeWith } = await import('./decode-with.ts');
      const { interrupted, setAside } = await decodeWith(pool, inputs, options, { began, stop });
      if (interrupted) return signalStatus(stop.signal ?? 'SIGINT');
      return setAside > 0 ? 1 : 0;
    } finally {
      await pool.close();
    }
  } finally {
    stop.dispose();
  }
}
