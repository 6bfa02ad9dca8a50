import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gtp, looksLikeGtpC } from '../../decoders/gtp.ts';
import { clearMessage } from '../../decoders/message.ts';
import { decode, HAS, octets, wrap } from './gtp-helpers.ts';

/** A create as an SGSN of Release 7 sends it, every element with its clause. */
const CREATE_REQUEST = octets(`
  32              # version 1, PT 1, S 1
  10              # create PDP context request
  007e            # 126 octets behind the first eight
  00000000        # TEID 0: the GGSN has given none yet
  abcd 00 00      # sequence number, N-PDU number, no extension header
  02 00103254769810f2 # IMSI 000123456789012
  03 00f110 1234 56   # RAI: 001-01, LAC 0x1234, RAC 0x56
  0e 2a           # recovery 42
  0f fd           # selection mode: spare bits 1, value 1
  10 c0000001     # TEID data I
  11 ffffffff     # TEID control plane
  14 f5           # NSAPI: spare bits 1, 5
  1a 0800         # charging characteristics: normal
  80 0002 f1 21   # end user address: IETF, IPv4, to be given
  83 0009 03 696d73 04 74657374  # APN ims.test
  84 0001 80      # protocol configuration options
  85 0004 0a000001 # GSN address for signalling
  85 0004 0a000002 # GSN address for user traffic
  86 0007 91 2143658709f1 # MSISDN: international, 12345678901
  87 0004 01 0b921f # QoS profile
  89 0001 00      # traffic flow template
  97 0001 01      # RAT type UTRAN
  98 0008 00 00f110 1234 abcd # user location: CGI
  99 0002 40 01   # MS time zone
  9a 0008 5376000000000021 # IMEI(SV)
`);

describe('header', () => {
  it('reads version, type, TEID and sequence number', () => {
    const m = decode(octets('32 01 0004 80000001 fffe 00 00'));
    expect(m.status).toBe('ok');
    expect(m.protocol).toBe('gtp');
    expect(m.kind).toBe(HAS.KIND_MESSAGE);
    expect(m.field('gtpVersion')).toBe(1);
    expect(m.field('messageType')).toBe(1);
    expect(m.field('teid')).toBe(0x80000001);
    expect(m.has(HAS.HAS_TEID)).toBe(true);
    expect(m.field('sequenceNumber')).toBe(0xfffe);
    expect(m.has(HAS.HAS_SEQUENCE)).toBe(true);
  });

  it('reads elements right behind eight octets where E, S and PN are 0', () => {
    const m = decode(octets('30 02 0002 00000000 0e07'));
    expect(m.status).toBe('ok');
    expect(m.has(HAS.HAS_SEQUENCE)).toBe(false);
    expect(m.field('recovery')).toBe(7);
  });

  it('takes four octets of options for PN alone, and no sequence number from them', () => {
    const m = decode(octets('31 02 0006 00000000 9999 05 00 0e07'));
    expect(m.status).toBe('ok');
    expect(m.has(HAS.HAS_SEQUENCE)).toBe(false);
    expect(m.field('recovery')).toBe(7);
  });

  it('does not look at the next extension header type where E is 0', () => {
    expect(decode(octets('32 02 0006 00000000 0001 00 c0 0e07')).field('recovery')).toBe(7);
  });

  it('steps over extension headers by their length in units of four octets', () => {
    const m = decode(
      octets(`36 02 0012 00000000 0001 00 c0
        01 1234 c1            # PDCP PDU number, one unit; next: suspend request
        02 aabbccddeeff 00    # two units; no more
        0e07`),
    );
    expect(m.status).toBe('ok');
    expect(m.field('recovery')).toBe(7);
  });

  it('calls an extension header of length 0 contradictory', () => {
    const m = decode(octets('36 02 0008 00000000 0001 00 c0 00 000000'));
    expect(m.fault).toEqual(['gtp', 'extension header', 12, 0, 4]);
    expect(m.status).toBe('bad');
    expect(m.field('sequenceNumber')).toBe(1);
  });

  it.each([
    ['36 02 0004 00000000 0001 00 c0', 4, 0],
    ['36 02 0008 00000000 0001 00 c0 02 000000', 8, 4],
  ])('runs out in an extension header: %s', (hex, says, has) => {
    const m = decode(octets(hex));
    expect(m.status).toBe('short');
    expect(m.fault).toEqual(['gtp', 'extension header', 12, says, has]);
  });

  it('is short where eight octets are not there', () => {
    expect(decode(octets('32 01 0004 000000')).fault).toEqual(['gtp', 'header', 0, 8, 7]);
    expect(decode(octets('32 01 00')).fault).toEqual(['gtp', 'header', 0, 4, 3]);
    expect(decode(new Uint8Array(0)).status).toBe('short');
  });

  it('is contradictory where the flags ask for options that the length leaves no room for', () => {
    const m = decode(octets('32 01 0000 00000000 0001 0000'));
    expect(m.status).toBe('bad');
    expect(m.fault).toEqual(['gtp', 'length', 2, 0, 4]);
  });

  it('ignores octets behind the length field', () => {
    const m = decode(octets('32 02 0006 00000000 0001 0000 0e07 01c0'));
    expect(m.status).toBe('ok');
    expect(m.field('recovery')).toBe(7);
    expect(m.has(HAS.HAS_CAUSE)).toBe(false);
    expect(m.field('payloadLength')).toBe(14);
  });

  it('reads the whole elements of a message whose length field reaches behind the end', () => {
    const m = decode(octets('32 11 0040 00000000 0001 0000 0180 0e07 11aabb'));
    expect(m.status).toBe('short');
    expect(m.fault).toEqual(['gtp', 'length', 2, 64, 11]);
    expect(m.field('cause')).toBe(128);
    expect(m.field('recovery')).toBe(7);
    expect(m.has(HAS.HAS_TEID_CONTROL)).toBe(false);
  });
});

