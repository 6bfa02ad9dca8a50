/**
 * SCCP messages put together from their segments (Q.714 §4.1.1.2.3): the first says how many remain, the others count
 * down to 0. Any order; a segment seen before is left out.
 */
import type { Place } from './places.ts';

/** Words of what makes segments those of one message: calling address, label and local reference. */
export const SEGMENT_KEY_WORDS = 8;

export interface Segment extends Place {
  readonly first: boolean;
  /** Segments behind this one, 0 to 15. */
  readonly remaining: number;
  readonly octets: Uint8Array;
  readonly time: number;
}

/** Nobody can choose keys that fall upon each other; no result depends on it. */
const SEED = (Math.random() * 2 ** 32) | 0;

interface Message {
  readonly key: Int32Array;
  readonly hash: number;
  /** Another message whose key has the same hash. */
  next: Message | undefined;
  readonly segments: (Segment | undefined)[];
  count: number;
  /** Segments in all, -1 until the first has come. */
  total: number;
  octets: number;
  /** The segment that came first. */
  readonly place: Segment;
}

export class Segments {
  /** Capture time up to which nothing has waited too long. */
  private deadline = Number.POSITIVE_INFINITY;
  private readonly most: number;
  private readonly mostOctets: number;
  private readonly patience: number;
  private readonly lost: (place: Segment) => void;
  private readonly byHash = new Map<number, Message>();
  /** In the order of their first segments. */
  private readonly messages = new Set<Message>();
  private held = 0;

  constructor(most: number, mostOctets: number, patience: number, lost: (place: Segment) => void) {
    this.most = most;
    this.mostOctets = mostOctets;
    this.patience = patience;
    this.lost = lost;
  }

  /** Adds a segment of the message that `key` names; gives all of its segments, the first one first, where it is whole now. */
  add(key: Int32Array, segment: Segment): readonly Segment[] | undefined {
    const { remaining, octets } = segment;
    const message = this.find(key, segment);
    if (message.segments[remaining] !== undefined) return undefined;
    if (segment.first && message.total < 0) message.total = remaining + 1;
    message.segments[remaining] = segment;
    message.count++;
    message.octets += octets.length;
    this.held += octets.length;
    if (message.total >= 0 && message.count >= message.total) {
      const data = whole(message);
      if (data !== undefined) {
        this.forget(message);
        return data;
      }
    }
    while (this.messages.size > this.most || this.held > this.mostOctets) this.dropOldest();
    return undefined;
  }

  /** Capture time up to which `advance` has nothing to do. */
  get due(): number {
    return this.deadline;
  }

  /** Gives up what has waited too long. */
  advance(now: number): void {
    if (now <= this.deadline) return;
    this.deadline = Number.POSITIVE_INFINITY;
    for (const message of this.messages) {
      this.deadline = message.place.time + this.patience;
      if (now <= this.deadline) return;
      this.dropOldest();
      this.deadline = Number.POSITIVE_INFINITY;
    }
  }

  finish(): void {
    while (this.messages.size > 0) this.dropOldest();
  }

  private find(key: Int32Array, segment: Segment): Message {
    const hash = hashOf(key);
    const head = this.byHash.get(hash);
    for (let message = head; message !== undefined; message = message.next) if (same(message.key, key)) return message;
    const message: Message = {
      key: key.slice(),
      hash,
      next: head,
      segments: [],
      count: 0,
      total: -1,
      octets: 0,
      place: segment,
    };
    this.byHash.set(hash, message);
    this.messages.add(message);
    if (this.messages.size === 1) this.deadline = segment.time + this.patience;
    return message;
  }

  private forget(message: Message): void {
    this.messages.delete(message);
    this.deadline = Number.NEGATIVE_INFINITY; // of the oldest, which may be another now
    this.held -= message.octets;
    const head = this.byHash.get(message.hash);
    if (head === message) {
      if (message.next === undefined) this.byHash.delete(message.hash);
      else this.byHash.set(message.hash, message.next);
      return;
    }
    for (let other = head; other !== undefined; other = other.next) {
      if (other.next === message) other.next = message.next;
    }
  }

  private dropOldest(): void {
    for (const message of this.messages) {
      this.forget(message);
      this.lost(message.place);
      return;
    }
  }
}

function hashOf(key: Int32Array): number {
  let h = SEED;
  for (let i = 0; i < SEGMENT_KEY_WORDS; i++) {
    h = Math.imul(h ^ key[i], 0x9e3779b1);
    h ^= h >>> 15;
  }
  return h;
}

function same(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < SEGMENT_KEY_WORDS; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The segments from the first, which has the most behind it, to the last. Undefined where one is missing. */
function whole(message: Message): readonly Segment[] | undefined {
  const parts: Segment[] = [];
  for (let i = message.total - 1; i >= 0; i--) {
    const segment = message.segments[i];
    if (segment === undefined) return undefined;
    parts.push(segment);
  }
  return parts;
}
