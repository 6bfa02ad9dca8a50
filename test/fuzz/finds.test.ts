/** Every find that was kept runs through all that it could break. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCapture } from './captures.ts';
import { GUARD, problemOf, readsOf } from './check.ts';
import { describingProblem } from './describing.ts';
import { readFinds } from './finds.ts';
import { troubleOf } from './loop.ts';
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
