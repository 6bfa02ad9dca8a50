/** The pcap reader beside pcap-parser, on one file. */

import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { openCaptures } from '../src/capture/open.ts';
import { type Sample, sample } from './measure.ts';

const pcapParser = createRequire(import.meta.url)('pcap-parser') as { parse(path: string): EventEmitter };

async function ours(path: string): Promise<number> {
  const source = await openCaptures([path]);
  let frames = 0;
  for await (const batch of source.batches()) {
    frames += batch.count;
    source.recycle(batch.data, batch.index);
  }
  return frames;
}

function peer(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let frames = 0;
    pcapParser
      .parse(path)
      .on('packet', () => frames++)
      .on('error', reject)
      .on('end', () => resolve(frames));
  });
}

async function rates(read: (path: string) => Promise<number>, path: string, runs: number): Promise<Sample> {
  const found: number[] = [];
  await read(path);
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    const frames = await read(path);
    found.push((frames * 1000) / (performance.now() - began));
  }
  return sample(found);
}

/** Packets a second; the file is in the page cache for both. */
export async function readerBench(path: string, runs: number): Promise<{ ours: Sample; peer: Sample }> {
  return { ours: await rates(ours, path, runs), peer: await rates(peer, path, runs) };
}
