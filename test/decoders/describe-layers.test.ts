/** The rarer forms of the layers for people: cut ones, odd ones, and what is only recognised. */
import { describe, expect, it } from 'vitest';
import { type DescribeOptions, describeDatagram, describeFrame, describeUserMessage } from '../../decoders/describe.ts';
import { linkTypeName } from '../../decoders/describe-link.ts';
import { FAULT, type Part } from '../../decoders/part.ts';
import * as build from '../fuzz/build.ts';
import { hex, join, tlv } from '../fuzz/build.ts';

const ECHO = hex('32 01 0004 00000000 0007 0000');
const GTP = build.udp(ECHO, 2123);
const PACKET = build.ip4(GTP, 17);
const show = (b: Uint8Array, link: number, options: DescribeOptions = {}): Part[] =>
  describeFrame(b, 0, b.length, link, options);
const flat = (parts: readonly Part[]): Part[] => parts.flatMap(one => [one, ...flat(one.parts)]);
const names = (parts: readonly Part[]): string[] => parts.map(one => one.name);
const value = (parts: readonly Part[], name: string): string | undefined =>
  flat(parts).find(one => one.name === name)?.value;
const values = (parts: readonly Part[], name: string): string[] =>
  flat(parts)
    .filter(one => one.name === name)
    .map(one => one.value);
const faults = (parts: readonly Part[]): string[] =>
  flat(parts)
    .filter(one => one.name === FAULT)
    .map(one => `${one.at}: ${one.value}`);

