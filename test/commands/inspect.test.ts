/** `sigprobe inspect`: one frame as an operator, or a script, sees it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { echoes, pcapHeader, saved, scratchFolder, sigprobe } from './tool.ts';

const folder = scratchFolder();
const good = saved(folder, 'good.pcap', echoes(2));
const committed = (name: string): string =>
  fileURLToPath(new URL(`../../captures/${name}/capture.pcap`, import.meta.url));

interface Tree {
  readonly name?: string;
  readonly layer?: string;
  readonly value?: string;
  readonly offset: number;
  readonly length?: number;
  readonly clause?: string;
  readonly hex?: string;
  readonly fault?: string;
  readonly parts?: readonly Tree[];
}

async function tree(...args: string[]): Promise<{ layers: Tree[]; [name: string]: unknown }> {
  const { status, stdout, stderr } = await sigprobe(['inspect', ...args, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const flat = (parts: readonly Tree[]): Tree[] => parts.flatMap(one => [one, ...flat(one.parts ?? [])]);
const find = (parts: readonly Tree[], name: string): Tree | undefined => flat(parts).find(one => one.name === name);

/** A record of one frame in a classic capture. */
function record(octets: readonly number[], original = octets.length): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(1_700_000_000, 0);
  head.writeUInt32LE(octets.length, 8);
  head.writeUInt32LE(original, 12);
  return Buffer.concat([head, Buffer.from(octets)]);
}

const ETHERNET = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];

/** An IPv4 fragment from 10.0.0.1 to 10.0.0.2 of a UDP datagram; offset in octets. */
function fragment(payload: readonly number[], offset: number, more: boolean): number[] {
  const length = 20 + payload.length;
  const place = (offset >> 3) | (more ? 0x2000 : 0);
  return [
    ...ETHERNET,
    ...[
      0x45,
      0,
      length >> 8,
      length & 255,
      0x12,
      0x34,
      place >> 8,
      place & 255,
      64,
      17,
      0,
      0,
      10,
      0,
      0,
      1,
      10,
      0,
      0,
      2,
    ],
    ...payload,
  ];
}

/** UDP between the ports of GTP-C around an echo request with sequence number 7. */
const ECHO = [8, 0x4b, 8, 0x4b, 0, 20, 0, 0, 0x32, 1, 0, 4, 0, 0, 0, 0, 0, 7, 0, 0];

