/** The example worked out by hand: its inputs as the reference takes them, its values as numbers. */

import { type Row, record, table } from './records.ts';
import type { Model, Owned, Value } from './reference-records.ts';

const file = (name: string): URL => new URL(`example/${name}`, import.meta.url);

export const DEVICES = { A: '001010000000001', B: '001010000000002' } as const;

export const dialogues: readonly Row[] = table(file('dialogues.csv')).map(record);

export const models: ReadonlyMap<string, Model> = new Map(
  table(file('tac.csv')).map(row => [row.tac!, row as unknown as Model]),
);

export const owners: ReadonlyMap<string, Owned> = new Map(
  table(file('devices.csv')).map(({ simId, organisationId, tac, imei }) => [
    simId!,
    { organisation: organisationId, tac: tac ?? imei?.slice(0, 8) ?? null },
  ]),
);

export const sessions = table(file('sessions.csv'));
export const tunnels = table(file('tunnels.csv'));

const TEXTS = /^(simId|gsma\..*|organisationId)$/;

/** `7/11`, `sqrt(27522600/2)`, `null`, a number; texts as they are. */
function worth(feature: string, text: string): Value {
  if (text === 'null') return null;
  if (TEXTS.test(feature)) return text;
  const root = /^sqrt\((.*)\)$/.exec(text);
  const [top, bottom = 1] = (root?.[1] ?? text).split('/').map(Number);
  return root === null ? top / bottom : Math.sqrt(top / bottom);
}

/** The 196 values of a device, in their order. */
export function values(device: keyof typeof DEVICES): [string, Value][] {
  return table(file('values.csv')).map(row => [row.feature!, worth(row.feature!, row[device]!)]);
}
