import { describe, expect, it } from 'vitest';
import {
  HAS_CALLED_PC,
  HAS_CALLED_SSN,
  HAS_CALLING_PC,
  HAS_CALLING_SSN,
  HAS_RETURN_CAUSE,
  HAS_SEGMENTATION,
  message,
} from '../../decoders/message.ts';
import { POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU, POINT_CODES_JAPAN } from '../../decoders/mtp3.ts';
import { sccp } from '../../decoders/sccp.ts';
import { CALLED, CALLING, GT_SLOT, sccpAddress } from '../../decoders/sccp-address.ts';
import { field, note, octets, prefixes, run, slot } from './layers.ts';

const itu = (b: Uint8Array, at: number, end: number) => sccp(b, at, end, POINT_CODES_ITU);
const ansi = (b: Uint8Array, at: number, end: number) => sccp(b, at, end, POINT_CODES_ANSI);
const address =
  (which = CALLED, form = POINT_CODES_ITU) =>
  (b: Uint8Array, at: number, end: number) =>
    sccpAddress(b, at, end, which, form);
const has = (bit: number) => (field('present') & bit) !== 0;

// global title with translation type 0, E.164, BCD even, international: 491770 and SSN 6 (Q.713 §3.4.2.3.4)
const hlr = '12 06 00 12 04 947107';
// the same form, BCD odd: 49177 and SSN 7
const vlr = '12 07 00 11 04 947107';

describe('fields of the two addresses', () => {
  it('stand one behind the other, as the decoder takes for granted', () => {
    const { at } = message;
    for (const name of ['Pc', 'GtLength', 'Ssn', 'Routing', 'Type', 'Plan', 'Nature'] as const) {
      expect(at[`calling${name}`]).toBe(at[`called${name}`] + 1);
    }
    expect(at.callingGt).toBe(at.calledGt + GT_SLOT);
    expect([HAS_CALLING_SSN, HAS_CALLING_PC]).toEqual([HAS_CALLED_SSN << 1, HAS_CALLED_PC << 1]);
  });
});

