/**
 * IP datagrams put together from their fragments (RFC 791 §3.2, RFC 8200 §4.5). Bounded by number, by octets and by
 * capture time; overlaps never change what came first.
 */
import type { Anomalies } from './anomalies.ts';
import type { Place } from './places.ts';

export interface IpFragment {
  /** Who sent what to whom: addresses, protocol, identification. */
  readonly key: string;
  readonly offset: number;
  readonly last: boolean;
  readonly octets: Uint8Array;
  readonly protocol: number;
  readonly time: number;
  readonly file: number;
  readonly frame: number;
}

/** The payload of a whole datagram, and its protocol as the first fragment says. */
export interface JoinedDatagram {
  readonly octets: Uint8Array;
  readonly protocol: number;
  /** Of the fragments, as they came. */
  readonly places: readonly Place[];
}

interface Datagram {
  protocol: number;
  octets: Uint8Array;
  /** One a unit of 8 octets. */
  have: Uint8Array;
  units: number;
  /** Octets in all, -1 until the last fragment has come. */
  length: number;
  /** Where the furthest fragment so far ends. */
  furthest: number;
  overlapped: boolean;
  readonly places: Place[];
  readonly time: number;
  readonly file: number;
  readonly frame: number;
}

/** Places that are kept of one datagram. */
const MOST_PLACES = 64;

export class IpFragments {
  private readonly anomalies: Anomalies;
  private readonly mostDatagrams: number;
  private readonly mostOctets: number;
  private readonly patience: number;
  private readonly datagrams = new Map<string, Datagram>();
  /** Capture time up to which nothing has waited too long. */
  private deadline = Number.POSITIVE_INFINITY;
  private held = 0;

  constructor(anomalies: Anomalies, mostDatagrams: number, mostOctets: number, patience: number) {
    this.anomalies = anomalies;
    this.mostDatagrams = mostDatagrams;
    this.mostOctets = mostOctets;
    this.patience = patience;
  }

  /** Adds a fragment; gives the payload of the datagram where it is whole now. */
  add(fragment: IpFragment): JoinedDatagram | undefined {
    const { key, offset, octets } = fragment;
    let datagram = this.datagrams.get(key);
    if (datagram === undefined) {
      const { protocol, time, file, frame } = fragment;
      const none = new Uint8Array(0);
      datagram = {
        protocol,
        octets: none,
        have: none,
        units: 0,
        length: -1,
        furthest: 0,
        overlapped: false,
        places: [],
        time,
        file,
        frame,
      };
      this.datagrams.set(key, datagram);
      if (this.datagrams.size === 1) this.deadline = time + this.patience;
    }
    const end = offset + octets.length;
    const beyond = datagram.length >= 0 && end > datagram.length;
    // a last fragment before octets that are there: without them the datagram would have a hole and look whole
    const early = fragment.last && end < datagram.furthest;
    if (end > 65535 || beyond || early) {
      this.overlap(datagram, fragment);
      return undefined;
    }
    if (fragment.last) {
      if (datagram.length < 0) datagram.length = end;
      else if (datagram.length !== end) this.overlap(datagram, fragment);
    }
    if (offset === 0 && datagram.have[0] !== 1) datagram.protocol = fragment.protocol;
    datagram.furthest = Math.max(datagram.furthest, end);
    this.reserve(datagram, end);
    if (datagram.places.length < MOST_PLACES) datagram.places.push({ file: fragment.file, frame: fragment.frame });
    this.lay(datagram, fragment);
    if (datagram.length >= 0 && datagram.units === (datagram.length + 7) >> 3) {
      this.forget(key, datagram);
      const { protocol, places } = datagram;
      return { octets: datagram.octets.subarray(0, datagram.length), protocol, places };
    }
    while (this.datagrams.size > this.mostDatagrams || this.held > this.mostOctets) this.dropOldest();
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
    for (const [, datagram] of this.datagrams) {
      this.deadline = datagram.time + this.patience;
      if (now <= this.deadline) return;
      this.dropOldest();
      this.deadline = Number.POSITIVE_INFINITY;
    }
  }

  /** Gives up everything. */
  finish(): void {
    while (this.datagrams.size > 0) this.dropOldest();
  }

  private reserve(datagram: Datagram, end: number): void {
    if (end <= datagram.octets.length) return;
    const size = Math.min(65536, Math.max(end, datagram.octets.length * 2, 2048));
    const octets = new Uint8Array(size);
    octets.set(datagram.octets);
    const have = new Uint8Array((size + 7) >> 3);
    have.set(datagram.have);
    this.held += size - datagram.octets.length;
    datagram.octets = octets;
    datagram.have = have;
  }

  private lay(datagram: Datagram, fragment: IpFragment): void {
    const { octets, offset } = fragment;
    const first = offset >> 3;
    const units = (octets.length + 7) >> 3;
    for (let i = 0; i < units; i++) {
      const from = i * 8;
      const to = Math.min(from + 8, octets.length);
      if (datagram.have[first + i] === 0) {
        datagram.have[first + i] = 1;
        datagram.units++;
        for (let k = from; k < to; k++) datagram.octets[offset + k] = octets[k];
        continue;
      }
      for (let k = from; k < to; k++) {
        if (datagram.octets[offset + k] === octets[k]) continue;
        this.overlap(datagram, fragment);
        break;
      }
    }
  }

  /** One anomaly a datagram; the same octets again are none. */
  private overlap(datagram: Datagram, fragment: IpFragment): void {
    if (datagram.overlapped) return;
    datagram.overlapped = true;
    this.anomalies.note('ip-fragments-overlap', fragment.file, fragment.frame);
  }

  private forget(key: string, datagram: Datagram): void {
    this.datagrams.delete(key);
    this.deadline = Number.NEGATIVE_INFINITY; // of the oldest, which may be another now
    this.held -= datagram.octets.length;
  }

  private dropOldest(): void {
    for (const [key, datagram] of this.datagrams) {
      this.forget(key, datagram);
      this.anomalies.note('ip-fragments-incomplete', datagram.file, datagram.frame);
      return;
    }
  }
}
