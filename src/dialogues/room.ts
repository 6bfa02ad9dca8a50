/**
 * Room for tables that may grow large, asked for once at its full size. The system gives pages of it where they are
 * first written to, so what it costs follows what stands in it; nothing is ever copied to a larger place, and the views
 * of it are constants, which the compiler folds into the machine code.
 */

/** `octets`, or the largest part of it (a half, a quarter, …) that the system lets us ask for. */
export function room(octets: number): ArrayBuffer {
  for (let part = octets; ; part = Math.floor(part / 16) * 8) {
    try {
      return new ArrayBuffer(part);
    } catch (error) {
      // A machine that does not promise memory it may not have (vm.overcommit_memory, ulimit -v).
      if (!(error instanceof RangeError) || part < 1 << 20) throw error;
    }
  }
}
