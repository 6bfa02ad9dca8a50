/** Every layer for people: facts by the standards, and what holds whatever the octets. */
import { describe, expect, it } from 'vitest';
import {
  type DescribeOptions,
  describeDatagram,
  describeFrame,
  describeUserData,
  describeUserMessage,
} from '../../decoders/describe.ts';
import { linkTypeName } from '../../decoders/describe-link.ts';
import { POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_JAPAN } from '../../decoders/mtp3.ts';
import { FAULT, type Part } from '../../decoders/part.ts';
import { octets } from './layers.ts';
import { random } from './tcap-helpers.ts';

const ETHERNET = 1;
const MTP2 = 140;
const MTP3 = 141;
const SCCP = 142;

function layers(hex: string, link: number, options: DescribeOptions = {}): Part[] {
  const b = octets(hex);
  return describeFrame(b, 0, b.length, link, options);
}

const flat = (parts: readonly Part[]): Part[] => parts.flatMap(one => [one, ...flat(one.parts)]);
const value = (parts: readonly Part[], name: string): string | undefined =>
  flat(parts).find(one => one.name === name)?.value;
const names = (parts: readonly Part[]): string[] => parts.map(one => one.name);
const faults = (parts: readonly Part[]): string[] =>
  flat(parts)
    .filter(one => one.name === FAULT)
    .map(one => `${one.at}: ${one.value}`);

const MACS = '020000000002 020000000001';
const hex = (n: number, octetCount: number): string => n.toString(16).padStart(octetCount * 2, '0');
const size = (text: string): number => octets(text).length;
/** IPv4 from 10.0.0.1 to 10.0.0.2. */
const ip4 = (protocol: number, payload: string, place = '0000'): string =>
  `45 00 ${hex(20 + size(payload), 2)} 1234 ${place} 40 ${hex(protocol, 1)} 0000 0a000001 0a000002 ${payload}`;
const udp = (from: number, to: number, payload: string): string =>
  `${hex(from, 2)} ${hex(to, 2)} ${hex(8 + size(payload), 2)} 0000 ${payload}`;
const echo = '32 01 0004 00000000 0007 0000';
/** SCTP with one DATA chunk of TSN 5, stream 1, number 2. */
const sctp = (ppid: number, payload: string, flags = '03'): string =>
  `0b59 0b59 00000001 00000000 00 ${flags} ${hex(16 + size(payload), 2)} 00000005 0001 0002 ${hex(ppid, 4)} ${payload}`;
const m3ua = (payload: string): string =>
  `01 00 01 01 ${hex(24 + size(payload), 4)} 0210 ${hex(16 + size(payload), 2)} 000003e9 000007d2 03 02 00 09 ${payload}`;
/** UDT, class 1 with return option; called GT 4 491720 with SSN 6, calling SSN 7 with point code 291. */
const udt = (payload: string): string => {
  const called = '0a 12 06 00 12 04 94 71 02 00 00';
  const calling = '04 43 23 01 07';
  return `09 81 03 ${hex(2 + size(called), 1)} ${hex(1 + size(called) + size(calling), 1)} ${called} ${calling} ${hex(size(payload), 1)} ${payload}`;
};
const begin = '62 06 48 04 11223344';

