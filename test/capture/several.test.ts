import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCaptures } from '../../src/capture/open.ts';
import { classic, classicHeader, folder, type Read, read } from './make.ts';

const T = 1_600_000_000;
const at = (...micros: number[]): Uint8Array => classic(micros.map(m => T * 1e6 + m));
const order = (result: Read): [file: number, frame: number, micros: number][] =>
  result.frames.map(f => [f.file, f.frame, f.time - T * 1e6]);

describe('several captures', () => {
  const { put, path } = folder();

  it('that do not overlap come in the order of their first frames', async () => {
    const result = await read([put('late', at(20, 21)), put('early', at(0, 1)), put('middle', at(10, 11))]);
    expect(result.files.map(f => f.slice(path.length + 1))).toEqual(['late', 'early', 'middle']);
    expect(order(result)).toEqual([
      ...[
        [1, 1, 0],
        [1, 2, 1],
      ],
      ...[
        [2, 1, 10],
        [2, 2, 11],
      ],
      ...[
        [0, 1, 20],
        [0, 2, 21],
      ],
    ]);
  });

  it('that overlap are merged by time, equal times in the order of the inputs', async () => {
    const result = await read([put('a', at(0, 4, 8, 8, 20)), put('b', at(4, 5, 8)), put('c', at(1, 8, 30))]);
    expect(order(result)).toEqual([
      ...[
        [0, 1, 0],
        [2, 1, 1],
        [0, 2, 4],
        [1, 1, 4],
        [1, 2, 5],
      ],
      ...[
        [0, 3, 8],
        [0, 4, 8],
        [1, 3, 8],
        [2, 2, 8],
        [0, 5, 20],
        [2, 3, 30],
      ],
    ]);
  });

  it('keep their own order where time runs backwards', async () => {
    const result = await read([put('back', at(10, 2, 12)), put('plain', at(11, 13))]);
    expect(order(result)).toEqual([
      [0, 1, 10],
      [0, 2, 2],
      [1, 1, 11],
      [0, 3, 12],
      [1, 2, 13],
    ]);
  });

  it('are told apart below the microsecond', async () => {
    const nano = (n: number): Uint8Array => classic([T * 1e6], { magic: 0xa1b23c4d }).map((b, i) => (i === 28 ? n : b));
    const result = await read([put('n2', nano(2)), put('n1', nano(1))]);
    expect(result.frames.map(f => [f.file, f.nanos])).toEqual([
      [1, 1],
      [0, 2],
    ]);
  });

  it('may have no frames', async () => {
    expect(order(await read([put('none', classicHeader()), put('some', at(5))]))).toEqual([[1, 1, 5]]);
  });

  it('carry their octets, link types and notes along', async () => {
    const cut = at(3, 4).slice(0, -1);
    const result = await read([put('x', classic([T * 1e6, T * 1e6 + 9], { link: 113, length: 200 })), put('y', cut)]);
    expect(result.frames.map(f => [f.file, f.link, f.octets.length])).toEqual([
      [0, 113, 200],
      [1, 1, 60],
      [0, 113, 200],
    ]);
    expect(result.notes.map(n => [n.code, n.file])).toEqual([['cut-record', `${path}/y`]]);
  });

  it('of many batches merge as a sort would', async () => {
    // Three inputs of 50,000 frames, interleaved unevenly.
    const lists = [0, 1, 2].map(k => Array.from({ length: 50_000 }, (_, i) => (i * (k + 2) + ((i * 7) % 3)) * 10 + k));
    for (const list of lists) list.sort((a, b) => a - b);
    const result = await read(lists.map((list, k) => put(`m${k}`, k === 1 ? gzipSync(at(...list)) : at(...list))));
    const expected = lists.flatMap((list, k) => list.map((m, i) => [k, i + 1, m])).sort((a, b) => a[2] - b[2]);
    expect(order(result)).toEqual(expected);
  });
});

describe('a folder', () => {
  const { put, path } = folder();

  it('stands for its captures in the order of their names', async () => {
    put('b.pcap', at(0));
    put('a.pcap', at(0));
    put('README', new TextEncoder().encode('about'));
    put('.hidden', at(0));
    put('c.pcap', new Uint8Array(0));
    const result = await read([path]);
    expect(result.files).toEqual([`${path}/a.pcap`, `${path}/b.pcap`]);
    expect(result.frames.length).toBe(2);
    expect(result.notes.map(n => [n.code, n.file])).toEqual([['empty-file', `${path}/c.pcap`]]);
  });
});

describe('a folder without captures', () => {
  const { put, path } = folder();
  it('is an error that names it', async () => {
    put('README', new TextEncoder().encode('about'));
    await expect(read([path])).rejects.toMatchObject({ code: 'no-captures', message: expect.stringContaining(path) });
  });
});

describe('hundreds of rotated captures', () => {
  const { put } = folder();
  const descriptors = (): number => readdirSync('/proc/self/fd').length;
  const COUNT = 400;

  it('are one input, with few of them open at a time', async () => {
    const names = Array.from({ length: COUNT }, (_, i) => put(`r${i}`, at(...[0, 1, 2].map(k => i * 100 + k))));
    const source = await openCaptures(names);
    const before = descriptors();
    let most = 0;
    let frames = 0;
    for await (const batch of source.batches()) {
      frames += batch.count;
      most = Math.max(most, descriptors());
      source.recycle(batch.data, batch.index);
    }
    expect(frames).toBe(3 * COUNT);
    expect(most - before).toBeLessThan(5);
    expect(source.consumedOctets()).toBe(source.totalOctets);
  });

  it.each(['plain', 'gzip'])('may all overlap, %s', async form => {
    const names = Array.from({ length: COUNT }, (_, i) => {
      const octets = at(i, 1000 + i, 2000 + i);
      return put(`${form}${i}`, form === 'gzip' ? gzipSync(octets) : octets);
    });
    const before = descriptors();
    const source = await openCaptures(names);
    const seen: number[] = [];
    let most = 0;
    for await (const batch of source.batches()) {
      const times = new Float64Array(batch.index);
      for (let i = 0; i < batch.count; i++) seen.push(times[i * 4] - T * 1e6);
      most = Math.max(most, descriptors());
      source.recycle(batch.data, batch.index);
    }
    const micros = [0, 1000, 2000].flatMap(k => Array.from({ length: COUNT }, (_, i) => k + i));
    expect(seen).toEqual(micros);
    expect(most - before).toBeLessThan(80);
    expect(descriptors()).toBe(before);
  });
});
