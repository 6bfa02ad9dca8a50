/** What lies in an output folder: the records are needed, all else may be missing. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError, systemReason } from '../../errors.ts';

export interface Inputs {
  readonly folder: string;
  /** Parquet files of dialogue records. */
  readonly dialogues: readonly string[];
  readonly summary?: string;
  readonly features?: string;
  readonly sessions?: string;
  readonly tunnels?: string;
  readonly profiles?: string;
  readonly choice?: string;
  readonly labels?: string;
}

const OTHERS = {
  summary: 'summary.json',
  features: 'features.parquet',
  sessions: 'sessions.parquet',
  tunnels: 'tunnels.parquet',
  profiles: 'clusters/profiles.json',
  choice: 'clusters/choice.json',
  labels: 'clusters/labels.parquet',
} as const;

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.isDirectory() ? 'folder' : 'file';
}

async function listed(folder: string, recursive = false): Promise<string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch (error) {
    throw new OperatorError('cannot-read', `cannot read ${folder}: ${systemReason(error)}`);
  }
}

/** `dialogues.parquet`, else `dialogues*.parquet`, else what lies under `dialogues/` (partitions). */
async function dialogueFiles(folder: string): Promise<string[]> {
  const names = (await listed(folder)).sort();
  if (names.includes('dialogues.parquet') && (await kindOf(join(folder, 'dialogues.parquet'))) === 'file') {
    return [join(folder, 'dialogues.parquet')];
  }
  const several = names.filter(name => /^dialogues.*\.parquet$/.test(name));
  if (several.length > 0) return several.flatMap(name => join(folder, name));
  if (!names.includes('dialogues')) return [];
  const inside = await listed(join(folder, 'dialogues'), true);
  return inside
    .filter(name => name.endsWith('.parquet'))
    .sort()
    .map(name => join(folder, 'dialogues', name));
}

export async function findInputs(folder: string): Promise<Inputs> {
  const kind = await kindOf(folder);
  if (kind === undefined) throw new OperatorError('no-such-folder', `no such folder: ${folder}`);
  if (kind === 'file') {
    throw new OperatorError('not-a-folder', `${folder} is a file: the folder that 'sigprobe run' wrote is needed`);
  }
  const dialogues = await dialogueFiles(folder);
  if (dialogues.length === 0) {
    throw new OperatorError(
      'no-dialogues',
      `no dialogues.parquet in ${folder}: 'sigprobe decode INPUT -o ${folder}' makes it`,
    );
  }
  const found: Record<string, string> = {};
  for (const [name, path] of Object.entries(OTHERS)) {
    if ((await kindOf(join(folder, path))) === 'file') found[name] = join(folder, path);
  }
  return { folder, dialogues, ...found };
}

/** A JSON file of ours; an OperatorError names one that is none. */
export async function readJson(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError('cannot-read', `cannot read ${path}: ${systemReason(error)}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new OperatorError('not-json', `${path} is no JSON object: was it cut?`);
}
