/** What the report knows: made by `src/report/facts`, carried inside the page, read by its scripts and by the terminal text. */

/** Beginning of the first bin and widths, all in seconds of UTC; slots hold whole bins and are what the filter of time picks. */
export interface Timeline {
  readonly start: number;
  readonly bin: number;
  readonly bins: number;
  readonly slot: number;
  readonly slots: number;
  /** Of the first and last dialogue inside. */
  readonly first: number;
  readonly last: number;
}

export interface Kind {
  readonly protocol: string;
  readonly type: string;
  /** `SAI`, `PDP_CREATE`, and OTHER with its protocol: `OTHER (MAP)`. */
  readonly name: string;
}

/** A choice of the filter by type: everything, one protocol, or one kind. */
export interface Choice {
  readonly label: string;
  readonly kinds: readonly number[];
}

/** Names by index; the two indices behind them are the rest and what was not told. */
export interface Names {
  readonly names: readonly string[];
  /** How many different ones there were, those in the rest counted too. */
  readonly distinct: number;
  /** Whether dialogues that do not tell are counted (under the last index) or left out. */
  readonly untold: boolean;
}

export type Outcome = 'success' | 'reject' | 'error';
export const OUTCOMES: readonly Outcome[] = ['success', 'reject', 'error'];

/** Sizes of the dimensions of a cube, outermost first; time is innermost, so that neighbours in time are neighbours in the page. */
export type Shape = readonly (readonly [name: string, size: number])[];

/** Counts in the cells of a shape: keys in mixed radix, ascending, empty cells left out. */
export interface Cube {
  readonly shape: Shape;
  readonly keys: Uint32Array;
  readonly counts: Float64Array;
}

export const ENTITIES = ['country', 'operator', 'home', 'apn', 'node', 'ggsn'] as const;
export type Entity = (typeof ENTITIES)[number];

/** A line of facts about the capture: what is missing, cut, duplicated, one-way. */
export interface Remark {
  readonly what: string;
  readonly count: number;
  /** What the count is a part of, where that says something. */
  readonly of?: number;
  readonly meaning: string;
  /** Place of the first: file and frame. */
  readonly first?: string;
  readonly weight: 'plain' | 'notable' | 'bad';
}

export interface Quality {
  readonly inputs: readonly string[];
  readonly interrupted: string | null;
  readonly packets: number;
  readonly octets: number;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly messages: readonly (readonly [name: string, count: number])[];
  readonly tunnels: { readonly opened: number; readonly closed: number };
  readonly remarks: readonly Remark[];
}

/** Empirical distribution of one feature over the devices: values at `PROBABILITIES`. */
export interface Distribution {
  readonly feature: string;
  readonly devices: number;
  readonly values: readonly number[];
  /** The same for the devices of each cluster; null where none has a value. */
  readonly clusters: readonly (readonly number[] | null)[];
}

export const PROBABILITIES: readonly number[] = [...Array.from({ length: 100 }, (_, i) => i / 100), 0.995, 0.999, 1];

export interface Sessions {
  readonly sequences: readonly string[];
  readonly distinct: number;
  /** Names of the flags that are counted. */
  readonly flags: readonly string[];
}

export interface Tunnels {
  readonly total: number;
  /** Names of the flags that are counted; the first is all tunnels. */
  readonly flags: readonly string[];
}

export interface ClusterWords {
  readonly mobility: string;
  readonly data_usage: string;
  readonly rejects: string;
  readonly protocol_usage: readonly { readonly name: string; readonly mark: string }[];
}

export interface ClusterProfile {
  readonly cluster: number;
  readonly devices: number;
  readonly share: number;
  readonly means: Readonly<Record<string, number | null>>;
  readonly marks: Readonly<Record<string, string>>;
  readonly words: ClusterWords;
  /** What differs most from all devices, in words: `pct_gtp 0.74 ▲`. */
  readonly standsOut: readonly string[];
  readonly examples: readonly string[];
}

export interface Clusters {
  /** Devices that were clustered. */
  readonly devices: number;
  readonly k: number;
  readonly chosenBy: string | null;
  readonly sample: number | null;
  readonly thresholds: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly clusters: readonly ClusterProfile[];
  readonly curve: readonly {
    readonly k: number;
    readonly silhouette: number | null;
    readonly dunn: number | null;
  }[];
}

export type CubeName =
  | 'bins'
  | 'active'
  | 'activeSlots'
  | 'activeAll'
  | 'reasons'
  | 'flags'
  | 'response'
  | `by-${Entity}`
  | 'sequences'
  | 'lengths'
  | 'sessionFlags'
  | 'durations'
  | 'tunnelFlags';

export const FLAGS = ['loss', 'edge', 'copies', 'retransmissions', 'anonymous'] as const;

/** Longest session that is counted by its own length; the last index holds the longer ones. */
export const MOST_LENGTH = 30;

export interface Facts {
  readonly sigprobe: string;
  readonly name: string;
  readonly time: Timeline | null;
  readonly dialogues: number;
  /** Dialogues with a time so far from all others that the charts leave them out. */
  readonly outside: number;
  readonly kinds: readonly Kind[];
  readonly choices: readonly Choice[];
  /** Countries of the filter, ISO 3166 alpha-2. */
  readonly countries: readonly string[];
  /** Labels of reasons; index of a reason: outcome × (labels + 1) + label, the last label for those not listed. */
  readonly reasons: readonly string[];
  readonly entities: Readonly<Record<Entity, Names>>;
  readonly operators: Readonly<Record<string, string>>;
  readonly quality: Quality | null;
  readonly devices: number | null;
  /** Devices of the feature table. */
  readonly featureRows: number | null;
  readonly distributions: readonly Distribution[];
  readonly sessions: Sessions | null;
  readonly tunnels: Tunnels | null;
  readonly clusters: Clusters | null;
  /** Sections that cannot be shown, each with the command that makes what they need. */
  readonly missing: readonly { readonly what: string; readonly command: string }[];
  readonly cubes: Readonly<Partial<Record<CubeName, Cube>>>;
}
