/** What a run of `features` says at its end. */
import type { Told } from '../features/features.ts';
import { number } from './text.ts';

export function tellFeatures(told: Told): string {
  const left = [
    [told.withoutDevice, 'without a device'],
    [told.edges, 'at an edge of the capture'],
    [told.outside, 'outside the period'],
  ] as const;
  const out = left.filter(([n]) => n > 0).map(([n, why]) => `${number(n)} ${why}`);
  const lines = [
    `dialogues  ${number(told.dialogues)} in ${told.files === 1 ? '1 file' : `${number(told.files)} files`}`,
    ...(out.length === 0 ? [] : [`left out   ${out.join(', ')}`]),
    ...told.written.map(({ path, rows }, i) => `${i === 0 ? 'written  ' : '         '}  ${path}: ${number(rows)} rows`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where the time went, the longest first. */
export function tellTimings(timings: Told['timings']): string {
  const rows = [...timings].sort(([, a], [, b]) => b.seconds - a.seconds);
  const total = rows.reduce((sum, [, { seconds }]) => sum + seconds, 0);
  const lines = rows.map(
    ([what, { seconds, times }]) =>
      `${seconds.toFixed(2).padStart(9)} s ${((100 * seconds) / total).toFixed(1).padStart(5)} %  ${what}${times > 1 ? `, ${times} times` : ''}`,
  );
  return `${lines.join('\n')}\n${total.toFixed(2).padStart(9)} s in all queries\n`;
}
