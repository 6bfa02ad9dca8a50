/** Shares, means and deviations from whole numbers: one rounding, at the end. */
import type { Dialogue } from './reference-records.ts';

/** A share of nothing is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** As a number, of a fraction of whole numbers of any size: 20 digits survive the division. */
function quotient(top: bigint, bottom: bigint): number {
  const scale = 10n ** 30n;
  return Number((top * scale) / bottom) / 1e30;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** Seconds; of no value there is no mean. */
export function meanSeconds(micros: readonly bigint[]): number | null {
  if (micros.length === 0) return null;
  return quotient(sum(micros), BigInt(micros.length) * 1_000_000n);
}

/** Sample standard deviation in seconds; of fewer than two values there is none. */
export function deviationSeconds(micros: readonly bigint[]): number | null {
  if (micros.length < 2) return null;
  const n = BigInt(micros.length);
  const total = sum(micros);
  const squares = sum(micros.map(value => value * value));
  // Σ(x - mean)² / (n - 1) = (n Σx² - (Σx)²) / (n (n - 1))
  return Math.sqrt(quotient(n * squares - total * total, n * (n - 1n) * 1_000_000_000_000n));
}

/** From each value to the next. */
export function gaps(micros: readonly bigint[]): bigint[] {
  return micros.slice(1).map((value, i) => value - micros[i]);
}

type Text = (dialogue: Dialogue) => string | null;

/** Values that are known, in the order of the dialogues. */
const known = (dialogues: readonly Dialogue[], text: Text): string[] =>
  dialogues.map(text).filter(value => value !== null);

export function distinct(dialogues: readonly Dialogue[], text: Text): number {
  return new Set(known(dialogues, text)).size;
}

/** How often a known value differs from the known value before it. */
export function changes(dialogues: readonly Dialogue[], text: Text): number {
  const values = known(dialogues, text);
  return values.slice(1).filter((value, i) => value !== values[i]).length;
}