describe('link layers', () => {
  it.each([
    ['PPP in HDLC framing', 50, 'ff 03 00 21'],
    ['Cisco HDLC', 50, '0f 00 08 00'],
    ['PPP with direction', 204, '00 ff 03 00 21'],
    ['PPP', 9, '21'],
    ['PPPoE', 51, '11 00 0001 0100 21'],
    ['OpenBSD loopback', 108, '00 00 00 1e'],
    ['Linux cooked', 113, '0004 0001 0006 020000000001 0000 0800'],
  ])('%s of link type %i before IP', (name, link, head) => {
    const got = show(join(hex(head), PACKET), link);
    expect(names(got)).toEqual([name, 'IPv4', 'UDP', 'GTP']);
    expect(faults(got)).toEqual([]);
  });

  it('the direction of PPP and of MTP2 is said', () => {
    expect(value(show(join(hex('01 0021'), PACKET), 204), 'Direction')).toBe('sent');
    const unit = build.mtp2(build.mtp3(build.udt(hex('6206480411223344'))));
    expect(value(show(join(hex('01 00 0007'), unit), 139), 'Direction')).toBe('sent');
    expect(value(show(join(hex('00 02 0007'), unit), 139), 'Extended sequence numbers')).toBe('not told');
    expect(value(show(join(hex('00 00 0007'), unit), 139), 'Link number')).toBe('7');
  });

  it.each([
    [0, '00 00', '0: header says 4, 2 remain'],
    [9, '', '0: header says 2, 0 remain'],
    [51, '11 00 00', '2: header says 2, 1 remain'],
    [104, '0f', '1: header says 1, 0 remain'],
    [113, '0000 0001 0006', '6: header says 8, 0 remain'],
    [139, '01', '1: header says 1, 0 remain'],
    [204, '', '0: header says 1, 0 remain'],
    [219, '00 00', '0: header says 4, 2 remain'],
    [276, '0800 0000 0000', '4: header says 4, 2 remain'],
    [1, '020000000001 020000000002 8100 00', '14: header says 4, 1 remain'],
  ])('link type %i that is cut says where', (link, octets, fault) => {
    const got = show(hex(octets), link);
    expect(faults(got)[0]).toBe(fault);
  });

  it.each([
    [0, '03 00 00 00', 'an address family that is not IP'],
    [9, 'ff 03 c0 21', 'PPP of another protocol'],
    [51, '11 09 0000 0000', 'PPPoE discovery'],
    [104, '0f 00 20 00 ', 'Cisco HDLC without an ethertype'],
    [113, '0000 0001 0006 020000000001 0000 0004', '802.2 in a cooked frame'],
  ])('link type %i, %s: %s is left alone', (link, head) => {
    const got = show(join(hex(head), hex('0102030405')), link);
    expect(got.at(-1)).toMatchObject({ name: 'Payload', hidden: true });
    expect(faults(got)).toEqual([]);
  });

  it('802.2 with SNAP carries an ethertype; without, or of another organisation, it is left alone', () => {
    const macs = hex('020000000001 020000000002');
    const size = Uint8Array.of(0, PACKET.length + 8);
    expect(names(show(join(macs, size, hex('aaaa03 000000 0800'), PACKET), 1))).toEqual([
      'Ethernet',
      'IPv4',
      'UDP',
      'GTP',
    ]);
    expect(names(show(join(macs, size, hex('aaaa03 00000c 2000'), PACKET), 1))).toEqual(['Ethernet', 'Payload']);
    expect(names(show(join(macs, [0, 3], hex('424203')), 1))).toEqual(['Ethernet', 'Payload']);
    expect(names(show(join(macs, size, hex('aaaa03 000000 0004'), PACKET), 1))).toEqual(['Ethernet', 'Payload']);
  });

  it('tags without end are given up', () => {
    const tags = Uint8Array.from({ length: 17 * 4 }, (_, i) => [0, 1, 0x81, 0][i & 3]);
    const got = show(build.ethernet(tags, 0x8100), 1);
    expect(faults(got)).toEqual(['78: nesting depth says 16, 4 remain']);
  });

  it('PPPoE and MPLS behind Ethernet', () => {
    const session = join(hex('1100 0001'), [0, PACKET.length + 2], hex('0021'), PACKET);
    expect(names(show(build.ethernet(session, 0x8864), 1))).toEqual(['Ethernet', 'IPv4', 'UDP', 'GTP']);
    const labels = hex('00064 040 00065 140');
    const got = show(build.ethernet(join(labels, PACKET), 0x8847), 1);
    expect(names(got)).toEqual(['Ethernet', 'MPLS', 'IPv4', 'UDP', 'GTP']);
    expect(values(got, 'Label')).toEqual([
      'label 100, traffic class 0, TTL 64',
      'label 101, traffic class 0, TTL 64, bottom of stack',
    ]);
  });

  it('Ethernet in MPLS, with a pseudowire control word and without', () => {
    const label = hex('00064140');
    const inside = build.ethernet(PACKET);
    expect(names(show(join(label, hex('00000000'), inside), 219))).toEqual(['MPLS', 'Ethernet', 'IPv4', 'UDP', 'GTP']);
    // addresses that do not look like an IP version
    const other = inside.slice();
    other[0] = 0xa2;
    expect(names(show(join(label, other), 219))).toEqual(['MPLS', 'Ethernet', 'IPv4', 'UDP', 'GTP']);
    expect(names(show(join(label, hex('ffff')), 219))).toEqual(['MPLS', 'Payload']);
  });

  it('a link type without a name is shown by its number', () => {
    expect([linkTypeName(252), linkTypeName(7)]).toEqual(['Wireshark exported PDU', 'link type 7']);
  });
});

