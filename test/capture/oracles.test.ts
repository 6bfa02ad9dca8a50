/** The readers against programs that share nothing with them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classicHeader, classicRecord, folder, frameOctets, join_, type Order, read } from './make.ts';

const { put } = folder();
const T = 1_600_000_000;

interface PcapParser {
  parse(file: string): NodeJS.EventEmitter;
}
interface Packet {
  header: { timestampSeconds: number; timestampMicroseconds: number; capturedLength: number; originalLength: number };
  data: Uint8Array;
}

describe('pcap-parser', () => {
  for (const order of ['little', 'big'] satisfies Order[]) {
    it(`reads the same from a classic capture, ${order}-endian`, async () => {
      const parts: Uint8Array[] = [classicHeader({ order })];
      for (let i = 0; i < 2000; i++) {
        const frame = frameOctets(i, (i * 31) % 1500);
        parts.push(classicRecord(T + i, (i * 7919) % 1e6, frame, { order, original: frame.length + (i % 3) }));
      }
      const file = put(`oracle-${order}`, join_(...parts));
      // Its stack of the day still calls `new Buffer` and `readUInt32LE(at, true)`.
      const { parse } = createRequire(import.meta.url)('pcap-parser') as PcapParser;
      const packets: Packet[] = [];
      await new Promise<void>((resolve, reject) => {
        parse(file)
          .on('packet', (packet: Packet) => packets.push(packet))
          .on('end', () => resolve())
          .on('error', reject);
      });
      const { frames } = await read([file]);
      expect(packets.length).toBe(2000);
      expect(frames.map(f => [f.time, f.original, Buffer.from(f.octets).toString('hex')])).toEqual(
        packets.map(({ header, data }) => [
          header.timestampSeconds * 1e6 + header.timestampMicroseconds,
          header.originalLength,
          Buffer.from(data).toString('hex'),
        ]),
      );
    });
  }
});

const shared = process.env.SIGPROBE_SHARED ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared');
const captures = join(shared, 'captures');
const files = existsSync(captures)
  ? readdirSync(captures, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .flatMap(entry => readdirSync(join(captures, entry.name)).map(name => join(captures, entry.name, name)))
      .filter(file => /\.(pcap|pcapng|cap)$/.test(file))
  : [];

function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const able = files.length > 0 && hasTshark();

describe.skipIf(!able)(`tshark${able ? '' : ' (skipped: tshark or the shared captures are not here)'}`, () => {
  for (const file of files) {
    it(`reads the same from ${file.slice(captures.length + 1)}`, async () => {
      const fields = ['frame.number', 'frame.time_epoch', 'frame.cap_len', 'frame.len'].flatMap(name => ['-e', name]);
      const text = execFileSync('tshark', ['-n', '-r', file, '-T', 'fields', ...fields], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      });
      const { frames, notes } = await read([file]);
      const ours = frames.map(f => {
        const seconds = Math.floor(f.time / 1e6);
        const nanos = (f.time - seconds * 1e6) * 1000 + f.nanos;
        return `${f.frame}\t${seconds}.${String(nanos).padStart(9, '0')}\t${f.octets.length}\t${f.original}`;
      });
      expect(ours).toEqual(text.split('\n').filter(line => line !== ''));
      expect(notes).toEqual([]);
    });
  }
});