describe('a create request', () => {
  const m = decode(CREATE_REQUEST);

  it('is read whole', () => {
    expect(m.fault).toBeUndefined();
    expect(CREATE_REQUEST.length).toBe(0x7e + 8);
  });

  it('gives the identities', () => {
    expect(m.imsi).toBe('000123456789012');
    expect(m.msisdn).toBe('12345678901');
    expect(m.imei).toBe('3567000000000012');
  });

  it('gives tunnel endpoints as unsigned numbers', () => {
    expect(m.field('teidData')).toBe(0xc0000001);
    expect(m.field('teidControl')).toBe(0xffffffff);
  });

  it('gives the values of fixed-length elements without their spare bits', () => {
    expect(m.field('recovery')).toBe(42);
    expect(m.field('selectionMode')).toBe(1);
    expect(m.field('nsapi')).toBe(5);
    expect(m.field('chargingCharacteristics')).toBe(0x0800);
    expect(m.bytes('rai', 6)).toBe('00f110123456');
  });

  it('gives the PDP type without an address', () => {
    expect(m.field('pdpOrganisation')).toBe(1);
    expect(m.field('pdpType')).toBe(0x21);
    expect(m.has(HAS.HAS_END_USER)).toBe(true);
    expect(m.has(HAS.HAS_END_USER_V4)).toBe(false);
  });

  it('gives the APN as the place of its labels', () => {
    expect(m.apn).toBe('ims.test');
    expect(m.field('textLength')).toBe(9);
  });

  it('takes the first GSN address for signalling, the second for user traffic', () => {
    expect(m.field('controlAddressLength')).toBe(4);
    expect(m.bytes('controlAddress', 4)).toBe('0a000001');
    expect(m.bytes('userAddress', 4)).toBe('0a000002');
  });

  it('gives location, access and time zone', () => {
    expect(m.field('ratType')).toBe(1);
    expect(m.field('locationType')).toBe(0);
    expect(m.bytes('location', 7)).toBe('00f1101234abcd');
    expect(m.field('timeZone')).toBe(0x40);
  });

  it('tells that QoS and TFT were there, and what was not', () => {
    expect(m.has(HAS.HAS_QOS)).toBe(true);
    expect(m.has(HAS.HAS_TFT)).toBe(true);
    expect(m.has(HAS.HAS_CAUSE)).toBe(false);
    expect(m.has(HAS.HAS_TEARDOWN)).toBe(false);
    expect(m.has(HAS.HAS_LINKED_NSAPI)).toBe(false);
  });

  it('is the same at another base', () => {
    expect(decode(CREATE_REQUEST, 1500).record).toBe(decode(CREATE_REQUEST, 3).record);
  });
});