describe('addresses', () => {
  it('reads point code, subsystem and no title', () => {
    expect(run(address(CALLING), octets('43 3412 08')).status).toBe('ok');
    expect([field('callingPc'), field('callingSsn'), field('callingRouting')]).toEqual([0x1234, 8, 0x43]);
    expect(has(HAS_CALLING_PC) && has(HAS_CALLING_SSN)).toBe(true);
    expect(has(HAS_CALLED_PC) || has(HAS_CALLED_SSN)).toBe(false);
    expect(field('callingGtLength')).toBe(0);
  });

  it('leaves the two spare bits of a 14-bit point code out', () => {
    run(address(), octets('01 ffff'));
    expect(field('calledPc')).toBe(0x3fff);
  });

  it('reads title format 1: nature of address, odd or even in bit 8', () => {
    run(address(), octets('06 06 84 947107'));
    expect([field('calledNature'), slot('calledGt')]).toEqual([4, '9471f7']);
    run(address(), octets('06 06 04 947107'));
    expect(slot('calledGt')).toBe('947107');
  });

  it('reads title format 2: translation type', () => {
    run(address(), octets('0a 06 05 9471'));
    expect([field('calledType'), slot('calledGt')]).toEqual([5, '9471']);
  });

  it('reads title format 3: translation type, plan and scheme', () => {
    run(address(), octets('0e 06 05 61 947107'));
    expect([field('calledType'), field('calledPlan'), slot('calledGt')]).toEqual([5, 6, '9471f7']);
  });

  it('reads title format 4: translation type, plan and scheme, nature of address', () => {
    run(address(), octets(hlr));
    expect([field('calledSsn'), field('calledType'), field('calledPlan'), field('calledNature')]).toEqual([6, 0, 1, 4]);
    expect(slot('calledGt')).toBe('947107');
    run(address(), octets(vlr));
    expect(slot('calledGt')).toBe('9471f7');
  });

  it('keeps 24 digits and notes that there were more', () => {
    expect(run(address(), octets(`12 06 00 12 04 ${'21'.repeat(12)}`)).status).toBe('ok');
    expect(slot('calledGt')).toBe('21'.repeat(12));
    expect(run(address(), octets(`12 06 00 11 04 ${'21'.repeat(13)}`)).status).toBe('bad');
    expect(slot('calledGt')).toBe('21'.repeat(12));
    expect(note()).toMatchObject({ protocol: 'sccp', what: 'global title', says: 25, has: 24 });
  });

  it('takes a title without digits, and an address without octets', () => {
    expect(run(address(), octets('12 06 00 11 04')).status).toBe('ok');
    expect(field('calledGtLength')).toBe(0);
    expect(run(address(), octets('')).status).toBe('ok');
  });

  it('keeps what stood before the end of an address that is cut', () => {
    expect(run(address(), octets('13 3412')).status).toBe('short');
    expect(field('calledPc')).toBe(0x1234);
    for (const b of ['01 34', '02', '06 06', '0a 06', '0e 06 05', '12 06 00 11']) {
      expect(run(address(), octets(b)).status).toBe('short');
    }
  });

  it('refuses a title indicator without a meaning', () => {
    expect(run(address(), octets('16 06 00')).status).toBe('bad');
    expect(note()).toMatchObject({ what: 'global title', says: 5 });
  });

  it('reads the subsystem before the point code in ANSI networks, 24 bits of it', () => {
    // national, route on SSN, point code and SSN: bits 2 and 1 (T1.112.3 §3.4.1)
    run(address(CALLED, POINT_CODES_ANSI), octets('c3 08 030201'));
    expect([field('calledSsn'), field('calledPc')]).toEqual([8, 0x010203]);
    // title indicator 1: translation type, plan and scheme
    run(address(CALLED, POINT_CODES_ANSI), octets('85 06 0a 21 1619f4'));
    expect([field('calledSsn'), field('calledType'), field('calledPlan'), slot('calledGt')]).toEqual([
      6,
      10,
      2,
      '1619f4',
    ]);
    // title indicator 2: translation type
    run(address(CALLED, POINT_CODES_ANSI), octets('89 06 0a 1619'));
    expect([field('calledType'), slot('calledGt')]).toEqual([10, '1619']);
    expect(run(address(CALLED, POINT_CODES_ANSI), octets('8d 06 0a 1619')).status).toBe('bad');
    expect(run(address(CALLED, POINT_CODES_ANSI), octets('83 06 0302')).status).toBe('short');
    expect(run(address(CALLED, POINT_CODES_ANSI), octets('81')).status).toBe('short');
  });

  it('reads an address of an ANSI network that says it is international as Q.713 does', () => {
    run(address(CALLED, POINT_CODES_ANSI), octets(hlr));
    expect([field('calledSsn'), slot('calledGt')]).toEqual([6, '947107']);
  });

  it('reads point codes of 24 bits in China and of 16 in Japan', () => {
    run(address(CALLED, POINT_CODES_CHINA), octets('43 030201 06'));
    expect([field('calledPc'), field('calledSsn')]).toEqual([0x010203, 6]);
    run(address(CALLED, POINT_CODES_JAPAN), octets('43 ffff 06'));
    expect([field('calledPc'), field('calledSsn')]).toEqual([0xffff, 6]);
  });
});

// UDT, class 1: pointers to called (8 octets), calling (8), data (4)
const udt = octets(`
  09 81 03 0b 13        # pointers count from themselves
  08 ${hlr}
  08 ${vlr}
  04 62024800`);

