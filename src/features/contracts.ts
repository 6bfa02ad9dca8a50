/**
 * The SQL files and their contracts. Each opens with a comment that says what one row is (grain), what is read, which
 * columns it gives with type, unit, meaning and when null, what a device without rows gets (empty), and why it is done
 * so; the program reads the same text and holds the result to it (README.md of this folder).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Given {
  readonly name: string;
  /** As DuckDB names it, or one of the domain types of dialects.ts. */
  readonly type: string;
  readonly unit: string;
  readonly about: string;
  /** `never`, or when. */
  readonly whenNull: string;
}

export interface Query {
  /** Folder and name, for messages. */
  readonly file: string;
  /** What the opening line calls it. */
  readonly title: string;
  /** Name of the table that it becomes. */
  readonly table: string;
  readonly grain: string;
  readonly reads: readonly string[];
  readonly gives: readonly Given[];
  /** What a device without a row gets: `0`, `null` or `no rows` (none is without). */
  readonly empty: string;
  /** Read once: a view is enough. */
  readonly view: boolean;
  readonly sql: string;
}

export interface Queries {
  /** In the order in which they are made. */
  readonly layers: readonly Query[];
  /** One a feature group, in the order of the columns of the feature table. */
  readonly groups: readonly Query[];
  /** Written beside the features on demand. */
  readonly tables: readonly Query[];
}

const GIVEN = /^-- {3}([^|]+)\|\s*([^|]*?)(?:\s+\(([^)]*)\))?\s*\|([^|]*)\|([^|]*)$/;

/** Reads one file; a header that cannot be read is a fault of ours. */
export function readQuery(file: string, text: string, prefix = ''): Query {
  const lines = text.split('\n');
  const end = lines.findIndex(line => !line.startsWith('--'));
  const header = lines.slice(0, end);
  const part = (name: string): string => {
    const at = header.findIndex(line => line.startsWith(`-- ${name}:`));
    if (at < 0) throw new Error(`${file}: its header does not say '${name}:'`);
    return header[at].slice(name.length + 4).trim();
  };
  const title = header[0]?.match(/^-- ([^:]+):/)?.[1];
  if (title === undefined) throw new Error(`${file}: no header`);
  const gives = header.flatMap(line => {
    const found = line.match(GIVEN);
    if (found === null) return [];
    const [, names, type, unit = '', about, whenNull] = found;
    return names.split(',').map(name => ({
      name: name.trim(),
      type,
      unit,
      about: about.trim(),
      whenNull: whenNull.trim(),
    }));
  });
  if (gives.length === 0) throw new Error(`${file}: its header gives no column`);
  for (const name of ['grain', 'why']) part(name);
  return {
    file,
    title,
    table: `${prefix}${basename(file, '.sql').replace(/^\d+-/, '').replaceAll('-', '_')}`,
    grain: part('grain'),
    reads: part('reads')
      .replaceAll(/\([^)]*\)/g, '')
      .split(',')
      .map(name => name.trim()),
    gives,
    empty: part('empty'),
    view: header.some(line => line.startsWith('-- kept: no')),
    sql: lines.slice(end).join('\n').trim(),
  };
}

/** The built tree has no copy of the SQL: it stands with the sources, in the package too. */
function folder(): string {
  for (const up of ['./sql', '../../../src/features/sql']) {
    const path = fileURLToPath(new URL(up, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new Error('the SQL of the features is missing from the package');
}

function readFolder(root: string, name: string, prefix: string): Query[] {
  return readdirSync(join(root, name))
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => readQuery(join(name, file), readFileSync(join(root, name, file), 'utf8'), prefix));
}

let read: Queries | undefined;

export function queries(): Queries {
  const root = folder();
  read ??= {
    layers: readFolder(root, 'layers', ''),
    groups: readFolder(root, 'features', 'group_'),
    tables: readFolder(root, 'tables', 'table_'),
  };
  return read;
}

/** A column's name as it is published: SQL of two dialects has no dots in names. */
export function publishedName(name: string): string {
  return name.replace(/^gsma_/, 'gsma.');
}
