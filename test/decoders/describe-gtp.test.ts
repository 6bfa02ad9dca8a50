import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeGtp } from '../../decoders/describe-gtp.ts';
import { bitRate, extendedBitRate, furtherBitRate, sduSize, transferDelay } from '../../decoders/describe-qos.ts';
import type { Part } from '../../decoders/part.ts';
import { addressText } from '../../decoders/texts.ts';
import { octets, SHARED, vectors, wrap } from './gtp-helpers.ts';

/** The parts of a message behind its seven header fields, the sequence number last. */
function elements(hex: string, type = 16): readonly Part[] {
  const b = wrap(type, hex);
  return describeGtp(b, 0, b.length).slice(7);
}

/** The value of the one element given. */
const value = (hex: string) => elements(hex)[0].value;

/** Names and values of the parts below the one element given. */
const below = (hex: string) => elements(hex)[0].parts.map(one => `${one.name}: ${one.value}`);

function every(parts: readonly Part[]): Part[] {
  return parts.flatMap(one => [one, ...every(one.parts)]);
}

describe('the header', () => {
  it('names version, message, length, TEID and sequence number with their places', () => {
    const b = octets('ff 32 10 0004 00000001 abcd 00 00');
    expect(describeGtp(b, 1, b.length).map(one => [one.name, one.value, one.at, one.length])).toEqual([
      ['Version', '1', 1, 1],
      ['Protocol type', 'GTP', 1, 1],
      ['Flags', 'sequence number', 1, 1],
      ['Message type', '16 Create PDP Context Request', 2, 1],
      ['Length', '4', 3, 2],
      ['TEID', '0x00000001', 5, 4],
      ['Sequence number', '43981', 9, 2],
    ]);
  });

  it('names extension headers and N-PDU numbers', () => {
    const b = octets('37 02 0008 00000000 0001 07 c0 01 1234 00');
    expect(
      describeGtp(b, 0, b.length)
        .slice(7)
        .map(one => `${one.name}: ${one.value}`),
    ).toEqual(['N-PDU number: 7', 'PDCP PDU number: 1234']);
    // an error indication that names the port it came from
    const port = octets('36 1a 0008 00000000 0001 00 40 01 22b8 00');
    expect(describeGtp(port, 0, port.length).map(one => `${one.name}: ${one.value}`)).toEqual(
      expect.arrayContaining(['Flags: extension header, sequence number', 'UDP port: 8888']),
    );
  });

  it('names the other versions', () => {
    const names = (hex: string) => describeGtp(octets(hex), 0, octets(hex).length)[1].value;
    expect(names('1e 16 0000 0001 0000 00 ffffff 0000000000000000')).toBe('22 Create AA PDP Context Request');
    expect(names('0f f0 0000 0001')).toBe('240 Data Record Transfer Request');
    expect(names('48 20 0008 00000000 000001 00')).toBe('32');
  });

  it('gives no elements of a user packet', () => {
    const b = wrap(255, '4500');
    expect(describeGtp(b, 0, b.length).at(-1)).toMatchObject({ name: 'User packet', length: 2 });
  });
});

