/** What an operator can set about pairing; the defaults are those of the README. All times are capture time. */
import type { Prefixes } from './visited.ts';

/** Most of both that can be asked for: an octet's place in their rooms stays below 2^31. */
export const MOST_DIALOGUES = 5_000_000;
export const MOST_TUNNELS = 16_000_000;

export interface DialogueOptions {
  /** Seconds after the last (re)transmission of a GTP request. */
  readonly gtpTimeout: number;
  /** Seconds by MAP timer of TS 29.002 §17.1.2: already doubled where they are doubled. */
  readonly mapTimeout: { readonly s: number; readonly m: number; readonly ml: number; readonly l: number };
  /** Seconds that an answer waits for its request, and that an ended dialogue stays to be recognised. */
  readonly reorderWindow: number;
  /** Seconds by which the clocks of taps may differ; 0: the order of all inputs together is the order. */
  readonly tapSkew: number;
  /** Seconds within which one and the same UDP packet is a copy. */
  readonly copyWindow: number;
  /** Seconds within which a repeated SCTP chunk (verification tag, stream, TSN) is a copy. */
  readonly chunkWindow: number;
  /** Most dialogues open at once. */
  readonly maxOpen: number;
  /** Most tunnels known at once. */
  readonly maxTunnels: number;
  /** Write answers without a request as records too. */
  readonly keepOrphans: boolean;
  /** Operators behind global titles, by prefix. */
  readonly prefixes: Prefixes;
  /** Whether prefixes are also learnt from dialogues that state their operator. */
  readonly learnPrefixes: boolean;
}

export const DEFAULTS: DialogueOptions = {
  gtpTimeout: 30,
  mapTimeout: { s: 20, m: 60, ml: 1200, l: 3600 },
  reorderWindow: 2,
  tapSkew: 1,
  copyWindow: 1,
  chunkWindow: 10,
  maxOpen: 4_000_000,
  maxTunnels: 8_000_000,
  keepOrphans: false,
  prefixes: new Map(),
  learnPrefixes: true,
};
