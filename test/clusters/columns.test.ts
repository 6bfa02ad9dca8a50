/** The columns that clusters are made from beside the list of the specification and the table that has them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CLUSTER_COLUMNS } from '../../src/clusters/columns.ts';
import { queries } from '../../src/features/contracts.ts';

const LIST = fileURLToPath(new URL('../../../shared/spec/features.csv', import.meta.url));

describe('columns to cluster by', () => {
  it('are 143, each once', () => {
    expect(CLUSTER_COLUMNS).toHaveLength(143);
    expect(new Set(CLUSTER_COLUMNS).size).toBe(143);
  });

  it('are numbers of the feature table, in its order', () => {
    const given = queries().groups.flatMap(({ gives }) => gives.filter(({ type }) => type !== 'VARCHAR'));
    const names = given.map(({ name }) => name).filter(name => CLUSTER_COLUMNS.includes(name));
    expect(names).toEqual(CLUSTER_COLUMNS);
  });

  it.skipIf(!existsSync(LIST))('are those of the study (list beside the repository)', () => {
    const lines = readFileSync(LIST, 'utf8').trim().split('\n').slice(1);
    expect(CLUSTER_COLUMNS).toEqual(lines.filter(line => line.endsWith(',1')).map(line => line.split(',')[0]));
  });
});
