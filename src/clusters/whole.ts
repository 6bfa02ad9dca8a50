/** What a file of ours must hold before it is believed: it may have been cut, or written by something else. */
import type { ChoiceFile, ChoicePoint, ProfilesFile, Words } from './files.ts';

type Test = (value: unknown) => boolean;

const LEVELS: ReadonlySet<unknown> = new Set(['high', 'medium', 'low']);

export const isNumber: Test = value => Number.isFinite(value);
const isText: Test = value => typeof value === 'string';
const isLevel: Test = value => LEVELS.has(value);
const orNull =
  (test: Test): Test =>
  value =>
    value === null || test(value);
const listOf =
  (test: Test): Test =>
  value =>
    Array.isArray(value) && value.every(test);
const isObject: Test = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const byName =
  (test: Test): Test =>
  value =>
    isObject(value) && Object.values(value as object).every(test);

/** An object with these parts, each as its test wants it. */
function parts<T extends object>(tests: { readonly [K in keyof T]?: Test }): Test {
  return value =>
    isObject(value) &&
    Object.entries<Test | undefined>(tests).every(([name, test]) => test?.((value as T)[name as keyof T]));
}

export const isWords: Test = parts<Words>({
  mobility: isLevel,
  data_usage: isLevel,
  rejects: isLevel,
  protocol_usage: listOf(parts<Words['protocol_usage'][number]>({ name: isText, mark: isLevel })),
});

const PROFILE: { readonly [K in keyof ProfilesFile['clusters'][number]]: Test } = {
  cluster: isNumber,
  devices: isNumber,
  share: isNumber,
  means: byName(orNull(isNumber)),
  marks: byName(isLevel),
  words: isWords,
  stands_out: listOf(parts<{ feature: string; deviation: number }>({ feature: isText, deviation: isNumber })),
  examples: listOf(isText),
};

const FILE: { readonly [K in Exclude<keyof ProfilesFile, 'clusters'>]: Test } = {
  k: isNumber,
  devices: isNumber,
  thresholds: byName(parts<{ low: number; high: number }>({ low: isNumber, high: isNumber })),
  overall: byName(parts<{ mean: number; deviation: number }>({ mean: isNumber, deviation: isNumber })),
};

export const isChoice: Test = parts<ChoiceFile>({
  chosen_by: isText,
  sample: isNumber,
  curve: listOf(parts<ChoicePoint>({ k: isNumber, silhouette: orNull(isNumber), dunn: orNull(isNumber) })),
});

/** What is wrong with what should be profiles; undefined where nothing is. */
export function profilesTrouble(file: unknown): string | undefined {
  if (!isObject(file)) return 'it is no object';
  const { clusters, ...rest } = file as { readonly clusters?: unknown } & Readonly<Record<string, unknown>>;
  if (!Array.isArray(clusters) || clusters.length === 0) return 'it lists no clusters';
  for (const [name, test] of Object.entries(FILE)) if (!test(rest[name])) return `damaged ${name}`;
  for (const [i, one] of clusters.entries()) {
    if (!isObject(one)) return `damaged cluster ${i + 1}`;
    for (const [name, test] of Object.entries(PROFILE)) {
      if (!test(one[name])) return `damaged ${name} of cluster ${i + 1}`;
    }
  }
  return undefined;
}
