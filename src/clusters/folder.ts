/** Files that appear together: each under a temporary name until all are whole. */
import { rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Database, identifier, literal, type NewColumn } from '../database/database.ts';
import { OperatorError, systemReason } from '../errors.ts';
import { makeFolders } from '../pipeline/folders.ts';
import type { Clusters } from './cluster.ts';
import { FILES } from './files.ts';
import { rowsOf } from './matrix.ts';
import type { Placed } from './model.ts';

/** Lists of numbers stand on one line, all else is indented. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[[-+.\de\s,]+\]/g, list => list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}

export class Files {
  readonly #parts = new Map<string, string>();
  /** Folders made for them, the deepest first. */
  readonly #made: string[] = [];

  /** The temporary name of a file; its folder is made where there is none. */
  async part(path: string): Promise<string> {
    const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
    try {
      this.#made.unshift(...(await makeFolders(resolve(dirname(path)))));
      await writeFile(part, '');
    } catch (error) {
      throw new OperatorError('cannot-write', `cannot write ${path}: ${systemReason(error)}`);
    }
    this.#parts.set(path, part);
    return part;
  }

  async text(path: string, text: string): Promise<void> {
    const part = this.#parts.get(path) ?? (await this.part(path));
    try {
      await writeFile(part, text);
    } catch (error) {
      throw new OperatorError('cannot-write', `cannot write ${path}: ${systemReason(error)}`);
    }
  }

  async parquet(db: Database, path: string, columns: readonly NewColumn[]): Promise<void> {
    const part = this.#parts.get(path) ?? (await this.part(path));
    const table = basename(path);
    await db.create(table, columns);
    try {
      await db.run(`COPY ${identifier(table)} TO ${literal(part)} (FORMAT parquet, COMPRESSION zstd)`);
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split('\n');
      throw new OperatorError('cannot-write', `cannot write ${path}: ${reason}`);
    }
  }

  /** Before the work begins: whether anything can be written there at all. */
  static async probe(path: string): Promise<void> {
    const files = new Files();
    await files.part(path);
    await files.abort();
  }

  async finish(): Promise<void> {
    for (const [path, part] of this.#parts) {
      try {
        await rename(part, path);
      } catch (error) {
        throw new OperatorError('cannot-write', `cannot write ${path}: ${systemReason(error)}`);
      }
      this.#parts.delete(path);
    }
  }

  /** Takes away what is not finished, and folders that were made for it and are empty. */
  async abort(): Promise<void> {
    for (const part of this.#parts.values()) await unlink(part).catch(() => undefined);
    for (const folder of this.#made) await rmdir(folder).catch(() => undefined);
  }
}

/** Columns of labels: the cluster of each device, the second nearest, and the distances to both. */
function labels(devices: readonly string[], found: Placed | Clusters['distances']): NewColumn[] {
  const numbers = (values: Uint8Array): Int32Array => Int32Array.from(values, value => value + 1);
  return [
    { name: 'simId', type: 'VARCHAR', values: devices },
    { name: 'cluster', type: 'INTEGER', values: numbers(found.nearest) },
    { name: 'distance', type: 'DOUBLE', values: found.distance },
    { name: 'second_cluster', type: 'INTEGER', values: numbers(found.second) },
    { name: 'second_distance', type: 'DOUBLE', values: found.secondDistance },
  ];
}

function centresCsv({ centres, profiles }: Clusters): string {
  const names = Array.from({ length: centres.columns }, (_, i) => `pc${i + 1}`);
  const rows = rowsOf(centres).map((row, c) => [c + 1, profiles.clusters[c].devices, ...row].join(','));
  return `${[['cluster', 'devices', ...names].join(','), ...rows].join('\n')}\n`;
}

export async function writeClusters(files: Files, db: Database, folder: string, found: Clusters): Promise<void> {
  const at = (name: keyof typeof FILES): string => join(folder, FILES[name]);
  await files.parquet(db, at('labels'), labels(found.devices, found.distances));
  await files.text(at('centres'), centresCsv(found));
  await files.text(at('pca'), json(found.pca));
  await files.text(at('choice'), json(found.choice));
  await files.text(at('profiles'), json(found.profiles));
  await files.text(at('model'), json(found.model));
}

export async function writePlaced(
  files: Files,
  db: Database,
  path: string,
  devices: readonly string[],
  placed: Placed,
): Promise<void> {
  const unlike: NewColumn = {
    name: 'unlike',
    type: 'BOOLEAN',
    values: Array.from(placed.unlike, value => value === 1),
  };
  await files.parquet(db, path, [...labels(devices, placed), unlike]);
}

/** Takes away what an earlier run left in the folder, and the folder where nothing else is in it. */
export async function removeClusters(folder: string): Promise<void> {
  for (const name of Object.values(FILES)) await unlink(join(folder, name)).catch(() => undefined);
  await rmdir(folder).catch(() => undefined);
}
