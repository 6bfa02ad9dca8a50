/**
 * Columns that are worked out once a class of records: whatever else the record holds, they stay the same within a class.
 */
import { describe, expect, it } from 'vitest';
import * as block from '../../src/sinks/block.ts';
import { COLUMNS } from '../../src/sinks/columns.ts';
import { fillColumns } from '../../src/sinks/fill.ts';
import { KIND_COLUMNS, Kinds } from '../../src/sinks/kinds.ts';
import { Meanings } from '../../src/sinks/meanings.ts';
import { dialogue, draws, randomInput } from './records.ts';

const NUMBERS = KIND_COLUMNS.map(name => COLUMNS.findIndex(column => column.name === name));

/** What the columns say of each row of these records. */
function said(records: ArrayBufferLike, rows: number, meanings: Meanings): string[] {
  block.load(records, 0, rows);
  fillColumns(NUMBERS, rows, meanings, new Uint32Array(COLUMNS.length));
  return Array.from({ length: rows }, (_, i) =>
    NUMBERS.map(c => {
      const at = c * block.BLOCK_ROWS + i;
      if (block.valid[at] === 0) return null;
      return COLUMNS[c].type === 'text' ? block.ids[at] : block.ints[at];
    }).join(),
  );
}

function classesOf(records: ArrayBufferLike, rows: number): number[] {
  const kinds = new Kinds();
  kinds.begin(rows);
  block.load(records, 0, rows);
  kinds.add(rows);
  return [...kinds.of.subarray(0, rows)];
}

describe('kinds', () => {
  it('are the same only where all their columns are, whichever octet of a record changes', () => {
    const draw = draws(1);
    const { stride } = dialogue;
    let [same, other] = [0, 0];
    for (let round = 0; round < 12; round++) {
      const input = randomInput(1, draw);
      const meanings = new Meanings(text => text);
      meanings.begin(input);
      const record = new Uint8Array(input.records);
      // The record itself, then one with each of its octets changed.
      const records = new Uint8Array((stride + 1) * stride);
      for (let row = 0; row <= stride; row++) {
        records.set(record, row * stride);
        // Texts and files are numbered: what is changed must still be a number of one.
        if (row > 0) records[row * stride + row - 1] ^= 1;
      }
      const columns = said(records.buffer, stride + 1, meanings);
      const classes = classesOf(records.buffer, stride + 1);
      for (let row = 1; row <= stride; row++) {
        if (classes[row] === classes[0]) {
          expect(columns[row]).toBe(columns[0]);
          same++;
        } else other++;
      }
    }
    // Most of a record says nothing of its kind.
    expect(same).toBeGreaterThan(12 * 150);
    expect(other).toBeGreaterThan(12 * 20);
  });

  it('are few where records are alike, and count their rows', () => {
    const draw = draws(2);
    const { stride } = dialogue;
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
    const records = new Uint8Array(2 * dialogue.stride);
    const view = new DataView(records.buffer);
    const present = dialogue.places.find(place => place.name === 'present')!.offset;
    for (let row = 0; row < 2; row++) {
      records.set(new Uint8Array(input.records), row * dialogue.stride);
      view.setUint32(row * dialogue.stride + present, 0xffffffff, true);
    }
    expect(classesOf(records.buffer, 2)).toEqual([0, 1]);
  });
});
