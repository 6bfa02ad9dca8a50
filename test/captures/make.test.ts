import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MakeOptions, make } from '../../captures/maker/make.ts';
import { FOLDERS, tableOfFolders, writeScenarios } from '../../captures/maker/scenarios.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maker-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const made = (name: string, more: Partial<MakeOptions> = {}) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  return make({ packets: 3000, seed: 42, output: join(folder, name), ...more });
};

interface Line {
  readonly type: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly start_time: string;
  readonly end_time: string;
  readonly first_frame: number;
  readonly last_frame: number;
  readonly edge: string;
  readonly n_messages: number;
  readonly response_time: number | null;
  readonly imsi: string | null;
  readonly apn: string | null;
}

const lines = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);

describe('make', () => {
  it('gives the same octets for the same seed, others for another', async () => {
    await made('a/x.pcap');
    await made('b/x.pcap');
    await made('c/x.pcap', { seed: 43 });
    expect(hash(join(folder, 'a/x.pcap'))).toBe(hash(join(folder, 'b/x.pcap')));
    expect(hash(join(folder, 'a/x.truth.ndjson'))).toBe(hash(join(folder, 'b/x.truth.ndjson')));
    expect(hash(join(folder, 'a/x.pcap'))).not.toBe(hash(join(folder, 'c/x.pcap')));
  });

  it('writes so many frames, and says how many octets', async () => {
    const summary = await made('count.pcap', { packets: 1234 });
    expect(summary.packets).toBe(1234);
    // file header 24, record header 16 each
    expect(statSync(join(folder, 'count.pcap')).size).toBe(24 + 1234 * 16 + summary.octets);
    expect(summary.dialogues).toBe(lines(join(folder, 'count.truth.ndjson')).length);
  });

  it('leaves the truth out when told to, and the capture is the same', async () => {
    await made('with.pcap');
    const summary = await made('without.pcap', { truth: false });
    expect(summary.truth).toBeNull();
    expect(existsSync(join(folder, 'without.truth.ndjson'))).toBe(false);
    expect(hash(join(folder, 'with.pcap'))).toBe(hash(join(folder, 'without.pcap')));
  });

  it('tells the truth in order, inside the capture, with edges only near its end', async () => {
    await made('order.pcap', { packets: 60_000, durationSeconds: 200 });
    const all = lines(join(folder, 'order.truth.ndjson'));
    const last = all
      .map(d => d.end_time)
      .sort()
      .at(-1) as string;
    let before: Line | undefined;
    for (const d of all) {
      if (before !== undefined) {
        const inOrder =
          before.start_time < d.start_time ||
          (before.start_time === d.start_time && before.first_frame <= d.first_frame);
        expect(inOrder).toBe(true);
      }
      before = d;
      expect(d.first_frame).toBeGreaterThan(0);
      expect(d.last_frame).toBeLessThanOrEqual(60_000);
      expect(d.last_frame).toBeGreaterThanOrEqual(d.first_frame);
      if (d.edge === 'end') {
        expect(d.reason).toBe('_Incomplete');
        expect(Date.parse(last) - Date.parse(d.end_time)).toBeLessThan(1_200_000);
      }
      if (d.outcome === 'success') expect(d.response_time).not.toBeNull();
    }
    expect(all.filter(d => d.edge === 'end').length).toBeGreaterThan(5);
    expect(all.filter(d => d.reason === '_Incomplete' && d.edge === '').length).toBeGreaterThan(20);
  });

  it('has each type and each kind of end in it', async () => {
    await made('all.pcap', { packets: 60_000 });
    const all = lines(join(folder, 'all.truth.ndjson'));
    const ends = new Set(all.map(d => `${d.type} ${d.reason}`));
    for (const end of [
      'SAI UnknownSubscriber',
      'SAI _Incomplete',
      'UL RoamingNotAllowed',
      'UL UnexpectedDataValue',
      'UL Abort',
      'UL Reject',
      'UL Undeliverable',
      'UL_GPRS SystemFailure',
      'CL DataMissing',
      'PDP_CREATE APN Access Denied',
      'PDP_CREATE APN Congestion',
      'PDP_CREATE _Incomplete',
      'PDP_UPDATE null',
      'PDP_DELETE Non-existent',
      'OTHER null',
    ])
      expect(ends).toContain(end);
  });

  it('gives tunnels that began before the capture no name, and others their own', async () => {
    await made('tunnels.pcap', { packets: 30_000 });
    const deletes = lines(join(folder, 'tunnels.truth.ndjson')).filter(d => d.type === 'PDP_DELETE');
    const named = deletes.filter(d => d.imsi !== null);
    expect(named.length).toBeGreaterThan(50);
    expect(deletes.length - named.length).toBeGreaterThan(10);
    expect(named.every(d => d.apn !== null)).toBe(true);
  });
});

describe('a capture that begins in the middle', () => {
  it('leaves out what it met halfway, and knows few of the tunnels', async () => {
    const summary = await made('middle.pcap', { packets: 20_000, startSeconds: 30 });
    const all = lines(join(folder, 'middle.truth.ndjson'));
    expect(summary.packets).toBe(20_000);
    expect(all[0]!.start_time >= '2026-01-05T00:00:30').toBe(true);
    // Every line has its request in the capture: the first dialogues of all are whole.
    expect(all.slice(0, 20).every(d => d.n_messages > 1 || d.outcome === 'error')).toBe(true);
    const early = all.filter(d => d.type === 'PDP_DELETE').slice(0, 50);
    expect(early.filter(d => d.imsi === null).length).toBeGreaterThan(25);
  });
});

describe('the committed captures', () => {
  it('stand in the README, each in a row', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../captures/README.md'), 'utf8');
    expect(FOLDERS.exec(readme)?.[0]).toBe(tableOfFolders());
  });

  it('are what the code writes, octet for octet', async () => {
    const again = join(folder, 'again');
    await writeScenarios(again);
    const names = readdirSync(again);
    expect(names.length).toBeGreaterThanOrEqual(60);
    for (const name of names) {
      for (const file of readdirSync(join(again, name))) {
        const committed = join(import.meta.dirname, '../../captures', name, file);
        expect(hash(join(again, name, file)), `${name}/${file}`).toBe(hash(committed));
      }
    }
  });
});
