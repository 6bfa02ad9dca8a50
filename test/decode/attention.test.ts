/** The joiner looks at few records of a batch, or at all: what comes of it is the same. */
import { expect, it } from 'vitest';
import { message } from '../../decoders/message.ts';
import type { MessageBatch } from '../../src/decode/batch.ts';
import { MOST_DIRECTIONS, OF_BATCH } from '../../src/decode/directions.ts';
import { Joiner, type JoinerLimits } from '../../src/decode/joiner.ts';
import * as build from './build.ts';

const { begin, data, decoded, ether, ip4, m3ua, sctp, segment, udp, udt } = build;
const plain = m3ua(udt(begin()));
const whole = begin(7);
const SEGMENTS = [
  m3ua(segment(whole.slice(0, 20), true, 1)),
  m3ua(segment(whole.slice(20), false, 0)),
  m3ua(segment(whole.slice(0, 9), true, 3, 11)),
];
const long = m3ua(udt(begin(9)));

/** mulberry32, from 0 to `below` - 1. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

interface Traffic {
  readonly directions: number;
  /** Chunks in a hundred whose sequence number is another than the one that comes next. */
  readonly odd: number;
  /** Of these, those that jump so far that it is another life of the association, in a hundred. */
  readonly far?: number;
  /** Frames in a hundred that are older than the one before. */
  readonly back?: number;
  /** Frames in a thousand behind which the clock stands an hour earlier. */
  readonly putBack?: number;
  /** Frames in a hundred that are IP fragments. */
  readonly fragments?: number;
}

/** Frames of several associations: chunks alone and in bundles, pieces, GTP between them. */
function traffic(seed: number, count: number, wanted: Traffic): build.Frame[] {
  const below = random(seed);
  const next = new Map<number, number>();
  const frames: build.Frame[] = [];
  let time = 1000;
  const add = (octets: Uint8Array): void => {
    frames.push({ octets, time: below(100) < (wanted.back ?? 0) ? time - below(5) : time });
  };
  while (frames.length < count) {
    time += below(3) === 0 ? [0.001, 0.01, 0.4, 1, 3, 31][below(below(10) === 0 ? 6 : 4)] : 0;
    if (below(1000) < (wanted.putBack ?? 0)) time -= 3600;
    if (below(10) === 0) {
      add(ether(ip4(udp(build.createPdp), { protocol: 17 })));
      continue;
    }
    const vtag = 1 + below(wanted.directions);
    const chunks: Uint8Array[] = [];
    for (let i = below(3); i >= 0; i--) {
      let tsn = next.get(vtag) ?? 0xfffffff0 + vtag;
      if (below(100) < wanted.odd) {
        const jump = below(100) < (wanted.far ?? 0) ? 1 << 25 : 1 + below(4);
        tsn += below(2) === 0 ? jump : -jump;
        if (below(2) === 0) next.set(vtag, tsn + 1);
      } else next.set(vtag, tsn + 1);
      tsn >>>= 0;
      const sort = below(12);
      if (sort < 3) chunks.push(data(SEGMENTS[sort], { tsn }));
      else if (sort === 3) chunks.push(data(long.slice(0, 24), { tsn, flags: 2 }));
      else if (sort === 4) chunks.push(data(long.slice(24), { tsn, flags: 1 }));
      else chunks.push(data(plain, { tsn }));
    }
    const packet = sctp(chunks, { vtag });
    if (below(100) >= (wanted.fragments ?? 0)) add(ether(ip4(packet)));
    else {
      add(ether(ip4(packet.slice(0, 32), { id: frames.length, offset: 0, more: true })));
      add(ether(ip4(packet.slice(32), { id: frames.length - 1, offset: 32, more: false })));
    }
  }
  return frames;
}

const WORDS = message.stride / 4;

/** Every octet of the records, with the associations as numbers of the run. */
function words(batch: MessageBatch): number[] {
  const u32 = new Uint32Array(batch.records).slice(0, batch.count * WORDS);
  for (let at = message.at.association; at < u32.length; at += WORDS) {
    if (u32[at] >= OF_BATCH) u32[at] = batch.directions?.associations[u32[at] - OF_BATCH] ?? -1;
  }
  return [...u32];
}

