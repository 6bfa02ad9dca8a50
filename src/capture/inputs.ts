/** What stands behind the names that the operator gave. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';

/** Most inputs: their numbers have 16 bits. */
const MOST_INPUTS = 65535;

export type Input =
  | { readonly sort: 'file'; readonly name: string; readonly octets: number; readonly found: boolean }
  | { readonly sort: 'pipe'; readonly name: string; readonly octets: 0; readonly found: false }
  | { readonly sort: 'standard-input'; readonly name: '-'; readonly octets: 0; readonly found: false };

/** How a person is told of an input. */
export function labelOf(name: string): string {
  return name === '-' ? 'standard input' : name;
}

/**
 * The inputs in the order given; a folder stands for its files in the order of their names (`found`: nobody asked for
 * this file by name). Throws an OperatorError: `no-input`, `no-such-file`, `unreadable`, `standard-input-twice`,
 * `too-many-inputs`.
 */
export async function inputsOf(names: readonly string[]): Promise<Input[]> {
  if (names.length === 0) throw new OperatorError('no-input', 'no capture given');
  const inputs: Input[] = [];
  for (const name of names) {
    if (name === '-') {
      if (inputs.some(input => input.sort === 'standard-input')) {
        throw new OperatorError('standard-input-twice', 'standard input given twice');
      }
      inputs.push({ sort: 'standard-input', name, octets: 0, found: false });
      continue;
    }
    const status = await asked(name, stat(name));
    if (status.isDirectory()) {
      const within = await asked(name, readdir(name, { withFileTypes: true }));
      const files = within.filter(entry => !entry.name.startsWith('.')).map(entry => join(name, entry.name));
      for (const file of files.sort((a, b) => (a < b ? -1 : 1))) {
        const status = await stat(file).catch(() => undefined);
        if (status?.isFile()) inputs.push({ sort: 'file', name: file, octets: status.size, found: true });
      }
    } else if (status.isFile()) {
      inputs.push({ sort: 'file', name, octets: status.size, found: false });
    } else {
      inputs.push({ sort: 'pipe', name, octets: 0, found: false });
    }
  }
  if (inputs.length > MOST_INPUTS) {
    throw new OperatorError('too-many-inputs', `${inputs.length} inputs, ${MOST_INPUTS} at most`);
  }
  return inputs;
}

/** A named pipe or the like as a stream. */
export async function pipeOf(name: string): Promise<NodeJS.ReadableStream & import('node:stream').Readable> {
  const handle = await asked(name, open(name, 'r'));
  return createReadStream('', { fd: handle, highWaterMark: 1 << 20 });
}

/** Says in one line what the system refused; any other error is given back as it is. */
export function refusal(name: string, error: unknown): unknown {
  if (error instanceof OperatorError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new OperatorError('no-such-file', `${labelOf(name)}: no such file`);
  return new OperatorError('unreadable', `${labelOf(name)}: cannot be read (${code})`);
}

async function asked<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw refusal(name, error);
  }
}
