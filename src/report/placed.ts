/** Devices put into a model, in the terminal. */
import type { ModelFile } from '../clusters/files.ts';
import type { Placed } from '../clusters/model.ts';
import { percent, usageText } from './clusters.ts';
import { type Cell, number, table } from './text.ts';

export function placedText(model: ModelFile, placed: Placed, written: string): string {
  const devices = placed.nearest.length;
  const counts = model.clusters.map(() => 0);
  for (const label of placed.nearest) counts[label]++;
  const unlike = placed.unlike.reduce((sum, flag) => sum + flag, 0);
  const trained = model.clusters.reduce((sum, one) => sum + one.devices, 0);
  const right = (text: string): Cell => ({ right: text });
  const rows = model.clusters.map(({ cluster, devices: before, words }, c): Cell[] => [
    right(String(cluster)),
    right(number(counts[c])),
    right(percent(counts[c] / devices)),
    right(percent(before / trained)),
    words.mobility,
    words.data_usage,
    words.rejects,
    usageText(words),
  ]);
  const head: Cell[] = [
    'cluster',
    right('devices'),
    right('share'),
    right('in the model'),
    'mobility',
    'data',
    'rejects',
    'usage',
  ];
  const lines = [
    ...table([head, ...rows]),
    '',
    `  unlike anything in the model: ${number(unlike)} of ${number(devices)} devices (${percent(unlike / devices)})`,
    ...placed.strange.map(
      ({ column, devices: count }) =>
        `  ${column}: ${number(count)} devices have a value that no device of the model had; distances do not see it`,
    ),
    `  written to ${written}`,
  ];
  return `${lines.join('\n')}\n`;
}