describe('IP', () => {
  it.each([
    ['no octets', '', 'header says 20, 0 remain'],
    ['fewer octets than a header', '4500 0014', 'header says 20, 4 remain'],
    ['a header of four words', `44${'00'.repeat(19)}`, 'header says 20, 20 remain'],
    ['a header longer than the frame', `4f${'00'.repeat(19)}`, 'header says 60, 20 remain'],
    ['version 5', `55${'00'.repeat(19)}`, 'version says 5, 4 or 6 is needed'],
    ['a total length shorter than the header', `45000010${'00'.repeat(16)}`, 'length says 16, the header has 20'],
    ['IPv6 that is cut', `60${'00'.repeat(20)}`, 'header says 40, 21 remain'],
  ])('with %s says so', (_, octets, fault) => {
    expect(faults(show(hex(octets), 101)).map(each => each.replace(/^\d+: /, ''))).toContain(fault);
  });

  it('with options, octets behind it, and a length left open by offload', () => {
    const options = hex('01010100');
    const whole = join(PACKET.slice(0, 20), options, PACKET.slice(20));
    whole[0] = 0x46;
    whole[3] += 4;
    const got = show(join(whole, hex('aaaaaa')), 101);
    expect(flat(got).find(one => one.name === 'Options')).toMatchObject({ at: 20, length: 4 });
    expect(value(got, 'Octets behind the datagram')).toBe('3');
    const open = PACKET.slice();
    open.set([0, 0], 2);
    expect(value(show(open, 101), 'Total length')).toBe('0, left open by segmentation offload');
    expect(names(show(open, 101))).toEqual(['IPv4', 'UDP', 'GTP']);
  });

  it('flags are said', () => {
    const whole = PACKET.slice();
    whole[6] = 0x40;
    expect(value(show(whole, 101), 'Flags')).toBe("don't fragment");
  });

  it.each([
    [50, 'Payload'],
    [6, 'Payload'],
  ])('protocol %i is left alone', (protocol, name) => {
    expect(show(build.ip4(hex('00'), protocol), 101).at(-1)?.name).toBe(name);
  });

  it('MPLS and IPv6 in IP', () => {
    expect(names(show(build.ip4(join(hex('00064140'), PACKET), 137), 101))).toEqual([
      'IPv4',
      'MPLS',
      'IPv4',
      'UDP',
      'GTP',
    ]);
    expect(names(show(build.ip4(build.ip6(GTP, 17), 41), 101))).toEqual(['IPv4', 'IPv6', 'UDP', 'GTP']);
  });

  it('IPv6 fragments are pieces, an atomic one is whole', () => {
    const piece = show(build.ip6(join(hex('11 00 0011 00000007'), GTP), 44), 101);
    expect(names(piece)).toEqual(['IPv6', 'Piece']);
    expect(piece[0].value).toMatch(/, fragment from octet 16$/);
    expect(value(piece, 'Extension header 44 fragment header')).toBe(
      'offset 16, more fragments, identification 0x00000007, next 17 UDP',
    );
    expect(names(show(build.ip6(join(hex('11 00 0000 00000007'), GTP), 44), 101))).toEqual(['IPv6', 'UDP', 'GTP']);
  });

  it('extension headers that are cut, or have no end, are said', () => {
    expect(faults(show(build.ip6(hex('11 05 0000 00000000'), 60), 101))).toEqual([
      '40: extension header says 48, 8 remain',
    ]);
    const endless = build.ip6(new Uint8Array(8 * 17), 0);
    expect(faults(show(endless, 101))).toEqual(['168: extension header says 16, 8 remain']);
    expect(names(show(build.ip6(join(hex('11 01 0000 00000000 00000000'), GTP), 51), 101))).toEqual([
      'IPv6',
      'UDP',
      'GTP',
    ]);
  });

  it('a length of IPv6 beyond the frame is said, one of 0 is all there is', () => {
    const whole = build.ip6(GTP, 17);
    expect(faults(describeFrame(whole, 0, whole.length - 2, 101))[0]).toBe('4: length says 20, 18 remain');
    whole.set([0, 0], 4);
    expect(names(show(whole, 101))).toEqual(['IPv6', 'UDP', 'GTP']);
  });

  it('joined datagrams of either version', () => {
    expect(names(describeDatagram(GTP, 17, 4))).toEqual(['UDP', 'GTP']);
    const behind = join(hex('11 00 0000 00000000'), GTP);
    expect(names(describeDatagram(behind, 60, 6))).toEqual(['Joined IP datagram', 'UDP', 'GTP']);
    expect(faults(describeDatagram(hex('1100'), 60, 6))).toEqual(['0: extension header says 8, 2 remain']);
  });
});

