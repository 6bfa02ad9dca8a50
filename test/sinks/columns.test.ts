import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COLUMNS, columnsTable } from '../../src/sinks/columns.ts';
import { dialogue, RecordView, slowRow } from './records.ts';

describe('the table of columns', () => {
  it('is that of the specification, in its order', () => {
    const names = COLUMNS.map(column => column.name);
    const record = new RecordView(new ArrayBuffer(dialogue.stride), 0);
    expect(names).toEqual(Object.keys(slowRow(record)));
    expect(new Set(names).size).toBe(64);
  });

  it('stands in the README of the room as it is', () => {
    const readme = readFileSync(new URL('../../src/sinks/README.md', import.meta.url), 'utf8');
    const [, table] = /<!-- columns -->\n([\s\S]*?)\n<!-- \/columns -->/.exec(readme) ?? [];
    // The formatter aligns the columns.
    const plain = (text = ''): string =>
      text
        .replace(/ +/g, ' ')
        .replace(/-+/g, '-')
        .replace(/\| ?-+ ?/g, '|-');
    expect(plain(table)).toBe(plain(columnsTable()));
  });
});
