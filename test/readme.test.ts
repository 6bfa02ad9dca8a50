/** The README says what the program does: the columns, the options, a look at real output. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CLI } from './commands/tool.ts';
import { BENCH_PARTS, benchReadme, PARTS, part, readme } from './readme.ts';

describe('README', () => {
  it.each(Object.keys(PARTS))('has the %s as the program gives it (npm run readme)', name => {
    expect(part(readme(), name)).toBe(PARTS[name]());
  });

  it.each(Object.keys(BENCH_PARTS))('of the benches has the %s that were kept last (npm run readme)', name => {
    expect(part(benchReadme(), name)).toBe(BENCH_PARTS[name]());
  });

  it.each(['decode', 'messages', 'inspect', 'extract', 'make', 'key', 'columns'])(
    'names every option of %s',
    command => {
      const help = execFileSync(process.execPath, [CLI, command, '--help'], { encoding: 'utf8' });
      const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(match => match[1]);
      for (const option of options.filter(name => name !== '--help')) expect(readme()).toContain(option);
    },
  );
});
