/**
 * The layers below TCAP beside tshark, frame by frame, over every shared capture: adaptation messages, point codes,
 * SCCP type, addresses, return cause and segmentation reference.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  FLAG_CONTINUED,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_LABEL,
  HAS_RETURN_CAUSE,
  HAS_SEGMENTATION,
} from '../../decoders/message.ts';
import { openCaptures } from '../../src/capture/open.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { Joiner } from '../../src/decode/joiner.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { type Shown, shown } from './build.ts';

const shared = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folders = ['sigtran', 'sctp', 'gtp', 'gtpv2-diameter'].map(name => join(shared, 'captures', name));

function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ready = folders.every(folder => existsSync(folder)) && hasTshark();
if (!ready) console.warn('layers beside tshark: skipped, without tshark or the shared captures');

const FIELDS = {
  messages: ['m3ua.message_class', 'm2ua.message_class', 'm2pa.class', 'sua.message_class'],
  opc: ['mtp3.opc'],
  dpc: ['mtp3.dpc'],
  type: ['sccp.message_type'],
  called: ['sccp.called.digits', 'sua.destination.global_title_digits'],
  calling: ['sccp.calling.digits', 'sua.source.global_title_digits'],
  calledSsn: ['sccp.called.ssn', 'sua.destination.ssn'],
  callingSsn: ['sccp.calling.ssn', 'sua.source.ssn'],
  cause: ['sccp.return_cause'],
  reference: ['sccp.segmentation.slr'],
} as const;
type Column = keyof typeof FIELDS;
type Row = Record<Column, string>;
const columns = Object.keys(FIELDS) as Column[];

const CONNECTION =
  'Q.713 §4.2, §4.3: addresses of connection-oriented messages, which are recognised and set aside by their type';
/** Capture, frame, value, and why ours is what the standard says. */
const DIFFERENCES: readonly (readonly [capture: string, frame: number, value: Column, why: string])[] = [
  ['Mobile-Originating-Call_AMR_.pcap', 2, 'calledSsn', CONNECTION],
  ['Mobile-Originating-Call_AMR_.pcap', 2, 'callingSsn', CONNECTION],
  ['Mobile-Originating-Call_AMR_.pcap', 4, 'calledSsn', CONNECTION],
  ['UMTS_FP_MAC_RLC_RRC_NBAP.pcap', 90, 'calledSsn', CONNECTION],
  ['VEC_otc_sccp.pcap', 1, 'called', CONNECTION],
  ['VEC_pycrate_xua.pcap', 6, 'calledSsn', CONNECTION],
  ['VEC_pycrate_xua.pcap', 1, 'type', 'RFC 3868 §1.4: a CLDT of SUA stands for a UDT; tshark has another field for it'],
  ['VEC_pycrate_xua.pcap', 1, 'reference', 'RFC 3868 §3.10.23: the reference of SUA; tshark has another field for it'],
];

interface Frame {
  readonly row: Row;
  /** tshark takes the chunks of a TSN that it has seen for repeated and does not look into them. */
  readonly repeated: boolean;
}

/** tshark's values of each frame; those of several messages stand in one list. */
function asked(path: string): Map<number, Frame> {
  const fields = ['frame.number', 'sctp.retransmission', ...columns.flatMap(name => [...FIELDS[name]])];
  const args = ['-r', path, '-T', 'fields', ...fields.flatMap(field => ['-e', field])];
  const frames = new Map<number, Frame>();
  const text = execFileSync('tshark', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const cells = line.split('\t');
    const row = {} as Row;
    let i = 2;
    for (const name of columns) {
      const values = FIELDS[name].flatMap(() => (cells[i++] || '').split(',').filter(value => value !== ''));
      row[name] = values.map(value => plain(name, value)).join(' ');
    }
    frames.set(Number(cells[0]), { row, repeated: cells[1] !== '' });
  }
  return frames;
}

function plain(name: Column, value: string): string {
  if (name === 'messages') return 'one';
  return name === 'called' || name === 'calling' ? value.toUpperCase() : String(Number(value));
}

/** TBCD as digits: low half first, to the filler. */
const digits = (hex: string): string =>
  hex
    .replace(/(.)(.)/g, '$2$1')
    .replace(/f.*$/, '')
    .toUpperCase();