describe('UDT and UDTS', () => {
  it('reads addresses and data', () => {
    expect(run(itu, udt)).toMatchObject({ status: 'ok', what: 1, at: 24, end: 28 });
    expect([field('sccpType'), slot('calledGt'), slot('callingGt')]).toEqual([9, '947107', '9471f7']);
    expect(has(HAS_RETURN_CAUSE)).toBe(false);
  });

  it('reads a return cause', () => {
    const udts = udt.slice();
    udts[0] = 10;
    udts[1] = 3;
    expect(run(itu, udts)).toMatchObject({ status: 'ok', what: 1, at: 24 });
    expect([field('returnCause'), has(HAS_RETURN_CAUSE)]).toEqual([3, true]);
  });

  it('takes the parts in any order, and one that two pointers share', () => {
    // data first, then one address for both
    const b = octets('09 00 06 05 01 02 6200 02 42 08');
    expect(run(itu, b)).toMatchObject({ status: 'ok', what: 1, at: 6, end: 8 });
    expect([field('calledSsn'), field('callingSsn')]).toEqual([8, 8]);
  });

  it('loses an address to a bad pointer, and nothing else', () => {
    for (const pointer of [0, 200]) {
      const b = udt.slice();
      b[2] = pointer;
      expect(run(itu, b)).toMatchObject({ status: 'ok', what: 1, at: 24, end: 28 });
      expect(note()).toMatchObject({ protocol: 'sccp', what: 'pointer', at: 2, says: pointer });
      expect([field('calledGtLength'), slot('callingGt')]).toEqual([0, '9471f7']);
    }
  });

  it('ends at a bad pointer to the data', () => {
    const b = udt.slice();
    b[4] = 0;
    expect(run(itu, b).status).toBe('bad');
    b[4] = 24;
    expect(run(itu, b).status).toBe('short');
    expect(note()).toMatchObject({ what: 'pointer', at: 4, says: 24 });
    expect(slot('calledGt')).toBe('947107');
  });

  it('gives the data that is there where its length says more', () => {
    const b = udt.slice();
    b[23] = 9;
    expect(run(itu, b)).toMatchObject({ status: 'ok', what: 1, at: 24, end: 28 });
    expect(note()).toMatchObject({ status: 'short', what: 'data', says: 9, has: 4 });
  });

  it('reads an address as far as it goes where its length says more', () => {
    const b = octets('09 00 08 02 04 024208 0162 09 4207'); // called length 9, two octets left
    run(itu, b);
    expect(note()).toMatchObject({ what: 'address', says: 9, has: 2 });
    expect(field('calledSsn')).toBe(7);
  });

  it('stays inside every prefix', () => {
    expect(prefixes(itu, udt).slice(0, 5)).toEqual(Array(5).fill('short'));
  });
});

describe('XUDT and XUDTS', () => {
  const body = `08 ${hlr} 08 ${vlr} 04 62024800`;
  // segmentation: first, class 1, 1 remaining, local reference; end of optional parameters
  const segmented = octets(`11 81 0f 04 0c 14 18 ${body} 10 04 c1 030201 00`);

  it('reads one without an optional part', () => {
    expect(run(itu, octets(`11 81 0f 04 0c 14 00 ${body}`))).toMatchObject({ status: 'ok', what: 1, at: 26, end: 30 });
    expect([field('sccpType'), slot('calledGt'), slot('callingGt')]).toEqual([17, '947107', '9471f7']);
    expect(has(HAS_SEGMENTATION)).toBe(false);
  });

  it('reads segmentation among optional parameters', () => {
    expect(run(itu, segmented)).toMatchObject({ status: 'ok', what: 1, at: 26, end: 30 });
    expect([field('segmentation'), field('segmentReference')]).toEqual([0xc1, 0x010203]);
    // importance before it (§3.19)
    run(itu, octets(`11 81 0f 04 0c 14 18 ${body} 12 01 05 10 04 c1 030201 00`));
    expect(field('segmentReference')).toBe(0x010203);
  });

  it('reads a return cause', () => {
    run(itu, octets(`12 08 0f 04 0c 14 00 ${body}`));
    expect([field('sccpType'), field('returnCause')]).toEqual([18, 8]);
  });

  it('loses a bad optional part, and nothing else', () => {
    for (const part of ['10', '10 00 00', '10 03 c10302 00', '10 ff c1', '12 00 12 00 12']) {
      expect(run(itu, octets(`11 81 0f 04 0c 14 18 ${body} ${part}`))).toMatchObject({
        status: 'ok',
        what: 1,
        end: 30,
      });
      expect(has(HAS_SEGMENTATION)).toBe(false);
    }
    expect(run(itu, octets(`11 81 0f 04 0c 14 f0 ${body}`))).toMatchObject({ status: 'ok', what: 1 });
    expect(note()).toMatchObject({ what: 'pointer', says: 0xf0 });
  });

  it('keeps the first of two segmentations', () => {
    run(itu, octets(`11 81 0f 04 0c 14 18 ${body} 10 04 c1 030201 10 04 00 090909 00`));
    expect([field('segmentation'), field('segmentReference')]).toEqual([0xc1, 0x010203]);
  });

  it('stays inside every prefix', () => {
    expect(prefixes(itu, segmented).slice(0, 7)).toEqual(Array(7).fill('short'));
  });
});