describe('elements', () => {
  it('takes a second NSAPI for the linked one and ignores a third', () => {
    const m = decode(wrap(16, '1405 1406 1407'));
    expect(m.field('nsapi')).toBe(5);
    expect(m.field('linkedNsapi')).toBe(6);
    expect(m.has(HAS.HAS_LINKED_NSAPI)).toBe(true);
  });

  it('takes the lowest bit of the teardown indicator', () => {
    expect(decode(wrap(20, '13ff 1405')).field('teardown')).toBe(1);
    const off = decode(wrap(20, '13fe 1405'));
    expect(off.field('teardown')).toBe(0);
    expect(off.has(HAS.HAS_TEARDOWN)).toBe(true);
  });

  it('lets the first of repeated elements count', () => {
    const m = decode(wrap(17, '01c7 0180 11 00000001 11 00000002'));
    expect(m.field('cause')).toBe(199);
    expect(m.field('teidControl')).toBe(1);
  });

  it('reads elements in any order', () => {
    const m = decode(wrap(17, '830003026162 0180 0e01'));
    expect(m.status).toBe('ok');
    expect(m.apn).toBe('ab');
    expect(m.field('cause')).toBe(128);
    expect(m.field('recovery')).toBe(1);
  });

  it.each([
    ['IPv4', '80 0006 f1 21 0a000001', '0a000001', ''],
    ['IPv6', `80 0012 f1 57 ${'20'.repeat(16)}`, '', '20'.repeat(16)],
    ['both', `80 0016 f1 8d 0a000001 ${'20'.repeat(16)}`, '0a000001', '20'.repeat(16)],
    ['IPv4 of both', '80 0006 f1 8d 0a000001', '0a000001', ''],
    ['IPv6 of both', `80 0012 f1 8d ${'20'.repeat(16)}`, '', '20'.repeat(16)],
    ['PPP', '80 0002 f0 01', '', ''],
  ])('reads an end user address: %s', (_name, hex, v4, v6) => {
    const m = decode(wrap(17, hex));
    expect(m.status).toBe('ok');
    expect(m.has(HAS.HAS_END_USER_V4)).toBe(v4 !== '');
    expect(m.has(HAS.HAS_END_USER_V6)).toBe(v6 !== '');
    expect(m.bytes('endUserV4', 4)).toBe(v4 || '00000000');
    expect(m.bytes('endUserV6', 16)).toBe(v6 || '00'.repeat(16));
  });

  it('reads IPv6 GSN addresses and tolerates alternative ones', () => {
    const m = decode(
      wrap(17, `85 0010 ${'fd'.repeat(16)} 85 0010 ${'fe'.repeat(16)} 85 0004 01020304 85 0004 05060708`),
    );
    expect(m.status).toBe('ok');
    expect(m.field('controlAddressLength')).toBe(16);
    expect(m.bytes('controlAddress', 16)).toBe('fd'.repeat(16));
    expect(m.bytes('userAddress', 16)).toBe('fe'.repeat(16));
  });

  it('reads the SGSN number behind its nature of address', () => {
    expect(decode(wrap(36, '93 0007 91 214365870921')).sgsnNumber).toBe('123456789012');
  });

  it('takes one octet of length for the extension header type list', () => {
    const m = decode(wrap(31, '8d 02 c0c1 0e07'));
    expect(m.status).toBe('ok');
    expect(m.field('recovery')).toBe(7);
  });

  it('takes nine octets for an RAB context and five for TEID data II', () => {
    const m = decode(wrap(54, '16 050102030405060708 12 0511223344 0e07'));
    expect(m.status).toBe('ok');
    expect(m.field('recovery')).toBe(7);
  });

  it('skips what it does not read by its own length: unknown types and the type extension', () => {
    const m = decode(wrap(17, 'e1 0003 010203 ee 0004 0101aabb ff 0003 000100 0e07'));
    expect(m.status).toBe('ok');
    expect(m.field('recovery')).toBe(7);
  });

  it('stops at an unknown element of fixed length and keeps what stood before it', () => {
    const m = decode(wrap(17, '0180 1e 00 0e07'));
    expect(m.status).toBe('unknown');
    expect(m.fault).toEqual(['gtp', 'information element', 14, 30, 4]);
    expect(m.field('cause')).toBe(128);
    expect(m.has(HAS.HAS_RECOVERY)).toBe(false);
  });

  it.each([
    ['fixed length', '0180 11 0000', 14, 4, 2],
    ['no room for a length', '0180 83 00', 14, 3, 2],
    ['value', '0180 83 0005 0161', 14, 5, 2],
    ['one-octet length', '0180 8d', 14, 2, 1],
  ])('runs out in an element: %s', (_name, hex, at, says, has) => {
    const m = decode(wrap(17, hex));
    expect(m.status).toBe('short');
    expect(m.fault).toEqual(['gtp', 'information element', at, says, has]);
    expect(m.field('cause')).toBe(128);
  });

  it.each([
    ['end user address', '80 0001 f1'],
    ['end user address of 5', '80 0005 f1 21 0a0000'],
    ['IPv6 in four octets', '80 0006 f1 57 0a000001'],
    ['GSN address', '85 0005 0a00000100'],
    ['MSISDN without digits', '86 0001 91'],
    ['MSISDN too long', '86 000c 91 2121212121212121212121'],
    ['SGSN number', '93 0000'],
    ['RAT type', '97 0000'],
    ['user location', '98 0007 00 00f110 1234 ab'],
    ['time zone', '99 0000'],
    ['IMEI', '9a 0007 53760000000000'],
  ])('lets a wrong length cost that element only: %s', (_name, hex) => {
    const m = decode(wrap(16, `${hex} 0e07 84 0001 80 97 0001 02`));
    expect(m.status).toBe('bad');
    expect(m.fault?.[1]).toBe('information element');
    expect(m.fault?.[2]).toBe(12);
    expect(m.field('recovery')).toBe(7);
    expect(m.field('ratType')).toBe(2);
    expect(m.field('msisdnLength')).toBe(0);
    expect(m.field('imeiLength')).toBe(0);
    expect(m.field('controlAddressLength')).toBe(0);
  });

  it('counts a malformed GSN address in the order of addresses', () => {
    const m = decode(wrap(16, '85 0000 85 0004 0a000002'));
    expect(m.field('controlAddressLength')).toBe(0);
    expect(m.bytes('userAddress', 4)).toBe('0a000002');
  });

  it('notes the first fault of several', () => {
    expect(decode(wrap(16, '97 0000 85 0000 1e')).fault).toEqual(['gtp', 'information element', 12, 0, 1]);
  });

  it('ends a number at its filler and flags a digit behind one', () => {
    const m = decode(wrap(16, '02 2143f5ffffffffff 86 0004 91 21f315'));
    expect(m.imsi).toBe('12345');
    expect(m.field('imsiLength')).toBe(3);
    expect(m.msisdn).toBe('123');
    expect(m.flags & HAS.FLAG_DIGIT_AFTER_FILLER).not.toBe(0);
    expect(decode(wrap(16, '02 2143f5ffffffffff')).flags).toBe(0);
  });

  it('takes an identity of fillers alone for none', () => {
    const m = decode(wrap(16, '02 ffffffffffffffff 0e07'));
    expect(m.field('imsiLength')).toBe(0);
    expect(m.field('recovery')).toBe(7);
  });

  it.each([
    ['03 00f110123456 03 00f110ffff01', 'rai', '00f110123456'],
    ['98 0008 00 00f110 1234 abcd 98 0008 01 00f110 ffff ffff', 'location', '00f1101234abcd'],
    ['02 2143658709214305 02 1111111111111111', 'imsi', '2143658709214305'],
    ['9a 0008 5376000000000021 9a 0008 1111111111111111', 'imei', '5376000000000021'],
    ['86 0003 91 2143 86 0003 91 1111', 'msisdn', '2143'],
    ['93 0003 91 2143 93 0003 91 1111', 'sgsnNumber', '2143'],
  ] as const)('keeps the first of two identities or places: %s', (hex, name, kept) => {
    expect(decode(wrap(16, hex)).bytes(name, kept.length / 2)).toBe(kept);
  });

  it('keeps the first of two values', () => {
    const two = '0e01 0e02 0f01 0f02 10 00000001 10 00000002 1301 1300 1a0100 1a0200';
    const m = decode(
      wrap(
        16,
        `${two} 97 0001 01 97 0001 02 99 0001 01 99 0001 02 80 0002 f1 21 80 0002 f1 57 830002 0161 830002 0162`,
      ),
    );
    expect(m.status).toBe('ok');
    const names = ['recovery', 'selectionMode', 'teidData', 'teardown', 'ratType', 'timeZone', 'pdpType'] as const;
    expect(names.map(m.field)).toEqual([1, 1, 1, 1, 1, 1, 0x21]);
    expect(m.field('chargingCharacteristics')).toBe(0x0100);
    expect(m.apn).toBe('a');
  });

  it('counts a message type that the standard does not give, without reading its elements', () => {
    const m = decode(wrap(77, '0e07'));
    expect(m.status).toBe('unknown');
    expect(m.fault).toEqual(['gtp', 'message type', 1, 77, 0]);
    expect(m.protocol).toBe('gtp');
    expect(m.kind).toBe(HAS.KIND_OTHER);
    expect(m.field('messageType')).toBe(77);
    expect(m.has(HAS.HAS_RECOVERY)).toBe(false);
  });

  it('reads an empty message', () => {
    expect(decode(wrap(21, '')).status).toBe('ok');
    expect(decode(wrap(16, '83 0000')).apn).toBe('');
  });
});

