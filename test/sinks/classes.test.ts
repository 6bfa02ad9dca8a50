/**
 * Columns that are worked out once a class of records: whatever else the record holds, they stay the same within a class.
 */
import { describe, expect, it } from 'vitest';
import * as block from '../../src/sinks/block.ts';
import type { Classes } from '../../src/sinks/classes.ts';
import { COLUMNS } from '../../src/sinks/columns.ts';
import { fillColumns } from '../../src/sinks/fill.ts';
import { KIND_COLUMNS, Kinds } from '../../src/sinks/kinds.ts';
import { Meanings } from '../../src/sinks/meanings.ts';
import { HOME_COLUMNS, Homes, VISITED_COLUMNS, Visits } from '../../src/sinks/networks.ts';
import { dialogue, draws, randomInput } from './records.ts';

const numbers = (names: readonly string[]): number[] =>
  names.map(name => COLUMNS.findIndex(column => column.name === name));

/** What columns say of each row of these records. */
function said(columns: readonly number[], records: ArrayBufferLike, rows: number, meanings: Meanings): string[] {
  block.load(records, 0, rows);
  fillColumns(columns, rows, meanings, new Uint32Array(COLUMNS.length));
  return Array.from({ length: rows }, (_, i) =>
    columns
      .map(c => {
        const at = c * block.BLOCK_ROWS + i;
        if (block.valid[at] === 0) return null;
        return COLUMNS[c].type === 'text' ? block.ids[at] : block.ints[at];
      })
      .join(),
  );
}

function classesOf(classes: Classes, records: ArrayBufferLike, rows: number): number[] {
  classes.begin(rows);
  block.load(records, 0, rows);
  classes.add(rows);
  return [...classes.of.subarray(0, rows)];
}

const { stride } = dialogue;

/**
 * Changes each octet of random records: where the class stays, the columns must. Gives how many changes left the class the
 * same, and how many did not.
 */
function changeEachOctet(
  rounds: number,
  seed: number,
  names: readonly string[],
  classes: (meanings: Meanings) => Classes,
): [same: number, other: number] {
  const draw = draws(seed);
  const columns = numbers(names);
  let [same, other] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const input = randomInput(1, draw);
    const meanings = new Meanings(text => text);
    meanings.begin(input);
    const records = new Uint8Array((stride + 1) * stride);
    for (let row = 0; row <= stride; row++) {
      records.set(new Uint8Array(input.records), row * stride);
      if (row > 0) records[row * stride + row - 1] ^= 1;
    }
    const texts = said(columns, records.buffer, stride + 1, meanings);
    const found = classesOf(classes(meanings), records.buffer, stride + 1);
    for (let row = 1; row <= stride; row++) {
      if (found[row] === found[0]) {
        expect(texts[row]).toBe(texts[0]);
        same++;
      } else other++;
    }
  }
  return [same, other];
}

describe('networks', () => {
  it('are the same only where all their columns are, whichever octet of a record changes', () => {
    const homes = changeEachOctet(20, 4, HOME_COLUMNS, meanings => new Homes(meanings));
    const visits = changeEachOctet(40, 5, VISITED_COLUMNS, meanings => new Visits(meanings));
    expect(homes[0]).toBeGreaterThan(20 * 200);
    expect(homes[1]).toBeGreaterThan(20);
    expect(visits[0]).toBeGreaterThan(40 * 200);
    expect(visits[1]).toBeGreaterThan(20);
  });
});

describe('kinds', () => {
  it('are the same only where all their columns are, whichever octet of a record changes', () => {
    const [same, other] = changeEachOctet(12, 1, KIND_COLUMNS, () => new Kinds());
    // Most of a record says nothing of its kind.
    expect(same).toBeGreaterThan(12 * 150);
    expect(other).toBeGreaterThan(12 * 20);
  });

  it('are few where records are alike, and count their rows', () => {
    const draw = draws(2);
    const input = randomInput(7, draw);
    const rows = 500;
    const records = new Uint8Array(rows * stride);
    const from = new Uint8Array(input.records);
    for (let row = 0; row < rows; row++)
      records.set(from.subarray((row % 7) * stride, (row % 7) * stride + stride), row * stride);
    const kinds = new Kinds();
    kinds.begin(rows);
    block.load(records.buffer, 0, rows);
    kinds.add(rows);
    expect(kinds.count).toBe(7);
    expect([...kinds.times.subarray(0, 7)].reduce((a, b) => a + b)).toBe(rows);
    expect([...kinds.of.subarray(0, 14)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('are of their own where a record claims fields of the other variant', () => {
    const draw = draws(3);
    const input = randomInput(1, draw);
    const records = new Uint8Array(2 * stride);
    const view = new DataView(records.buffer);
    const present = dialogue.places.find(place => place.name === 'present')!.offset;
    for (let row = 0; row < 2; row++) {
      records.set(new Uint8Array(input.records), row * stride);
      view.setUint32(row * stride + present, 0xffffffff, true);
    }
    expect(classesOf(new Kinds(), records.buffer, 2)).toEqual([0, 1]);
  });
});
