/**
 * GSNs by address: a number each, the restart counter last seen (TS 29.060 §7.7.11) and an epoch that a restart moves
 * on. A tunnel remembers the epochs of its two ends, so that a restart ends all of a node's tunnels at once.
 */
import { ChainIndex } from './chains.ts';
import { hashOctets } from './hash.ts';

const NONE = -1;
const FIRST = 256;
/** Most addresses; one that finds no room is number 0, which holds no tunnels. */
const CAP = 1 << 20;

/** Seen asking for contexts; seen granting them. */
export const ROLE_SGSN = 1;
export const ROLE_GGSN = 2;

export class Gsns {
  private addresses = new Uint8Array(FIRST * 16);
  private lengths = new Uint8Array(FIRST);
  private counters = new Int16Array(FIRST).fill(NONE);
  private readonly index: ChainIndex;
  private capacity = FIRST;
  private readonly seed: number;
  epochs = new Uint32Array(FIRST);
  roles = new Uint8Array(FIRST);
  count = 1;

  constructor(seed: number) {
    this.seed = seed;
    this.index = new ChainIndex(FIRST);
  }

  get octets(): number {
    return this.capacity * 24 + this.index.octets(this.capacity);
  }

  /** Number of the address of 4 or 16 octets, 0 where it is not known. */
  find(u8: Uint8Array, at: number, length: number): number {
    const hash = hashOctets(u8, at, length) ^ this.seed;
    for (let n = this.index.first(hash); n >= 0; n = this.index.after(n)) if (this.is(n, u8, at, length)) return n;
    return 0;
  }

  /** Number of the address, made known where it is new. */
  number(u8: Uint8Array, at: number, length: number): number {
    if (length !== 4 && length !== 16) return 0;
    const known = this.find(u8, at, length);
    if (known !== 0 || this.count >= CAP) return known;
    if (this.count === this.capacity) this.grow();
    const n = this.count++;
    for (let i = 0; i < length; i++) this.addresses[n * 16 + i] = u8[at + i];
    this.lengths[n] = length;
    this.index.add(n, hashOctets(u8, at, length) ^ this.seed);
    return n;
  }

  /** Notes a restart counter; true where it says that the node came back. The first one seen says nothing. */
  restarted(n: number, counter: number): boolean {
    if (n === 0) return false;
    const before = this.counters[n];
    if (before === counter) return false;
    this.counters[n] = counter;
    if (before === NONE) return false;
    this.epochs[n]++;
    return true;
  }

  /** Copies the address out; gives its length. */
  copy(n: number, into: Uint8Array, at: number): number {
    if (n === 0) return 0;
    for (let i = 0; i < 16; i++) into[at + i] = this.addresses[n * 16 + i];
    return this.lengths[n];
  }

  private is(n: number, u8: Uint8Array, at: number, length: number): boolean {
    if (this.lengths[n] !== length) return false;
    for (let i = 0; i < length; i++) if (this.addresses[n * 16 + i] !== u8[at + i]) return false;
    return true;
  }

  private grow(): void {
    const to = this.capacity * 2;
    const addresses = new Uint8Array(to * 16);
    addresses.set(this.addresses);
    const lengths = new Uint8Array(to);
    lengths.set(this.lengths);
    const counters = new Int16Array(to).fill(NONE);
    counters.set(this.counters);
    const epochs = new Uint32Array(to);
    epochs.set(this.epochs);
    const roles = new Uint8Array(to);
    roles.set(this.roles);
    this.addresses = addresses;
    this.lengths = lengths;
    this.counters = counters;
    this.epochs = epochs;
    this.roles = roles;
    this.capacity = to;
    this.index.grow(to);
    this.index.widen(n => hashOctets(this.addresses, n * 16, this.lengths[n]) ^ this.seed);
  }
}
