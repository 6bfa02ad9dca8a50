/** The commands as an operator sees them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { echo, echoes, ended, pcapHeader, saved, scratchFolder, sigprobe, start } from './tool.ts';

const folder = scratchFolder();
const good = saved(folder, 'good.pcap', echoes(2));
const json = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

describe('sigprobe', () => {
  it('says its version', async () => {
    const wanted = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
    expect(await sigprobe(['--version'])).toMatchObject({ status: 0, stdout: `${wanted}\n`, stderr: '' });
  });

  it.each([[['--help']], [['decode', '--help']]])('helps: %s', async args => {
    const { status, stdout } = await sigprobe(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:/);
  });
});

describe('decode', () => {
  it('writes Parquet alone unless told, under the folder named', async () => {
    const { status, stdout, stderr } = await sigprobe(['decode', good, '-o', 'out'], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'out'))).toEqual(['dialogues.parquet']);
    expect(
      readFileSync(join(folder, 'out', 'dialogues.parquet'))
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1');
    expect(stdout).toMatch(/packets +4 /);
    expect(stdout).toMatch(/2 +records to out\/dialogues\.parquet/);
  });

  it('writes to sigprobe-out where no folder is named', async () => {
    await sigprobe(['decode', good, '--format', 'csv', '--quiet'], { cwd: folder });
    expect(readdirSync(join(folder, 'sigprobe-out'))).toEqual(['dialogues.csv']);
  });

  it('streams NDJSON to standard output and the summary to standard error', async () => {
    const { status, stdout, stderr } = await sigprobe(['decode', good, '-o', '-']);
    expect(status).toBe(0);
    expect(json(stdout)).toMatchObject([
      { type: 'OTHER', outcome: 'success', first_frame: 1, last_frame: 2 },
      { type: 'OTHER', outcome: 'success', first_frame: 3, last_frame: 4 },
    ]);
    expect(stderr).toMatch(/packets +4 /);
  });

  it('writes nothing but the records with --quiet', async () => {
    expect(await sigprobe(['decode', good, '-o', '-', '--quiet'])).toMatchObject({ stderr: '' });
    expect(await sigprobe(['decode', good, '-o', join(folder, 'q'), '--quiet'])).toMatchObject({
      stdout: '',
      stderr: '',
    });
  });

  it('makes the folders on the way', async () => {
    const { status } = await sigprobe([
      'decode',
      good,
      '-o',
      join(folder, 'a', 'b', 'c'),
      '--format',
      'ndjson,csv,parquet',
    ]);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'a', 'b', 'c')).sort()).toEqual([
      'dialogues.csv',
      'dialogues.ndjson',
      'dialogues.parquet',
    ]);
  });

  it('writes no file with the format none', async () => {
    const out = join(folder, 'no-file');
    expect((await sigprobe(['decode', good, '-o', out, '--format', 'none'])).status).toBe(0);
    expect(existsSync(out)).toBe(false);
  });

  it('reads standard input', async () => {
    const { status, stdout } = await sigprobe(['decode', '-', '-o', '-', '--quiet'], { input: echoes(5) });
    expect(status).toBe(0);
    expect(json(stdout)).toHaveLength(5);
  });

  it('gives the records of a live pipe while it goes on', async () => {
    const child = start(['decode', '-', '-o', '-', '--quiet']);
    const result = ended(child);
    const first = new Promise<string>(resolve => child.stdout?.once('data', resolve));
    // An answered echo stays for its retransmissions, 30 s of capture time.
    child.stdin?.write(echoes(200));
    expect(JSON.parse((await first).split('\n')[0])).toMatchObject({ first_frame: 1 });
    child.stdin?.end();
    expect(json((await result).stdout)).toHaveLength(200);
  });

  it('reads several inputs as one in time order', async () => {
    const second = saved(folder, 'second.pcap', Buffer.concat([pcapHeader(), echo(2, 9, 1.7e9 + 11)]));
    const first = saved(folder, 'first.pcap', Buffer.concat([pcapHeader(), echo(1, 9, 1.7e9 + 10)]));
    const { stdout } = await sigprobe(['decode', second, first, '-o', '-', '--quiet']);
    const [record, ...more] = json(stdout);
    expect(more).toEqual([]);
    expect(record).toMatchObject({ outcome: 'success', n_messages: 2, response_time: 1 });
    expect(record.capture).toMatch(/first\.pcap$/);
  });

  it('writes the summary as JSON', async () => {
    const path = join(folder, 'summary.json');
    await sigprobe(['decode', good, '-o', join(folder, 's'), '--summary', path, '--workers', '1', '--quiet']);
    const summary = JSON.parse(readFileSync(path, 'utf8'));
    expect(summary).toMatchObject({
      inputs: [good],
      interrupted: null,
      first_time: '2023-11-14T22:13:20.000000Z',
      last_time: '2023-11-14T22:13:21.000000Z',
      packets: 4,
      messages: { gtp: 4 },
      dialogues: { total: 2, by_type: { OTHER: { success: 2, reject: 0, error: 0 } }, reasons: [] },
      orphans: { dialogues: 0, messages: 0, at_start: 0 },
      faults: [],
      notes: [],
      set_aside: [],
      run: { workers: 1 },
    });
    expect(summary.outputs).toEqual([{ format: 'parquet', path: join(folder, 's', 'dialogues.parquet'), rows: 2 }]);
  });

  it('takes time-outs: a request unanswered for longer is incomplete', async () => {
    const late = saved(folder, 'late.pcap', Buffer.concat([pcapHeader(), echo(1, 1, 1.7e9), echo(2, 1, 1.7e9 + 20)]));
    const outcome = async (...args: string[]): Promise<unknown> => {
      const { stdout } = await sigprobe(['decode', late, '-o', '-', '--quiet', ...args]);
      return json(stdout)[0].outcome;
    };
    expect(await outcome()).toBe('success');
    expect(await outcome('--gtp-timeout', '10')).toBe('error');
  });

  it('keeps answers without a request on demand', async () => {
    const orphan = saved(folder, 'orphan.pcap', Buffer.concat([pcapHeader(), echo(2, 1, 1.7e9)]));
    expect(json((await sigprobe(['decode', orphan, '-o', '-', '--quiet'])).stdout)).toHaveLength(0);
    expect(json((await sigprobe(['decode', orphan, '-o', '-', '--quiet', '--orphans'])).stdout)).toHaveLength(1);
  });
});

describe('messages', () => {
  it('writes one line a message, keys in a fixed order', async () => {
    const { status, stdout, stderr } = await sigprobe(['messages', good]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Echo request and response (TS 29.060 §7.2.1, §7.2.2); the header's TEID is 0, the sequence number the echo's.
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '{"frame":1,"index":0,"time":"2023-11-14T22:13:20.000000Z","protocol":"gtp","version":1,"message_type":1,"message":"Echo Request","teid":0,"sequence_number":0}',
      '{"frame":2,"index":0,"time":"2023-11-14T22:13:20.000000Z","protocol":"gtp","version":1,"message_type":2,"message":"Echo Response","teid":0,"sequence_number":0}',
    ]);
  });

  it('names the input where there are several', async () => {
    const { stdout } = await sigprobe(['messages', good, good]);
    expect(json(stdout).map(line => line.capture)).toEqual(Array(8).fill(good));
  });

  it('says what stopped the decoder and where', async () => {
    // An echo request whose GTP header says 400 octets: 4 remain. GTP begins at octet 42 of the frame.
    const record = echo(1, 1, 1.7e9);
    record.writeUInt16BE(400, 16 + 42 + 2);
    const bad = saved(folder, 'bad.pcap', Buffer.concat([pcapHeader(), record]));
    const { stdout } = await sigprobe(['messages', bad]);
    expect(json(stdout)).toHaveLength(1);
    expect(json(stdout)[0].fault).toMatch(/^gtp: [a-z ]+ says 400, 4 remain \(frame 1, octet 4\d\)$/);
  });

  it('tells the label and kind of what is counted only', async () => {
    // MTP3 (link type 141): ISUP from 2 to 1; then an SCCP connection request, release and inactivity test
    const label = [0x01, 0x80, 0x00, 0x00];
    const frames = [
      [0x85, ...label, 0x01, 0x00, 0x01, 0x00],
      [0x83, ...label, 0x01, 0x00, 0x00, 0x01, 0x02, 0x02, 0x00, 0x04, 0x43, 0x01, 0x00, 0x06, 0x00],
      [0x83, ...label, 0x05, 0x00, 0x00, 0x01, 0x00, 0x00, 0x02],
    ];
    const records = frames.map((frame, i) => {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(1_700_000_000 + i, 0);
      head.writeUInt32LE(frame.length, 8);
      head.writeUInt32LE(frame.length, 12);
      return Buffer.concat([head, Buffer.from(frame)]);
    });
    const header = pcapHeader();
    header.writeUInt32LE(141, 20);
    const { stdout } = await sigprobe(['messages', saved(folder, 'users.pcap', Buffer.concat([header, ...records]))]);
    expect(json(stdout).map(({ protocol, opc, dpc, sccp }) => [protocol, opc, dpc, sccp])).toEqual([
      ['isup', 2, 1, undefined],
      ['sccp', 2, 1, 'CR'],
      ['sccp', 2, 1, 'RLC'],
    ]);
  });

  it('is the same for any number of workers', async () => {
    const many = saved(folder, 'many.pcap', echoes(50_000));
    const [one, four] = await Promise.all(['1', '4'].map(n => sigprobe(['messages', many, '--workers', n])));
    expect(json(one.stdout)).toHaveLength(100_000);
    expect(four.stdout === one.stdout).toBe(true);
  });
});

describe('make, key, columns', () => {
  it('makes the same capture from the same seed, with the truth beside it, and decode reads it', async () => {
    for (const name of ['m1.pcap', 'm2.pcap']) {
      expect((await sigprobe(['make', '--packets', '2000', '--seed', '5', '-o', join(folder, name)])).status).toBe(0);
    }
    expect(readFileSync(join(folder, 'm1.pcap')).equals(readFileSync(join(folder, 'm2.pcap')))).toBe(true);
    const { stdout } = await sigprobe(['decode', join(folder, 'm1.pcap'), '-o', '-', '--quiet']);
    expect(json(stdout).length).toBeGreaterThan(100);
  });

  it('makes a key once, and decode writes pseudonyms with it', async () => {
    const file = join(folder, 'pseudonyms.key');
    expect((await sigprobe(['key', file])).status).toBe(0);
    const again = await sigprobe(['key', file]);
    expect(again.status).toBe(2);
    expect(again.stderr).toMatch(/^sigprobe: [^\n]*pseudonyms\.key[^\n]*\n$/);
    const made = join(folder, 'm3.pcap');
    await sigprobe(['make', '--packets', '500', '-o', made]);
    const plain = json((await sigprobe(['decode', made, '-o', '-', '--quiet'])).stdout);
    const hashed = json((await sigprobe(['decode', made, '-o', '-', '--quiet', '--pseudonym-key', file])).stdout);
    const imsis = new Set(plain.map(record => record.imsi).filter(imsi => imsi !== null));
    const names = new Set(hashed.map(record => record.imsi).filter(imsi => imsi !== null));
    expect(imsis.size).toBeGreaterThan(10);
    expect(names.size).toBe(imsis.size);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(hashed.map(record => record.home_mcc)).toEqual(plain.map(record => record.home_mcc));
  });

  it('prints the columns', async () => {
    const { status, stdout } = await sigprobe(['columns']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\| column \|/);
    expect(stdout).toContain('`dialogue_id`');
  });
});
