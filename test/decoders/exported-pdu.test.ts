import { describe, expect, it } from 'vitest';
import { exportedPdu } from '../../decoders/exported-pdu.ts';
import * as whats from '../../decoders/inner.ts';
import { HAS_LABEL } from '../../decoders/message.ts';
import { field, note, octets, prefixes, run, slot } from './layers.ts';

/** A tag with its value padded to a multiple of four; the length counts the padding. */
function tag(number: number, value: Uint8Array): Uint8Array {
  const length = (value.length + 3) & ~3;
  const b = new Uint8Array(4 + length);
  new DataView(b.buffer).setUint16(0, number);
  new DataView(b.buffer).setUint16(2, length);
  b.set(value, 4);
  return b;
}

const text = (value: string) => new TextEncoder().encode(value);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));
const end = octets('0000 0000');
const pdu = octets('62024800');

describe('exported PDU', () => {
  it('finds the PDU behind the tags', () => {
    const b = joined(tag(12, text('tcap')), end, pdu);
    expect(run(exportedPdu, b)).toMatchObject({ status: 'ok', what: whats.WHAT_TCAP, at: 12, end: 16 });
  });

  it('knows the dissectors by name', () => {
    const names = {
      mtp3: whats.WHAT_MTP3,
      sccp: whats.WHAT_SCCP,
      gsm_map: whats.WHAT_COMPONENT,
      m3ua: whats.WHAT_M3UA,
      m2ua: whats.WHAT_M2UA,
      m2pa: whats.WHAT_M2PA,
      sua: whats.WHAT_SUA,
      gtp: whats.WHAT_GTP,
      udp: whats.WHAT_UDP,
      sctp: whats.WHAT_SCTP,
      ip: whats.WHAT_IP,
      isup: whats.WHAT_ISUP,
      mtp: whats.WHAT_OTHER,
      tcapx: whats.WHAT_OTHER,
      http: whats.WHAT_OTHER,
    };
    for (const [name, what] of Object.entries(names)) {
      expect(run(exportedPdu, joined(tag(12, text(name)), end, pdu)), name).toMatchObject({ status: 'ok', what });
    }
  });

  it('knows them by table and value', () => {
    const table = (name: string, value: string) =>
      run(exportedPdu, joined(tag(14, text(name)), tag(32, octets(value)), end, pdu)).what;
    expect(table('mtp3.service_indicator', '00000003')).toBe(whats.WHAT_SCCP);
    expect(table('mtp3.service_indicator', '00000005')).toBe(whats.WHAT_ISUP);
    expect(table('sccp.ssn', '00000006')).toBe(whats.WHAT_TCAP);
    expect(table('sctp.ppi', '00000003')).toBe(whats.WHAT_M3UA);
    expect(table('sctp.port', '00000b59')).toBe(whats.WHAT_M3UA);
    expect(table('udp.port', '0000084b')).toBe(whats.WHAT_GTP);
    expect(table('ip.proto', '00000084')).toBe(whats.WHAT_SCTP);
    expect(table('ip.proto', '00000006')).toBe(whats.WHAT_OTHER);
    expect(table('ethertype', '00000800')).toBe(whats.WHAT_IP);
    expect(table('tcp.port', '00000050')).toBe(whats.WHAT_OTHER);
  });

  it('takes addresses, ports and point codes from the tags', () => {
    const b = joined(
      tag(12, text('gtp')),
      tag(20, octets('0a000001')),
      tag(21, octets('0a000002')),
      tag(25, octets('0000084b')),
      tag(26, octets('0000084c')),
      tag(28, octets('00000123 0001 02 00')),
      tag(29, octets('00000456 0001 02 00')),
      end,
      pdu,
    );
    run(exportedPdu, b);
    expect([slot('src', 4), slot('dst', 4), field('ipVersion')]).toEqual(['0a000001', '0a000002', 4]);
    expect([field('srcPort'), field('dstPort')]).toEqual([2123, 2124]);
    expect([field('opc'), field('dpc'), field('present') & HAS_LABEL]).toEqual([0x123, 0x456, HAS_LABEL]);
  });

  it('takes IPv6 addresses', () => {
    const six = '20010db8000000000000000000000001';
    run(exportedPdu, joined(tag(12, text('sccp')), tag(22, octets(six)), tag(23, octets(six)), end, pdu));
    expect([slot('src', 16), slot('dst', 16), field('ipVersion')]).toEqual([six, six, 6]);
  });

  it('leaves values that are too short alone', () => {
    const b = joined(
      tag(12, text('sccp')),
      octets('0014 0002 0a00'),
      octets('0019 0002 0001'),
      octets('001c 0000'),
      end,
    );
    expect(run(exportedPdu, b)).toMatchObject({ status: 'ok' });
    expect([field('ipVersion'), field('srcPort'), field('present')]).toEqual([0, 0, 0]);
  });

  it('says where the tags run out', () => {
    expect(run(exportedPdu, octets('000c 0040 7463')).status).toBe('short');
    expect(note()).toMatchObject({ protocol: 'frame', what: 'option', at: 2, says: 64, has: 2 });
    expect(run(exportedPdu, octets('')).status).toBe('short');
    const b = joined(tag(12, text('tcap')), end, pdu);
    expect(prefixes(exportedPdu, b).slice(0, 12)).toEqual(Array(12).fill('short'));
  });
});
