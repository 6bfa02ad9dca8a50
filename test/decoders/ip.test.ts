import { describe, expect, it } from 'vitest';
import { INNER, inner, WHAT_ETHERNET, WHAT_IP, WHAT_MPLS, WHAT_OTHER } from '../../decoders/inner.ts';
import { ip, ipExtensions } from '../../decoders/ip.ts';
import { gre, vxlan, vxlanGeneric } from '../../decoders/tunnel.ts';
import { udp } from '../../decoders/udp.ts';
import { field, note, octets, prefixes, run, slot } from './layers.ts';

const ends = '0a010203 c0a80001'; // 10.1.2.3 to 192.168.0.1
const ends6 = '20010db8000000000000000000000001 20010db8000000000000000000000002';

describe('IPv4', () => {
  it('gives addresses, protocol and payload, without padding', () => {
    // 5 words, total length 24, identification 0x1234, time to live 64, UDP
    const b = octets(`4500 0018 1234 4000 40 11 0000 ${ends} deadbeef 000000000000`);
    expect(run(ip, b)).toMatchObject({ status: 'ok', what: 17, at: 20, end: 24 });
    expect(field('ipVersion')).toBe(4);
    expect(slot('src', 4)).toBe('0a010203');
    expect(slot('dst', 4)).toBe('c0a80001');
    expect(inner[INNER.identifier]).toBe(0x1234);
    expect(inner[INNER.fragment]).toBe(0);
  });

  it('goes behind options', () => {
    expect(run(ip, octets(`4600 0018 0000 0000 40 84 0000 ${ends} 01010100`))).toMatchObject({ what: 132, at: 24 });
  });

  it('takes a total length of 0 for all that is there', () => {
    expect(run(ip, octets(`4500 0000 0000 0000 40 11 0000 ${ends} 0102`))).toMatchObject({ status: 'ok', end: 22 });
  });

  it('reads on to the end of the capture where the total length is beyond it', () => {
    expect(run(ip, octets(`4500 0040 0000 0000 40 11 0000 ${ends} 0102`))).toMatchObject({ status: 'ok', end: 22 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'ip', what: 'length', says: 64, has: 22 });
  });

  it('gives place and size of a fragment', () => {
    // more fragments, offset 0
    run(ip, octets(`4500 001c 0001 2000 40 84 0000 ${ends} 0000000000000000`));
    expect([inner[INNER.fragment], inner[INNER.offset], inner[INNER.more]]).toEqual([1, 0, 1]);
    // last fragment, offset 185 * 8
    run(ip, octets(`4500 0016 0001 00b9 40 84 0000 ${ends} 0000`));
    expect([inner[INNER.fragment], inner[INNER.offset], inner[INNER.more]]).toEqual([1, 1480, 0]);
  });

  it('cuts a fragment that is no multiple of 8 and refuses one that ends behind 65535', () => {
    expect(run(ip, octets(`4500 001e 0001 2000 40 84 0000 ${ends} 00000000000000000000`))).toMatchObject({ end: 28 });
    expect(note()).toMatchObject({ status: 'bad', what: 'fragment', says: 10, has: 8 });
    expect(run(ip, octets(`4500 001c 0001 1fff 40 84 0000 ${ends} 0000000000000000`)).status).toBe('bad');
  });

  it('refuses what contradicts itself', () => {
    expect(run(ip, octets(`4400 0018 0000 0000 40 11 0000 ${ends}`)).status).toBe('bad'); // 4 words
    expect(run(ip, octets(`4500 0010 0000 0000 40 11 0000 ${ends}`)).status).toBe('bad'); // 16 octets in all
    expect(run(ip, octets(`5500 0014 0000 0000 40 11 0000 ${ends}`)).status).toBe('bad'); // version 5
    expect(run(ip, octets('50')).status).toBe('bad');
    expect(run(ip, octets(`4f00 0050 0000 0000 40 11 0000 ${ends}`)).status).toBe('short'); // options beyond
    expect(run(ip, octets('')).status).toBe('short');
  });

  it('ends every prefix of the header in SHORT', () => {
    const b = octets(`4500 0018 1234 4000 40 11 0000 ${ends} deadbeef`);
    expect(prefixes(ip, b).slice(0, 20)).toEqual(Array(20).fill('short'));
  });
});

