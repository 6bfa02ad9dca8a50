/** Two values of a feature: whole numbers and texts must be the same, others within a billionth. */
import type { Value } from './reference-records.ts';

export function agree(a: Value, b: Value): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** `feature: this is not that` for each that differs: what a person wants to read when they do. */
export function differences(got: Readonly<Record<string, Value>>, wanted: Readonly<Record<string, Value>>): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(got)]);
  return [...names]
    .filter(name => !(name in got && name in wanted && agree(got[name], wanted[name])))
    .map(name => `${name}: ${got[name]} is not ${wanted[name]}`);
}
