/**
 * The work of every decoder grows as its octets do: counted in octets read, not timed. On the worst messages that can
 * be built and on mutated ones.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readsOf } from './check.ts';
import { below, pick, random32, seedRandom } from './random.ts';
import { allSeeds } from './seeds.ts';
import { type Alone, TARGETS } from './targets.ts';
import { nodesOf, writeEdited } from './tree.ts';
import { worstOf } from './worst.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/**
 * Reads of one octet, at most: a TCAP message goes down ten levels, and each may look for the end of an indefinite
 * length in it.
 */
const MOST_AN_OCTET = 24;
const MOST_AT_ALL = 600;
const SHORT = 2000;

/** Variants that matter: link types, point code formats; of MAP operations those that go down. */
const variantsOf = (name: string): readonly number[] =>
  name === 'map' || name === 'cap' ? [0, 2, 7, 56, 59, 23] : [0, 1, 2, 3];

describe.each(TARGETS.map(target => [target.name, target] as const))('%s', (name, target) => {
  const decoders: readonly (readonly [number, Alone])[] = target.alone.map((run, i) => [i, run] as const);

  it.each(decoders)('decoder %i: twice the octets are at most 2.2 times the reads, on the worst messages', (_, run) => {
    const once = worstOf(name, SHORT);
    const twice = worstOf(name, 2 * SHORT);
    const tooMany: string[] = [];
    for (const [what, octets] of Object.entries(once)) {
      for (const n of variantsOf(name)) {
        const one = readsOf(run, octets, n);
        const two = readsOf(run, twice[what], n);
        if (one.outside + two.outside > 0) tooMany.push(`${what}: reads outside`);
        if (one.count > MOST_AN_OCTET * octets.length + MOST_AT_ALL) tooMany.push(`${what}: ${one.count} reads`);
        if (two.count > 2.2 * one.count + MOST_AT_ALL)
          tooMany.push(`${what}: ${one.count} reads, ${two.count} for twice`);
      }
    }
    expect(tooMany).toEqual([]);
  });
});

describe('mutated messages', async () => {
  const seeds = await allSeeds(root, undefined);
  const room = new Uint8Array(70_000);

  it.each(TARGETS.map(target => [target.name, target] as const))(
    '%s: few reads an octet, none outside',
    (_, target) => {
      seedRandom(20261122);
      const pool = target.seeds.flatMap(protocol => seeds.of(protocol)).map(({ root: tree }) => nodesOf(tree));
      const others = pool.flat().slice(0, 2000);
      const wrong: string[] = [];
      for (let i = 0; i < 600; i++) {
        const end = writeEdited(pick(pool), others, room, 0, 60_000);
        for (let k = below(4); k > 0 && end > 0; k--) room[below(end)] = random32();
        const octets = room.slice(0, end);
        const n = random32() >>> 8;
        const { count, outside } = readsOf(target.alone[i % target.alone.length], octets, n);
        if (outside > 0) wrong.push(`reads outside: ${Buffer.from(octets).toString('hex')}`);
        if (count > MOST_AN_OCTET * octets.length + MOST_AT_ALL)
          wrong.push(`${count} reads of ${octets.length} octets`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
