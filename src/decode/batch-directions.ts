/**
 * The numbers that a batch has for its directions (directions.ts), and the slots of the associations' table that they
 * stand for: each is looked up at its first record. That it was used is told to the table once a batch, not at each record.
 */
import type { Views } from '../../decoders/layout.ts';
import type { AssociationTable } from './associations.ts';
import { MOST_DIRECTIONS } from './directions.ts';

export class BatchDirections {
  private readonly table: AssociationTable;
  /** By number: the slot, -1 where it has not been looked up. */
  private readonly slots = new Int32Array(MOST_DIRECTIONS + 1);
  /** By number: the record that used it last, -1 where the table knows. */
  private readonly used = new Int32Array(MOST_DIRECTIONS + 1);
  private count = 0;
  private untold = false;

  constructor(table: AssociationTable) {
    this.table = table;
  }

  /** Whether a number has been looked up in this batch. */
  isKnown(number: number): boolean {
    return this.slots[number] >= 0;
  }

  /** Chunks of a direction have been passed over, the last of them in `record`: this sequence number comes next. */
  passed(number: number, record: number, next: number): void {
    this.table.expect(this.slots[number], next);
    this.used[number] = record;
  }

  /** A batch whose records have the numbers 1 to `count`, or none that are to be used. */
  begin(count: number): void {
    this.count = count;
    this.slots.fill(-1, 0, count + 1);
    this.used.fill(-1, 0, count + 1);
    this.untold = false;
  }

  /** The slot of a record's direction, -1 where its number does not tell. */
  slotOf(number: number, v: Views, record: number): number {
    if (number === 0 || number > this.count) return -1;
    let slot = this.slots[number];
    if (slot < 0) {
      slot = this.table.slotOf(v, record);
      this.slots[number] = slot;
    }
    this.used[number] = record;
    this.untold = true;
    return slot;
  }

  /** Tells the table what was used, in order. */
  settle(): void {
    if (!this.untold) return;
    this.untold = false;
    const numbers: number[] = [];
    for (let number = 1; number <= this.count; number++) if (this.used[number] >= 0) numbers.push(number);
    numbers.sort((a, b) => this.used[a] - this.used[b]);
    for (const number of numbers) {
      this.table.touch(this.slots[number]);
      this.used[number] = -1;
    }
  }
}
