/** The SQL's contracts: the published columns in their order, and what a broken one looks like. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { publishedName, queries, readQuery } from '../../src/features/contracts.ts';

const published = fileURLToPath(new URL('../../../shared/spec/features.csv', import.meta.url));
const names = queries().groups.flatMap(({ gives }) => gives.map(({ name }) => publishedName(name)));

describe('contracts', () => {
  it('give 196 features, each once', () => {
    expect(names.length).toBe(196);
    expect(new Set(names).size).toBe(196);
  });

  it.skipIf(!existsSync(published))('give the features of the specification in its order', () => {
    const lines = readFileSync(published, 'utf8').trim().split('\n').slice(1);
    expect(names).toEqual(lines.map(line => line.split(',')[0]));
  });

  it('read only what is made before them', () => {
    const there = ['records', 'owned', 'models'];
    const { layers, groups, tables } = queries();
    for (const { file, reads, table } of layers) {
      expect(there, file).toEqual(expect.arrayContaining([...reads]));
      there.push(table);
    }
    for (const { file, reads } of [...groups, ...tables])
      expect(there, file).toEqual(expect.arrayContaining([...reads]));
  });

  it('name every table that the SQL reads', () => {
    const { layers, groups, tables } = queries();
    const known = ['records', 'owned', 'models', ...layers.map(({ table }) => table)];
    for (const { file, sql, reads } of [...layers, ...groups, ...tables]) {
      const used = new Set([...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map(([, name]) => name));
      const own = [...sql.matchAll(/(?:WITH|^\),?\n?|, ?)\s*(\w+) AS \(/gm)].map(([, name]) => name);
      expect([...used].filter(name => known.includes(name) && !own.includes(name)).sort(), file).toEqual(
        [...reads].sort(),
      );
    }
  });

  it('refuse a header that does not say what is in it', () => {
    expect(() => readQuery('x.sql', 'SELECT 1')).toThrow('x.sql: no header');
    expect(() => readQuery('x.sql', '-- x: y\n-- grain: a\n-- reads: b\n-- empty: 0\n-- why: c\nSELECT 1')).toThrow(
      'x.sql: its header gives no column',
    );
  });
});
