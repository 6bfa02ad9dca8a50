/** How many buckets of dialogues there are, and how they are written. */

/** Largest bucket that is worked through in memory, rows; with its tables about 2 GB. */
export const BUCKET_ROWS = 6_000_000;

/** A dialogue that waits to be written, octets; what may wait takes a quarter of the memory at most. */
const WAITING_OCTETS = 128;
/** Rows that a thread gathers before it writes to every bucket, and rows of the database's own groups. */
const MOST_WAITING = 2_000_000;
const GROUP_ROWS = 122_880;

/**
 * How many rows each thread gathers, and how large the groups of rows in the files become. Where a thread brings a bucket less
 * than half a group, the database puts it into a buffer that all threads share, and one waits for the other half of the time.
 */
export function writing(memory: number, threads: number, buckets: number): { waiting: number; group: number } {
  const waiting = Math.floor(Math.min(MOST_WAITING, memory / 4 / WAITING_OCTETS / threads));
  return { waiting, group: Math.max(2048, Math.min(GROUP_ROWS, Math.floor(waiting / buckets))) };
}
