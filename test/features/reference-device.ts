/** What the user's own tables say of the device. */
import type { Device, Features, Model, Value } from './reference-records.ts';

/** The one that most of its dialogues show, the least of several; the user's table of devices where none shows any. */
function tacOf({ dialogues, owned }: Device): string | null {
  const times = new Map<string, number>();
  for (const { tac } of dialogues) if (tac !== null) times.set(tac, (times.get(tac) ?? 0) + 1);
  const most = Math.max(...times.values());
  const [first] = [...times.keys()].filter(tac => times.get(tac) === most).sort();
  return first ?? owned?.tac ?? null;
}

function look(device: Device, field: keyof Model): Value {
  const tac = tacOf(device);
  return tac === null ? null : (device.models.get(tac)?.[field] ?? null);
}

export const DEVICE: Features = {
  'gsma.model_name': device => look(device, 'model_name'),
  'gsma.brand_name': device => look(device, 'brand_name'),
  'gsma.marketing_name': device => look(device, 'marketing_name'),
  'gsma.device_type': device => look(device, 'device_type'),
  'gsma.manufacturer': device => look(device, 'manufacturer'),
  organisationId: ({ owned }) => owned?.organisation ?? null,
};
