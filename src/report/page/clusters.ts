/** Devices that signal alike: how many groups, what marks each, and who is in it. */
import { drawBars } from './bar-chart.ts';
import { drawPoints } from './curve-chart.ts';
import { breakable, h } from './dom.ts';
import { Figure } from './figure.ts';
import { percent, seconds, short, whole } from './format.ts';
import type { ClusterProfile, Clusters, Facts } from './model.ts';
import { grid, lacking, type Section, section } from './section.ts';
import { type Cell, Table } from './table.ts';

const SIGNS: Readonly<Record<string, string>> = { high: '▲', low: '▼', medium: '–' };

function word(name: string): Cell {
  return {
    sort: ['high', 'medium', 'low'].indexOf(name),
    show: h('span', { class: `mark ${name}` }, `${SIGNS[name] ?? ''} ${name}`),
  };
}

function usage({ words }: ClusterProfile): string {
  return words.protocol_usage.map(({ name, mark }) => `${SIGNS[mark] ?? ''}\u00a0${name}`).join('  ') || '–';
}

function featureText(name: string, value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (/^pct_/.test(name)) return percent(value);
  if (/minutes/.test(name)) return seconds(value * 60);
  if (/^(mean|sd)_(?!number)/.test(name)) return seconds(value);
  return short(value);
}

export function clusters(facts: Facts): Section {
  const found = facts.clusters;
  if (found === null) {
    return section({
      id: 'clusters',
      title: 'Clusters',
      children: [lacking(facts, 'clusters', 'Clusters need clusters/profiles.json, which is not here:')],
    });
  }
  const total = found.clusters.reduce((sum, { devices }) => sum + devices, 0);
  const profiles = new Table(
    'Profiles',
    [
      { title: 'cluster', numeric: true },
      { title: 'devices', numeric: true, format: whole },
      { title: 'share', numeric: true, format: percent },
      { title: 'mobility' },
      { title: 'data usage' },
      { title: 'rejects' },
      { title: 'protocol usage' },
      { title: 'stands out' },
      { title: 'example devices' },
    ],
    20,
  );
  profiles.show(
    found.clusters.map(one => [
      one.cluster,
      one.devices,
      one.share,
      word(one.words.mobility),
      word(one.words.data_usage),
      word(one.words.rejects),
      usage(one),
      one.standsOut.join(', '),
      { sort: '', show: h('code', {}, one.examples.slice(0, 3).join(' ')) },
    ]),
  );
  const sizes = new Figure('Sizes', [{ title: 'cluster' }, { title: 'devices', numeric: true, format: whole }]);
  const bars = found.clusters.map(({ cluster, devices }) => ({ name: `cluster ${cluster}`, value: devices }));
  const curves = (['silhouette', 'dunn'] as const).map(name => ({
    name,
    figure: new Figure(name === 'dunn' ? 'Choice of k: Dunn index' : 'Choice of k: silhouette', [
      { title: 'k', numeric: true },
      { title: name, numeric: true, format: value => String(Number(value.toPrecision(4))) },
    ]),
    points: found.curve.flatMap(point => (point[name] === null ? [] : [[point.k, point[name]] as const])),
  }));
  let once = false;
  return section({
    id: 'clusters',
    title: 'Clusters',
    note: `${whole(total)} devices in ${found.k} clusters${chosenBy(found)}.${stale(facts)} ▲ high: above the 80 % quantile of all devices; ▼ low: below the 20 % quantile. Of the whole time: the filters do not bind them.`,
    children: [
      profiles.root,
      ...marksTables(found),
      grid(sizes.root, ...curves.filter(({ points }) => points.length > 0).map(({ figure }) => figure.root)),
    ],
    update() {
      if (once) return;
      once = true;
      sizes.show(
        width => drawBars(bars, total, 'devices', width),
        () => bars.map(({ name, value }) => [name, value]),
      );
      for (const { name, figure, points } of curves) {
        if (points.length === 0) continue;
        figure.show(
          width => drawPoints({ name, points, chosen: found.k }, width),
          () => points.map(([k, value]) => [k, value]),
          `larger is better${found.sample === null ? '' : `; on a sample of ${whole(found.sample)} devices`}`,
        );
      }
    },
  });
}

/** Clusters of another feature table than the one that lies beside them. */
function stale({ clusters: found, featureRows }: Facts): string {
  return found === null || featureRows === null || found.devices === featureRows
    ? ''
    : ` They are of ${whole(found.devices)} devices, the feature table has ${whole(featureRows)}: cluster it again.`;
}

function chosenBy({ chosenBy: by }: Clusters): string {
  return by === null ? '' : `, k chosen by ${by}`;
}

/** The features that the study tells its profiles by stand first. */
const FIRST = [
  'pct_sigtran',
  'pct_gtp',
  'pct_errors',
  'pct_rejects',
  'pct_unknown',
  'n_ci_changes',
  'n_operator_changes',
  'pct_sai_all_dialogs',
  'pct_ul_all_dialogs',
  'pct_ul_gprs_all_dialogs',
  'pct_cl_all_dialogs',
  'pct_pdp_create_all_dialogs',
  'pct_pdp_update_all_dialogs',
  'pct_pdp_delete_all_dialogs',
];

/** Clusters side by side in one table: as many as a sheet of paper has room for. */
const BESIDE = 8;

/** Means of the features, each with its mark; many clusters in tables of nearly the same width. */
function marksTables({ clusters: list }: Clusters): Node[] {
  const size = Math.ceil(list.length / Math.ceil(list.length / BESIDE));
  const features = [...new Set([...FIRST, ...list.flatMap(({ means }) => Object.keys(means))])];
  const tables: Node[] = [];
  for (let from = 0; from < list.length; from += size) {
    const part = list.slice(from, from + size);
    const which = size < list.length ? `, clusters ${from + 1} to ${from + part.length}` : '';
    tables.push(marksTable(`Means and marks${which}`, features, part));
  }
  return tables;
}

function marksTable(caption: string, features: readonly string[], list: Clusters['clusters']): Node {
  const table = new Table(
    caption,
    [{ title: 'feature' }, ...list.map(({ cluster }) => ({ title: `cluster ${cluster}`, numeric: true }))],
    FIRST.length,
  );
  table.show(
    features.map(feature => [
      { sort: feature, show: breakable(feature) },
      ...list.map(({ means, marks }) => {
        const mark = marks[feature] ?? '';
        const value = means[feature] ?? Number.NaN;
        return {
          sort: value,
          show: h('span', { class: `mark ${mark}` }, `${SIGNS[mark] ?? ''} ${featureText(feature, value)}`),
        };
      }),
    ]),
  );
  return table.root;
}
