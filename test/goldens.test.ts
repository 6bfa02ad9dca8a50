/** Every committed capture decodes to its goldens, and those say what its truth says, in every column that it names. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../captures/maker/scenarios.ts';
import { compare, told } from './compare.ts';
import { CAPTURES, captureNames, golden, stagesOf, writeInto } from './goldens.ts';

/** Where a capture shows nothing of a loss: the other leg was seen, and nothing behind what was missed. */
const UNSEEN_LOSSES = ['hub-leg-lost', 'hub-one-leg'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldens-'));
  writeInto(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('at least sixty captures stand, those of the scenarios and first-look', () => {
  const names = Object.values(SCENARIOS).flatMap(rows => rows.map(row => row.name));
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect([...captureNames()].sort()).toEqual([...names, 'first-look'].sort());
});

describe.each(captureNames())('%s', name => {
  it('has goldens of its dialogues and its summary', () => {
    expect(stagesOf(name)).toEqual(expect.arrayContaining(['dialogues.ndjson', 'summary.json']));
  });

  it.each(stagesOf(name))('decodes to %s', stage => {
    expect(readFileSync(join(folder, name, stage), 'utf8')).toBe(golden(name, stage));
  });

  it('has the dialogues that its truth has, equal in every column that the truth names', async () => {
    const truth = join(CAPTURES, name, 'truth.ndjson');
    const result = await compare(join(CAPTURES, name, 'expected/dialogues.ndjson'), truth);
    expect(result.same, told(result)).toBe(result.dialogues);
    expect(result.records, told(result)).toBe(result.dialogues);
    if (!UNSEEN_LOSSES.includes(name) && name !== 'first-look') {
      expect(result.estimates.capture_loss?.[1] ?? 0, 'dialogues whose loss is not told').toBe(0);
    }
  });

  it('has a story', () => expect(existsSync(join(CAPTURES, name, 'story.md'))).toBe(true));
});
