/** Durations in buckets of equal ratio, and percentiles out of them. */

/** Buckets to a doubling: each is 19 % wide. Where a page would grow too large, two become one. */
const PER_OCTAVE = 4;
const OCTAVES = 28;
/** Lower end of the first bucket, seconds. */
const LEAST = 1e-4;

/** From 0.1 ms to 28 octaves above it (7.5 hours); what lies outside counts in the first or last. */
export const BUCKETS = OCTAVES * PER_OCTAVE;

/** Of durations of contexts: from one second to 26 octaves above (two years). */
export const LONG_BUCKETS = 26 * PER_OCTAVE;
const LONG_LEAST = 1;

/** The same sum as SQL, of a column in seconds above 0. */
export function bucketSql(seconds: string): string {
  return sql(seconds, LEAST, BUCKETS);
}

export function longBucketSql(seconds: string): string {
  return sql(seconds, LONG_LEAST, LONG_BUCKETS);
}

function sql(seconds: string, least: number, buckets: number): string {
  const place = `floor(log2(greatest(${seconds}, ${least}) / ${least}) * ${PER_OCTAVE})`;
  return `CAST(least(${place}, ${buckets - 1}) AS INTEGER)`;
}

export function lowerEnd(bucket: number): number {
  return LEAST * 2 ** (bucket / PER_OCTAVE);
}

/** The lower ends of `buckets` over the same range. */
export function lowerEnds(buckets: number): (bucket: number) => number {
  return bucket => lowerEnd((bucket * BUCKETS) / buckets);
}

/** How much longer than its lower end a duration in a bucket may be, as a share. */
export function bucketWidth(buckets: number): number {
  return 2 ** (OCTAVES / buckets) - 1;
}

export function longLowerEnd(bucket: number): number {
  return LONG_LEAST * 2 ** (bucket / PER_OCTAVE);
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

/** Value below which the share `p` lies, by even spread (in the logarithm) inside a bucket; NaN where nothing was counted. */
export function percentile(counts: ArrayLike<number>, p: number, lower: (bucket: number) => number = lowerEnd): number {
  const wanted = total(counts) * p;
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count > 0 && before + count >= wanted) {
      const inside = Math.max(0, (wanted - before) / count);
      return lower(i) * (lower(i + 1) / lower(i)) ** inside;
    }
    before += count;
  }
  return Number.NaN;
}
