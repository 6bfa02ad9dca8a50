/**
 * Four words a cluster: how mobile its devices are, how much of what they do is data, how often they are rejected, and the
 * message types that stand out. The rules are told in README.md of this folder, with the reason of each.
 */
import type { Level, Mark, Usage, Words } from './files.ts';

/** What is known of a cluster. */
export interface Seen {
  mean(feature: string): number | null;
  mark(feature: string): Mark | undefined;
  /** Whether the devices differ in it at all. */
  varies(feature: string): boolean;
}

/** Changes of the place, the finest first: the first of them in which devices differ tells of mobility. */
const PLACES = ['n_ci_changes', 'n_sgsn_changes', 'n_vlr_changes', 'n_operator_changes'] as const;

/** Shares of dialogues from which rejects are many, and below which they are few. */
const MANY_REJECTS = 0.1;
const FEW_REJECTS = 0.05;

/** A type must make up this share of the dialogues to stand out as much used. */
const MUCH = 0.1;

interface Type {
  readonly name: string;
  readonly feature: string;
  readonly protocol: 'MAP' | 'GTP' | 'any';
  /** Whether little of it says anything. */
  readonly little: boolean;
}

/** CL is left out: it comes with every UL to another node, and says the same. */
const TYPES: readonly Type[] = [
  { name: 'SAI', feature: 'pct_sai_all_dialogs', protocol: 'MAP', little: true },
  { name: 'UL', feature: 'pct_ul_all_dialogs', protocol: 'MAP', little: true },
  { name: 'UL_GPRS', feature: 'pct_ul_gprs_all_dialogs', protocol: 'MAP', little: true },
  { name: 'PDP_UPDATE', feature: 'pct_pdp_update_all_dialogs', protocol: 'GTP', little: true },
  { name: 'errors', feature: 'pct_errors', protocol: 'any', little: false },
];

const PROCEDURES = ['pct_pdp_create_all_dialogs', 'pct_pdp_update_all_dialogs', 'pct_pdp_delete_all_dialogs'];

function rejects(mean: number | null): Level {
  if (mean === null || mean < FEW_REJECTS) return 'low';
  return mean < MANY_REJECTS ? 'medium' : 'high';
}

function usage(seen: Seen, data: Level): Usage[] {
  if (data === 'high' && PROCEDURES.every(feature => seen.mark(feature) === 'high')) {
    return [
      { name: 'GTP', mark: 'high' },
      { name: 'MAP', mark: 'low' },
    ];
  }
  const much = TYPES.filter(({ feature }) => seen.mark(feature) === 'high' && (seen.mean(feature) ?? 0) >= MUCH);
  if (much.length > 0) return much.map(({ name }) => ({ name, mark: 'high' }));
  // Few dialogues of one protocol are what many of the other mean: the word on data has said so.
  const told = data === 'high' ? 'MAP' : data === 'low' ? 'GTP' : undefined;
  return TYPES.filter(
    ({ feature, protocol, little }) => little && protocol !== told && seen.mark(feature) === 'low',
  ).map(({ name }) => ({ name, mark: 'low' }));
}

export function wordsOf(seen: Seen): Words {
  const place = PLACES.find(feature => seen.varies(feature));
  const data = seen.mark('pct_gtp') ?? 'medium';
  return {
    mobility: (place === undefined ? undefined : seen.mark(place)) ?? 'medium',
    data_usage: data,
    rejects: rejects(seen.mean('pct_rejects')),
    protocol_usage: usage(seen, data),
  };
}
