import { describe, expect, it } from 'vitest';
import {
  WHAT_EXPORTED,
  WHAT_IP,
  WHAT_MTP2,
  WHAT_MTP2_EXTENDED,
  WHAT_MTP3,
  WHAT_OTHER,
  WHAT_SCCP,
} from '../../decoders/inner.ts';
import { link } from '../../decoders/link.ts';
import { note, octets, placed, prefixes, run } from './layers.ts';

const of = (type: number) => (b: Uint8Array, at: number, end: number) => link(b, at, end, type);

// an IPv4 header with nothing behind it: version 4, 5 words, total length 20
const ip4 = '4500 0014 0000 0000 4011 0000 0a000001 0a000002';
const macs = '020000000001 020000000002';

describe('ethernet', () => {
  it('finds IPv4 and IPv6 behind 14 octets', () => {
    expect(run(of(1), octets(`${macs} 0800 ${ip4}`))).toMatchObject({ status: 'ok', what: WHAT_IP, at: 14, end: 34 });
    expect(run(of(1), octets(`${macs} 86dd 60000000`))).toMatchObject({ what: WHAT_IP, at: 14 });
  });

  it('goes through 802.1Q, 802.1ad and 0x9100 tags', () => {
    const b = octets(`${macs} 88a8 0001 9100 0002 8100 0003 0800 ${ip4}`);
    expect(run(of(1), b)).toMatchObject({ status: 'ok', what: WHAT_IP, at: 26 });
  });

  it('gives up a row of tags without end', () => {
    expect(run(of(1), octets(`${macs} 8100 ${'0001 8100'.repeat(40)}`)).status).toBe('bad');
    expect(note()).toMatchObject({ protocol: 'frame', what: 'nesting depth' });
  });

  it('reads an ethertype behind 802.3 length, LLC and SNAP', () => {
    const b = octets(`${macs} 001c aaaa03 000000 0800 ${ip4}`);
    expect(run(of(1), b)).toMatchObject({ status: 'ok', what: WHAT_IP, at: 22, end: 42 });
  });

  it('leaves spanning tree and ARP alone', () => {
    expect(run(of(1), octets(`${macs} 0026 424203 0000`))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
    expect(run(of(1), octets(`${macs} 0806 0001`))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
  });

  it('says how many octets are missing', () => {
    expect(run(of(1), octets(macs)).status).toBe('short');
    expect(note()).toEqual({ status: 'short', protocol: 'frame', what: 'header', at: 0, says: 14, has: 12 });
    expect(run(of(1), octets('')).status).toBe('short');
  });
});

describe('MPLS', () => {
  it('pops labels to the bottom of the stack and sees IP by its version', () => {
    // two labels, the second with the bottom bit
    const b = octets(`${macs} 8847 00064040 00065140 ${ip4}`);
    expect(run(of(1), b)).toMatchObject({ status: 'ok', what: WHAT_IP, at: 22 });
    expect(run(of(219), octets(`00065140 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
  });

  it('reads a pseudowire with and without a control word', () => {
    const inside = `${macs} 0800 ${ip4}`;
    expect(run(of(219), octets(`00065140 00000000 ${inside}`))).toMatchObject({ what: WHAT_IP, at: 22 });
    expect(run(of(219), octets(`00065140 ${inside}`))).toMatchObject({ what: WHAT_IP, at: 18 });
  });

  it('ends at a stack without a bottom', () => {
    expect(run(of(219), octets('00064040'.repeat(4))).status).toBe('short');
    expect(run(of(219), octets('00064040'.repeat(40))).status).toBe('bad');
  });
});

describe('PPP', () => {
  it('reads it with and without address and control, and with a short protocol', () => {
    expect(run(of(9), octets(`ff03 0021 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(of(50), octets(`0021 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 2 });
    expect(run(of(9), octets(`21 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 1 });
    expect(run(of(9), octets('ff03 0057 6000'))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(of(204), octets(`01 ff03 0021 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 5 });
  });

  it('reads MPLS in PPP and leaves LCP alone', () => {
    expect(run(of(9), octets(`ff03 0281 00065140 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 8 });
    expect(run(of(9), octets('ff03 c021 0101'))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
  });

  it('ends a PPPoE session at its length', () => {
    // version 1 type 1, session data, session 7, length 22, and two octets of padding
    const b = octets(`${macs} 8864 1100 0007 0016 0021 ${ip4} 0000`);
    expect(run(of(1), b)).toMatchObject({ what: WHAT_IP, at: 22, end: 42 });
    expect(run(of(51), octets(`1100 0007 0016 0021 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 8 });
  });

  it('tells Cisco HDLC from PPP in the same link type', () => {
    expect(run(of(104), octets(`0f00 0800 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(of(50), octets(`0f00 0800 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(of(104), octets('8f00 8035 0000'))).toMatchObject({ what: WHAT_OTHER });
  });
});

describe('the other link types', () => {
  it('reads Linux cooked captures', () => {
    const v1 = octets(`0000 0001 0006 020000000001 0000 0800 ${ip4}`);
    expect(run(of(113), v1)).toMatchObject({ what: WHAT_IP, at: 16 });
    const v2 = octets(`0800 0000 00000002 0001 00 06 020000000001 0000 ${ip4}`);
    expect(run(of(276), v2)).toMatchObject({ what: WHAT_IP, at: 20 });
    expect(run(of(113), octets(`0000 0001 0006 020000000001 0000 8100 0005 0800 ${ip4}`))).toMatchObject({ at: 20 });
    expect(run(of(113), v1.slice(0, 15)).status).toBe('short');
    expect(run(of(276), v2.slice(0, 19)).status).toBe('short');
  });

  it('reads raw IP under each of its numbers', () => {
    for (const type of [12, 14, 101, 228, 229])
      expect(run(of(type), octets(ip4))).toMatchObject({ what: WHAT_IP, at: 0 });
  });

  it('reads the loopback family in either byte order', () => {
    expect(run(of(0), octets(`02000000 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(of(0), octets(`00000002 ${ip4}`))).toMatchObject({ what: WHAT_IP, at: 4 });
    for (const family of ['18', '1c', '1e', '0a']) {
      expect(run(of(0), octets(`${family}000000 6000`))).toMatchObject({ what: WHAT_IP });
      expect(run(of(108), octets(`000000${family} 6000`))).toMatchObject({ what: WHAT_IP });
    }
    expect(run(of(0), octets('07000000 0000'))).toMatchObject({ what: WHAT_OTHER });
    expect(run(of(0), octets('020000')).status).toBe('short');
  });

  it('hands SS7 link types over whole', () => {
    expect(run(of(140), octets('8182 00'))).toMatchObject({ what: WHAT_MTP2, at: 0 });
    expect(run(of(141), octets('83'))).toMatchObject({ what: WHAT_MTP3, at: 0 });
    expect(run(of(142), octets('09'))).toMatchObject({ what: WHAT_SCCP, at: 0 });
    expect(run(of(252), octets('0000 0000'))).toMatchObject({ what: WHAT_EXPORTED, at: 0 });
    // pseudo-header: sent, extended sequence numbers no, yes, unknown; link 1
    expect(run(of(139), octets('00 00 0001 8182 00'))).toMatchObject({ what: WHAT_MTP2, at: 4 });
    expect(run(of(139), octets('00 01 0001 8182 00'))).toMatchObject({ what: WHAT_MTP2_EXTENDED, at: 4 });
    expect(run(of(139), octets('00 02 0001 8182 00'))).toMatchObject({ what: WHAT_MTP2 });
    expect(run(of(139), octets('00 00 00')).status).toBe('short');
  });

  it('names a link type that it does not know', () => {
    expect(run(of(105), octets('0000')).status).toBe('unknown');
    expect(note()).toMatchObject({ what: 'link type', says: 105 });
  });
});

it('stays inside every prefix', () => {
  const b = octets(`${macs} 8100 0001 8847 00065140 00000000 ${macs} 0800 ${ip4}`);
  expect(
    prefixes(of(1), b)
      .slice(0, 14)
      .every(status => status === 'short'),
  ).toBe(true);
  for (const type of [0, 9, 50, 51, 104, 108, 113, 139, 204, 219, 276]) prefixes(of(type), b);
  expect(placed(b).length).toBeGreaterThan(b.length);
});