describe('UDP and tunnels', () => {
  it.each([
    ['no whole header', '084b 084b', '20: header says 8, 4 remain'],
    ['a length of 3', '084b 084b 0003 0000', '24: length says 3, the header has 8'],
    ['a length beyond the datagram', '084b 084b 00ff 0000', '24: length says 255, 8 remain'],
  ])('UDP with %s', (_, octets, fault) => {
    expect(faults(show(build.ip4(hex(octets), 17), 101))).toContain(fault);
  });

  it.each([
    [2152, 'GTP-U'],
    [53, 'Payload'],
    [3386, 'GTP'],
  ])('port %i is %s', (port, name) => {
    const user = hex('30 ff 0004 00000001 45000004');
    expect(show(build.ip4(build.udp(port === 3386 ? ECHO : user, port), 17), 101).at(-1)?.name).toBe(name);
  });

  it('GRE with checksum, key and sequence number', () => {
    const got = show(build.ip4(join(hex('b000 0800 00000000 00000007 00000009'), PACKET), 47), 101);
    expect(names(got)).toEqual(['IPv4', 'GRE', 'IPv4', 'UDP', 'GTP']);
    expect([value(got, 'Key'), value(got, 'Sequence number')]).toEqual(['7', '9']);
  });

  it.each([
    ['cut', '0000', '20: header says 4, 2 remain'],
    ['without its key', '2000 0800 00', '20: header says 8, 5 remain'],
    ['with ERSPAN that is cut', '1000 88be 00000001 1001', '28: header says 8, 2 remain'],
    ['with ERSPAN type III that is cut', '1000 22eb 00000001 1001', '28: header says 12, 2 remain'],
  ])('GRE %s', (_, octets, fault) => {
    expect(faults(show(build.ip4(hex(octets), 47), 101))).toEqual([fault]);
  });

  it.each([
    ['of another version', '0001 880b 0000'],
    ['with source routing', '4000 0800 0000'],
    ['of an unknown protocol', '0000 1234 0000'],
  ])('GRE %s is left alone', (_, octets) => {
    expect(show(build.ip4(hex(octets), 47), 101).at(-1)?.name).toBe('Payload');
  });

  it('Ethernet, MPLS and ERSPAN of types I and III in GRE', () => {
    const frame = build.ethernet(PACKET);
    const inside = ['Ethernet', 'IPv4', 'UDP', 'GTP'];
    for (const head of ['0000 6558', '0000 88be', '1000 22eb 00000001 2001 0003 00000000 00000001 0000000000000000']) {
      expect(names(show(build.ip4(join(hex(head), frame), 47), 101)).slice(2)).toEqual(inside);
    }
    expect(names(show(build.ip4(join(hex('0000 8847 00064140'), PACKET), 47), 101)).slice(2)).toEqual([
      'MPLS',
      'IPv4',
      'UDP',
      'GTP',
    ]);
  });

  it('VXLAN and its generic form', () => {
    const vxlan = (head: string, port: number, inside: Uint8Array): string[] =>
      names(show(build.ip4(build.udp(join(hex(head), inside), port), 17), 101)).slice(2);
    expect(vxlan('00000000 00002a00', 4789, PACKET)).toEqual(['VXLAN', 'Payload']);
    expect(vxlan('0c000001 00002a00', 4790, PACKET)).toEqual(['VXLAN', 'IPv4', 'UDP', 'GTP']);
    expect(vxlan('0c000003 00002a00', 4790, build.ethernet(PACKET))).toEqual([
      'VXLAN',
      'Ethernet',
      'IPv4',
      'UDP',
      'GTP',
    ]);
    expect(vxlan('0c000005 00002a00', 4790, join(hex('00064140'), PACKET))).toEqual([
      'VXLAN',
      'MPLS',
      'IPv4',
      'UDP',
      'GTP',
    ]);
    expect(vxlan('0c000009 00002a00', 4790, PACKET)).toEqual(['VXLAN', 'Payload']);
    expect(vxlan('08000000 00002a00', 4790, build.ethernet(PACKET))).toEqual([
      'VXLAN',
      'Ethernet',
      'IPv4',
      'UDP',
      'GTP',
    ]);
    expect(faults(show(build.ip4(build.udp(hex('0800'), 4789), 17), 101))).toEqual(['28: header says 8, 2 remain']);
  });
});

