/**
 * Asks tshark what it reads in TCAP messages: each is laid into an SCCP UDT between subsystem numbers 6 and 7 of a
 * capture with link type 142 (SCCP) made here, so that no decoder of the project takes part in the peeling.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const FIELDS = [
  'frame.number',
  'tcap.otid',
  'tcap.dtid',
  'gsm_old.invokeID',
  'gsm_old.localValue',
  'camel.local',
  'e212.imsi',
  'e164.msisdn',
  'gsm_map.ms.vlr_Number',
  'tcap.oid',
  '_ws.malformed',
  '_ws.expert.message',
] as const;

export type Field = (typeof FIELDS)[number];
export type Row = Readonly<Record<Field, string>>;

function run(args: readonly string[]): string {
  return execFileSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 29, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** True where tshark can be started. */
export function hasTshark(): boolean {
  try {
    run(['--version']);
    return true;
  } catch {
    return false;
  }
}

function withCapture<T>(messages: readonly Uint8Array[], use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-tcap-'));
  try {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(65535, 16);
    header.writeUInt32LE(142, 20);
    const records = messages.map(message => {
      // UDT, class 0, three pointers; routing on SSN, SSN 6 and 7; data (Q.713 §4.10)
      const udt = Buffer.from([0x09, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7, message.length, ...message]);
      const entry = Buffer.alloc(16);
      entry.writeUInt32LE(udt.length, 8);
      entry.writeUInt32LE(udt.length, 12);
      return Buffer.concat([entry, udt]);
    });
    const path = join(folder, 'tcap.pcap');
    writeFileSync(path, Buffer.concat([header, ...records]));
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What tshark reads in each message, in order; a message may have at most 254 octets. */
export function ask(messages: readonly Uint8Array[]): Row[] {
  return withCapture(messages, path => {
    const args = ['-r', path, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=,'];
    const lines = run([...args, ...FIELDS.flatMap(field => ['-e', field])])
      .split('\n')
      .filter(line => line !== '');
    return lines.map(line => {
      const cells = line.split('\t');
      return Object.fromEntries(FIELDS.map((field, i) => [field, cells[i] ?? ''])) as Row;
    });
  });
}

/** Every TCAP message of the captures of a folder, as tshark cuts them out of their frames. */
export function messagesOf(folder: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const name of readdirSync(folder).sort()) {
    const text = run(['-r', join(folder, name), '-Y', 'tcap', '-T', 'jsonraw', '-J', 'tcap']);
    const frames = JSON.parse(text === '' ? '[]' : text) as { _source: { layers: Record<string, unknown> } }[];
    for (const frame of frames) {
      const raw = frame._source.layers.tcap_raw;
      if (!Array.isArray(raw)) continue;
      const several = Array.isArray(raw[0]) ? raw : [raw];
      for (const one of several) found.push(Uint8Array.from(Buffer.from(String((one as unknown[])[0]), 'hex')));
    }
  }
  return found;
}
