/** Small runs of `npm run truth` and `npm run same`: made traffic decodes to its truth, and the same however it comes. */
import { describe, expect, it } from 'vitest';
import { told } from './compare.ts';
import { sameness } from './same.ts';
import { made } from './truth.ts';

const options = (text: string): string[] => ['--silent', '--show', '5', ...text.split(' ')];

describe('made traffic', () => {
  it.each([
    '--packets 40000 --seed 1',
    '--packets 40000 --seed 2 --legs --taps 2 --rotate 7 --start 30',
    '--packets 40000 --seed 3 --hours 5 --devices 4000',
  ])('without faults is right in every dialogue and every column: %s', async text => {
    const result = await made(options(text));
    expect(result.dialogues).toBeGreaterThan(1500);
    expect(result.same, told(result)).toBe(result.dialogues);
    expect(result.records, told(result)).toBe(result.dialogues);
  });

  it.each([
    '--packets 60000 --seed 4 --faults all=1',
    '--packets 60000 --seed 5 --faults all=1 --legs --taps 3 --rotate 3 --start 60',
  ])('with every fault at 1 %% is right but for what the taps could not show: %s', async text => {
    const result = await made(options(text));
    // One in ten thousand; at this size a single one, and one more for chance.
    expect(result.dialogues - result.right, told(result)).toBeLessThanOrEqual(2);
    expect(Math.abs(result.records - result.dialogues), told(result)).toBeLessThanOrEqual(1);
    // Each fault has been there.
    expect(result.faults.size).toBeGreaterThanOrEqual(20);
  });
});

it('the records are the same from one file, from two hundred, from standard input, with 1 to 4 workers', async () => {
  // Not time that runs backwards over the end of a file: files are put together by time.
  const found = await sameness('--packets 30000 --seed 6 --faults all=1,backwards=0'.split(' '), 200);
  expect(found.length).toBe(7);
  expect(found[0]!.records).toBeGreaterThan(5000);
  expect(new Set(found.map(({ records, digest }) => `${records} ${digest}`)).size, JSON.stringify(found)).toBe(1);
});
