/** scikit-learn, where there is a Python that has it: $SIGPROBE_PYTHON, else python3. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Matrix } from '../../src/clusters/matrix.ts';

const SCRIPT = fileURLToPath(new URL('../../test/clusters/scikit.py', import.meta.url));

export const PYTHON = [process.env.SIGPROBE_PYTHON ?? '', 'python3'].find(
  python => python !== '' && spawnSync(python, ['-c', 'import sklearn, scipy'], { stdio: 'ignore' }).status === 0,
);

if (PYTHON === undefined) {
  process.stderr.write('scikit-learn is not there (set SIGPROBE_PYTHON to a Python that has it): not compared\n');
}

export interface Answer {
  readonly explained: number[];
  readonly variance: number[];
  readonly components: number;
  readonly inertia: number[];
  readonly silhouette: number;
  readonly dunn: number;
  readonly rand: number;
}

export class Job {
  readonly #folder: string;
  readonly #job: Record<string, unknown> = {};

  constructor(folder: string) {
    this.#folder = folder;
  }

  matrix(name: string, { rows, columns, values }: Matrix): this {
    const path = join(this.#folder, `${name}.f64`);
    writeFileSync(path, Buffer.from(Float64Array.from(values).buffer));
    this.#job[name] = [path, rows, columns];
    return this;
  }

  labels(name: string, values: Uint8Array): this {
    const path = join(this.#folder, `${name}.u8`);
    writeFileSync(path, Uint8Array.from(values));
    this.#job[name] = path;
    return this;
  }

  set(name: string, value: unknown): this {
    this.#job[name] = value;
    return this;
  }

  run(): Partial<Answer> {
    const { status, stdout, stderr } = spawnSync(PYTHON ?? 'python3', [SCRIPT], {
      input: JSON.stringify(this.#job),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(`scikit.py ended with ${status}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout);
  }
}
