/** Small parts of the report: widths of time, packing, sums, cuts, percentiles. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cells, coarsened, cutCube } from '../../src/report/facts/cube.ts';
import { quantiles } from '../../src/report/facts/features.ts';
import { slabsOf } from '../../src/report/facts/slabs.ts';
import { type HourCount, timelineOf, usualHours } from '../../src/report/facts/timeline.ts';
import { lowerEnd, percentile } from '../../src/report/page/buckets.ts';
import { type Cube, type Facts, PROBABILITIES, type Shape } from '../../src/report/page/model.ts';
import { pack, unpack } from '../../src/report/page/packing.ts';
import { silences } from '../../src/report/page/remarks.ts';
import { COUNTS, symlog } from '../../src/report/page/scales.ts';
import { sums } from '../../src/report/page/sums.ts';
import { compared } from '../../src/report/page/table.ts';

const DAY = 86_400;

describe('the widths of time', () => {
  it.each([
    ['three minutes', 180, 1, 5],
    ['an hour', 3600, 5, 300],
    ['a day', DAY, 300, 3600],
    ['a week', 7 * DAY, 3600, 6 * 3600],
    ['a month', 31 * DAY, 3600, DAY],
    ['a year', 365 * DAY, DAY, 4 * 7 * DAY],
  ])('suit %s', (_, length, bin, slot) => {
    expect(timelineOf(1_769_904_000, 1_769_904_000 + length - 1, 1e6)).toMatchObject({ bin, slot });
  });

  it('hold whole bins in slots, all of the capture, and not too many of either', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.nat(1e6),
        (first, length, dialogues) => {
          const { start, bin, bins, slot, slots } = timelineOf(first, first + length, dialogues);
          expect(slot % bin).toBe(0);
          expect(start).toBeLessThanOrEqual(first);
          expect(start + slots * slot).toBeGreaterThan(first + length);
          expect(start + bins * bin).toBeGreaterThan(first + length);
          expect(slots).toBeLessThanOrEqual(37);
          expect(bins).toBeLessThanOrEqual(1000 + slot / bin);
        },
      ),
    );
  });

  it.each([
    [1e6, 1],
    [3000, 5],
    [500, 10],
    [5, 10],
  ])('are wider where there is little: %d dialogues in three minutes', (dialogues, bin) => {
    expect(timelineOf(1_769_904_000, 1_769_904_000 + 179, dialogues).bin).toBe(bin);
  });

  it.each([
    ['hours in slots', 40 * DAY],
    ['slots in hours', 5 * 3600],
  ])('are counted in runs of whole slots that hold every record once: %s', (_, length) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_769_904_000, max: 1_770_000_000 }),
        fc.array(fc.record({ at: fc.nat(length), count: fc.integer({ min: 1, max: 1000 }) }), { minLength: 1 }),
        fc.integer({ min: 1, max: 5000 }),
        (first, given, rows) => {
          const hours = given.map(({ at, count }) => ({
            hour: Math.floor((first + at) / 3600),
            count,
            first: first + at,
            last: first + at,
          }));
          const times = hours.map(({ first }) => first);
          const time = timelineOf(Math.min(...times), Math.max(...times), 1e6);
          const slabs = slabsOf(hours, time, rows);
          const slots = new Map<number, number>();
          for (const { first, count } of hours) {
            const slot = Math.floor((first - time.start) / time.slot);
            expect(slabs.filter(([from, to]) => slot >= from && slot < to)).toHaveLength(1);
            slots.set(slot, (slots.get(slot) ?? 0) + count);
          }
          slabs.forEach(([from, to], i) => {
            expect(from).toBeLessThan(to);
            if (i > 0) expect(from).toBeGreaterThanOrEqual(slabs[i - 1][1]);
            // More than was asked for only where that is one slot, or one hour of them.
            const held = [...slots].flatMap(([slot, n]) => (slot >= from && slot < to ? [n] : []));
            const sum = held.reduce((a, b) => a + b, 0);
            if (sum > rows) expect((to - from) * time.slot).toBeLessThanOrEqual(Math.max(3600, time.slot));
          });
        },
      ),
    );
  });

  it('leave out hours of a wild clock, and nothing else', () => {
    const hour = (at: number, count: number): HourCount => ({
      hour: at,
      count,
      first: at * 3600,
      last: at * 3600 + 3599,
    });
    const usual = Array.from({ length: 48 }, (_, i) => hour(490_000 + i, 500));
    expect(usualHours([hour(0, 1), ...usual, hour(4_000_000, 2)])).toEqual(usual);
    expect(usualHours(usual)).toEqual(usual);
    const five = [hour(10, 2), hour(490_000, 3)];
    expect(usualHours(five)).toEqual(five);
  });
});

function cubeOf(shape: Shape, cells: readonly (readonly [number, number])[]): Cube {
  const made = new Cells(shape);
  for (const [key, count] of cells) made.add(key, count);
  return made.cube();
}

const SHAPE: Shape = [
  ['entity', 6],
  ['bucket', 8],
  ['slot', 5],
];

const anyCells = fc.array(fc.tuple(fc.nat(6 * 8 * 5 - 1), fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 200 });

describe('packing', () => {
  it('gives back what went in', () => {
    fc.assert(
      fc.property(anyCells, fc.string({ unit: 'binary' }), (cells, name) => {
        const facts = { name, cubes: { bins: cubeOf(SHAPE, cells), flags: cubeOf(SHAPE, []) } } as unknown as Facts;
        expect(unpack(pack(facts))).toEqual(facts);
      }),
    );
  });
});

describe('sums', () => {
  it('are those of the cells that pass', () => {
    const passes = (place: number): boolean => place % 2 === 0;
    fc.assert(
      fc.property(anyCells, cells => {
        const wanted = new Float64Array(5 * 6);
        for (const [key, count] of cells) {
          const [entity, bucket, slot] = [Math.floor(key / 40), Math.floor(key / 5) % 8, key % 5];
          if (passes(bucket)) wanted[slot * 6 + entity] += count;
        }
        expect(sums(cubeOf(SHAPE, cells), ['slot', 'entity'], { bucket: passes, absent: () => false })).toEqual(wanted);
      }),
    );
  });
});

describe('cuts', () => {
  it('put all beyond a budget into the rest and keep what was not told apart', () => {
    const cells = Array.from({ length: 240 }, (_, key) => [key, 1] as const);
    const { cube, kept } = cutCube(cubeOf(SHAPE, cells), 1, 120);
    expect(kept).toBe(2);
    // Two of four names stay; the other two and what was the rest are 40 cells each.
    expect(sums(cube, ['entity'])).toEqual(Float64Array.of(40, 40, 120, 40));
    expect(sums(cube, []).at(0)).toBe(240);
  });

  it('keep all where the budget allows', () => {
    const cube = cubeOf(SHAPE, [[3, 7]]);
    expect(cutCube(cube, 1, 120)).toEqual({ cube, kept: 4 });
  });

  it('make two buckets one and lose nothing', () => {
    fc.assert(
      fc.property(anyCells, cells => {
        const cube = cubeOf(SHAPE, cells);
        const coarse = coarsened(cube, 'bucket', 60);
        expect(coarse.keys.length <= 60 || coarse.shape[1][1] === 1).toBe(true);
        expect(sums(coarse, ['entity', 'slot'])).toEqual(sums(cube, ['entity', 'slot']));
        const [fine, wide] = [sums(cube, ['bucket']), sums(coarse, ['bucket'])];
        const each = 8 / wide.length;
        wide.forEach((count, i) => {
          expect(count).toBe(fine.subarray(i * each, (i + 1) * each).reduce((a, b) => a + b, 0));
        });
      }),
    );
  });
});

describe('percentiles', () => {
  it('lie inside the bucket that holds them', () => {
    const counts = new Float64Array(112);
    counts[40] = 10;
    counts[60] = 90;
    expect(percentile(counts, 0.05)).toBeCloseTo(lowerEnd(40) * 2 ** (0.5 / 4), 12);
    expect(percentile(counts, 0.5)).toBeGreaterThan(lowerEnd(60));
    expect(percentile(counts, 1)).toBeCloseTo(lowerEnd(61), 12);
    expect(percentile(new Float64Array(112), 0.5)).toBeNaN();
  });
});

describe('silences', () => {
  it('are told where dialogues are usual, with the longest', () => {
    const facts = {
      dialogues: 10_000,
      time: { start: 0, bin: 3600, bins: 100, slot: 10_800, slots: 34, first: 0, last: 359_999 },
    } as unknown as Facts;
    const counts = Float64Array.from({ length: 100 }, (_, i) => (i === 7 || (i >= 20 && i < 23) ? 0 : 100));
    const [found] = silences(facts, counts);
    expect(found).toMatchObject({ count: 4, of: 100 });
    expect(found.meaning).toContain('1970-01-01 20:00 to 1970-01-01 23:00');
    expect(silences({ ...facts, dialogues: 50 }, counts)).toEqual([]);
    expect(silences(facts, counts.fill(1))).toEqual([]);
  });
});

describe('the order of a table', () => {
  it('is from the largest number, from the first text, and the other way round', () => {
    expect([3, 10, 7].sort((a, b) => compared(a, b, 1))).toEqual([10, 7, 3]);
    expect([3, 10, 7].sort((a, b) => compared(a, b, -1))).toEqual([3, 7, 10]);
    expect(['b', 'a10', 'a9'].sort((a, b) => compared(a, b, 1))).toEqual(['a9', 'a10', 'b']);
    expect(['b', 'a10', 'a9'].sort((a, b) => compared(a, b, -1))).toEqual(['b', 'a10', 'a9']);
  });

  it.each([1, -1])('has what has no value last (%d)', sign => {
    const sorted = [2, Number.NaN, 1, Number.NaN, 3].sort((a, b) => compared(a, b, sign));
    expect(sorted.slice(3)).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('an axis of counts', () => {
  it.each([
    [16, [0, 1, 2, 5, 10]],
    [1000, [0, 1, 5, 10, 20, 50, 100, 1000]],
  ])('to %d has ticks that one can read a step by', (most, ticks) => {
    expect(symlog(most, 0, 220, COUNTS, 18).ticks).toEqual(ticks);
  });
});

describe('a distribution over devices', () => {
  it('has at each probability the least value that so many are not above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 999 }), { minLength: 1, maxLength: 400 }), values => {
        const found = quantiles(Float64Array.from(values));
        const sorted = [...values].sort((a, b) => a - b);
        PROBABILITIES.forEach((p, i) => {
          const wanted = Math.round(p * 1000) * values.length;
          const least = sorted.find(value => sorted.filter(other => other <= value).length * 1000 >= wanted);
          expect(found[i]).toBe(least);
        });
      }),
    );
  });
});
