/** The README says what the program does: the columns, the options, the two commands. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { columnsTable } from '../src/sinks/columns.ts';
import { CLI } from './commands/tool.ts';

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');

function between(name: string): string {
  return readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0].trim() ?? '';
}

describe('README', () => {
  it('lists the columns as the table of columns has them', () => {
    expect(between('columns')).toBe(columnsTable());
  });

  it.each(['decode', 'messages', 'make', 'key', 'columns'])('names every option of %s', command => {
    const help = execFileSync(process.execPath, [CLI, command, '--help'], { encoding: 'utf8' });
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
      .map(match => match[1])
      .filter(name => name !== '--help');
    for (const option of options) expect(readme).toContain(option);
  });
});
