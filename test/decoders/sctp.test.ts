import { describe, expect, it } from 'vitest';
import { INNER, inner, WHAT_M2PA, WHAT_M2UA, WHAT_M3UA, WHAT_OTHER, WHAT_SUA } from '../../decoders/inner.ts';
import { CHUNK_DATA, CHUNK_I_DATA, sctp, sctpChunk } from '../../decoders/sctp.ts';
import { looksLikeXua, xuaOfClass, xuaOfIdentifier, xuaOfPort } from '../../decoders/xua.ts';
import { field, note, octets, prefixes, run } from './layers.ts';

describe('common header', () => {
  it('gives ports and verification tag', () => {
    expect(run(sctp, octets('0b59 0b5a fedcba98 00000000')).status).toBe('ok');
    expect([field('srcPort'), field('dstPort'), field('vtag')]).toEqual([2905, 2906, 0xfedcba98]);
  });

  it('is 12 octets', () => {
    expect(prefixes(sctp, octets('0b59 0b5a fedcba98 00000000'))).toEqual(Array(12).fill('short'));
    expect(note()).toMatchObject({ protocol: 'sctp', what: 'header', says: 12 });
  });
});

describe('chunks', () => {
  // DATA, B and E, length 19 with 3 octets of user data, TSN, stream 5, sequence 6, M3UA, padding
  const data = octets('00 03 0013 80000001 0005 0006 00000003 aabbcc 00');

  it('gives a DATA chunk its fields and ends it at its padding', () => {
    expect(run(sctpChunk, data)).toMatchObject({ status: 'ok', what: CHUNK_DATA, at: 16, end: 19, next: 20 });
    expect([field('tsn'), field('stream')]).toEqual([0x80000001, 5]);
    expect([inner[INNER.ppid], inner[INNER.flags]]).toEqual([3, 3]);
  });

  it('takes a last chunk without its padding', () => {
    expect(run(sctpChunk, data.slice(0, 19))).toMatchObject({ status: 'ok', end: 19, next: 19 });
  });

  it('reads I-DATA, whose first fragment alone has the payload protocol identifier', () => {
    const first = octets('40 02 0018 00000001 0005 0000 00000007 00000003 aabbccdd');
    expect(run(sctpChunk, first)).toMatchObject({ what: CHUNK_I_DATA, at: 20, end: 24 });
    expect([inner[INNER.identifier], inner[INNER.ppid], inner[INNER.offset]]).toEqual([7, 3, 0]);
    const second = octets('40 01 0018 00000002 0005 0000 00000007 00000001 aabbccdd');
    run(sctpChunk, second);
    expect([inner[INNER.identifier], inner[INNER.ppid], inner[INNER.offset]]).toEqual([7, 0, 1]);
  });

  it('steps over chunks of other types', () => {
    expect(run(sctpChunk, octets('03 00 0010 00000001 00001000 0000 0000'))).toMatchObject({ what: 3, next: 16 });
  });

  it('notes a length beyond the packet and gives what is there', () => {
    const b = octets('00 03 0040 80000001 0005 0006 00000003 aabb');
    expect(run(sctpChunk, b)).toMatchObject({ status: 'ok', at: 16, end: 18, next: 18 });
    expect(note()).toMatchObject({ status: 'short', what: 'chunk', says: 64, has: 18 });
  });

  it('stops at a length of 0 and at a DATA chunk shorter than its header', () => {
    expect(run(sctpChunk, octets('00 03 0000 80000001')).status).toBe('bad');
    expect(run(sctpChunk, octets('00 03 000c 80000001 0005 0006')).status).toBe('bad');
    expect(run(sctpChunk, octets('40 03 0010 80000001 0005 0000 00000000')).status).toBe('bad');
    expect(run(sctpChunk, octets('')).status).toBe('short');
  });

  it('ends every prefix inside', () => {
    expect(prefixes(sctpChunk, data).slice(0, 16)).toEqual(Array(16).fill('short'));
  });
});

describe('which adaptation layer', () => {
  it('knows the payload protocol identifiers, in the wrong byte order too', () => {
    expect([2, 3, 4, 5].map(xuaOfIdentifier)).toEqual([WHAT_M2UA, WHAT_M3UA, WHAT_SUA, WHAT_M2PA]);
    expect([0x02000000, 0x03000000, 0x04000000, 0x05000000].map(xuaOfIdentifier)).toEqual([
      WHAT_M2UA,
      WHAT_M3UA,
      WHAT_SUA,
      WHAT_M2PA,
    ]);
    expect([0, 46, 0x03000001, 18].map(xuaOfIdentifier)).toEqual(Array(4).fill(WHAT_OTHER));
  });

  it('knows the registered ports', () => {
    expect([2904, 2905, 14001, 3565, 3868].map(xuaOfPort)).toEqual([
      WHAT_M2UA,
      WHAT_M3UA,
      WHAT_SUA,
      WHAT_M2PA,
      WHAT_OTHER,
    ]);
  });

  it('tells a message of the family by version, reserved octet and length', () => {
    const looks = (text: string) => looksLikeXua(octets(text), 0, octets(text).length);
    expect(looks('01 00 03 01 00000008')).toBe(true);
    expect(looks('02 00 03 01 00000008')).toBe(false);
    expect(looks('01 01 03 01 00000008')).toBe(false);
    expect(looks('01 00 03 01 00000009')).toBe(false);
    expect(looks('01 00 03 01 00000008 000000')).toBe(true);
    expect(looks('01 00 03 01 00000008 00000000')).toBe(false);
    expect(looks('01 00 03 01 00000004')).toBe(false);
    expect(looks('01 00 03')).toBe(false);
  });

  it('tells the layers by the classes that only one has', () => {
    expect([6, 10, 7, 8, 11, 1, 3, 5].map(xuaOfClass)).toEqual([
      WHAT_M2UA,
      WHAT_M2UA,
      WHAT_SUA,
      WHAT_SUA,
      WHAT_M2PA,
      WHAT_M3UA,
      WHAT_M3UA,
      WHAT_OTHER,
    ]);
  });
});
