/** How long answers took. */
import { drawRanges, RANGE_PERCENTILES } from './bar-chart.ts';
import { bucketWidth, longLowerEnd, lowerEnds, percentile, total } from './buckets.ts';
import { h } from './dom.ts';
import { Figure, nothing } from './figure.ts';
import { seconds, whole } from './format.ts';
import type { Facts } from './model.ts';
import { grid, lacking, type Section, section } from './section.ts';
import { row, sizeOf } from './sums.ts';

const COLUMNS = [
  { title: 'count', numeric: true, format: whole },
  ...RANGE_PERCENTILES.map(p => ({ title: `${Math.round(p * 100)} %`, numeric: true, format: seconds })),
];

export function response(facts: Facts): Section {
  const figure = new Figure('Response times by procedure', [{ title: 'procedure' }, ...COLUMNS]);
  const contexts = new Figure('Durations of contexts', [{ title: '' }, ...COLUMNS]);
  const size = sizeOf(facts.cubes.response, 'bucket') || 1;
  const key = 'line 5 to 95 %, box 25 to 75 %, bar the median, diamond 99 %';
  return section({
    id: 'response',
    title: 'Response times',
    note: `From the first request to its first answer; percentiles come from buckets ${Math.round(bucketWidth(size) * 100)} % wide. Set-up of a tunnel: PDP_CREATE until it was accepted.`,
    children: [
      grid(figure.root, facts.tunnels === null ? null : contexts.root),
      lacking(facts, 'tunnels', 'Durations of contexts need tunnels.parquet, which is not here:') ?? h('span'),
    ],
    update(view) {
      const counts = view.sums('response', ['measure', 'bucket']);
      const chosen = facts.choices[view.filter.choice]?.kinds ?? [];
      const create = facts.kinds.findIndex(({ type }) => type === 'PDP_CREATE');
      const measures = [
        ...chosen.map(kind => ({ name: facts.kinds[kind].name, place: kind })),
        ...(chosen.includes(create) ? [{ name: 'set-up of a tunnel', place: facts.kinds.length }] : []),
      ];
      const rows = measures
        .map(({ name, place }) => {
          const buckets = row(counts, size, place);
          return {
            name,
            count: total(buckets),
            percentiles: RANGE_PERCENTILES.map(p => percentile(buckets, p, lowerEnds(size))),
          };
        })
        .filter(({ count }) => count > 0);
      figure.show(
        rows.length === 0 ? nothing('no dialogue was answered') : width => drawRanges(rows, width),
        () => rows.map(({ name, count, percentiles }) => [name, count, ...percentiles]),
        key,
      );
      if (facts.tunnels === null) return;
      const durations = view.sums('durations', ['bucket']);
      const all = {
        name: 'contexts',
        count: total(durations),
        percentiles: RANGE_PERCENTILES.map(p => percentile(durations, p, longLowerEnd)),
      };
      contexts.show(
        all.count === 0 ? nothing('no context was created and deleted') : width => drawRanges([all], width),
        () => [[all.name, all.count, ...all.percentiles]],
        `first create to last delete, tunnels that have both; by the time of their create, not by country or type; ${key}`,
      );
    },
  });
}
