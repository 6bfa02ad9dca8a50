/** Files of a result with any of their values gone or another: they are refused, or all that reads them still works. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { planted, writeFeatures } from '../../bench/planted.ts';
import { CLUSTER_COLUMNS } from '../../src/clusters/columns.ts';
import { compare } from '../../src/clusters/compare.ts';
import type { ModelFile, ProfilesFile } from '../../src/clusters/files.ts';
import { columnsOf, place, readModel } from '../../src/clusters/model.ts';
import { isChoice, profilesTrouble } from '../../src/clusters/whole.ts';
import { OperatorError } from '../../src/errors.ts';
import { comparedText } from '../../src/report/compared.ts';
import { clustersOf } from '../../src/report/facts/clusters.ts';
import { readQuality } from '../../src/report/facts/quality.ts';
import { placedText } from '../../src/report/placed.ts';
import { saved, scratchFolder, sigprobe } from '../commands/tool.ts';

const folder = scratchFolder();
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, 'found', name), 'utf8'));
const { matrix } = planted({ devices: 400, seed: 3 });

type Path = readonly (string | number)[];

const GONE = Symbol('gone');
const OTHERS: readonly unknown[] = [null, GONE, 'text', -1, {}, [], [null], true];

/** Paths into a value: of each list and object the first few parts. */
function pathsOf(value: unknown, most = 2): Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inside = Object.entries(value).slice(0, most * (Array.isArray(value) ? 1 : 4));
  return [
    [],
    ...inside.flatMap(([name, part]) =>
      pathsOf(part, most).map(path => [Array.isArray(value) ? Number(name) : name, ...path]),
    ),
  ];
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by === GONE ? undefined : by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  if (rest.length === 0 && by === GONE) delete copy[name];
  else copy[name] = replaced(copy[name], rest, by);
  return copy;
}

/** Every replacement, told where and by what. */
function* replacements(value: unknown): Generator<[where: string, text: string]> {
  for (const path of pathsOf(value)) {
    for (const by of OTHERS) {
      yield [`${path.join('.')} = ${String(by)}`, JSON.stringify(replaced(value, path, by)) ?? ''];
    }
  }
}

/** Works, or is refused in words. */
async function worksOrRefuses(where: string, works: () => unknown): Promise<'works' | 'refused'> {
  try {
    await works();
    return 'works';
  } catch (error) {
    if (error instanceof OperatorError) return 'refused';
    throw new Error(`${where}: ${error}`, { cause: error });
  }
}

beforeAll(async () => {
  await writeFeatures(join(folder, 'features.parquet'), matrix, CLUSTER_COLUMNS);
  const { status, stderr } = await sigprobe([
    ...['cluster', join(folder, 'features.parquet'), '-o', join(folder, 'found'), '--k', '3', '--quiet'],
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}, 120_000);

describe('a value that is gone or another', () => {
  it('in profiles', async () => {
    const whole = read<ProfilesFile>('profiles.json');
    expect(profilesTrouble(whole)).toBeUndefined();
    const ends = { works: 0, refused: 0 };
    for (const [where, text] of replacements(whole)) {
      const path = saved(folder, 'profiles.json', text);
      ends[
        await worksOrRefuses(where, async () => {
          await clustersOf(path, undefined);
          const odd = JSON.parse(text) as ProfilesFile;
          comparedText(compare(odd, whole, ['odd', 'whole']), odd, whole);
        })
      ]++;
    }
    expect(ends.refused).toBeGreaterThan(ends.works);
    expect(ends.works).toBeGreaterThan(10);
  });

  it('in a model', async () => {
    const whole = read<ModelFile>('model.json');
    const names = columnsOf(whole);
    const rows = { rows: 20, columns: names.length, values: new Float64Array(20 * names.length) };
    const ends = { works: 0, refused: 0 };
    for (const [where, text] of replacements(whole)) {
      const path = saved(folder, 'model.json', text);
      ends[
        await worksOrRefuses(where, async () => {
          const model = await readModel(path);
          if (columnsOf(model).length === names.length) placedText(model, place(model, rows), 'labels.parquet');
        })
      ]++;
    }
    expect(ends.refused).toBeGreaterThan(ends.works);
    expect(ends.works).toBeGreaterThan(10);
  });

  it('in a choice of k', async () => {
    const whole = read('choice.json');
    expect(isChoice(whole)).toBe(true);
    const profiles = join(folder, 'found', 'profiles.json');
    for (const [where, text] of replacements(whole)) {
      const path = saved(folder, 'choice.json', text);
      await worksOrRefuses(where, async () => {
        const { curve, chosenBy, sample } = await clustersOf(profiles, path);
        for (const { k } of curve) expect(k).toBeTypeOf('number');
        expect([chosenBy, sample].map(part => typeof part)).toEqual(['string', 'number']);
      });
    }
  });

  it('in a summary', async () => {
    const { status } = await sigprobe([
      ...['decode', 'captures/first-look/capture.pcap', '-o', folder, '--quiet'],
      ...['--summary', join(folder, 'whole.json')],
    ]);
    expect(status).toBe(0);
    const whole = JSON.parse(readFileSync(join(folder, 'whole.json'), 'utf8'));
    const ends = { works: 0, refused: 0 };
    for (const [where, text] of replacements(whole)) {
      const path = saved(folder, 'summary.json', text);
      ends[await worksOrRefuses(where, () => readQuality(path))]++;
    }
    expect(Math.min(ends.refused, ends.works)).toBeGreaterThan(10);
  });
});
