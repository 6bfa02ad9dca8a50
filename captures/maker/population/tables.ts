/** Profiles as numbers that the life of a device is led by. */
import { exp } from './chance.ts';
import { ABORT, GTP_CAUSE, MAP_ERROR, SILENCE } from './events.ts';
import { type Profile, type TroubleRow, TYPES, type TypeName } from './profile.ts';
import { DAY, RHYTHMS, type Rhythm, SECOND } from './rhythm.ts';

export const TYPE = Object.fromEntries(TYPES.map((name, number) => [name, number])) as Readonly<
  Record<TypeName, number>
>;
const MONTH = 30 * DAY;

/** What may go wrong with one type: reasons, codes and the bounds between them. */
export interface Ways {
  readonly bounds: readonly number[];
  readonly reasons: readonly number[];
  readonly codes: readonly number[];
}

export interface Table {
  readonly profile: Profile;
  readonly rhythm: Rhythm;
  /** Busy time between activities. */
  readonly gap: number;
  /** Of each type up to PDP_CREATE, how many an activity has on the average. */
  readonly each: Float64Array;
  /** Chance that one of a type ends in an error, or is rejected. */
  readonly error: Float64Array;
  readonly reject: Float64Array;
  readonly errorWays: readonly Ways[];
  readonly rejectWays: readonly Ways[];
  /** Chance that a tunnel is deleted, and its updates on the average. */
  readonly deleted: number;
  readonly updates: number;
  /** Microseconds of a tunnel on the average. */
  readonly stay: number;
  /** Chance that an activity begins in another network, and a GTP dialogue in another cell. */
  readonly move: number;
  readonly newCell: number;
}

/** Dialogues of the mix, as shares that add to 1. */
export function sharesOf({ mix }: Profile): Float64Array {
  const total = TYPES.reduce((sum, type) => sum + mix[type], 0);
  return Float64Array.from(TYPES, type => mix[type] / total);
}

export function tableOf(profile: Profile): Table {
  const shares = sharesOf(profile);
  const share = (type: TypeName): number => shares[TYPE[type]] as number;
  const activities = profile.volume / profile.activity;
  const { errorsAmong = 1, rejectsAmong = 1 } = profile;
  const error = chances(profile.errors / errorsAmong, profile.errorsAt, shares);
  const created = share('PDP_CREATE') * (1 - (error[TYPE.PDP_CREATE] as number) * errorsAmong);
  const cancels = share('CL') * profile.activity;
  // A cancel at the network before is seen between two of the network now: there and back.
  const move = Math.min(1, profile.operatorChanges / (activities * (1 + 2 * Math.min(1, cancels))));
  const creates = profile.volume * share('PDP_CREATE');
  const gtp = creates + profile.volume * (share('PDP_UPDATE') + share('PDP_DELETE'));
  const moved = Math.min(creates, move * activities);
  return {
    profile,
    rhythm: RHYTHMS[profile.rhythm],
    // The mean of what devices of a profile differ by is above 1.
    gap: (MONTH / activities) * exp(profile.spread ** 2 / 2),
    each: shares.map(s => s * profile.activity).subarray(0, TYPE.PDP_CREATE + 1),
    error,
    reject: chances(profile.rejects / rejectsAmong, profile.rejectsAt, shares),
    errorWays: waysOf(profile.errorsAt),
    rejectWays: waysOf(profile.rejectsAt),
    deleted: Math.min(1, share('PDP_DELETE') / created),
    updates: share('PDP_UPDATE') / created,
    stay: profile.stay * SECOND,
    move,
    newCell: Math.max(0, Math.min(1, (profile.cellChanges - moved) / Math.max(1, gtp - moved))),
  };
}

function chances(percent: number, rows: readonly TroubleRow[], shares: Float64Array): Float64Array {
  const total = rows.reduce((sum, [share]) => sum + share, 0);
  const chance = new Float64Array(TYPES.length);
  for (const [share, type] of rows) {
    const at = TYPE[type];
    chance[at] = (chance[at] as number) + ((percent / 100) * (share / total)) / (shares[at] as number);
  }
  const over = TYPES.find((_, type) => (chance[type] as number) > 1);
  if (over !== undefined) throw new Error(`a profile has more to go wrong with ${over} than there is of it`);
  return chance;
}

function waysOf(rows: readonly TroubleRow[]): Ways[] {
  return TYPES.map(name => {
    const own = rows.filter(([, type]) => type === name);
    const total = own.reduce((sum, [share]) => sum + share, 0);
    let sum = 0;
    return {
      bounds: own.map(([share]) => {
        sum += share;
        return sum / total;
      }),
      reasons: own.map(([, type, trouble]) => {
        if (trouble === 'abort') return ABORT;
        if (trouble === 'silence') return SILENCE;
        return type.startsWith('PDP') ? GTP_CAUSE : MAP_ERROR;
      }),
      codes: own.map(([, , trouble]) => (typeof trouble === 'number' ? trouble : 0)),
    };
  });
}
