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
  const sum = (which: 'seconds' | 'processor'): number => rows.reduce((total, [, entry]) => total + entry[which], 0);
  const line = (seconds: number, processor: number, what: string): string =>
    `${seconds.toFixed(2).padStart(9)} s ${processor.toFixed(2).padStart(9)} s  ${what}\n`;
  return [
    '  elapsed   processor  query\n',
    ...rows.map(([what, { seconds, processor, times }]) =>
      line(seconds, processor, times > 1 ? `${what}, ${times} times` : what),
    ),
    line(sum('seconds'), sum('processor'), 'all'),
  ].join('');
}
