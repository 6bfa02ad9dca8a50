/** A population over a month: its devices, and what they do in order of time, slice by slice. */
import { DAT1 } from './dat1.ts';
import { DAT2 } from './dat2.ts';
import { Events } from './events.ts';
import { Lives } from './life.ts';
import type { PopulationPlan } from './profile.ts';
import { DAY, MINUTE, SECOND } from './rhythm.ts';

export const PLANS = { dat1: DAT1, dat2: DAT2 } as const satisfies Record<string, PopulationPlan>;
export type PopulationName = keyof typeof PLANS;

export interface PopulationOptions {
  readonly population: PopulationName;
  readonly devices: number;
  readonly days: number;
  /** About so many over all; without it as many as the profiles say. */
  readonly dialogues?: number | undefined;
  readonly seed: number;
}

/** Events of a slice, about: few enough to be sorted in a cache, enough for the work around them not to count. */
const SLICE = 32_768;
const NOBODY = 0xffffffff;

export class Population {
  readonly plan: PopulationPlan;
  /** Of each device, from 0. */
  readonly profiles: Uint8Array;
  /** Of each device, in the plan. */
  readonly homes: Uint8Array;
  /** Microseconds. */
  readonly length: number;
  private readonly options: PopulationOptions;

  constructor(options: PopulationOptions) {
    this.options = options;
    this.plan = PLANS[options.population];
    this.length = options.days * DAY;
    this.profiles = spread(
      options.devices,
      options.seed,
      this.plan.profiles.map(({ share }) => share),
      0x9e3779b1,
    );
    this.homes = spread(
      options.devices,
      options.seed,
      this.plan.homes.map(([share]) => share),
      0x6a09e667,
    );
  }

  /** Dialogues as the profiles say, about. */
  get usual(): number {
    const { profiles } = this.plan;
    const whole = profiles.reduce((sum, { share }) => sum + share, 0);
    const each = profiles.reduce((sum, { share, volume }) => sum + (share / whole) * volume, 0);
    return (each * this.options.devices * this.options.days) / 30;
  }

  /** Slices in order of time; each is good until the next one is asked for. */
  *slices(): Generator<Events> {
    const { devices, dialogues = this.usual, seed } = this.options;
    const lives = new Lives(this.plan, this.profiles, seed, dialogues / this.usual, this.length);
    const slice = Math.min(30 * MINUTE, Math.max(5 * SECOND, Math.round(this.length / Math.max(1, dialogues / SLICE))));
    const slices = Math.ceil(this.length / slice);
    // Devices by the slice in which they are due.
    const heads = new Uint32Array(slices).fill(NOBODY);
    const behind = new Uint32Array(devices);
    const put = (i: number, due: number): void => {
      if (due >= this.length) return;
      const at = Math.floor(due / slice);
      behind[i] = heads[at] as number;
      heads[at] = i;
    };
    for (let i = devices - 1; i >= 0; i--) put(i, lives.due(i));
    const events = new Events();
    for (let s = 0; s < slices; s++) {
      const start = s * slice;
      const end = Math.min(start + slice, this.length);
      for (let i = heads[s] as number; i !== NOBODY; ) {
        const next = behind[i] as number;
        put(i, lives.run(i, end, events));
        i = next;
      }
      events.sort(start, end);
      if (events.ready > 0) yield events;
      events.drop(end);
    }
  }
}

/** Numbers by shares, each as often as its share says among any run of devices: multiples of an irrational (2^32 times). */
function spread(devices: number, seed: number, shares: readonly number[], irrational: number): Uint8Array {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const bounds: number[] = [];
  let sum = 0;
  for (const share of shares) {
    sum += share;
    bounds.push((sum / whole) * 4294967296);
  }
  const start = Math.imul(seed ^ 0x2545f491, irrational) >>> 0;
  return Uint8Array.from({ length: devices }, (_, i) => {
    const u = (start + Math.imul(i, irrational)) >>> 0;
    let at = 0;
    while (at < bounds.length - 1 && u >= (bounds[at] as number)) at++;
    return at;
  });
}
