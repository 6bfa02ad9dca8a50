/** Every committed capture decodes to its goldens, and those say what its truth says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAPTURES, captureNames, golden, stagesOf, written } from './goldens.ts';

describe.each(captureNames())('%s', name => {
  it('has goldens of its dialogues', () => expect(stagesOf(name)).toContain('dialogues.ndjson'));

  it.each(stagesOf(name))('decodes to %s', stage => expect(written(name, stage)).toBe(golden(name, stage)));

  it('has as many dialogues of each type and outcome as its truth', () => {
    const count = (text: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const line of text.trim().split('\n')) {
        const { type, outcome, reason } = JSON.parse(line);
        const key = `${type} ${outcome} ${reason}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    };
    const truth = readFileSync(join(CAPTURES, name, 'truth.ndjson'), 'utf8');
    expect(count(golden(name, 'dialogues.ndjson'))).toEqual(count(truth));
  });
});