describe('link layers', () => {
  it('Ethernet with VLAN tags', () => {
    const got = layers(`${MACS} 88a8 2064 8100 0002 0800 ${ip4(17, udp(2123, 2123, echo))}`, ETHERNET);
    expect(names(got)).toEqual(['Ethernet', 'IPv4', 'UDP', 'GTP']);
    const tags = got[0].parts.filter(one => one.name === 'VLAN tag').map(one => one.value);
    expect(tags).toEqual(['VLAN 100, priority 1, 0x8100 VLAN tag', 'VLAN 2, priority 0, 0x0800 IPv4']);
  });

  it.each([
    ['Linux cooked', 113, `0000 0001 0006 020000000001 0000 0800`],
    ['Linux cooked v2', 276, `0800 0000 00000002 0001 00 06 020000000001 0000`],
    ['BSD loopback', 0, '02000000'],
    ['OpenBSD loopback', 108, '00000002'],
    ['PPP', 9, 'ff03 0021'],
    ['PPPoE', 51, '1100 0001 0036 0021'],
    ['Cisco HDLC', 104, '0f00 0800'],
    ['MPLS', 219, '00064 140'],
  ])('%s before IP', (name, link, head) => {
    const got = layers(`${head} ${ip4(17, udp(2123, 2123, echo))}`, link);
    expect(names(got)).toEqual([name, 'IPv4', 'UDP', 'GTP']);
    expect(linkTypeName(link)).toBe(name);
    expect(faults(got)).toEqual([]);
  });

  it('raw IP has no layer of its own', () => {
    expect(names(layers(ip4(17, udp(2123, 2123, echo)), 101))).toEqual(['IPv4', 'UDP', 'GTP']);
  });

  it('what is no IP is left alone, and its octets are not shown', () => {
    const got = layers(`${MACS} 0806 0001`, ETHERNET);
    expect(got.at(-1)).toMatchObject({ name: 'Payload', value: '2 octets, not read', hidden: true });
  });

  it('an unknown link type is said', () => {
    expect(faults(layers('00', 77))).toEqual(['0: link type 77 is not read']);
  });

  it('a header that is cut is said', () => {
    expect(faults(layers('020000000002 0200', ETHERNET))).toEqual(['6: header says 6, 2 remain']);
  });
});

describe('IP', () => {
  it('a fragment is shown as a piece', () => {
    const got = layers(`${MACS} 0800 ${ip4(17, '0000000000000000', '2002')}`, ETHERNET);
    expect(got[1].value).toBe('10.0.0.1 → 10.0.0.2, fragment from octet 16');
    expect(got[2]).toMatchObject({ name: 'Piece', hidden: true, length: 8 });
  });

  it('IPv6 with extension headers', () => {
    const inside = udp(2123, 2123, echo);
    const addresses = `20010db8${'00'.repeat(11)}01 20010db8${'00'.repeat(11)}02`;
    const got = layers(
      `${MACS} 86dd 6 0000000 ${hex(8 + size(inside), 2)} 00 40 ${addresses} 1100000000000000 ${inside}`,
      ETHERNET,
    );
    expect(got[1].value).toBe('2001:db8::1 → 2001:db8::2');
    expect(value(got, 'Extension header 0 hop-by-hop options')).toBe('next 17 UDP');
    expect(value(got, 'Sequence number')).toBe('7');
  });

  it('GRE with ERSPAN, and VXLAN', () => {
    const mirrored = `${MACS} 0800 ${ip4(17, udp(2123, 2123, echo))}`;
    const gre = layers(`${ip4(47, `1000 88be 00000001 1001 0003 00000000 ${mirrored}`)}`, 101);
    expect(names(gre)).toEqual(['IPv4', 'GRE', 'Ethernet', 'IPv4', 'UDP', 'GTP']);
    expect(value(gre, 'ERSPAN')).toBe('type II, VLAN 1, session 3');
    const vxlan = layers(ip4(17, udp(5000, 4789, `08000000 00002a00 ${mirrored}`)), 101);
    expect(names(vxlan)).toEqual(['IPv4', 'UDP', 'VXLAN', 'Ethernet', 'IPv4', 'UDP', 'GTP']);
    expect(vxlan[2].value).toBe('network 42');
  });

  it('a length beyond the frame is said', () => {
    const b = octets(ip4(17, udp(2123, 2123, echo)));
    const got = describeFrame(b, 0, b.length - 4, 101);
    expect(faults(got).slice(0, 2)).toEqual(['2: length says 40, 36 remain', '24: length says 20, 16 remain']);
  });
});

