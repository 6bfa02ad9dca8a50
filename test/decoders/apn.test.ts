import { describe, expect, it } from 'vitest';
import { apnText } from '../../decoders/apn.ts';
import { octets } from './gtp-helpers.ts';

const text = (hex: string) => apnText(octets(hex), 0, octets(hex).length);

describe('apnText', () => {
  it('joins labels with dots', () => {
    expect(text('08 696e7465726e6574')).toBe('internet');
    expect(text('03 696d73 06 6d6e63303031 04 67707273')).toBe('ims.mnc001.gprs');
  });

  it('reads from its place alone', () => {
    expect(apnText(octets('ff 02 6162 ff'), 1, 3)).toBe('ab');
  });

  it('gives nothing for nothing', () => {
    expect(text('')).toBe('');
    expect(text('00')).toBe('');
    expect(apnText(octets('0161'), 9, 4)).toBe('');
  });

  it('leaves out the empty label of the root', () => {
    expect(text('02 6162 00')).toBe('ab');
  });

  it('keeps what is there of a label that is cut', () => {
    expect(text('02 6162 09 6364')).toBe('ab.cd');
  });

  it('takes a name sent without labels as it stands', () => {
    expect(text('696e7465726e6574')).toBe('internet');
  });

  it('writes control characters, spaces and other octets as escapes', () => {
    expect(text('06 610a1b00805c')).toBe('a\\x0a\\x1b\\x00\\x80\\x5c');
  });

  it('keeps wildcards and empty labels apart from others', () => {
    expect(text('01 2a')).toBe('*');
    expect(text('01 61 00 01 62')).toBe('a..b');
  });

  it('never reads behind its octets', () => {
    for (let first = 0; first < 256; first++)
      expect(apnText(Uint8Array.of(first), 0, 200)).not.toMatch(/undefined|NaN/);
  });
});
