/**
 * The files that `sigprobe cluster` leaves in its folder, as those who read them see them. Numbers that are not known
 * (a mean of no value) are null; features go by the names of the feature table.
 *
 * labels.parquet: simId, cluster (from 1), distance, second_cluster, second_distance; rows in the order of the features.
 * centres.csv: cluster, devices, pc1, pc2, …; a row a cluster.
 */

/** Names of the files in the folder. */
export const FILES = {
  labels: 'labels.parquet',
  centres: 'centres.csv',
  pca: 'pca.json',
  choice: 'choice.json',
  profiles: 'profiles.json',
  model: 'model.json',
} as const;

export type Level = 'high' | 'medium' | 'low';
export type Mark = 'high' | 'low';
export type ByFeature<T> = Readonly<Record<string, T>>;

/** pca.json */
export interface PcaFile {
  /** Devices that it was made from. */
  readonly devices: number;
  /** The columns that went in, in order. */
  readonly columns: readonly string[];
  /** Columns left out because every device has the same value, or none has one. */
  readonly dropped: readonly { readonly column: string; readonly reason: 'constant' | 'empty' }[];
  /** Values that were missing and filled with the mean of their column. */
  readonly filled: ByFeature<number>;
  /** Components that were kept: the fewest that explain `least_explained` of the variance. */
  readonly components: number;
  readonly least_explained: number;
  /** Share of the variance of every component, the dropped ones too; they add to 1. */
  readonly explained: readonly number[];
  /** Variance (divisor n - 1) of the kept components. */
  readonly variance: readonly number[];
  /** A row a kept component, a value a column. */
  readonly loadings: readonly (readonly number[])[];
}

/** A point of both curves. */
export interface ChoicePoint {
  readonly k: number;
  /** On the sample; null where it is not defined (a single cluster has devices in the sample). */
  readonly silhouette: number | null;
  readonly dunn: number | null;
  /** Sum of the squared distances of all devices to their centres. */
  readonly inertia: number;
}

/** choice.json */
export interface ChoiceFile {
  readonly k: number;
  /** In words: the rule, or that the user gave it. */
  readonly chosen_by: string;
  readonly seed: number;
  /** Devices of the sample that silhouette and Dunn index were taken on. */
  readonly sample: number;
  /** Starts of k-means for each k. */
  readonly starts: number;
  readonly curve: readonly ChoicePoint[];
}

/** A message type (`UL_GPRS`), a protocol (`GTP`, `MAP`) or `errors`, and whether there is much or little of it. */
export interface Usage {
  readonly name: string;
  readonly mark: Mark;
}

export interface Words {
  readonly mobility: Level;
  readonly data_usage: Level;
  readonly rejects: Level;
  /** What stands out; empty where nothing does. */
  readonly protocol_usage: readonly Usage[];
}

export interface Profile {
  readonly cluster: number;
  readonly devices: number;
  /** Of all devices, 0 to 1. */
  readonly share: number;
  /** Over the devices that have the value. */
  readonly means: ByFeature<number | null>;
  /** Only features whose mean is beyond a threshold. */
  readonly marks: ByFeature<Mark>;
  readonly words: Words;
  /** The features that differ most from those of all devices, most first, in standard deviations of all devices. */
  readonly stands_out: readonly { readonly feature: string; readonly deviation: number }[];
  /** Devices nearest to the centre. */
  readonly examples: readonly string[];
}

/** profiles.json */
export interface ProfilesFile {
  readonly k: number;
  readonly devices: number;
  /** The 20 % and the 80 % quantile of all devices. */
  readonly thresholds: ByFeature<{ readonly low: number; readonly high: number }>;
  /** Mean and standard deviation of all devices. */
  readonly overall: ByFeature<{ readonly mean: number; readonly deviation: number }>;
  /** Largest cluster first. */
  readonly clusters: readonly Profile[];
}

/** model.json: all that `sigprobe classify` needs. */
export interface ModelFile {
  readonly format: 'sigprobe-clusters';
  readonly version: number;
  readonly sigprobe: string;
  readonly columns: readonly {
    readonly name: string;
    /** Subtracted, and put where a value is missing. */
    readonly mean: number;
    /** Divided by. */
    readonly deviation: number;
  }[];
  /** Columns left out: the value that every device had, null where none had one. Distances do not see them. */
  readonly dropped: readonly { readonly name: string; readonly value: number | null }[];
  readonly loadings: readonly (readonly number[])[];
  readonly clusters: readonly {
    readonly cluster: number;
    readonly devices: number;
    readonly centre: readonly number[];
    /** 99.9 % quantile of the distances of its devices: the least that at least so many are within. */
    readonly reach: number;
    readonly words: Words;
  }[];
}

/** A feature whose mean is another. */
export interface Moved {
  readonly feature: string;
  readonly before: number;
  readonly after: number;
  /** The difference in standard deviations of the devices of both. */
  readonly deviations: number;
}

/** A cluster of one result and its match in the other. */
export interface Pair {
  readonly before: number;
  readonly after: number;
  /** Between the means of both, in standard deviations: the root of the mean square over the features. */
  readonly distance: number;
  /** Each is nearer to the other than to any other cluster of its own result. */
  readonly alike: boolean;
  readonly devices: readonly [number, number];
  readonly share: readonly [number, number];
  readonly words: readonly [Words, Words];
  /** Most first. */
  readonly moved: readonly Moved[];
}

/** What `sigprobe compare -o FILE` writes. */
export interface CompareFile {
  readonly before: string;
  readonly after: string;
  readonly devices: readonly [number, number];
  /** Features that both have and in which devices differ. */
  readonly features: number;
  readonly pairs: readonly Pair[];
  /** Clusters of the one that have no match in the other. */
  readonly gone: readonly number[];
  readonly new: readonly number[];
  /** Over all devices. */
  readonly moved: readonly Moved[];
}