describe('inspect', () => {
  it('shows every layer with place, size, octets, name, value and clause', async () => {
    const { status, stdout, stderr } = await sigprobe(['inspect', good, '--frame', '1']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`Frame 1 of ${good}`);
    expect(lines[1]).toBe('2023-11-14T22:13:20.000000Z, 54 octets, Ethernet (link type 1)');
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {3}26 {5}4 {2}0a000001 +Source {2,}10\.0\.0\.1 {2,}RFC 791 §3\.1$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ {3}42 +12 +GTP {2}Echo Request {2}\(TS 29\.060\)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {3}50 {5}2 {2}0000 +Sequence number +0 {2,}TS 29\.060 §6$/));
    expect(stdout).not.toContain('\u001b');
  });

  it('gives the same as one JSON document', async () => {
    const document = await tree(good, '--frame', '2');
    expect(document).toMatchObject({
      capture: good,
      frame: 2,
      time: '2023-11-14T22:13:20.000000Z',
      link_type: 1,
      captured_octets: 56,
      original_octets: 56,
      joined: [],
      unfinished_pieces: 0,
    });
    expect(document.layers.map(({ layer }) => layer)).toEqual(['frame', 'ip', 'udp', 'gtp']);
    expect(find(document.layers, 'Recovery')).toEqual({
      name: 'Recovery',
      value: '7',
      offset: 54,
      length: 2,
      clause: 'TS 29.060 §7.7.11',
      hex: '0e07',
    });
  });

  it('shows the bundled chunks one by one', async () => {
    const { layers } = await tree(committed('bundled'), '--frame', '8');
    const chunks = layers.filter(({ name }) => name === 'SCTP chunk').length;
    expect(chunks).toBeGreaterThan(1);
    expect(layers.filter(({ name }) => name === 'TCAP').length).toBe(chunks);
  });

  it('shows what the frame that brings the last piece makes whole', async () => {
    // three segments of XUDT with an answer of authentication vectors
    const path = committed('sai');
    const last = await tree(path, '--frame', '18');
    expect(last.joined).toMatchObject([
      { of: 'SCCP segments', octets: 500, frames: [16, 17, 18], completed_by: 18, layers: [{ layer: 'tcap' }] },
    ]);
    const [joined] = last.joined as { layers: Tree[] }[];
    expect(find(joined.layers, 'Operation code')?.value).toBe('56 sendAuthenticationInfo');
  });

  it('says of a piece which frame makes it whole', async () => {
    const path = committed('sai');
    expect((await tree(path, '--frame', '17')).joined).toEqual([
      { of: 'SCCP segments', octets: 500, frames: [16, 17, 18], completed_by: 18 },
    ]);
    const { stdout } = await sigprobe(['inspect', path, '--frame', '16']);
    expect(stdout).toContain('500 octets of SCCP segments in frames 16, 17, 18; frame 18 completes it');
  });

  it('joins fragments of IP', async () => {
    const path = saved(
      folder,
      'fragments.pcap',
      Buffer.concat([
        pcapHeader(),
        record(fragment(ECHO.slice(0, 8), 0, true)),
        record(fragment(ECHO.slice(8), 8, false)),
      ]),
    );
    const { joined, layers } = await tree(path, '--frame', '2');
    expect(layers.at(-1)).toMatchObject({ name: 'Piece', value: '12 octets of a larger whole' });
    expect(joined).toMatchObject([{ of: 'IP fragments', octets: 20, frames: [1, 2], completed_by: 2 }]);
    const [whole] = joined as { layers: Tree[] }[];
    expect(find(whole.layers, 'Sequence number')).toMatchObject({ value: '7', offset: 16 });
  });

  it('counts the pieces whose others are not there', async () => {
    const path = saved(folder, 'half.pcap', Buffer.concat([pcapHeader(), record(fragment(ECHO.slice(0, 8), 0, true))]));
    expect(await tree(path, '--frame', '1')).toMatchObject({ joined: [], unfinished_pieces: 1 });
    const { stdout } = await sigprobe(['inspect', path, '--frame', '1']);
    expect(stdout).toMatch(/A piece of larger messages, not all of whose other pieces were found/);
  });

  it('shows the fault where it struck, and what was read before it', async () => {
    // UDP says 40 octets, 20 are there
    const broken = [...ECHO.slice(0, 5), 40, ...ECHO.slice(6)];
    const path = saved(folder, 'broken.pcap', Buffer.concat([pcapHeader(), record(fragment(broken, 0, false))]));
    const { layers } = await tree(path, '--frame', '1');
    const udp = layers.find(({ layer }) => layer === 'udp');
    expect(udp?.parts).toContainEqual({ fault: 'length says 40, 20 remain', offset: 38 });
    expect(find(layers, 'Sequence number')?.value).toBe('7');
  });

  it('says how much of a cut frame is there', async () => {
    const whole = fragment(ECHO, 0, false);
    const path = saved(folder, 'cut.pcap', Buffer.concat([pcapHeader(), record(whole.slice(0, 50), whole.length)]));
    const { stdout } = await sigprobe(['inspect', path, '--frame', '1']);
    expect(stdout).toContain('50 of 54 octets');
    expect(stdout).toContain('! fault  length says 40, 36 remain');
  });

  it('writes point codes as they are asked for', async () => {
    const path = committed('ul-success');
    const plain = find((await tree(path, '--frame', '1')).layers, 'Originating point code')?.value ?? '';
    const code = Number(plain);
    const itu = find((await tree(path, '--frame', '1', '--point-codes', 'itu')).layers, 'Originating point code');
    expect(itu?.value).toBe(`${code >> 11}-${(code >> 3) & 255}-${code & 7}`);
  });

  it('shows where each fact of a short message stands, and its text only when asked for', async () => {
    const path = committed('short-messages');
    let seen = 0;
    for (let frame = 1; frame <= 30 && seen === 0; frame++) {
      const { status, stdout } = await sigprobe(['inspect', path, '--frame', String(frame), '--with-text', '--json']);
      if (status !== 0) break;
      const asked = find(JSON.parse(stdout).layers, 'text');
      if (asked === undefined) continue;
      seen++;
      const { layers } = await tree(path, '--frame', String(frame));
      const coding = find(layers, 'tp-DCS');
      const length = find(layers, 'tp-UDL');
      expect([coding?.clause, coding?.hex?.length, length?.clause]).toEqual([
        'TS 23.040 §9.2.3.10',
        2,
        'TS 23.040 §9.2.3.16',
      ]);
      expect(asked.offset).toBeGreaterThan(length?.offset ?? Number.POSITIVE_INFINITY);
      expect(asked.hex).toBeDefined();
      expect(find(layers, 'text')).toBeUndefined();
      expect(find(layers, 'sm-RP-UI')?.hex).toBeUndefined();
    }
    expect(seen).toBe(1);
  });

  it('never shows keys, whatever is asked for', async () => {
    for (const more of [[], ['--with-text']]) {
      const { joined } = await tree(committed('sai'), '--frame', '18', ...more);
      const list = flat((joined as { layers: Tree[] }[])[0].layers).filter(one => /not shown/.test(one.value ?? ''));
      expect(list.length).toBeGreaterThan(0);
      for (const one of list) expect(one.hex ?? one.parts).toBeUndefined();
    }
  });

  it('refuses a frame that is not there, in one line', async () => {
    expect(await sigprobe(['inspect', good, '--frame', '5'])).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr: `sigprobe: ${good}: there is no frame 5\n`,
    });
  });

  it.each([
    ['no frame', [good]],
    ['frame 0', [good, '--frame', '0']],
    ['a frame that is no number', [good, '--frame', 'x']],
    ['two inputs', [good, good, '--frame', '1']],
    ['an unknown format of point codes', [good, '--frame', '1', '--point-codes', 'x']],
  ])('refuses %s', async (_, args) => {
    const { status, stdout, stderr } = await sigprobe(['inspect', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^sigprobe: .+\n$/);
  });

  it('refuses a folder of several captures', async () => {
    mkdirSync(join(folder, 'two'));
    saved(join(folder, 'two'), 'a.pcap', echoes(1));
    saved(join(folder, 'two'), 'b.pcap', echoes(1));
    const { status, stderr } = await sigprobe(['inspect', join(folder, 'two'), '--frame', '1']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `sigprobe: ${join(folder, 'two')} holds 2 captures: name the one that is meant\n`,
    });
  });

  it('reads standard input', async () => {
    const { status, stdout } = await sigprobe(['inspect', '-', '--frame', '3'], { input: echoes(2) });
    expect(status).toBe(0);
    expect(stdout).toContain('Echo Request');
  });

  it('says in its help that identities are shown and texts are not', async () => {
    const { stdout } = await sigprobe(['inspect', '--help']);
    expect(stdout).toMatch(/identities .*are shown/);
    expect(stdout).toMatch(/--with-text/);
  });
});
