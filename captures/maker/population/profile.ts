/** What a profile of devices is: a mix of dialogues, how often, where, and what goes wrong. */
import type { RhythmName } from './rhythm.ts';

/** By number: how events and tables name the types. */
export const TYPES = ['SAI', 'UL', 'UL_GPRS', 'CL', 'OTHER', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE'] as const;
export type TypeName = (typeof TYPES)[number];

/** Why a dialogue fails: an error of MAP or a cause of GTP by its number, an abort, or silence. */
export type Trouble = 'abort' | 'silence' | number;

/** Share of a profile's errors or rejects, the type that they strike, and how. */
export type TroubleRow = readonly [share: number, type: TypeName, trouble: Trouble];

export interface Profile {
  /** Devices, as a share of the population. */
  readonly share: number;
  /** Dialogues of an average device in 30 days. */
  readonly volume: number;
  /** Deviation of the logarithm of that. */
  readonly spread: number;
  /** Dialogues that one activity comes to, those of its tunnel included. */
  readonly activity: number;
  /** 0: activities come by the clock; 1: at any time. */
  readonly loose: number;
  readonly rhythm: RhythmName;
  /** Percent of the dialogues. */
  readonly mix: Readonly<Record<TypeName, number>>;
  /** Shares of SAI and CL that an SGSN is the visited node of. */
  readonly sgsn: readonly [sai: number, cl: number];
  /** Percent of the dialogues. */
  readonly errors: number;
  readonly errorsAt: readonly TroubleRow[];
  /** Share of the devices that have them all; 1 where not told. */
  readonly errorsAmong?: number;
  readonly rejects: number;
  readonly rejectsAt: readonly TroubleRow[];
  readonly rejectsAmong?: number;
  /** In 30 days, seen at dialogues that tell the cell, or the operator. */
  readonly cellChanges: number;
  readonly operatorChanges: number;
  /** Cells around a device in one network, and networks that it meets. */
  readonly cells: number;
  readonly networks: number;
  /** Mean seconds of a tunnel. */
  readonly stay: number;
  /** Share of the devices that have used up their quota some days before the month ends. */
  readonly quota?: number;
  readonly rat?: 'GERAN' | 'UTRAN';
}

/** A population: who its devices belong to, and its profiles 1 to 8. */
export interface PopulationPlan {
  readonly homes: readonly (readonly [share: number, mcc: string, mnc: string, numbers: string])[];
  readonly profiles: readonly Profile[];
}

/** A mix in the order of the types below. */
type Mix = readonly [
  sai: number,
  ul: number,
  ulGprs: number,
  cl: number,
  other: number,
  create: number,
  update: number,
  remove: number,
];

export function mix([SAI, UL, UL_GPRS, CL, OTHER, PDP_CREATE, PDP_UPDATE, PDP_DELETE]: Mix): Profile['mix'] {
  return { SAI, UL, UL_GPRS, CL, OTHER, PDP_CREATE, PDP_UPDATE, PDP_DELETE };
}
