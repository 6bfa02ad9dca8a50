/**
 * SCCP messages put together from their segments (Q.714 §4.1.1.2.3): the first says how many remain, the others count
 * down to 0. Any order; a segment seen before is left out.
 */
import type { Place } from './places.ts';

export interface Segment {
  /** Calling address, label and local reference. */
  readonly key: string;
  readonly first: boolean;
  /** Segments behind this one, 0 to 15. */
  readonly remaining: number;
  readonly octets: Uint8Array;
  readonly time: number;
  readonly file: number;
  readonly frame: number;
}

/** The user data of a whole message. */
export interface JoinedSegments {
  readonly octets: Uint8Array;
  readonly places: readonly Place[];
}

interface Message {
  readonly segments: (Uint8Array | undefined)[];
  readonly places: Place[];
  count: number;
  /** Segments in all, -1 until the first has come. */
  total: number;
  octets: number;
  readonly place: Segment;
}

export class Segments {
  private readonly most: number;
  private readonly mostOctets: number;
  private readonly patience: number;
  private readonly lost: (place: Segment) => void;
  private readonly messages = new Map<string, Message>();
  private held = 0;

  constructor(most: number, mostOctets: number, patience: number, lost: (place: Segment) => void) {
    this.most = most;
    this.mostOctets = mostOctets;
    this.patience = patience;
    this.lost = lost;
  }

  /** Adds a segment; gives the user data of the message where it is whole now. */
  add(segment: Segment): JoinedSegments | undefined {
    const { key, remaining, octets } = segment;
    let message = this.messages.get(key);
    if (message === undefined) {
      message = { segments: [], places: [], count: 0, total: -1, octets: 0, place: segment };
      this.messages.set(key, message);
    }
    if (message.segments[remaining] !== undefined) return undefined;
    if (segment.first && message.total < 0) message.total = remaining + 1;
    message.segments[remaining] = octets;
    message.places.push({ file: segment.file, frame: segment.frame });
    message.count++;
    message.octets += octets.length;
    this.held += octets.length;
    if (message.total >= 0 && message.count >= message.total) {
      const data = whole(message);
      if (data !== undefined) {
        this.forget(key, message);
        return { octets: data, places: message.places };
      }
    }
    while (this.messages.size > this.most || this.held > this.mostOctets) this.dropOldest();
    return undefined;
  }

  /** Gives up what has waited too long. */
  advance(now: number): void {
    for (const message of this.messages.values()) {
      if (now - message.place.time <= this.patience) return;
      this.dropOldest();
    }
  }

  finish(): void {
    while (this.messages.size > 0) this.dropOldest();
  }

  private forget(key: string, message: Message): void {
    this.messages.delete(key);
    this.held -= message.octets;
  }

  private dropOldest(): void {
    for (const [key, message] of this.messages) {
      this.forget(key, message);
      this.lost(message.place);
      return;
    }
  }
}

/** The segments from the first, which has the most behind it, to the last. Undefined where one is missing. */
function whole(message: Message): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let i = message.total - 1; i >= 0; i--) {
    const part = message.segments[i];
    if (part === undefined) return undefined;
    parts.push(part);
    length += part.length;
  }
  const octets = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return octets;
}