describe('LUDT and LUDTS', () => {
  // pointers of two octets, low octet first, from their high octet; long data with a length of two
  const body = `08 ${hlr} 08 ${vlr} 0400 62024800`;
  const ludt = octets(`13 81 0f 0700 0e00 1500 1900 ${body} 10 04 80 030201 00`);

  it('reads addresses, data and segmentation', () => {
    expect(run(itu, ludt)).toMatchObject({ status: 'ok', what: 1, at: 31, end: 35 });
    expect([field('sccpType'), slot('calledGt'), slot('callingGt')]).toEqual([19, '947107', '9471f7']);
    expect([field('segmentation'), field('segmentReference')]).toEqual([0x80, 0x010203]);
  });

  it('reads a return cause', () => {
    run(itu, octets(`14 0d 0f 0700 0e00 1500 0000 ${body}`));
    expect([field('sccpType'), field('returnCause')]).toEqual([20, 13]);
  });

  it('bounds its pointers', () => {
    const b = ludt.slice();
    b[3] = 0;
    expect(run(itu, b)).toMatchObject({ status: 'ok', what: 1, at: 31 });
    b[4] = 0xff;
    expect(run(itu, b)).toMatchObject({ status: 'ok', what: 1, at: 31 });
    b[7] = 0;
    expect(run(itu, b).status).toBe('bad');
    b[8] = 0xff;
    expect(run(itu, b).status).toBe('short');
  });

  it('stays inside every prefix', () => {
    expect(prefixes(itu, ludt).slice(0, 11)).toEqual(Array(11).fill('short'));
  });
});

describe('other messages', () => {
  it('recognises the connection-oriented ones', () => {
    for (let type = 1; type <= 16; type++) {
      if (type === 9 || type === 10) continue;
      expect(run(itu, Uint8Array.of(type))).toMatchObject({ status: 'ok', what: 0 });
      expect(field('sccpType')).toBe(type);
    }
  });

  it('names a type that is none', () => {
    for (const type of [0, 21, 255]) {
      expect(run(itu, Uint8Array.of(type, 0)).status).toBe('unknown');
      expect(note()).toMatchObject({ protocol: 'sccp', what: 'message type', says: type });
    }
  });

  it('is short where there is nothing', () => {
    expect(run(itu, octets('')).status).toBe('short');
  });
});

it('passes the point code format on to the addresses', () => {
  const b = octets('09 00 05 03 09 03 c1 0807 05 c3 06 030201 01 62');
  b[2] = 7; // called: the second address
  b[3] = 2; // calling: the first
  run(ansi, b);
  expect([field('calledSsn'), field('calledPc')]).toEqual([6, 0x010203]);
});