describe('other versions', () => {
  it.each([
    ['gtpv0', '1e 10 0000 0001 0000 00 ffffff 0000000000000000', 0, 16],
    ['gtp_prime', '0e f0 0000 0001', 0, 240],
    ['gtp_prime', '0f f0 0000 0001 00 00', 0, 240],
    ['gtp_prime', '2e f1 0000 0001 00 00', 1, 241],
    ['gtp_prime', '4e f0 0000 0001 00 00', 2, 240],
    ['gtpv2', '40 01 0004 000001 00', 2, 1],
    ['gtpv2', '48 20 0008 00000000 000001 00', 2, 32],
    ['gtpv2', '5c 20 0008 00000000 000001 00', 2, 32],
  ])('recognises %s: %s', (protocol, hex, version, type) => {
    const m = decode(octets(`${hex} ${'00'.repeat(14)}`));
    expect(m.protocol).toBe(protocol);
    expect(m.status).toBe('ok');
    expect(m.kind).toBe(HAS.KIND_OTHER);
    expect(m.field('gtpVersion')).toBe(version);
    expect(m.field('messageType')).toBe(type);
    expect(m.has(HAS.HAS_TEID)).toBe(false);
  });

  it.each([
    ['gtpv0', '1e 10 0001 0001 0000 00 ffffff 0000000000000000', 1, 0],
    ['gtpv2', '48 20 0009 00000000 000001 00', 9, 8],
    ['gtp_prime', '0f f0 0003 0001 00 00', 3, 2],
    ['gtpv0', '1e 10 0000 0001 00', 0, 0],
  ])('says where %s is cut: %s', (protocol, hex, says, has) => {
    const m = decode(octets(hex));
    expect(m.status).toBe('short');
    expect(m.fault).toEqual([protocol, 'length', 2, says, has]);
    expect(m.protocol).toBe(protocol);
  });

  it('does not know later versions', () => {
    const m = decode(octets('72 01 0004 00000000 0001 0000'));
    expect(m.status).toBe('unknown');
    expect(m.fault).toEqual(['gtp', 'version', 0, 3, 2]);
    expect(m.kind).toBe(0);
  });

  it.each([[255], [254]])('sets a user-plane message aside: %i', type => {
    const m = decode(wrap(type, '4500'));
    expect(m.protocol).toBe('gtp_u');
    expect(m.kind).toBe(HAS.KIND_OTHER);
    expect(m.status).toBe('ok');
  });
});