describe('the adaptation layers', () => {
  const begin = hex('62 06 48 04 11223344');
  const chunk = (message: Uint8Array, ppid: number): Part[] =>
    show(build.ip4(build.sctp(build.dataChunk(message, { ppid })), 132), 101);

  it.each([
    ['another version', '02 00 03 01 00000008', 'version says 2, 1 is needed'],
    ['a length of 4', '01 00 03 01 00000004', 'length says 4, 8 remain'],
    ['a length beyond its chunk', '01 00 03 01 00000040', 'length says 64, 8 remain'],
    ['a parameter of 2 octets', '01 00 03 01 0000000c 0004 0002', 'parameter says 2, 4 remain'],
  ])('%s is said', (_, octets, fault) => {
    expect(faults(chunk(hex(octets), 3)).map(each => each.replace(/^\d+: /, ''))).toEqual([fault]);
  });

  it('parameters within parameters, masks and lists', () => {
    // routing key (0x0207) with local identifier and destination point code
    const key = '0207 0014 020a 0008 00000001 020b 0008 02 000123';
    const got = chunk(hex(`01 00 09 01 0000001c ${key}`), 3);
    expect(value(got, 'Local Routing Key Identifier')).toBe('1');
    expect(value(got, 'Destination Point Code')).toBe('291 with 2 bits masked');
  });

  it('traffic mode and an unknown parameter by its octets', () => {
    const got = chunk(hex('01 00 04 01 0000001a 000b 0008 00000002 7777 000a 010203040506'), 3);
    expect(value(got, 'Traffic Mode Type')).toBe('2 Loadshare');
    expect(flat(got).some(one => one.value === '010203040506')).toBe(true);
  });

  it('long parameters are not shown', () => {
    const got = chunk(join(hex('01 00 00 00 00000054 7777 004c'), new Uint8Array(72)), 3);
    expect(flat(got).find(one => one.value === '72 octets')).toMatchObject({ hidden: true });
  });

  it('M2PA of the drafts, its link status, and an acknowledgement', () => {
    const unit = build.mtp3(build.udt(begin));
    const draft = join(hex('01 00 0b 01'), [0, 0, 0, 13 + unit.length], hex('0001 0002 3f'), unit);
    const got = chunk(draft, 5);
    expect(names(got).slice(3)).toEqual(['M2PA', 'MTP3', 'SCCP', 'TCAP']);
    expect([value(got, 'Backward sequence number'), value(got, 'Length indicator')]).toEqual(['1', '63']);
    expect(value(chunk(hex('01 00 0b 02 00000014 00000001 00000002 00000001'), 5), 'Link status')).toMatch(/^1 /);
    expect(names(chunk(hex('01 00 0b 01 00000010 00000001 00000002'), 5)).slice(3)).toEqual(['M2PA']);
    expect(faults(chunk(hex('01 00 0b 01 0000000a 0000'), 5)).map(each => each.replace(/^\d+: /, ''))).toEqual([
      'header says 8, 2 remain',
    ]);
  });

  it('M2UA with the label of Japan', () => {
    const got = chunk(build.m2uaJapan(build.udt(begin)), 2);
    expect(names(got).slice(3)).toEqual(['M2UA', 'MTP3', 'SCCP', 'TCAP']);
    expect(value(got, 'Destination point code')).toBe('1');
  });

  it('SUA: cause, segmentation, addresses of every kind', () => {
    const parameter = (tag: string, content: string): Uint8Array => {
      const octets = hex(content);
      return join(hex(tag), [0, octets.length + 4], octets, new Uint8Array(-octets.length & 3));
    };
    const address = (...parts: Uint8Array[]): Uint8Array => {
      const inside = join(hex('0001 0007'), ...parts);
      return join(hex('0102'), [0, inside.length + 4], inside);
    };
    const message = (...parts: Uint8Array[]): Part[] => {
      const body = join(...parts);
      return chunk(join(hex('01 00 07 02'), [0, 0, 0, body.length + 8], body), 4);
    };
    expect(value(message(parameter('0106', '00000101')), 'SCCP Cause')).toBe(
      'return cause 1 No translation for this specific address',
    );
    expect(value(message(parameter('0106', '00000203')), 'SCCP Cause')).toBe('type 2, value 3');
    expect(value(message(parameter('0117', '81000102')), 'Segmentation')).toBe('first, 1 remain, reference 258');
    expect(value(message(parameter('0117', '00000102')), 'Segmentation')).toBe('0 remain, reference 258');
    const ip = address(parameter('8004', 'c0000201'), parameter('8003', '00000006'), parameter('8002', '00000123'));
    expect(value(message(ip), 'Source Address')).toBe('192.0.2.1, SSN 6 HLR, 291');
    expect(value(message(address(parameter('8005', '68692e'))), 'Source Address')).toBe('68692e');
    const short = message(join(hex('0102 0006 0001')));
    expect(faults(short).map(each => each.replace(/^\d+: /, ''))).toContain('address says 4, 2 remain');
    const broken = message(address(hex('8001 0002')));
    expect(faults(broken).map(each => each.replace(/^\d+: /, ''))).toEqual(['address says 2, 4 remain']);
  });

  it('a joined user message, and data of no protocol of ours', () => {
    const ports = { source: 2905, destination: 2905 };
    expect(names(describeUserMessage(build.m3ua(build.udt(begin)), 3, ports)).slice(0, 3)).toEqual([
      'M3UA',
      'SCCP',
      'TCAP',
    ]);
    expect(names(chunk(hex('0100000000'), 46)).at(-1)).toBe('Diameter');
  });
});

