/** The rooms and the direction of the arrows between them, read from the import lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly file: string;
  /** Path from the root, or the name of a package. */
  readonly of: string;
}

function importsUnder(folder: string): Import[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  return files.flatMap(name => {
    const file = join(folder, name);
    const text = readFileSync(join(root, file), 'utf8');
    const found = text.matchAll(
      /^(?:import|export)\b[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm,
    );
    return [...found].map(match => {
      const name = match[1] ?? match[2] ?? match[3];
      const of = name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name;
      return { file, of };
    });
  });
}

const all = ['decoders', 'captures', 'src'].flatMap(importsUnder);
const leaving = (folder: string): Import[] =>
  all.filter(({ file, of }) => file.startsWith(`${folder}/`) && !of.startsWith(`${folder}/`));

/** A room may import what stands before it in the list, and itself. Files right under src/ are open to all. */
const ROOMS = [
  'capture',
  'decode',
  'dialogues',
  'sinks',
  'pipeline',
  'database',
  'features',
  'clusters',
  'report',
  'commands',
  'cli',
];

describe('arrows', () => {
  it('finds imports at all', () => {
    expect(all.length).toBeGreaterThan(100);
  });

  it('decoders import nothing outside themselves', () => {
    expect(leaving('decoders')).toEqual([]);
  });

  it('captures share nothing with decoders or src', () => {
    expect(leaving('captures').filter(({ of }) => !of.startsWith('node:'))).toEqual([]);
  });

  it('the scripts of the page import nothing outside themselves', () => {
    expect(leaving('src/report/page')).toEqual([]);
  });

  it.each(ROOMS.map((room, place) => [room, place] as const))(
    '%s imports nothing of the rooms behind it',
    (room, place) => {
      const behind = [...ROOMS.slice(place + 1).map(name => `src/${name}/`), 'src/cli', 'bench/', 'test/'];
      const backwards = leaving(`src/${room}`).filter(({ of }) => behind.some(prefix => of.startsWith(prefix)));
      expect(backwards).toEqual([]);
    },
  );

  it.each([
    ['commander', ['src/cli.ts', 'src/cli/values.ts']],
    ['piscina', ['src/pipeline/pool.ts']],
    ['@duckdb/node-api', ['src/database/database.ts']],
  ])('%s is imported in one place', (name, files) => {
    const importers = all.filter(({ of }) => of === name || of.startsWith(`${name}/`)).map(({ file }) => file);
    expect([...new Set(importers)].sort()).toEqual(files);
  });
});
