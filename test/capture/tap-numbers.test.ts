/** Which tap an input is of. */
import { describe, expect, it } from 'vitest';
import { TapNumbers } from '../../src/capture/tap-numbers.ts';

describe('the tap of an input', () => {
  it('is another one for each of those that are read at once, and the same for what follows', () => {
    const taps = new TapNumbers();
    expect([taps.begin('a'), taps.begin('b'), taps.begin('c')]).toEqual([0, 1, 2]);
    taps.end(1);
    expect(taps.begin('d')).toBe(1);
    expect(taps.begin('e')).toBe(3);
    for (const n of [0, 1, 2, 3]) taps.end(n);
    expect(taps.begin('f')).toBe(0);
  });

  it.each([
    ['number behind the tap', (tap: number, file: number) => `hub-tap${tap}-000${file}.pcap`],
    ['number before the tap', (tap: number, file: number) => `2026-01-0${file} ${tap}.pcap`],
    ['a folder each', (tap: number, file: number) => `/data/tap${tap}/night_0000${file}.pcap.gz`],
  ])('is told by names where all begin new files at once: %s', (_, name) => {
    const taps = new TapNumbers();
    for (const tap of [1, 2, 3]) taps.begin(name(tap, 1));
    for (const n of [0, 1, 2]) taps.end(n);
    expect([3, 1, 2].map(tap => taps.begin(name(tap, 2)))).toEqual([2, 0, 1]);
    for (const n of [0, 1, 2]) taps.end(n);
    expect([2, 3, 1].map(tap => taps.begin(name(tap, 3)))).toEqual([1, 2, 0]);
  });
});
