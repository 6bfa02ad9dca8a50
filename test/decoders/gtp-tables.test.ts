import { describe, expect, it } from 'vitest';
import { GTP_CAUSES, gtpCauseLabel, gtpCauseName, isAccepted, isGtpPrimeCause } from '../../decoders/gtp-causes.ts';
import { GTP_ELEMENTS, gtpElement, TLV, TLV_SHORT, TV_LENGTHS } from '../../decoders/gtp-elements.ts';
import {
  GTP_MESSAGES,
  gtpMessageName,
  IS_CONTROL,
  IS_REQUEST,
  REQUEST_OF,
  RESPONSE_OF,
} from '../../decoders/gtp-messages.ts';

describe('messages', () => {
  it('pairs each request with its response, both ways', () => {
    for (const [type, , kind] of GTP_MESSAGES) {
      expect(IS_REQUEST[type]).toBe(kind === 'request' ? 1 : 0);
      if (kind === 'request') expect(REQUEST_OF[RESPONSE_OF[type]]).toBe(type);
      if (kind === 'response') expect(RESPONSE_OF[REQUEST_OF[type]]).toBe(type);
    }
  });

  it('pairs 16, 18 and 20 with the next number, 55 with 59 and 58 with 60', () => {
    expect([16, 18, 20, 55, 58].map(type => RESPONSE_OF[type])).toEqual([17, 19, 21, 59, 60]);
  });

  it('knows the one procedure of three messages', () => {
    expect(RESPONSE_OF[50]).toBe(51);
    expect(RESPONSE_OF[51]).toBe(52);
    expect(IS_REQUEST[51]).toBe(0);
    expect(REQUEST_OF[52]).toBe(51);
  });

  it('leaves the user plane and GTP prime out of the control plane', () => {
    expect([255, 254, 240, 241, 4, 5, 6, 7, 0, 24, 77].map(type => IS_CONTROL[type])).toEqual(Array(11).fill(0));
    expect([1, 2, 3, 16, 21, 26, 31, 52, 70, 128].map(type => IS_CONTROL[type])).toEqual(Array(10).fill(1));
  });

  it('names messages, those of version 0 by its own table', () => {
    expect(gtpMessageName(16)).toBe('Create PDP Context Request');
    expect(gtpMessageName(22)).toBe('Initiate PDP Context Activation Request');
    expect(gtpMessageName(22, 0)).toBe('Create AA PDP Context Request');
    expect(gtpMessageName(16, 0)).toBe('Create PDP Context Request');
    expect(gtpMessageName(77)).toBe('message 77');
  });
});

describe('causes', () => {
  it('accepts 128 to 176', () => {
    const accepted = Array.from({ length: 256 }, (_, cause) => cause).filter(isAccepted);
    expect([accepted[0], accepted.at(-1), accepted.length]).toEqual([128, 176, 49]);
  });

  it('knows the ranges of GTP prime', () => {
    expect([48, 49, 63, 64, 176, 177, 191, 192, 240, 241, 255].map(isGtpPrimeCause)).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('names causes as the standard does, and labels two of them as outcomes', () => {
    expect(gtpCauseName(222)).toBe('APN access denied – no subscription');
    expect(gtpCauseLabel(222)).toBe('APN Access Denied');
    expect(gtpCauseLabel(229)).toBe('APN Congestion');
    expect(gtpCauseLabel(199)).toBe('No resources available');
    expect(gtpCauseName(239)).toBe('cause 239');
  });

  it('names every rejection from 192 to 233', () => {
    const named = new Set<number>(GTP_CAUSES.map(([value]) => value));
    for (let cause = 192; cause <= 233; cause++) expect(named.has(cause)).toBe(true);
  });
});

describe('elements', () => {
  it('has each number once, in order', () => {
    const numbers = GTP_ELEMENTS.map(([type]) => type as number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('gives a fixed length below 128 and none from there on', () => {
    for (const [type, , length] of GTP_ELEMENTS) {
      if (type < 128) expect(TV_LENGTHS[type]).toBe(length);
      else expect(length).toBe(type === 141 ? TLV_SHORT : TLV);
    }
  });

  it.each([
    [1, 1], // §7.7.1
    [2, 8], // §7.7.2
    [3, 6], // §7.7.3: PLMN (3), LAC (2), RAC
    [9, 28], // §7.7.7: RAND (16), SRES (4), Kc (8)
    [12, 3], // §7.7.9
    [17, 4], // §7.7.14
    [18, 5], // §7.7.15: NSAPI, TEID (4)
    [22, 9], // §7.7.19: NSAPI, four numbers of two
    [26, 2], // §7.7.23
    [127, 4], // §7.7.26
    [30, 0], // spare
  ])('takes element %i to have %i octets', (type, length) => {
    expect(TV_LENGTHS[type]).toBe(length);
  });

  it('names elements with their clause', () => {
    expect(gtpElement(133)).toEqual({ name: 'GSN Address', clause: 'TS 29.060 §7.7.32' });
    expect(gtpElement(252).clause).toBe('TS 32.295');
    expect(gtpElement(40)).toEqual({ name: 'element 40', clause: '' });
  });
});
