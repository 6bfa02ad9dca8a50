/** What garbage collection takes of a run: the pauses that V8 tells of, in the main thread and the workers together. */

/** Pauses that `--trace-gc` tells, in milliseconds. */
export function pauses(text: string): number {
  let sum = 0;
  for (const match of text.matchAll(/ ms: (?:Scavenge|Mark-Compact|Minor).*? MB, (\d+(?:\.\d+)?) \/ /g)) {
    sum += Number(match[1]);
  }
  return sum;
}
