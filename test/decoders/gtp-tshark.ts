/**
 * Asks tshark what it reads in GTPv1-C messages: each is laid in a UDP frame to port 2123 of a capture of raw IP
 * packets made here, so that no decoder of the project takes part in the peeling.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const FIELDS = [
  'frame.number',
  'gtp.flags.version',
  'gtp.message',
  'gtp.teid',
  'gtp.seq_number',
  'e212.imsi',
  'gtp.cause',
  'gtp.apn',
  'gtp.teid_cp',
  'gtp.teid_data',
  'gtp.nsapi',
  'gtp.recovery',
  'gtp.tear_ind',
  'gtp.sel_mode',
  'gtp.ext_rat_type',
  'gtp.user_addr_pdp_org',
  'gtp.user_addr_pdp_type',
  'gtp.user_ipv4',
  'gtp.user_ipv6',
  'gtp.gsn_ipv4',
  'gtp.gsn_ipv6',
  'e164.msisdn',
  'gtp.chrg_char',
  'gtp.timezone',
  'gtp.ext_imeisv',
  'gtp.geo_loc_type',
  'gtp.lac',
  'gtp.cgi_ci',
  'gtp.sai_sac',
  'gtp.rai_rac',
  '_ws.malformed',
  '_ws.expert.message',
] as const;

export type Field = (typeof FIELDS)[number];
export type Row = Readonly<Record<Field, string>>;

function run(args: readonly string[]): string {
  return execFileSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
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

/** The outermost UDP payloads of a capture in hex, of all frames or of those that a display filter takes. */
export function payloads(capture: string, filter = 'udp'): string[] {
  const fields = ['-T', 'fields', '-e', 'udp.payload', '-E', 'occurrence=f'];
  return run(['-r', capture, '-Y', filter, ...fields])
    .split('\n')
    .filter(line => line !== '');
}

/** The UDP payloads where tshark shows GTP of version 1 and no user packet. */
export function gtpPayloads(capture: string): string[] {
  return payloads(capture, 'gtp.flags.version == 1 && !(gtp.message == 255)');
}

/** Captures in a folder, by name. */
export function captures(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => /\.p?cap(ng)?$/.test(name))
    .sort()
    .map(name => join(folder, name));
}

/** A classic capture of raw IPv4 packets (link type 101), one UDP datagram to port 2123 a message. */
function capture(messages: readonly Uint8Array[]): Buffer {
  const parts = [Buffer.from('d4c3b2a1020004000000000000000000ffff000065000000', 'hex')];
  for (const octets of messages) {
    const size = 28 + octets.length;
    const head = Buffer.alloc(16 + 28);
    head.writeUInt32LE(size, 8);
    head.writeUInt32LE(size, 12);
    Buffer.from('45000000000000004011', 'hex').copy(head, 16);
    head.writeUInt16BE(size, 18);
    Buffer.from('0a0000010a000002', 'hex').copy(head, 28);
    head.writeUInt16BE(2123, 36);
    head.writeUInt16BE(2123, 38);
    head.writeUInt16BE(size - 20, 40);
    parts.push(head, Buffer.from(octets));
  }
  return Buffer.concat(parts);
}

/** What tshark reads in each message, in order; several values of a field are joined by `;`. */
export function ask(messages: readonly Uint8Array[]): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-gtp-'));
  try {
    const file = join(folder, 'messages.pcap');
    writeFileSync(file, capture(messages));
    const fields = FIELDS.flatMap(name => ['-e', name]);
    const text = run(['-r', file, '-T', 'fields', ...fields, '-E', 'separator=/t', '-E', 'aggregator=;']);
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const values = line.split('\t');
        return Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? ''])) as Row;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