describe('SCTP and the adaptation layers', () => {
  it('M3UA with the label of its Protocol Data', () => {
    const got = layers(ip4(132, sctp(3, m3ua(udt(begin)))), 101);
    expect(names(got)).toEqual(['IPv4', 'SCTP', 'SCTP chunk', 'M3UA', 'SCCP', 'TCAP']);
    expect(got[2].value).toBe('DATA, TSN 5');
    expect(value(got, 'Originating point code')).toBe('1001');
    expect(value(got, 'Destination point code')).toBe('2002');
    expect(value(got, 'Service indicator')).toBe('3 SCCP');
    expect(value(got, 'Signalling link selection')).toBe('9');
    expect(faults(got)).toEqual([]);
  });

  it('a chunk that is not whole is a piece', () => {
    const got = layers(ip4(132, sctp(3, m3ua(udt(begin)), '02')), 101);
    expect(got[2].value).toMatch(/TSN 5, \d+ octets of a fragmented message/);
    expect(got.at(-1)?.name).toBe('Piece');
  });

  it.each([
    ['01 00 03 01 00000008', 'M3UA', 'ASPUP'],
    ['01 00 00 01 00000010 000d 0008 0001 0003', 'M3UA', 'NTFY'],
    ['01 00 02 01 00000010 0012 0008 00 000123', 'M3UA', 'DUNA'],
  ])('management of M3UA: %s', (message, name, text) => {
    expect(layers(ip4(132, sctp(3, message)), 101).at(-1)).toMatchObject({ name, value: text });
  });

  it('parameters by name and value', () => {
    const got = layers(
      ip4(
        132,
        sctp(
          3,
          '01 00 00 01 0000002c 000d 0008 0001 0003 0011 0008 0000000d 0006 000c 00000001 00000002 0004 0007 616263 00',
        ),
      ),
      101,
    );
    expect(value(got, 'Status')).toBe('type 1, 3 AS-ACTIVE');
    expect(value(got, 'ASP Identifier')).toBe('13');
    expect(value(got, 'Routing Context')).toBe('1, 2');
    expect(value(got, 'INFO String')).toBe('abc');
  });

  it('M2UA, M2PA and SUA down to TCAP', () => {
    const mtp3 = `83 d2 47 fa 90 ${udt(begin)}`;
    const m2ua = layers(
      ip4(132, sctp(2, `01 00 06 01 ${hex(12 + size(mtp3), 4)} 0300 ${hex(4 + size(mtp3), 2)} ${mtp3}`)),
      101,
    );
    expect(names(m2ua).slice(3)).toEqual(['M2UA', 'MTP3', 'SCCP', 'TCAP']);
    const m2pa = layers(
      ip4(132, sctp(5, `01 00 0b 01 ${hex(17 + size(mtp3), 4)} 00 000001 00 000002 00 ${mtp3}`)),
      101,
    );
    expect(names(m2pa).slice(3)).toEqual(['M2PA', 'MTP3', 'SCCP', 'TCAP']);
    expect(value(m2pa, 'Forward sequence number')).toBe('2');
    const address = (tag: string, ssn: string): string =>
      `${tag} 0028 0001 0007 8001 000f 000000 04 06 00 01 04 947102 00 8002 0008 00000123 8003 0008 000000${ssn}`;
    const data = `010b ${hex(4 + size(begin), 2)} ${begin}`;
    const body = `${address('0102', '07')} ${address('0103', '06')} ${data}`;
    const sua = layers(ip4(132, sctp(4, `01 00 07 01 ${hex(8 + size(body), 4)} ${body}`)), 101);
    expect(names(sua).slice(3)).toEqual(['SUA', 'TCAP']);
    expect(value(sua, 'Destination Address')).toBe('491720, 291, SSN 6 HLR');
    expect(faults([...m2ua, ...m2pa, ...sua])).toEqual([]);
  });

  it('several messages behind each other in one chunk', () => {
    const got = layers(ip4(132, sctp(3, `01 00 03 03 00000008 ${m3ua(udt(begin))}`)), 101);
    expect(names(got).slice(3)).toEqual(['M3UA', 'M3UA', 'SCCP', 'TCAP']);
  });

  it('a parameter that goes beyond its message is said at its length', () => {
    const got = layers(ip4(132, sctp(3, '01 00 00 00 00000010 000c 0009 00000001')), 101);
    expect(faults(got)).toEqual(['58: parameter says 9, 8 remain']);
    expect(value(got, 'Error Code')).toBe('1 Invalid Version');
  });
});

