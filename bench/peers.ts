/** What a user would pick instead, on the same file in the same run. Each says what it does and what it does not. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Corpus } from './corpus.ts';
import { perSecond, run, type Sample, sample } from './measure.ts';

export interface PeerRow {
  readonly name: string;
  /** Packets (or messages) a second. */
  readonly rate: Sample;
  readonly unit: 'packets' | 'messages';
  readonly does: string;
  readonly not: string;
}

/** The fields that an engineer exports to do with a spreadsheet what sigprobe does. */
const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'm3ua.protocol_data_opc',
  'm3ua.protocol_data_dpc',
  'tcap.otid',
  'tcap.dtid',
  'gsm_old.localValue',
  'e212.imsi',
  'gtp.message',
  'gtp.seq_number',
  'gtp.cause',
  'gtp.teid',
];

const TSHARK = [
  {
    name: 'tshark -T fields, 12 fields',
    args: ['-T', 'fields', ...FIELDS.flatMap(field => ['-e', field])],
    does: 'one row a packet with 12 fields; thousands of protocols',
    not: 'no dialogues, no outcomes; values of bundled messages share a cell',
  },
  {
    name: 'tshark, summary lines',
    args: [] as string[],
    does: 'one line a packet for people',
    not: 'the innermost protocol alone; no dialogues',
  },
  {
    name: 'tshark -q -z io,phs',
    args: ['-q', '-z', 'io,phs'],
    does: 'packets and octets by protocol, over the whole file',
    not: 'no rows, no dialogues',
  },
] as const;

export function hasTshark(): boolean {
  return spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The three ways in turn over the first `packets` of the corpus, `runs` times. */
export async function tsharkRows(
  corpus: Corpus,
  packets: number,
  runs: number,
  only: number = TSHARK.length,
): Promise<PeerRow[]> {
  const ways = TSHARK.slice(0, only);
  const took = ways.map(() => [] as number[]);
  for (let round = 0; round < runs; round++) {
    for (const [i, { args }] of ways.entries()) {
      took[i].push((await run('tshark', ['-n', '-c', String(packets), '-r', corpus.path, ...args])).seconds);
    }
  }
  return ways.map(({ name, does, not }, i) => ({
    name,
    rate: perSecond(packets, sample(took[i])),
    unit: 'packets',
    does,
    not,
  }));
}

/** A Python that has pycrate: SIGPROBE_PYCRATE, else python3. */
export function pycratePython(): string | undefined {
  const candidates = [process.env.SIGPROBE_PYCRATE, 'python3'].filter(name => name !== undefined);
  return candidates.find(
    python => spawnSync(python, ['-c', 'import pycrate_asn1dir'], { stdio: 'ignore' }).status === 0,
  );
}

/** pycrate over TCAP messages; the program beside this file takes the time itself, imports not counted. */
export function pycrateRow(python: string, messages: readonly Uint8Array[], runs: number): PeerRow | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-bench-'));
  try {
    const file = join(folder, 'messages');
    const parts = messages.flatMap(octets => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(octets.length);
      return [length, octets];
    });
    writeFileSync(file, Buffer.concat(parts));
    const program = [
      fileURLToPath(new URL('./pycrate.py', import.meta.url)),
      fileURLToPath(new URL('../../bench/pycrate.py', import.meta.url)),
    ].find(path => existsSync(path));
    if (program === undefined) return undefined;
    const { stdout, status } = spawnSync(python, [program, file, String(runs)], { encoding: 'utf8' });
    if (status !== 0) return undefined;
    const { seconds, decoded } = JSON.parse(stdout) as { seconds: number[]; decoded: number };
    return {
      name: 'pycrate, TCAP and MAP',
      rate: perSecond(decoded, sample(seconds)),
      unit: 'messages',
      does: 'every value of TCAP and MAP as Python objects, from the full ASN.1 modules',
      not: 'no lower layers, no dialogues',
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
