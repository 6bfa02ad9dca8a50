import { describe, expect, it } from 'vitest';
import {
  HAS_CALLED_SSN,
  HAS_CALLING_PC,
  HAS_LABEL,
  HAS_RETURN_CAUSE,
  HAS_SEGMENTATION,
} from '../../decoders/message.ts';
import { sua } from '../../decoders/sua.ts';
import { field, note, octets, prefixes, run, slot } from './layers.ts';

const has = (bit: number) => (field('present') & bit) !== 0;

/** A parameter: tag, length with its four octets of header, value, padding (RFC 3868 §3.10). */
function parameter(tag: string, value: string): string {
  const plain = value.replace(/\s+/g, '');
  const length = 4 + plain.length / 2;
  return tag + length.toString(16).padStart(4, '0') + plain + '00'.repeat((4 - (length & 3)) & 3);
}

function messageOf(messageClass: number, type: number, ...parameters: string[]): Uint8Array {
  const body = octets(parameters.join(''));
  const b = new Uint8Array(8 + body.length);
  b.set([1, 0, messageClass, type]);
  new DataView(b.buffer).setUint32(4, b.length);
  b.set(body, 8);
  return b;
}

// title indicator 4, 5 digits, translation type 0, E.164, international, 49177
const title = parameter('8001', '000000 04 05 00 01 04 947107');
const ssn = (value: string) => parameter('8003', `000000 ${value}`);
const pc = (value: string) => parameter('8002', value);
const data = parameter('010b', '6202 4800');

// source: on SSN and point code; destination: on global title
const cldt = messageOf(
  7,
  1,
  parameter('0006', '00000001'),
  parameter('0115', '00000001'),
  parameter('0102', `0002 0003 ${pc('00000123')}${ssn('07')}`),
  parameter('0103', `0001 0007 ${title}${pc('00000456')}${ssn('06')}`),
  parameter('0116', '00000001'),
  data,
);

describe('CLDT and CLDR', () => {
  it('reads both addresses and the data', () => {
    expect(run(sua, cldt)).toMatchObject({ status: 'ok', what: 1, next: cldt.length, end: cldt.length });
    expect([field('callingPc'), field('callingSsn'), field('callingRouting')]).toEqual([0x123, 7, 0x43]);
    expect([field('calledPc'), field('calledSsn'), field('calledRouting')]).toEqual([0x456, 6, 0x13]);
    expect([slot('calledGt'), field('calledPlan'), field('calledNature')]).toEqual(['9471f7', 1, 4]);
    expect(has(HAS_CALLED_SSN) && has(HAS_CALLING_PC)).toBe(true);
    expect([has(HAS_LABEL), field('opc'), field('dpc')]).toEqual([true, 0x123, 0x456]);
  });

  it('stands for UDT and UDTS', () => {
    run(sua, cldt);
    expect(field('sccpType')).toBe(9);
    // cause type 1: return cause (§3.10.6)
    run(sua, messageOf(7, 2, parameter('0106', '0000 01 05'), data));
    expect([field('sccpType'), field('returnCause'), has(HAS_RETURN_CAUSE)]).toEqual([10, 5, true]);
  });

  it('leaves a cause of another type alone', () => {
    run(sua, messageOf(7, 2, parameter('0106', '0000 02 05'), data));
    expect(has(HAS_RETURN_CAUSE)).toBe(false);
  });

  it('reads segmentation', () => {
    run(sua, messageOf(7, 1, parameter('0117', '81 010203'), data));
    expect([field('segmentation'), field('segmentReference'), has(HAS_SEGMENTATION)]).toEqual([0x81, 0x010203, true]);
  });

  it('reads no title from an address without one', () => {
    run(sua, messageOf(7, 1, parameter('0103', `0002 0001 ${ssn('08')}`), data));
    expect([field('calledGtLength'), field('calledSsn'), field('calledRouting')]).toEqual([0, 8, 0x42]);
    expect(has(HAS_LABEL)).toBe(false);
  });
});

describe('what is odd', () => {
  it('recognises other classes and types', () => {
    expect(run(sua, messageOf(3, 1))).toMatchObject({ status: 'ok', what: 0, next: 8 });
    expect(run(sua, messageOf(8, 8, data))).toMatchObject({ status: 'ok', what: 0 });
    expect(run(sua, messageOf(7, 3, data))).toMatchObject({ status: 'ok', what: 0 });
  });

  it('keeps 24 digits of a longer title', () => {
    const long = parameter('8001', `000000 04 1a 00 01 04 ${'21'.repeat(13)}`);
    run(sua, messageOf(7, 1, parameter('0103', `0001 0001 ${long}`), data));
    expect(slot('calledGt')).toBe('21'.repeat(12));
    expect(note()).toMatchObject({ status: 'bad', protocol: 'sua', what: 'global title', says: 26, has: 24 });
  });

  it('reads the digits that are there', () => {
    const short = parameter('8001', '000000 04 09 00 01 04 9471');
    expect(run(sua, messageOf(7, 1, parameter('0103', `0001 0001 ${short}`), data))).toMatchObject({ what: 1 });
    expect(slot('calledGt')).toBe('9471');
    expect(note()).toMatchObject({ status: 'short', what: 'global title', says: 9, has: 4 });
    run(sua, messageOf(7, 1, parameter('0103', `0001 0001 ${parameter('8001', '000000 04')}`), data));
    expect(note()).toMatchObject({ status: 'short', what: 'global title' });
  });

  it('loses a bad address, and nothing else', () => {
    for (const bad of ['0001', '0001 0001 8001 0003', '0001 0001 8001 0040 00']) {
      expect(run(sua, messageOf(7, 1, parameter('0103', bad), data))).toMatchObject({ status: 'ok', what: 1 });
      expect(note()).toMatchObject({ protocol: 'sua' });
    }
  });

  it('refuses another version and lengths that cannot be', () => {
    expect(run(sua, octets('02 00 07 01 00000008')).status).toBe('bad');
    expect(run(sua, octets('01 00 07 01 00000007')).status).toBe('bad');
    expect(run(sua, octets('01 00 07 01 0000000c 0103 0000')).status).toBe('bad');
    expect(run(sua, octets('')).status).toBe('short');
  });

  it('reads a cut message as far as it goes', () => {
    expect(run(sua, cldt.slice(0, cldt.length - 2))).toMatchObject({ status: 'ok', what: 1, end: cldt.length - 2 });
    expect(note()).toMatchObject({ status: 'short', protocol: 'sua' });
    expect(prefixes(sua, cldt).slice(0, 8)).toEqual(Array(8).fill('short'));
  });
});