/** Our values of a frame in the same form. */
function rowOf(records: readonly Shown[]): Row {
  const lists = Object.fromEntries(columns.map(name => [name, [] as string[]])) as Record<Column, string[]>;
  for (const r of records) {
    if ((r.get('flags') & FLAG_CONTINUED) !== 0) continue;
    if (['gtp', 'gtpv0', 'gtp_prime', 'gtpv2', 'gtp_u', 'ip', 'sctp'].includes(r.protocol)) continue;
    const present = r.get('present');
    const put = (name: Column, value: string | number, there: boolean): void => {
      if (there) lists[name].push(String(value));
    };
    put('messages', 'one', (r.get('srcPort') | r.get('dstPort')) !== 0);
    put('opc', r.get('opc'), (present & HAS_LABEL) !== 0);
    put('dpc', r.get('dpc'), (present & HAS_LABEL) !== 0);
    put('type', r.get('sccpType'), r.get('sccpType') !== 0);
    put('called', digits(r.slot('calledGt')), r.get('calledGtLength') !== 0);
    put('calling', digits(r.slot('callingGt')), r.get('callingGtLength') !== 0);
    put('calledSsn', r.get('calledSsn'), (present & HAS_CALLED_SSN) !== 0);
    put('callingSsn', r.get('callingSsn'), (present & HAS_CALLING_SSN) !== 0);
    put('cause', r.get('returnCause'), (present & HAS_RETURN_CAUSE) !== 0);
    put('reference', r.get('segmentReference'), (present & HAS_SEGMENTATION) !== 0);
  }
  return Object.fromEntries(columns.map(name => [name, lists[name].join(' ')])) as Row;
}

async function read(path: string): Promise<Map<number, Shown[]>> {
  const source = await openCaptures([path]);
  const writer = new RecordWriter();
  const joiner = new Joiner();
  const frames = new Map<number, Shown[]>();
  for await (const batch of source.batches()) {
    writer.begin(batch.number);
    decodeBatch(batch, writer);
    for (const r of shown(joiner.process(writer.finish()))) {
      const frame = r.get('frame');
      frames.set(frame, [...(frames.get(frame) ?? []), r]);
    }
    source.recycle(batch.data, batch.index);
  }
  return frames;
}

const keysOf = (records: readonly Shown[]): string =>
  records.map(r => `${r.get('copyKeyA')} ${r.get('copyKeyB')}`).join();

describe.skipIf(!ready)('beside tshark', () => {
  const captures = ready ? folders.flatMap(folder => readdirSync(folder).map(name => join(folder, name))) : [];
  const found: string[] = [];
  let compared = 0;
  let repeated = 0;

  it.each(captures.map(path => [basename(path), path]))(
    'reads %s alike, but for what the table names',
    async (name, path) => {
      const ours = await read(path);
      const before = new Map<string, Row>();
      const differences: string[] = [];
      for (const [frame, theirs] of asked(path)) {
        const records = ours.get(frame) ?? [];
        const row = rowOf(records);
        if (theirs.repeated && theirs.row.messages === '' && records.length > 0) {
          // RFC 9260 §6.2: a TSN that was received before; what it holds is what the first one held
          expect(row, `${name} frame ${frame}`).toEqual(before.get(keysOf(records)));
          repeated++;
          continue;
        }
        if (records.length > 0) before.set(keysOf(records), row);
        for (const column of columns) {
          if (theirs.row[column] !== '') compared += theirs.row[column].split(' ').length;
          if (row[column] !== theirs.row[column]) differences.push(`${name} ${frame} ${column}`);
        }
      }
      found.push(...differences);
      const known = DIFFERENCES.map(([capture, frame, column]) => `${capture} ${frame} ${column}`);
      expect(differences.filter(difference => !known.includes(difference))).toEqual([]);
    },
  );

  it('finds every row of the table, and compares what there is', () => {
    expect(found.sort()).toEqual(DIFFERENCES.map(([capture, frame, column]) => `${capture} ${frame} ${column}`).sort());
    expect(DIFFERENCES.every(([, , , why]) => /^(Q\.|RFC )/.test(why))).toBe(true);
    expect(compared).toBeGreaterThan(10_000);
    expect(repeated).toBeGreaterThan(0);
  });
});
