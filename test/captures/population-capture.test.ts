/** A population as a capture: what is decoded from its octets is what the devices did. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ERROR, REJECT } from '../../captures/maker/population/events.ts';
import { Population } from '../../captures/maker/population/population.ts';
import { TYPES } from '../../captures/maker/population/profile.ts';
import { Database, literal } from '../../src/database/database.ts';
import { scratchFolder, sigprobe } from '../commands/tool.ts';

const made = { population: 'dat2', devices: 60, days: 4, seed: 21 } as const;
const home = scratchFolder();
const capture = join(home, 'days.pcap');
const profiles = (): string[] => readFileSync(join(home, 'days.profiles.csv'), 'utf8').trim().split('\n').slice(1);

async function make(path: string): Promise<void> {
  const { population, devices, days, seed } = made;
  const numbers = ['--devices', devices, '--days', days, '--seed', seed].map(String);
  const { status, stderr } = await sigprobe(['make', '--population', population, ...numbers, '-o', path]);
  expect([status, stderr]).toEqual([0, '']);
}

describe('a capture of a population', () => {
  let db: Database;

  beforeAll(async () => {
    await make(capture);
    const { status } = await sigprobe(['decode', capture, '-o', home, '--quiet']);
    expect(status).toBe(0);
    db = await Database.open();
  }, 60_000);

  it('is the same for a seed', async () => {
    const again = join(home, 'again.pcap');
    await make(again);
    expect(readFileSync(again).equals(readFileSync(capture))).toBe(true);
  });

  it('is decoded to the dialogues of each device, types and outcomes', async () => {
    const imsis = profiles().map(line => line.split(',')[0]);
    const outcome = { [REJECT]: 'reject', [ERROR]: 'error' } as Record<number, string>;
    const expected = new Map<string, number>();
    const created = new Set<string>();
    for (const events of new Population(made).slices()) {
      for (let k = 0; k < events.ready; k++) {
        const e = events.order[k];
        // A tunnel that is older than the capture is nobody's.
        const { device, type, tunnel } = events;
        const name = TYPES[type[e]];
        const context = `${device[e]} ${tunnel[e]}`;
        if (name === 'PDP_CREATE') created.add(context);
        else if (tunnel[e] > 0 && !created.has(context)) continue;
        const how = outcome[events.outcome[e]] ?? 'success';
        const key = `${imsis[device[e]]} ${name} ${how}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
    }
    const rows = await db.rows(`SELECT imsi || ' ' || type || ' ' || outcome AS key, count(*)::INT AS n
      FROM read_parquet(${literal(join(home, 'dialogues.parquet'))}) WHERE imsi IS NOT NULL GROUP BY key`);
    const decoded = new Map(rows.map(({ key, n }) => [key as string, n as number]));
    let all = 0;
    for (const [key, n] of expected) {
      expect([key, decoded.get(key) ?? 0]).toEqual([key, n]);
      all += n;
    }
    expect(all).toBeGreaterThan(3000);
  });
});