describe('MTP', () => {
  // SIO 0x83: national network, SCCP. DPC 2002, OPC 1001, SLS 9 in the label of Q.704 §2.2
  const label = 'd2 47 fa 90';

  it('MTP2 with its sequence numbers, MTP3 with the label of ITU-T', () => {
    const got = layers(`81 02 ${hex(5 + size(udt(begin)), 1)} 83 ${label} ${udt(begin)}`, MTP2);
    expect(names(got)).toEqual(['MTP2', 'MTP3', 'SCCP', 'TCAP']);
    expect(value(got, 'Backward sequence number')).toBe('1');
    expect(value(got, 'Backward indicator bit')).toBe('1');
    expect(got[1].value).toBe('1001 → 2002, SCCP');
    expect(value(got, 'Network indicator')).toBe('2 national');
  });

  it('fill-in and link status units end there', () => {
    expect(layers('ff ff 00', MTP2)).toMatchObject([{ name: 'MTP2', value: 'fill-in signal unit' }]);
    expect(value(layers('ff ff 01 03', MTP2), 'Status field')).toBe('3');
  });

  it.each([
    ['ANSI', POINT_CODES_ANSI, '83 010203 040506 07', 'Message priority', 0x060504, 0x030201],
    ['China', POINT_CODES_CHINA, '83 010203 040506 07', 'Network indicator', 0x060504, 0x030201],
    ['Japan', POINT_CODES_JAPAN, '83 0102 0304 07', 'Network indicator', 0x0403, 0x0201],
  ])('the label of %s', (_, form, text, present, opc, dpc) => {
    const got = layers(`${text} 00`, MTP3, { form });
    expect(value(got, 'Originating point code')).toBe(String(opc));
    expect(value(got, 'Destination point code')).toBe(String(dpc));
    expect(value(got, present)).toBeDefined();
  });

  it('ISUP is recognised and left alone', () => {
    expect(layers(`85 ${label} 0100`, MTP3).at(-1)).toMatchObject({ name: 'ISUP', layer: 'isup', hidden: true });
  });
});

describe('SCCP', () => {
  it('addresses with their titles', () => {
    const got = layers(udt(begin), SCCP);
    expect(got[0].value).toBe('UDT, PC 291, SSN 7 VLR → 4917200000, SSN 6 HLR');
    expect(value(got, 'Protocol class')).toBe('1, return message on error');
    expect(value(got, 'Numbering plan')).toBe('1 ISDN/telephony (E.164)');
    expect(value(got, 'Nature of address')).toBe('4 international number');
    expect(value(got, 'Signalling point code')).toBe('291');
  });

  it.each([
    // Q.713 §3.4.2.3.1 to §3.4.2.3.4: an odd number of digits each
    ['1', '05 04 84 21 43 05', '12345'],
    ['2', '04 08 00 21 43', '1234'],
    ['3', '06 0c 00 11 21 43 05', '12345'],
    ['4', '07 10 00 11 04 21 43 05', '12345'],
  ])('a global title of format %s', (_, address, digits) => {
    const got = layers(
      `09 00 03 ${hex(2 + size(address), 1)} ${hex(2 + size(address), 1)} ${address} 01 00 ${hex(size(begin), 1)} ${begin}`,
      SCCP,
    );
    expect(value(got, 'Digits')).toBe(digits);
  });

  it('XUDT with its optional parameters; a segment is a piece', () => {
    const address = '02 42 06';
    const head = `11 81 0f 04 06 08 ${hex(8 + size(begin), 1)}`;
    const tail = `${address} ${address} ${hex(size(begin), 1)} ${begin}`;
    const segment = layers(`${head} ${tail} 10 04 81 010000 12 01 05 00`, SCCP);
    expect(value(segment, 'Hop counter')).toBe('15');
    expect(value(segment, 'Segmentation')).toBe('first segment, 1 remain, class 0, local reference 1');
    expect(value(segment, 'Importance')).toBe('5');
    expect(segment.at(-1)?.name).toBe('Piece');
    // a first segment without any behind it is whole
    expect(layers(`${head} ${tail} 10 04 80 010000 00`, SCCP).at(-1)?.name).toBe('TCAP');
  });

  it('LUDT, whose pointers have two octets, low octet first', () => {
    const address = '02 42 06';
    const got = layers(`13 01 0f 0700 0800 0900 0000 ${address} ${address} ${hex(size(begin), 1)}00 ${begin}`, SCCP);
    expect(names(got)).toEqual(['SCCP', 'TCAP']);
    expect(value(got, 'Long data')).toBe(`${size(begin)} octets`);
    expect(faults(got)).toEqual([]);
  });

  it('a return cause by name', () => {
    const got = layers(`0a 01 03 05 07 02 42 06 02 42 07 ${hex(size(begin), 1)} ${begin}`, SCCP);
    expect(value(got, 'Return cause')).toBe('1 No translation for this specific address');
  });

  it('connection-oriented messages by name, their data not shown', () => {
    const dt1 = layers('06 010203 00 01 03 aabbcc', SCCP);
    expect(value(dt1, 'Destination local reference')).toBe('0x010203');
    expect(flat(dt1).find(one => one.name === 'Data')).toMatchObject({ value: '3 octets', hidden: true });
    expect(value(layers('04 010203 040506 0f 00', SCCP), 'Release cause')).toBe('15 Unqualified');
  });

  it('says what is wrong, and reads the rest', () => {
    // the called pointer goes beyond the message
    const got = layers(`09 00 ff 05 07 02 42 06 02 42 07 ${hex(size(begin), 1)} ${begin}`, SCCP);
    expect(faults(got)).toEqual(['2: pointer says 255, 18 remain']);
    expect(got.at(-1)?.name).toBe('TCAP');
    expect(faults(layers('63', SCCP))).toEqual(['0: message type 99 is not one of Q.713']);
    expect(faults(layers('09 00', SCCP))).toEqual(['0: header says 5, 2 remain']);
  });
});

