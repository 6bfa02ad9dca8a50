import { describe, expect, it } from 'vitest';
import { m2pa } from '../../decoders/m2pa.ts';
import { m2ua } from '../../decoders/m2ua.ts';
import { m3ua } from '../../decoders/m3ua.ts';
import { HAS_LABEL } from '../../decoders/message.ts';
import { mtp2 } from '../../decoders/mtp2.ts';
import { mtp3, POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU, POINT_CODES_JAPAN } from '../../decoders/mtp3.ts';
import { field, note, octets, prefixes, run } from './layers.ts';

describe('M3UA', () => {
  // OPC 0x80000001, DPC 2, SI 3, NI 2, MP 1, SLS 7, user data 09 aa
  const protocolData = '0210 0012 80000001 00000002 03 02 01 07 09aa 0000';

  it('reads Protocol Data behind routing context and network appearance', () => {
    const b = octets(`01 00 01 01 0000002c 0200 0008 00000001 0006 0008 00000005 ${protocolData}`);
    expect(run(m3ua, b)).toMatchObject({ status: 'ok', what: 1, at: 40, end: 42, next: 44 });
    expect([field('opc'), field('dpc')]).toEqual([0x80000001, 2]);
    expect([field('serviceIndicator'), field('networkIndicator'), field('sls')]).toEqual([3, 2, 7]);
    expect(field('present') & HAS_LABEL).toBe(HAS_LABEL);
  });

  it('reads it before other parameters too', () => {
    const b = octets(`01 00 01 01 00000024 ${protocolData} 0013 0008 00000005`);
    expect(run(m3ua, b)).toMatchObject({ status: 'ok', what: 1, at: 24, end: 26 });
  });

  it('recognises every other message', () => {
    // ASP Up with an ASP identifier
    expect(run(m3ua, octets('01 00 03 01 00000010 0011 0008 00000001'))).toMatchObject({
      status: 'ok',
      what: 0,
      next: 16,
    });
    // a Transfer message of an unknown type
    expect(run(m3ua, octets('01 00 01 02 00000008'))).toMatchObject({ status: 'ok', what: 0 });
  });

  it('takes DATA without Protocol Data for a message without user data', () => {
    expect(run(m3ua, octets('01 00 01 01 00000010 0006 0008 00000005'))).toMatchObject({ status: 'ok', what: 0 });
  });

  it('reads what is there of a message that is cut', () => {
    const b = octets(`01 00 01 01 00000040 ${protocolData}`).slice(0, 25);
    expect(run(m3ua, b)).toMatchObject({ status: 'ok', what: 1, at: 24, end: 25 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'm3ua' });
  });

  it('refuses another version and lengths that cannot be', () => {
    expect(run(m3ua, octets('02 00 01 01 00000008')).status).toBe('bad');
    expect(note()).toMatchObject({ what: 'version', says: 2 });
    expect(run(m3ua, octets('01 00 01 01 00000004')).status).toBe('bad');
    expect(run(m3ua, octets('01 00 01 01 0000000c 0210 0000')).status).toBe('bad');
    expect(note()).toMatchObject({ what: 'parameter', says: 0 });
    expect(run(m3ua, octets('01 00 01 01 00000010 0210 0008 00000001')).status).toBe('short');
    expect(run(m3ua, octets('')).status).toBe('short');
  });

  it('stays inside every prefix', () => {
    expect(prefixes(m3ua, octets(`01 00 01 01 0000001c ${protocolData}`)).slice(0, 8)).toEqual(Array(8).fill('short'));
  });
});

