/**
 * Capture time follows the latest time told, so that messages out of order do no harm. Where one record has a wild time
 * (a flipped bit, a clock that was set), all that follow would lie before it, nothing would ever time out again, and
 * memory would grow with the input: after many in a row that lie far behind, the clock is put back.
 */

/** Microseconds behind that no reordering explains: ten minutes. */
export const FAR_BEHIND = 600_000_000;
/** Records in a row that far behind. */
const MANY = 64;

export class LateRecords {
  private inARow = 0;

  /** Takes a time that is not ahead of `now`; true where `now` must be wrong. */
  tooMany(now: number, time: number): boolean {
    if (!(now - time > FAR_BEHIND)) {
      this.inARow = 0;
      return false;
    }
    if (++this.inARow < MANY) return false;
    this.inARow = 0;
    return true;
  }
}
