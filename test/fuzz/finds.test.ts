/** Every find that was kept runs through all that it could break. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCapture } from './captures.ts';
import { GUARD, problemOf, readsOf } from './check.ts';
import { describingProblem } from './describing.ts';
import { readFinds } from './finds.ts';
import { Loop, troubleOf } from './loop.ts';
import { allSeeds } from './seeds.ts';
import { TARGETS } from './targets.ts';

const finds = readFinds(fileURLToPath(new URL('finds', import.meta.url)));
/** What is not on the wire: link types, point code formats, operations. */
const VARIANTS = 64;

function problemsAlone(name: string, octets: Uint8Array): string[] {
  const target = TARGETS.find(each => each.name === name);
  if (target === undefined) return [`no target ${name}`];
  const room = new Uint8Array(octets.length + 2 * GUARD);
  const problems: string[] = [];
  for (const run of target.alone) {
    for (let n = 0; n < VARIANTS; n++) {
      room.set(octets, GUARD);
      const problem = problemOf(run, room, GUARD, GUARD + octets.length, n);
      if (problem !== '') problems.push(problem);
      if (readsOf(run, octets, n).outside > 0) problems.push('an octet outside is read');
    }
  }
  const whole = new Uint8Array(target.before.length + octets.length);
  whole.set(target.before);
  whole.set(octets, target.before.length);
  const trouble = troubleOf([{ octets: whole, link: target.link < 0 ? 1 : target.link }]);
  return trouble === '' ? problems : [...problems, trouble];
}

describe('finds', () => {
  it('are there, each with a word on what it was', () => {
    expect(finds.length).toBeGreaterThan(0);
    expect(finds.filter(find => find.about === '' || find.lines.length === 0)).toEqual([]);
  });

  it.each(finds.map(find => [`${find.file}: ${find.about}`, find] as const))('%s', async (_, { lines }) => {
    const frames = lines.filter(({ name }) => name.startsWith('frame/'));
    const list = frames.map(({ name, octets }) => ({ octets, link: Number(name.slice('frame/'.length)) }));
    if (list.length > 0) expect(troubleOf(list)).toBe('');
    for (const { octets, link } of list) expect(describingProblem(octets, link, true)).toBe('');
    for (const { name, octets } of lines) {
      if (name === 'capture') expect(await runCapture(octets)).toMatchObject({ trouble: '' });
      else if (!name.startsWith('frame/')) expect(problemsAlone(name, octets)).toEqual([]);
    }
  });
});

describe('the fuzzer itself', () => {
  it('finds nothing in a short run, and meets faults of every layer', async () => {
    const found: string[] = [];
    const seeds = await allSeeds(fileURLToPath(new URL('../..', import.meta.url)), undefined);
    const onFind = (target: string, trouble: string, about: string): void => {
      // time is not for tests
      if (trouble !== 'hang') found.push(`${target}: ${about}`);
    };
    const loop = new Loop({ seed: 20261122, targets: TARGETS, seeds, onFind });
    for (let i = 0; i < 4; i++) loop.turn();
    loop.finish();
    expect(found).toEqual([]);
    const faults = new Set([...loop.reports.values()].flatMap(report => [...report.faults.keys()]));
    expect(faults.size).toBeGreaterThan(70);
  });

  it('sees a decoder that reads outside, and one that throws', () => {
    const room = new Uint8Array(2 * GUARD + 4);
    expect(problemOf((b, _, end) => b[end], room, GUARD, GUARD + 4, 0)).toMatch(/^reads outside/);
    expect(problemOf((b, at) => b[at - 1], room, GUARD, GUARD + 4, 0)).toMatch(/^reads outside/);
    const thrown = (): number => {
      throw new RangeError('no');
    };
    expect(problemOf(thrown, room, GUARD, GUARD + 4, 0)).toBe('throws RangeError: no');
    expect(readsOf((b, at, end) => b[at] + b[end], new Uint8Array(4), 0)).toEqual({ count: 2, outside: 1 });
  });
});
