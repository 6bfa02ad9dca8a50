/** Whether a dictionary is worth going on with: decided on the first values of a row group. */

/** Values after which it has to pay: distinct ones to all. A subscriber comes back, so that the share falls to the row group's end. */
const TRIAL = 4096;
const PAYS = 0.6;
/** And those after which next to none has come twice. */
const EARLY = 1024;
const HARDLY_ANY_TWICE = 0.93;

/** Of a dictionary of `distinct` values that stands for `values`. */
export function pays(distinct: number, values: number): boolean {
  if (values < EARLY) return true;
  return distinct <= values * (values < TRIAL ? HARDLY_ANY_TWICE : PAYS);
}