describe('M2UA', () => {
  it('reads Protocol Data 1 from its service information octet on', () => {
    const b = octets('01 00 06 01 00000018 0001 0008 00000000 0300 0007 83aabb 00');
    expect(run(m2ua, b)).toMatchObject({ status: 'ok', what: 1, at: 20, end: 23, next: 24 });
  });

  it('leaves the length indicator of Protocol Data 2 out', () => {
    const b = octets('01 00 06 01 00000010 0301 0008 3f 83aabb');
    expect(run(m2ua, b)).toMatchObject({ status: 'ok', what: 2, at: 13, end: 16 });
  });

  it('recognises other messages', () => {
    expect(run(m2ua, octets('01 00 06 02 00000010 0001 0008 00000000'))).toMatchObject({ status: 'ok', what: 0 });
    expect(run(m2ua, octets('01 00 0a 01 00000008'))).toMatchObject({ status: 'ok', what: 0 });
  });

  it('reads a cut message, refuses a contradictory one', () => {
    expect(run(m2ua, octets('01 00 06 01 00000018 0300 0010 83aa'))).toMatchObject({ status: 'ok', what: 1, end: 14 });
    expect(note().status).toBe('short');
    expect(run(m2ua, octets('01 00 06 01 0000000c 0301 0004')).status).toBe('short');
    expect(run(m2ua, octets('01 00 06 01 0000000c 0300 0003')).status).toBe('bad');
    expect(run(m2ua, octets('00 00 06 01 00000008')).status).toBe('bad');
    expect(run(m2ua, octets('01 00 06 01 00000000')).status).toBe('bad');
    expect(run(m2ua, octets('')).status).toBe('short');
    prefixes(m2ua, octets('01 00 06 01 00000018 0001 0008 00000000 0300 0007 83aabb 00'));
  });
});

describe('M2PA', () => {
  // class 11, User Data, BSN 5, FSN 6, priority 0, then SIO and SIF
  const userData = '01 00 0b 01 00000014 00 000005 00 000006 00 83aabb';

  it('reads the MTP3 message behind the priority', () => {
    expect(run(m2pa, octets(userData))).toMatchObject({ status: 'ok', what: 1, at: 17, end: 20, next: 20 });
  });

  it('recognises an acknowledgement and link status', () => {
    expect(run(m2pa, octets('01 00 0b 01 00000010 00 000005 00 000006'))).toMatchObject({ status: 'ok', what: 0 });
    expect(run(m2pa, octets('01 00 0b 02 00000014 00 000005 00 000006 00000004'))).toMatchObject({
      status: 'ok',
      what: 0,
    });
  });

  it('reads the sequence numbers of two octets that early drafts have', () => {
    // BSN 0x0105, FSN 0x0006, length indicator, SIO and SIF
    const b = octets('01 00 0b 01 00000010 0105 0006 3f 83aabb');
    expect(run(m2pa, b)).toMatchObject({ status: 'ok', what: 1, at: 13, end: 16 });
  });

  it('reads a cut message, refuses a contradictory one', () => {
    const cut = octets(userData.replace('00000014', '00000030'));
    expect(run(m2pa, cut)).toMatchObject({ status: 'ok', what: 1, at: 17, end: 20 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'm2pa', says: 48, has: 20 });
    expect(run(m2pa, octets('01 00 0b 01 00000003')).status).toBe('bad');
    expect(run(m2pa, octets('03 00 0b 01 00000008')).status).toBe('bad');
    expect(run(m2pa, octets('01 00 0b 01 0000000a 0000')).status).toBe('short');
    expect(run(m2pa, octets('')).status).toBe('short');
    prefixes(m2pa, octets(userData));
  });
});

