/**
 * What is kept of each device, together: a device is woken out of order, and what stands in one place costs one miss of
 * the cache instead of twenty. Times, numbers and octets have a buffer each.
 */
import { Chance } from './chance.ts';
import { TYPE } from './tables.ts';

// Times, microseconds: of the next activity, update and delete; busy time of the next activity, between activities and
// between updates; the time after which the quota is used up. And updates that its tunnels owe, no time but a fraction.
export const NEXT = 0;
export const UPDATE = 1;
export const END = 2;
export const BUSY = 3;
export const GAP = 4;
export const UPDATE_GAP = 5;
export const QUOTA = 6;
export const OWED = 7;
export const TIMES = 8;

// Numbers: what it owes of each type of an activity, errors, rejects; how much of each type it likes; how long its tunnels
// stand and how often it moves, beside others of its profile.
export const DEBT = 0;
export const ERRORS = TYPE.PDP_CREATE + 1;
export const REJECTS = TYPE.PDP_CREATE + 2;
export const TASTE = REJECTS + 1;
export const STAY = TASTE + TYPE.PDP_CREATE + 1;
export const MOVES = STAY + 1;
export const NUMBERS = 16;

// Words: four of chance, what its cells are named by, and the number of its newest tunnel.
export const AREA = 4;
export const TUNNEL = 5;
export const WORDS = 8;

// Octets, behind those words: its first network and how many it meets, the one it is in and the one before; which cell of
// how many; whether its tunnel stands, and updates to come.
export const FIRST = 24;
export const NETWORKS_MET = 25;
export const NETWORK = 26;
export const BEFORE = 27;
export const CELL = 28;
export const CELLS = 29;
export const OPEN = 30;
export const UPDATES = 31;
export const OCTETS = WORDS * 4;

export class Devices {
  readonly times: Float64Array;
  readonly numbers: Float32Array;
  readonly words: Int32Array;
  readonly octets: Uint8Array;

  constructor(count: number, seed: number) {
    this.times = new Float64Array(count * TIMES);
    this.numbers = new Float32Array(count * NUMBERS);
    this.words = new Int32Array(count * WORDS);
    this.octets = new Uint8Array(this.words.buffer);
    for (let i = 0; i < count; i++) Chance.begin(i, seed, this.words, i * WORDS);
  }
}
