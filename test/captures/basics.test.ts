import { describe, expect, it } from 'vitest';
import { Back } from '../../captures/maker/back.ts';
import { crc32c, fold, wordSum } from '../../captures/maker/checksums.ts';
import { stamp } from '../../captures/maker/lines.ts';
import { parseAddress } from '../../captures/maker/link.ts';
import { luhn } from '../../captures/maker/population.ts';
import { Queue } from '../../captures/maker/queue.ts';
import { Random, Shares } from '../../captures/maker/random.ts';
import { addressSize, E214, title, writeUdt, writeXudt } from '../../captures/maker/sccp.ts';

const hex = (w: Back): string => Buffer.from(w.b.subarray(w.p)).toString('hex');

describe('chance', () => {
  it('is xoshiro128**: the first numbers of its reference for the state 1, 2, 3, 4', () => {
    const random = new Random(0);
    Object.assign(random, { a: 1, b: 2, c: 3, d: 4 });
    expect([random.next(), random.next(), random.next(), random.next()]).toEqual([11520, 0, 5927040, 70819200]);
  });

  it('waits as an exponential distribution does', () => {
    const random = new Random(1);
    let sum = 0;
    let beyond = 0;
    for (let i = 0; i < 100_000; i++) {
      const t = random.wait(1_000_000);
      sum += t;
      if (t > 2_302_585) beyond++; // ln 10 means: a tenth is longer
    }
    expect(sum / 100_000 / 1_000_000).toBeCloseTo(1, 1);
    expect(beyond / 100_000).toBeCloseTo(0.1, 2);
  });

  it('draws rows by their share', () => {
    const random = new Random(2);
    const shares = new Shares([
      [1, 'a'],
      [0, 'never'],
      [3, 'b'],
    ]);
    const counts: Record<string, number> = {};
    for (let i = 0; i < 40_000; i++) {
      const row = shares.draw(random);
      counts[row] = (counts[row] ?? 0) + 1;
    }
    expect(counts.never).toBeUndefined();
    expect((counts.b ?? 0) / (counts.a ?? 1)).toBeCloseTo(3, 0);
  });
});

describe('checksums', () => {
  it('CRC32c of 123456789 is e3069283', () => {
    expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
  });

  it('CRC32c of 32 zeros and of 32 ones as RFC 3720 appendix B.4 gives them', () => {
    expect(crc32c(new Uint8Array(40), 4, 36)).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43);
  });

  it('the Internet checksum of the example in RFC 1071 §3', () => {
    const b = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(fold(wordSum(b, 0, 8))).toBe(~0xddf2 & 0xffff);
  });

  it('the check digit of an IMEI: TS 23.003 annex B', () => {
    expect(luhn('26053179311383')).toBe('7');
  });
});

describe('writing backwards', () => {
  it('puts a length of one, two and three octets', () => {
    for (const [n, length] of [
      [0x7f, '7f'],
      [0x80, '8180'],
      [0x100, '820100'],
    ] as const) {
      const w = new Back(600);
      w.p -= n;
      w.wrap(0x30, 600);
      expect(hex(w).slice(0, 2 + length.length)).toBe(`30${length}`);
    }
  });

  it('fills an odd count of digits', () => {
    const w = new Back(16);
    w.bcd('12345');
    expect(hex(w)).toBe('2143f5');
    w.clear();
    w.bcd('12345', 0);
    expect(hex(w)).toBe('214305');
  });
});

describe('SCCP', () => {
  it('writes a UDT: pointers count from themselves, titles of format 4 (Q.713 §3.4.2.3)', () => {
    const w = new Back(64);
    const end = w.p;
    w.u8(0xaa);
    writeUdt(w, end, title('4917', 6, E214), title('336', 7), 0x80);
    expect(hex(w)).toBe(
      // type, class with return option, pointers, called: 12 HLR, 0, plan 7 even, international; calling: odd
      `0980${'030a11'}${'071206007204'}${'9471'}${'0712070011046306'.replace('6306', '3306')}01aa`,
    );
  });

  it('writes a segment of an XUDT: optional part at its pointer (Q.713 §3.17)', () => {
    const w = new Back(64);
    const called = title('4917', 6);
    const calling = title('336', 7);
    writeXudt(w, Uint8Array.of(1, 2, 3), 1, 2, called, calling, 0x81, {
      first: true,
      remaining: 2,
      reference: 0xabcdef,
    });
    const b = w.b.subarray(w.p);
    expect([b[0], b[1], b[2]]).toEqual([17, 0x81, 15]);
    const optional = 6 + b[6]!;
    expect([...b.subarray(optional)]).toEqual([0x10, 4, 0xc2, 0xab, 0xcd, 0xef, 0]);
    const data = 5 + b[5]!;
    expect([...b.subarray(data, data + 3)]).toEqual([2, 2, 3]);
    expect(addressSize(called)).toBe(b[3 + b[3]!]);
  });
});

describe('small things', () => {
  it('reads addresses', () => {
    expect([...parseAddress('10.1.2.3')]).toEqual([10, 1, 2, 3]);
    expect(Buffer.from(parseAddress('2001:db8::2')).toString('hex')).toBe('20010db8000000000000000000000002');
  });

  it('gives events by time, then in the order in which they were put', () => {
    const q = new Queue<string>();
    for (const [t, s] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [3, 'b'],
      [5, 'e'],
    ] as const)
      q.put(t, s);
    const out: string[] = [];
    while (q.size > 0) out.push(q.pop());
    expect(out.join('')).toBe('abcde');
  });

  it('writes time as ISO 8601 across a day, a leap year and a century', () => {
    expect(stamp(1_123_456)).toBe('2026-01-05T00:00:01.123456Z');
    const day = 86400e6;
    expect(stamp(day * 55)).toBe('2026-03-01T00:00:00.000000Z');
    expect(stamp(day * (55 + 730 + 1))).toBe('2028-03-01T00:00:00.000000Z');
  });
});