describe('elements', () => {
  it('gives the place of each with its type and length octets, and the clause', () => {
    expect(elements('0180 83 0003 02 6162')).toMatchObject([
      { name: 'Cause', value: '128 Request accepted', at: 12, length: 2, clause: 'TS 29.060 §7.7.1' },
      { name: 'Access Point Name', value: 'ab', at: 14, length: 6, clause: 'TS 29.060 §7.7.30' },
    ]);
  });

  it.each([
    ['IMSI', '02 00103254769810f2', '000123456789012'],
    ['RAI', '03 62f210 1234 07', '262-01-4660-7'],
    ['RAI of no digits', '03 ffffff 1234 07', 'ffffff123407'],
    ['recovery', '0e 2a', '42'],
    ['selection mode', '0f fd', 'MS provided APN, subscription not verified'],
    ['TEID', '11 0000002a', '0x0000002a'],
    ['TEID data II', '12 05 0000002a', 'NSAPI 5, 0x0000002a'],
    ['teardown', '13 ff', 'yes'],
    ['NSAPI', '14 f5', '5'],
    ['charging characteristics', '1a 0800', '0x0800 (normal)'],
    ['authentication triplet', `09 ${'aa'.repeat(28)}`, '28 octets, not shown'],
    ['GSN address', '85 0004 0a000001', '10.0.0.1'],
    ['IPv6 GSN address', '85 0010 20010db8000000000000000000000001', '2001:db8::1'],
    ['MSISDN', '86 0007 91 2143658709f1', '12345678901'],
    ['TFT', '89 0001 22', 'create new TFT, packet filters 2'],
    ['quintuplet', `88 0003 aaaaaa`, '3 octets, not shown'],
    ['header types', '8d 02 c0c1', '0xc0, 0xc1'],
    ['common flags', '94 0001 81', 'Dual Address Bearer Flag, Prohibit Payload Compression'],
    ['no common flags', '94 0001 00', 'none'],
    ['RAT type', '97 0001 06', 'E-UTRAN'],
    ['unknown RAT type', '97 0001 63', 'RAT type 99'],
    ['cell', '98 0008 00 62f210 1234 8001', 'CGI 262-01-4660-32769'],
    ['service area', '98 0008 01 62f210 1234 8001', 'SAI 262-01-4660-32769'],
    ['routeing area', '98 0008 02 62f210 1234 07ff', 'RAI 262-01-4660-7'],
    ['unknown location', '98 0008 07 62f210 1234 07ff', 'type 7 62f210123407ff'],
    ['time zone', '99 0002 80 01', '+02:00, daylight saving 1 h'],
    ['negative time zone', '99 0001 29', '-03:00'],
    ['IMEI(SV)', '9a 0008 5376000000000021', '3567000000000012'],
    ['direct tunnel flags', 'b6 0001 01', 'Direct Tunnel Indicator'],
    ['priority', 'bf 0001 7d', 'priority 15, pre-emption capability 1, vulnerability 1'],
    ['AMBR', 'c6 0008 00000001 00000002', 'uplink 1 kbit/s, downlink 2 kbit/s'],
    ['unread element', '9b 0003 010203', '010203'],
    ['type extension', 'ee 0004 0101aabb', 'extended type 257, 2 octets'],
    ['private extension', 'ff 0005 2aab 020103', 'enterprise 10923, 3 octets'],
    ['TLLI', '04 0000002a', '0x0000002a'],
    ['reordering', '08 00', 'no'],
    ['RANAP cause', '15 09', '9'],
    ['radio priority', '18 53', 'NSAPI 5, priority 3'],
    ['SMS radio priority', '17 fb', '3'],
    ['packet flow', '19 f5 07', 'NSAPI 5, flow 7'],
    ['no charging profile', '1a 0000', '0x0000'],
    ['trace reference', '1b 0102', '258'],
    ['trace type', '1c 0102', '258'],
    ['charging ID', '7f 0000002a', '42'],
    ['RAB setup', '8c 0009 05 0000002a 0a000001', 'NSAPI 5, 0x0000002a at 10.0.0.1'],
    ['RAB setup without an endpoint', '8c 0001 05', 'NSAPI 5'],
    ['radio priority for location services', '96 0001 f9', '1'],
    ['PLMN', 'a4 0003 62f210', '262-01'],
    ['no PLMN', 'a4 0003 ffffff', 'ffffff'],
    ['bearer control mode', 'b8 0001 01', 'MS and network'],
    ['unknown bearer control mode', 'b8 0001 07', 'mode 7'],
    ['domain name', 'be 0003 02 6162', 'ab'],
    ['extended common flags', 'c1 0001 81', 'UASI, Unauthenticated IMSI'],
    ['low priority', 'cb 0001 01', 'low access priority yes'],
    ['charging gateway', 'fb 0004 0a000001', '10.0.0.1'],
    ['time zone without daylight saving', '99 0001 40', '+01:00'],
    ['long contents', `9b 0041 ${'ab'.repeat(65)}`, `${'ab'.repeat(64)}… (65 octets)`],
    ['PDP type of another organisation', '80 0002 f2 07', 'organisation 2, type 0x7'],
    ['unknown PDP type', '80 0002 f1 22', 'IETF 0x22'],
    ['too few octets', '98 0002 0000', 'has 2 octets, 8 are needed'],
  ])('reads %s', (_name, hex, text) => {
    expect(value(hex)).toBe(text);
  });

  it('names the unknown by number and length', () => {
    expect(elements('e1 0002 0102')[0]).toMatchObject({ name: 'element 225', value: '0102', length: 5, clause: '' });
  });

  it.each([
    ['80 0002 f1 21', ['PDP type: IPv4']],
    ['80 0002 f0 01', ['PDP type: PPP']],
    ['80 0006 f1 21 0a000001', ['PDP type: IPv4', 'IPv4 address: 10.0.0.1']],
    ['80 0012 f1 57 fe800000000000000000000000000001', ['PDP type: IPv6', 'IPv6 address: fe80::1']],
    [
      '80 0016 f1 8d 0a000001 fe800000000000000000000000000001',
      ['PDP type: IPv4v6', 'IPv4 address: 10.0.0.1', 'IPv6 address: fe80::1'],
    ],
    ['80 0003 f1 21 0a', ['PDP type: IPv4', 'PDP address: 0a']],
  ])('takes an end user address apart: %s', (hex, parts) => {
    expect(below(hex)).toEqual(parts);
  });

  it('lists protocol configuration options and never their contents', () => {
    const hex = `84 0017 80
      c023 0c 01 01 000c 03 6d6967 03 616263   # PAP: user mig, password abc
      000d 00                                   # DNS server wanted
      abcd 01 ff`;
    expect(below(hex)).toEqual(['PAP: 12 octets', 'DNS server IPv4 address: 0 octets', 'identifier 0xabcd: 1 octet']);
    expect(JSON.stringify(elements(hex))).not.toMatch(/6d6967|616263|mig|abc"/);
  });

  it('says where protocol configuration options run out', () => {
    expect(below('84 0005 80 8021 05 01')).toEqual(['IPCP: says 5 octets, 1 remain']);
  });

  it('takes an RAB context apart', () => {
    expect(below('16 05 0001 0002 0003 0004')).toEqual([
      'Downlink GTP-U sequence number: 1',
      'Uplink GTP-U sequence number: 2',
      'Downlink PDCP sequence number: 3',
      'Uplink PDCP sequence number: 4',
    ]);
  });

  it('shows of an MM context the header alone', () => {
    const hex = `81 0012 03 4a ${'ab'.repeat(16)}`;
    expect(below(hex)).toEqual([
      'Key set identifier: 3',
      'Security mode: 1',
      'Authentication vectors: 1',
      'Used cipher: 2',
    ]);
    expect(JSON.stringify(elements(hex))).not.toContain('abab');
  });

  it('takes a PDP context apart', () => {
    const hex = `82 0037 55 03
      04 02 0b921f  04 02 0b921f  04 02 0b921f   # QoS subscribed, requested, negotiated
      0001 0002 03 04 0000000a 0000000b 05       # counters, uplink TEIDs, identifier
      f1 21  04 0a000001  04 0a000002  04 0a000003  03 02 6162  0012`;
    const parts = elements(hex, 51)[0].parts.map(one => `${one.name}: ${one.value}`);
    expect(parts).toEqual([
      'NSAPI: 5',
      'Reordering required: 1',
      'VPLMN address allowed: 1',
      'SAPI: 3',
      'Subscribed QoS: ',
      'Requested QoS: ',
      'Negotiated QoS: ',
      'Sequence number down: 1',
      'Sequence number up: 2',
      'Send N-PDU number: 3',
      'Receive N-PDU number: 4',
      'Uplink TEID control plane: 0x0000000a',
      'Uplink TEID data I: 0x0000000b',
      'PDP context identifier: 5',
      'PDP type: IPv4',
      'PDP address: 10.0.0.1',
      'GGSN address for control plane: 10.0.0.2',
      'GGSN address for user traffic: 10.0.0.3',
      'APN: ab',
      'Transaction identifier: 0012',
    ]);
  });
});

describe('a PDP context that ends early', () => {
  const whole = octets(`55 03 04 02 0b921f 04 02 0b921f 04 02 0b921f 0001 0002 03 04 0000000a 0000000b 05
    f1 21 04 0a000001 04 0a000002 04 0a000003 03 02 6162 0012`);
  it('gives the parts that are whole, for every end', () => {
    let before = 0;
    for (let n = 2; n <= whole.length; n++) {
      const length = n.toString(16).padStart(4, '0');
      const { parts } = elements(`82 ${length} ${Buffer.from(whole.subarray(0, n)).toString('hex')}`, 51)[0];
      expect(parts.length).toBeGreaterThanOrEqual(before);
      before = parts.length;
    }
    expect(before).toBe(20);
  });
});

describe('the QoS profile', () => {
  it('reads the fields of Release 99', () => {
    // ARP 2; delay 3, reliability 3; peak 4, precedence 2; mean 31; interactive, without order, not delivered; 1400
    // octets; 64 and 64 kbit/s; BER 7, error ratio 4; 300 ms, priority 3; 64 and 64 kbit/s guaranteed
    expect(below('87 000c 02 1b 42 1f 73 8c 40 40 74 4b 40 40')).toEqual([
      'Allocation/retention priority: 2',
      'Delay class: 3',
      'Reliability class: 3',
      'Peak throughput: 4',
      'Precedence class: 2',
      'Mean throughput: best effort',
      'Traffic class: interactive',
      'Delivery order: without',
      'Delivery of erroneous SDUs: not delivered',
      'Maximum SDU size: 1400 octets',
      'Maximum bit rate uplink: 64 kbit/s',
      'Maximum bit rate downlink: 64 kbit/s',
      'Residual BER: 7',
      'SDU error ratio: 4',
      'Transfer delay: 300 ms',
      'Traffic handling priority: 3',
      'Guaranteed bit rate uplink: 64 kbit/s',
      'Guaranteed bit rate downlink: 64 kbit/s',
    ]);
  });

  it('ends where an old profile ends', () => {
    expect(below('87 0004 01 0b 92 1f')).toHaveLength(6);
  });

  // TS 24.008 table 10.5.156: the bounds of each range
  it('reads bit rates', () => {
    expect([0, 1, 63, 64, 127, 128, 254, 255].map(bitRate)).toEqual([
      'subscribed',
      '1 kbit/s',
      '63 kbit/s',
      '64 kbit/s',
      '568 kbit/s',
      '576 kbit/s',
      '8640 kbit/s',
      '0 kbit/s',
    ]);
    expect([0, 1, 74, 75, 186, 187, 250, 251].map(extendedBitRate)).toEqual([
      'not used',
      '8700 kbit/s',
      '16000 kbit/s',
      '17000 kbit/s',
      '128000 kbit/s',
      '130000 kbit/s',
      '256000 kbit/s',
      'not used',
    ]);
    expect([0, 1, 61, 62, 161, 162, 246, 247].map(furtherBitRate)).toEqual([
      'not used',
      '260000 kbit/s',
      '500000 kbit/s',
      '510000 kbit/s',
      '1500000 kbit/s',
      '1600000 kbit/s',
      '10000000 kbit/s',
      'not used',
    ]);
  });

  it('reads sizes and delays', () => {
    expect([0, 1, 150, 151, 152, 153, 154].map(sduSize)).toEqual([
      'subscribed',
      '10 octets',
      '1500 octets',
      '1502 octets',
      '1510 octets',
      '1520 octets',
      'reserved 154',
    ]);
    expect([0, 1, 15, 16, 31, 32, 62, 63].map(transferDelay)).toEqual([
      'subscribed',
      '10 ms',
      '150 ms',
      '200 ms',
      '950 ms',
      '1000 ms',
      '4000 ms',
      'reserved 63',
    ]);
  });
});

describe('addresses', () => {
  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00010000000000000000000000000000', '1::'],
    ['20010db8000100010001000100010001', '2001:db8:1:1:1:1:1:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ])('writes %s as RFC 5952 says', (hex, text) => {
    expect(addressText(octets(hex), 0, 16)).toBe(text);
  });
});

