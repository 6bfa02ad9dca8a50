/**
 * Whole captures: changed by record and by block, read by the real readers from files, then decoded, joined, paired and
 * encoded. A capture must neither fail nor take more than ten times as long as the one that it was made of.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openCaptures } from '../../src/capture/open.ts';
import { ZstdHere } from '../../src/capture/zstd-octets.ts';
import { OperatorError } from '../../src/errors.ts';
import { join } from './build.ts';
import { writeFind } from './finds.ts';
import { below, chance, pick, random32, seedRandom } from './random.ts';
import { type Frame, framesOf, madeCaptures } from './seeds.ts';
import { type Node, nodesOf, raw, type Size, sized, writeEdited, writeTree } from './tree.ts';
import { Way } from './way.ts';

/** A capture may take so many times as long as the one it was made of. */
const MOST_TIMES = 10;
/** Milliseconds that are forgiven: what any file costs. */
const LEAST = 3;

export interface Answer {
  /** '' where nothing went wrong. */
  readonly trouble: string;
  readonly frames: number;
  readonly notes: number;
  /** The reader said no to it: no capture. */
  readonly refused: boolean;
  readonly milliseconds: number;
}

/** Reads the file through everything. */
export async function runFile(file: string): Promise<Answer> {
  const began = performance.now();
  const way = new Way({ maxOpen: 2048, records: 1024 });
  let frames = 0;
  let notes = 0;
  let trouble = '';
  let refused = false;
  try {
    const source = await openCaptures([file], { zstd: new ZstdHere() });
    for await (const batch of source.batches()) {
      frames += batch.count;
      way.pair(way.decode(batch));
      source.recycle(batch.data, batch.index);
    }
    way.finish();
    trouble = way.wrong;
    notes = source.notes.length;
    if (source.notes.some(({ text }) => text.length > 400)) trouble ||= 'a note without end';
  } catch (error) {
    refused = error instanceof OperatorError;
    if (!refused)
      trouble = error instanceof Error ? `${error.message} at ${(error.stack ?? '').split('\n')[1]?.trim()}` : 'thrown';
  }
  return { trouble, frames, notes, refused, milliseconds: performance.now() - began };
}

