/** Identity, overall, activity. */
import { ratio } from './reference-numbers.ts';
import type { Device, Dialogue, Features } from './reference-records.ts';
import { activeSpan } from './reference-tunnels.ts';

const MINUTE = 60_000_000n;

const count = ({ dialogues }: Device, which: (d: Dialogue) => boolean): number => dialogues.filter(which).length;
const named = (outcome: string) => (d: Dialogue) => d.type !== 'OTHER' && d.outcome === outcome;

export const n = ({ dialogues }: Device): number => dialogues.length;
export const n_success = (device: Device): number => count(device, named('success'));
export const n_errors = (device: Device): number => count(device, named('error'));
export const n_rejects = (device: Device): number => count(device, named('reject'));
export const n_unknown = (device: Device): number => count(device, d => d.type === 'OTHER');
const n_sigtran = (device: Device): number => count(device, d => d.protocol === 'MAP');
const n_gtp = (device: Device): number => count(device, d => d.protocol === 'GTP');

export const OVERALL: Features = {
  simId: device => device.simId,
  n,
  n_success,
  n_errors,
  n_rejects,
  n_unknown,
  n_sigtran,
  n_gtp,
  pct_sigtran: device => ratio(n_sigtran(device), n(device)),
  pct_gtp: device => ratio(n_gtp(device), n(device)),
  pct_success: device => ratio(n_success(device), n(device)),
  pct_errors: device => ratio(n_errors(device), n(device)),
  pct_rejects: device => ratio(n_rejects(device), n(device)),
  pct_unknown: device => ratio(n_unknown(device), n(device)),
};

function total_activity_in_minutes({ dialogues }: Device): number {
  return Number(dialogues.at(-1)!.start_time - dialogues[0].start_time) / 60e6;
}

/** A minute is known by its number since 1970; times before are none of ours. */
const minuteOf = (time: bigint): bigint => time / MINUTE;

function active_minutes({ dialogues }: Device): number {
  return new Set(dialogues.map(d => minuteOf(d.start_time))).size;
}

/** Both ends count: a tunnel exists at the moment of its Create and at that of its Delete. */
function active_pdp_minutes({ tunnels }: Device): number {
  const minutes = new Set<bigint>();
  for (const [from, to] of tunnels.map(activeSpan).filter(span => span !== null)) {
    for (let minute = minuteOf(from); minute <= minuteOf(to); minute++) minutes.add(minute);
  }
  return minutes.size;
}

export const ACTIVITY: Features = {
  total_activity_in_minutes,
  active_minutes,
  active_pdp_minutes,
  relative_activity: device => ratio(active_minutes(device), total_activity_in_minutes(device)),
  relative_pdp_activity: device => ratio(active_pdp_minutes(device), total_activity_in_minutes(device)),
};
