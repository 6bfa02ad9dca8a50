/**
 * What Geissler et al. (Untangling IoT Global Connectivity, IEEE TNSM 21(4), 2024) print of their clusters, and where the
 * populations of the maker cannot have it.
 */
import type { PopulationName } from '../../captures/maker/population/population.ts';

/** Means by cluster, 1 to 8: shares of dialogues in percent, changes as counts over a month. */
export type Means = Readonly<Record<string, readonly number[]>>;

export const MEANS: Readonly<Record<PopulationName, Means>> = {
  dat1: {
    pct_sigtran: [83.4, 77.8, 87.2, 89.2, 66.9, 92.2, 25.0, 77.7],
    pct_gtp: [16.6, 22.2, 12.8, 10.8, 33.1, 7.8, 75.0, 22.3],
    pct_errors: [0.46, 0.2, 0.46, 0.08, 0.14, 0.36, 0.67, 0.16],
    pct_rejects: [0.43, 0.68, 55.71, 0.46, 1.15, 1.14, 0.21, 0.58],
    n_ci_changes: [21.96, 0.08, 0.23, 128.13, 9.2, 5.46, 54.53, 51.34],
    n_operator_changes: [3.08, 0.01, 0.03, 77.58, 0.38, 0.28, 1.49, 1.14],
    pct_sai_all_dialogs: [30.6, 21.8, 15.4, 32.5, 29.7, 46.6, 10.1, 39.5],
    pct_ul_all_dialogs: [13.0, 11.1, 5.5, 19.8, 15.2, 20.0, 5.4, 14.9],
    pct_ul_gprs_all_dialogs: [15.3, 4.0, 4.0, 19.1, 5.9, 6.6, 1.6, 6.0],
    pct_pdp_create_all_dialogs: [9.2, 11.3, 6.4, 6.6, 16.9, 4.2, 38.2, 11.8],
    pct_pdp_delete_all_dialogs: [7.4, 10.7, 6.3, 4.1, 16.2, 3.6, 36.2, 10.4],
    pct_pdp_update_all_dialogs: [8.3, 11.1, 6.4, 4.8, 16.6, 3.9, 37.5, 11.1],
  },
  dat2: {
    pct_sigtran: [39, 99.4, 63, 86, 81, 81, 54, 99.1],
    pct_gtp: [61, 0.7, 37, 14, 19, 19, 46, 0.9],
    pct_errors: [5.4, 1.9, 5.1, 2.6, 2.6, 28, 2, 0.34],
    pct_rejects: [0.51, 0.24, 1.5, 0.72, 1.7, 0.76, 0.67, 97],
    pct_other_all_dialogs: [1.7, 35, 3.2, 3.1, 2.6, 2.6, 2, 0.27],
    n_ci_changes: [129.42, 0.19, 567.43, 18.03, 43.38, 6.04, 317.93, 8.3],
    n_operator_changes: [4.41, 4.2, 114.51, 15.29, 5.76, 0.63, 45.3, 0.51],
    pct_sai_all_dialogs: [27.2, 5.3, 41.8, 40.4, 53.7, 44.3, 32.8, 94.5],
    pct_ul_all_dialogs: [6.0, 38.4, 5.7, 12.7, 19.7, 19.8, 9.6, 4.0],
    pct_ul_gprs_all_dialogs: [2.5, 0.6, 4.0, 18.5, 2.3, 6.7, 3.3, 0.1],
    pct_pdp_create_all_dialogs: [32.5, 0.3, 15.3, 6.5, 9.2, 10.3, 15.1, 0.5],
    pct_pdp_delete_all_dialogs: [27.0, 0.1, 11.0, 4.1, 7.3, 3.8, 13.6, 0.3],
    pct_pdp_update_all_dialogs: [1.7, 0.2, 10.4, 2.9, 2.2, 5.2, 16.9, 0.1],
  },
};

/** Means that the plant departs from; `maker/population/dat1.ts` has the reasons. */
export const NOT_PLANTED: Readonly<Record<PopulationName, readonly string[]>> = {
  // As updates are printed the means of creates and deletes, for which the share of GTP has no room.
  dat1: ['pct_ul_gprs_all_dialogs 3', ...[1, 2, 3, 4, 5, 6, 7, 8].map(p => `pct_pdp_update_all_dialogs ${p}`)],
  dat2: [],
};

/** Mobility, data usage, rejects, protocol usage. */
export const WORDS: Readonly<Record<PopulationName, readonly string[]>> = {
  dat1: [
    '– – ▼ ▲UL_GPRS',
    '▼ – ▼ ▼SAI ▼UL_GPRS',
    '▼ – ▲ ▼SAI',
    '▲ ▼ ▲ ▲UL ▲UL_GPRS',
    '– – ▼ –',
    '▼ ▼ ▼ ▲SAI ▲UL',
    '– ▲ ▼ ▲GTP ▼MAP',
    '– – ▼ –',
  ],
  dat2: [
    '– ▲ ▼ ▼PDP_UPDATE',
    '▼ ▼ ▼ ▲UL',
    '▲ – ▼ ▲PDP_UPDATE',
    '– – ▼ ▲UL_GPRS',
    '– – ▼ ▼PDP_UPDATE',
    '▼ – ▼ ▲errors',
    '▲ – ▼ ▲PDP_UPDATE',
    '▼ ▼ ▲ ▲SAI',
  ],
};

export interface Departure {
  readonly words: string;
  readonly why: string;
}

/** Words that contradict the means printed beside them, or each other: what the plant has in their place. */
export const DEPARTURES: Readonly<Record<PopulationName, Readonly<Record<number, Departure>>>> = {
  dat1: {
    3: {
      words: '▼ – ▲ ▲UL_GPRS',
      why:
        '55.7 % of its dialogues are refused, and SAI, UL and UL_GPRS, which alone can be, make up 24.9 %: those that are ' +
        'missing are planted as UL_GPRS',
    },
    4: {
      words: '▲ ▼ ▼ ▲UL ▲UL_GPRS',
      why: 'rejects are printed as ▲ beside 0.46 % of them, and as ▼ in clusters with more',
    },
  },
  dat2: {
    5: {
      words: '– – ▼ –',
      why:
        'its 2.2 % of updates would have to lie below the 20 % quantile, its 53.7 % of SAI not above the 80 % quantile: with ' +
        'clusters 1, 2 and 8, which have fewer updates, no sizes of clusters do both',
    },
  },
};

export function planted(population: PopulationName, profile: number): string {
  return DEPARTURES[population][profile]?.words ?? (WORDS[population][profile - 1] as string);
}