describe('faults', () => {
  it.each([
    ['', 'header says 4 octets, 0 remain'],
    ['32 10 0004 0000', 'header says 8 octets, 6 remain'],
    ['32 10 0002 00000000 0000', 'header says 12 octets, 10 remain'],
    ['36 10 0008 00000000 0000 00 c0 00000000', 'extension header says 0 octets, 4 remain'],
    ['32 10 0005 00000000 0000 00 00 83', 'Access Point Name says 3 octets, 1 remain'],
    ['32 10 0008 00000000 0000 00 00 83 0005 01', 'Access Point Name says 5 octets, 1 remain'],
    ['32 10 0006 00000000 0000 00 00 1e 00', 'element 30 is unknown and of fixed length: 2 octets not read'],
    ['32 10 0040 00000000 0000 00 00 0180', 'length says 64 octets, 6 remain'],
  ])('says what ran out: %s', (hex, text) => {
    const b = octets(hex);
    expect(describeGtp(b, 0, b.length).at(-1)).toMatchObject({ name: 'fault', value: text });
  });

  it('never throws and stays within the octets', () => {
    const any = fc.uint8Array({ maxLength: 120 }).map(b => {
      if (b.length > 4) b[0] = (b[0] & 0x07) | 0x30;
      return b;
    });
    fc.assert(
      fc.property(any, b => {
        for (const one of every(describeGtp(b, 0, b.length))) {
          expect(one.at + one.length).toBeLessThanOrEqual(b.length);
          expect(one.value).not.toMatch(/undefined|NaN/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws on an element of any type and any octets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 255 }), fc.uint8Array({ maxLength: 40 }), (type, content) => {
        const head = type === 141 ? [type, content.length] : [type, 0, content.length];
        const b = wrap(50, Buffer.from([...head, ...content]).toString('hex'));
        for (const one of every(describeGtp(b, 0, b.length))) {
          expect(one.at + one.length).toBeLessThanOrEqual(b.length);
          expect(one.value).not.toMatch(/undefined|NaN/);
        }
      }),
      { numRuns: 6000 },
    );
  });
});

describe.skipIf(!existsSync(join(SHARED, 'vectors')))("other stacks' test messages", () => {
  it.each(['go-gtp', 'gtplib', 'scapy', 'osmo-sgsn'])('are described without a throw: %s', stack => {
    for (const { hex } of vectors(stack)) {
      const b = octets(hex);
      for (const one of every(describeGtp(b, 0, b.length))) expect(one.value).not.toMatch(/undefined|NaN/);
    }
  });
});
