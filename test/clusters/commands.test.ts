/** cluster, classify and compare as an operator runs them. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONSTANT, identity, planted, writeFeatures } from '../../bench/planted.ts';
import { CLUSTER_COLUMNS } from '../../src/clusters/columns.ts';
import type { ChoiceFile, CompareFile, ModelFile, PcaFile, ProfilesFile } from '../../src/clusters/files.ts';
import { type Matrix, sharedMatrix } from '../../src/clusters/matrix.ts';
import { Database, literal } from '../../src/database/database.ts';
import { ended, saved, scratchFolder, sigprobe, start } from '../commands/tool.ts';
import { randIndex } from './rand.ts';

const folder = scratchFolder();
const at = (...parts: string[]): string => join(folder, ...parts);
const DEVICES = 6000;
const { matrix, labels: truth } = planted({ devices: DEVICES, seed: 1 });

const read = <T>(...parts: string[]): T => JSON.parse(readFileSync(at(...parts), 'utf8'));

async function rows(path: string): Promise<Record<string, unknown>[]> {
  const db = await Database.open();
  try {
    return await db.rows(`SELECT * FROM read_parquet(${literal(path)})`);
  } finally {
    db.close();
  }
}

/** The first rows, changed. */
function changed(count: number, change: (row: Float64Array, i: number) => void): Matrix {
  const copy = sharedMatrix(count, matrix.columns);
  copy.values.set(matrix.values.subarray(0, count * matrix.columns));
  for (let i = 0; i < count; i++) change(copy.values.subarray(i * matrix.columns, (i + 1) * matrix.columns), i);
  return copy;
}

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await sigprobe(args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

/** One line, status 2, and no file that was not there before. */
async function refused(args: string[], text: string | RegExp): Promise<void> {
  const before = readdirSync(folder, { recursive: true });
  const { status, stdout, stderr } = await sigprobe(args);
  expect(stderr).toMatch(text);
  expect(stderr).toMatch(/^sigprobe: [^\n]+\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
}

/** Resolves when the process catches SIGHUP, which Node does not do by itself: then it hears signals (Linux tells). */
async function listening(pid: number): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    const [, caught] = /^SigCgt:\s+([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if ((Number.parseInt(caught?.slice(-1) ?? '0', 16) & 1) === 1) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

beforeAll(async () => {
  await writeFeatures(at('features.parquet'), matrix);
}, 120_000);

describe('cluster', () => {
  let told = '';
  beforeAll(async () => {
    told = await ok('cluster', at('features.parquet'), '-o', at('one'), '--workers', '1', '--starts', '4');
  }, 120_000);

  it('finds what was planted and chooses its number', async () => {
    const choice = read<ChoiceFile>('one', 'choice.json');
    expect(choice.curve.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(choice.k).toBe(8);
    const labels = await rows(at('one', 'labels.parquet'));
    expect(labels.map(row => row.simId)).toEqual(Array.from({ length: DEVICES }, (_, i) => identity(i)));
    expect(
      randIndex(
        truth,
        labels.map(row => Number(row.cluster)),
      ),
    ).toBeGreaterThan(0.99);
    for (const row of labels) {
      expect(row.second_cluster).not.toBe(row.cluster);
      expect(Number(row.second_distance)).toBeGreaterThanOrEqual(Number(row.distance));
    }
  });

  it('numbers the largest first, and its files agree with each other', async () => {
    const profiles = read<ProfilesFile>('one', 'profiles.json');
    const pca = read<PcaFile>('one', 'pca.json');
    const model = read<ModelFile>('one', 'model.json');
    const labels = await rows(at('one', 'labels.parquet'));
    const sizes = profiles.clusters.map(({ devices }) => devices);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    profiles.clusters.forEach(({ cluster, devices, share, examples }, c) => {
      expect(cluster).toBe(c + 1);
      expect(labels.filter(row => row.cluster === cluster)).toHaveLength(devices);
      expect(share).toBe(devices / DEVICES);
      expect(model.clusters[c].devices).toBe(devices);
      const own = labels.filter(row => row.cluster === cluster);
      const nearest = [...own].sort((a, b) => Number(a.distance) - Number(b.distance)).slice(0, 5);
      expect(examples).toEqual(nearest.map(row => row.simId));
    });
    const lines = readFileSync(at('one', 'centres.csv'), 'utf8').trim().split('\n');
    expect(lines[0].split(',')).toEqual(['cluster', 'devices', ...model.loadings.map((_, i) => `pc${i + 1}`)]);
    expect(lines.slice(1).map(line => line.split(',').map(Number))).toEqual(
      model.clusters.map(({ cluster, devices, centre }) => [cluster, devices, ...centre]),
    );
    expect(pca.dropped).toEqual([{ column: CONSTANT, reason: 'constant' }]);
    expect(pca.columns).toEqual(CLUSTER_COLUMNS.filter(name => name !== CONSTANT));
    expect(Object.keys(pca.filled)).toEqual(['pct_ul_error_all_uls', 'mean_dt_update', 'sd_dt_update']);
    expect(model.loadings).toEqual(pca.loadings);
  });

  it('means and marks are those of the devices', async () => {
    const { clusters, thresholds } = read<ProfilesFile>('one', 'profiles.json');
    const labels = await rows(at('one', 'labels.parquet'));
    for (const name of ['pct_gtp', 'mean_dt_update', 'n_ci_changes']) {
      const j = CLUSTER_COLUMNS.indexOf(name);
      const value = (i: number): number => matrix.values[i * matrix.columns + j];
      const known = (keep: (i: number) => boolean): number[] =>
        labels.flatMap((_, i) => (keep(i) && !Number.isNaN(value(i)) ? [value(i)] : []));
      const all = known(() => true).sort((a, b) => a - b);
      // Between the two nearest ranks.
      const rank = (all.length - 1) * 0.8;
      expect(thresholds[name].high).toBeGreaterThanOrEqual(all[Math.floor(rank)]);
      expect(thresholds[name].high).toBeLessThanOrEqual(all[Math.ceil(rank)]);
      for (const { cluster, means, marks } of clusters) {
        const own = known(i => labels[i].cluster === cluster);
        const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
        expect(means[name]).toBeCloseTo(mean, 9);
        expect(marks[name]).toBe(
          mean > thresholds[name].high ? 'high' : mean < thresholds[name].low ? 'low' : undefined,
        );
      }
    }
  });

  it('tells it in a table', () => {
    expect(told).toMatch(/devices +6,000/);
    expect(told).toMatch(/142, 1 left out \(the same for every device: pct_unknown\)/);
    expect(told).toMatch(/\* 8 +0\.\d{3} +0\.\d{3}/);
    expect(told.split('\n').filter(line => / % {2}/.test(line))).toHaveLength(8);
  });

  it('is the same with any number of workers, octet by octet', async () => {
    for (const workers of ['2', '3']) {
      const own = `w${workers}`;
      await ok('cluster', at('features.parquet'), '-o', at(own), '--workers', workers, '--starts', '4', '--quiet');
      expect(readdirSync(at(own)).sort()).toEqual(readdirSync(at('one')).sort());
      for (const name of readdirSync(at('one'))) {
        expect(readFileSync(at(own, name)).equals(readFileSync(at('one', name))), name).toBe(true);
      }
    }
  });

  it('is the same on every engine: the digest is part of this test', async () => {
    const labels = await rows(at('one', 'labels.parquet'));
    const { curve } = read<ChoiceFile>('one', 'choice.json');
    const { clusters, thresholds } = read<ProfilesFile>('one', 'profiles.json');
    const hash = createHash('sha256');
    for (const name of ['centres.csv', 'pca.json']) hash.update(readFileSync(at('one', name)));
    hash.update(JSON.stringify([curve, thresholds, clusters.map(({ means }) => means)]));
    for (const row of labels) hash.update(`${row.simId} ${row.cluster} ${row.distance} ${row.second_distance}\n`);
    expect(hash.digest('hex').slice(0, 16)).toBe('51c2baef2716d332');
  });

  it('other seeds find the same clusters', async () => {
    await ok(
      'cluster',
      at('features.parquet'),
      '-o',
      at('seed'),
      '--k',
      '8',
      '--seed',
      '99',
      '--starts',
      '4',
      '--quiet',
    );
    const one = await rows(at('one', 'labels.parquet'));
    const other = await rows(at('seed', 'labels.parquet'));
    expect(
      randIndex(
        one.map(row => Number(row.cluster)),
        other.map(row => Number(row.cluster)),
      ),
    ).toBeGreaterThan(0.99);
    expect(read<ChoiceFile>('seed', 'choice.json')).toMatchObject({ k: 8, chosen_by: 'given with --k', seed: 99 });
  });

  it.each(['1', '2'])('a signal ends it, and leaves nothing (%s workers)', async workers => {
    const args = ['cluster', at('features.parquet'), '-o', at('ended'), '--starts', '1000', '--workers', workers];
    const child = start(args);
    const end = ended(child);
    await listening(child.pid ?? 0);
    child.kill('SIGINT');
    const { status, stdout, stderr } = await end;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toBe('sigprobe: ended by SIGINT before the clusters were whole: nothing was written\n');
    expect(readdirSync(folder)).not.toContain('ended');
  });

  it('takes other columns from a file', async () => {
    const list = saved(folder, 'columns.txt', '# mine\nn_ci_changes\n\npct_gtp\npct_rejects\n');
    await ok('cluster', at('features.parquet'), '-o', at('few'), '--k', '3', '--columns', list, '--quiet');
    expect(read<PcaFile>('few', 'pca.json').columns).toEqual(['n_ci_changes', 'pct_gtp', 'pct_rejects']);
  });
});

describe('cluster refuses', () => {
  const features = async (name: string, of: Matrix, names = CLUSTER_COLUMNS): Promise<string> => {
    await writeFeatures(at(name), of, names);
    return at(name);
  };

  it('what is not there or no Parquet', async () => {
    await refused(['cluster', at('absent.parquet'), '-o', at('x')], /cannot read .*absent\.parquet: no such file/);
    const text = saved(folder, 'text.parquet', 'simId,n\n1,2\n');
    await refused(['cluster', text, '-o', at('x')], /text\.parquet: it cannot be read as Parquet/);
    await refused(['cluster', folder, '-o', at('x')], /it is no file/);
  });

  it('missing columns, by name', async () => {
    const few = { rows: 20, columns: 141, values: matrix.values.subarray(0, 20 * 141) };
    const path = await features('few.parquet', few, CLUSTER_COLUMNS.slice(2));
    await refused(['cluster', path, '-o', at('x')], /few\.parquet: 2 columns are missing: n, pct_sigtran$/m);
  });

  it('texts, NaN and infinite numbers, devices twice or without a name', async () => {
    const make = async (name: string, select: string): Promise<string> => {
      const db = await Database.open();
      await db.run(
        `COPY (SELECT ${select} FROM read_parquet(${literal(at('features.parquet'))}) LIMIT 30) TO ${literal(at(name))}`,
      );
      db.close();
      return at(name);
    };
    const text = await make('t.parquet', `* REPLACE ('x' AS pct_gtp)`);
    await refused(['cluster', text, '-o', at('x')], /t\.parquet: no numbers in pct_gtp \(VARCHAR\)/);
    const wild = await make('w.parquet', `* REPLACE ('inf'::DOUBLE AS pct_gtp)`);
    await refused(['cluster', wild, '-o', at('x')], /w\.parquet: pct_gtp has 30 values that are NaN or infinite/);
    const twice = await make('d.parquet', `* REPLACE ('1' AS "simId")`);
    await refused(['cluster', twice, '-o', at('x')], /d\.parquet: 29 rows have the simId of another row/);
    const nobody = await make('n.parquet', `* REPLACE (NULL::VARCHAR AS "simId")`);
    await refused(['cluster', nobody, '-o', at('x')], /n\.parquet: 30 rows have no simId/);
    const none = await make('e.parquet', `* REPLACE ("simId" AS "simId")`.replace('*', 'DISTINCT *'));
    const db = await Database.open();
    await db.run(`COPY (SELECT * FROM read_parquet(${literal(none)}) WHERE false) TO ${literal(at('empty.parquet'))}`);
    db.close();
    await refused(['cluster', at('empty.parquet'), '-o', at('x')], /empty\.parquet: it holds no device/);
  });

  it('fewer devices than clusters, or different ones', async () => {
    const five = await features(
      'five.parquet',
      changed(5, () => {}),
    );
    await refused(['cluster', five, '-o', at('x'), '--k', '6'], /6 clusters are asked for, it holds 5 devices/);
    const two = await features(
      'two.parquet',
      changed(2, () => {}),
    );
    await refused(['cluster', two, '-o', at('x')], /it holds 2 devices, a choice of k needs 3 at least/);
    const [a, b] = [matrix.values.slice(0, 143), matrix.values.slice(143, 286)];
    const alike = await features(
      'alike.parquet',
      changed(20, (row, i) => row.set(i % 2 === 0 ? a : b)),
    );
    await refused(
      ['cluster', alike, '-o', at('x'), '--k', '3'],
      /3 clusters are asked for, but only 2 of the devices differ/,
    );
    await ok('cluster', alike, '-o', at('pair'), '--quiet');
    expect(read<ChoiceFile>('pair', 'choice.json').curve.map(({ k }) => k)).toEqual([2]);
  });

  it('devices that nothing tells apart', async () => {
    const path = await features(
      'same.parquet',
      changed(20, row => row.fill(0.5)),
    );
    await refused(['cluster', path, '-o', at('x')], /all 20 devices have the same values in all 143 columns/);
  });

  it('a folder that cannot be, lists of columns that say nothing, numbers that are none', async () => {
    const file = saved(folder, 'file', '');
    await refused(['cluster', at('features.parquet'), '-o', join(file, 'x')], /cannot write/);
    const empty = saved(folder, 'none.txt', '# nothing\n');
    await refused(
      ['cluster', at('features.parquet'), '-o', at('x'), '--columns', empty],
      /none\.txt: it names no column/,
    );
    const again = saved(folder, 'again.txt', 'n\npct_gtp\nn\n');
    await refused(['cluster', at('features.parquet'), '-o', at('x'), '--columns', again], /n stands in it twice/);
    await refused(['cluster', at('features.parquet'), '--k', '1'], /auto or a whole number from 2 to 255/);
  });
});

describe('classify', () => {
  it('puts the devices of the training where they were', async () => {
    const told = await ok(
      'classify',
      at('features.parquet'),
      '--model',
      at('one', 'model.json'),
      '-o',
      at('again.parquet'),
    );
    const before = await rows(at('one', 'labels.parquet'));
    const after = await rows(at('again.parquet'));
    expect(after.map(({ unlike, ...row }) => row)).toEqual(before);
    const unlike = after.filter(row => row.unlike === true);
    // At most a thousandth of each cluster is beyond its reach: none of those with fewer than a thousand devices.
    expect(unlike.length).toBeLessThanOrEqual(0.001 * DEVICES);
    const large = read<ProfilesFile>('one', 'profiles.json').clusters.filter(({ devices }) => devices >= 1000);
    expect(large.length).toBeGreaterThan(0);
    expect(unlike.every(({ cluster }) => large.some(one => one.cluster === cluster))).toBe(true);
    expect(told).toContain(`unlike anything in the model: ${unlike.length} of 6,000 devices`);
  });

  it('marks devices that are unlike anything, and new ones that are not', async () => {
    const fresh = planted({ devices: 500, seed: 2, shape: 1 });
    const constant = CLUSTER_COLUMNS.indexOf(CONSTANT);
    for (let j = 0; j < 143; j++)
      for (let i = 0; i < 10; i++) fresh.matrix.values[i * 143 + j] += j === constant ? 0 : 25;
    for (let i = 20; i < 23; i++) fresh.matrix.values[i * 143 + constant] = i === 20 ? Number.NaN : 0.5;
    await writeFeatures(at('fresh.parquet'), fresh.matrix);
    const model = at('one', 'model.json');
    const told = await ok('classify', at('fresh.parquet'), '--model', model, '-o', at('fresh-labels.parquet'));
    expect(told).toContain(`${CONSTANT}: 3 devices have a value that no device of the model had`);
    const found = await rows(at('fresh-labels.parquet'));
    expect(found.slice(0, 10).every(row => row.unlike === true)).toBe(true);
    expect(found.slice(10).filter(row => row.unlike === true).length).toBeLessThan(10);
    const same = found.slice(10).map(row => Number(row.cluster));
    expect(randIndex(fresh.labels.slice(10), same)).toBeGreaterThan(0.98);
  });

  it('refuses what is no model of its version', async () => {
    const model = read<ModelFile>('one', 'model.json');
    const bad = async (name: string, text: string, says: RegExp): Promise<void> => {
      const path = saved(folder, name, text);
      await refused(['classify', at('features.parquet'), '--model', path, '-o', at('y.parquet')], says);
    };
    const text = JSON.stringify(model);
    await bad('m1.json', text.slice(0, 500), /m1\.json: it is no JSON/);
    await bad('m2.json', '{}', /m2\.json: it is no model of sigprobe/);
    await bad('m3.json', 'null', /m3\.json: it is no model of sigprobe/);
    await bad(
      'm4.json',
      JSON.stringify({ ...model, version: 2 }),
      /it is of version 2 of the format, this program reads version 1/,
    );
    await bad('m7.json', JSON.stringify({ ...model, dropped: undefined }), /its columns left out are not told/);
    await bad('m5.json', JSON.stringify({ ...model, loadings: [[1]] }), /its loadings are not rows of 142 numbers/);
    await bad(
      'm6.json',
      JSON.stringify({ ...model, clusters: model.clusters.map(c => ({ ...c, reach: null })) }),
      /cluster 1 is not whole/,
    );
    await refused(
      ['classify', at('features.parquet'), '--model', at('no.json'), '-o', at('y.parquet')],
      /cannot read .*no\.json/,
    );
    await refused(
      ['classify', at('features.parquet'), '--model', at('one', 'model.json'), '-o', at('y.csv')],
      /ends in \.parquet/,
    );
    const few = { rows: 20, columns: 142, values: matrix.values.subarray(0, 20 * 142) };
    await writeFeatures(at('short.parquet'), few, CLUSTER_COLUMNS.slice(1));
    await refused(
      ['classify', at('short.parquet'), '--model', at('one', 'model.json'), '-o', at('y.parquet')],
      /1 column is missing: n$/m,
    );
  });
});

describe('compare', () => {
  it('pairs what is alike and says what moved', async () => {
    // A month later: other devices, fewer of one cluster, and one whose rejects went up.
    const later = planted({ devices: 4000, seed: 3, shape: 1, shares: [0.3, 0.2, 0.15, 0.12, 0.05, 0.08, 0.06, 0.04] });
    const rejects = CLUSTER_COLUMNS.indexOf('pct_rejects');
    for (let i = 0; i < 4000; i++) if (later.labels[i] === 1) later.matrix.values[i * 143 + rejects] += 20;
    await writeFeatures(at('later.parquet'), later.matrix);
    await ok('cluster', at('later.parquet'), '-o', at('later'), '--k', '8', '--starts', '4', '--quiet');
    const told = await ok('compare', at('one'), at('later'), '-o', at('moved.json'));
    const found = read<CompareFile>('moved.json');
    expect(found.pairs).toHaveLength(8);
    expect(found.gone).toEqual([]);
    expect(found.new).toEqual([]);
    expect(found.pairs.every(({ alike }) => alike)).toBe(true);
    const second = found.pairs[1];
    expect(second.share[0]).toBeCloseTo(0.2, 1);
    expect(second.moved[0].feature).toBe('pct_rejects');
    expect(second.moved[0].after - second.moved[0].before).toBeCloseTo(20, 0);
    expect(found.pairs.filter(({ moved }) => moved.some(({ feature }) => feature === 'pct_rejects'))).toHaveLength(1);
    expect(told).toMatch(/pct_rejects .* → .* ▲/);
    const straight = await ok('compare', at('one'), at('later'), '-o', '-');
    expect(JSON.parse(straight)).toEqual(found);
  });

  it('says what has no match', async () => {
    await ok('cluster', at('features.parquet'), '-o', at('seven'), '--k', '7', '--starts', '4', '--quiet');
    const fewer = JSON.parse(await ok('compare', at('one'), at('seven'), '-o', '-')) as CompareFile;
    expect(fewer.pairs).toHaveLength(7);
    expect(fewer.gone).toHaveLength(1);
    const more = JSON.parse(await ok('compare', at('seven'), at('one'), '-o', '-')) as CompareFile;
    expect(more.new).toEqual(fewer.gone);
    expect(await ok('compare', at('one'), at('seven'))).toMatch(/without a match after: +\d \(/);
  });

  it('a result with itself: nothing moved', async () => {
    const same = JSON.parse(await ok('compare', at('one'), at('one'), '-o', '-')) as CompareFile;
    for (const { before, after, distance, moved } of same.pairs) {
      expect([after, distance, moved]).toEqual([before, 0, []]);
    }
    expect(same.moved).toEqual([]);
  });

  it('refuses folders that are no result', async () => {
    await refused(['compare', at('one'), at('nowhere')], /cannot read .*nowhere.profiles\.json/);
    await refused(['cluster', at('features.parquet'), '-o', '/proc/none/of/it'], /cannot write .*: /);
    mkdirSync(at('odd'));
    saved(at('odd'), 'profiles.json', '{"clusters": 3}');
    await refused(
      ['compare', at('odd'), at('one')],
      /profiles\.json: it lists no clusters: is it what sigprobe cluster wrote\?/,
    );
  });
});
