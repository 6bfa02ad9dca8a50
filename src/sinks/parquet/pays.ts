/** Whether a dictionary is worth going on with: decided on the first values of a row group. */

/** Values after which it has to pay: a subscriber comes back, so that the share of distinct ones falls to the row group's end. */
const TRIAL = 4096;
/** And those after which next to none has come twice. */
const EARLY = 1024;
const HARDLY_ANY_TWICE = 0.93;

/** Distinct values to values at which it pays: of digits, which take six octets without one; of pseudonyms, which take 16. */
export const PAYS = 0.6;
export const PAYS_HIDDEN = 0.85;

/** Of a dictionary of `distinct` values that stands for `values`. */
export function pays(distinct: number, values: number, share: number = PAYS): boolean {
  if (values < EARLY) return true;
  return distinct <= values * (values < TRIAL ? HARDLY_ANY_TWICE : share);
}