describe('MTP', () => {
  const begin = hex('62 06 48 04 11223344');

  it('MTP2 with extended sequence numbers, low octet first', () => {
    const unit = build.mtp3(build.udt(begin));
    const got = show(join(hex('00 01 0000'), hex('0580 0600'), [unit.length, 0], unit), 139);
    expect(names(got).slice(1)).toEqual(['MTP2', 'MTP3', 'SCCP', 'TCAP']);
    expect([value(got, 'Backward sequence number'), value(got, 'Backward indicator bit')]).toEqual(['5', '1']);
    expect(faults(show(hex('00 01 0000 0580'), 139))).toEqual(['4: header says 6, 2 remain']);
  });

  it.each([
    [140, '1234', '0: header says 3, 2 remain'],
    [140, '1234 10 83', '2: length says 16, 1 remain'],
    [141, '83 01', '1: label says 4, 1 remain'],
  ])('link type %i that is cut says where', (link, octets, fault) => {
    expect(faults(show(hex(octets), link))).toContain(fault);
  });

  it('a unit of 63 octets or more has the rest of the frame, but for the check octets', () => {
    const unit = build.mtp3(build.udt(join(hex('62 3c 48 04 11223344 6c 34'), new Uint8Array(52))));
    expect(unit.length).toBeGreaterThan(63);
    expect(names(show(join(hex('0102 3f'), unit), 140)).slice(0, 3)).toEqual(['MTP2', 'MTP3', 'SCCP']);
    const exact = join(hex('0102 3f 85 01408010'), new Uint8Array(58), hex('beef'));
    expect(flat(show(exact, 140)).find(one => one.name === 'Check octets')).toMatchObject({ length: 2 });
  });

  it('an empty message says so', () => {
    expect(faults(show(build.exported('mtp3', new Uint8Array(0)), 252))).toEqual([]);
    expect(names(show(build.exported('nothing', hex('0102')), 252))).toEqual(['Exported PDU', 'Payload']);
  });
});

