/** `sigprobe extract`: frames cut into a pcapng. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCaptures } from '../../src/capture/open.ts';
import { rangesOf } from '../../src/pipeline/pick.ts';
import { type Frame, frameOf } from '../../src/pipeline/single.ts';
import { echoes, saved, scratchFolder, sigprobe } from './tool.ts';

const folder = scratchFolder();
const good = saved(folder, 'good.pcap', echoes(3));
const committed = (name: string): string =>
  fileURLToPath(new URL(`../../captures/${name}/capture.pcap`, import.meta.url));

/** All frames of a capture, by the reader that users have. */
async function read(path: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  const source = await openCaptures([path]);
  for await (const batch of source.batches()) {
    for (let i = 0; i < batch.count; i++) frames.push(frameOf(batch, i));
  }
  expect(source.notes).toEqual([]);
  return frames;
}

/** Comments of a little-endian pcapng: option 1 of each packet block, whose data is padded to a multiple of 4. */
function comments(path: string): string[] {
  const b = readFileSync(path);
  const found: string[] = [];
  for (let p = 0; p < b.length; p += b.readUInt32LE(p + 4)) {
    if (b.readUInt32LE(p) !== 6) continue;
    let o = p + 28 + ((b.readUInt32LE(p + 20) + 3) & ~3);
    for (; b.readUInt16LE(o) !== 0; o += 4 + ((b.readUInt16LE(o + 2) + 3) & ~3)) {
      if (b.readUInt16LE(o) === 1) found.push(b.toString('utf8', o + 4, o + 4 + b.readUInt16LE(o + 2)));
    }
  }
  return found;
}

/** A capture of one frame of nanosecond resolution, snapped to 4 of 100 octets, of the given link type. */
function one(link: number, seconds: number, nanoseconds: number): Buffer {
  const b = Buffer.alloc(24 + 16 + 4);
  b.writeUInt32LE(0xa1b23c4d, 0);
  b.writeUInt16LE(2, 4);
  b.writeUInt16LE(4, 6);
  b.writeUInt32LE(65535, 16);
  b.writeUInt32LE(link, 20);
  b.writeUInt32LE(seconds, 24);
  b.writeUInt32LE(nanoseconds, 28);
  b.writeUInt32LE(4, 32);
  b.writeUInt32LE(100, 36);
  b.writeUInt32BE(0x01020304, 40);
  return b;
}

describe('extract', () => {
  it('cuts frames out as they are, each with a comment that says where it came from', async () => {
    const path = join(folder, 'out.pcapng');
    const { status, stdout, stderr } = await sigprobe(['extract', good, '--frame', '5,2-3', '-o', path]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${path}: 3 frames\n`, stderr: '' });
    const all = await read(good);
    const cut = await read(path);
    expect(cut.map(({ octets }) => octets)).toEqual([2, 3, 5].map(n => all[n - 1].octets));
    expect(cut.map(({ time }) => time)).toEqual([2, 3, 5].map(n => all[n - 1].time));
    expect(comments(path)).toEqual([2, 3, 5].map(n => `${good} frame ${n}`));
  });

  it('keeps nanoseconds, original lengths and link types', async () => {
    const a = saved(folder, 'a.pcap', one(1, 1_700_000_000, 123_456_789));
    const b = saved(folder, 'b.pcap', one(141, 1_700_000_001, 1));
    const path = join(folder, 'links.pcapng');
    const { status } = await sigprobe(['extract', a, b, '--frame', 'b.pcap:1', '--frame', `${a}:1`, '-o', path]);
    expect(status).toBe(0);
    expect(await read(path)).toMatchObject([
      { link: 1, time: 1_700_000_000_123_456, nanos: 789, original: 100, octets: Uint8Array.of(1, 2, 3, 4) },
      { link: 141, time: 1_700_000_001_000_000, nanos: 1, original: 100 },
    ]);
    expect(comments(path)).toEqual([`${a} frame 1`, `${b} frame 1`]);
  });

  it('takes the other pieces of a segmented message along where asked for', async () => {
    const path = join(folder, 'whole.pcapng');
    // frames 16 to 18 hold the three segments of one answer
    const { status, stdout } = await sigprobe(['extract', committed('sai'), '--frame', '17', '--whole', '-o', path]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${path}: 3 frames\n` });
    expect(comments(path).map(text => text.split(' ').at(-1))).toEqual(['16', '17', '18']);
    const { stdout: again } = await sigprobe(['inspect', path, '--frame', '3']);
    expect(again).toContain('Joined message: 500 octets of SCCP segments in frames 1, 2, 3');
  });

  it.each([
    ['a frame behind the end', '7', 'there is no frame 7'],
    ['a range that goes beyond it', '5-9', 'there is no frame 7'],
  ])('refuses %s in one line, and writes nothing', async (_, frames, text) => {
    const path = join(folder, 'none.pcapng');
    expect(await sigprobe(['extract', good, '--frame', frames, '-o', path])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `sigprobe: ${good}: ${text}\n`,
    });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder).filter(name => name.includes('.part'))).toEqual([]);
  });

  it('does not write over a capture that it reads', async () => {
    const before = readFileSync(good);
    const { status, stderr } = await sigprobe(['extract', good, '--frame', '1', '-o', good]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `sigprobe: ${good} is an input: another name is needed for the output\n`,
    });
    expect(readFileSync(good)).toEqual(before);
  });

  it.each([
    ['no frame', ['-o', 'x.pcapng']],
    ['no output', ['--frame', '1']],
    ['a frame that is no number', ['--frame', 'one', '-o', 'x.pcapng']],
    ['frame 0', ['--frame', '0', '-o', 'x.pcapng']],
    ['a range that goes backwards', ['--frame', '3-2', '-o', 'x.pcapng']],
    ['an output in a folder that is not there', ['--frame', '1', '-o', 'no/x.pcapng']],
  ])('refuses %s', async (_, args) => {
    const { status, stdout, stderr } = await sigprobe(['extract', good, ...args], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^sigprobe: .+\n$/);
  });

  it('refuses --whole of standard input, which cannot be read twice', async () => {
    const args = ['extract', '-', '--frame', '1', '--whole', '-o', join(folder, 'x.pcapng')];
    expect(await sigprobe(args, { input: echoes(1) })).toMatchObject({ status: 2 });
  });
});

describe('frame numbers', () => {
  it('are sorted and joined where they touch', () => {
    expect(rangesOf(['9', '1-3', '4', '2-6', '9-9'], ['a'])).toEqual([
      { file: 0, from: 1, to: 6 },
      { file: 0, from: 9, to: 9 },
    ]);
  });

  it('name their input where there are several, by name or by its last part', () => {
    expect(rangesOf(['b.pcap:2', 'x/a.pcap:1-2'], ['x/a.pcap', 'y/b.pcap'])).toEqual([
      { file: 0, from: 1, to: 2 },
      { file: 1, from: 2, to: 2 },
    ]);
    expect(() => rangesOf(['2'], ['x/a', 'y/b'])).toThrow('there are 2 inputs, name one (FILE:2)');
    expect(() => rangesOf(['c:2'], ['x/a', 'y/b'])).toThrow('no input is called that');
    expect(() => rangesOf(['a:2'], ['x/a', 'y/a'])).toThrow('2 inputs are called that');
  });
});