/** As `runFile`, of octets. */
export async function runCapture(octets: Uint8Array): Promise<Answer> {
  const folder = mkdtempSync(path(tmpdir(), 'sigprobe-fuzz-'));
  try {
    const file = path(folder, 'capture');
    writeFileSync(file, octets);
    return await runFile(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Form {
  readonly little: boolean;
  readonly nano: boolean;
  readonly ng: boolean;
  readonly packed: '' | 'gzip' | 'zstd';
}

function number(value: number, octets: number, little: boolean): number[] {
  const list: number[] = [];
  for (let i = 0; i < octets; i++) list.push(Math.floor(value / 256 ** (little ? i : octets - 1 - i)) & 0xff);
  return list;
}

/** The frames as a capture of the given form, one element a record or block. */
function treeOf(frames: readonly Frame[], form: Form): Node {
  const { little, nano } = form;
  const n = (value: number, octets = 4): number[] => number(value, octets, little);
  const seconds = 1.7e9;
  if (!form.ng) {
    const header = join(n(nano ? 0xa1b23c4d : 0xa1b2c3d4), n(2, 2), n(4, 2), n(0), n(0), n(65535), n(frames[0].link));
    const size: Size = { at: 8, octets: 4, adds: 0, little };
    const records = frames.map(({ octets }, i) =>
      sized(join(n(seconds + i), n((i * 7919) % 1e6), n(0), n(octets.length)), size, octets),
    );
    return raw(header, records);
  }
  const block = (type: number, head: readonly number[], content: Uint8Array, also?: number): Node => {
    const octets = join(n(type), n(0), head);
    const size: Size = { at: 4, octets: 4, adds: octets.length, little, pad: 4, padCounts: true, trailer: true };
    return sized(octets, also === undefined ? size : { ...size, also }, content);
  };
  const none = new Uint8Array(0);
  const section = block(
    0x0a0d0d0a,
    [...n(0x1a2b3c4d), ...n(1, 2), ...n(0, 2), ...n(0xffffffff), ...n(0xffffffff)],
    none,
  );
  const resolution = Uint8Array.from([
    ...n(9, 2),
    ...n(1, 2),
    nano ? 9 : 6,
    0,
    0,
    0,
    ...n(14, 2),
    ...n(8, 2),
    ...n(0),
    ...n(0),
    ...n(0),
  ]);
  const face = block(1, [...n(frames[0].link, 2), ...n(0, 2), ...n(65535)], resolution);
  const packets = frames.map(({ octets }, i) => {
    const stamp = (seconds + i) * (nano ? 1e9 : 1e6);
    const time = [...n(Math.floor(stamp / 4294967296)), ...n(stamp % 4294967296)];
    if (i % 11 === 5) return block(3, n(octets.length), octets);
    if (i % 13 === 7) return block(2, [...n(0, 2), ...n(0, 2), ...time, ...n(0), ...n(octets.length)], octets, 20);
    return block(6, [...n(0), ...time, ...n(0), ...n(octets.length)], octets, 20);
  });
  const names = block(4, n(0), none);
  const statistics = block(5, [...n(0), ...n(0), ...n(0)], none);
  const custom = block(0xbad, n(32473), Uint8Array.of(1, 2, 3));
  return raw(none, [section, face, names, ...packets, custom, statistics]);
}

/** zstd without compression: raw blocks, and one run (RFC 8878 §3.1.1.2). */
function zstdOf(octets: Uint8Array): Uint8Array {
  const parts: (Uint8Array | number[])[] = [[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]];
  for (let p = 0; p < octets.length; p += 1000) {
    const piece = octets.subarray(p, p + 1000);
    const last = p + 1000 >= octets.length ? 1 : 0;
    parts.push(number((piece.length << 3) | last, 3, true), piece);
  }
  return join(...parts);
}

const FORMS: readonly Form[] = [false, true].flatMap(ng =>
  [true, false].flatMap(little => [false, true].map(nano => ({ little, nano, ng, packed: '' as const }))),
);

interface Base {
  readonly name: string;
  readonly form: Form;
  readonly nodes: readonly Node[];
  readonly octets: Uint8Array;
  /** Milliseconds that it takes as it is. */
  clean: number;
}

const ROOM = 1 << 19;

async function basesOf(root: string): Promise<Base[]> {
  const room = new Uint8Array(ROOM);
  const bases: Base[] = [];
  const files = madeCaptures(root);
  for (const file of files) {
    const frames = await framesOf(file, 120);
    const form = FORMS[bases.length % FORMS.length];
    for (const { packed, ...rest } of [form, FORMS[(bases.length + 5) % FORMS.length]]) {
      const kind = pick(['', '', 'gzip', 'zstd'] as const);
      const nodes = nodesOf(treeOf(frames, { ...rest, packed }));
      const octets = room.slice(0, writeTree(nodes[0], room, 0, ROOM));
      const name = `${file.split('/').at(-2)}, ${rest.ng ? 'pcapng' : 'pcap'}${kind === '' ? '' : `, ${kind}`}`;
      bases.push({ name, form: { ...rest, packed: kind }, nodes, octets, clean: 0 });
    }
  }
  return bases;
}

function packed(octets: Uint8Array, form: Form): Uint8Array {
  if (form.packed === 'gzip') return gzipSync(octets, { level: 1 });
  return form.packed === 'zstd' ? zstdOf(octets) : octets;
}

/** One to four changes: records dropped, repeated, moved, with wrong lengths and times; holes, cuts, turned bits. */
function changed(base: Base, donors: readonly Node[], room: Uint8Array): Uint8Array {
  let octets: Uint8Array = base.octets;
  for (let times = 1 + below(3); times > 0; times--) {
    if (chance(60)) octets = recordChanged(base, donors, room);
    octets = octetsChanged(octets);
  }
  let file = packed(octets, base.form);
  if (base.form.packed !== '' && chance(50)) file = octetsChanged(file);
  return file;
}

function recordChanged(base: Base, donors: readonly Node[], room: Uint8Array): Uint8Array {
  return room.slice(0, writeEdited(base.nodes, donors, room, 0, Math.min(ROOM, base.octets.length * 2), ROOM));
}

function octetsChanged(octets: Uint8Array): Uint8Array {
  const n = octets.length;
  const copy = octets.slice();
  if (n < 2) return copy;
  const at = below(n);
  switch (below(8)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      copy.fill(pick([0, 0xff, 0x0a]), at, Math.min(n, at + below(600)));
      return copy;
    case 2: {
      const gone = below(Math.min(n - at, 400) + 1);
      return join(copy.subarray(0, at), copy.subarray(at + gone));
    }
    case 3:
      return join(
        copy.subarray(0, at),
        Uint8Array.from({ length: below(200) }, () => random32()),
        copy.subarray(at),
      );
    case 4: {
      const from = below(n);
      copy.copyWithin(at, from, Math.min(n, from + below(500)));
      return copy;
    }
    case 5:
      for (let i = 1 + below(40); i > 0; i--) copy[below(n)] = random32();
      return copy;
    default:
      for (let i = 1 + below(3); i > 0; i--) copy[at] ^= 1 << below(8);
      return copy;
  }
}

export interface CaptureFuzz {
  readonly count: number;
  readonly seed: number;
  readonly root: string;
  readonly finds: string;
  say(text: string): void;
}

/** Octets that are held: of objects, and of buffers. */
async function held(): Promise<{ heap: number; buffers: number }> {
  // What one collection finds no longer in use, the next one frees: streams and handles end in callbacks of their own.
  for (let i = 0; i < 4; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

const mib = (octets: number): string => `${(octets / 1048576).toFixed(1)} MiB`;

/** Gives how many finds there were. */
export async function fuzzCaptures({ count, seed, root, finds, say }: CaptureFuzz): Promise<number> {
  seedRandom(seed);
  const folder = mkdtempSync(path(tmpdir(), 'sigprobe-fuzz-'));
  mkdirSync(folder, { recursive: true });
  const file = path(folder, 'capture');
  const run = async (octets: Uint8Array): Promise<Answer> => {
    writeFileSync(file, octets);
    return runFile(file);
  };
  const least = async (octets: Uint8Array, times: number): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < times; i++) best = Math.min(best, (await run(octets)).milliseconds);
    return best;
  };
  const room = new Uint8Array(ROOM);
  const bases = await basesOf(root);
  const donors = bases.flatMap(({ nodes }) => nodes.slice(1));
  const sum = { frames: 0, notes: 0, refused: 0, crashes: 0, slow: 0, octets: 0, most: 0 };
  try {
    for (const base of bases) {
      await least(packed(base.octets, base.form), 3);
      const answer = await run(packed(base.octets, base.form));
      if (answer.trouble !== '' || answer.refused || answer.frames === 0 || answer.notes > 0)
        throw new Error(`${base.name} is not clean: ${JSON.stringify(answer)}`);
    }
    for (const base of bases) base.clean = await least(packed(base.octets, base.form), 5);
    const before = await held();
    const began = performance.now();
    for (let i = 0; i < count; i++) {
      const base = pick(bases);
      const octets = changed(base, donors, room);
      const answer = await run(octets);
      sum.frames += answer.frames;
      sum.notes += answer.notes;
      sum.octets += octets.length;
      if (answer.refused) sum.refused++;
      if (answer.trouble !== '') {
        sum.crashes++;
        say(
          `CRASH ${base.name}: ${answer.trouble}: ${writeFind(finds, 'capture-crash', answer.trouble, [{ name: 'capture', octets }])}`,
        );
      }
      const limit = Math.max(base.clean, LEAST) * MOST_TIMES;
      if (answer.milliseconds > limit) {
        // Again, turn by turn with the clean one: what else the machine does then slows both.
        let again = Number.POSITIVE_INFINITY;
        let clean = Number.POSITIVE_INFINITY;
        for (let k = 0; k < 8; k++) {
          again = Math.min(again, await least(octets, 1));
          clean = Math.min(clean, await least(packed(base.octets, base.form), 1));
        }
        sum.most = Math.max(sum.most, again / Math.max(clean, LEAST));
        if (again > Math.max(clean, LEAST) * MOST_TIMES) {
          sum.slow++;
          const about = `takes ${again.toFixed(0)} ms, ${clean.toFixed(1)} ms as it was (${base.name})`;
          say(`SLOW ${about}: ${writeFind(finds, 'capture-slow', about, [{ name: 'capture', octets }])}`);
        }
      }
      if ((i + 1) % 2500 === 0 && i + 1 < count) {
        const { heap, buffers } = await held();
        say(
          `${i + 1} captures in ${((performance.now() - began) / 1000).toFixed(0)} s; heap ${mib(heap)}, buffers ${mib(buffers)}`,
        );
      }
    }
    const seconds = (performance.now() - began) / 1000;
    const after = await held();
    say(
      `${count} captures (${mib(sum.octets)}) of ${bases.length} in ${seconds.toFixed(0)} s: ${sum.frames} frames, ${sum.notes} notes, ` +
        `${sum.refused} refused, ${sum.crashes} crashes, ${sum.slow} slow, at most ${sum.most.toFixed(1)} times the clean time; ` +
        `heap ${mib(before.heap)} before, ${mib(after.heap)} after; buffers ${mib(before.buffers)} before, ${mib(after.buffers)} after`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return sum.crashes + sum.slow;
}