describe('dialogues and components', () => {
  const portion = (apdu: Uint8Array): Part[] =>
    show(
      build.exported(
        'tcap',
        tlv(0x65, tlv(0x48, [1]), tlv(0x49, [2]), tlv(0x6b, tlv(0x28, tlv(6, hex('00118605010101')), tlv(0xa0, apdu)))),
      ),
      252,
    );
  const context = (arcs: string): Uint8Array => tlv(0xa1, tlv(6, hex(arcs)));
  const map = (pdu: Uint8Array): Uint8Array => tlv(0xbe, tlv(0x28, tlv(6, hex('04000001010101')), tlv(0xa0, pdu)));

  it('an AARE with result, diagnostic of the provider, and a refusal', () => {
    const refuse = map(tlv(0xa3, tlv(0x0a, [1]), tlv(6, hex('0400000100 0102')), tlv(0x30, hex('0500'))));
    const got = portion(
      tlv(0x61, context('0400000100 0e03'), tlv(0xa2, tlv(2, [1])), tlv(0xa3, tlv(0xa2, tlv(2, [2]))), refuse),
    );
    expect(value(got, 'Associate result')).toMatch(/reject/);
    expect(names(flat(got))).toContain('Dialogue service provider');
    expect(value(got, 'alternativeApplicationContext')).toBe('0.4.0.0.1.0.1.2');
    expect(flat(got).find(one => one.name === 'extensionContainer')).toMatchObject({ hidden: true });
    expect(names(flat(got))).toContain('reason');
  });

  it('an ABRT with its source and the choice of a MAP user abort', () => {
    const got = portion(tlv(0x64, tlv(0x80, [0]), map(tlv(0xa4, tlv(0x81, [0])))));
    expect(value(got, 'Abort source')).toBeDefined();
    expect(value(got, 'map-UserAbortChoice')).toBeDefined();
    const provider = portion(tlv(0x64, tlv(0x80), map(tlv(0xa5, tlv(0x0a, [1])))));
    expect(value(provider, 'Abort source')).toBe('');
    expect(value(provider, 'map-ProviderAbortReason')).toBeDefined();
  });

  it('references of a map-open, and elements without a name by their tag', () => {
    const pdu = tlv(
      0xa0,
      tlv(0x80, hex('9621436587092143f5')),
      tlv(0x81, hex('912143')),
      tlv(0x82, [1]),
      tlv(0xa9, tlv(4, [1])),
    );
    const got = portion(tlv(0x60, tlv(0x80, hex('0780')), context('0400000100 0103'), map(pdu), tlv(0xaf, [])));
    expect(value(got, 'destinationReference')).toMatch(/^123456789012345 /);
    expect(value(got, 'originationReference')).toMatch(/^1234 \(international/);
    expect(names(flat(got)).filter(name => name.startsWith('tag '))).toHaveLength(4);
  });

  it.each([
    ['0400000115 3201', 'CAP phase 3 and later'],
    ['0400000100 3201', 'CAP phases 1 and 2'],
    ['0400010101', 'ETSI'],
    ['0011894200', 'ITU-T Q.1218'],
    ['2a0304', 'another'],
  ])('the application context %s (%s) is shown as it is', arcs => {
    const got = portion(tlv(0x60, context(arcs)));
    expect(value(got, 'Application context')).toMatch(/^\d+(\.\d+)+/);
    expect(faults(got)).toEqual([]);
  });

  it('an object identifier outside its EXTERNAL, an octet-aligned one, another APDU', () => {
    const message = (inside: Uint8Array): Part[] =>
      show(build.exported('tcap', tlv(0x62, tlv(0x48, [1]), tlv(0x6b, inside))), 252);
    expect(value(message(tlv(6, hex('04000001000103'))), 'Application context')).toMatch(/^0\.4\.0\.0\.1\.0\.1\.3/);
    expect(names(flat(message(tlv(0x28, tlv(0x81, tlv(0x60)), tlv(2, [1])))))).toContain('Octet-aligned');
    expect(
      names(flat(message(tlv(0x28, tlv(0xa0, tlv(0x63, [])), tlv(0x30, []))))).some(name => name.startsWith('tag ')),
    ).toBe(true);
  });

  const components = (...list: Uint8Array[]): Part[] =>
    show(build.exported('tcap', tlv(0x65, tlv(0x48, [1]), tlv(0x49, [2]), tlv(0x6c, ...list))), 252);

  it('a result without its SEQUENCE is read and said', () => {
    const got = components(tlv(0xa2, tlv(2, [1]), tlv(2, [7])));
    expect(faults(got).map(each => each.replace(/^\d+: /, ''))).toEqual(['tag says 2, 48 remain']);
    expect(value(got, 'Operation code')).toMatch(/^7 insertSubscriberData/);
  });

  it('a reject by its problem, a global operation by its identifier, a code of another tag as a fault', () => {
    expect(value(components(tlv(0xa4, tlv(5), tlv(0x81, [1]))), 'Problem')).toBeDefined();
    expect(value(components(tlv(0xa1, tlv(2, [1]), tlv(6, hex('2a0304')))), 'Operation code')).toBe('global 1.2.3.4');
    expect(value(components(tlv(0xa1, tlv(2, [1]), tlv(6, hex('2a0304')), tlv(4, [1]))), 'Argument')).toBe('');
    const odd = components(tlv(0xa1, tlv(2, [1]), tlv(4, [7]), tlv(4, [1])));
    expect(faults(odd)[0]).toMatch(/stands where the operation code is due/);
    expect(components(tlv(0xa1, tlv(2, [1]))).length).toBeGreaterThan(0);
  });
});