describe('looksLikeGtpC', () => {
  const looks = (b: Uint8Array) => looksLikeGtpC(b, 0, b.length);

  it('says yes to a signalling message', () => {
    expect(looks(CREATE_REQUEST)).toBe(true);
    expect(looks(octets('32 01 0004 00000000 0001 0000'))).toBe(true);
  });

  it.each([
    ['a user-plane message', '32 ff 0004 00000000 0001 0000'],
    ['no sequence number', '30 01 0004 00000000 0001 0000'],
    ['a spare bit', '3a 01 0004 00000000 0001 0000'],
    ['version 2', '48 20 0008 00000000 000001 00'],
    ['GTP prime', '2e 01 0006 00000000 0001 0000'],
    ['an unused message type', '32 4d 0004 00000000 0001 0000'],
    ['a length beyond the end', '32 01 0005 00000000 0001 0000'],
    ['a length before the end', '32 01 0003 00000000 0001 0000'],
    ['too few octets', '32 01 0003 00000000 0001 00'],
    ['nothing', ''],
  ])('says no to %s', (_name, hex) => {
    expect(looks(octets(hex))).toBe(false);
  });
});

describe('any octets', () => {
  it('runs out in every prefix of a good message, and keeps what is whole', () => {
    for (let n = 0; n < CREATE_REQUEST.length; n++) {
      const m = decode(CREATE_REQUEST.subarray(0, n));
      expect(m.status).toBe('short');
      expect(m.imsi).toBe(n >= 21 ? '000123456789012' : '');
      expect(m.has(HAS.HAS_RECOVERY)).toBe(n >= 30);
    }
  });

  it('never throws, and reads the same whatever lies around', () => {
    const around = fc.uint8Array({ maxLength: 200 }).map(b => {
      if (b.length > 4) b[0] = (b[0] & 0x07) | 0x30;
      return b;
    });
    fc.assert(
      fc.property(around, b => {
        const one = decode(b, 1);
        const other = decode(b, 300);
        expect(other.record).toBe(one.record);
        expect(other.fault).toEqual(one.fault);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on a changed create request', () => {
    fc.assert(
      fc.property(
        fc.nat(CREATE_REQUEST.length - 1),
        fc.nat(255),
        fc.nat(CREATE_REQUEST.length - 1),
        fc.nat(255),
        (i, x, k, y) => {
          const b = CREATE_REQUEST.slice();
          b[i] = x;
          b[k] = y;
          const one = decode(b, 1);
          expect(decode(b, 64).record).toBe(one.record);
          expect(one.field('payloadLength')).toBeLessThanOrEqual(b.length);
          expect(one.field('textLength')).toBeLessThanOrEqual(b.length);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('stays in bounds where the octets end with the buffer', () => {
    for (let n = 0; n <= CREATE_REQUEST.length; n++) {
      const b = CREATE_REQUEST.slice(0, n);
      clearMessage();
      expect(() => gtp(b, 0, n)).not.toThrow();
    }
  });
});
