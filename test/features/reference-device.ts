/** What the user's own tables say of the device. */
import type { Device, Features, Model, Value } from './reference-records.ts';

/** The last that a dialogue showed; the user's table of devices where none did. */
function tacOf({ dialogues, owned }: Device): string | null {
  const shown = dialogues.map(({ tac }) => tac).filter(tac => tac !== null);
  return shown.at(-1) ?? owned?.tac ?? null;
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
