/** Every rule of dialogues has a folder that shows it: its records say so. */
import { expect, it } from 'vitest';
import { RULES } from '../../captures/maker/rules.ts';
import { captureNames, golden } from '../goldens.ts';

interface Summary {
  readonly anomalies: readonly { readonly code: string }[];
}

const named = (folder: string): Record<string, unknown>[] =>
  golden(folder, 'dialogues.ndjson')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

it.each(RULES.map(r => [r.rule, r] as const))('%s', (_, { folders, seen, anomaly }) => {
  expect(captureNames()).toEqual(expect.arrayContaining([...folders]));
  const records = named(folders[0] as string);
  for (const columns of seen) expect(records).toContainEqual(expect.objectContaining(columns));
  if (anomaly === undefined) return;
  const { anomalies } = JSON.parse(golden(folders[0] as string, 'summary.json')) as Summary;
  expect(anomalies.map(a => a.code)).toContain(anomaly);
});

it('each folder shows a rule, but for the first look', () => {
  const shown = new Set(RULES.flatMap(r => r.folders));
  expect(captureNames().filter(name => !shown.has(name))).toEqual(['first-look']);
});