describe('joined messages', () => {
  it('an IP datagram, an SCTP user message, SCCP user data', () => {
    const datagram = octets(udp(2123, 2123, echo));
    expect(names(describeDatagram(datagram, 17, 4))).toEqual(['UDP', 'GTP']);
    const message = octets(m3ua(udt(begin)));
    expect(names(describeUserMessage(message, 3, { source: 1, destination: 2 }))).toEqual(['M3UA', 'SCCP', 'TCAP']);
    expect(names(describeUserData(octets(begin), { called: 6, calling: 7 }))).toEqual(['TCAP']);
  });
});

describe('whatever the octets', () => {
  const good = [
    [ETHERNET, `${MACS} 8100 0002 0800 ${ip4(132, sctp(3, m3ua(udt(begin))))}`],
    [ETHERNET, `${MACS} 0800 ${ip4(17, udp(2123, 2123, echo))}`],
    [MTP2, `81 02 ${hex(5 + size(udt(begin)), 1)} 83 d2 47 fa 90 ${udt(begin)}`],
    [
      SCCP,
      `11 81 0f 04 06 08 ${hex(8 + size(begin), 1)} 02 42 06 02 42 07 ${hex(size(begin), 1)} ${begin} 10 04 81 010000 00`,
    ],
    [252, `000c 0004 74636170 0000 0000 ${begin}`],
  ] as const;

  const outside = (parts: readonly Part[], end: number): Part[] =>
    flat(parts).filter(
      one => one.at < 0 || one.length < 0 || one.at + one.length > end || /undefined|NaN/.test(one.value),
    );

  it.each(good)('every prefix stays inside, and a cut one says so (link type %i)', (link, text) => {
    const b = octets(text);
    const whole = describeFrame(b, 0, b.length, link);
    expect(faults(whole)).toEqual([]);
    for (let end = 0; end < b.length; end++) {
      const cut = b.slice(0, end);
      expect(outside(describeFrame(cut, 0, end, link), end)).toEqual([]);
    }
  });

  it('the place of the frame in the array makes no difference', () => {
    for (const [link, text] of good) {
      const b = octets(text);
      const larger = new Uint8Array(b.length + 20).fill(0xff);
      larger.set(b, 9);
      const moved = (one: Part): Part => ({ ...one, at: one.at - 9, parts: one.parts.map(moved) });
      expect(describeFrame(larger, 9, 9 + b.length, link).map(moved)).toEqual(describeFrame(b, 0, b.length, link));
    }
  });

  it('changed octets never throw and never point outside', () => {
    const next = random(11);
    for (const [link, text] of good) {
      const b = octets(text);
      for (let round = 0; round < 3000; round++) {
        const changed = b.slice();
        for (let k = 0; k < 1 + (round % 4); k++) changed[Math.floor(next() * b.length)] = Math.floor(next() * 256);
        expect(outside(describeFrame(changed, 0, changed.length, link), changed.length)).toEqual([]);
      }
    }
  });

  it('layers without end are cut off', () => {
    // IP in IP in IP …, each 20 octets shorter
    const deep = new Uint8Array(4000);
    for (let at = 0; at + 20 <= deep.length; at += 20) {
      const length = deep.length - at;
      deep.set([0x45, 0, length >> 8, length & 255, 0, 0, 0, 0, 64, 4, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2], at);
    }
    expect(describeFrame(deep, 0, deep.length, 101).length).toBeLessThan(100);
  });
});
