/** The operator's table of global-title prefixes: a CSV of `prefix,mcc,mnc`, a header and # lines allowed. */
import { readFile } from 'node:fs/promises';
import { OperatorError } from '../errors.ts';
import type { Prefixes } from './visited.ts';

/** Reads the table. An OperatorError names the file, the line and what is wrong with it. */
export async function readPrefixes(path: string): Promise<Prefixes> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new OperatorError('no-prefixes', `${path}: the table of prefixes cannot be read (${code})`);
  }
  const prefixes = new Map<string, { mcc: string; mnc: string }>();
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(',').map(cell => cell.trim());
    if (line.trim() === '' || line.startsWith('#') || (n === 0 && cells[0] === 'prefix')) continue;
    const [digits, mcc, mnc] = cells;
    if (!/^\d{1,15}$/.test(digits ?? '') || !/^\d{3}$/.test(mcc ?? '') || !/^\d{2,3}$/.test(mnc ?? '')) {
      throw new OperatorError('bad-prefixes', `${path}: line ${n + 1} is not prefix,mcc,mnc`);
    }
    prefixes.set(digits, { mcc, mnc });
  }
  return prefixes;
}
