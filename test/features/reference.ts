/**
 * Features, slow and obvious: one function a feature over plain arrays of one device, in the order in which they are
 * published. Written from the definitions alone; it shares nothing with the room that it checks.
 */
import { CONTEXTS, SESSIONS } from './reference-contexts.ts';
import { COUNTS } from './reference-counts.ts';
import { DEVICE } from './reference-device.ts';
import { LONGITUDINAL } from './reference-longitudinal.ts';
import { MOBILITY } from './reference-mobility.ts';
import { ACTIVITY, OVERALL } from './reference-overall.ts';
import type { Value } from './reference-records.ts';
import { byStart, type Device, type Dialogue, type Features, type Model, type Owned } from './reference-records.ts';
import { sessionsOf } from './reference-sessions.ts';
import { SHARES } from './reference-shares.ts';
import { tunnelsOf } from './reference-tunnels.ts';

export const FEATURES: Features = {
  ...OVERALL,
  ...ACTIVITY,
  ...COUNTS,
  ...SHARES,
  ...CONTEXTS,
  ...SESSIONS,
  ...DEVICE,
  ...MOBILITY,
  ...LONGITUDINAL,
};

export interface Question {
  /** Dialogues that begin at this moment or later. */
  readonly from?: bigint;
  /** Dialogues that begin before this moment. */
  readonly to?: bigint;
  readonly includeEdges?: boolean;
  readonly owners?: ReadonlyMap<string, Owned>;
  readonly models?: ReadonlyMap<string, Model>;
}

/** Every device that has a dialogue which counts, by its identifier. */
export function devicesOf(dialogues: readonly Dialogue[], question: Question = {}): Device[] {
  const { from, to, includeEdges = false, owners = new Map(), models = new Map() } = question;
  const counted = dialogues.filter(
    d =>
      (includeEdges || d.edge === null) &&
      (from === undefined || d.start_time >= from) &&
      (to === undefined || d.start_time < to),
  );
  const byDevice = new Map<string, Dialogue[]>();
  for (const dialogue of counted) {
    if (dialogue.imsi === null) continue;
    const own = byDevice.get(dialogue.imsi);
    if (own === undefined) byDevice.set(dialogue.imsi, [dialogue]);
    else own.push(dialogue);
  }
  return [...byDevice.keys()].sort().map(simId => {
    const ordered = byDevice.get(simId)!.sort(byStart);
    const tunnels = tunnelsOf(ordered);
    return {
      simId,
      dialogues: ordered,
      tunnels,
      sessions: sessionsOf(ordered, tunnels),
      owned: owners.get(simId) ?? null,
      models,
    };
  });
}

/** The row of a device. */
export function featuresOf(device: Device): Record<string, Value> {
  return Object.fromEntries(Object.entries(FEATURES).map(([name, feature]) => [name, feature(device)]));
}