describe('IPv6', () => {
  it('gives both addresses and what follows', () => {
    expect(run(ip, octets(`60000000 0004 11 40 ${ends6} 01020304 0000`))).toMatchObject({ what: 17, at: 40, end: 44 });
    expect(field('ipVersion')).toBe(6);
    expect(slot('dst', 16)).toBe('20010db8000000000000000000000002');
  });

  it('goes through hop-by-hop, routing, destination options and authentication', () => {
    const chain = '2b 00 000000000000 3c 00 000000000000 33 00 000000000000 84 01 0000 00000000 00000000';
    const b = octets(`60000000 0024 00 40 ${ends6} ${chain}`);
    // 8 + 8 + 8 octets, and (1 + 2) * 4 of the authentication header (RFC 4302 §2.2)
    expect(run(ip, b)).toMatchObject({ status: 'ok', what: 132, at: 76 });
  });

  it('takes a fragment header, and an atomic fragment for a whole datagram', () => {
    const b = octets(`60000000 0010 2c 40 ${ends6} 84 00 0009 89abcdef 0000000000000000`);
    expect(run(ip, b)).toMatchObject({ status: 'ok', what: 132, at: 48 });
    expect([inner[INNER.offset], inner[INNER.more], inner[INNER.identifier] >>> 0]).toEqual([8, 1, 0x89abcdef]);
    run(ip, octets(`60000000 000c 2c 40 ${ends6} 84 00 0000 00000001 01020304`));
    expect(inner[INNER.fragment]).toBe(0);
  });

  it('ends a chain that is too long, or longer than the datagram', () => {
    const endless = `3c 00 000000000000`.repeat(20);
    expect(run(ip, octets(`60000000 00a0 3c 40 ${ends6} ${endless}`)).status).toBe('bad');
    expect(run(ip, octets(`60000000 0008 00 40 ${ends6} 11 05 000000000000`)).status).toBe('short');
    expect(run(ip, octets(`60000000 0004 00 40 ${ends6} 11000000`)).status).toBe('short');
    expect(run(ip, octets('60000000 0000')).status).toBe('short');
  });

  it('takes a payload length of 0 for all that is there', () => {
    expect(run(ip, octets(`60000000 0000 11 40 ${ends6} 0102`))).toMatchObject({ status: 'ok', at: 40, end: 42 });
  });

  it('goes through extension headers in a joined datagram', () => {
    const joined = (b: Uint8Array, at: number, end: number) => ipExtensions(b, at, end, 60);
    expect(run(joined, octets('84 00 000000000000 0102'))).toMatchObject({ status: 'ok', what: 132, at: 8, end: 10 });
    expect(run(joined, octets('84 01 000000000000')).status).toBe('short');
    expect(run(joined, octets('84')).status).toBe('short');
    expect(run(joined, octets('3c 00 000000000000'.repeat(20))).status).toBe('bad');
  });
});

describe('UDP', () => {
  it('gives ports and payload', () => {
    expect(run(udp, octets('084b 1000 000a 0000 aabb cc'))).toMatchObject({ status: 'ok', at: 8, end: 10 });
    expect([field('srcPort'), field('dstPort')]).toEqual([2123, 4096]);
  });

  it('takes a length of 0 for all, and ends where the capture does', () => {
    expect(run(udp, octets('084b 084b 0000 0000 aabb'))).toMatchObject({ status: 'ok', end: 10 });
    expect(run(udp, octets('084b 084b 0020 0000 aabb'))).toMatchObject({ status: 'ok', end: 10 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'udp', says: 32, has: 10 });
  });

  it('refuses a length below its header', () => {
    expect(run(udp, octets('084b 084b 0007 0000')).status).toBe('bad');
    expect(run(udp, octets('084b')).status).toBe('short');
    expect(run(udp, octets('')).status).toBe('short');
  });
});

describe('tunnels', () => {
  it('reads GRE with its optional fields', () => {
    expect(run(gre, octets('0000 0800 4500'))).toMatchObject({ what: WHAT_IP, at: 4 });
    expect(run(gre, octets('2000 6558 00000007 0200'))).toMatchObject({ what: WHAT_ETHERNET, at: 8 });
    expect(run(gre, octets('b000 8847 00000000 00000007 00000001 0006'))).toMatchObject({ what: WHAT_MPLS, at: 16 });
    expect(run(gre, octets('2000 6558 0000')).status).toBe('short');
    expect(run(gre, octets('2000')).status).toBe('short');
  });

  it('reads the three ERSPAN types', () => {
    expect(run(gre, octets('0000 88be 0200'))).toMatchObject({ what: WHAT_ETHERNET, at: 4 });
    expect(run(gre, octets('1000 88be 00000001 1001000000000000 0200'))).toMatchObject({ what: WHAT_ETHERNET, at: 16 });
    const third = '200100000000000000000000';
    expect(run(gre, octets(`1000 22eb 00000001 ${third} 0200`))).toMatchObject({ what: WHAT_ETHERNET, at: 20 });
    // the O bit announces 8 octets more
    const platform = '200100000000000000000001 0000000000000000';
    expect(run(gre, octets(`1000 22eb 00000001 ${platform} 0200`))).toMatchObject({ what: WHAT_ETHERNET, at: 28 });
    expect(run(gre, octets('1000 88be 00000001 1001')).status).toBe('short');
    expect(run(gre, octets('1000 22eb 00000001 2001')).status).toBe('short');
    expect(run(gre, octets('1000 22eb 00000001 200100000000000000000001 00')).status).toBe('short');
  });

  it('leaves PPTP, source routing and others alone', () => {
    expect(run(gre, octets('3001 880b 0000'))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
    expect(run(gre, octets('4000 0800 0000'))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
    expect(run(gre, octets('0000 0806 0000'))).toMatchObject({ status: 'ok', what: WHAT_OTHER });
  });

  it('reads VXLAN and its generic form', () => {
    expect(run(vxlan, octets('08000000 00000700 0200'))).toMatchObject({ what: WHAT_ETHERNET, at: 8 });
    expect(run(vxlan, octets('00000000 00000700 0200'))).toMatchObject({ what: WHAT_OTHER });
    expect(run(vxlan, octets('08000000')).status).toBe('short');
    expect(run(vxlanGeneric, octets('0c000001 00000700 4500'))).toMatchObject({ what: WHAT_IP, at: 8 });
    expect(run(vxlanGeneric, octets('0c000003 00000700 0200'))).toMatchObject({ what: WHAT_ETHERNET, at: 8 });
    expect(run(vxlanGeneric, octets('0c000005 00000700 0006'))).toMatchObject({ what: WHAT_MPLS, at: 8 });
    expect(run(vxlanGeneric, octets('0c000004 00000700 0200'))).toMatchObject({ what: WHAT_OTHER });
    expect(run(vxlanGeneric, octets('08000000 00000700 0200'))).toMatchObject({ what: WHAT_ETHERNET });
    expect(run(vxlanGeneric, octets('0c')).status).toBe('short');
  });
});
