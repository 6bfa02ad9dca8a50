import { describe, expect, it } from 'vitest';
import { cellText, laiText, locationText, mccText, mncText, plmnText, raiText } from '../../decoders/plmn.ts';
import { octets } from './gtp-helpers.ts';

describe('network codes', () => {
  it('reads a network code of two digits where a filler stands for the third', () => {
    // 262-01: MCC 2 6 2, MNC 0 1 (TS 24.008 §10.5.1.3)
    expect(plmnText(octets('62f210'), 0)).toBe('262-01');
  });

  it('reads a network code of three digits', () => {
    // 310-410
    expect(mccText(octets('130014'), 0)).toBe('310');
    expect(mncText(octets('130014'), 0)).toBe('410');
  });

  it('keeps leading zeros', () => {
    expect(plmnText(octets('00f110'), 0)).toBe('001-01');
    expect(plmnText(octets('001100'), 0)).toBe('001-001');
  });

  it.each([['ffffff'], ['a2f210'], ['62f2a0'], ['62a210'], ['6fff10']])(
    'gives nothing where a nibble is no digit: %s',
    hex => {
      expect(plmnText(octets(hex), 0)).toBe('');
      expect(raiText(octets(`${hex}000100`), 0)).toBe('');
      expect(cellText(0, octets(`${hex}00010002`), 0)).toBe('');
    },
  );
});

describe('areas and cells', () => {
  it('reads a routeing area', () => {
    expect(laiText(octets('62f2101234'), 0)).toBe('262-01-4660');
    expect(raiText(octets('62f210 1234 ff'), 0)).toBe('262-01-4660-255');
  });

  it('reads a cell and a service area alike', () => {
    const place = octets('62f210 ffff 8001');
    expect(cellText(0, place, 0)).toBe('262-01-65535-32769');
    expect(cellText(1, place, 0)).toBe('262-01-65535-32769');
  });

  it('does not take a routeing area for a cell', () => {
    const place = octets('62f210 1234 07ff');
    expect(cellText(2, place, 0)).toBe('');
    expect(locationText(2, place, 0)).toBe('262-01-4660-7');
    expect(locationText(9, place, 0)).toBe('');
  });
});
