/** The wheel of deadlines against a list that is searched: same slots, same order, also after it has swept its pool. */
import { describe, expect, it } from 'vitest';
import { open, slab } from '../../src/dialogues/slab.ts';
import { TICK, Wheel } from '../../src/dialogues/wheel.ts';

const { f64 } = slab;
const DEADLINE = open.at.deadline;
const START = 1_700_000_000_000_000;

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 0x5bd1e995) + 0x3c6ef35f) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

describe('the wheel', () => {
  it.each([
    [200, 20_000, 1000],
    // Many more moves than the pool has entries.
    [200, 800_000, 20_000],
  ])('%i slots, moved %i times, time moved after each %i', (slots, moves, every) => {
    const random = randomOf(moves);
    const wheel = new Wheel(slots);
    /** By tick, oldest first. */
    const expected = new Map<number, number[]>();
    const tickOf = new Map<number, number>();
    let now = START;
    wheel.advance(now, () => {});
    const remove = (slot: number): void => {
      const list = expected.get(tickOf.get(slot) ?? -1);
      if (list !== undefined) list.splice(list.indexOf(slot), 1);
      tickOf.delete(slot);
      wheel.remove(slot);
    };
    for (let i = 0; i < moves; i++) {
      const slot = Math.floor(random() * slots);
      remove(slot);
      const deadline = now + random() * (i % 3 === 0 ? 3e6 : 60e6);
      f64[(slot * open.stride) / 8 + DEADLINE] = deadline;
      const tick = Math.max(Math.floor(deadline / TICK), Math.floor(now / TICK));
      expected.set(tick, [...(expected.get(tick) ?? []), slot]);
      tickOf.set(slot, tick);
      wheel.add(slot);
      if (i % every !== every - 1) continue;
      const before = Math.floor(now / TICK);
      now += random() * 2e6;
      const due: number[] = [];
      wheel.advance(now, slot => due.push(slot));
      const should: number[] = [];
      for (let t = before; t < Math.floor(now / TICK); t++) {
        should.push(...(expected.get(t) ?? []).reverse());
        expected.delete(t);
      }
      expect(due).toEqual(should);
      for (const s of due) tickOf.delete(s);
    }
    // 8 octets a slot twice over, and a piece for each bucket.
    expect(wheel.octets).toBeLessThan(16_384 * (64 + 4) + slots * 18 + 200);
  });
});