/** Batches of sizes that the seed gives, through a joiner that is told what to look at and one that is not. */
function compare(seed: number, frames: build.Frame[], limits?: JoinerLimits): number {
  const below = random(seed + 1);
  const [few, all] = [new Joiner(limits), new Joiner(limits)];
  let looked = 0;
  /** What the joiner tells of gaps, at a time that `draw` gives and at the end of all times. */
  const state = (joiner: Joiner, draw: number): unknown => {
    const times = [1000 + (draw % 400), Number.POSITIVE_INFINITY].map(seconds => seconds * 1e6);
    const numbers = Array.from({ length: 40 }, (_, i) => i);
    return [joiner.anomalies, numbers.map(i => [joiner.opposite(i), ...times.map(time => joiner.lastGap(i, time))])];
  };
  for (let from = 0, number = 0; from < frames.length; number++) {
    const some = frames.slice(from, from + 1 + below(60));
    const [one, other] = [decoded(some, number, from + 1), decoded(some, number, from + 1)];
    from += some.length;
    if (one.directions?.events !== undefined) looked++;
    const told = few.process(one);
    const untold = all.process({ ...other, directions: undefined });
    expect(told.count).toBe(untold.count);
    expect(words(told)).toEqual(words(untold));
    expect([told.pieces, told.texts, told.counts]).toEqual([untold.pieces, untold.texts, untold.counts]);
    const draw = below(1 << 30);
    expect(state(few, draw)).toEqual(state(all, draw));
  }
  few.finish();
  all.finish();
  expect(state(few, 0)).toEqual(state(all, 0));
  return looked;
}

const CASES: readonly (readonly [string, Traffic, JoinerLimits | undefined])[] = [
  ['in order', { directions: 5, odd: 0 }, undefined],
  ['with gaps, copies and late ones', { directions: 5, odd: 8 }, undefined],
  ['with other lives of associations', { directions: 3, odd: 10, far: 50 }, undefined],
  ['with a clock that goes back', { directions: 4, odd: 3, back: 1 }, undefined],
  ['with a clock that is put back', { directions: 4, odd: 3, putBack: 8 }, undefined],
  ['with IP fragments', { directions: 4, odd: 3, fragments: 1 }, undefined],
  ['with more directions than there is room for', { directions: 30, odd: 3 }, { associations: 16 }],
  ['with nothing in order', { directions: 6, odd: 60 }, undefined],
];

it.each(CASES)('%s', (_, wanted, limits) => {
  let looked = 0;
  for (let seed = 1; seed <= 12; seed++) looked += compare(seed, traffic(seed, 600, wanted), limits);
  expect(looked).toBeGreaterThan(20);
});

it('looks at nothing but beginnings where all is in order', () => {
  const frames = Array.from({ length: 100 }, (_, i) =>
    ether(ip4(sctp([data(plain, { tsn: i })], { vtag: 1 + (i % 2) }))),
  );
  for (const [i, frame] of frames.entries()) frame.set([0, 0, 0, i >> 1], frame.length - plain.length - 12);
  const { events, each } = decoded(frames).directions ?? {};
  expect([...(events ?? [])]).toEqual([0, expect.anything(), 1, expect.anything()]);
  expect([...(each ?? [])]).toEqual([0, 98, 50, 1, 99, 50]);
});

it('looks at all where there are more directions than numbers', () => {
  const frames = Array.from({ length: MOST_DIRECTIONS + 1 }, (_, i) =>
    ether(ip4(sctp([data(plain, { tsn: 1 })], { vtag: Math.imul(i + 1, 0x9e3779b1) >>> 0 }))),
  );
  expect(decoded(frames).directions?.events).toBeUndefined();
  const joiner = new Joiner();
  const batch = joiner.process(decoded(frames));
  expect(build.shown(batch).map(r => r.get('association'))).toEqual(frames.map((_, i) => i + 1));
});
