/** The captures that the benches read: made from a seed, so that anyone has the same octets; kept in the temporary folder. */
import { existsSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { make } from '../captures/maker/make.ts';
import { version } from '../src/version.ts';

export const SEED = 20261122;

export interface Corpus {
  readonly path: string;
  readonly packets: number;
  readonly octets: number;
}

/** Made hub traffic of about 200 octets a packet: `sigprobe make --packets N --seed 20261122`. */
export async function corpus(packets: number): Promise<Corpus> {
  const path = join(tmpdir(), `sigprobe-bench-${version()}-${SEED}-${packets}.pcap`);
  if (!existsSync(path)) {
    const fresh = `${path}.${process.pid}.part.pcap`;
    await make({ packets, seed: SEED, output: fresh, truth: false });
    renameSync(fresh, path);
  }
  return { path, packets, octets: statSync(path).size };
}