describe('MTP2', () => {
  const plain = (b: Uint8Array, at: number, end: number) => mtp2(b, at, end, false);
  const extended = (b: Uint8Array, at: number, end: number) => mtp2(b, at, end, true);

  it('reads a message signal unit, with and without check octets', () => {
    expect(run(plain, octets('81 82 05 83 aabbccdd'))).toMatchObject({ status: 'ok', what: 1, at: 3, end: 8 });
    expect(run(plain, octets('81 82 05 83 aabbccdd f00f'))).toMatchObject({ what: 1, at: 3, end: 8 });
  });

  it('tells fill-in and link status units', () => {
    expect(run(plain, octets('81 82 00 f00f'))).toMatchObject({ status: 'ok', what: 0 });
    expect(run(plain, octets('81 82 01 00'))).toMatchObject({ status: 'ok', what: 0 });
    expect(run(plain, octets('81 82 02 0000'))).toMatchObject({ status: 'ok', what: 0 });
  });

  it('takes 63 for 63 octets or more', () => {
    expect(run(plain, octets(`81 82 3f ${'83'.repeat(100)}`))).toMatchObject({ what: 1, end: 103 });
    expect(run(plain, octets(`81 82 3f ${'83'.repeat(65)}`))).toMatchObject({ what: 1, end: 66 });
    expect(run(plain, octets(`81 82 3f ${'83'.repeat(63)}`))).toMatchObject({ what: 1, end: 66 });
  });

  it('leaves the two spare bits of the indicator out', () => {
    expect(run(plain, octets('81 82 c3 83 aabb'))).toMatchObject({ what: 1, end: 6 });
  });

  it('reads extended sequence numbers', () => {
    expect(run(extended, octets('8100 8200 0400 83 aabbcc f00f'))).toMatchObject({ what: 1, at: 6, end: 10 });
  });

  it('notes a unit that is cut', () => {
    expect(run(plain, octets('81 82 09 83 aa'))).toMatchObject({ status: 'ok', what: 1, end: 5 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'mtp2', says: 9, has: 2 });
    expect(run(plain, octets('81 82')).status).toBe('short');
    expect(run(extended, octets('81 82 00')).status).toBe('short');
    expect(run(plain, octets('')).status).toBe('short');
  });
});

describe('MTP3', () => {
  const of = (form: number) => (b: Uint8Array, at: number, end: number) => mtp3(b, at, end, form);

  it('reads the label of 14-bit point codes', () => {
    // SIO: national, SCCP; DPC 0x3abc, OPC 0x1234, SLS 9: 9 << 28 | 0x1234 << 14 | 0x3abc, low octet first
    const label = 0x90000000 + 0x1234 * 16384 + 0x3abc;
    const b = new Uint8Array(6);
    new DataView(b.buffer).setUint32(1, label, true);
    b[0] = 0x83;
    b[5] = 9;
    expect(run(of(POINT_CODES_ITU), b)).toMatchObject({ status: 'ok', at: 5, end: 6 });
    expect([field('dpc'), field('opc'), field('sls')]).toEqual([0x3abc, 0x1234, 9]);
    expect([field('serviceIndicator'), field('networkIndicator')]).toEqual([3, 2]);
  });

  it('reads the labels of 24-bit point codes', () => {
    // DPC 1-2-3 and OPC 4-5-6 as network-cluster-member, member first; SLS
    const b = octets('83 030201 060504 1f');
    expect(run(of(POINT_CODES_ANSI), b)).toMatchObject({ status: 'ok', at: 8 });
    expect([field('dpc'), field('opc'), field('sls')]).toEqual([0x010203, 0x040506, 0x1f]);
    run(of(POINT_CODES_CHINA), b);
    expect([field('dpc'), field('opc'), field('sls')]).toEqual([0x010203, 0x040506, 0x0f]);
  });

  it('reads the label of 16-bit point codes', () => {
    expect(run(of(POINT_CODES_JAPAN), octets('83 0201 0403 05'))).toMatchObject({ status: 'ok', at: 6 });
    expect([field('dpc'), field('opc'), field('sls')]).toEqual([0x0102, 0x0304, 5]);
  });

  it('is short where the label does not fit', () => {
    for (const [form, length] of [
      [POINT_CODES_ITU, 5],
      [POINT_CODES_ANSI, 8],
      [POINT_CODES_CHINA, 8],
      [POINT_CODES_JAPAN, 6],
    ]) {
      expect(prefixes(of(form), octets('83 0102030405060708').slice(0, length))).toEqual(Array(length).fill('short'));
    }
    expect(field('present') & HAS_LABEL).toBe(0);
  });
});
