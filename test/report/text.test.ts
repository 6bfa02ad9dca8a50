import { describe, expect, it } from 'vitest';
import { pointCode } from '../../src/report/point-codes.ts';
import type { Summary } from '../../src/report/summary.ts';
import { faultText, summaryText } from '../../src/report/text.ts';
import { isoTime } from '../../src/report/time.ts';

const summary: Summary = {
  sigprobe: '0.1.0',
  inputs: ['a.pcap'],
  interrupted: null,
  first_time: '2026-11-22T01:00:00.000000Z',
  last_time: '2026-11-22T02:00:00.000000Z',
  packets: 1234567,
  octets: 250_000_000,
  snapped_packets: 2,
  messages: { map: 1200000, gtp: 34567 },
  dialogues: {
    total: 500000,
    by_type: { UL: { success: 400000, reject: 99000, error: 1000 } },
    reasons: Array.from({ length: 15 }, (_, i) => ({ reason: `Reason${i}`, count: 100 - i })),
    retransmissions: 3,
    copies: 0,
    second_legs: 0,
    edges: 1,
  },
  tunnels: { opened: 0, closed: 0 },
  orphans: { dialogues: 7, messages: 8, at_start: 7 },
  faults: [
    {
      class: 'short',
      protocol: 'm3ua',
      what: 'parameter',
      count: 4,
      first: { file: 'a.pcap', frame: 1734, octet: 62, says: 412, has: 380 },
    },
  ],
  other_faults: 0,
  anomalies: [],
  notes: [],
  set_aside: [],
  set_aside_total: 0,
  outputs: [{ format: 'parquet', path: 'out/dialogues.parquet', rows: 500000 }],
  run: {
    workers: 2,
    seconds: 1.5,
    packets_per_second: 823045,
    megabytes_per_second: 166.7,
    peak_memory_mib: 210.5,
  },
};

describe('summary as text', () => {
  const lines = summaryText(summary, { bold: false }).split('\n');
  const line = (start: RegExp): string => lines.find(text => start.test(text)) ?? '';

  it('says packets, messages and what else was met', () => {
    expect(line(/^ *packets/)).toBe('  packets     1,234,567 (250 MB, 2 cut by the snap length)');
    expect(line(/^ *messages/)).toBe('  messages    map 1,200,000, gtp 34,567');
    expect(lines).toContain(
      '              3 retransmissions, 7 answers without a request, 1 at an edge of the capture',
    );
  });

  it('has a row for each type', () => {
    expect(line(/^ *UL/).trim().split(/ +/)).toEqual(['UL', '400,000', '99,000', '1,000']);
  });

  it('shows the most frequent reasons and how many kinds are left', () => {
    expect(lines).toContain('  100   Reason0');
    expect(lines).toContain('  … and 3 more kinds');
    expect(lines.join('\n')).not.toContain('Reason12');
  });

  it('names thing, both numbers and place of a fault', () => {
    expect(lines).toContain('  4   short   first m3ua: parameter says 412, 380 remain (frame 1734, octet 62)');
  });

  it('leaves out sections with nothing in them', () => {
    expect(lines).not.toContain('Anomalies');
    expect(lines).not.toContain('Captures');
  });

  it('carries escapes only where they are wanted, and no trailing blanks', () => {
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(lines.filter(text => / $/.test(text))).toEqual([]);
    expect(summaryText(summary, { bold: true })).toContain('\u001b[1mReasons\u001b[22m');
  });

  it('names the file of a fault where there are several', () => {
    const two = summaryText({ ...summary, inputs: ['a.pcap', 'b.pcap'] }, { bold: false });
    expect(two).toContain('(frame 1734, octet 62) of a.pcap');
  });
});

it('writes times with what they have', () => {
  expect(isoTime(0)).toBe('1970-01-01T00:00:00.000000Z');
  expect(isoTime(1_700_000_000_000_001)).toBe('2023-11-14T22:13:20.000001Z');
  expect(isoTime(1_700_000_000_000_001, 7)).toBe('2023-11-14T22:13:20.000001007Z');
  expect(isoTime(1e20)).toBe('100000000000000000000');
});

it('writes faults in one line', () => {
  const fault = { protocol: 'sccp', what: 'pointer', says: 9, has: 3, frame: 1, octet: 77 };
  expect(faultText(fault)).toBe('sccp: pointer says 9, 3 remain (frame 1, octet 77)');
});

describe('point codes', () => {
  it.each([
    ['decimal', 4661, 4661],
    ['itu', 4661, '2-70-5'], // 3-8-3 bits: 010 01000110 101
    ['ansi', 0x010203, '1-2-3'],
    ['china', 0xff00fe, '255-0-254'],
    ['japan', 0xffff, '127-15-31'],
    ['itu', 16384, 16384], // 15 bits
  ] as const)('%s %d', (format, code, text) => {
    expect(pointCode(code, format)).toBe(text);
  });
});
