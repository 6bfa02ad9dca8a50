/** The reference agrees with what was worked out by hand, and the hand left nothing out. */
import { describe, expect, it } from 'vitest';
import { differences } from './compare.ts';
import * as example from './example.ts';
import { iso } from './records.ts';
import { devicesOf, FEATURES, featuresOf } from './reference.ts';
import { sessionRows, tunnelRows } from './reference-rows.ts';

const { owners, models } = example;
const devices = devicesOf(example.dialogues, { owners, models });

/** A row as the tables of the example write it. */
function written(row: Record<string, unknown>): Record<string, string | null> {
  const text = (name: string, value: unknown): string | null => {
    if (value === null) return null;
    return name.endsWith('_time') ? iso(value as bigint) : String(value);
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(name, value)]));
}

describe('the example', () => {
  it('has two devices: an edge alone makes none, nor does a dialogue without a device', () => {
    expect(devices.map(({ simId }) => simId)).toEqual(Object.values(example.DEVICES));
  });

  it.each(['A', 'B'] as const)('%s: the reference gives what the hand gave', name => {
    const wanted = example.values(name);
    expect(wanted.map(([feature]) => feature)).toEqual(Object.keys(FEATURES));
    const device = devices.find(({ simId }) => simId === example.DEVICES[name])!;
    expect(differences(featuresOf(device), Object.fromEntries(wanted))).toEqual([]);
  });

  it('sessions', () => {
    const numbers = devices.flatMap(({ sessions }) =>
      sessions.map(({ dialogues }) => dialogues.map(({ dialogue_id }) => dialogue_id).join(' ')),
    );
    expect(numbers).toEqual(example.sessions.map(({ dialogues }) => dialogues));
    const wanted = example.sessions.map(({ name, dialogues, ...row }) => ({
      session_id: dialogues!.split(' ')[0],
      ...row,
      n_dialogues: String(dialogues!.split(' ').length),
    }));
    expect(devices.flatMap(sessionRows).map(written)).toEqual(wanted);
  });

  it('tunnels', () => {
    expect(devices.flatMap(tunnelRows).map(written)).toEqual(example.tunnels);
  });
});
