/** The words that the rules give for the published means, where thresholds lie as the published marks ask for. */
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/clusters/files.ts';
import { wordsOf } from '../../src/clusters/words.ts';
import { ARROWS, usageText } from '../../src/report/clusters.ts';

/** A row a feature: its least and greatest medium value, then the means by cluster. Shares in percent. */
type Published = Readonly<Record<string, readonly [low: number, high: number, means: readonly number[]]>>;

const DAT1: Published = {
  n_ci_changes: [9, 60, [21.96, 0.08, 0.23, 128.13, 9.2, 5.46, 54.53, 51.34]],
  pct_gtp: [12, 50, [16.6, 22.2, 12.8, 10.8, 33.1, 7.8, 75.0, 22.3]],
  pct_errors: [0.1, 0.5, [0.46, 0.2, 0.46, 0.08, 0.14, 0.36, 0.67, 0.16]],
  pct_rejects: [0, 0.6, [0.43, 0.68, 55.71, 0.46, 1.15, 1.14, 0.21, 0.58]],
  pct_sai_all_dialogs: [25, 42, [30.6, 21.8, 15.4, 32.5, 29.7, 46.6, 10.1, 39.5]],
  pct_ul_all_dialogs: [5, 17, [13.0, 11.1, 5.5, 19.8, 15.2, 20.0, 5.4, 14.9]],
  pct_ul_gprs_all_dialogs: [4.5, 12, [15.3, 4.0, 4.0, 19.1, 5.9, 6.6, 1.6, 6.0]],
  pct_pdp_create_all_dialogs: [5, 17, [9.2, 11.3, 6.4, 6.6, 16.9, 4.2, 38.2, 11.8]],
  pct_pdp_delete_all_dialogs: [4.5, 17, [7.4, 10.7, 6.3, 4.1, 16.2, 3.6, 36.2, 10.4]],
  pct_pdp_update_all_dialogs: [5, 17, [8.3, 11.1, 6.4, 4.8, 16.6, 3.9, 37.5, 11.1]],
};

const DAT2: Published = {
  n_ci_changes: [10, 200, [129.42, 0.19, 567.43, 18.03, 43.38, 6.04, 317.93, 8.3]],
  pct_gtp: [10, 50, [61, 0.7, 37, 14, 19, 19, 46, 0.9]],
  pct_errors: [1, 6, [5.4, 1.9, 5.1, 2.6, 2.6, 28, 2, 0.34]],
  pct_rejects: [0.3, 2, [0.51, 0.24, 1.5, 0.72, 1.7, 0.76, 0.67, 97]],
  pct_sai_all_dialogs: [25, 60, [27.2, 5.3, 41.8, 40.4, 53.7, 44.3, 32.8, 94.5]],
  pct_ul_all_dialogs: [5, 25, [6.0, 38.4, 5.7, 12.7, 19.7, 19.8, 9.6, 4.0]],
  pct_ul_gprs_all_dialogs: [1, 10, [2.5, 0.6, 4.0, 18.5, 2.3, 6.7, 3.3, 0.1]],
  pct_pdp_create_all_dialogs: [5, 14, [32.5, 0.3, 15.3, 6.5, 9.2, 10.3, 15.1, 0.5]],
  pct_pdp_delete_all_dialogs: [4, 12, [27.0, 0.1, 11.0, 4.1, 7.3, 3.8, 13.6, 0.3]],
  pct_pdp_update_all_dialogs: [2.5, 8, [1.7, 0.2, 10.4, 2.9, 2.2, 5.2, 16.9, 0.1]],
};

function words(table: Published, cluster: number): string {
  const unit = (feature: string): number => (feature.startsWith('pct_') ? 100 : 1);
  const found = wordsOf({
    mean: feature => (table[feature]?.[2][cluster - 1] ?? 0) / unit(feature),
    mark: (feature): Mark | undefined => {
      if (table[feature] === undefined) return undefined;
      const [low, high, means] = table[feature];
      return means[cluster - 1] > high ? 'high' : means[cluster - 1] < low ? 'low' : undefined;
    },
    varies: feature => table[feature] !== undefined,
  });
  return `${ARROWS[found.mobility]} ${ARROWS[found.data_usage]} ${ARROWS[found.rejects]} ${usageText(found)}`;
}

describe('words', () => {
  it.each([
    [1, '– – ▼ ▲UL_GPRS'],
    [2, '▼ – ▼ ▼SAI ▼UL_GPRS'],
    // Published with ▼SAI alone, beside the share of UL_GPRS that is ▼ in cluster 2.
    [3, '▼ – ▲ ▼SAI ▼UL_GPRS'],
    // Published with ▲ for its rejects, which are 0.46 %.
    [4, '▲ ▼ ▼ ▲UL ▲UL_GPRS'],
    [5, '– – ▼ –'],
    [6, '▼ ▼ ▼ ▲SAI ▲UL'],
    [7, '– ▲ ▼ ▲GTP ▼MAP'],
    [8, '– – ▼ –'],
  ])('of cluster %i of the first operator', (cluster, expected) => {
    expect(words(DAT1, cluster)).toBe(expected);
  });

  it.each([
    [1, '– ▲ ▼ ▼PDP_UPDATE'],
    [2, '▼ ▼ ▼ ▲UL'],
    [3, '▲ – ▼ ▲PDP_UPDATE'],
    [4, '– – ▼ ▲UL_GPRS'],
    [5, '– – ▼ ▼PDP_UPDATE'],
    [6, '▼ – ▼ ▲errors'],
    [7, '▲ – ▼ ▲PDP_UPDATE'],
    [8, '▼ ▼ ▲ ▲SAI'],
  ])('of cluster %i of the second operator', (cluster, expected) => {
    expect(words(DAT2, cluster)).toBe(expected);
  });

  it('without cells, the next place tells of mobility', () => {
    const found = wordsOf({
      mean: () => 0.07,
      mark: feature => (feature === 'n_vlr_changes' ? 'high' : feature === 'n_operator_changes' ? 'low' : undefined),
      varies: feature => feature === 'n_vlr_changes' || feature === 'n_operator_changes',
    });
    expect(found).toEqual({ mobility: 'high', data_usage: 'medium', rejects: 'medium', protocol_usage: [] });
  });
});
